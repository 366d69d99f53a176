//! `environment` is literal.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::spec::is_variable_name;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "literal-interpolation",
        severity: Severity::Warning,
        summary: "`${NAME}` in `environment` is not replaced",
        explanation: "Values under `environment` are set as they are written, in every target, so a reference stays text. Declare an input, which is asked for and injected under its name.",
        bad: example!(
            "
integrations:
  tool:
    container:
      image: tool:1
      environment:
        URL: https://${HOST}/
"
        ),
        good: example!(
            "
integrations:
  tool:
    container:
      image: tool:1
    inputs:
      - name: URL
        datatype: string
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for (_, _, container) in context.spec.containers() {
        for text in container.environment.entries().iter().filter_map(|named| named.get()) {
            if text.value.split("${").skip(1).any(begins_with_name) {
                report.push(
                    Diagnostic::at_value(&RULE.code, &text.place, "`${…}` is not replaced here")
                        .help("write the value out, or declare an input of that name"),
                );
            }
        }
    }
}

/// Whether `NAME}` follows, or `NAME:-default}` and the like.
fn begins_with_name(rest: &str) -> bool {
    let name = rest.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).map_or(rest, |end| &rest[..end]);
    is_variable_name(name) && rest[name.len()..].starts_with(['}', ':', '-', '+', '?', '=']) && rest.contains('}')
}
