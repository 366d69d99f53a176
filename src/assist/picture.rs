//! The plan as a tree to look at beside the text: what is still to be set, the components, and who gets which variable.

use std::collections::BTreeSet;

use serde::Serialize;

use super::few::few;
use crate::compile::Compilation;
use crate::plan::{BoundPlan, EnvRow, Supply};
use crate::source::{Pointer, Span};
use crate::spec;
use crate::text::one_line;

/// A plan to look at.
#[derive(Debug, Serialize)]
pub struct Picture {
    /// The agent's name.
    pub name: String,
    /// How many values somebody still has to give.
    pub missing: usize,
    /// What there is to see.
    pub nodes: Vec<PictureNode>,
}

/// A line of the tree.
#[derive(Debug, Serialize)]
pub struct PictureNode {
    /// What stands first.
    pub label: String,
    /// What stands beside it.
    pub description: String,
    /// What it is, by which it is drawn.
    pub kind: PictureKind,
    /// Where the text says it.
    #[serde(skip)]
    pub place: Option<Span>,
    /// What belongs to it.
    pub nodes: Vec<PictureNode>,
}

/// What a line of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PictureKind {
    /// A title.
    Group,
    /// A value that somebody has to give.
    Missing,
    /// An entry of the spec.
    Component,
    /// A container.
    Container,
    /// A variable.
    Variable,
    /// A variable whose value is a secret.
    Secret,
}

/// The values that somebody has to give, beside what is given already.
pub fn to_set<'a>(plan: &'a BoundPlan, given: &BTreeSet<String>) -> Vec<&'a Supply> {
    let is_open = |supply: &&Supply| supply.required && !supply.generated && !given.contains(&supply.name);
    plan.supplies.iter().filter(is_open).collect()
}

/// Draws a plan; `given` are the names that `.env` sets. No value of a secret is part of it.
pub fn picture(compilation: &Compilation, plan: &BoundPlan, given: &BTreeSet<String>) -> Picture {
    let place = |pointer: &Pointer| Some(compilation.document.at(pointer)?.place).map(|place| place.key);
    let missing = to_set(plan, given);
    let of_supply = |supply: &&Supply| {
        let rows = plan.containers.iter().flat_map(|container| &container.env);
        let row = rows.into_iter().find(|row| row.name == supply.name || row.supply.as_deref() == Some(&supply.name));
        let about = supply.description.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        let place = row.and_then(|row| row.declared_by.as_ref()).and_then(place);
        node(&supply.name, about, PictureKind::Missing, place, Vec::new())
    };
    let components = plan.components.iter().map(|component| {
        let brings = few(&component.variables);
        let what = component.provider.as_deref().unwrap_or("container");
        let description = if brings.is_empty() { what.to_owned() } else { format!("{what} → {brings}") };
        let id = component.id.to_string();
        node(&id, &description, PictureKind::Component, place(&component.declared_by), Vec::new())
    });
    let containers = plan.containers.iter().map(|container| {
        let what = match (&container.build, &container.image) {
            (Some(build), _) => format!("built from {}", build.context),
            (None, Some(image)) => image.clone(),
            (None, None) => String::new(),
        };
        let rows = container.env.iter().map(|row| {
            let kind = if row.secret { PictureKind::Secret } else { PictureKind::Variable };
            let is_given = row.supply.as_ref().is_some_and(|supply| given.contains(supply));
            let place = row.declared_by.as_ref().and_then(place);
            node(&row.name, &value(row, is_given), kind, place, Vec::new())
        });
        node(&container.id.to_string(), &what, PictureKind::Container, None, rows.collect())
    });
    let group = |label: &str, nodes: Vec<PictureNode>| {
        let count = nodes.len().to_string();
        (!nodes.is_empty()).then(|| node(label, &count, PictureKind::Group, None, nodes))
    };
    let groups = [
        group("To set", missing.iter().map(of_supply).collect()),
        group("Components", components.collect()),
        group("Containers", containers.collect()),
    ];
    let name = one_line(plan.name.as_deref().unwrap_or_default(), usize::MAX).into_owned();
    Picture { name, missing: missing.len(), nodes: groups.into_iter().flatten().collect() }
}

fn node(
    label: &str,
    description: &str,
    kind: PictureKind,
    place: Option<Span>,
    nodes: Vec<PictureNode>,
) -> PictureNode {
    let shown = |text: &str| one_line(text, 200).into_owned();
    PictureNode { label: shown(label), description: shown(description), kind, place, nodes }
}

/// What is shown beside a variable.
fn value(row: &EnvRow, is_given: bool) -> String {
    match (&row.value, &row.template, &row.default) {
        (_, Some(template), _) => template.to_string(),
        _ if is_given => "set in .env".to_owned(),
        _ if row.secret => if row.required { "secret, to set" } else { "secret" }.to_owned(),
        (Some(value), ..) => spec::shown(value).to_owned(),
        (None, _, Some(default)) => format!("{default} unless set"),
        (None, None, None) => if row.required { "to set" } else { "unset" }.to_owned(),
    }
}
