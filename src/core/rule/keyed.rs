//! From a list of mappings to a map, each item under a key made of its name.

use crate::document::{Cursor, Scalar, ScalarType, Style, quote};
use crate::source::{Source, Span};

/// The text to replace with what replaces it; none where the list is not simple.
pub(super) fn list_to_map(source: &Source, list: &Cursor<'_>, name: &str) -> Option<(Span, String)> {
    let mut items = Vec::new();
    for item in list.items() {
        let key = key(&item.get(name)?.node.as_scalar()?.text)?;
        items.push((key, item.node.span));
    }
    let mut keys: Vec<_> = items.iter().map(|(key, _)| key).collect();
    keys.sort();
    keys.dedup();
    let written = source.slice(list.place.span);
    let has_lone_return = || written.replace("\r\n", "").contains('\r');
    if items.is_empty() || keys.len() < items.len() || written.starts_with('*') || has_lone_return() {
        return None;
    }
    if written.starts_with('[') { flow(source, list.place.span, &items) } else { block(source, list, &items) }
}

/// A key as this project's examples write them: `API_KEY` becomes `api-key`.
fn key(name: &str) -> Option<String> {
    let key = name.to_ascii_lowercase().replace('_', "-");
    let key = key.trim_matches('-');
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    let scalar = Scalar { text: key.to_owned(), style: Style::Plain, kind: ScalarType::of_plain(key) };
    let is_plain = scalar.kind == ScalarType::String && scalar.yaml11_type().is_none();
    Some(if is_plain { scalar.text } else { quote(key) })
}

fn flow(source: &Source, list: Span, items: &[(String, Span)]) -> Option<(Span, String)> {
    let mut map = String::from("{");
    let mut at = list.start + 1;
    for (key, item) in items {
        let gap = source.slice(Span::new(at, item.start));
        let is_simple = source.slice(*item).starts_with(['{', '*']);
        if !is_simple || !gap.chars().all(|c| c.is_whitespace() || c == ',') {
            return None;
        }
        map.push_str(&format!("{gap}{key}: {}", source.slice(*item)));
        at = item.end;
    }
    map.push_str(source.slice(Span::new(at, list.end - 1)));
    map.push('}');
    Some((list, map))
}

fn block(source: &Source, list: &Cursor<'_>, items: &[(String, Span)]) -> Option<(Span, String)> {
    let text = source.text();
    let line_break = if source.slice(list.place.span).contains("\r\n") { "\r\n" } else { "\n" };
    let line_start = |offset: usize| source.line(source.position(offset).line).start;
    let mut map = String::new();
    let (mut first, mut at, mut indent) = (None, 0, 0);
    for (key, item) in items {
        let dash = text[..item.start].trim_end().strip_suffix('-')?.len();
        let column = dash - line_start(dash);
        let gap = text.get(dash + 1..item.start)?;
        if !text[line_start(dash)..dash].bytes().all(|byte| byte == b' ') || first.is_some() && column != indent {
            return None;
        }
        map.push_str(if first.is_some() { text.get(at..dash)? } else { "" });
        let rest = if gap.contains('\n') {
            gap.to_owned()
        } else if text[item.start..].starts_with(['{', '*']) {
            " ".to_owned()
        } else {
            format!("{line_break}{}", " ".repeat(item.start - line_start(item.start)))
        };
        map.push_str(&format!("{key}:{rest}{}", source.slice(*item)));
        first = first.or(Some(dash));
        (at, indent) = (item.end, column);
    }
    let span = Span::new(first?, at);
    // A list may stand at its key's own indentation, a map may not.
    if indent <= list.place.key.start - line_start(list.place.key.start) {
        let deeper = |(at, line): (usize, &str)| {
            if at > 0 && line.trim().is_empty() { line.to_owned() } else { format!("  {line}") }
        };
        map = map.split('\n').enumerate().map(deeper).collect::<Vec<_>>().join("\n");
    }
    Some((span, map))
}
