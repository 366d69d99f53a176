//! A secret in the spec is not a secret.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "secret-default",
        severity: Severity::Warning,
        summary: "a secret input has a default",
        explanation: "The spec is committed and shared, so a default in it is not a secret. It is never used and never shown: the deployer has to supply the value. Remove it, and replace the secret where it was real.",
        bad: example!(
            "
inputs:
  token:
    name: TOKEN
    datatype: string
    secret: true
    default: hunter2
"
        ),
        good: example!(
            "
inputs:
  token:
    name: TOKEN
    datatype: string
    secret: true
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    // Where `secret` can't be read, that is what there is to say.
    let secret = |input: &&crate::spec::Input| input.secret.value() == Some(true) && input.default_text().is_some();
    for input in context.spec.inputs().filter(secret) {
        let Some(default) = input.default.get() else { continue };
        let message = "a secret has a default, which is never used";
        let help = "remove the default, and replace the secret where it was a real one";
        report.push(Diagnostic::at_value(&RULE.code, &default.place, message).help(help));
    }
}
