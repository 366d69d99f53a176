//! Stores that stand under a word of other tools at the top of a spec, such as `databases`: as entries of `knowledge`.

use super::listed::section_entry;
use super::other::{meant, named};
use crate::diagnostic::Edit;
use crate::document::form::Form;
use crate::document::insertion::{self, Spot};
use crate::document::{Cursor, Document, Entry, NodeKind, removal};
use crate::source::Source;

/// The words.
pub(super) const STORES: &[&str] = &[
    "databases",
    "stores",
    "datastores",
    "database",
    "db",
    "datastore",
    "cache",
    "vectors",
    "vectordb",
    "vector_store",
];

const SECTION: &str = "knowledge";

/// An entry of a section that a provider's name alone stands for.
pub(super) fn entry(section: &str, word: &str) -> Option<(String, Form)> {
    let provider = named(section, word)?;
    Some((provider.to_owned(), Form::map([("provider", Form::text(provider))])))
}

/// The entries that a value stands for, where all of them are plain.
fn entries(source: &Source, word: &str, value: &Cursor<'_>) -> Option<Vec<(String, Form)>> {
    let is_store =
        |at: &Cursor<'_>| at.get("provider").is_some() || at.get("container").is_some() || meant(SECTION, at).is_some();
    match &value.node.kind {
        NodeKind::Scalar(scalar) => Some(vec![entry(SECTION, &scalar.text)?]),
        NodeKind::Mapping(_) if is_store(value) => {
            let name = if word == "cache" { "cache" } else { "db" };
            Some(vec![(name.to_owned(), Form::of(source, value.node)?)])
        }
        NodeKind::Mapping(_) => {
            let one = |(key, at): (&Entry, Cursor<'_>)| match at.node.as_scalar() {
                Some(scalar) => Some((key.key.clone(), entry(SECTION, &scalar.text)?.1)),
                None => Some((key.key.clone(), Form::of(source, at.node).filter(|_| is_store(&at))?)),
            };
            value.entries().map(one).collect()
        }
        NodeKind::Sequence(_) => {
            let one = |item: Cursor<'_>| match item.node.as_scalar() {
                Some(scalar) => entry(SECTION, &scalar.text),
                None => section_entry(source, &item).filter(|_| is_store(&item)),
            };
            value.items().map(one).collect()
        }
        NodeKind::Broken => None,
    }
}

/// Moves them into `knowledge`; where that is not there, it takes the place of the word.
pub(super) fn moved(
    source: &Source,
    document: &Document,
    root: &Cursor<'_>,
    word: &str,
    value: &Cursor<'_>,
) -> Option<(String, Vec<Edit>)> {
    let entries = entries(source, word, value);
    let Some(knowledge) = root.get(SECTION) else {
        // Entries with names stay byte for byte.
        let is_section =
            value.node.as_mapping().is_some() && value.entries().all(|(_, at)| at.node.as_mapping().is_some());
        let is_many = ["databases", "stores", "datastores"].contains(&word);
        if (is_section && entries.is_some()) || (is_many && entries.is_none()) {
            let edit = Edit { span: value.place.key, text: SECTION.to_owned() };
            return Some((format!("rename it to `{SECTION}`"), vec![edit]));
        }
        return super::unknown_key::rewritten(source, document, value, SECTION, &Form::Map(entries?));
    };
    let removed = removal::entry(source, document, &value.place)?;
    let has_comment = document.comments.iter().any(|at| removed.start <= at.start && at.end <= removed.end);
    let mut put: Option<Edit> = None;
    for (name, form) in entries? {
        let is_free = knowledge.get(&name).is_none();
        let next = insertion::entry(source, &knowledge, Spot::Last, &name, &form).filter(|_| is_free)?;
        match &mut put {
            Some(put) => put.text.push_str(&next.text),
            None => put = Some(next),
        }
    }
    let put = put.filter(|put| !has_comment && (put.span.start <= removed.start || removed.end <= put.span.start))?;
    let mut edits = vec![put, Edit { span: removed, text: String::new() }];
    edits.sort_by_key(|edit| edit.span);
    Some((format!("move it to `{SECTION}`"), edits))
}
