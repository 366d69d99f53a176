//! Text with a name, and the spans, positions and places that point into it.

mod hidden;
mod plain;
mod pointer;

use std::borrow::Cow;

use memchr::memchr2_iter;
use schemars::JsonSchema;
use serde::Serialize;

pub use hidden::STARS;
use hidden::{Hidden, bare};
pub use pointer::Pointer;

/// The text of one file, under the name that messages give it.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    /// Half as wide as an offset: a text of line breaks alone has millions, and none has 4 GiB.
    line_starts: Vec<u32>,
    /// How many characters begin before each multiple of [`STRIDE`] bytes.
    marks: Vec<usize>,
    invalid: Option<usize>,
    hidden: Hidden,
}

/// Bytes between marks, so that a position on a line of megabytes costs no walk along that line.
const STRIDE: usize = 1024;

/// A byte range in a [`Source`]; `end` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

/// A place between characters: where a byte is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "position")]
pub struct Position {
    /// The line, from 1.
    #[schemars(range(min = 1))]
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    #[schemars(range(min = 1))]
    pub column: usize,
    /// The offset in bytes, from 0.
    pub offset: usize,
}

impl Source {
    /// A source named `name` (shown with `/` as separator) that holds `text`.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let bytes = text.as_bytes();
        // Of a text of line breaks alone, nothing is moved about as they come.
        let mut line_starts = Vec::with_capacity(1 + memchr2_iter(b'\n', b'\r', bytes).count());
        line_starts.push(0);
        for at in memchr2_iter(b'\n', b'\r', bytes) {
            // YAML's line breaks: LF, CRLF, and CR alone.
            if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
                line_starts.push(narrow(at + 1));
            }
        }
        line_starts.shrink_to_fit();
        let mut marks = vec![0];
        let mut count = 0;
        for block in bytes.chunks(STRIDE) {
            count += characters(block);
            marks.push(count);
        }
        Self { name: name.into(), text, line_starts, marks, invalid: None, hidden: Hidden::default() }
    }

    /// A source read from bytes; what is not UTF-8 becomes U+FFFD, and [`Self::invalid`] says where it begins.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::new(name, text),
            Err(error) => {
                // What precedes the first invalid byte is kept as it is, so its offset stays right.
                let invalid = Some(error.utf8_error().valid_up_to());
                Self { invalid, ..Self::new(name, String::from_utf8_lossy(error.as_bytes())) }
            }
        }
    }

    /// Where the first character stands that was not UTF-8.
    pub fn invalid(&self) -> Option<usize> {
        self.invalid
    }

    /// Hides texts from everything that shows lines of this file: secrets that stand in it. `more` is what they are
    /// where they are not written as here.
    pub fn hide(&mut self, spans: Vec<Span>, more: impl IntoIterator<Item = String>) {
        self.hidden = Hidden::new(&self.text, spans, more);
    }

    /// What may not be shown, in order.
    pub fn hidden_spans(&self) -> &[Span] {
        &self.hidden.spans
    }

    /// Goes on hiding what was hidden in the text that this one was made of; `spans` are those of it that stand here.
    pub fn go_on_hiding(&mut self, before: &Self, spans: Vec<Span>) {
        if !before.hidden.spans.is_empty() {
            self.hidden = std::mem::take(&mut self.hidden).with(&before.hidden, spans);
        }
    }

    /// Whether the byte at `offset` may not be shown.
    pub fn is_hidden(&self, offset: usize) -> bool {
        self.hidden_span(offset).is_some()
    }

    /// The text that may not be shown, of the value that the byte at `offset` is in.
    pub fn hidden_at(&self, offset: usize) -> Option<&str> {
        self.hidden_span(offset).map(|span| bare(self.slice(span)))
    }

    fn hidden_span(&self, offset: usize) -> Option<Span> {
        let after = self.hidden.spans.partition_point(|span| span.start <= offset);
        after.checked_sub(1).map(|at| self.hidden.spans[at]).filter(|span| offset < span.end)
    }

    /// The texts that may not be shown of what a span touches.
    pub fn hidden_in(&self, span: Span) -> impl Iterator<Item = &str> {
        let first = self.hidden.spans.partition_point(|hidden| hidden.end <= span.start);
        let within = self.hidden.spans[first..].iter().take_while(move |hidden| hidden.start < span.end);
        within.map(|hidden| bare(self.slice(*hidden)))
    }

    /// Whether a text has something in it that may not be shown of this file; a short one is looked for in `span` alone.
    pub fn reveals(&self, span: Span, text: &str) -> bool {
        let first = self.hidden.spans.partition_point(|hidden| hidden.end <= span.start);
        let within = self.hidden.spans[first..].iter().take_while(|hidden| hidden.start < span.end);
        let shows = |hidden: &str| !hidden.is_empty() && text.contains(hidden);
        self.hidden.are_in(text) || within.map(|hidden| bare(self.slice(*hidden))).any(shows)
    }

    /// A text without what may not be shown of this file, as far as that is long enough to be known again.
    pub fn without_hidden<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.hidden.taken_out(text)
    }

    /// The whole text, with stars for what may not be shown.
    pub fn shown(&self) -> Cow<'_, str> {
        if self.hidden.spans.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let mut shown = String::with_capacity(self.text.len());
        let mut from = 0;
        for span in &self.hidden.spans {
            shown.push_str(&self.text[from..span.start]);
            let star = |c| if matches!(c, '\n' | '\r') { c } else { '*' };
            shown.extend(self.slice(*span).chars().map(star));
            from = span.end;
        }
        shown.push_str(&self.text[from..]);
        Cow::Owned(shown)
    }

    /// The name under which messages show this file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span lies outside or inside a character.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The position of a byte; past the end it is the end's.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let before = match offset - start {
            ..STRIDE => characters(&self.text.as_bytes()[start..offset]),
            _ => self.characters_before(offset) - self.characters_before(start),
        };
        Position { line, column: before + 1, offset }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        self.marks[block] + characters(&self.text.as_bytes()[block * STRIDE..offset])
    }

    /// The byte range of a line counted from 1, its line break included.
    pub fn line(&self, line: usize) -> Span {
        let start_of = |line: usize| self.line_starts.get(line).map_or(self.text.len(), |start| *start as usize);
        let start = start_of(line.saturating_sub(1));
        let end = start_of(line);
        Span { start, end }
    }

    /// How many lines the text has; a text that ends in a line break has an empty last one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// How many characters begin in these bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

impl Span {
    /// The span from `start` to `end`, exclusive.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether no byte is in it.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// Whether `offset` lies in it or right after it, where an editor's cursor would be.
    pub fn touches(self, offset: usize) -> bool {
        self.start <= offset && offset <= self.end
    }
}

/// Where a node stands: its path, its own text, and the key to blame where something in it is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The node's path.
    pub pointer: Pointer,
    /// The key that holds the node; for an item of a list the nearest enclosing key, for the root its first key.
    pub key: Span,
    /// The node's own text.
    pub span: Span,
    /// Whether it is an item of a list: the last token of its path is then a place in it, and else a key, which may be
    /// a number too.
    pub is_item: bool,
}

/// A value together with the place that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

impl<T> Located<T> {
    /// `value`, read at `place`.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters_and_every_line_break_counts_once() {
        let source = Source::new("x", "é: 1\r\nb\rc\n");
        let at = source.position("é: 1\r\nb\rc".len());
        assert_eq!((at.line, at.column), (3, 2));
        assert_eq!(source.position(2), Position { line: 1, column: 2, offset: 2 });
        assert_eq!(source.position(999).line, 4);
        assert_eq!(source.slice(source.line(2)), "b\r");
    }

    #[test]
    fn a_column_far_along_a_line_is_counted_in_characters() {
        let source = Source::new("x", format!("a\n{}é", "äb".repeat(1500)));
        let position = source.position(source.text().len());
        assert_eq!((position.line, position.column), (2, 3002));
        assert_eq!(source.position(2 + 1024).column, 2 * 341 + 1);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_pointed_at() {
        let source = Source::from_bytes("x", b"a: \xff\xfe\n".to_vec());
        assert_eq!((source.invalid(), source.text()), (Some(3), "a: \u{fffd}\u{fffd}\n"));
        assert_eq!(Source::from_bytes("x", b"a: b".to_vec()).invalid(), None);
    }

    #[test]
    fn a_pointer_escapes_its_tokens() {
        let pointer = Pointer::root().key("a/b").key("~").item(3);
        assert_eq!(pointer.as_str(), "/a~1b/~0/3");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["a/b", "~", "3"]);
    }
}
