//! Stores are always persistent.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-persistent",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "`persistent` is no longer a key of `knowledge`",
        explanation: "A store of a provider is always persistent. For a container of your own, `volume` says what is kept.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  vectors:\n    provider: qdrant\n    persistent: true\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  vectors:\n    provider: qdrant\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.knowledge.entries().iter().filter_map(|named| named.get()) {
        let Some(retired) = entry.persistent.get() else { continue };
        let message = "`persistent` is no longer a key: stores of a provider are always persistent";
        let help =
            if entry.container.is_absent() { "remove it" } else { "remove it, and set `volume` on the container" };
        let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, message).help(help);
        report.push(edit::without(context, &retired.place, diagnostic, "remove `persistent`", Applicability::Safe));
    }
}
