//! `interfaces` moved into `agent`.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Fix, Report, Tag, example};
use crate::document::{Cursor, Entry};
use crate::schema::reached;
use crate::source::{Place, Span};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-interfaces",
        summary: "top-level `interfaces` moved to `agent.interfaces`",
        explanation: "What the agent offers to its users is part of the agent: `agent.interfaces`.",
        bad: example!(
            "
interfaces:
  frontend: true
"
        ),
        good: example!(
            "
  interfaces:
    frontend: true
"
        ),
        load_bearing: true,
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(retired) = context.spec.interfaces.get() else { return };
    let mut diagnostic = Diagnostic::at_key(&RULE.code, &retired.place, "`interfaces` is part of `agent` now")
        .help(if retired.list {
            "write `interfaces: {messaging: true}` under `agent:`, and list adapters under `dev.interfaces.messaging.adapters`"
        } else {
            "move it under `agent:`"
        });
    if let Some(edits) = moved(context, &retired.place) {
        let title = "move it under `agent:`".into();
        diagnostic.fixes.push(Fix { title, applicability: Applicability::Safe, edits });
    } else if retired.list {
        diagnostic.fixes.extend(reached::moved(context.source, context.document, &retired.place));
    }
    report.push(diagnostic);
}

/// Moves the lines of a mapping of flags into an agent that has room for it.
fn moved(context: &Context<'_>, place: &Place) -> Option<Vec<Edit>> {
    let source = context.source;
    let interfaces = context.document.at(&place.pointer)?;
    let mut flags = interfaces.node.as_mapping().filter(|flags| !flags.is_empty())?.iter();
    let is_flag = |flag: &Entry| {
        ["frontend", "messaging"].contains(&flag.key.as_str())
            && flag.value.as_scalar().is_some_and(|value| value.as_bool().is_some())
    };
    let agent = context.document.at(&"/agent".into())?;
    if source.slice(agent.place.span).starts_with('{') {
        return moved_into_braces(context, place, &agent).filter(|_| flags.all(is_flag));
    }
    let first = agent.node.as_mapping()?.first()?.key_span;
    let (head, body) = (source.position(agent.place.key.start), source.position(first.start));
    let from = edit::lines(source, place)?;
    let to = source.line(head.line).end;
    let behind = source.slice(Span::new(agent.place.key.end, to)).strip_prefix(':')?.trim();
    let written = source.slice(from);
    let is_simple = body.line > head.line
        && agent.node.entry("interfaces").is_none()
        && (behind.is_empty() || behind.starts_with('#'))
        && !written.contains(['&', '*'])
        && !written.replace("\r\n", "").contains('\r');
    if !flags.all(is_flag) || !is_simple {
        return None;
    }
    let indent = " ".repeat(body.column - 1);
    let indented = |line: &str| {
        if line.trim().is_empty() { line.trim_start_matches(' ').into() } else { format!("{indent}{line}") }
    };
    let text = written.split_inclusive('\n').map(indented).collect::<String>();
    let text = if text.ends_with('\n') { text } else { format!("{text}\n") };
    Some(vec![Edit { span: Span::new(to, to), text }, Edit { span: from, text: String::new() }])
}

/// Moves a mapping of flags after the last key of an agent in flow style.
fn moved_into_braces(context: &Context<'_>, place: &Place, agent: &Cursor<'_>) -> Option<Vec<Edit>> {
    let source = context.source;
    let from = edit::lines(source, place)?;
    let last = agent.node.as_mapping()?.last()?.value.span;
    let written = source.slice(from);
    let is_free = agent.node.entry("interfaces").is_none() && agent.place.span.start <= last.start;
    if !is_free || last.end >= agent.place.span.end || written.contains(['&', '*', '#']) {
        return None;
    }
    let interfaces = context.document.at(&place.pointer)?;
    let flag = |(entry, value): (&Entry, Cursor<'_>)| format!("{}: {}", entry.key, source.slice(value.place.span));
    let flags: Vec<_> = interfaces.entries().map(flag).collect();
    let text = format!(", interfaces: {{{}}}", flags.join(", "));
    Some(vec![Edit { span: Span::new(last.end, last.end), text }, Edit { span: from, text: String::new() }])
}
