//! What stands where the names of entries do, and is none: a key of an entry, of its container, or a word of another tool.

use super::check::SCHEMA;
use super::other::{KINDS, named};
use super::words::quoted;
use super::{elsewhere, form};
use crate::document::{Cursor, Scalar};
use crate::provider::server;

/// Whether a key of an entry stands where its section has names.
pub(super) fn is_entry_key(at: &Cursor<'_>) -> bool {
    let tokens: Vec<_> = at.place.pointer.tokens().collect();
    let [section, key] = tokens.as_slice() else { return false };
    SCHEMA.pointer(&entry(section)).is_some_and(|entry| form::properties(entry).any(|(known, _)| known == key))
}

/// What is said of a word that stands where a section has names, and can be none.
pub(super) fn nameless(at: &Cursor<'_>) -> Option<String> {
    let tokens: Vec<_> = at.place.pointer.tokens().collect();
    let [section, key] = tokens.as_slice() else { return None };
    if is_entry_key(at) {
        return Some(format!("`{key}` is a key of an entry: put a name before it, as in `main: {{{key}: …}}`"));
    }
    let entry = SCHEMA.pointer(&entry(section))?;
    let container = form::properties(entry).find(|(key, _)| *key == "container");
    let (_, container) = container?;
    let scalar = at.node.as_scalar()?;
    let first = if section == "ingestion" { "container" } else { "provider" };
    if KINDS.contains(&key.as_str()) && first == "provider" {
        return Some("who serves an entry is its `provider`, below a name: `main: {provider: …}`".to_owned());
    }
    if is_provider(section, scalar) {
        return None;
    }
    if form::properties(container).any(|(known, _)| known == key) {
        return Some(format!(
            "`{key}` is a key of an entry's `container`: put a name before both, as in `main: {{container: {{{key}: …}}}}`"
        ));
    }
    if key == "name" {
        return Some(format!("the name of an entry is its key, as in `main: {{{first}: …}}`"));
    }
    // A plain word may be a provider that is misspelt.
    let is_word = scalar.text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    let help = elsewhere::named(section, key).filter(|_| !is_word)?;
    Some(format!("{} stands where an entry has its name, as in `main: {{{first}: …}}`; {help}", quoted(key)))
}

/// The pointer of what the schema says of an entry of a section.
fn entry(section: &str) -> String {
    format!("/properties/{section}/additionalProperties")
}

/// Whether a text says who serves an entry, which may be called like anything then.
fn is_provider(section: &str, scalar: &Scalar) -> bool {
    named(section, &scalar.text).is_some() || section == "models" && server([scalar.text.trim()]).is_some()
}
