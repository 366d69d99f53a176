//! Which texts of a file are secrets: defaults that stand beside `secret: true`, which nothing may show.

use crate::document::{Document, Kind, Node, Scalar};
use crate::source::Span;

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
            let flag = node.entry("secret").and_then(|entry| entry.value.as_scalar()).and_then(Scalar::as_bool);
            let default = node.entry("default").filter(|_| flag == Some(true));
            found.extend(default.map(|entry| entry.value.span));
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
