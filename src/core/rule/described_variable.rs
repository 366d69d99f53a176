//! An input that repeats an owned name describes that variable.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "described-variable",
        severity: Severity::Advice,
        summary: "an input repeats the name of a variable that a provider, a store or the platform brings",
        explanation: "It is one variable: the input gives its description and, where the deployer supplies the value, its default and whether it is required. A value that is computed (host, port, URL) stays as it is. Where the variable exists without the input too, the input can go; where it brings it into a container that would not have it, it has to stay.",
        bad: example!(
            "
models:
  chat:
    provider: anthropic
inputs:
  key:
    name: ANTHROPIC_API_KEY
    datatype: string
    secret: true
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
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Described) {
        let (what, help) = if clash.brings {
            ("describes it, and brings it to who lacks it", "leave the input where its reader needs the variable")
        } else {
            ("only describes it", "remove the input where it says nothing new")
        };
        let message = format!("`{}` exists already; this input {what}", clash.name);
        report.push(clash.with_first(Diagnostic::at_value(&RULE.code, &clash.later, message).help(help)));
    }
}
