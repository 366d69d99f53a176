//! Entries and items that are taken out of a file: which text goes with them, so that everything around it stays.

use super::{Cursor, Document};
use crate::source::{Place, Pointer, Source, Span};

/// What stands between a key and its value; `:` and white space where the value has no anchor and no tag.
pub fn is_bare(source: &Source, place: &Place) -> bool {
    let between = source.slice(Span::new(place.key.end, place.span.start));
    between.trim() == ":" && !between.contains('\n')
}

/// The lines of an entry in block style, the line break after them included.
pub fn lines(source: &Source, place: &Place) -> Option<Span> {
    lines_from(source, place.key.start, place.span.end.max(place.key.end))
}

/// Lines that hold what begins at `from` and ends at `end`, and nothing else but a comment.
fn lines_from(source: &Source, from: usize, end: usize) -> Option<Span> {
    let text = source.text();
    let start = line_start(source, from);
    let rest = source.line(source.position(end).line).end.max(end);
    let behind = text.get(end..rest)?.trim();
    let alone = text.get(start..from)?.bytes().all(|byte| byte == b' ');
    (alone && (behind.is_empty() || behind.starts_with('#') || behind == ":")).then(|| Span::new(start, rest))
}

/// Where the line begins, after a byte order mark, which belongs to the file.
pub fn line_start(source: &Source, offset: usize) -> usize {
    let start = source.line(source.position(offset).line).start;
    if start == 0 && source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
}

/// What holds a node.
pub fn parent(pointer: &Pointer) -> Pointer {
    let path = pointer.as_str();
    path[..path.rfind('/').unwrap_or(0)].into()
}

/// The text of an entry with what separates it from its neighbours; none where that is not simple, or where it is the
/// only one.
pub fn entry(source: &Source, document: &Document, place: &Place) -> Option<Span> {
    // Another place may refer to an anchor in it.
    entry_with_anchors(source, document, place).filter(|span| !source.slice(*span).contains('&'))
}

/// The same where somebody looks afterwards whether something refers to what is gone.
pub fn entry_with_anchors(source: &Source, document: &Document, place: &Place) -> Option<Span> {
    let parent = document.at(&parent(&place.pointer))?;
    let entries = parent.node.as_mapping()?;
    let at = entries.iter().position(|entry| entry.key_span == place.key)?;
    // Alone, it would leave an empty mapping; from an alias or a merge, it stands somewhere else.
    let within = parent.place.span.start <= place.key.start && place.span.end <= parent.place.span.end;
    let before = at.checked_sub(1).map(|at| &entries[at]);
    let in_order = before.is_none_or(|before| before.value.span.end <= place.key.start);
    if entries.len() == 1 || !within || !in_order {
        return None;
    }
    let after = entries.get(at + 1).filter(|after| after.key_span.start > place.key.start);
    let is_flow = source.slice(parent.place.span).starts_with('{');
    let column = |key: Span| key.start.saturating_sub(line_start(source, key.start));
    let neighbour = before.or(after)?;
    match lines(source, place).filter(|_| !is_flow) {
        Some(span) if column(neighbour.key_span) == column(place.key) => Some(span),
        Some(_) => None,
        None => {
            let own = Span::new(place.key.start, place.span.end);
            between(source, own, before.map(|before| before.value.span), after.map(|after| after.key_span), is_flow)
        }
    }
}

/// The text of an item of a list, likewise.
pub fn item(source: &Source, document: &Document, place: &Place) -> Option<Span> {
    let list = document.at(&parent(&place.pointer))?;
    let items = list.node.as_sequence()?;
    let at = items.iter().position(|item| item.span == place.span)?;
    let within = list.place.span.start <= place.span.start && place.span.end <= list.place.span.end;
    if items.len() == 1 || !within || place.span.is_empty() {
        return None;
    }
    let before = at.checked_sub(1).map(|at| items[at].span);
    let after = items.get(at + 1).map(|after| after.span);
    let is_flow = source.slice(list.place.span).starts_with('[');
    let span = if is_flow {
        between(source, place.span, before, after, true)?
    } else {
        let dash = dash(source, place.span.start)?;
        lines_from(source, dash, place.span.end)?
    };
    (!source.slice(span).contains('&')).then_some(span)
}

/// The dash of an item in lines.
fn dash(source: &Source, item: usize) -> Option<usize> {
    let before = source.slice(Span::new(line_start(source, item), item));
    before.trim_end().strip_suffix('-').map(|indent| item - before.len() + indent.len())
}

/// What is removed of a part that stands beside others on a line.
fn between(source: &Source, own: Span, before: Option<Span>, after: Option<Span>, is_flow: bool) -> Option<Span> {
    let is_beside = |gap: Span| source.slice(gap).chars().all(|c| c.is_whitespace() || c == ',');
    match (before, after) {
        (_, Some(after)) if is_beside(Span::new(own.end, after.start)) => Some(Span::new(own.start, after.start)),
        (Some(before), None) if is_flow && is_beside(Span::new(before.end, own.start)) => {
            Some(Span::new(before.end, own.end))
        }
        _ => None,
    }
}

/// The outermost entry that would be left empty without the one at `place`.
pub fn outermost(document: &Document, place: &Place) -> Place {
    let mut outermost = place.clone();
    let is_alone = |parent: &Cursor<'_>| parent.node.as_mapping().is_some_and(|entries| entries.len() == 1);
    while let Some(parent) = document.at(&parent(&outermost.pointer))
        && is_alone(&parent)
        && parent.place.pointer != Pointer::root()
    {
        outermost = parent.place;
    }
    outermost
}
