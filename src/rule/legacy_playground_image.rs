//! There is no playground any more.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-playground-image",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "`dev.overrides.playgroundImage` has no effect any more",
        explanation: "The playground is gone; `messagingImage` is the one image that can be overridden.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ndev:\n  overrides:\n    messagingImage: messaging:1\n    playgroundImage: playground:1\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ndev:\n  overrides:\n    messagingImage: messaging:1\n",
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
