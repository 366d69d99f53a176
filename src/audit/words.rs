//! A file of any language as its words, without comments, and where it imports: what it takes to find a name of client code.

use std::ops::Range;

use super::language::Language;
use super::rust::words::Words as RustWords;
use super::syntax::{Grammar, Syntax};
use super::{python, script};
use crate::source::Span;

/// A word, or a sign.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    /// Where it begins.
    pub(super) start: usize,
    /// Whether it is a text in the code, or a part of one.
    pub(super) is_text: bool,
}

/// The words of a file.
#[derive(Debug, Default)]
pub(super) struct Words<'t> {
    pub(super) all: Vec<Word<'t>>,
    /// Those of each statement that imports.
    pub(super) imports: Vec<Range<usize>>,
    pub(super) comments: Vec<Span>,
}

impl<'t> Words<'t> {
    /// The words of a text; none where it can't be understood, and of a language that imports nothing.
    pub(super) fn read(text: &'t str, language: Language) -> Option<Self> {
        match language {
            Language::Python => Self::by(text, &python::GRAMMAR),
            Language::Script => Self::by(text, &script::GRAMMAR),
            Language::Rust => Some(Self::of_rust(text)),
            Language::Shell => None,
        }
    }

    fn by(text: &'t str, grammar: &'static Grammar) -> Option<Self> {
        let syntax = Syntax::read(text, grammar)?;
        let (mut words, mut until) = (Self { comments: syntax.comments(), ..Self::default() }, 0);
        for node in syntax.all() {
            let span = node.span();
            let is_import = match node.kind() {
                "import_statement" | "import_from_statement" => true,
                "export_statement" => node.field("source").is_some(),
                _ => false,
            };
            if is_import && span.start >= until {
                until = span.end;
                words.imports.push(words.all.len()..words.all.len());
            }
            if node.children().next().is_some() || node.kind() == "comment" || span.is_empty() {
                continue;
            }
            let is_text = matches!(node.kind(), "string_content" | "string_fragment" | "string");
            let text = text.get(span.start..span.end)?;
            words.all.push(Word { text, start: span.start, is_text });
            if let Some(import) = words.imports.last_mut().filter(|_| span.end <= until) {
                import.end = words.all.len();
            }
        }
        Some(words)
    }

    fn of_rust(text: &'t str) -> Self {
        let read = RustWords::read(text);
        let word = |at| Word { text: read.at(at), start: read.span(at).start, is_text: read.literal(at).is_some() };
        let mut words =
            Self { all: (0..read.len()).map(word).collect(), imports: Vec::new(), comments: read.comments.clone() };
        let mut at = 0;
        while at < words.all.len() {
            if words.all[at].text == "use" {
                let end =
                    words.all[at..].iter().position(|word| word.text == ";").map_or(words.all.len(), |to| at + to);
                words.imports.push(at..end);
                at = end;
            }
            at += 1;
        }
        words
    }

    /// A word's text; an empty one where there is none.
    pub(super) fn at(&self, at: usize) -> &'t str {
        self.all.get(at).map_or("", |word| word.text)
    }

    /// The text of the word so many before another.
    pub(super) fn before(&self, at: usize, back: usize) -> &'t str {
        at.checked_sub(back).map_or("", |at| self.at(at))
    }

    /// What a name is taken of, where it is: the word before the dot, or before the colons of Rust.
    pub(super) fn holder(&self, at: usize) -> Option<usize> {
        match (self.before(at, 1), self.before(at, 2)) {
            ("." | "?.", _) => at.checked_sub(2),
            (":", ":") => at.checked_sub(3),
            _ => None,
        }
    }
}
