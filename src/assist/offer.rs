//! What can be written at a place: keys, words, names, whole entries.

use super::Known;
use super::spot::{Role, Spot};
use super::{anchor, member, value};
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
    /// What is typed for it, where that is not the label.
    pub filter: Option<String>,
    /// What it brings, in a few names.
    pub brings: Option<String>,
}

impl Offer {
    /// Whether what is written next has a list of its own.
    pub fn goes_on(&self) -> bool {
        // Where something is to be filled in before, the list would stand in its way.
        self.snippet.as_ref().is_some_and(|snippet| snippet.ends_with("$0") && !snippet.contains("${1"))
    }
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
            filter: None,
            brings: None,
        }
    }
}

/// What can be written at a byte of a text. `known` is what is known of the project, of the text as it is or was.
pub fn offers(text: &str, offset: usize, known: Option<&Known<'_>>) -> Vec<Offer> {
    if let Some(offers) = aliases(text, offset) {
        return offers;
    }
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

/// The anchors that an alias at the cursor can name; none where no alias is written.
fn aliases(text: &str, offset: usize) -> Option<Vec<Offer>> {
    let line = text.get(..offset)?.rsplit('\n').next()?;
    let typed = line.rsplit([' ', '[', '{', ',']).next()?;
    let merges = typed.is_empty() && line.trim_end().ends_with("<<:");
    let word = typed.strip_prefix('*').or(merges.then_some(""))?;
    if line.contains(" #") || line.trim_start().starts_with('#') {
        return None;
    }
    let rest = text[offset..].find(|c: char| c.is_whitespace() || "[]{},".contains(c)).unwrap_or(text.len() - offset);
    let word = Span::new(offset - word.len(), offset + rest);
    let one = |name: String| Offer {
        plain: if merges { format!("*{name}") } else { name.clone() },
        detail: Some("an anchor of this file".to_owned()),
        ..Offer::new(OfferKind::Name, &if merges { format!("*{name}") } else { name }, word)
    };
    Some(anchor::names_before(text, word.start).into_iter().map(one).collect())
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
