//! Mappings and lists while they are read: keys, duplicates, merge keys.

use std::collections::HashMap;

use super::codes;
use super::{Entry, Kind, Node, ScalarType, Style, quote};
use crate::diagnostic::{Applicability, Diagnostic, Report};
use crate::source::{Pointer, Span};

/// A collection whose end has not been read.
pub(super) struct Open {
    pub(super) flow: bool,
    pub(super) anchor: usize,
    pub(super) start: usize,
    /// How many nodes it has so far, itself included.
    pub(super) size: usize,
    mapping: bool,
    broken: bool,
    items: Vec<Node>,
    entries: Vec<Entry>,
    seen: HashMap<String, Span>,
    merges: Vec<Node>,
    key: Option<Key>,
    end: usize,
}

/// A key that waits for its value.
enum Key {
    /// An ordinary one.
    Named(String, Span),
    /// `<<`.
    Merge,
    /// One that was reported; its value is dropped.
    Refused,
}

impl Open {
    pub(super) fn new(mapping: bool, flow: bool, anchor: usize, start: usize, broken: bool) -> Self {
        Self {
            flow,
            anchor,
            start,
            size: 1,
            mapping,
            broken,
            items: Vec::new(),
            entries: Vec::new(),
            seen: HashMap::new(),
            merges: Vec::new(),
            key: None,
            end: start,
        }
    }

    /// Takes the next node: an item, a key, or the value of the key before it.
    pub(super) fn take(&mut self, node: Node, size: usize, report: &mut Report) {
        self.size = self.size.saturating_add(size);
        self.end = self.end.max(node.span.end);
        if !self.mapping {
            self.items.push(node);
            return;
        }
        match self.key.take() {
            None => self.key = Some(self.read_key(&node, report)),
            Some(Key::Named(key, key_span)) => self.entries.push(Entry { key, key_span, value: node }),
            Some(Key::Merge) => self.merge(node, report),
            Some(Key::Refused) => {}
        }
    }

    fn read_key(&mut self, node: &Node, report: &mut Report) -> Key {
        let Some(scalar) = node.as_scalar().filter(|scalar| scalar.kind == ScalarType::String) else {
            if !matches!(node.kind, Kind::Broken) {
                report.push(non_string_key(node));
            }
            return Key::Refused;
        };
        if scalar.text == "<<" && scalar.style == Style::Plain {
            return Key::Merge;
        }
        if let Some(first) = self.seen.get(&scalar.text) {
            let message = format!("`{}` is already a key of this mapping", scalar.text);
            report.push(
                Diagnostic::new(&codes::DUPLICATE_KEY, Pointer::root(), node.span, message)
                    .help("remove one of the two, or rename it")
                    .related(*first, "it is a key here first"),
            );
            return Key::Refused;
        }
        self.seen.insert(scalar.text.clone(), node.span);
        Key::Named(scalar.text.clone(), node.span)
    }

    fn merge(&mut self, node: Node, report: &mut Report) {
        let span = node.span;
        let mut invalid = || {
            let message = "`<<` takes a mapping, or a list of mappings";
            report.push(
                Diagnostic::new(&codes::INVALID_MERGE, Pointer::root(), span, message)
                    .help("write an alias of a mapping, as in `<<: *defaults`"),
            );
        };
        match node.kind {
            Kind::Mapping(_) => self.merges.push(node),
            Kind::Sequence(items) if items.iter().all(|item| matches!(item.kind, Kind::Mapping(_) | Kind::Broken)) => {
                self.merges.extend(items);
            }
            Kind::Broken => {}
            Kind::Scalar(_) | Kind::Sequence(_) => invalid(),
        }
    }
}

fn non_string_key(node: &Node) -> Diagnostic {
    let (message, plain) = match node.as_scalar() {
        Some(_) if node.span.is_empty() => ("a key is missing before `:`".to_owned(), None),
        Some(scalar) => {
            let kind = match scalar.kind {
                ScalarType::Null => "null",
                ScalarType::Bool => "a boolean",
                _ => "a number",
            };
            (format!("the key `{}` is {kind}, not a string", scalar.text), Some(scalar))
        }
        None => ("a key is not a string".to_owned(), None),
    };
    let diagnostic = Diagnostic::new(&codes::NON_STRING_KEY, Pointer::root(), node.span, message);
    match plain.filter(|scalar| scalar.style == Style::Plain) {
        Some(scalar) => {
            let quoted = quote(&scalar.text);
            diagnostic.help(format!("quote it: `{quoted}`")).fix(
                "quote the key",
                Applicability::Safe,
                node.span,
                quoted,
            )
        }
        None => diagnostic.help("write a string"),
    }
}

/// The finished node: explicit keys win over merged ones, earlier merges over later ones.
pub(super) fn close(open: Open, at: Span) -> Node {
    let end = if open.flow { at.end } else { open.end };
    let span = Span::new(open.start, end.max(open.start));
    if open.broken {
        return Node { span, kind: Kind::Broken };
    }
    if !open.mapping {
        return Node { span, kind: Kind::Sequence(open.items) };
    }
    let (mut entries, mut seen) = (open.entries, open.seen);
    for merged in open.merges {
        let Kind::Mapping(more) = merged.kind else { continue };
        for entry in more {
            if !seen.contains_key(&entry.key) {
                seen.insert(entry.key.clone(), entry.key_span);
                entries.push(entry);
            }
        }
    }
    Node { span, kind: Kind::Mapping(entries) }
}
