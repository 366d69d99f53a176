//! Adding to an env file what a plan asks for, every other byte kept.

use std::collections::BTreeMap;

use super::read::{Assignment, Environment, Fault, Form, Reading, read};
use super::reference::is_written_out;
use super::{Entry, encode};
use crate::plan::BoundPlan;
use crate::source::{Source, Span};
use crate::text;

/// An env file with what was missing.
#[derive(Debug)]
pub struct Synced {
    /// The whole text.
    pub text: String,
    /// The names that were added.
    pub added: Vec<String>,
    /// Those of them that got a value that was made up.
    pub generated: Vec<String>,
    /// The required names that have no value yet.
    pub missing: Vec<String>,
}

/// Why a file can't be completed, at the place of the first line that says so: a line that sets nothing, a mapping of YAML,
/// or a quote that is never closed, whose value what is added would become a part of.
pub fn refusal(source: &Source) -> Option<Span> {
    let Reading { assignments, strays } = read(source, &|_| None);
    let indented = |found: &Assignment| source.text()[..found.span.start].ends_with([' ', '\t']);
    let nested = assignments.windows(2).find_map(|pair| match pair {
        [first, second] if first.form == Form::Colon && first.value.is_empty() => {
            (second.form == Form::Colon && indented(second)).then_some(second.span)
        }
        _ => None,
    });
    let unclosed = assignments.iter().filter(|found| found.fault == Some(Fault::Unclosed)).map(|found| found.span);
    strays.into_iter().chain(nested).chain(unclosed).min_by_key(|span| span.start)
}

/// Adds every supply that the file does not have. `secret` makes up a value.
pub fn sync(
    plan: &BoundPlan,
    source: &Source,
    environment: Environment<'_>,
    mut secret: impl FnMut() -> String,
) -> Synced {
    let existing = read(source, environment).assignments;
    let mut synced =
        Synced { text: source.text().to_owned(), added: Vec::new(), generated: Vec::new(), missing: Vec::new() };
    let end = if source.text().contains("\r\n") { "\r\n" } else { "\n" };
    let mut fills = Vec::new();
    for supply in &plan.supplies {
        let last = existing.iter().rev().find(|found| found.name == supply.name && found.counts());
        let is_open = last.is_none_or(Assignment::is_blank);
        let value = match &supply.default {
            _ if !is_open => None,
            _ if supply.generated => Some(encode(&secret())),
            Some(default) if is_written_out(supply) => Some(encode(default)),
            _ => None,
        };
        if supply.generated && value.is_some() {
            synced.generated.push(supply.name.clone());
        }
        match (last, value) {
            // Where a line waits for the value, it goes there.
            (Some(last), Some(value)) => {
                fills.push((last.place, if last.needs_blank(source) { format!(" {value}") } else { value }));
                synced.added.push(supply.name.clone());
            }
            // Any other line could be setting it, with something that is set elsewhere.
            (Some(last), None) if supply.required || supply.generated => {
                let is_missing = last.value.is_empty();
                synced.missing.extend(is_missing.then(|| supply.name.clone()));
            }
            (Some(_), None) => {}
            (None, None) if !supply.required && existing.iter().any(|found| found.name == supply.name) => {}
            (None, value) => {
                let entry = Entry::of(supply);
                let line = value.map_or(entry.line, |value| format!("{}={value}", supply.name));
                if supply.required {
                    synced.missing.push(supply.name.clone());
                }
                synced.added.push(supply.name.clone());
                append(&mut synced.text, entry.description.as_deref(), &entry.notes, &line, end);
            }
        }
    }
    // What was added stands after everything that is filled.
    fills.sort_by_key(|(place, _): &(Span, String)| place.start);
    for (place, value) in fills.into_iter().rev() {
        synced.text.replace_range(place.start..place.end, &value);
    }
    synced
}

/// Sets what a plan asks for to values that somebody gave: where a line waits for one it goes there, else after all lines.
pub fn fill(
    plan: &BoundPlan,
    source: &Source,
    environment: Environment<'_>,
    given: &BTreeMap<String, String>,
) -> String {
    let existing = read(source, environment).assignments;
    let mut text = source.text().to_owned();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut fills = Vec::new();
    for supply in &plan.supplies {
        let Some(value) = given.get(&supply.name) else { continue };
        let value = encode(value);
        match existing.iter().rev().find(|found| found.name == supply.name && found.counts()) {
            Some(last) if last.is_blank() => {
                fills.push((last.place, if last.needs_blank(source) { format!(" {value}") } else { value }));
            }
            // A line that refers to something that is set nowhere is its writer's.
            Some(_) => {}
            None => {
                let entry = Entry::of(supply);
                let line = format!("{}={value}", supply.name);
                append(&mut text, entry.description.as_deref(), &entry.notes, &line, end);
            }
        }
    }
    fills.sort_by_key(|(place, _): &(Span, String)| place.start);
    for (place, value) in fills.into_iter().rev() {
        text.replace_range(place.start..place.end, &value);
    }
    text
}

fn append(file: &mut String, description: Option<&str>, notes: &str, line: &str, end: &str) {
    if !file.is_empty() && !file.ends_with(['\n', '\r']) {
        file.push_str(end);
    }
    if !file.is_empty() {
        file.push_str(end);
    }
    for comment in description.into_iter().chain([notes]) {
        file.extend(text::comments(comment).lines().map(|line| format!("{line}{end}")));
    }
    file.push_str(line);
    file.push_str(end);
}

#[cfg(test)]
mod tests {
    use crate::options::{GatewayMode, GatewaySettings, Settings, Values};
    use crate::plan::{Binding, For, Names, bind};
    use crate::source::Source;

    use super::super::{ProblemKind, check, sync};

    const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  astro_ai_gateway: true\n\
        knowledge:\n  cache:\n    provider: redis\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n";

    fn plan(gateway: GatewayMode) -> crate::plan::BoundPlan {
        let (document, _) = crate::document::parse(&Source::new("astropods.yml", SPEC));
        let spec = crate::spec::read(&document, Vec::new()).0.spec.unwrap();
        let gateway = GatewaySettings { mode: Some(gateway), url: None, image: None };
        let settings = Settings { gateway, ..Settings::default() };
        let binding =
            Binding { target: For::Local, names: Names::Agent, settings: &settings, values: &Values::default() };
        bind(&crate::plan::resolve(&spec), &binding)
    }

    #[test]
    fn what_is_there_stays_byte_for_byte_and_a_second_run_adds_nothing() {
        let before = "# mine\r\nLIMIT = 5  # keep\r\nOTHER='x'";
        let synced = sync(&plan(GatewayMode::Hosted), &Source::new(".env", before), &|_| None, || "x".into());
        assert!(synced.text.starts_with(&format!("{before}\r\n")), "{}", synced.text);
        assert!(!synced.text.replace("\r\n", "").contains('\n'));
        assert_eq!(synced.added, ["ASTRO_GATEWAY_API_KEY", "ASTRO_GATEWAY_URL", "REDIS_PASSWORD"]);
        assert_eq!(synced.missing, ["ASTRO_GATEWAY_API_KEY", "ASTRO_GATEWAY_URL"]);
        let again =
            sync(&plan(GatewayMode::Hosted), &Source::new(".env", synced.text.clone()), &|_| None, || "y".into());
        assert_eq!((again.text, again.added.len()), (synced.text, 0));
    }

    #[test]
    fn only_the_key_of_a_local_gateway_is_made_up_once() {
        let synced =
            sync(&plan(GatewayMode::Mock), &Source::new(".env", "ASTRO_GATEWAY_API_KEY=\n"), &|_| None, || {
                "made-up".into()
            });
        assert_eq!(synced.generated, ["ASTRO_GATEWAY_API_KEY"]);
        assert!(synced.text.contains("ASTRO_GATEWAY_API_KEY=made-up\n") && synced.text.contains("# REDIS_PASSWORD=\n"));
        let again =
            sync(&plan(GatewayMode::Mock), &Source::new(".env", synced.text.clone()), &|_| None, || "other".into());
        assert_eq!(again.text, synced.text);
    }

    #[test]
    fn every_kind_of_mistake_is_found_and_no_value_is_told() {
        let text = "ASTRO_GATEWAY_URL=https://g.example.com/hunter2\nREDIS_PASSWORD=hunter2/\nLIMIT=hunter2\nLIMT=1\nREDIS_HOST=hunter2\nCOMPOSE_PROJECT_NAME=x\nASTRO_PORT_KNOWLEDGE_CACHE=1\n";
        let problems = check(&plan(GatewayMode::Hosted), &Source::new(".env", text), &|_| None);
        let found: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.name.as_str())).collect();
        let expected = [
            (ProblemKind::Invalid, "ASTRO_GATEWAY_URL"),
            (ProblemKind::Invalid, "REDIS_PASSWORD"),
            (ProblemKind::Invalid, "LIMIT"),
            (ProblemKind::Unknown, "LIMT"),
            (ProblemKind::Unknown, "REDIS_HOST"),
            (ProblemKind::Missing, "ASTRO_GATEWAY_API_KEY"),
        ];
        assert_eq!(found, expected);
        assert!(problems.iter().all(|problem| !format!("{problem:?}").contains("hunter2")));
    }

    #[test]
    fn what_is_given_goes_where_a_line_waits_for_it_and_else_to_the_end() {
        let plan = plan(GatewayMode::Mock);
        let given = [("LIMIT", "5"), ("REDIS_PASSWORD", "a $b\"c"), ("OTHER", "x")];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let fill = |text: &str| super::fill(&plan, &Source::new(".env", text), &|_| None, &given);
        let filled = fill("# mine\nLIMIT=\nOWN=1\n");
        assert!(filled.starts_with("# mine\nLIMIT=5\nOWN=1\n\n") && !filled.contains("OTHER"), "{filled}");
        assert!(filled.ends_with("REDIS_PASSWORD='a $b\"c'\n"), "{filled}");
        assert_eq!(fill(&filled), filled);
        assert!(check(&plan, &Source::new(".env", filled), &|_| None).iter().all(|found| found.name != "LIMIT"));
    }
}
