//! An empty `meta` says nothing.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "empty-meta",
        severity: Severity::Advice,
        summary: "`meta` is empty",
        explanation: "`meta` is deprecated; an empty one can go.",
        bad: "\
spec: blueprint/v1
name: my-agent
meta: {}
agent:
  image: my-agent:1
",
        good: example!("\n"),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(meta) = context.spec.meta.get() else { return };
    let is_empty = context.document.at(&meta.place.pointer).is_some_and(|at| at.entries().next().is_none());
    if is_empty {
        let diagnostic =
            Diagnostic::at_key(&RULE.code, &meta.place, "`meta` is deprecated, and empty here").help("remove it");
        report.push(edit::without(context, &meta.place, diagnostic, "remove `meta`", Applicability::Safe));
    }
}
