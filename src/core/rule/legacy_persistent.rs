//! Stores are always persistent.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-persistent",
        summary: "`persistent` is no longer a key of `knowledge`",
        explanation: "A store of a provider is always persistent. For a container of your own, `volume` says what is kept.",
        bad: example!(
            "
knowledge:
  vectors:
    provider: qdrant
    persistent: true
"
        ),
        good: example!(
            "
knowledge:
  vectors:
    provider: qdrant
"
        ),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.knowledge.entries().iter().filter_map(|named| named.get()) {
        let Some(retired) = entry.persistent.get() else { continue };
        let is_kept = entry.container.get().is_some_and(|container| !container.volume.is_absent());
        let (message, help) = if entry.container.is_absent() {
            ("`persistent` is no longer a key: stores of a provider are always persistent", "remove it")
        } else if is_kept {
            ("`persistent` is no longer a key: `volume` says what a container keeps", "remove it")
        } else {
            (
                "`persistent` is no longer a key: `volume` says what a container keeps",
                "remove it, and set `volume` on the container",
            )
        };
        // Without it, nothing says any more that somebody wanted something kept.
        let is_safe = is_kept || !entry.provider.is_absent();
        let applicability = if is_safe { Applicability::Safe } else { Applicability::Unsafe };
        let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, message).help(help);
        report.push(edit::without(context, &retired.place, diagnostic, "remove `persistent`", applicability));
    }
}
