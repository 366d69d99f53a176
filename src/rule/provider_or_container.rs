//! An entry is served by a provider or by a container of its own, not both and not neither.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "provider-or-container",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "an entry has both a provider and a container, or neither",
        explanation: "An entry of `models`, `knowledge` or `integrations` is served by a `provider`, or by a `container` of your own. With neither, nothing stands behind it; with both it is not clear what does. An empty `provider` counts as absent.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  db:\n    provider: postgres\n    container:\n      image: postgres:17.2\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  db:\n    provider: postgres\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        if entry.provider.is_absent() && entry.container.is_absent() {
            let message = format!("nothing serves `{}`: expected `provider` or `container`", entry.name);
            report.push(Diagnostic::at_key(&RULE.code, entry.place, message).help("add `provider:`, or `container:`"));
        } else if !entry.provider.is_absent() && !entry.container.is_absent() {
            let holder = context.document.at(&entry.place.pointer);
            report.extend(super::exclusive(&RULE, holder.as_ref(), "provider", "container"));
        }
    }
}
