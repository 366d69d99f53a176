//! What isn't written but holds: the variables that an entry injects, and the defaults that apply.

use super::Known;
use super::few::few;
use super::path::hit;
use crate::plan::Id;
use crate::source::{Pointer, Span};
use crate::spec::{Section, Spec};
use crate::text::{codes, one_line};

/// A text to be shown after a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The byte after which it is shown.
    pub offset: usize,
    /// The text.
    pub label: String,
    /// More of it, in Markdown.
    pub text: String,
}

/// The hints of a part of a spec, in the order of the text.
pub fn hints(known: &Known<'_>, part: Span) -> Vec<Hint> {
    let Some(spec) = &known.compilation.spec else { return Vec::new() };
    let mut hints: Vec<Hint> = spec.entries().filter_map(|entry| injected(known, &entry, part)).collect();
    hints.extend(first_is_default(spec));
    hints.extend(port(known, spec, part));
    hints.retain(|hint| part.touches(hint.offset));
    hints.sort_by_key(|hint| hint.offset);
    hints.dedup();
    hints
}

/// The variables that the entry's provider or container gives the agent.
fn injected(known: &Known<'_>, entry: &crate::spec::Entry<'_>, part: Span) -> Option<Hint> {
    // After the provider, where there is one; else after the entry's name.
    let offset = match entry.provider.get() {
        Some(provider) => provider.place.span.end,
        None => entry.place.key.end + 1,
    };
    if !part.touches(offset) {
        return None;
    }
    let id = Id::entry(entry.section, entry.name);
    let component = known.plan.components.iter().find(|component| component.id == id)?;
    let names = &component.variables;
    if names.is_empty() {
        return None;
    }
    let label = few(names);
    is_written_there(known, offset).then(|| Hint {
        offset,
        label: format!("→ {}", one_line(&label, usize::MAX)),
        text: format!("The agent gets {}.", codes(names.iter().map(String::as_str))),
    })
}

/// Whether the place is one of the text, and not brought in from elsewhere.
fn is_written_there(known: &Known<'_>, offset: usize) -> bool {
    hit(&known.compilation.document, offset.saturating_sub(1)).is_some()
}

/// The model that is taken where the deployer chooses none.
fn first_is_default(spec: &Spec) -> Vec<Hint> {
    let models = spec.models.entries().iter().filter_map(|named| named.get());
    let first = models.filter_map(|model| {
        let [first, _, ..] = model.models.items() else { return None };
        Some(Hint {
            offset: first.place.span.end,
            label: "default".to_owned(),
            text: "It is used where the deployer chooses none.".to_owned(),
        })
    });
    first.collect()
}

/// The ports that containers listen on without saying so.
fn port(known: &Known<'_>, spec: &Spec, part: Span) -> Vec<Hint> {
    let containers = spec
        .containers()
        .filter(|(section, _, container)| *section != Section::Ingestion && container.port.is_absent());
    let one = |(section, name, _): (Section, &str, &crate::spec::Container)| {
        let pointer = Pointer::root().key(section.as_str()).key(name).key("container");
        let offset = known.compilation.document.at(&pointer)?.place.key.end + 1;
        if !part.touches(offset) {
            return None;
        }
        let container = known.plan.container(&Id::entry(section, name))?;
        let port = container.ports.first()?.container;
        Some(Hint {
            offset,
            label: format!("port: {port}"),
            text: format!("It listens on {port}, as `port` is not set."),
        })
    };
    containers.filter_map(one).collect()
}
