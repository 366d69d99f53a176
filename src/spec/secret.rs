//! Which texts of a file are secrets: defaults that stand beside `secret`, which nothing may show unless that says no.

use crate::document::{Document, Entry, Kind, Node};
use crate::source::Span;

/// What an input says of itself. Whatever else stands beside `secret` may be the value, under a name with a mistake in it.
const SHOWN: &[&str] = &["name", "datatype", "description", "display-as", "options", "optional", "required", "secret"];

/// The spans of the defaults of secrets, sorted, however little else of the spec could be read.
pub fn secrets(document: &Document) -> Vec<Span> {
    let mut found = Vec::new();
    if let Some(root) = &document.root {
        collect(root, &mut found);
    }
    found.sort();
    found
}

fn collect(node: &Node, found: &mut Vec<Span>) {
    match &node.kind {
        Kind::Mapping(entries) => {
            let flag = node.entry("secret").and_then(|entry| entry.value.as_scalar());
            if flag.is_some_and(|flag| flag.as_bool() != Some(false)) {
                // With a misspelled key too.
                let told = |entry: &&Entry| !SHOWN.contains(&entry.key.as_str());
                found.extend(entries.iter().filter(told).map(|entry| entry.value.span));
            }
            for entry in entries {
                collect(&entry.value, found);
            }
        }
        Kind::Sequence(items) => {
            for item in items {
                collect(item, found);
            }
        }
        Kind::Scalar(_) | Kind::Broken => {}
    }
}
