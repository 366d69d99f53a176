//! `tools` became `integrations`.

use super::{Context, Rule, edit, repair};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Report, Tag, example};
use crate::document::form::Form;
use crate::document::{Cursor, Node, insertion};
use crate::schema::listed;

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
    } else if let Some(tools) = context.document.at(&retired.place.pointer) {
        let is_list = tools.node.as_sequence().is_some();
        let help = listed::help(context.source, &tools, "integrations").filter(|_| is_list);
        let diagnostic = diagnostic.help(help.unwrap_or_else(|| "move its entries to `integrations`".to_owned()));
        if is_list && context.spec.integrations.is_absent() {
            from_list(context, diagnostic, &tools)
        } else {
            repair::merge(context, diagnostic, &tools, "integrations")
        }
    } else {
        diagnostic.help("move its entries to `integrations`")
    });
}

/// A list as the section that its items are entries of.
fn from_list(context: &Context<'_>, diagnostic: Diagnostic, tools: &Cursor<'_>) -> Diagnostic {
    let place = &tools.place;
    let Some(entries) = listed::entries(context.source, tools, "integrations") else { return diagnostic };
    let mut names: Vec<_> = entries.iter().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    if names.len() != entries.len() || context.source.is_hidden(place.span.start) {
        return diagnostic;
    }
    let Some(turned) = insertion::replaced(context.source, context.document, place, &Form::Map(entries)) else {
        return diagnostic;
    };
    let renamed = Edit { span: place.key, text: "integrations".to_owned() };
    diagnostic.fix_by("make it the mapping `integrations`", Applicability::Unsafe, [renamed, turned])
}
