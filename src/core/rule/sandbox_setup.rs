//! A setup step does something.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-setup",
        summary: "a setup command is blank",
        explanation: "Every item of `setup` is a command that prepares the sandbox.",
        bad: example!(
            r#"
sandbox:
  toolchain: auto
  setup: [""]
"#
        ),
        good: example!(
            r#"
sandbox:
  toolchain: auto
  setup: ["pip install -e ."]
"#
        ),
        ..Code::BASE
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
