//! A narrower input overrides a top-level one.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "overriding-input",
        severity: Severity::Advice,
        summary: "an input repeats a top-level one",
        explanation: "In the containers that both reach, the narrower input wins field by field; what it leaves out stays the top-level one's. Say what differs here, or remove it.",
        bad: example!(
            r#"
  inputs:
    - name: LIMIT
      datatype: number
      default: "5"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "1"
"#
        ),
        good: example!(
            r#"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "1"
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Override) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` overrides the top-level input of that name here", clash.name),
        )
        .help("remove it where it says nothing new");
        report.push(clash.with_first(diagnostic));
    }
}
