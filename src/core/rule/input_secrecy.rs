//! An input that describes a variable agrees on whether it is secret.

use std::collections::BTreeSet;

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::plan::ClashKind;
use crate::source::Pointer;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "input-secrecy",
        severity: Severity::Warning,
        summary: "an input describes a variable whose secrecy differs",
        explanation: "The input repeats the name of a variable that a provider, a store or the platform brings, but one of the two is secret and the other is not. The value is treated as a secret; write that.",
        bad: example!(
            "
models:
  chat:
    provider: anthropic
inputs:
  key:
    name: ANTHROPIC_API_KEY
    datatype: string
"
        ),
        good: example!(
            "
models:
  chat:
    provider: anthropic
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    // What could not be read was reported, and nothing is known of it.
    let broken = context.spec.inputs().filter(|input| input.secret.is_broken());
    let broken: BTreeSet<&Pointer> = broken.filter_map(|input| Some(&input.name.get()?.place.pointer)).collect();
    let clashes = context.clashes.iter().filter(|clash| clash.kind == ClashKind::Secrecy);
    for clash in clashes.filter(|clash| !broken.contains(&clash.later.pointer)) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` exists already, and its secrecy differs from this input's", clash.name),
        )
        .help("give `secret` the same value, or remove the input");
        report.push(clash.with_first(diagnostic));
    }
}
