//! What of a text has to be read for what is written at a cursor: its own entry, and the sections around it.
//!
//! A spec of ten thousand lines is read for each word that is completed. Entries of other names have no say in that, so
//! those are left out whose every line is understood for itself; where one isn't, the whole text is read.

use crate::schema::node::Shape;
use crate::source::Span;

/// How many parts before and after the one with the cursor are read too: they end what goes on over lines.
const NEIGHBOURS: usize = 2;

/// A section's key, or an entry of one: lines, of which the first is indented least.
struct Part<'a> {
    span: Span,
    /// The section that it is in.
    section: &'a str,
    /// Whether it is the line of a section, or an item, which those after it are counted by.
    is_kept: bool,
    is_simple: bool,
}

/// The text before a line and after it, without what has nothing to do with the line. `indent` is that of what is
/// written in it.
pub(super) fn around(text: &str, line: Span, indent: usize) -> (String, String) {
    let whole = || (text[..line.start].to_owned(), text[line.end..].to_owned());
    let Some(parts) = parts(text, line, indent).filter(|parts| !parts.is_empty()) else { return whole() };
    let at = parts.partition_point(|part| part.span.start <= line.start).saturating_sub(1);
    let here = parts.get(at).map_or("", |part| part.section);
    let is_free = |section: &str| section != here || Shape::root().member(section).is_some_and(Shape::is_named);
    let (mut before, mut after) = (String::new(), String::new());
    let mut end = 0;
    for (number, part) in parts.iter().enumerate() {
        let is_near = number.abs_diff(at) <= NEIGHBOURS;
        if !part.is_simple && !is_near {
            return whole();
        }
        if number == 0 {
            before.push_str(&text[..part.span.start.min(line.start)]);
        }
        end = part.span.end;
        if is_near || part.is_kept || !is_free(part.section) {
            before.push_str(text.get(part.span.start..part.span.end.min(line.start)).unwrap_or_default());
            after.push_str(text.get(part.span.start.max(line.end)..part.span.end).unwrap_or_default());
        }
    }
    after.push_str(&text[end.max(line.end)..]);
    (before, after)
}

/// The parts of a text; none where its lines don't show them. The line with the cursor is not looked at.
fn parts(text: &str, line: Span, indent: usize) -> Option<Vec<Part<'_>>> {
    // Old breaks of lines.
    if text.split('\r').skip(1).any(|rest| !rest.starts_with('\n')) {
        return None;
    }
    let mut parts: Vec<Part<'_>> = Vec::new();
    // How far the entries of the section at hand are indented.
    let mut step = None;
    // Lines that are indented deeper than this are a text.
    let mut block: Option<usize> = None;
    let mut start = 0;
    for written in text.split_inclusive('\n') {
        let span = Span::new(start, start + written.len());
        start = span.end;
        let is_cursor = span.start <= line.start && line.start < span.end.max(span.start + 1);
        let content = written.trim_end_matches(['\n', '\r', ' ']);
        let bare = content.trim_start_matches(' ');
        let depth = if is_cursor { indent } else { content.len() - bare.len() };
        if !is_cursor && (bare.is_empty() || block.is_some_and(|block| depth > block)) {
            if let Some(part) = parts.last_mut() {
                part.span.end = span.end;
            }
            continue;
        }
        let read = if is_cursor { Line::Whole } else { line_of(bare) };
        let is_simple = read != Line::Odd;
        block = if let Line::Begins(at) = read { Some(depth + at) } else { None };
        if parts.is_empty() && !is_cursor && bare == "---" {
            continue;
        }
        let is_item = bare.starts_with('-');
        let is_entry = depth > 0 && step.is_none_or(|step| depth <= step) && !bare.starts_with('#');
        if depth == 0 && (is_cursor || !bare.starts_with('#')) {
            step = None;
            let section = if is_cursor { "" } else { bare.split(':').next().unwrap_or_default() };
            parts.push(Part { span, section, is_kept: true, is_simple });
        } else if is_entry {
            // Between two steps nothing can stand.
            if step.is_some_and(|step| depth < step) {
                return None;
            }
            step = step.or_else(|| (!is_cursor).then_some(depth));
            let section = parts.last()?.section;
            parts.push(Part { span, section, is_kept: is_item, is_simple });
        } else if let Some(part) = parts.last_mut() {
            part.span.end = span.end;
            part.is_simple &= is_simple;
        }
    }
    Some(parts)
}

/// What a line is without those around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    /// It depends on them.
    Odd,
    Whole,
    /// A text over lines begins in it, after a key that is so far in.
    Begins(usize),
}

fn line_of(line: &str) -> Line {
    if line.starts_with('#') {
        return Line::Whole;
    }
    let mut rest = line;
    while let Some(item) = rest.strip_prefix('-').filter(|item| item.is_empty() || item.starts_with(' ')) {
        rest = item.trim_start_matches(' ');
    }
    let is_item = rest.len() < line.len();
    let in_by = line.len() - rest.len();
    let key = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len));
    let value = match key {
        Some(colon) if is_key(&rest[..colon]) => rest[colon + 1..].trim_start_matches(' '),
        None if is_item => rest,
        Some(_) | None => return Line::Odd,
    };
    if matches!(value, "|" | "|-" | "|+" | ">" | ">-" | ">+") {
        return Line::Begins(in_by);
    }
    if is_value(value) { Line::Whole } else { Line::Odd }
}

fn is_key(key: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
    key.bytes().all(is_of_key) && key.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a value begins and ends on its line, but for a comment.
fn is_value(value: &str) -> bool {
    let is_of_line = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if !value.chars().all(is_of_line) {
        return false;
    }
    let is_comment = |rest: &str| rest.is_empty() || (rest.starts_with(' ') && rest.trim_start().starts_with('#'));
    match value.chars().next() {
        None | Some('#') => true,
        Some(quote @ ('"' | '\'')) => {
            let quoted = value[1..].split_once(quote);
            quoted.is_some_and(|(text, rest)| !text.contains('\\') && is_comment(rest))
        }
        Some('[' | '{') => closed(value).is_some_and(is_comment),
        Some(first) => {
            let is_plain = first.is_alphanumeric() || matches!(first, '.' | '/' | '_' | '~' | '$' | '(');
            let text = value.split(" #").next().unwrap_or_default().trim_end();
            is_plain && !text.contains(": ") && !text.ends_with([':', ','])
        }
    }
}

/// What follows the bracket that closes the one which a value begins with.
fn closed(value: &str) -> Option<&str> {
    let mut open = Vec::new();
    let mut quote = None;
    for (at, c) in value.char_indices() {
        match (quote, c) {
            (Some(end), _) if c == end => quote = None,
            (Some(_), '\\') => return None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') => {
                open.pop().filter(|closing| *closing == c)?;
                if open.is_empty() {
                    return value.get(at + 1..);
                }
            }
            (None, _) if c.is_alphanumeric() || matches!(c, ' ' | ',' | ':' | '.' | '/' | '_' | '-') => {}
            (None, _) => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let offset = text.find('@').unwrap();
        let text = text.replacen('@', "", 1);
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
        let indent = text[start..offset].len() - text[start..offset].trim_start_matches(' ').len();
        let (before, after) = around(&text, Span::new(start, end), indent);
        format!("{before}{}{after}", &text[start..end])
    }

    /// Entries with one line that may be anything.
    fn entries(count: usize, line: &str) -> String {
        (0..count).map(|at| format!("  e{at}:\n    name: N{at}\n    description: {line}\n")).collect()
    }

    #[test]
    fn other_entries_are_left_out() {
        for line in ["\"a: b\"", "'it'", "a, b # why", "[a, {b: c}]", "|\n      a: [\n", "", "# nothing"] {
            let (first, last) = (entries(50, line), entries(50, line).replace("  e", "  f"));
            let text =
                format!("---\nname: x\nmodels:\n{first}inputs:\n{first}  mine:\n    na@\n{last}knowledge:\n{last}");
            let read = read(&text);
            assert!(read.len() < text.len() / 10, "{read}");
            assert!(
                read.contains("  e49:") && read.contains("  mine:\n    na\n  f0:") && read.contains("\nknowledge:\n")
            );
        }
    }

    #[test]
    fn what_goes_on_over_lines_leaves_nothing_out() {
        for line in ["\"a", "[a,", "&a b", "*a", "a\n  b", "!x y", "a: b", "? a", "a:", "\ta", "{a}, b", "\"a\\\"\""] {
            let first = entries(9, line);
            for text in [format!("inputs:\n{first}  mine:\n    @\n{first}"), format!("models:\n{first}inputs:\n  @\n")]
            {
                assert_eq!(read(&text), text.replacen('@', "", 1), "{line}");
            }
        }
    }

    #[test]
    fn keys_and_items_beside_the_cursor_are_read() {
        let keys: String = (0..9).map(|at| format!("  k{at}: 1\n")).collect();
        let items: String = (0..9).map(|at| format!("  - name: N{at}\n")).collect();
        for text in [format!("agent:\n  @\n{keys}"), format!("inputs:\n{items}  - @\n{items}"), format!("{keys} @\n")] {
            assert_eq!(read(&text), text.replacen('@', "", 1));
        }
    }
}
