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
        let message = "`persistent` is no longer a key: stores of a provider are always persistent";
        let help =
            if entry.container.is_absent() { "remove it" } else { "remove it, and set `volume` on the container" };
        let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, message).help(help);
        report.push(edit::without(context, &retired.place, diagnostic, "remove `persistent`", Applicability::Safe));
    }
}
