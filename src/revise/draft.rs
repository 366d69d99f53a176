//! A text while it is changed, one edit after the other, each held to what the text said before.

use serde_json::Value;

use super::{Kind, Refusal};
use crate::diagnostic::Edit;
use crate::diagnostic::nearest::nearest;
use crate::document::form::Form;
use crate::document::insertion::{Spot, at_path, entry, line_break, value};
use crate::document::{Document, Entry, Node, parse, removal};
use crate::fix::edited;
use crate::source::{Place, Pointer, Source, Span};
use crate::spec::Section;

/// A text with its tree.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) source: Source,
    pub(super) document: Document,
}

impl Draft {
    /// Reads a text, which must be whole: what can't be read could hold what is changed.
    pub(super) fn read(source: Source) -> Result<Self, Refusal> {
        let (document, report) = parse(&source);
        let is_whole = !report.has_errors() && source.invalid().is_none() && document.root.is_some();
        let refusal = || Refusal::new("the spec has errors of syntax", "`ast validate` shows them; correct them first");
        is_whole.then_some(Self { source, document }).ok_or_else(refusal)
    }

    /// Where the entry of a name stands; an input's name is its variable, or else its key.
    pub(super) fn find(&self, kind: Kind, name: &str) -> Option<Place> {
        let section = self.document.cursor()?.get(kind.key())?;
        if kind == Kind::Input {
            let is_it = |entry: &&Entry| variable(&entry.value) == Some(name);
            if let Some(found) = section.node.as_mapping()?.iter().find(is_it) {
                return Some(section.enter(found).place);
            }
        }
        section.get(name).map(|found| found.place)
    }

    /// The inputs of the agent and of entries, by their variables.
    fn own_inputs(&self) -> Vec<(String, Place)> {
        let Some(root) = self.document.cursor() else { return Vec::new() };
        let agent = root.get("agent").into_iter();
        let entries = Section::WORDS.iter().filter_map(|section| root.get(section));
        let holders = agent.chain(entries.flat_map(|section| {
            let entries = section.node.as_mapping().unwrap_or_default();
            entries.iter().map(|entry| section.enter(entry)).collect::<Vec<_>>()
        }));
        let lists = holders.filter_map(|holder| holder.get("inputs"));
        let inputs = lists.flat_map(|list| list.items().collect::<Vec<_>>());
        inputs.filter_map(|input| Some((variable(input.node)?.to_owned(), input.place.clone()))).collect()
    }

    /// Why it can't be told which input of a name is meant, where several entries have one.
    pub(super) fn doubt(&self, kind: Kind, name: &str) -> Option<Refusal> {
        if kind != Kind::Input || self.find(kind, name).is_some() {
            return None;
        }
        let own = self.own_inputs();
        let mut lines = own
            .iter()
            .filter(|(variable, _)| variable == name)
            .map(|(_, place)| self.source.position(place.span.start).line);
        let (first, other) = lines.next().zip(lines.next())?;
        let message = format!("`{name}` is an input at line {first} and at line {other}");
        Some(Refusal::new(message, "change it by hand, where it is meant"))
    }

    /// The same, or why it can't be told which is meant.
    pub(super) fn found(&self, kind: Kind, name: &str) -> Result<Place, Refusal> {
        let own = if kind == Kind::Input { self.own_inputs() } else { Vec::new() };
        let nested = || own.iter().find(|(variable, _)| variable == name).map(|(_, place)| place.clone());
        self.find(kind, name).or_else(nested).ok_or_else(|| {
            let section = self.document.cursor().and_then(|root| root.get(kind.key()));
            let entries = section.iter().flat_map(|section| section.node.as_mapping().unwrap_or_default());
            let called = |entry: &'_ Entry| match kind {
                Kind::Input => variable(&entry.value).unwrap_or(&entry.key).to_owned(),
                _ => entry.key.clone(),
            };
            let mut names: Vec<String> = entries.map(called).collect();
            names.extend(own.iter().map(|(variable, _)| variable.clone()));
            names.dedup();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = match nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => format!("the spec has none; `ast add {} NAME` adds one", kind.as_str()),
                None => format!("those of the spec are {}", names.join(", ")),
            };
            Refusal::new(format!("no {} is called `{name}`", kind.as_str()), help)
        })
    }

    /// With an entry in the mapping at a path, at its end.
    pub(super) fn with(self, path: &[&str], key: &str, form: &Form) -> Result<Self, Refusal> {
        let by_hand = || {
            let lines = path.iter().rev().fold(form.under(key), |lines, key| {
                let below = lines.into_iter().map(|line| format!("  {line}"));
                std::iter::once(format!("{key}:")).chain(below).collect()
            });
            let place = path.join(".");
            Refusal::new(
                format!("`{place}` is written in a way that nothing can be added to"),
                format!("write it by hand:\n{}", lines.join("\n")),
            )
        };
        let edit = self.insertion(path, key, form).ok_or_else(by_hand)?;
        let keys: Vec<&str> = path.iter().copied().chain([key]).collect();
        let (before, with) = (self.said(), self.edited(edit).ok_or_else(by_hand)?);
        let is_sound = pruned(with.said(), &keys) == pruned(before, &keys);
        is_sound.then_some(with).ok_or_else(by_hand)
    }

    fn insertion(&self, path: &[&str], key: &str, form: &Form) -> Option<Edit> {
        let mut holder = self.document.cursor()?;
        for (at, step) in path.iter().enumerate() {
            let Some(child) = holder.get(step) else { break };
            let below = || {
                let entry = |form: Form, key: &&str| Form::Map(vec![((*key).to_owned(), form)]);
                path[at + 1..].iter().rev().fold(entry(form.clone(), &key), entry)
            };
            match child.node.as_mapping() {
                // Nothing, or `{}`.
                None if child.node.is_null() => return value(&self.source, &child.place, &below()),
                Some([]) => {
                    let (first, form) = match path.get(at + 1) {
                        Some(first) => (
                            *first,
                            path[at + 2..]
                                .iter()
                                .rev()
                                .fold(Form::Map(vec![(key.to_owned(), form.clone())]), |form, key| {
                                    Form::Map(vec![((*key).to_owned(), form)])
                                }),
                        ),
                        None => (key, form.clone()),
                    };
                    return entry(&self.source, &child, Spot::Last, first, &form);
                }
                None => return None,
                Some(_) => holder = child,
            }
        }
        let mut edit = at_path(&self.source, &self.document, path, key, form)?;
        // A section of its own stands apart where sections do.
        let before = &self.source.text()[..edit.span.start];
        let is_new = self.document.cursor()?.get(path.first()?).is_none();
        if is_new && self.is_spaced() && edit.span.start >= self.last_key()? && !ends_blank(before) {
            edit.text.insert_str(0, line_break(&self.source));
        }
        Some(edit)
    }

    /// Without the entry at a place, and without what would be left empty by that.
    pub(super) fn without(self, place: &Place) -> Result<Self, Refusal> {
        let list = self.document.at(&removal::parent(&place.pointer)).filter(|list| list.node.as_sequence().is_some());
        let alone = list.as_ref().filter(|list| list.items().count() == 1);
        let outermost = match (&list, alone) {
            (Some(_), None) => place.clone(),
            (_, list) => removal::outermost(&self.document, list.map_or(place, |list| &list.place)),
        };
        let by_hand = || {
            let at = self.source.position(place.key.start);
            Refusal::new(
                format!("what stands at line {} can't be removed without touching what stands beside it", at.line),
                "an anchor, a merge key or another entry on its line is in the way; remove it by hand",
            )
        };
        let span = match (&list, alone) {
            (Some(_), None) => removal::item(&self.source, &self.document, place),
            _ => removal::entry_with_anchors(&self.source, &self.document, &outermost),
        };
        let span = span.ok_or_else(by_hand)?;
        let edit = Edit { span: self.with_blank(&outermost, span), text: String::new() };
        let mut expected = self.said();
        let keys: Vec<String> = outermost.pointer.tokens().collect();
        remove(&mut expected, &keys.iter().map(String::as_str).collect::<Vec<_>>());
        let refusal = by_hand();
        self.edited(edit).filter(|without| without.said() == expected).ok_or(refusal)
    }

    /// The text of an entry that is removed, with the blank line that sets a section apart, and with the line break
    /// before it where it ends the file without one.
    fn with_blank(&self, place: &Place, span: Span) -> Span {
        let text = self.source.text();
        let break_before = |at: usize| {
            let before = &text[..at];
            let length = if before.ends_with("\r\n") { 2 } else { usize::from(before.ends_with(['\n', '\r'])) };
            at - length
        };
        let mut start = span.start;
        let is_section = place.pointer.tokens().count() == 1;
        let keys = || self.own_keys();
        let is_last = keys().last() == Some(&place.key.start);
        let is_blank_behind = text[span.end..].starts_with(['\n', '\r']);
        let value_ends = self.values().filter(|end| *end <= span.start).max().unwrap_or_default();
        if is_section && ends_blank(&text[..start]) && (is_last || is_blank_behind) && value_ends < start {
            start = break_before(start);
        }
        let is_open = span.end == text.len() && !text.ends_with(['\n', '\r']);
        if is_open && text[..start].ends_with(['\n', '\r']) {
            start = break_before(start);
        }
        Span::new(start, span.end)
    }

    /// Whether sections have blank lines between them.
    fn is_spaced(&self) -> bool {
        let keys = self.own_keys();
        let text = self.source.text();
        keys.iter().skip(1).any(|key| {
            let mut before = text[..*key].lines().rev();
            before.find(|line| !line.starts_with('#')).is_some_and(|line| line.trim().is_empty())
        })
    }

    /// Where the keys of the root stand, in the order of the text.
    fn own_keys(&self) -> Vec<usize> {
        let root = self.document.root.as_ref().and_then(|root| root.as_mapping()).unwrap_or_default();
        let mut keys: Vec<usize> = root.iter().map(|entry| entry.key_span.start).collect();
        keys.sort_unstable();
        keys
    }

    fn last_key(&self) -> Option<usize> {
        self.own_keys().pop()
    }

    /// Where the values of the root end.
    fn values(&self) -> impl Iterator<Item = usize> {
        let root = self.document.root.as_ref().and_then(|root| root.as_mapping()).unwrap_or_default();
        root.iter().map(|entry| entry.value.span.end)
    }

    fn said(&self) -> Value {
        self.document.root.as_ref().map(crate::document::Node::to_json).unwrap_or_default()
    }

    fn edited(&self, edit: Edit) -> Option<Self> {
        Self::read(Source::new(self.source.name(), edited(self.source.text(), &[edit]))).ok()
    }

    /// The place of a pointer.
    pub(super) fn at(&self, keys: &[&str]) -> Option<Place> {
        let pointer = keys.iter().fold(Pointer::root(), |pointer, key| pointer.key(key));
        self.document.at(&pointer).map(|found| found.place)
    }
}

/// Whether a text ends with a blank line.
fn ends_blank(text: &str) -> bool {
    let mut lines = text.lines().rev();
    text.ends_with(['\n', '\r']) && lines.next().is_some_and(|line| line.trim().is_empty())
}

fn remove(value: &mut Value, keys: &[&str]) {
    let Some((last, path)) = keys.split_last() else { return };
    let mut holder = Some(value);
    for key in path {
        holder = holder.and_then(|holder| holder.get_mut(key));
    }
    match holder {
        Some(Value::Object(holder)) => {
            holder.remove(*last);
        }
        Some(Value::Array(items)) => {
            let at = last.parse().ok().filter(|at| *at < items.len());
            at.map(|at: usize| items.remove(at));
        }
        _ => {}
    }
}

/// The variable that an input is called by.
fn variable(input: &Node) -> Option<&str> {
    Some(input.entry("name")?.value.as_scalar()?.text.as_str())
}

/// A value without an entry, and without what is empty on the way to it.
fn pruned(mut value: Value, keys: &[&str]) -> Value {
    remove(&mut value, keys);
    for length in (1..keys.len()).rev() {
        let path = &keys[..length];
        let found = path.iter().try_fold(&value, |value, key| value.get(key));
        if found.is_some_and(|found| found.is_null() || found.as_object().is_some_and(serde_json::Map::is_empty)) {
            remove(&mut value, path);
        }
    }
    value
}
