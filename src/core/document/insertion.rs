//! Entries and values that are put into a file: laid out as what stands around them, which stays byte for byte.

use super::form::{Form, has_marks};
use super::removal::{self, line_start};
use super::{Cursor, Document, Entry};
use crate::diagnostic::Edit;
use crate::source::{Place, Pointer, Source, Span};

/// Where among the entries of a mapping one is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot<'a> {
    /// Before the first.
    First,
    /// Behind the one of a key, or else before the first.
    Behind(&'a str),
    /// Behind the last.
    Last,
}

/// The line break that the text uses.
pub fn line_break(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}

/// Whether keys stand in quotes at a place, as JSON has them.
pub fn is_json(source: &Source, key: Span) -> bool {
    source.slice(key).starts_with('"')
}

/// Puts an entry into a mapping.
pub fn entry(source: &Source, holder: &Cursor<'_>, spot: Spot<'_>, key: &str, value: &Form) -> Option<Edit> {
    if source.slice(holder.place.span).starts_with('{') {
        in_braces(source, holder, key, value)
    } else {
        lines(source, holder, spot, &value.under(key))
    }
}

/// Puts an entry into the mapping at a path, with what there is not of the path.
pub fn at_path(source: &Source, document: &Document, path: &[&str], key: &str, value: &Form) -> Option<Edit> {
    let mut holder = document.cursor()?;
    let mut missing = path;
    while let Some((key, rest)) = missing.split_first()
        && let Some(child) = holder.get(key)
    {
        child.node.as_mapping().filter(|entries| !entries.is_empty())?;
        (holder, missing) = (child, rest);
    }
    holder.node.entry(missing.first().copied().unwrap_or(key)).is_none().then_some(())?;
    let entry_of = |key: &str, value: Form| Form::Map(vec![(key.to_owned(), value)]);
    match missing.split_first() {
        None => entry(source, &holder, Spot::Last, key, value),
        Some((first, rest)) => {
            let value = rest.iter().rev().fold(entry_of(key, value.clone()), |value, key| entry_of(key, value));
            entry(source, &holder, Spot::Last, first, &value)
        }
    }
}

/// Puts lines into a mapping that stands in lines.
pub fn lines(source: &Source, holder: &Cursor<'_>, spot: Spot<'_>, lines: &[String]) -> Option<Edit> {
    let own = own(holder);
    let first = own.iter().map(|entry| entry.key_span.start).min()?;
    // Behind an anchor, which belongs to the mapping or to its key, nothing can be put before it.
    let is_marked = has_marks(source.slice(Span::new(holder.place.span.start, first)));
    let indent = " ".repeat(source.position(first).column - 1);
    let line_break = line_break(source);
    let behind = match spot {
        Spot::First => None,
        Spot::Behind(key) => own.iter().find(|entry| entry.key == key),
        Spot::Last => own.iter().max_by_key(|entry| entry.key_span.start),
    };
    let end = behind.and_then(|entry| line_end(source, entry.value.span.end.max(entry.key_span.end)));
    let Some(end) = end else {
        let text: String = lines.iter().map(|line| format!("{line}{line_break}{indent}")).collect();
        return (!is_marked).then(|| Edit { span: Span::new(first, first), text });
    };
    let body: Vec<_> = lines.iter().map(|line| format!("{indent}{line}")).collect();
    let body = body.join(line_break);
    let is_open = !source.text()[..end].ends_with(['\n', '\r']);
    let text = if is_open { format!("{line_break}{body}") } else { format!("{body}{line_break}") };
    Some(Edit { span: Span::new(end, end), text })
}

/// Takes an entry out and puts lines after the last of a list or of a mapping that stands in lines; none where a comment
/// would be lost.
pub fn replacing(
    source: &Source,
    document: &Document,
    from: &Place,
    holder: &Cursor<'_>,
    lines: &[String],
) -> Option<Vec<Edit>> {
    if source.slice(holder.place.span).starts_with(['[', '{']) {
        return None;
    }
    let put = if holder.node.as_mapping().is_some() {
        self::lines(source, holder, Spot::Last, lines)?
    } else {
        items(source, holder, lines)?
    };
    let removed = removal::entry(source, document, from)?;
    let is_free = !document.comments.iter().any(|at| removed.start <= at.start && at.end <= removed.end);
    // Into what is removed, nothing can be put.
    let is_apart = put.span.start <= removed.start || removed.end <= put.span.start;
    (is_free && is_apart).then(|| vec![put, Edit { span: removed, text: String::new() }])
}

/// Puts the lines of items after the last item of a list that stands in lines.
fn items(source: &Source, list: &Cursor<'_>, lines: &[String]) -> Option<Edit> {
    let last = list.node.as_sequence()?.last().filter(|last| list.place.span.touches(last.span.start))?;
    let start = line_start(source, last.span.start);
    let before = source.slice(Span::new(start, last.span.start));
    let indent = before.trim_end().strip_suffix('-').filter(|indent| indent.trim().is_empty())?;
    let end = line_end(source, last.span.end)?;
    let line_break = line_break(source);
    let body = lines.iter().map(|line| format!("{indent}{line}")).collect::<Vec<_>>().join(line_break);
    let is_open = !source.text()[..end].ends_with(['\n', '\r']);
    let text = if is_open { format!("{line_break}{body}") } else { format!("{body}{line_break}") };
    Some(Edit { span: Span::new(end, end), text })
}

/// The entries that stand in a mapping, and are not merged into it.
fn own<'a>(holder: &Cursor<'a>) -> Vec<&'a Entry> {
    let entries = holder.node.as_mapping().unwrap_or_default().iter();
    entries.filter(|entry| holder.place.span.touches(entry.key_span.start)).collect()
}

/// The end of the line of an offset, after its line break, where nothing but a comment follows the offset.
fn line_end(source: &Source, offset: usize) -> Option<usize> {
    let end = source.line(source.position(offset).line).end.max(offset);
    let behind = source.slice(Span::new(offset, end)).trim();
    // A block text may end after its line break.
    let is_begun = offset > 0 && source.text()[..offset].ends_with(['\n', '\r']);
    match behind {
        _ if is_begun => Some(offset),
        "" | ":" => Some(end),
        _ if behind.starts_with('#') || behind.starts_with(": #") => Some(end),
        _ => None,
    }
}

fn in_braces(source: &Source, holder: &Cursor<'_>, key: &str, value: &Form) -> Option<Edit> {
    let entries = own(holder);
    let Some(last) = entries.iter().max_by_key(|entry| entry.key_span.start) else {
        let start = holder.place.span.start + 1;
        let json = is_json(source, holder.place.key);
        let text = Form::Map(vec![(key.to_owned(), value.clone())]).in_braces(json);
        let text = text.trim_start_matches('{').strip_suffix('}')?.to_owned();
        return Some(Edit { span: Span::new(start, start), text });
    };
    let end = last.value.span.end;
    if last.value.span.is_empty() || end >= holder.place.span.end {
        return None;
    }
    let text = Form::Map(vec![(key.to_owned(), value.clone())]).in_braces(is_json(source, last.key_span));
    let text = text.strip_prefix('{')?.strip_suffix('}')?;
    Some(Edit { span: Span::new(end, end), text: format!(", {text}") })
}

/// Gives a key that is left empty, or has `null`, its value.
pub fn value(source: &Source, place: &Place, value: &Form) -> Option<Edit> {
    let json = is_json(source, place.key);
    if !source.slice(place.span).is_empty() {
        return Some(Edit { span: place.span, text: value.in_braces(json) });
    }
    let rest = source.slice(Span::new(place.key.end, source.line(source.position(place.key.end).line).end));
    let behind = rest.strip_prefix(':')?;
    let colon = place.key.end + 1;
    let is_whole_line = behind.trim().is_empty() || behind.trim_start().starts_with('#');
    let many = value.under("");
    if is_whole_line && many.len() > 1 {
        let end = place.key.end + rest.trim_end_matches(['\n', '\r']).len();
        let indent = " ".repeat(source.position(place.key.start).column - 1);
        let line = |line: &String| format!("{}{indent}{line}", line_break(source));
        return Some(Edit { span: Span::new(end, end), text: many[1..].iter().map(line).collect() });
    }
    let is_in_braces = behind.trim_start().starts_with([',', '}']);
    (is_whole_line || is_in_braces)
        .then(|| Edit { span: Span::new(colon, colon), text: format!(" {}", value.in_braces(json)) })
}

/// Writes another value in place of one, in lines where that stands in lines; none where comments would be lost.
pub fn replaced(source: &Source, document: &Document, place: &Place, value: &Form) -> Option<Edit> {
    let first = document.comments.partition_point(|comment| comment.start < place.span.start);
    let has_comment = document.comments.get(first).is_some_and(|comment| comment.start < place.span.end);
    let before = source.slice(Span::new(place.key.end.min(place.span.start), place.span.start));
    if has_comment || place.span.is_empty() || has_marks(before.trim_start_matches(':')) {
        return None;
    }
    let written = source.slice(place.span);
    let start = line_start(source, place.span.start);
    let is_own_line = source.slice(Span::new(start, place.span.start)).trim().is_empty();
    let is_small = !matches!(value, Form::Map(entries) if !entries.is_empty()) && value.in_lines().len() == 1;
    if is_own_line && is_small && before.trim() == ":" {
        let behind = Span::new(place.key.end + 1, place.span.end);
        return Some(Edit { span: behind, text: format!(" {}", value.in_braces(is_json(source, place.key))) });
    }
    if !is_own_line || written.starts_with(['[', '{']) {
        return Some(Edit { span: place.span, text: value.in_braces(is_json(source, place.key)) });
    }
    // A list may stand at its key's own column, a mapping may not.
    let column = source.position(place.span.start).column - 1;
    let key_column = source.position(place.key.start).column - 1;
    let deeper = if column <= key_column && place.pointer != Pointer::root() { key_column + 2 } else { column };
    let lines = value.in_lines();
    let indent = " ".repeat(deeper);
    let text = format!("{}{}", " ".repeat(deeper - column), lines.join(&format!("{}{indent}", line_break(source))));
    // What a block text ends with belongs to it.
    let tail = written.len() - written.trim_end_matches(['\n', '\r', ' ']).len();
    Some(Edit { span: Span::new(place.span.start, place.span.end - tail), text })
}

/// Takes an entry out of its mapping and puts it, under a name, into the mapping at a path.
pub fn moved(
    source: &Source,
    document: &Document,
    from: &Place,
    path: &[&str],
    name: &str,
    value: &Form,
) -> Option<Vec<Edit>> {
    let outermost = removal::outermost(document, from);
    let removed = removal::entry(source, document, &outermost)?;
    let first = document.comments.partition_point(|comment| comment.start < removed.start);
    let has_comment = document.comments.get(first).is_some_and(|comment| comment.start < removed.end);
    let put = at_path(source, document, path, name, value)?;
    // Into what is removed, nothing can be put.
    let is_apart = put.span.start <= removed.start || removed.end <= put.span.start;
    (!has_comment && is_apart).then(|| vec![put, Edit { span: removed, text: String::new() }])
}
