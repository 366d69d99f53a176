//! Edits that take a whole entry out, everything around it kept byte for byte.

use super::Context;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::document::{Cursor, Style};
use crate::source::{Place, Source, Span};

/// The finding with a fix that removes the entry at `place`, where that can be done by whole lines.
pub(super) fn without(
    context: &Context<'_>,
    place: &Place,
    diagnostic: Diagnostic,
    title: &str,
    applicability: Applicability,
) -> Diagnostic {
    match lines_of(context.source, place) {
        Some(span) if !is_last(context, place) => diagnostic.fix(title, applicability, span, ""),
        _ => diagnostic,
    }
}

/// The lines of an entry in block style, the line break behind them included.
fn lines_of(source: &Source, place: &Place) -> Option<Span> {
    let text = source.text();
    let start = text[..place.key.start].rfind('\n').map_or(0, |end| end + 1);
    let end = place.span.end.max(place.key.end);
    let rest = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
    let behind = text[end..rest].trim();
    let alone = text[start..place.key.start].trim_matches(['\u{feff}', ' ']).is_empty();
    (alone && (behind.is_empty() || behind.starts_with('#') || behind == ":")).then(|| Span::new(start, rest))
}

/// Whether nothing would be left of the mapping, which then could not stay as it is.
fn is_last(context: &Context<'_>, place: &Place) -> bool {
    let mut tokens: Vec<_> = place.pointer.tokens().collect();
    tokens.pop();
    let parent = tokens.iter().fold(crate::source::Pointer::root(), |pointer, token| pointer.key(token));
    context.document.at(&parent).is_some_and(|at| at.entries().count() == 1)
}

/// A block list of mappings as a map, each item under the folded value of its `key`; none where that is not simple.
pub(super) fn list_to_map(source: &Source, list: &Cursor<'_>, key: &str) -> Option<String> {
    let text = source.text();
    let span = list.place.span;
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let indent = text.get(start..span.start)?;
    if !indent.bytes().all(|byte| byte == b' ') || text[span.start..].starts_with('[') {
        return None;
    }
    let mut names = Vec::new();
    let mut items = Vec::new();
    for item in list.items() {
        let name = item.get(key)?.node.as_scalar()?.text.to_lowercase().replace('_', "-");
        let first = item.node.as_mapping()?.first()?.key_span.start;
        let has_blocks =
            item.entries().any(|(_, value)| value.node.as_scalar().is_some_and(|scalar| scalar.style == Style::Block));
        if names.contains(&name)
            || has_blocks
            || name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return None;
        }
        names.push(name);
        items.push(first);
    }
    // A list may stand at its key's own indentation, a map may not.
    let deeper = if indent.is_empty() { "  " } else { indent };
    let mut map = String::new();
    for (at, (name, first)) in names.iter().zip(&items).enumerate() {
        let line = text[..*first].rfind('\n').map_or(0, |end| end + 1);
        let dash = text.get(line..*first)?;
        if dash.trim() != "-" {
            return None;
        }
        let end = items.get(at + 1).map_or(span.end, |next| text[..*next].rfind('\n').map_or(0, |end| end + 1));
        let body = text.get(*first..end)?;
        let inner = " ".repeat(dash.len());
        let lead = if at == 0 { &deeper[indent.len()..] } else { deeper };
        map.push_str(&format!("{lead}{name}:\n{deeper}  "));
        let lines: Vec<String> = body
            .split('\n')
            .enumerate()
            .map(|(at, line)| match (at, line.strip_prefix(inner.as_str())) {
                (0, _) | (_, None) => line.to_owned(),
                (_, Some(rest)) => format!("{deeper}  {rest}"),
            })
            .collect();
        map.push_str(&lines.join("\n"));
    }
    Some(map)
}
