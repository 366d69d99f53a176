//! A package name is a name, and never part of a command.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-package",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a sandbox package is not the name of a package",
        explanation: "Package names are handed to a package manager. Extras and versions are fine (`uvicorn[standard]`, `pandas==2.2.0`); options, white space and what a shell reads are not.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  packages: [\"curl; rm -rf /\"]\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  packages: [curl]\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is no package: {}", refused.text, refused.reason);
        report.push(Diagnostic::at_value(&RULE.code, &refused.place, message).help("list each package by its name"));
    }
}
