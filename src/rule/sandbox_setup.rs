//! A setup step does something.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-setup",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a setup command is blank",
        explanation: "Every item of `setup` is a command that prepares the sandbox.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  setup: [\"\"]\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nsandbox:\n  toolchain: auto\n  setup: [\"pip install -e .\"]\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(sandbox) = context.spec.sandbox.get() else { return };
    for command in sandbox.setup.items().iter().filter(|command| command.value.trim().is_empty()) {
        let diagnostic = Diagnostic::at_value(&RULE.code, &command.place, "a blank setup command").help("remove it");
        report.push(edit::without_item(context, &command.place, diagnostic, "remove it", Applicability::Safe));
    }
}
