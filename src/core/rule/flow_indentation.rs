//! A list or mapping in brackets whose lines are indented no deeper than what it belongs to.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Report, Severity, example};
use crate::document::{Document, Node, NodeKind};
use crate::source::{Source, Span};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "flow-indentation",
        severity: Severity::Advice,
        summary: "a line between brackets is not indented deeper than their key",
        explanation: "YAML 1.2 wants every line of a list or mapping in brackets, the closing bracket's too, indented deeper than the key or dash that it belongs to. `ast` and many other readers take it all the same; editors and strict readers don't.",
        bad: example!(
            "
  skills: [
    {name: search},
  ]
"
        ),
        good: example!(
            "
  skills: [
    {name: search},
    ]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    report.extend(shallow_lines(context.source, context.document));
}

/// The lines between brackets that are not deep enough, with what makes them so.
pub fn shallow_lines(source: &Source, document: &Document) -> Report {
    let mut report = Report::default();
    match &document.root {
        Some(root) if !source.slice(root.span).starts_with(['{', '[']) => below(source, document, root, &mut report),
        _ => {}
    }
    report
}

/// Looks at what a mapping or list in lines holds.
fn below(source: &Source, document: &Document, node: &Node, report: &mut Report) {
    let entries = node.as_mapping().unwrap_or_default().iter();
    let values = entries.map(|entry| (Some(entry.key_span.start), &entry.value));
    let items = node.as_sequence().unwrap_or_default().iter().map(|item| (None, item));
    for (key, value) in values.chain(items) {
        // What an alias brings in stands somewhere else.
        if !matches!(value.kind, NodeKind::Mapping(_) | NodeKind::Sequence(_)) {
            continue;
        }
        match source.slice(value.span).chars().next() {
            Some('[' | '{') => {
                if let Some(holder) = key.or_else(|| dash(source, value.span.start)) {
                    report_lines(source, document, value.span, holder, report);
                }
            }
            Some('*') | None => {}
            Some(_) => below(source, document, value, report),
        }
    }
}

/// The dash of an item that stands on its line.
fn dash(source: &Source, item: usize) -> Option<usize> {
    let start = source.line(source.position(item).line).start;
    let before = source.slice(Span::new(start, item)).trim_end();
    before.ends_with('-').then(|| start + before.len() - 1)
}

fn report_lines(source: &Source, document: &Document, brackets: Span, holder: usize, report: &mut Report) {
    let column = source.position(holder).column - 1;
    let (first, last) = (source.position(brackets.start).line, source.position(brackets.end).line);
    let mut edits = Vec::new();
    for number in first + 1..=last {
        let line = source.line(number);
        let text = source.slice(line);
        let indent = text.len() - text.trim_start_matches(' ').len();
        let is_filled = !text.trim().is_empty() && !text[indent..].starts_with(['#', '\t']);
        if is_filled && indent <= column {
            edits.push(Edit { span: Span::new(line.start, line.start + indent), text: " ".repeat(column + 2) });
        }
    }
    let Some(shallow) = edits.last().map(|edit| edit.span.end) else { return };
    let width = source.text()[shallow..].chars().next().map_or(0, char::len_utf8);
    let message = "a line between brackets is not indented deeper than their key";
    let span = Span::new(shallow, shallow + width);
    let diagnostic = Diagnostic::new(&RULE.code, document.pointer_at(brackets.start), span, message)
        .help("indent it deeper: YAML 1.2 wants it, and editors show it as an error")
        .related(Span::new(brackets.start, brackets.start + 1), "the bracket is opened here");
    report.push(diagnostic.fix_by("indent it deeper", Applicability::Safe, edits));
}
