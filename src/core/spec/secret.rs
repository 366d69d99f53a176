//! Which texts of a file are secrets: what could be the default of an input that could be a secret, however the file is
//! broken, and what looks like a credential of a well-known service, wherever it stands.
//!
//! This is decided before anything is known to be well-formed, and in doubt for hiding. Whatever stands beside a key
//! like `secret` may be the value, under a name with a mistake in it; so may a `default` one step further out, which
//! a wrong indentation puts there, and what no tree could be made of.

use std::collections::BTreeSet;

use super::sign::{
    FREE, SHOWN, assigned, assigns_credential, has_password, is_credential, is_default, is_flag, is_flag_word,
    is_of_credential, is_type, says_secret,
};
use super::unread;
use crate::document::{Document, Entry, Node, NodeKind, Scalar};
use crate::source::{Source, Span};

/// What people type where a colon and a space belong.
const SIGNS: [char; 6] = [':', '=', ';', ' ', '\u{ff1a}', '\u{a789}'];
/// How far a tag without a value is looked for.
const LONGEST_TAG: usize = 1024;
/// What may not be shown of a file.
#[derive(Debug, Default)]
pub struct Secrets {
    /// The places, sorted and apart from each other.
    pub spans: Vec<Span>,
    /// The values as they are read, where that isn't what is written there.
    pub texts: Vec<String>,
}

/// Finds what may not be shown of a file, however little of it could be read.
pub fn secrets(source: &Source, document: &Document) -> Secrets {
    let mut search = Search::new(source, document);
    if let Some(root) = &document.root {
        let holds = search.node(root, "", true);
        if holds.is_secret {
            search.hide_defaults(root);
        }
        search.hide_aliased(root);
    }
    search.unread();
    // The root has no `default` of its own: it belongs to what broke off before it.
    if let Some(NodeKind::Mapping(entries)) =
        document.root.as_ref().map(|root| &root.kind).filter(|_| search.has_secret)
    {
        for entry in entries.iter().filter(|entry| is_default(&entry.key)) {
            search.hide(&entry.value);
        }
    }
    search.comments();
    search.finish()
}

struct Search<'a> {
    source: &'a Source,
    document: &'a Document,
    found: Vec<Span>,
    texts: Vec<String>,
    /// Values that an alias brought to where they are secret: they stand somewhere else too.
    aliased: BTreeSet<String>,
    /// For each text that isn't in the tree: whether a mapping is known to hold it, and whether that is a secret.
    holders: Vec<Option<bool>>,
    has_secret: bool,
}

/// What a node is to the one that holds it.
#[derive(Default, Clone, Copy)]
struct Holds {
    /// Something like `secret` is said in it.
    is_secret: bool,
    /// It is said without saying of what.
    is_orphan: bool,
    /// It is said in it or below it.
    within: bool,
}

impl<'a> Search<'a> {
    fn new(source: &'a Source, document: &'a Document) -> Self {
        let holders = vec![None; document.unread.len()];
        let (found, texts, aliased) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { source, document, found, texts, aliased, holders, has_secret: false }
    }

    fn node(&mut self, node: &Node, key: &str, is_root: bool) -> Holds {
        match &node.kind {
            NodeKind::Mapping(entries) => self.mapping(node, entries, key, is_root),
            NodeKind::Sequence(items) => {
                let held: Vec<Holds> = items.iter().map(|item| self.node(item, key, false)).collect();
                self.neighbours(&held, items, false);
                Holds { within: held.iter().any(|held| held.within), ..Holds::default() }
            }
            NodeKind::Scalar(scalar) => {
                if is_credential(&scalar.text) || (assigns_credential(&scalar.text) && !FREE.contains(&key)) {
                    self.hide_assigned(node, scalar);
                } else if has_password(&scalar.text) {
                    self.hide(node);
                }
                // A text that swallowed the lines after it.
                let is_long = scalar.text.contains(['\n', ' ']) && self.source.slice(node.span).contains(['\n', '\r']);
                if is_long && unread::has_both(self.source.slice(node.span)) {
                    self.has_secret = true;
                    self.hide(node);
                }
                Holds::default()
            }
            NodeKind::Broken => Holds::default(),
        }
    }

    fn mapping(&mut self, node: &Node, entries: &[Entry], key: &str, is_root: bool) -> Holds {
        let held: Vec<Holds> = entries.iter().map(|entry| self.node(&entry.value, &entry.key, false)).collect();
        let own = self.unread_in(node.span);
        let is_free = FREE.contains(&key);
        let is_flag = |entry: &&Entry| entry.key == "secret" || (!is_free && is_flag(&entry.key));
        let says = entries.iter().filter(is_flag).any(|flag| says_secret(flag, entries, is_root));
        let slice = |at: &usize| self.source.slice(self.document.unread[*at]);
        let is_secret = says || own.iter().any(|at| unread::begins_with_flag(slice(at)));
        for at in own {
            self.holders[at] = Some(is_secret);
        }
        if is_secret && !is_root {
            self.has_secret = true;
            for entry in entries {
                self.beside(entry);
            }
        }
        for entry in entries.iter().filter(|entry| !is_free && is_of_credential(&entry.key)) {
            if entry.value.as_scalar().is_some_and(|scalar| !is_type(&scalar.text) && !is_flag_word(&scalar.text)) {
                self.hide(&entry.value);
            }
        }
        let within = held.iter().any(|held| held.within);
        if within {
            // One step further out than it was meant.
            for entry in entries.iter().filter(|entry| entry.value.as_scalar().is_some() && is_default(&entry.key)) {
                self.hide(&entry.value);
            }
        }
        self.neighbours(&held, entries.iter().map(|entry| &entry.value), is_root);
        Holds { is_secret, is_orphan: is_secret && node.entry("name").is_none(), within: within || is_secret }
    }

    /// What a line with a wrong indentation, or a `-` too many, takes away from the secret that it belongs to.
    fn neighbours<'n>(&mut self, held: &[Holds], nodes: impl IntoIterator<Item = &'n Node>, is_root: bool) {
        if is_root || !held.iter().any(|held| held.is_secret) {
            return;
        }
        let is_orphan = held.iter().any(|held| held.is_orphan);
        for (held, node) in held.iter().zip(nodes) {
            match &node.kind {
                NodeKind::Scalar(_) => self.hide(node),
                NodeKind::Mapping(_) if !held.is_secret && (is_orphan || node.entry("name").is_none()) => {
                    self.hide_defaults(node);
                }
                _ => {}
            }
        }
    }

    /// An entry that stands beside a key like `secret`.
    fn beside(&mut self, entry: &Entry) {
        let key = entry.key.as_str();
        let scalar = entry.value.as_scalar();
        let is_long = self.source.slice(entry.value.span).contains(['\n', '\r']);
        let shows = match (&entry.value.kind, scalar) {
            (_, Some(scalar)) if is_flag(key) => is_flag_word(&scalar.text) && !key.contains('='),
            (_, Some(_)) if SHOWN.contains(&key) => {
                !(is_long && unread::has_default(self.source.slice(entry.value.span)))
            }
            (_, Some(scalar)) => !is_default(key) && is_type(&scalar.text),
            (NodeKind::Sequence(items), _) if SHOWN.contains(&key) => {
                items.iter().all(|item| item.as_scalar().is_some())
            }
            // `secret` stands one step too far out.
            (NodeKind::Mapping(entries), _) if entries.iter().any(|entry| entry.key == "name") => {
                return self.hide_defaults(&entry.value);
            }
            _ => false,
        };
        if shows {
            return;
        }
        self.hide(&entry.value);
        self.tags(entry);
        // The colon without its space, or without a key before it.
        let end = key.find(SIGNS);
        let is_known = is_default(key) || is_flag(key);
        let is_lone = entry.value.is_null() && !SHOWN.contains(&key) && !(is_known && end.is_none());
        if is_lone || key.contains(':') {
            let written = self.source.slice(entry.key_span);
            let sign =
                written.char_indices().find(|(_, c)| SIGNS.contains(c)).filter(|_| is_known || key.contains(':'));
            let from = sign.map_or(0, |(at, c)| at + c.len_utf8());
            self.push(Span::new(entry.key_span.start + from, entry.key_span.end));
        }
        if entry.value.span.is_empty() || entry.value.is_null() {
            self.comment_after(entry.key_span.end);
        }
    }

    /// Hides what stands between a key and its value, which was meant to be a part of it: an anchor, a tag.
    fn tags(&mut self, entry: &Entry) {
        let (from, value) = (entry.key_span.end, entry.value.span);
        let has_value = !value.is_empty() && value.start >= from;
        let line = self.source.line(self.source.position(from).line).end;
        let without = || self.source.text().floor_char_boundary(line.min(from + LONGEST_TAG));
        let rest = self.source.slice(Span::new(from, if has_value { value.start } else { without() }));
        for tag in rest.split_whitespace() {
            let at = tag.as_ptr().addr() - rest.as_ptr().addr();
            // What ends the mapping in one line is not part of it.
            let tag = tag.trim_end_matches([',', ']', '}']);
            if tag.starts_with(['&', '!']) {
                self.push(Span::new(from + at, from + at + tag.len()));
            }
        }
    }

    /// Hides what is called like a default, at any depth.
    fn hide_defaults(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Mapping(entries) => {
                for entry in entries {
                    if is_default(&entry.key) {
                        self.hide(&entry.value);
                    } else {
                        self.hide_defaults(&entry.value);
                    }
                }
            }
            NodeKind::Sequence(items) => items.iter().for_each(|item| self.hide_defaults(item)),
            NodeKind::Scalar(_) | NodeKind::Broken => {}
        }
    }

    fn hide(&mut self, node: &Node) {
        self.push(node.span);
        let is_alias = self.source.slice(node.span).starts_with('*');
        each_scalar(node, &mut |node, scalar| {
            if is_alias && !scalar.text.is_empty() {
                self.aliased.insert(scalar.text.clone());
            }
            if self.source.slice(node.span) != scalar.text {
                self.texts.push(scalar.text.clone());
            }
        });
    }

    /// Hides a credential; the name before it, as in `NAME=credential`, is none.
    fn hide_assigned(&mut self, node: &Node, scalar: &Scalar) {
        let written = self.source.slice(node.span).trim_end_matches(['"', '\'']);
        let end = node.span.start + written.len();
        match assigned(&scalar.text).filter(|value| written.ends_with(value)) {
            Some(value) => self.push(Span::new(end - value.len(), end)),
            None => self.hide(node),
        }
    }

    fn push(&mut self, span: Span) {
        if !span.is_empty() {
            self.found.push(span);
            self.comment_after(span.end);
        }
    }

    /// What begins with ` #` on the line of a value is more likely a part of it that lacks its quotes.
    fn comment_after(&mut self, end: usize) {
        let comments = &self.document.comments;
        let next = comments.get(comments.partition_point(|comment| comment.start < end));
        let line = |at| self.source.position(at).line;
        if let Some(next) = next.filter(|next| line(next.start) == line(end)) {
            self.found.push(*next);
        }
    }

    fn hide_aliased(&mut self, root: &Node) {
        let aliased = std::mem::take(&mut self.aliased);
        if !aliased.is_empty() {
            each_scalar(root, &mut |node, scalar| {
                if aliased.contains(&scalar.text) {
                    self.found.push(node.span);
                }
            });
        }
    }

    /// The texts outside of the tree that no mapping in it is known to hold, within a span.
    fn unread_in(&self, span: Span) -> Vec<usize> {
        let unread = &self.document.unread;
        let first = unread.partition_point(|unread| unread.start < span.start);
        let within = (first..unread.len()).take_while(|at| unread[*at].start < span.end);
        within.filter(|at| unread[*at].end <= span.end && self.holders[*at].is_none()).collect()
    }

    fn unread(&mut self) {
        let texts: Vec<_> = self.document.unread.iter().zip(&self.holders).map(|(span, held)| (*span, *held)).collect();
        self.has_secret |= texts.iter().any(|(span, _)| unread::has_flag(self.source.slice(*span)));
        let has_secret = self.has_secret;
        let mut end = 0;
        for (span, held) in texts {
            // Within one that was looked at.
            if span.end <= end && held != Some(true) {
                continue;
            }
            end = end.max(span.end);
            let text = self.source.slice(span);
            unread::credentials(text, span.start, &mut self.found);
            if held == Some(true) || unread::has_flag(text) || (has_secret && unread::has_default(text)) {
                unread::hide(text, span.start, &mut self.found);
            } else if has_secret {
                // What goes on from a value before it.
                let begin = unread::before_keys(text);
                self.push(Span::new(span.start, span.start + begin));
            }
        }
    }

    /// A default that was taken out by a `#`, and what is a credential there too.
    fn comments(&mut self) {
        let has_found = !self.found.is_empty();
        for comment in &self.document.comments {
            let text = self.source.slice(*comment);
            unread::credentials(text, comment.start, &mut self.found);
            if let Some(colon) = text.find(':').filter(|colon| has_found && unread::has_default(&text[..=*colon])) {
                self.found.push(Span::new(comment.start + colon + 1, comment.end));
            }
        }
    }

    fn finish(mut self) -> Secrets {
        self.found.sort();
        let mut spans: Vec<Span> = Vec::with_capacity(self.found.len());
        for span in self.found.into_iter().filter(|span| !span.is_empty()) {
            self.texts.push(self.source.slice(span).to_owned());
            match spans.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => spans.push(span),
            }
        }
        Secrets { spans, texts: self.texts }
    }
}

fn each_scalar(node: &Node, visit: &mut impl FnMut(&Node, &Scalar)) {
    match &node.kind {
        NodeKind::Scalar(scalar) => visit(node, scalar),
        NodeKind::Sequence(items) => items.iter().for_each(|item| each_scalar(item, visit)),
        NodeKind::Mapping(entries) => entries.iter().for_each(|entry| each_scalar(&entry.value, visit)),
        NodeKind::Broken => {}
    }
}
