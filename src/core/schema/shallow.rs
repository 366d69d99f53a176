//! Keys of an entry, or of the agent, that are indented as that itself is, which is empty then.

use super::check::SCHEMA;
use super::form;
use super::nameless::is_entry_key;
use super::words::{quoted, quoted_list};
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::document::{Cursor, Document, removal};
use crate::source::{Source, Span};

/// What is said of an entry without a value, or of a key that stands where names do, if it was meant for the former; and
/// the fix of all that is the entry's.
pub(super) fn shallow(source: &Source, document: &Document, at: &Cursor<'_>) -> Option<(String, Option<Fix>)> {
    let is_empty = |at: &Cursor<'_>| at.node.is_null() && source.slice(at.place.span).trim().is_empty();
    if !is_empty(at) && !is_key(at) {
        return None;
    }
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let (section, key) = match tokens.as_slice() {
        [key] => (document.cursor()?, key),
        [section, key] => (document.cursor()?.get(section)?, key),
        _ => return None,
    };
    let entries = section.node.as_mapping()?;
    let place = entries.partition_point(|entry| entry.key_span.start < at.place.key.start);
    entries.get(place).filter(|entry| entry.key == *key)?;
    let is_key = |place: usize| is_key(&section.enter(&entries[place]));
    let owner = (0..=place).rev().find(|place| !is_key(*place))?;
    if tokens.len() == 1 && entries[owner].key != "agent" {
        return None;
    }
    let entry = section.enter(&entries[owner]);
    let held: Vec<Cursor<'_>> = (owner + 1..entries.len())
        .take_while(|place| is_key(*place))
        .map(|place| section.enter(&entries[place]))
        .collect();
    if !is_empty(&entry) || held.is_empty() {
        return None;
    }
    if owner != place {
        let (key, owner) = (quoted(key), quoted(&entries[owner].key));
        return Some((format!("{key} belongs below {owner}, which is empty: indent it"), None));
    }
    let names: Vec<&str> = entries[owner + 1..][..held.len()].iter().map(|entry| entry.key.as_str()).collect();
    let help = format!("indent what is its own below it: {}", quoted_list(&names, "and"));
    let mut edits = Vec::new();
    for held in &held {
        let span = removal::lines(source, &held.place)?;
        let mut start = span.start;
        for line in source.slice(span).split_inclusive('\n') {
            if !line.trim().is_empty() {
                // With its key, or what it begins with, so that no other fix changes at once what is brought to its place
                // here; but with nothing that may not be shown.
                let first = start + (line.len() - line.trim_start().len());
                let end = match line.trim_start().chars().next() {
                    _ if start == span.start => held.place.key.end,
                    Some(begins) if !source.is_hidden(first) => first + begins.len_utf8(),
                    _ => start,
                };
                let text = format!("  {}", source.slice(Span::new(start, end)));
                edits.push(Edit { span: Span::new(start, end), text });
            }
            start += line.len();
        }
    }
    let title = format!("indent {} below it", quoted_list(&names, "and"));
    Some((help, Some(Fix { title, applicability: Applicability::Unsafe, edits })))
}

/// Whether it is a key of an entry where a section has names, or one of the agent at the top of the file.
fn is_key(at: &Cursor<'_>) -> bool {
    let has = |pointer: &str, key: &str| {
        let mapping = SCHEMA.pointer(pointer);
        mapping.is_some_and(|mapping| form::properties(mapping).any(|(known, _)| known == key))
    };
    let mut tokens = at.place.pointer.tokens();
    match (tokens.next(), tokens.next()) {
        (Some(key), None) => has("/properties/agent", &key) && !has("", &key),
        _ => is_entry_key(at),
    }
}
