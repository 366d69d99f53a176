//! From the parser's events to a flat list of nodes in which aliases are only references.
//!
//! Nothing is copied here, so the bounds on depth and on the number of nodes after alias expansion
//! are known, and enforced, before anything is expanded.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::codes;
use super::fault::Fault;
use super::{Scalar, ScalarType, Style};
use super::{spot, syntax, tab};
use crate::diagnostic::Diagnostic;
use crate::source::{Pointer, Span};

/// How deep mappings and lists may nest.
pub(super) const DEEPEST: usize = 128;
/// How many nodes, keys included, a document may have once aliases are replaced.
pub(super) const MOST_NODES: usize = 100_000;

/// What one pass over a text found.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Raw>,
    pub(super) root: Option<usize>,
    pub(super) comments: Vec<Span>,
    /// Where a second document begins.
    pub(super) second: Option<Span>,
    /// Indentation that has a tab in it, one span a line.
    pub(super) tabs: Vec<Span>,
}

pub(super) struct Raw {
    pub(super) span: Span,
    pub(super) kind: RawKind,
    /// Why the node can't be used, and the token to blame for it.
    pub(super) problem: Option<(Problem, Span)>,
    /// Whether an alias brings it in somewhere else too.
    pub(super) is_shared: bool,
    /// Nodes in it with aliases expanded, itself included; 0 while it is open.
    size: usize,
    /// Nested collections in it with aliases expanded, itself included.
    height: usize,
}

#[derive(Clone)]
pub(super) enum RawKind {
    Scalar(Scalar),
    /// Keys and values in turn.
    Mapping(Vec<usize>),
    Sequence(Vec<usize>),
    /// The index of what it refers to, which is finished.
    Alias(usize),
    /// Only ever with a problem.
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    UndefinedAlias,
    RecursiveAlias,
    TooManyNodes,
    TooDeep,
    UnknownTag,
    UnfitTag,
}

impl Raw {
    fn new(span: Span, kind: RawKind) -> Self {
        Self { span, kind, problem: None, is_shared: false, size: 0, height: 0 }
    }
}

struct Open {
    index: usize,
    flow: bool,
    mapping: bool,
    children: Vec<usize>,
    size: usize,
    height: usize,
}

struct Reader<'t> {
    text: &'t str,
    tree: Tree,
    open: Vec<Open>,
    anchors: HashMap<usize, usize>,
    total: usize,
}

/// Reads one document; an error of the parser or of a bound ends it.
pub(super) fn read(text: &str) -> Result<Tree, Box<Fault>> {
    let options = granit_parser::options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
        max_buffered_comment_events: text.len(),
    };
    let parser = Parser::new_from_str_with_options(text, options);
    // As many as there may be, so that a million of them are not moved about as they come.
    let comments = Vec::with_capacity(memchr::memchr_iter(b'#', text.as_bytes()).count());
    let (tree, open) = (Tree { comments, ..Tree::default() }, Vec::new());
    let mut reader = Reader { text, tree, open, anchors: HashMap::new(), total: 0 };
    let mut documents = 0;
    for next in parser {
        let (event, span) = next.map_err(|error| {
            let bracket =
                reader.open.iter().find(|open| open.flow).map(|open| reader.tree.nodes[open.index].span.start);
            Box::new(syntax::fault(&error, text, bracket))
        })?;
        let at = bytes(text, span);
        match event {
            Event::Comment(..) => reader.tree.comments.push(at),
            Event::DocumentStart(..) if documents > 0 => {
                let rest = text.get(at.start..).unwrap_or_default();
                let line = rest.lines().next().unwrap_or_default().trim_end().len();
                reader.tree.second = Some(Span::new(at.start, at.start + line));
                break;
            }
            Event::DocumentStart(..) => documents += 1,
            event => {
                let tag = span.tag_span().map(|span| bytes(text, span));
                reader.event(event, at, tag)?;
            }
        }
    }
    // The parser may report a comment after the node that it waited for.
    reader.tree.comments.sort_unstable();
    Ok(reader.tree)
}

/// The parser's span, within the text and on boundaries of characters.
fn bytes(text: &str, span: granit_parser::Span) -> Span {
    let start = spot::boundary(text, span.start.byte_offset().unwrap_or_default());
    Span::new(start, spot::boundary(text, span.end.byte_offset().unwrap_or(start)).max(start))
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, at: Span, tag: Option<Span>) -> Result<(), Box<Fault>> {
        match event {
            Event::Scalar(text, style, anchor, tagged) => {
                self.count(at)?;
                let (span, scalar, unfit) = self.scalar(text.into_owned(), style, at, tagged.as_deref());
                let problem = unfit.map(|problem| (problem, tag.unwrap_or(span)));
                let index = self.add(Raw { problem, size: 1, ..Raw::new(span, RawKind::Scalar(scalar)) });
                self.anchor(anchor, index);
                self.place(index);
            }
            Event::MappingStart(style, anchor, tagged) => {
                self.begin(true, style, anchor, at, tagged.as_deref(), tag)?;
            }
            Event::SequenceStart(style, anchor, tagged) => {
                self.begin(false, style, anchor, at, tagged.as_deref(), tag)?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(at),
            Event::Alias(id) => self.alias(id, at)?,
            Event::UnresolvedAlias(_) => {
                self.count(at)?;
                self.broken(Problem::UndefinedAlias, at);
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, at: Span) -> Result<(), Box<Fault>> {
        self.total += 1;
        if self.total > MOST_NODES { Err(Box::new(Fault::too_many(at))) } else { Ok(()) }
    }

    fn add(&mut self, raw: Raw) -> usize {
        self.tree.nodes.push(raw);
        self.tree.nodes.len() - 1
    }

    fn anchor(&mut self, id: usize, index: usize) {
        // The parser counts from 1; 0 is a node without an anchor.
        if id > 0 {
            self.anchors.insert(id, index);
        }
    }

    fn broken(&mut self, problem: Problem, at: Span) {
        let problem = Some((problem, at));
        let index = self.add(Raw { problem, size: 1, ..Raw::new(at, RawKind::Nothing) });
        self.place(index);
    }

    fn scalar(&self, text: String, style: ScalarStyle, at: Span, tag: Option<&Tag>) -> (Span, Scalar, Option<Problem>) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let omitted = style == Style::Plain && at.is_empty();
        let text = if omitted { String::new() } else { text };
        let span = match style {
            Style::Plain if omitted => self.omitted(at),
            Style::Block => Span::new(at.start, at.start + self.text[at.start..at.end].trim_end().len()),
            Style::Plain | Style::Quoted => at,
        };
        let plain = if style == Style::Plain { ScalarType::of_plain(&text) } else { ScalarType::String };
        let (kind, problem) = match tag.map(|tag| (tag, tag.core_suffix())) {
            None => (plain, None),
            Some((_, Some(suffix))) => match suits(suffix, &text) {
                Some(kind) => (kind, None),
                None => (plain, Some(Problem::UnfitTag)),
            },
            Some((tag, None)) if is_non_specific(tag) => (ScalarType::String, None),
            Some((_, None)) => (plain, Some(Problem::UnknownTag)),
        };
        let is_tagged = tag.is_some() && problem.is_none() && kind == ScalarType::String && style == Style::Plain;
        let style = if is_tagged { Style::Quoted } else { style };
        (span, Scalar { text, style, kind }, problem)
    }

    /// Where a value that is left out stands: after the colon of its key. The parser says before it.
    fn omitted(&self, at: Span) -> Span {
        let awaits_value = self.open.last().is_some_and(|open| open.mapping && open.children.len() % 2 == 1);
        let rest = self.text[at.start..].trim_start_matches([' ', '\t']);
        if awaits_value && rest.starts_with(':') {
            let behind = self.text.len() - rest.len() + 1;
            return Span::new(behind, behind);
        }
        at
    }

    fn begin(
        &mut self,
        mapping: bool,
        style: StructureStyle,
        anchor: usize,
        at: Span,
        tagged: Option<&Tag>,
        tag: Option<Span>,
    ) -> Result<(), Box<Fault>> {
        self.count(at)?;
        if self.open.len() >= DEEPEST {
            return Err(Box::new(Fault::too_deep(self.text, at.start)));
        }
        let expected = if mapping { "map" } else { "seq" };
        let problem = tagged.and_then(|tagged| match tagged.core_suffix() {
            Some(suffix) if suffix == expected => None,
            Some(_) => Some(Problem::UnfitTag),
            None if is_non_specific(tagged) => None,
            None => Some(Problem::UnknownTag),
        });
        let problem = problem.map(|problem| (problem, tag.unwrap_or(at)));
        let at = if mapping { at } else { self.at_first_dash(at) };
        let index = self.add(Raw { problem, ..Raw::new(at, RawKind::Nothing) });
        self.anchor(anchor, index);
        let flow = style == StructureStyle::Flow;
        self.open.push(Open { index, flow, mapping, children: Vec::new(), size: 1, height: 0 });
        Ok(())
    }

    /// The parser has a list at its key's own indentation begin after its first dash.
    fn at_first_dash(&self, at: Span) -> Span {
        let written = self.text[at.start..].strip_prefix('-');
        let begins_with_dash = written.is_some_and(|rest| rest.starts_with(char::is_whitespace) || rest.is_empty());
        match self.text[..at.start].trim_end().strip_suffix('-') {
            Some(before) if !begins_with_dash => Span::new(before.len(), at.end),
            Some(_) | None => at,
        }
    }

    fn end(&mut self, at: Span) {
        let Some(open) = self.open.pop() else { return };
        // The parser ends a block where the next token begins, after blank lines and comments.
        let last = open.children.iter().map(|child| self.tree.nodes[*child].span.end).max();
        let raw = &mut self.tree.nodes[open.index];
        let end = if open.flow { at.end } else { last.unwrap_or(raw.span.end) };
        raw.span.end = end.max(raw.span.start);
        raw.kind = if open.mapping { RawKind::Mapping(open.children) } else { RawKind::Sequence(open.children) };
        raw.size = open.size;
        raw.height = open.height + 1;
        self.place(open.index);
    }

    fn alias(&mut self, id: usize, at: Span) -> Result<(), Box<Fault>> {
        self.count(at)?;
        let target = self.anchors.get(&id).map(|index| (*index, &self.tree.nodes[*index]));
        let Some((index, size, height)) = target.map(|(index, raw)| (index, raw.size, raw.height)) else {
            self.broken(Problem::UndefinedAlias, at);
            return Ok(());
        };
        if size == 0 {
            self.broken(Problem::RecursiveAlias, at);
        } else if self.total.saturating_add(size - 1) > MOST_NODES {
            self.broken(Problem::TooManyNodes, at);
        } else if self.open.len() + height > DEEPEST {
            self.broken(Problem::TooDeep, at);
        } else {
            self.total += size - 1;
            self.tree.nodes[index].is_shared = true;
            let index = self.add(Raw { size, height, ..Raw::new(at, RawKind::Alias(index)) });
            self.place(index);
        }
        Ok(())
    }

    /// Puts a finished node into the innermost open collection, or at the root.
    fn place(&mut self, index: usize) {
        let Raw { span, size, height, .. } = self.tree.nodes[index];
        let Some(open) = self.open.last_mut() else {
            self.tree.root = Some(index);
            return;
        };
        let is_block_key = open.mapping && !open.flow && open.children.len() % 2 == 0;
        open.children.push(index);
        open.size = open.size.saturating_add(size);
        open.height = open.height.max(height);
        if is_block_key && let Some(tab) = tab::before(self.text, span.start) {
            self.tree.tabs.push(tab);
        }
    }
}

fn is_non_specific(tag: &Tag) -> bool {
    tag.original() == "!"
}

/// The type that a core tag gives to a text, if it suits.
fn suits(suffix: &str, text: &str) -> Option<ScalarType> {
    let plain = ScalarType::of_plain(text);
    match (suffix, plain) {
        ("str", _) => Some(ScalarType::String),
        ("null", ScalarType::Null)
        | ("bool", ScalarType::Bool)
        | ("int", ScalarType::Integer)
        | ("float", ScalarType::Float) => Some(plain),
        ("float", ScalarType::Integer) => Some(ScalarType::Float),
        _ => None,
    }
}

impl Fault {
    fn too_many(at: Span) -> Self {
        let message = "the file has more than 100,000 nodes";
        let diagnostic = Diagnostic::new(&codes::TOO_MANY_NODES, Pointer::root(), at, message);
        Self { fatal: true, ..Self::new(diagnostic.help("move data out of the spec")) }
    }

    pub(super) fn too_deep(text: &str, at: usize) -> Self {
        let message = "mappings and lists are nested more than 128 deep";
        let span = spot::character_at(text, at);
        Self::new(Diagnostic::new(&codes::NESTING_TOO_DEEP, Pointer::root(), span, message).help("flatten the value"))
    }
}
