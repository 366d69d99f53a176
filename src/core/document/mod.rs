//! The located YAML tree: every node with its span, aliases and merge keys resolved, read once for everything downstream.

mod bracket;
mod codes;
mod conflict;
mod encoding;
mod fault;
mod flow;
pub mod form;
pub mod insertion;
mod json;
mod key;
mod locate;
mod mapping;
mod mend;
mod parse;
mod raw;
pub mod removal;
mod reserved;
mod resolve;
mod scalar;
mod section;
mod spot;
mod syntax;
mod tab;

pub use codes::CODES;
pub use encoding::LARGEST_FILE;
pub use mapping::{Index, Mapping};
pub use parse::parse;
pub use scalar::{Scalar, ScalarType, Style, quote};

use crate::source::{Place, Pointer, Span};

/// What was read of a file. `root` is absent where nothing could be read.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// The root mapping's node; never of another kind.
    pub root: Option<Node>,
    /// Every comment with its `#`, in source order; a file can have a million, so their text stays in the source.
    pub comments: Vec<Span>,
    /// What stands in the file and is not part of the tree, sorted: broken sections, keys written twice, a second document.
    pub unread: Vec<Span>,
}

/// A node of the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its text; for a node that an alias brings in, the alias.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// The kinds of nodes.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A single value.
    Scalar(Scalar),
    /// Keys and values.
    Mapping(Mapping),
    /// A list.
    Sequence(Vec<Node>),
    /// Text that could not be read: nothing is known of it, so nothing else is said of it.
    Broken,
}

/// A key with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key's text, decoded.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Its value.
    pub value: Node,
}

impl Node {
    /// The entries, if it is a mapping.
    pub fn as_mapping(&self) -> Option<&[Entry]> {
        match &self.kind {
            NodeKind::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_sequence(&self) -> Option<&[Self]> {
        match &self.kind {
            NodeKind::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The scalar, if it is one.
    pub fn as_scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// Whether it is null, written or left out.
    pub fn is_null(&self) -> bool {
        self.as_scalar().is_some_and(|scalar| scalar.kind == ScalarType::Null)
    }

    /// The entry with this key, if it is a mapping that has one.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            NodeKind::Mapping(entries) => entries.get(key),
            _ => None,
        }
    }
}

/// A node with its place: how stages walk the tree.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    /// The node.
    pub node: &'a Node,
    /// Its place.
    pub place: Place,
}

impl Document {
    /// The root, placed; its holding key is the first key of the file.
    pub fn cursor(&self) -> Option<Cursor<'_>> {
        let node = self.root.as_ref()?;
        let key = node.as_mapping().and_then(<[Entry]>::first).map_or(Span::default(), |first| first.key_span);
        Some(Cursor { node, place: Place { key, span: node.span, ..Place::default() } })
    }

    /// The node at a pointer, placed.
    pub fn at(&self, pointer: &Pointer) -> Option<Cursor<'_>> {
        let mut cursor = self.cursor()?;
        for token in pointer.tokens() {
            cursor = match &cursor.node.kind {
                NodeKind::Mapping(_) => cursor.get(&token)?,
                NodeKind::Sequence(items) => {
                    let index = token.parse().ok()?;
                    cursor.item(index, items.get(index)?)
                }
                NodeKind::Scalar(_) | NodeKind::Broken => return None,
            };
        }
        Some(cursor)
    }
}

impl<'a> Cursor<'a> {
    /// The value under `key`.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.node.entry(key).map(|entry| self.enter(entry))
    }

    /// All entries of a mapping as (entry, value), in source order; none of anything else.
    pub fn entries(&self) -> impl Iterator<Item = (&'a Entry, Self)> + use<'a, '_> {
        self.node.as_mapping().unwrap_or_default().iter().map(|entry| (entry, self.enter(entry)))
    }

    /// All items of a list; none of anything else.
    pub fn items(&self) -> impl Iterator<Item = Self> + use<'a, '_> {
        let items = self.node.as_sequence().unwrap_or_default();
        items.iter().enumerate().map(|(index, node)| self.item(index, node))
    }

    /// The cursor at an item of this list.
    #[must_use]
    pub fn item(&self, index: usize, node: &'a Node) -> Self {
        let pointer = self.place.pointer.item(index);
        Self { node, place: Place { pointer, key: self.place.key, span: node.span, is_item: true } }
    }

    /// The cursor at the value of an entry of this mapping.
    #[must_use]
    pub fn enter(&self, entry: &'a Entry) -> Self {
        let pointer = self.place.pointer.key(&entry.key);
        Self {
            node: &entry.value,
            place: Place { pointer, key: entry.key_span, span: entry.value.span, is_item: false },
        }
    }
}
