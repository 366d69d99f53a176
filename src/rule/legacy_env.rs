//! `env` became `environment`.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Report, Severity};
use crate::document::Node;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-env",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "`env` of a container is called `environment`",
        explanation: "The variables of a container stand under `environment`, a map from names to strings.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nintegrations:\n  tool:\n    container:\n      image: tool:1\n      env:\n        A: x\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nintegrations:\n  tool:\n    container:\n      image: tool:1\n      environment:\n        A: x\n",
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
