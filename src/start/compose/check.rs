//! How a service tells that it is well.

use super::lost::Lost;
use super::service::Service;
use super::texts;
use super::words::resolved;
use crate::document::form::Form;
use crate::start::shell::{page, words};

/// Its health check; `port` is the one that it listens on, which is another in a cluster where it is the agent.
pub(super) fn healthcheck(service: &Service<'_>, port: Option<u16>, lost: &mut Vec<Lost>) -> Option<Form> {
    let at = service.at.get("healthcheck")?;
    let mut form = Vec::new();
    let test = at.get("test")?;
    let is_line = test.node.as_scalar().is_some();
    let texts: Vec<String> = texts(&test)?.iter().map(|text| text.replace("$$", "$")).collect();
    let all: Vec<String> = is_line.then(|| "CMD-SHELL".to_owned()).into_iter().chain(texts).collect();
    if all.first().is_none_or(|first| first == "NONE") {
        return None;
    }
    match asked(&all).filter(|(asked, _)| Some(*asked) == port) {
        Some((_, path)) => form.push(("path".to_owned(), Form::text(path))),
        None => form.push(("test".to_owned(), Form::List(all.into_iter().map(Form::text).collect()))),
    }
    for (entry, value) in at.entries() {
        let text = value.node.as_scalar().map(|scalar| resolved(&scalar.text).text);
        match (entry.key.as_str(), text) {
            ("test", _) => {}
            ("interval" | "timeout", Some(text)) => form.push((entry.key.clone(), Form::Raw(text))),
            ("retries", Some(text)) if text.parse::<u32>().is_ok_and(|times| times > 0) => {
                form.push((entry.key.clone(), Form::Raw(text)));
            }
            ("disable", Some(text)) if text == "true" => return None,
            (key, _) => lost.push(Lost::key(
                &service.name,
                &value,
                &format!("healthcheck.{key}"),
                "a check has a test, an interval, a timeout and retries; a start may take minutes",
            )),
        }
    }
    Some(Form::Map(form))
}

/// The port and the path that a check asks for, where that is all that it does.
fn asked(test: &[String]) -> Option<(u16, String)> {
    match test {
        [shell, line] if shell == "CMD-SHELL" => page(&words(line)?),
        [exec, command @ ..] if exec == "CMD" => page(command),
        _ => None,
    }
}
