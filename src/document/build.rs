//! From the parser's events to the tree, within the bounds of the language.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::codes;
use super::collection::{Open, close};
use super::syntax::{Fault, fault};
use super::{Document, Kind, Node, Scalar, ScalarType, Style};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{Pointer, Span};

/// How deep mappings and lists may nest.
const DEEPEST: usize = 128;
/// How many nodes a document may have once aliases are replaced.
const MOST_NODES: usize = 100_000;

/// Reads one attempt's text. Findings that don't stop the parser go to the report.
pub(super) fn build(text: &str, report: &mut Report) -> Result<Document, Fault> {
    let options = granit_parser::options! { emit_unresolved_aliases: true };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder =
        Builder { text, report, document: Document::default(), open: Vec::new(), anchors: HashMap::new(), nodes: 0 };
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| fault(&error, text, builder.open_bracket()))?;
        let start = span.start.byte_offset().unwrap_or(0).min(text.len());
        let at = Span::new(start, span.end.byte_offset().unwrap_or(start).clamp(start, text.len()));
        let tag = span.tag_start.and_then(|tag| tag.byte_offset());
        match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    let message = "a second document begins here";
                    let found = Diagnostic::new(&codes::MULTIPLE_DOCUMENTS, Pointer::root(), at, message);
                    builder.report.push(found.help("keep one document in a file"));
                    break;
                }
            }
            Event::Comment(comment, _) => builder.document.comments.push((at, comment.into_owned())),
            event => builder.event(event, at, tag)?,
        }
    }
    Ok(builder.document)
}

struct Builder<'a> {
    text: &'a str,
    report: &'a mut Report,
    document: Document,
    open: Vec<Open>,
    /// Finished anchored nodes with their sizes; open ones are absent.
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, at: Span, tag_start: Option<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.count(1, at)?;
                let node = self.scalar(value.into_owned(), style, at, tag.as_deref(), tag_start);
                self.anchor(anchor, &node, 1);
                self.place(node, 1);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.begin(true, style, anchor, at, tag.as_deref(), tag_start)?
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.begin(false, style, anchor, at, tag.as_deref(), tag_start)?
            }
            Event::MappingEnd | Event::SequenceEnd => self.end(at),
            Event::Alias(id) => self.alias(id, at)?,
            Event::UnresolvedAlias(name) => {
                self.count(1, at)?;
                let message = format!("`*{name}` refers to nothing");
                let help = format!("mark a value before it with `&{name}`, or put the text in quotes");
                self.report.push(Diagnostic::new(&codes::UNDEFINED_ALIAS, Pointer::root(), at, message).help(help));
                self.place(Node { span: at, kind: Kind::Broken }, 1);
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, nodes: usize, at: Span) -> Result<(), Fault> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MOST_NODES {
            return Ok(());
        }
        let message = "more than 100,000 values once aliases are replaced";
        Err(Fault {
            help: Some("use fewer aliases, or move data out of the spec".into()),
            ..Fault::new(&codes::TOO_MANY_NODES, at, message)
        })
    }

    fn scalar(
        &mut self,
        text: String,
        style: ScalarStyle,
        at: Span,
        tag: Option<&Tag>,
        tag_start: Option<usize>,
    ) -> Node {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            _ => Style::Block,
        };
        if at.is_empty() && style == Style::Plain {
            // The parser puts a value that is left out at its colon.
            let behind = if self.text[at.start..].starts_with(':') { at.start + 1 } else { at.start };
            let span = Span::new(behind, behind);
            let kind = Kind::Scalar(Scalar { text: String::new(), style, kind: ScalarType::Null });
            return Node { span, kind };
        }
        let plain = if style == Style::Plain { ScalarType::of_plain(&text) } else { ScalarType::String };
        let span = if style == Style::Block { trim_end(self.text, at) } else { at };
        let kind = match tag.map(|tag| (tag, tag.core_suffix())) {
            None => Some(plain),
            Some((_, Some("str"))) => Some(ScalarType::String),
            Some((_, Some(suffix))) => suits(suffix, &text),
            Some((tag, None)) => (tag.handle().is_empty() && tag.suffix() == "!").then_some(ScalarType::String),
        };
        match kind {
            Some(kind) => Node { span, kind: Kind::Scalar(Scalar { text, style, kind }) },
            None => self.bad_tag(span, tag, tag_start),
        }
    }

    fn bad_tag(&mut self, at: Span, tag: Option<&Tag>, tag_start: Option<usize>) -> Node {
        let name = tag.map(Tag::original).unwrap_or_default();
        let start = tag_start.unwrap_or(at.start);
        let span = Span::new(start, (start + name.len()).min(self.text.len()));
        let span = if self.text.is_char_boundary(span.end) { span } else { at };
        let message = if tag.is_some_and(|tag| tag.core_suffix().is_some()) {
            format!("`{name}` does not suit its value")
        } else {
            format!("unknown tag `{name}`")
        };
        self.report
            .push(Diagnostic::new(&codes::UNSUPPORTED_TAG, Pointer::root(), span, message).help("remove the tag"));
        Node { span: at, kind: Kind::Broken }
    }

    fn begin(
        &mut self,
        mapping: bool,
        style: StructureStyle,
        anchor: usize,
        at: Span,
        tag: Option<&Tag>,
        tag_start: Option<usize>,
    ) -> Result<(), Fault> {
        self.count(1, at)?;
        if self.open.len() >= DEEPEST {
            let message = "mappings and lists are nested more than 128 deep";
            return Err(Fault { help: Some("flatten it".into()), ..Fault::new(&codes::NESTING_TOO_DEEP, at, message) });
        }
        let expected = if mapping { "map" } else { "seq" };
        let suits = tag.is_none_or(|tag| tag.core_suffix() == Some(expected));
        if !suits {
            self.bad_tag(at, tag, tag_start);
        }
        self.open.push(Open::new(mapping, style == StructureStyle::Flow, anchor, at.start, !suits));
        Ok(())
    }

    fn end(&mut self, at: Span) {
        let Some(open) = self.open.pop() else { return };
        let (anchor, size) = (open.anchor, open.size);
        let node = close(open, at);
        self.anchor(anchor, &node, size);
        self.place(node, size);
    }

    fn anchor(&mut self, anchor: usize, node: &Node, size: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
    }

    fn alias(&mut self, id: usize, at: Span) -> Result<(), Fault> {
        let Some(size) = self.anchors.get(&id).map(|(_, size)| *size) else {
            self.count(1, at)?;
            let message = format!("`{}` stands inside of what it refers to", &self.text[at.start..at.end]);
            self.report.push(
                Diagnostic::new(&codes::RECURSIVE_ALIAS, Pointer::root(), at, message).help("write the value out"),
            );
            self.place(Node { span: at, kind: Kind::Broken }, 1);
            return Ok(());
        };
        // Counted before it is copied.
        self.count(size, at)?;
        if let Some((node, _)) = self.anchors.get(&id) {
            let node = Node { span: at, kind: node.kind.clone() };
            self.place(node, size);
        }
        Ok(())
    }

    /// Puts a finished node where it belongs: into the innermost open collection, or at the root.
    fn place(&mut self, node: Node, size: usize) {
        match self.open.last_mut() {
            Some(open) => open.take(node, size, self.report),
            None => self.document.root = Some(node),
        }
    }

    fn open_bracket(&self) -> Option<usize> {
        self.open.iter().find(|open| open.flow).map(|open| open.start)
    }
}

/// The type that a core tag gives to a text, if it suits.
fn suits(suffix: &str, text: &str) -> Option<ScalarType> {
    let plain = ScalarType::of_plain(text);
    match (suffix, plain) {
        ("null", ScalarType::Null)
        | ("bool", ScalarType::Bool)
        | ("int", ScalarType::Integer)
        | ("float", ScalarType::Float) => Some(plain),
        ("float", ScalarType::Integer) => Some(ScalarType::Float),
        _ => None,
    }
}

fn trim_end(text: &str, at: Span) -> Span {
    Span::new(at.start, at.start + text[at.start..at.end].trim_end().len())
}
