//! A container has a finished image or a build, not both and not neither.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::source::Place;
use crate::spec::{Build, Field, Image};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "image-or-build",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a container has both an image and a build, or neither",
        explanation: "A container runs a finished `image`, or one that is built from `build`. With both it is not clear \
            which one runs; with neither there is nothing to run. An empty `image` counts as absent.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  build:\n    context: .\n    dockerfile: Dockerfile\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: .\n    dockerfile: Dockerfile\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    if let Some(agent) = context.spec.agent.get() {
        one_of(context, &agent.place, &agent.image, &agent.build, report);
    }
    for (_, _, container) in context.spec.containers() {
        one_of(context, &container.place, &container.image, &container.build, report);
    }
}

fn one_of(context: &Context<'_>, place: &Place, image: &Field<Image>, build: &Field<Build>, report: &mut Report) {
    if image.is_absent() && build.is_absent() {
        let message = "nothing to run: expected `image` or `build`";
        report.push(
            Diagnostic::at_key(&RULE.code, place, message).help("add `image:` with a finished image, or `build:`"),
        );
    } else if !image.is_absent() && !build.is_absent() {
        let holder = context.document.at(&place.pointer);
        report.extend(super::exclusive(&RULE, holder.as_ref(), "image", "build"));
    }
}
