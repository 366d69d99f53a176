//! The places of a spec that a mistake can be made at: every entry and every item, with what the schema says of it.

use std::sync::LazyLock;

use ast::document::{Cursor, Document, Entry, NodeKind};
use ast::source::Span;
use serde_json::Value;

static SCHEMA: LazyLock<Value> = LazyLock::new(ast::schema::derive);

/// An entry of a mapping.
pub(super) struct Site<'a> {
    pub(super) text: &'a str,
    /// The mapping.
    pub(super) parent: Cursor<'a>,
    pub(super) entry: &'a Entry,
    pub(super) value: Cursor<'a>,
    /// The entries before and behind it.
    pub(super) before: Option<&'a Entry>,
    pub(super) after: Option<&'a Entry>,
    /// What the schema says of the mapping, and of the value.
    pub(super) holder: &'static Value,
    pub(super) shape: &'static Value,
    /// Whether the language gives the key its name, and not the user.
    pub(super) is_named: bool,
}

impl Site<'_> {
    pub(super) fn key(&self) -> Span {
        self.entry.key_span
    }

    pub(super) fn span(&self) -> Span {
        self.value.place.span
    }

    pub(super) fn written(&self) -> &str {
        &self.text[self.span().start..self.span().end]
    }

    pub(super) fn is_flow(&self) -> bool {
        self.text[self.parent.place.span.start..].starts_with('{')
    }

    /// A scalar on one line, not a block.
    pub(super) fn is_simple(&self) -> bool {
        let written = self.written();
        matches!(self.value.node.kind, NodeKind::Scalar(_))
            && !written.is_empty()
            && !written.contains('\n')
            && !written.starts_with(['|', '>', '*', '&', '!'])
    }

    pub(super) fn accepts(&self, kind: &str) -> bool {
        accepts(self.shape, kind)
    }

    /// The pointer's steps.
    pub(super) fn path(&self) -> Vec<String> {
        self.value.place.pointer.tokens().collect()
    }

    pub(super) fn line_start(&self, offset: usize) -> usize {
        self.text[..offset].rfind('\n').map_or(0, |at| at + 1)
    }
}

pub(super) fn accepts(shape: &Value, kind: &str) -> bool {
    match &shape["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => false,
    }
}

/// Calls `visit` for every entry whose text stands in its mapping.
pub(super) fn visit<'a>(text: &'a str, document: &'a Document, visit: &mut impl FnMut(&Site<'a>)) {
    if let Some(root) = document.cursor() {
        walk(text, &root, resolve(&SCHEMA), visit);
    }
}

fn resolve(schema: &'static Value) -> &'static Value {
    schema["$ref"].as_str().and_then(|reference| SCHEMA.pointer(reference.trim_start_matches('#'))).unwrap_or(schema)
}

fn walk<'a>(text: &'a str, at: &Cursor<'a>, schema: &'static Value, visit: &mut impl FnMut(&Site<'a>)) {
    for item in at.items() {
        walk(text, &item, resolve(&schema["items"]), visit);
    }
    let entries = at.node.as_mapping().unwrap_or_default();
    let outer = at.place.span;
    for (index, (entry, value)) in at.entries().enumerate() {
        // What an alias or a merge brings in stands somewhere else.
        if entry.key_span.start < outer.start || value.place.span.end > outer.end {
            continue;
        }
        let named = schema["properties"].get(&entry.key);
        let shape = resolve(named.unwrap_or(&schema["additionalProperties"]));
        let (before, after) = (index.checked_sub(1).map(|index| &entries[index]), entries.get(index + 1));
        let before = before.filter(|before| before.value.span.end <= entry.key_span.start);
        let after = after.filter(|after| after.key_span.start >= value.place.span.end);
        walk(text, &value, shape, visit);
        visit(&Site {
            text,
            parent: at.clone(),
            entry,
            value,
            before,
            after,
            holder: schema,
            shape,
            is_named: named.is_some(),
        });
    }
}
