//! `env` became `environment`.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};
use crate::document::Node;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-env",
        summary: "`env` of a container is called `environment`",
        explanation: "The variables of a container stand under `environment`, a map from names to strings.",
        bad: example!(
            "
integrations:
  tool:
    container:
      image: tool:1
      env:
        A: x
"
        ),
        good: example!(
            "
integrations:
  tool:
    container:
      image: tool:1
      environment:
        A: x
"
        ),
        load_bearing: true,
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for (_, _, container) in context.spec.containers() {
        let Some(retired) = container.env.get() else { continue };
        let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, "`env` is called `environment`");
        let node = context.document.at(&retired.place.pointer).map(|at| at.node);
        report.push(if node.is_some_and(Node::is_null) {
            edit::without(context, &retired.place, diagnostic.help("remove it"), "remove `env`", Applicability::Safe)
        } else if container.environment.is_absent() && node.is_some_and(|node| node.as_mapping().is_some()) {
            diagnostic.help("rename it to `environment`").fix(
                "rename it to `environment`",
                Applicability::Safe,
                retired.place.key,
                "environment",
            )
        } else {
            diagnostic.help("move its variables to `environment`, as `NAME: value`")
        });
    }
}
