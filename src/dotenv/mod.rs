//! `.env`: its dialect, which is Compose's, and how a file goes with a plan.

mod check;
mod entry;
mod port;
mod quote;
pub mod reference;
mod sync;

pub use check::{Kind, Problem, check};
pub use entry::Entry;
pub use port::{Ports, ports};
pub use quote::{encode, encode_template, is_name};
pub use sync::{Synced, sync};

use crate::source::{Source, Span};

/// An assignment in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The value, decoded; a reference such as `${X}` stays as it is.
    pub value: String,
    /// Whether the line is commented out, so that it only reserves the name.
    pub commented: bool,
    /// Whether the value begins with a quote that is never closed; other readers stop there.
    pub unclosed: bool,
}

/// Every assignment of a file, in order, commented ones too; lines that are neither are left out.
pub fn parse(source: &Source) -> Vec<Assignment> {
    scan(source).0
}

/// Every assignment, and the lines that are neither one, nor a comment, nor a name alone, which tools take from
/// the process environment.
fn scan(source: &Source) -> (Vec<Assignment>, Vec<Span>) {
    let text = source.text();
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
        let (assignment, next) = line(text, at, end);
        if assignment.is_none() && !is_idle(&text[at..end]) {
            strays.push(Span::new(at, end));
        }
        found.extend(assignment);
        at = next.max(end) + 1;
    }
    (found, strays)
}

/// Whether a line assigns nothing and means to: blank, a comment, or a name alone.
fn is_idle(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || line.strip_prefix("export ").unwrap_or(line).trim_start().chars().all(is_of_name)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// The assignment that begins on a line, and where its value ends; a quoted value may go over lines.
fn line(text: &str, start: usize, end: usize) -> (Option<Assignment>, usize) {
    let line = text[start..end].trim_end_matches('\r');
    let bare = line.trim_start();
    let commented = bare.starts_with('#');
    let bare = bare.trim_start_matches('#').trim_start();
    let bare = bare.strip_prefix("export ").unwrap_or(bare).trim_start();
    let Some((name, rest)) = bare.split_once('=') else { return (None, end) };
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.chars().all(is_of_name);
    if !is_name || name.starts_with(|c: char| c.is_ascii_digit()) {
        return (None, end);
    }
    let name_at = start + (line.len() - bare.len());
    let value_at = start + (line.len() - rest.len());
    let (value, next, unclosed) = if commented { (plain(rest), end, false) } else { value(text, value_at, end) };
    let span = Span::new(name_at, name_at + name.len());
    (Some(Assignment { name: name.to_owned(), span, value, commented, unclosed }), next)
}

/// A value from `at` on: quoted, or up to the end of the line or a comment; where it ends; whether its quote is unclosed.
fn value(text: &str, at: usize, end: usize) -> (String, usize, bool) {
    let rest = &text[at..end];
    let lead = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let at = at + lead;
    match text[at..].chars().next() {
        Some(quote @ ('"' | '\'')) => match quoted(&text[at + 1..], quote) {
            None => (plain(&text[at..end]), end, true),
            Some((value, length)) => {
                let close = at + 1 + length;
                (value, text[close..].find('\n').map_or(text.len(), |n| close + n), false)
            }
        },
        _ => (plain(&text[at..end]), end, false),
    }
}

fn plain(rest: &str) -> String {
    let rest = rest.trim_end_matches('\r');
    let value = rest.split_once(" #").map_or(rest, |(value, _)| value);
    value.trim().to_owned()
}

/// The text up to the closing quote, decoded, and the offset behind that quote.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote && quote == '"' => return Some((quote::unescape(&value).replace("$$", "$"), at + 1)),
            c if c == quote => return Some((value, at + 1)),
            // The quote itself is escaped in either kind, and anything else only by what is unescaped next.
            '\\' => match chars.next()?.1 {
                escaped if escaped == quote => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, bool)> {
        let found = parse(&Source::new(".env", text));
        found.into_iter().map(|found| (found.name, found.value, found.commented)).collect()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for value in
            ["", "a", "a b", "x#y", " # ", "\"", "\\", "$X ${Y}", "a\nb\r\nc", "é🦀", "'", "a\\\"", "{\"a\": 1}", "\\n"]
        {
            let text = format!("A={}\nB=1\n", encode(value));
            assert_eq!(read(&text), [("A".into(), value.into(), false), ("B".into(), "1".into(), false)], "{text}");
        }
    }

    #[test]
    fn people_write_it_in_many_ways() {
        let text = "\u{feff}# a comment\nexport A=1\r\n B = two words # why\nC='single $x'\nD=\"two\nlines\"\n# E=5\n#F=\nnonsense\nG";
        let names: Vec<_> = read(text);
        let expected = [
            ("A", "1", false),
            ("B", "two words", false),
            ("C", "single $x", false),
            ("D", "two\nlines", false),
            ("E", "5", true),
            ("F", "", true),
        ];
        assert_eq!(names, expected.map(|(name, value, commented)| (name.to_owned(), value.to_owned(), commented)));
    }
}
