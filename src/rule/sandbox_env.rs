//! The variables of the sandbox are variables.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::spec::is_variable_name;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-env",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a key under `sandbox.env` can't name a variable",
        explanation: "A variable has letters, digits and `_`, no digit first.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  env:\n    my-key: x\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  env:\n    MY_KEY: x\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(sandbox) = context.spec.sandbox.get() else { return };
    for named in sandbox.env.entries().iter().filter(|named| !is_variable_name(&named.name)) {
        let message = format!("`{}` can't name a variable", named.name);
        report.push(
            Diagnostic::at_key(&RULE.code, &named.place, message).help("use letters, digits and `_`, no digit first"),
        );
    }
}
