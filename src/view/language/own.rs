//! The agent and the entries of a spec, by their ids.

use super::super::explain::{Explanation, fact, place};
use super::super::explained::{EntryKind, Explained, OwnEntry};
use crate::compile::Compilation;
use crate::plan::{BoundPlan, ContainerKind, Id};
use crate::schema::node::Shape;
use crate::source::Pointer;
use crate::spec::Section;
use crate::text::one_line;

/// What an id of the spec is, as in `models.chat`.
pub(in super::super) fn entry(name: &str, compilation: &Compilation, plan: &BoundPlan) -> Option<Explanation> {
    let component = plan.components.iter().find(|component| component.id.to_string() == name);
    let container =
        plan.containers.iter().find(|container| match component.and_then(|found| found.container.as_ref()) {
            Some(id) => container.id == *id,
            None => container.id.to_string() == name,
        });
    let id =
        component.map(|component| component.id.clone()).or_else(|| container.map(|container| container.id.clone()))?;
    let (section, declared_by) = declared(&id)?;
    let agent = plan.container(&Id::AGENT);
    let brings = component.map(|component| component.variables.clone()).unwrap_or_default();
    // Nobody else is given what a job declares.
    let is_all = brings.is_empty() || id.kind == ContainerKind::Ingestion;
    let own = container.filter(|_| is_all).map(|container| &container.env);
    let variables = own.map_or(brings, |rows| rows.iter().map(|row| row.name.clone()).collect());
    let answer = OwnEntry {
        kind: EntryKind::Entry,
        name: id,
        section,
        provider: component.and_then(|component| component.provider.clone()),
        image: container.and_then(|container| container.image.clone()),
        host: container.and_then(|container| container.service.clone()),
        variables,
        declared_by,
    };
    let mut facts = String::new();
    fact(&mut facts, "from", &place(compilation, &answer.declared_by));
    if let Some(provider) = &answer.provider {
        fact(&mut facts, "provider", provider);
    }
    match (container, &answer.image) {
        (None, _) => fact(&mut facts, "runs", "outside of this project"),
        (Some(_), Some(image)) => fact(&mut facts, "runs", image),
        (Some(container), None) => {
            let from = container.build.as_ref().map(|build| format!("what {} builds", build.dockerfile));
            fact(&mut facts, "runs", &from.unwrap_or_default());
        }
    }
    if let Some(host) = &answer.host {
        fact(&mut facts, "host", host);
    }
    let rows = agent.into_iter().chain(container).flat_map(|container| &container.env);
    let mut told: Vec<&str> = Vec::new();
    for row in rows.filter(|row| answer.variables.contains(&row.name)) {
        if !told.contains(&row.name.as_str()) {
            told.push(&row.name);
            let state = if row.required { ", which somebody has to set" } else { "" };
            fact(&mut facts, if told.len() == 1 { "variables" } else { "" }, &format!("{}{state}", row.name));
        }
    }
    let about = match section {
        None => " is the agent of this project".to_owned(),
        Some(section) => format!(" is an entry of `{section}` in this project"),
    };
    Some(Explanation { name: one_line(name, usize::MAX).into_owned(), about, facts, answer: Explained::Entry(answer) })
}

/// An entry that a name means and the spec does not have.
#[derive(Debug)]
pub struct Absent {
    /// The section, with names of the user's.
    pub section: String,
    /// The entry.
    pub entry: String,
    /// The entries that are there.
    pub there: Vec<String>,
}

/// The entry of a section that a name as `models.chat` means, where the spec has none that is called so.
pub fn absent(name: &str, compilation: &Compilation) -> Option<Absent> {
    let (section, entry) = name.split_once('.').filter(|(_, entry)| !entry.contains('.') && *entry != "<name>")?;
    let is_section = Shape::root().member(section).is_some_and(Shape::is_named);
    let root = compilation.document.root.as_ref().filter(|_| is_section)?;
    let entries = root.entry(section).and_then(|section| section.value.as_mapping()).unwrap_or_default();
    let there: Vec<String> = entries.iter().map(|own| own.key.clone()).collect();
    (!there.iter().any(|own| own == entry)).then(|| Absent {
        section: section.to_owned(),
        entry: entry.to_owned(),
        there,
    })
}

/// The section of an entry, and its place in the spec.
fn declared(id: &Id) -> Option<(Option<Section>, Pointer)> {
    if *id == Id::AGENT {
        return Some((None, "/agent".into()));
    }
    let section = id.section()?;
    let root = Pointer::from(format!("/{}", section.as_str()).as_str());
    Some((Some(section), root.key(&id.entry)))
}
