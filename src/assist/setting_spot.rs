//! Where a cursor stands in `ast.toml`: in which table, and at a key or at its value.

use crate::source::Span;

/// A place of the text: the table that it is in, the key of its line, and the word that is written.
pub(super) struct Spot {
    /// The keys from the root to the table that the line's key belongs to.
    pub(super) table: Vec<String>,
    /// The key whose value is written; none where a key is written.
    pub(super) key: Option<String>,
    pub(super) word: Span,
    pub(super) is_header: bool,
    /// Whether nothing stands before it on its line.
    pub(super) is_first: bool,
}

impl Spot {
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        let (entry, header) = above(&text[..offset]);
        let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let before = &text[line_start..offset];
        if before.contains('#') {
            return None;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':');
        let start = before.char_indices().rfind(|(_, c)| !is_word(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let end = line[before.len()..].find(|c| !is_word(c)).map_or(line.len(), |at| before.len() + at);
        let word = Span::new(line_start + start, line_start + end);
        let is_first = before[..start].trim().is_empty();
        let written = &text[entry..offset];
        if let Some(header) = written.trim_start().strip_prefix('[') {
            let mut table = keys(header.trim_start_matches('['));
            table.pop();
            return Some(Self { table, key: None, word, is_header: true, is_first });
        }
        let mut table = header;
        let Some((path, _)) = written.split_once('=') else {
            let mut typed = keys(before);
            typed.pop();
            table.extend(typed);
            return Some(Self { table, key: None, word, is_header: false, is_first });
        };
        let mut path = keys(path);
        let key = path.pop()?;
        table.extend(path);
        Some(Self { table, key: Some(key), word, is_header: false, is_first })
    }
}

/// Where the entry begins that a text ends in, which a list lets go over lines, and the keys of the last header above it.
fn above(text: &str) -> (usize, Vec<String>) {
    let (mut entry, mut header, mut open) = (0, Vec::new(), 0_usize);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if open == 0 {
            entry = start;
        }
        start += line.len();
        match line.trim_start().strip_prefix('[') {
            Some(named) if open == 0 => {
                if start < text.len() || line.ends_with('\n') {
                    header = keys(named.trim_start_matches('[').split(']').next().unwrap_or_default());
                }
            }
            _ => open = open_after(line, open),
        }
    }
    if open == 0 && text.ends_with('\n') {
        entry = text.len();
    }
    (entry, header)
}

/// How many lists are open after a line, if so many were before it.
fn open_after(line: &str, mut open: usize) -> usize {
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(end)) if c == end => quote = None,
            ('#', None) => break,
            ('[', None) => open += 1,
            (']', None) => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// The keys of a dotted key, of which the last may still be empty.
fn keys(text: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for c in text.trim().chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('.', None) => keys.push(String::new()),
            (c, None) if c.is_whitespace() => {}
            (c, _) => keys.last_mut().into_iter().for_each(|key| key.push(c)),
        }
    }
    keys
}
