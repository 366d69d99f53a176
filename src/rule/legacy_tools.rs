//! `tools` became `integrations`.

use super::{Context, Rule, edit, repair};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};
use crate::document::Node;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-tools",
        summary: "`tools` is an older name of `integrations`",
        explanation: "The section is called `integrations` now; its entries are the same.",
        bad: example!(
            "
tools:
  code:
    provider: github
"
        ),
        good: example!(
            "
integrations:
  code:
    provider: github
"
        ),
        load_bearing: true,
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(retired) = context.spec.tools.get() else { return };
    let diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, "`tools` is called `integrations` now");
    let node = context.document.at(&retired.place.pointer).map(|at| at.node);
    report.push(if node.is_some_and(Node::is_null) {
        edit::without(context, &retired.place, diagnostic.help("remove it"), "remove `tools`", Applicability::Safe)
    } else if context.spec.integrations.is_absent() && node.is_some_and(|node| node.as_mapping().is_some()) {
        diagnostic.help("rename it to `integrations`").fix(
            "rename it to `integrations`",
            Applicability::Safe,
            retired.place.key,
            "integrations",
        )
    } else {
        let diagnostic = diagnostic.help("move its entries to `integrations`");
        match context.document.at(&retired.place.pointer) {
            Some(tools) => repair::merge(context, diagnostic, &tools, "integrations"),
            None => diagnostic,
        }
    });
}
