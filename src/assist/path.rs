//! From a byte of a text to the key or value that stands there.

use crate::document::{Cursor, Document, NodeKind};
use crate::source::{Place, Span};

/// What stands at a byte.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The node; for a key, its value.
    pub(super) place: Place,
    /// Whether the key is meant, and not the value.
    pub(super) is_key: bool,
    /// The scalar's text, or the key's.
    pub(super) text: String,
}

impl Hit {
    /// What is pointed at.
    pub(super) fn span(&self) -> Span {
        if self.is_key { self.place.key } else { self.place.span }
    }

    /// The pointer's tokens.
    pub(super) fn tokens(&self) -> Vec<String> {
        self.place.pointer.tokens().collect()
    }
}

/// The key or scalar at a byte, or right before it.
pub(super) fn hit(document: &Document, offset: usize) -> Option<Hit> {
    within(&document.cursor()?, offset)
}

fn within(at: &Cursor<'_>, offset: usize) -> Option<Hit> {
    match &at.node.kind {
        NodeKind::Scalar(scalar) => at.place.span.touches(offset).then(|| Hit {
            place: at.place.clone(),
            is_key: false,
            text: scalar.text.clone(),
        }),
        NodeKind::Mapping(entries) => entries.iter().find_map(|entry| {
            if entry.key_span.touches(offset) {
                return Some(Hit { place: at.enter(entry).place, is_key: true, text: entry.key.clone() });
            }
            entry.value.span.touches(offset).then(|| within(&at.enter(entry), offset)).flatten()
        }),
        NodeKind::Sequence(items) => items.iter().enumerate().find_map(|(index, item)| {
            item.span.touches(offset).then(|| within(&at.item(index, item), offset)).flatten()
        }),
        NodeKind::Broken => None,
    }
}
