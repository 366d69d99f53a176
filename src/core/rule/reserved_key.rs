//! Some keys are kept for later versions.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "reserved-key",
        summary: "a key is reserved for a later version",
        explanation: "`files`, `classes`, `size` and `tools` of `sandbox` are reserved: they will mean something, so they can't be ignored now.",
        bad: example!(
            "
sandbox:
  toolchain: auto
  size: large
"
        ),
        good: example!(
            "
sandbox:
  toolchain: auto
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(sandbox) = context.spec.sandbox.get() else { return };
    let reserved =
        [("files", &sandbox.files), ("classes", &sandbox.classes), ("size", &sandbox.size), ("tools", &sandbox.tools)];
    for (name, retired) in reserved.into_iter().filter_map(|(name, field)| Some((name, field.get()?))) {
        let message = format!("`sandbox.{name}` is reserved for a later version");
        let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, message).help("remove it");
        report.push(edit::without(context, &retired.place, diagnostic, "remove it", Applicability::Unsafe));
    }
}
