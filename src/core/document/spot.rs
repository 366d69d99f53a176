//! Places in a text: lines, their indentation, characters and words, and offsets that a parser may have put between bytes.

use crate::source::Span;

/// How many blanks stand from here on.
pub(super) fn indentation(text: &str, start: usize) -> usize {
    text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Whether nothing but blanks stands before it on its line.
pub(super) fn starts_line(text: &str, at: usize) -> bool {
    let start = line_start(text, at);
    start + indentation(text, start) >= at
}

/// Where its line begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where its line ends, before the line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |end| at + end)
}

/// The nearest boundary of a character at or before an offset.
pub(super) fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// The character at an offset; at the end of a line or of the file the last visible one before.
pub(super) fn character_at(text: &str, at: usize) -> Span {
    match text[at..].chars().next().filter(|c| !matches!(c, '\n' | '\r')) {
        Some(c) => Span::new(at, at + c.len_utf8()),
        None => match text[..at].trim_end().char_indices().next_back() {
            Some((at, c)) => Span::new(at, at + c.len_utf8()),
            None => Span::new(at, at),
        },
    }
}

/// From an offset to the next white space; at least a character.
pub(super) fn token_at(text: &str, at: usize) -> Span {
    let rest = &text[at..];
    match rest.find(char::is_whitespace).unwrap_or(rest.len()) {
        0 => character_at(text, at),
        length => Span::new(at, at + length),
    }
}
