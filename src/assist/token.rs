//! What the words of a text mean, for colours: names that are declared, words of the language, variables, the catalogue's.

use crate::compile::Compilation;
use crate::document::{Cursor, NodeKind};
use crate::plan::lookup::{self, Match};
use crate::source::Span;
use crate::spec::Section;

use crate::schema::node::Shape;

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A key of the language.
    Key,
    /// A name that the user gave.
    Name,
    /// An environment variable.
    Variable,
    /// A provider or a model of the catalogue.
    Known,
    /// A provider of the spec's own.
    Own,
    /// A word that the language offers.
    Word,
}

impl Meaning {
    /// All of them, in their order.
    pub const ALL: [Self; 6] = [Self::Key, Self::Name, Self::Variable, Self::Known, Self::Own, Self::Word];
}

/// A word with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// The word.
    pub span: Span,
    /// What it means.
    pub meaning: Meaning,
    /// Whether it is declared there.
    pub is_declaration: bool,
    /// Whether it is history.
    pub is_deprecated: bool,
}

/// Every word that has a meaning, in the order of the text, none of them over another.
pub fn tokens(compilation: &Compilation) -> Vec<Token> {
    let mut found = Vec::new();
    if let Some(root) = compilation.document.cursor() {
        walk(compilation, &root, &mut found);
    }
    found.sort_unstable();
    found.dedup_by_key(|token| token.span.start);
    let mut end = 0;
    found.retain(|token| {
        let fits = token.span.start >= end && !compilation.source.slice(token.span).contains(['\n', '\r']);
        if fits {
            end = token.span.end;
        }
        fits
    });
    found
}

fn walk(compilation: &Compilation, at: &Cursor<'_>, found: &mut Vec<Token>) {
    let shape = Shape::at(&at.place.pointer);
    let is_named = shape.is_some_and(Shape::is_named);
    for (entry, value) in at.entries() {
        let is_key = shape.is_some_and(|shape| shape.has(&entry.key));
        let is_variable =
            at.place.pointer.as_str().ends_with("/environment") || at.place.pointer.as_str() == "/sandbox/env";
        let meaning = match (is_named, is_key) {
            _ if is_variable => Some(Meaning::Variable),
            (true, _) => Some(Meaning::Name),
            (false, true) => Some(Meaning::Key),
            (false, false) => None,
        };
        if let Some(meaning) = meaning {
            found.push(Token {
                span: entry.key_span,
                meaning,
                is_declaration: meaning != Meaning::Key && at.place.pointer.as_str() != "/dev/schedules",
                is_deprecated: meaning == Meaning::Key && shape.is_some_and(|shape| shape.is_history(&entry.key)),
            });
        }
        walk(compilation, &value, found);
    }
    at.items().for_each(|item| walk(compilation, &item, found));
    if let NodeKind::Scalar(scalar) = &at.node.kind {
        let meaning = scalar_meaning(compilation, at, &scalar.text);
        found.extend(meaning.map(|meaning| Token {
            span: at.place.span,
            meaning,
            is_declaration: meaning == Meaning::Variable,
            is_deprecated: false,
        }));
    }
}

fn scalar_meaning(compilation: &Compilation, at: &Cursor<'_>, text: &str) -> Option<Meaning> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        [section, _, "provider"] => {
            match lookup::provider(compilation.spec.as_ref()?, Section::parse(section)?, text) {
                Match::BuiltIn(_) => Some(Meaning::Known),
                Match::Custom(..) => Some(Meaning::Own),
                _ => None,
            }
        }
        ["models", _, "models", _] => {
            crate::provider::models().iter().any(|model| model.id == text).then_some(Meaning::Known)
        }
        [.., "inputs", _, "name"] | ["providers", _, "variables", _, "name"] => Some(Meaning::Variable),
        _ => {
            let is_word = Shape::at(&at.place.pointer).is_some_and(|shape| shape.words().contains(&text));
            is_word.then_some(Meaning::Word)
        }
    }
}
