//! A container's own `environment` beats what is injected.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "shadowed-variable",
        severity: Severity::Warning,
        summary: "`environment` sets a variable that the container gets anyway",
        explanation: "What `environment` sets is literal, on this container only, and wins: the injected value never arrives. Where that is not meant, rename or remove it.",
        bad: example!(
            r#"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "1"
integrations:
  worker:
    container:
      image: worker:1
      environment:
        LIMIT: "9"
"#
        ),
        good: example!(
            r#"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "1"
integrations:
  worker:
    container:
      image: worker:1
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Shadowed) {
        let diagnostic = Diagnostic::at_key(
            &RULE.code,
            &clash.later,
            format!("`{}` hides the value that this container gets anyway", clash.name),
        )
        .help("remove it, or rename it");
        report.push(clash.with_first(diagnostic));
    }
}
