//! The variables of the sandbox are variables.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::naming;
use crate::spec::is_variable_name;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-env",
        summary: "a key under `sandbox.env` can't name a variable",
        explanation: "A variable has letters, digits and `_`, no digit first.",
        bad: example!(
            "
sandbox:
  toolchain: auto
  env:
    my-key: x
"
        ),
        good: example!(
            "
sandbox:
  toolchain: auto
  env:
    MY_KEY: x
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(sandbox) = context.spec.sandbox.get() else { return };
    for named in sandbox.env.entries().iter().filter(|named| !is_variable_name(&named.name)) {
        let message = format!("`{}` can't name a variable", named.name);
        let diagnostic = Diagnostic::at_key(&RULE.code, &named.place, message);
        let diagnostic = diagnostic.help("use letters, digits and `_`, no digit first");
        let folded = naming::variable(&named.name);
        report.push(if is_variable_name(&folded) && sandbox.env.named(&folded).is_none() {
            repair::write(context, diagnostic, named.place.key, &folded)
        } else {
            diagnostic
        });
    }
}
