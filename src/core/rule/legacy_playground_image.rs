//! There is no playground any more.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-playground-image",
        summary: "`dev.overrides.playgroundImage` has no effect any more",
        explanation: "The playground is gone; `messagingImage` is the one image that can be overridden.",
        bad: example!(
            "
dev:
  overrides:
    messagingImage: messaging:1
    playgroundImage: playground:1
"
        ),
        good: example!(
            "
dev:
  overrides:
    messagingImage: messaging:1
"
        ),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(overrides) = context.spec.dev.get().and_then(|dev| dev.overrides.get()) else { return };
    let Some(retired) = overrides.playground_image.get() else { return };
    let diagnostic =
        Diagnostic::at_key(&RULE.code, &retired.place, "there is no playground any more").help("remove it");
    let place = edit::outermost(context, &retired.place);
    report.push(edit::without(context, &place, diagnostic, "remove `playgroundImage`", Applicability::Safe));
}
