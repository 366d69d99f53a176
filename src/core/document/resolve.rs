//! From the flat list of nodes to the tree: aliases expanded, keys checked, merge keys merged.
//!
//! What an alias brings in was reported where it is defined, so nothing is said of it again.

use std::collections::{BTreeSet, HashMap};

use super::mapping::FEW;
use super::raw::{Problem, RawKind, Tree};
use super::{Entry, Mapping, Node, NodeKind, codes, mend};
use crate::diagnostic::{Applicability, Diagnostic, Report};
use crate::source::{Pointer, Span};
use crate::text::one_line;

/// Findings carry pointers, which a hostile file can make long: this bounds what they take together.
const MOST_TEXT: usize = 16 << 20;

/// What the passes before this one left out of the text.
#[derive(Default)]
pub(super) struct Gaps {
    /// Sections that are blank now.
    pub(super) blanked: Vec<Span>,
    /// The anchors in them, with their `&`.
    pub(super) anchors: BTreeSet<String>,
    /// Characters that a value can't begin with.
    pub(super) masked: BTreeSet<usize>,
}

pub(super) struct Resolver<'a> {
    /// What it is made of; a text that no alias brings in elsewhere is taken out of it.
    pub(super) tree: &'a mut Tree,
    /// The text as it is in the file.
    pub(super) text: &'a str,
    pub(super) gaps: &'a Gaps,
    pub(super) report: Report,
    /// What is in the text and not in the tree.
    pub(super) unread: Vec<Span>,
    /// How many aliases the node at hand is brought in by.
    aliases: usize,
    /// How many of the nodes that the one at hand stands in are brought in elsewhere too.
    pub(super) shared: usize,
    written: usize,
    overrun: bool,
}

/// The way to a node, on the stack of the calls that lead there.
pub(super) struct Trail<'t> {
    parent: Option<&'t Trail<'t>>,
    step: Step<'t>,
}

pub(super) enum Step<'t> {
    Root,
    Key(&'t str),
    Item(usize),
}

pub(super) enum Key {
    Named(String),
    Merge,
    /// Reported; the value is read for what there is to say of it, and dropped.
    Refused,
}

/// The way to the entry of a key in a mapping that is still being read. Few are looked through.
#[derive(Default)]
struct Seen(HashMap<String, Span>);

impl Seen {
    /// Where the key stands among the entries, which only ever become more and are of different keys.
    fn first(&mut self, entries: &[Entry], key: &str) -> Option<Span> {
        if entries.len() <= FEW {
            return entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span);
        }
        let new = entries.get(self.0.len()..).unwrap_or_default();
        self.0.extend(new.iter().map(|entry| (entry.key.clone(), entry.key_span)));
        self.0.get(key).copied()
    }
}

impl Trail<'_> {
    fn pointer(&self) -> Pointer {
        let parent = self.parent.map(Self::pointer).unwrap_or_default();
        match self.step {
            Step::Root => parent,
            Step::Key(key) => parent.key(key),
            Step::Item(index) => parent.item(index),
        }
    }

    fn key<'t>(&'t self, key: &'t str) -> Trail<'t> {
        Trail { parent: Some(self), step: Step::Key(key) }
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn new(tree: &'a mut Tree, text: &'a str, gaps: &'a Gaps) -> Self {
        let (report, unread) = (Report::default(), Vec::new());
        Self { tree, text, gaps, report, unread, aliases: 0, shared: 0, written: 0, overrun: false }
    }

    /// The root, whatever it is.
    pub(super) fn root(&mut self) -> Option<Node> {
        let root = self.tree.root?;
        Some(self.node(root, &Trail { parent: None, step: Step::Root }))
    }

    pub(super) fn node(&mut self, index: usize, trail: &Trail<'_>) -> Node {
        let raw = &mut self.tree.nodes[index];
        let (span, problem, is_shared) = (raw.span, raw.problem, raw.is_shared);
        self.shared += usize::from(is_shared);
        let kind = if self.shared > 0 { raw.kind.clone() } else { std::mem::replace(&mut raw.kind, RawKind::Nothing) };
        let kind = match kind {
            RawKind::Scalar(_) if self.gaps.masked.contains(&span.start) => NodeKind::Broken,
            RawKind::Scalar(scalar) => NodeKind::Scalar(scalar),
            RawKind::Sequence(items) => {
                let item =
                    |(at, item): (usize, usize)| self.node(item, &Trail { parent: Some(trail), step: Step::Item(at) });
                NodeKind::Sequence(items.into_iter().enumerate().map(item).collect())
            }
            RawKind::Mapping(children) => match self.mapping(&children, trail) {
                // The root is kept, so that its other sections are.
                (_, false) if trail.parent.is_some() => {
                    self.leave_out(span);
                    NodeKind::Broken
                }
                (entries, _) => NodeKind::Mapping(entries.into()),
            },
            RawKind::Alias(target) => {
                self.aliases += 1;
                let node = self.node(target, trail);
                self.aliases -= 1;
                node.kind
            }
            RawKind::Nothing => NodeKind::Broken,
        };
        self.shared -= usize::from(is_shared);
        match problem {
            Some((problem, token)) => {
                self.problem(problem, token, trail);
                self.leave_out(span);
                Node { span, kind: NodeKind::Broken }
            }
            None => Node { span, kind },
        }
    }

    /// The entries, and whether all that is merged in could be: else a key may be missing that isn't.
    fn mapping(&mut self, children: &[usize], trail: &Trail<'_>) -> (Vec<Entry>, bool) {
        let mut entries = Vec::with_capacity(children.len() / 2);
        let mut seen = Seen::default();
        let mut merge: Option<Span> = None;
        let mut merged = Vec::new();
        let mut whole = true;
        for pair in children.chunks_exact(2) {
            let key_span = self.tree.nodes[pair[0]].span;
            let both = Span::new(key_span.start, self.tree.nodes[pair[1]].span.end.max(key_span.end));
            match self.key(pair[0], trail) {
                Key::Refused => {
                    self.leave_out(both);
                    drop(self.node(pair[1], trail));
                }
                Key::Merge => {
                    let value = self.node(pair[1], &trail.key("<<"));
                    match merge {
                        Some(first) => {
                            self.leave_out(both);
                            self.duplicate("<<", key_span, first, trail);
                        }
                        None => whole = self.merge(value, &mut merged, trail),
                    }
                    merge = merge.or(Some(key_span));
                }
                Key::Named(key) => {
                    let value = self.node(pair[1], &trail.key(&key));
                    if let Some(first) = seen.first(&entries, &key) {
                        self.leave_out(both);
                        self.duplicate(&key, key_span, first, trail);
                    } else {
                        entries.push(Entry { key, key_span, value });
                    }
                }
            }
        }
        for entry in merged.into_iter().flatten() {
            if seen.first(&entries, &entry.key).is_none() {
                entries.push(entry);
            }
        }
        (entries, whole)
    }

    /// Notes what the tree lacks; what an alias brings in is noted where it stands.
    fn leave_out(&mut self, span: Span) {
        if self.aliases == 0 {
            self.unread.push(span);
        }
    }

    /// Whether all of it could be merged.
    fn merge(&mut self, value: Node, merged: &mut Vec<Mapping>, trail: &Trail<'_>) -> bool {
        let span = value.span;
        let (mut invalid, mut whole) = (None, true);
        match value.kind {
            NodeKind::Mapping(entries) => merged.push(entries),
            NodeKind::Sequence(items) => {
                for item in items {
                    match item.kind {
                        NodeKind::Mapping(entries) => merged.push(entries),
                        NodeKind::Broken => whole = false,
                        NodeKind::Scalar(_) | NodeKind::Sequence(_) => invalid = invalid.or(Some(item.span)),
                    }
                }
            }
            NodeKind::Scalar(_) => invalid = Some(span),
            NodeKind::Broken => whole = false,
        }
        if let Some(span) = invalid {
            let message = "`<<` takes a mapping or a list of mappings";
            self.say(trail, "<<", &codes::INVALID_MERGE, span, message.into(), |finding| {
                finding.help("merge a mapping, as in `<<: *defaults`, or quote the key")
            });
        }
        whole && invalid.is_none()
    }

    fn duplicate(&mut self, key: &str, span: Span, first: Span, trail: &Trail<'_>) {
        let message = format!("duplicate key {}", shown(key));
        let fix = mend::duplicate(self.text, first, span);
        self.say(trail, key, &codes::DUPLICATE_KEY, span, message, |finding| {
            let finding = finding.help("remove one of the two, or rename it").related(first, "it is a key here first");
            match fix {
                Some((title, applicability, line)) => finding.fix(title, applicability, line, ""),
                None => finding,
            }
        });
    }

    fn problem(&mut self, problem: Problem, token: Span, trail: &Trail<'_>) {
        let written = self.text.get(token.start..token.end).unwrap_or_default();
        let name = shown(written);
        let (code, message, help): (_, String, String) = match problem {
            Problem::UndefinedAlias if self.is_lost(written) => return,
            Problem::UndefinedAlias => {
                let anchor = shown(&written.replacen('*', "&", 1));
                let help = format!("mark a value before it with {anchor}, or put the text in quotes");
                let message = format!("the alias {name} refers to nothing");
                let near = mend::near_alias(self.text, written, token);
                let code = &codes::UNDEFINED_ALIAS;
                return self.say_at(
                    || trail.pointer(),
                    code,
                    token,
                    message,
                    |finding| match near {
                        Some(near) => {
                            let title = format!("write `{near}`");
                            finding.help(help).fix(title, Applicability::Unsafe, token, near)
                        }
                        None => finding.help(help),
                    },
                );
            }
            Problem::RecursiveAlias => {
                let message = format!("the alias {name} stands inside of what it refers to");
                (&codes::RECURSIVE_ALIAS, message, "write the value out".into())
            }
            Problem::TooManyNodes if std::mem::replace(&mut self.overrun, true) => return,
            Problem::TooManyNodes => {
                let message = format!("the alias {name} takes the file over 100,000 nodes");
                (&codes::TOO_MANY_NODES, message, "use fewer aliases of large values".into())
            }
            Problem::TooDeep => {
                let message = format!("the alias {name} nests mappings and lists more than 128 deep");
                (&codes::NESTING_TOO_DEEP, message, "flatten the value".into())
            }
            Problem::UnknownTag => (&codes::UNSUPPORTED_TAG, format!("unknown tag {name}"), "remove the tag".into()),
            Problem::UnfitTag => {
                let message = format!("the tag {name} does not suit its value");
                (&codes::UNSUPPORTED_TAG, message, "remove the tag, or quote a string".into())
            }
        };
        let is_tag = matches!(problem, Problem::UnknownTag | Problem::UnfitTag) && written.starts_with('!');
        // Behind a tag stands a blank, which goes too.
        let behind = self.text.get(token.end..).unwrap_or_default();
        let blank = usize::from(behind.starts_with(' '));
        let whole = Span::new(token.start, token.end + blank);
        self.say_at(
            || trail.pointer(),
            code,
            token,
            message,
            |finding| {
                let finding = finding.help(help);
                if is_tag { finding.fix("remove the tag", Applicability::Unsafe, whole, "") } else { finding }
            },
        );
    }

    /// Whether the anchor of an alias was left out with a broken section.
    fn is_lost(&self, alias: &str) -> bool {
        self.gaps.anchors.contains(&alias.replacen('*', "&", 1))
    }

    pub(super) fn say(
        &mut self,
        trail: &Trail<'_>,
        key: &str,
        code: &'static crate::diagnostic::Code,
        span: Span,
        message: String,
        finish: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let pointer = || if key.is_empty() { trail.pointer() } else { trail.key(key).pointer() };
        self.say_at(pointer, code, span, message, finish);
    }

    fn say_at(
        &mut self,
        pointer: impl FnOnce() -> Pointer,
        code: &'static crate::diagnostic::Code,
        span: Span,
        message: String,
        finish: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        if self.aliases > 0 || self.written > MOST_TEXT {
            return;
        }
        let pointer = pointer();
        self.written += pointer.as_str().len() + message.len();
        self.report.push(finish(Diagnostic::new(code, pointer, span, message)));
    }
}

/// A text of the file as messages show it: on one line, and not too long.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", one_line(text, 60))
}
