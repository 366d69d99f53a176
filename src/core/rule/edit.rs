//! Edits that take an entry or an item out of what holds it, everything around it kept byte for byte.

use super::Context;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::document::removal;
use crate::source::{Place, Span};

pub(super) use crate::document::removal::{is_bare, lines};

/// The finding with a fix that removes the entry at `place`, where that is simple. A comment after it stays; where
/// comments stand among what is removed, it is a guess.
pub(super) fn without(
    context: &Context<'_>,
    place: &Place,
    diagnostic: Diagnostic,
    title: &str,
    applicability: Applicability,
) -> Diagnostic {
    let Some(span) = removal::entry(context.source, context.document, place) else { return diagnostic };
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

/// The finding with a fix that removes the item of a list at `place`, likewise.
pub(super) fn without_item(
    context: &Context<'_>,
    place: &Place,
    diagnostic: Diagnostic,
    title: &str,
    applicability: Applicability,
) -> Diagnostic {
    let comments = &context.document.comments;
    let is_free = |span: &Span| comments.iter().all(|comment| comment.end <= span.start || span.end <= comment.start);
    match removal::item(context.source, context.document, place).filter(is_free) {
        Some(span) => diagnostic.fix(title, applicability, span, ""),
        None => diagnostic,
    }
}

/// The outermost entry that would be left empty without the one at `place`.
pub(super) fn outermost(context: &Context<'_>, place: &Place) -> Place {
    removal::outermost(context.document, place)
}
