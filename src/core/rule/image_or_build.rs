//! A container has a finished image or a build, not both and not neither.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::document::form::Form;
use crate::source::Place;
use crate::spec::{Build, Field, Image};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "image-or-build",
        summary: "a container has both an image and a build, or neither",
        explanation: "A container runs a finished `image`, or one that is built from `build`. With both it is not clear \
            which one runs; with neither there is nothing to run. An empty `image` counts as absent.",
        bad: example!(
            "
  build:
    context: .
    dockerfile: Dockerfile
"
        ),
        good: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: .
    dockerfile: Dockerfile
",
        load_bearing: true,
        ..Code::BASE
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
        let diagnostic = Diagnostic::at_key(&RULE.code, place, message);
        let diagnostic = diagnostic.help("add `image:` with a finished image, or `build:`");
        report.push(repair::add(context, diagnostic, &place.pointer, "build", &folder(place)));
    } else if !image.is_absent() && !build.is_absent() {
        let holder = context.document.at(&place.pointer);
        report.extend(super::exclusive(context, &RULE, holder.as_ref(), ("build", "image")));
    }
}

/// A build in the folder of an entry's name; the agent's is the project itself.
fn folder(place: &Place) -> Form {
    let name = place.pointer.tokens().nth(1).unwrap_or_default();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let context = if name.is_empty() || !name.chars().all(is_word) { ".".to_owned() } else { format!("./{name}") };
    Form::map([("context", Form::Text(context)), ("dockerfile", Form::text("Dockerfile"))])
}
