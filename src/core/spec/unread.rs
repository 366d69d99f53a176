//! Secrets in text that no tree could be made of: read line by line as it was probably meant, and hidden in doubt.

use super::sign::{SHOWN, has_password, is_credential, is_default, is_flag, is_flag_word};
use crate::source::Span;

/// A part of a line that may be an entry: its offset, its key and its value.
struct Piece<'a> {
    at: usize,
    key: Option<&'a str>,
    value: &'a str,
    value_at: usize,
}

/// Hides the words of a text that are credentials.
pub(super) fn credentials(text: &str, offset: usize, found: &mut Vec<Span>) {
    let is_between = |c: char| c.is_whitespace() || "\"'`,;[]{}()=".contains(c);
    for word in text.split(is_between).filter(|word| is_credential(word) || has_password(word)) {
        let start = offset + word.as_ptr().addr() - text.as_ptr().addr();
        found.push(Span::new(start, start + word.len()));
    }
}

/// Hides what could be a secret in a text that stands at `offset` of its file.
pub(super) fn hide(text: &str, offset: usize, found: &mut Vec<Span>) {
    // The column of a key whose value may go on.
    let mut open: Option<usize> = None;
    for (at, line) in lines(text) {
        let content = line.trim_end();
        let indent = content.len() - content.trim_start().len();
        if content.trim().is_empty() {
            continue;
        }
        let whole = Span::new(offset + at + indent, offset + at + content.len());
        if content[indent..].starts_with('#') {
            if open.is_some() || has_default(content) {
                found.push(whole);
            }
            continue;
        }
        let first = pieces(content).next();
        let column = first.as_ref().map_or(indent, |piece| piece.at);
        if let Some(from) = open {
            if column > from || !closes(first.as_ref(), column, from) {
                found.push(whole);
                continue;
            }
            open = None;
        }
        for piece in pieces(content) {
            let Some(key) = piece.key else {
                found.push(Span::new(offset + at + piece.at, offset + at + piece.at + piece.value.len()));
                continue;
            };
            let is_whole = is_whole(piece.value);
            let shows = if is_flag(key) {
                is_flag_word(piece.value.trim_matches(['"', '\'']))
            } else {
                is_whole && !is_default(key) && (SHOWN.contains(&key) || key == "type")
            };
            if !shows && !piece.value.is_empty() {
                let start = offset + at + piece.value_at;
                found.push(Span::new(start, start + piece.value.len()));
            }
            if !is_whole || (is_default(key) && piece.value.is_empty()) {
                open = Some(piece.at);
            }
        }
    }
}

/// How long the beginning of a text is that has no key in it.
pub(super) fn before_keys(text: &str) -> usize {
    let first = lines(text).find(|(_, line)| pieces(line).next().is_some_and(|piece| piece.key.is_some()));
    first.map_or(text.len(), |(at, _)| at)
}

/// Whether a line ends a value that a key in the column `from` has.
fn closes(first: Option<&Piece<'_>>, column: usize, from: usize) -> bool {
    let Some(Piece { key: Some(key), value, .. }) = first else { return false };
    let is_known = SHOWN.contains(key) || is_flag(key) || is_default(key) || *key == "type";
    is_known || (column < from && value.is_empty())
}

/// Whether a value ends where its line does, as far as can be seen.
fn is_whole(value: &str) -> bool {
    let is_even = |quote| value.matches(quote).count() % 2 == 0;
    is_even('"') && is_even('\'') && !value.starts_with(['|', '>', '&', '*', '!']) && !has_default(value)
}

/// Whether a key like `secret` is in a text.
pub(super) fn has_flag(text: &str) -> bool {
    has_key(text, is_flag)
}

/// Whether a key like `default` is in a text.
pub(super) fn has_default(text: &str) -> bool {
    has_key(text, is_default)
}

/// Whether a text holds what looks like an input with a secret in it.
pub(super) fn has_both(text: &str) -> bool {
    has_flag(text) && has_default(text)
}

/// Whether the entry that a text is turns its mapping into a secret.
pub(super) fn begins_with_flag(text: &str) -> bool {
    let first = pieces(text.lines().next().unwrap_or_default()).next();
    first.is_some_and(|piece| piece.key.is_some_and(is_flag) && piece.value != "false")
}

fn has_key(text: &str, is_wanted: impl Fn(&str) -> bool) -> bool {
    text.match_indices([':', '=']).any(|(colon, _)| {
        let before = text[..colon].trim_end_matches([' ', '\t', '"', '\'']);
        let word = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        let word = &before[word.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8))..];
        word.len() < 40 && is_wanted(word)
    })
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// The parts of a line between brackets and commas, whatever is quoted.
fn pieces(line: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    line.split_inclusive(['{', '}', '[', ']', ',']).filter_map(move |part| {
        let start = at;
        at += part.len();
        let part = part.trim_end_matches(['{', '}', '[', ']', ',']);
        let rest = part.trim_start_matches([' ', '\t', '-', '?']);
        // A dash that belongs to a value is none of a list.
        let rest = if rest.len() < part.len() && part[..part.len() - rest.len()].ends_with('-') {
            &part[part.find('-')?..]
        } else {
            rest
        };
        let (begin, piece) = (start + part.len() - rest.len(), rest.trim_end());
        (!piece.is_empty()).then(|| entry(begin, piece))
    })
}

fn entry(at: usize, piece: &str) -> Piece<'_> {
    let is_word = |key: &str| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    let known = |key: &str| SHOWN.contains(&key) || is_flag(key) || is_default(key);
    for (colon, _) in piece.match_indices(':') {
        let key = piece[..colon].trim_end().trim_matches(['"', '\'']);
        let rest = &piece[colon + 1..];
        let is_apart = rest.is_empty() || rest.starts_with([' ', '\t']);
        if is_word(key) && (is_apart || known(key)) {
            let value = rest.trim_start();
            return Piece { at, key: Some(key), value, value_at: at + piece.len() - value.len() };
        }
    }
    Piece { at, key: None, value: piece, value_at: at }
}
