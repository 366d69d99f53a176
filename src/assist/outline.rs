//! The shape of a text: what it consists of, what can be folded, what a selection grows to.

use crate::compile::Compilation;
use crate::document::{Cursor, Document, NodeKind, ScalarType};
use crate::schema::node::Shape;
use crate::source::{Source, Span};
use crate::text::one_line;

/// A part of a spec.
#[derive(Debug)]
pub struct Part {
    /// Its key.
    pub name: String,
    /// A few words on it.
    pub detail: Option<String>,
    /// What it is.
    pub kind: PartKind,
    /// All of it, from its key to its end.
    pub span: Span,
    /// Its key.
    pub key: Span,
    /// What it consists of.
    pub parts: Vec<Part>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A section of the language.
    Section,
    /// An entry that the user named.
    Entry,
    /// A key with a mapping or a list.
    Structure,
    /// A key with a single value.
    Value,
}

/// How deep parts are told.
const DEPTH: usize = 4;

/// What a spec consists of.
pub fn outline(compilation: &Compilation) -> Vec<Part> {
    let Document { root: Some(_), .. } = &compilation.document else { return Vec::new() };
    compilation.document.cursor().map(|root| parts(compilation, &root, 0)).unwrap_or_default()
}

fn parts(compilation: &Compilation, at: &Cursor<'_>, depth: usize) -> Vec<Part> {
    if depth == DEPTH {
        return Vec::new();
    }
    let is_section = |name: &str| Shape::at(&at.place.pointer.key(name)).is_some_and(Shape::is_named);
    let one = |entry: &crate::document::Entry, value: &Cursor<'_>| {
        // What an alias or a merge brings in stands elsewhere, and is told there.
        let is_own = entry.key_span.start <= value.place.span.start && at.place.span.start <= entry.key_span.start;
        if !is_own {
            return None;
        }
        let kind = match &value.node.kind {
            NodeKind::Mapping(_) if depth == 1 && Shape::at(&at.place.pointer).is_some_and(Shape::is_named) => {
                PartKind::Entry
            }
            NodeKind::Mapping(_) | NodeKind::Sequence(_) if depth == 0 || is_section(&entry.key) => PartKind::Section,
            NodeKind::Mapping(_) | NodeKind::Sequence(_) => PartKind::Structure,
            NodeKind::Scalar(_) | NodeKind::Broken => PartKind::Value,
        };
        Some(Part {
            name: one_line(&entry.key, usize::MAX).into_owned(),
            detail: detail(compilation, value),
            kind,
            span: Span::new(entry.key_span.start, value.place.span.end.max(entry.key_span.end)),
            key: entry.key_span,
            parts: parts(compilation, value, depth + 1),
        })
    };
    at.entries().filter_map(|(entry, value)| one(entry, &value)).collect()
}

/// A scalar's text, or an entry's provider; nothing that may be a secret.
fn detail(compilation: &Compilation, value: &Cursor<'_>) -> Option<String> {
    let shown = value.get("provider").unwrap_or_else(|| value.clone());
    let scalar = shown.node.as_scalar().filter(|scalar| scalar.kind != ScalarType::Null)?;
    let first = scalar.text.lines().next().filter(|line| !line.is_empty())?;
    (!compilation.source.is_hidden(shown.place.span.start)).then(|| one_line(first, 60).into_owned())
}

/// The spans that can be folded: everything of several lines, and blocks of comments.
pub fn folds(compilation: &Compilation) -> Vec<(Span, bool)> {
    let mut found = Vec::new();
    if let Some(root) = compilation.document.cursor() {
        structures(&root, &mut found);
    }
    let source = &compilation.source;
    let mut folds: Vec<(Span, bool)> = found.into_iter().map(|span| (trimmed(source, span), false)).collect();
    folds.extend(comments(compilation).into_iter().map(|span| (span, true)));
    let line = |offset: usize| source.position(offset).line;
    folds.retain(|(span, _)| line(span.start) < line(span.end));
    folds.sort_unstable();
    folds.dedup();
    folds
}

fn structures(at: &Cursor<'_>, found: &mut Vec<Span>) {
    for (entry, value) in at.entries().filter(|(entry, value)| entry.key_span.start <= value.place.span.start) {
        found.push(Span::new(entry.key_span.start, value.place.span.end));
        structures(&value, found);
    }
    for item in at.items() {
        found.push(item.place.span);
        structures(&item, found);
    }
}

/// A span without the white space at its end.
fn trimmed(source: &Source, span: Span) -> Span {
    Span::new(span.start, span.start + source.slice(span).trim_end().len())
}

/// Blocks of comments that stand alone on lines that follow each other.
fn comments(compilation: &Compilation) -> Vec<Span> {
    let source = &compilation.source;
    let mut blocks: Vec<(usize, Span)> = Vec::new();
    for span in &compilation.document.comments {
        let line = source.position(span.start).line;
        let is_alone = source.slice(Span::new(source.line(line).start, span.start)).trim().is_empty();
        match blocks.last_mut() {
            _ if !is_alone => {}
            Some((last, block)) if *last + 1 == line => (*last, block.end) = (line, span.end),
            _ => blocks.push((line, *span)),
        }
    }
    blocks.into_iter().map(|(_, span)| span).collect()
}

/// What a selection at a byte grows to, the smallest first.
pub fn selections(compilation: &Compilation, offset: usize) -> Vec<Span> {
    let mut spans = vec![Span::new(0, compilation.source.text().len())];
    if let Some(root) = compilation.document.cursor() {
        grow(&root, offset, &mut spans);
    }
    spans.dedup();
    // Each has to lie in the one before; what an alias brings in does not.
    let mut nested: Vec<Span> = Vec::new();
    for span in spans {
        if nested.last().is_none_or(|outer| outer.start <= span.start && span.end <= outer.end && *outer != span) {
            nested.push(span);
        }
    }
    nested.reverse();
    nested
}

fn grow(at: &Cursor<'_>, offset: usize, spans: &mut Vec<Span>) {
    spans.push(at.place.span);
    for (entry, value) in at.entries() {
        let whole = Span::new(entry.key_span.start, value.place.span.end.max(entry.key_span.end));
        if entry.key_span.touches(offset) {
            spans.extend([whole, entry.key_span]);
            return;
        }
        if whole.touches(offset) {
            spans.push(whole);
            grow(&value, offset, spans);
            return;
        }
    }
    if let Some(item) = at.items().find(|item| item.place.span.touches(offset)) {
        grow(&item, offset, spans);
    }
}
