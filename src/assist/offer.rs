//! What can be written at a place: keys, words, names, whole entries.

use super::Known;
use super::spot::{Role, Spot};
use super::{member, value};
use crate::schema::node::Shape;
use crate::source::Span;
use crate::text::one_line;

/// What kind of thing is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferKind {
    /// A key of the language.
    Key,
    /// A word of the language, or a value that is known.
    Word,
    /// A name that this spec declares.
    Name,
    /// A variable.
    Variable,
    /// A whole entry to fill in.
    Entry,
}

/// Something that can be written.
#[derive(Debug, Clone)]
pub struct Offer {
    /// What it is called in a list.
    pub label: String,
    /// What kind of thing it is.
    pub kind: OfferKind,
    /// A few words beside the label.
    pub detail: Option<String>,
    /// What it is; Markdown.
    pub text: Option<String>,
    /// The text.
    pub plain: String,
    /// The text with places to fill in, where there are any.
    pub snippet: Option<String>,
    /// What it replaces.
    pub word: Span,
    /// Lower ones come first.
    pub rank: usize,
}

impl Offer {
    pub(super) fn new(kind: OfferKind, label: &str, word: Span) -> Self {
        Self {
            label: one_line(label, usize::MAX).into_owned(),
            kind,
            detail: None,
            text: None,
            plain: label.to_owned(),
            snippet: None,
            word,
            rank: 0,
        }
    }
}

/// What can be written at a byte of a text. `known` is what is known of the project, of the text as it is or was.
pub fn offers(text: &str, offset: usize, known: Option<&Known<'_>>) -> Vec<Offer> {
    let Some(spot) = Spot::at(text, offset) else { return Vec::new() };
    let line_start = text[..spot.word.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line_indent = text[line_start..].bytes().take_while(|byte| *byte == b' ').count();
    if spot.role == Role::Code {
        return value::codes(&spot);
    }
    let Some(shape) = Shape::at(&spot.pointer) else { return Vec::new() };
    match spot.role {
        Role::Key if shape.is_mapping() => member::keys(&spot, shape, known, line_indent),
        Role::Key if shape.is_list() => dashed(value::items(&spot, &spot.pointer.item(0), known)),
        _ if text[line_start..spot.word.start].trim().is_empty() && spot.is_item() => {
            dashed(value::items(&spot, &spot.pointer, known))
        }
        _ => value::values(&spot, shape, known),
    }
}

/// Items of a list, each with its dash.
fn dashed(offers: Vec<Offer>) -> Vec<Offer> {
    let dash = |offer: Offer| Offer {
        plain: format!("- {}", offer.plain),
        snippet: offer.snippet.map(|snippet| format!("- {snippet}")),
        ..offer
    };
    offers.into_iter().map(dash).collect()
}
