//! The top-level sections of a text, which a syntax error rarely reaches across.
//!
//! A section begins with a line that is not indented and ends before the next such line. Closing
//! brackets, items of a list and comments stand in column 0 too, and belong to the section before.

use super::{Entry, Node, NodeKind};
use crate::source::Span;

/// Whether a line begins a section.
fn begins(line: &str) -> bool {
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let item = line
        .strip_prefix('-')
        .is_some_and(|rest| rest.trim_start_matches('-').starts_with([' ', '\t']) || rest.trim().is_empty());
    !line.is_empty() && !item && !line.starts_with([' ', '\t', '\r', '\n', '#', ']', '}', ',', ':'])
}

/// Each line with its offset, whatever its line break is.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = match rest.find(['\n', '\r']) {
            Some(end) if rest[end..].starts_with("\r\n") => end + 2,
            Some(end) => end + 1,
            None => rest.len(),
        };
        at += end;
        Some((at - end, &rest[..end]))
    })
}

/// Whether a section begins after `from` and at or before `to`.
pub(super) fn lies_between(text: &str, from: usize, to: usize) -> bool {
    lines(text, from).skip(1).take_while(|(at, _)| *at <= to).any(|(_, line)| begins(line))
}

/// The section that holds a byte, without the comments and blank lines that end it.
pub(super) fn section_at(text: &str, offset: usize) -> Span {
    let mut section = Span::new(0, 0);
    for (at, line) in lines(text, 0) {
        if begins(line) {
            if at > offset {
                break;
            }
            section.start = at;
        }
        let is_filled = !line.trim().is_empty() && !line.starts_with('#');
        if is_filled || at <= offset {
            section.end = at + line.len();
        }
    }
    // The mark at the beginning of the file is allowed, and stays.
    if section.start == 0 {
        section.start = bom(text).min(section.end);
    }
    section
}

/// The indentation of the file's first key, if it has one; keys below it may not.
pub(super) fn indented_beginning(text: &str) -> Option<Span> {
    let is_filled = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#') && line.trim() != "---";
    let (at, line) = lines(text, bom(text)).find(|(_, line)| is_filled(line))?;
    let indent = line.len() - line.trim_start_matches(' ').len();
    (indent > 0 && line.contains(':')).then_some(Span::new(at, at + indent))
}

/// How long the mark at the beginning of the file is.
fn bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Replaces a section by spaces, its line breaks aside, so that offsets stay.
pub(super) fn blank(text: &mut String, section: Span) {
    let blanked: String = text[section.start..section.end]
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' })
        .collect();
    text.replace_range(section.start..section.end, &blanked);
}

/// The keys of a broken section; it has several where the file's first ones are indented.
pub(super) fn entries(text: &str, section: Span) -> Vec<Entry> {
    let Some(first) = indented_beginning(text).filter(|first| first.start >= section.start && first.end < section.end)
    else {
        return entry(text, section).into_iter().collect();
    };
    let indent = first.end - first.start;
    let in_section = lines(&text[..section.end], first.start);
    let keys = in_section.filter(|(_, line)| line.len() - line.trim_start_matches(' ').len() == indent);
    keys.filter_map(|(at, line)| entry(text, Span::new(at + indent, at + line.len()))).collect()
}

/// The key of a broken section, as an entry of which nothing else is known. A line that lacks its
/// colon, or the space after it, has a key too.
fn entry(text: &str, section: Span) -> Option<Entry> {
    let section_text = text.get(section.start..section.end)?;
    let line = section_text.lines().next()?;
    let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
    let bare = quote.map_or(line, |quote| line.trim_start_matches(quote));
    let length = bare.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(bare.len());
    let key = bare[..length].to_owned();
    let quotes = line.len() - bare.len();
    let is_closed = quote.is_none_or(|quote| bare[length..].starts_with(quote));
    if !begins(line) || key.is_empty() || quotes > 1 || !is_closed || section_text.starts_with("---") {
        return None;
    }
    let key_span = Span::new(section.start, section.start + length + 2 * quotes);
    let rest = &section_text[key_span.end - section.start..];
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim();
    let start = text[..section.end].rfind(rest).filter(|start| *start >= key_span.end).unwrap_or(key_span.end);
    let value = Node { span: Span::new(start, start + rest.len()), kind: NodeKind::Broken };
    Some(Entry { key, key_span, value })
}

/// The anchors that are lost with a section, with their `&`.
pub(super) fn anchors(text: &str, section: Span) -> impl Iterator<Item = String> {
    let section = text.get(section.start..section.end).unwrap_or_default();
    section.match_indices('&').filter_map(|(at, _)| {
        let name = section[at + 1..].split(|c: char| c.is_whitespace() || "[]{},".contains(c)).next()?;
        (!name.is_empty() && name.len() < 200).then(|| format!("&{name}"))
    })
}

/// Whether the root is in brackets, so that there are no sections.
pub(super) fn is_bracketed(text: &str) -> bool {
    let ignored = |line: &&str| line.is_empty() || line.starts_with(['#', '%']) || *line == "---";
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = lines(text, 0).map(|(_, line)| line.trim()).find(|line| !ignored(line));
    first.is_some_and(|line| line.trim_start_matches("---").trim_start().starts_with(['{', '[']))
}
