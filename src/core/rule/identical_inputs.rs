//! Two identical inputs of one container are one.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "identical-inputs",
        severity: Severity::Advice,
        summary: "two inputs of one container are the same",
        explanation: "They ask for one value, and it is asked for once. Declare it in one place: at the top level, where several containers need it.",
        bad: example!(
            "
models:
  a:
    provider: openai
    inputs:
      - name: REGION
        datatype: string
  b:
    provider: anthropic
    inputs:
      - name: REGION
        datatype: string
"
        ),
        good: example!(
            "
models:
  a:
    provider: openai
  b:
    provider: anthropic
inputs:
  region:
    name: REGION
    datatype: string
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Identical) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` is declared twice in the same words", clash.name),
        )
        .help("keep one of the two");
        report.push(clash.with_first(diagnostic));
    }
}
