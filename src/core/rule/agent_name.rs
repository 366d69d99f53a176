//! The agent's name becomes host names, labels and variables, so it has their form.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::FullName;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "agent-name",
        summary: "the agent's name does not have the form of a name",
        explanation: "The name becomes host names, labels, image names and variables. It has 2 to 63 lower-case letters, \
            digits and hyphens, a letter first and no hyphen last; `astro`, `agent`, `model` and `integration` are \
            reserved. With a scope it is `\"@scope/name\"`, in quotes.",
        bad: "\
spec: blueprint/v1
name: My_Agent
agent:
  image: my-agent:1
",
        good: example!("\n"),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not an agent's name: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message)
            .help("choose a name such as `my-agent` or `\"@my-org/my-agent\"`");
        report.push(match legal(&refused.text) {
            Some(name) => repair::write(context, diagnostic, refused.place.span, &name),
            None => diagnostic,
        });
    }
}

/// The nearest text that can be a name.
fn legal(text: &str) -> Option<String> {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let (scope, name) = match text.split_once('/') {
        Some((scope, name)) => (Some(repair::slug(scope, is_letter)), name),
        None => (None, text),
    };
    let name = repair::slug(name, is_letter);
    let is_free = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_lowercase());
    let name =
        if is_free && FullName::parse(name.get(..63.min(name.len()))?).is_ok() { name } else { format!("my-{name}") };
    let name = name.get(..63.min(name.len()))?.trim_end_matches('-');
    let name = scope.map_or_else(|| name.to_owned(), |scope| format!("@{scope}/{name}"));
    FullName::parse(&name).ok().map(|_| name)
}
