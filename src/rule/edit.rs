//! Edits that take an entry out of its mapping, everything around it kept byte for byte.

use super::Context;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::source::{Place, Pointer, Source, Span};

/// The finding with a fix that removes the entry at `place`, where that is simple. A comment behind it stays; where
/// comments stand among what is removed, it is a guess.
pub(super) fn without(
    context: &Context<'_>,
    place: &Place,
    diagnostic: Diagnostic,
    title: &str,
    applicability: Applicability,
) -> Diagnostic {
    let Some(span) = entry(context, place) else { return diagnostic };
    let comments = &context.document.comments;
    let first = comments.partition_point(|comment| comment.start < span.start);
    let within = comments[first..].iter().take_while(|comment| comment.start < span.end).count();
    match comments.get(first) {
        Some(behind) if within == 1 && behind.start >= place.span.end.max(place.key.end) => {
            diagnostic.fix(title, applicability, Span::new(place.key.start, behind.start), "")
        }
        Some(_) if within > 0 => diagnostic.fix(title, Applicability::Unsafe, span, ""),
        _ => diagnostic.fix(title, applicability, span, ""),
    }
}

/// The outermost entry that would be left empty without the one at `place`.
pub(super) fn outermost(context: &Context<'_>, place: &Place) -> Place {
    let mut outermost = place.clone();
    while let Some(parent) = context.document.at(&parent(&outermost.pointer))
        && parent.node.as_mapping().is_some_and(|entries| entries.len() == 1)
        && parent.place.pointer != Pointer::root()
    {
        outermost = parent.place;
    }
    outermost
}

/// What stands between a key and its value; `:` and white space where the value has no anchor and no tag.
pub(super) fn is_bare(source: &Source, place: &Place) -> bool {
    let between = source.slice(Span::new(place.key.end, place.span.start));
    between.trim() == ":" && !between.contains('\n')
}

/// The lines of an entry in block style, the line break behind them included.
pub(super) fn lines(source: &Source, place: &Place) -> Option<Span> {
    let text = source.text();
    let start = line_start(source, place.key.start);
    let end = place.span.end.max(place.key.end);
    let rest = source.line(source.position(end).line).end.max(end);
    let behind = text.get(end..rest)?.trim();
    let alone = text.get(start..place.key.start)?.bytes().all(|byte| byte == b' ');
    (alone && (behind.is_empty() || behind.starts_with('#') || behind == ":")).then(|| Span::new(start, rest))
}

/// Where the line begins, behind a byte order mark, which belongs to the file.
fn line_start(source: &Source, offset: usize) -> usize {
    let start = source.line(source.position(offset).line).start;
    if start == 0 && source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start }
}

fn parent(pointer: &Pointer) -> Pointer {
    let path = pointer.as_str();
    path[..path.rfind('/').unwrap_or(0)].into()
}

/// The text of an entry with what separates it from its neighbours.
fn entry(context: &Context<'_>, place: &Place) -> Option<Span> {
    let source = context.source;
    let parent = context.document.at(&parent(&place.pointer))?;
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
    let is_beside = |gap: Span| source.slice(gap).chars().all(|c| c.is_whitespace() || c == ',');
    let column = |key: Span| key.start.saturating_sub(line_start(source, key.start));
    let neighbour = before.or(after)?;
    let span = match lines(source, place).filter(|_| !is_flow) {
        Some(span) if column(neighbour.key_span) == column(place.key) => span,
        Some(_) => return None,
        None => match (before, after) {
            (_, Some(after)) if is_beside(Span::new(place.span.end, after.key_span.start)) => {
                Span::new(place.key.start, after.key_span.start)
            }
            (Some(before), None) if is_flow && is_beside(Span::new(before.value.span.end, place.key.start)) => {
                Span::new(before.value.span.end, place.span.end)
            }
            _ => return None,
        },
    };
    // Another place may refer to an anchor in it.
    (!source.slice(span).contains('&')).then_some(span)
}
