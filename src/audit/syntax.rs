//! From a text to its syntax as one flat list, which everything that looks at it goes through without a call a level: a
//! source can be nested as deep as it is long.

use std::ops::ControlFlow;

use tree_sitter::{Language, ParseOptions, ParseState, Parser};

use crate::source::Span;

/// How far up or down somebody looks from a place.
pub(super) const FAR: usize = 64;
/// How often a parser may report, for each kilobyte of the text and at least: one that is ambiguous everywhere takes
/// time without end otherwise.
const MOST_REPORTS: usize = 400;

/// A grammar, with the names of what it knows.
#[derive(Debug)]
pub(super) struct Grammar {
    language: Language,
    kinds: Vec<String>,
    fields: Vec<String>,
}

impl Grammar {
    pub(super) fn new(language: Language) -> Self {
        let count = u16::try_from(language.node_kind_count()).unwrap_or(u16::MAX);
        let kinds = (0..count).map(|id| language.node_kind_for_id(id).unwrap_or_default().to_owned()).collect();
        let count = u16::try_from(language.field_count()).unwrap_or(u16::MAX);
        let fields = (0..=count).map(|id| language.field_name_for_id(id).unwrap_or_default().to_owned()).collect();
        Self { language, kinds, fields }
    }
}

/// The syntax of a text: its nodes, each before those that it holds.
#[derive(Debug)]
pub(super) struct Syntax<'t> {
    text: &'t str,
    grammar: &'static Grammar,
    nodes: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    kind: u16,
    /// What it is to the node that holds it.
    field: u16,
    parent: u32,
    /// The first node after all that it holds.
    after: u32,
    span: Span,
    is_named: bool,
}

/// A node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'s> {
    syntax: &'s Syntax<'s>,
    at: usize,
}

impl<'t> Syntax<'t> {
    /// Reads a text; none where it takes too long.
    pub(super) fn read(text: &'t str, grammar: &'static Grammar) -> Option<Self> {
        let mut parser = Parser::new();
        parser.set_language(&grammar.language).ok()?;
        let most = (text.len() / 1024 + 1) * MOST_REPORTS;
        let mut reports = 0;
        let mut bound = |_: &ParseState| {
            reports += 1;
            if reports > most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut bound);
        let mut part = |from: usize, _| text.as_bytes().get(from..).unwrap_or_default();
        let tree = parser.parse_with_options(&mut part, None, Some(options))?;
        let mut cursor = tree.walk();
        let mut nodes: Vec<Entry> = Vec::new();
        let mut open: Vec<u32> = Vec::new();
        'all: loop {
            let (node, at) = (cursor.node(), u32::try_from(nodes.len()).ok()?);
            nodes.push(Entry {
                kind: node.kind_id(),
                field: cursor.field_id().map_or(0, std::num::NonZero::get),
                parent: open.last().copied().unwrap_or_default(),
                after: at + 1,
                span: Span::new(node.start_byte(), node.end_byte()),
                is_named: node.is_named(),
            });
            if cursor.goto_first_child() {
                open.push(at);
                continue;
            }
            while !cursor.goto_next_sibling() {
                let Some(done) = open.pop() else { break 'all };
                nodes[done as usize].after = u32::try_from(nodes.len()).ok()?;
                cursor.goto_parent();
            }
        }
        Some(Self { text, grammar, nodes })
    }

    /// Every node, each before those that it holds.
    pub(super) fn all(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).map(|at| Node { syntax: self, at })
    }

    /// The comments.
    pub(super) fn comments(&self) -> Vec<Span> {
        self.all().filter(|node| node.kind() == "comment").map(Node::span).collect()
    }
}

impl<'s> Node<'s> {
    fn entry(self) -> &'s Entry {
        &self.syntax.nodes[self.at]
    }

    /// What it is, in the words of the grammar.
    pub(super) fn kind(self) -> &'static str {
        self.syntax.grammar.kinds.get(usize::from(self.entry().kind)).map_or("ERROR", String::as_str)
    }

    /// What it is to the node that holds it.
    pub(super) fn role(self) -> &'static str {
        self.syntax.grammar.fields.get(usize::from(self.entry().field)).map_or("", String::as_str)
    }

    /// Where it is.
    pub(super) fn span(self) -> Span {
        self.entry().span
    }

    /// Its text.
    pub(super) fn text(self) -> &'s str {
        let Span { start, end } = self.span();
        self.syntax.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn parent(self) -> Option<Self> {
        (self.at > 0).then(|| Self { at: self.entry().parent as usize, ..self })
    }

    /// Those that hold it, the nearest first.
    pub(super) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent()).take(FAR)
    }

    /// What it holds, tokens too.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        let (mut at, end) = (self.at + 1, self.entry().after as usize);
        std::iter::from_fn(move || {
            let child = (at < end).then_some(Self { at, ..self })?;
            at = child.entry().after as usize;
            Some(child)
        })
    }

    /// What it holds, without tokens and comments.
    pub(super) fn named(self) -> impl Iterator<Item = Self> {
        self.children().filter(|child| child.entry().is_named && child.kind() != "comment")
    }

    /// What comes after it in the node that holds both.
    pub(super) fn following(self) -> impl Iterator<Item = Self> {
        let end = self.parent().map_or(0, |holder| holder.entry().after as usize);
        let mut at = self.entry().after as usize;
        std::iter::from_fn(move || {
            let next = (at < end).then_some(Self { at, ..self })?;
            at = next.entry().after as usize;
            Some(next)
        })
    }

    /// What it holds in a role.
    pub(super) fn field(self, role: &str) -> Option<Self> {
        self.children().find(|child| child.role() == role)
    }

    /// It and everything in it.
    pub(super) fn within(self) -> impl Iterator<Item = Self> {
        (self.at..self.entry().after as usize).map(move |at| Self { at, ..self })
    }

    /// Whether it stands in another.
    pub(super) fn is_in(self, other: Self) -> bool {
        (other.at..other.entry().after as usize).contains(&self.at)
    }
}
