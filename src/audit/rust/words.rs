//! A Rust file as words: what its idioms take, of any bytes, and nothing of the rest of its grammar.

use std::collections::BTreeMap;
use std::ops::Range;

use ra_ap_rustc_lexer::{FrontmatterAllowed, LiteralKind, TokenKind, tokenize};

use crate::source::Span;

/// How many words a statement has that is looked at.
pub(super) const MOST: usize = 400;

/// How many functions before a place are asked whether it is theirs.
const NEAR: usize = 16;

/// The words of a text without blanks and comments.
#[derive(Debug)]
pub(in crate::audit) struct Words<'t> {
    text: &'t str,
    all: Vec<Word>,
    /// By word, the one that closes what it opens.
    closed: BTreeMap<usize, usize>,
    pub(in crate::audit) comments: Vec<Span>,
    /// Constants that hold a text.
    constants: BTreeMap<&'t str, String>,
    /// Functions: name, parameters, and the words of the body.
    functions: Vec<Function<'t>>,
    /// By name, where it is called.
    calls: BTreeMap<&'t str, Vec<usize>>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    span: Span,
    is_text: bool,
}

/// A function.
#[derive(Debug)]
pub(super) struct Function<'t> {
    pub(super) name: &'t str,
    pub(super) parameters: Vec<&'t str>,
    pub(super) body: Range<usize>,
}

impl<'t> Words<'t> {
    pub(in crate::audit) fn read(text: &'t str) -> Self {
        let (mut words, mut comments) = (Vec::new(), Vec::new());
        let mut at = 0;
        for token in tokenize(text, FrontmatterAllowed::No) {
            let span = Span::new(at, at + token.len as usize);
            at = span.end;
            match token.kind {
                TokenKind::Whitespace => {}
                TokenKind::LineComment { .. } | TokenKind::BlockComment { .. } => comments.push(span),
                kind => {
                    let is_text = matches!(
                        kind,
                        TokenKind::Literal { kind: LiteralKind::Str { .. } | LiteralKind::RawStr { .. }, .. }
                    );
                    words.push(Word { span, is_text });
                }
            }
        }
        let mut read = Self {
            text,
            all: words,
            closed: BTreeMap::new(),
            comments,
            constants: BTreeMap::new(),
            functions: Vec::new(),
            calls: BTreeMap::new(),
        };
        read.pair();
        read.declare();
        read
    }

    pub(in crate::audit) fn len(&self) -> usize {
        self.all.len()
    }

    /// A word; an empty text after the last.
    pub(in crate::audit) fn at(&self, at: usize) -> &'t str {
        self.all.get(at).and_then(|word| self.text.get(word.span.start..word.span.end)).unwrap_or_default()
    }

    pub(in crate::audit) fn span(&self, at: usize) -> Span {
        self.all.get(at).map(|word| word.span).unwrap_or_default()
    }

    /// Whether words follow each other.
    pub(super) fn is(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(offset, word)| self.at(at + offset) == *word)
    }

    /// Whether words stand right before one.
    pub(super) fn is_before(&self, at: usize, words: &[&str]) -> bool {
        at.checked_sub(words.len()).is_some_and(|from| self.is(from, words))
    }

    /// What closes the bracket that a word is; the last word where nothing does.
    pub(super) fn close(&self, at: usize) -> usize {
        self.closed.get(&at).copied().unwrap_or(self.all.len())
    }

    /// The text of a literal.
    pub(in crate::audit) fn literal(&self, at: usize) -> Option<String> {
        let word = self.all.get(at).filter(|word| word.is_text)?;
        let written = self.text.get(word.span.start..word.span.end)?;
        let inner = written.trim_start_matches('r').trim_matches('#');
        inner.strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
    }

    /// What a name holds that is a constant.
    pub(super) fn constant(&self, name: &str) -> Option<&str> {
        self.constants.get(name).map(String::as_str)
    }

    /// The function around a word, of those that begin near before it.
    pub(super) fn function(&self, at: usize) -> Option<&Function<'t>> {
        let begun = self.functions.partition_point(|function| function.body.start <= at);
        self.functions[..begun].iter().rev().take(NEAR).find(|function| function.body.contains(&at))
    }

    /// Where a function is called.
    pub(super) fn calls(&self, name: &str) -> &[usize] {
        self.calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// Where code of tests begins, each with where it ends.
    pub(super) fn tests(&self) -> BTreeMap<usize, usize> {
        let marks = (0..self.all.len()).filter(|at| self.is(*at, &["#", "[", "cfg", "(", "test", ")", "]"]));
        let body = |mark: usize| {
            let open = (mark + 7..mark + 7 + MOST).find(|at| matches!(self.at(*at), "{" | ";" | ""))?;
            (self.at(open) == "{").then(|| (open, self.close(open)))
        };
        marks.filter_map(body).collect()
    }

    fn pair(&mut self) {
        let mut open: Vec<(usize, &str)> = Vec::new();
        for at in 0..self.all.len() {
            match self.at(at) {
                "(" => open.push((at, ")")),
                "[" => open.push((at, "]")),
                "{" => open.push((at, "}")),
                word @ (")" | "]" | "}") => {
                    // A bracket that nothing closes is passed over.
                    if let Some(found) = open.iter().rev().take(MOST).position(|(_, close)| *close == word) {
                        let found = open.len() - 1 - found;
                        self.closed.insert(open[found].0, at);
                        open.truncate(found);
                    }
                }
                _ => {}
            }
        }
    }

    fn declare(&mut self) {
        for at in 0..self.all.len() {
            match self.at(at) {
                "const" | "static" | "let" => {
                    let value = (at + 2..at + 12).find(|at| matches!(self.at(*at), "=" | ";" | ""));
                    if let Some(text) = value.filter(|at| self.at(*at) == "=").and_then(|at| self.literal(at + 1)) {
                        self.constants.insert(self.at(at + 1), text);
                    }
                }
                "fn" => {
                    if let Some(function) = self.declared(at) {
                        self.functions.push(function);
                    }
                }
                name if self.at(at + 1) == "(" && !self.is_before(at, &["fn"]) => {
                    self.calls.entry(name).or_default().push(at);
                }
                _ => {}
            }
        }
    }

    /// The function that begins at a word.
    fn declared(&self, at: usize) -> Option<Function<'t>> {
        let open = (at + 2..at + MOST).find(|at| matches!(self.at(*at), "(" | "{" | ";" | ""))?;
        let end = self.close(open);
        let named = (open + 1..end.min(open + MOST)).filter(|at| self.at(at + 1) == ":" && self.at(at + 2) != ":");
        let named = named.filter(|at| self.at(at - 1) != ":");
        let body = (end..end + MOST).find(|at| matches!(self.at(*at), "{" | ";" | ""))?;
        (self.at(open) == "(" && self.at(body) == "{").then(|| Function {
            name: self.at(at + 1),
            parameters: named.map(|at| self.at(at)).collect(),
            body: body..self.close(body),
        })
    }
}
