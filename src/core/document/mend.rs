//! Guesses that make a text YAML again: a quote or bracket that is closed, a line that is indented as those above.

use super::spot::{character_at, indentation as indent_of, line_end, line_start};
use super::{bracket, quote};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::Span;

/// Where the text of a line ends that begins at `from`, its comment left out.
fn content_end(text: &str, from: usize) -> usize {
    let line = &text[from..line_end(text, from)];
    let comment = [" #", "\t#"].into_iter().filter_map(|mark| line.find(mark)).min();
    from + line[..comment.unwrap_or(line.len())].trim_end().len()
}

/// Closes the quote at `at` at the end of its line, before what closes the brackets around it.
pub(super) fn quote_at_end(text: &str, at: usize, diagnostic: Diagnostic) -> Diagnostic {
    let end = content_end(text, at);
    let mark = &text[at..character_at(text, at).end];
    let mut content = text.get(at + mark.len()..end).unwrap_or_default();
    let is_in_brackets = !bracket::open(text, Span::new(line_start(text, at), at)).is_empty();
    if is_in_brackets {
        content = content.trim_end_matches([']', '}', ',', ' ']);
    }
    if content.trim().is_empty() || content.contains(['"', '\'', '\\']) || !matches!(mark, "\"" | "'") {
        return diagnostic;
    }
    let place = at + mark.len() + content.len();
    diagnostic.fix("close it at the end of the line", Applicability::Unsafe, Span::new(place, place), mark)
}

/// Closes every bracket of the line that the one at `at` stands in, where no line goes on with it.
pub(super) fn brackets_at_end(text: &str, at: usize, diagnostic: Diagnostic) -> Diagnostic {
    let end = content_end(text, at);
    let content = text[at..end].trim_end_matches([',', ' ']);
    let own = indent_of(text, line_start(text, at));
    let is_followed = next_line(text, at).is_some_and(|next| indent_of(text, next) > own);
    if content.len() < 2 || is_followed {
        return diagnostic;
    }
    let place = at + content.len();
    let open = bracket::open(text, Span::new(at, place));
    let close = |at: &usize| if text[*at..].starts_with('[') { ']' } else { '}' };
    let closing: String = open.iter().rev().map(close).collect();
    if closing.is_empty() {
        return diagnostic;
    }
    let title = format!("add `{closing}` at the end of the line");
    diagnostic.fix(title, Applicability::Unsafe, Span::new(place, end), closing)
}

/// Closes a bracket by its own kind.
pub(super) fn bracket(text: &str, at: usize, diagnostic: Diagnostic) -> Diagnostic {
    let span = character_at(text, at);
    let other = match &text[span.start..span.end] {
        "]" => "}",
        "}" => "]",
        _ => return diagnostic,
    };
    diagnostic.fix(format!("write `{other}`"), Applicability::Unsafe, span, other)
}

/// Puts a text in double quotes whose own kind of quote stands in it.
pub(super) fn quotes_within(text: &str, at: usize, mark: char, diagnostic: Diagnostic) -> Diagnostic {
    let (start, end) = (line_start(text, at), content_end(text, line_start(text, at)));
    let line = &text[start..end.max(start)];
    let value = [": ", "- "].iter().filter_map(|sign| line.find(&format!("{sign}{mark}"))).min();
    let Some(open) = value.map(|value| start + value + 2).filter(|open| *open < at && line.ends_with(mark)) else {
        return diagnostic;
    };
    let inside = text.get(open + 1..end - 1).unwrap_or_default();
    if inside.is_empty() || inside.contains('\\') || inside.contains("''") {
        return diagnostic;
    }
    diagnostic.fix("quote the whole text", Applicability::Unsafe, Span::new(open, end), quote(inside))
}

/// Doubles the backslashes of a text in double quotes that begin no escape.
pub(super) fn escapes(text: &str, at: usize, diagnostic: Diagnostic) -> Diagnostic {
    let start = line_start(text, at);
    let line = &text[start..line_end(text, at)];
    let Some(open) = line[..(at - start + 1).min(line.len())].find('"') else { return diagnostic };
    let mut edits = Vec::new();
    let mut from = open + 1;
    while let Some(found) = line.get(from..).and_then(|rest| rest.find(['\\', '"'])) {
        let place = from + found;
        if line[place..].starts_with('"') {
            break;
        }
        let next = line[place + 1..].chars().next();
        if next.is_none_or(|next| !"0abtnvfe \"/\\N_LPxuU\t".contains(next)) {
            edits.push(Edit { span: Span::new(start + place, start + place), text: "\\".into() });
        }
        from = place + 1 + next.map_or(0, char::len_utf8);
    }
    diagnostic.fix_by("double the backslash", Applicability::Unsafe, edits)
}

/// Puts a space before a comment.
pub(super) fn comment(text: &str, at: usize, diagnostic: Diagnostic) -> Diagnostic {
    let sign = text[..line_end(text, at)].get(at..).and_then(|rest| rest.find('#')).map(|sign| at + sign);
    match sign {
        Some(sign) => diagnostic.fix("insert a space", Applicability::Safe, Span::new(sign, sign), " "),
        None => diagnostic,
    }
}

/// Indents a line by another number of spaces, where no line below it belongs to it.
pub(super) fn indentation(text: &str, at: usize, column: Option<usize>, diagnostic: Diagnostic) -> Diagnostic {
    let start = line_start(text, at);
    let own = indent_of(text, start);
    let is_followed = next_line(text, at).is_some_and(|next| indent_of(text, next) > own);
    match column.filter(|column| *column != own && !is_followed) {
        Some(column) => {
            let title = "indent it like the entries above";
            diagnostic.fix(title, Applicability::Unsafe, Span::new(start, start + own), " ".repeat(column))
        }
        None => diagnostic,
    }
}

/// The column of the lines above that is nearest to that of a line.
pub(super) fn nearest_column(text: &str, at: usize) -> Option<usize> {
    let start = line_start(text, at);
    let own = indent_of(text, start);
    let above = text[..start].lines().rev().take_while(|line| !line.starts_with(|c: char| c.is_alphanumeric()));
    let filled = above.filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with(['#', '-']));
    filled.map(|line| line.len() - line.trim_start_matches(' ').len()).min_by_key(|column| column.abs_diff(own))
}

/// The next line that holds something.
fn next_line(text: &str, at: usize) -> Option<usize> {
    let end = line_end(text, at);
    let rest = &text[end..];
    let filled = rest.find(|c: char| !c.is_whitespace())?;
    Some(line_start(text, end + filled))
}

/// The line of one of two entries of one key to remove: the later where they say the same, else the earlier, as the
/// last one counts for the readers that take both. None where an entry has more than its line.
pub(super) fn duplicate(text: &str, first: Span, later: Span) -> Option<(&'static str, Applicability, Span)> {
    let begins = |key: Span| {
        let before = text[..key.start].trim_end_matches(' ');
        before.is_empty() || before.ends_with(['\n', '\r', '\u{feff}'])
    };
    let line = |key: Span| {
        // Lines can be long, and are looked at only where the key begins one.
        if !begins(key) {
            return None;
        }
        let (start, end) = (line_start(text, key.start), line_end(text, key.start));
        let value = text[key.end..end].trim_start_matches(':').trim();
        let is_whole = text[start..key.start].bytes().all(|byte| byte == b' ') && !value.is_empty();
        let is_scalar = !value.starts_with(['|', '>', '&', '*', '!', '[', '{']) && !value.contains(" #");
        let own = indent_of(text, start);
        let is_followed = next_line(text, key.start).is_some_and(|next| indent_of(text, next) > own);
        let behind = end + text[end..].bytes().take(2).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let behind = if text[end..].starts_with("\n\n") { end + 1 } else { behind };
        (is_whole && is_scalar && !is_followed).then(|| (value, Span::new(start, behind)))
    };
    let ((one, earlier), (other, later)) = line(first).zip(line(later))?;
    Some(if one == other {
        ("remove the repetition", Applicability::Safe, later)
    } else {
        ("keep the last one", Applicability::Unsafe, earlier)
    })
}

/// The alias of an anchor before it that one was most likely meant to be.
pub(super) fn near_alias(text: &str, written: &str, token: Span) -> Option<String> {
    // Each alias is held to all anchors before it.
    const LONGEST: usize = 64 << 10;
    let before = text.get(..token.start).filter(|before| before.len() < LONGEST)?;
    let end = |c: char| c.is_whitespace() || "[]{},".contains(c);
    let names = before.match_indices(" &").map(|(at, _)| before[at + 2..].split(end).next().unwrap_or_default());
    let names: Vec<&str> = names.filter(|name| !name.is_empty() && name.len() < 100).take(100).collect();
    nearest(written.strip_prefix('*')?, names).map(|near| format!("*{near}"))
}
