//! Many boxes that are alike as one: `50 jobs`.
//!
//! Containers with equal neighbours say nothing that one box for all doesn't, so those fold wherever there are three.
//! A picture that would still be too large to be read, or too large for the readers of Mermaid, folds by provider and
//! then by kind: arrows then say that some of a box reach some of another, which [`Level`] lets the picture say.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Touch;
use super::topology::{Node, Part, Topology};
use crate::plan::ContainerKind;

/// What is folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// What has equal neighbours.
    Equal,
    /// What is of one provider.
    Provider,
    /// What is of one kind.
    Kind,
}

/// From how many on what is wholly alike folds.
const ALIKE: usize = 3;

/// From how many on what has equal neighbours folds, though it is of several providers or images.
const MANY: usize = 7;

/// How many members of a box have a line of their own.
const LISTED: usize = 4;

/// The places of a box's neighbours: those that reach it, and those that it reaches.
type Neighbours = (Vec<usize>, Vec<usize>);

/// The same topology with fewer boxes.
pub(super) fn fold<'a>(whole: &Topology<'a>, level: Level) -> Topology<'a> {
    let mut groups = match level {
        Level::Equal => equal(whole),
        Level::Provider => grouped(whole, &|node| node.provider),
        Level::Kind => grouped(whole, &|_| None),
    };
    groups.sort();
    let mut place = vec![0; whole.nodes.len()];
    for (at, group) in groups.iter().enumerate() {
        for member in group {
            place[*member] = at;
        }
    }
    let nodes = groups.iter().filter_map(|group| node(whole, group)).collect();
    let mut edges: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for ((from, to), labels) in &whole.edges {
        let (from, to) = (place[*from], place[*to]);
        if from != to {
            edges.entry((from, to)).or_default().extend(labels.iter().cloned());
        }
    }
    Topology { nodes, edges }
}

/// What may fold at all: what is outside is told apart by its word.
fn class(node: &Node<'_>) -> (Part, &'static str, Option<Touch>) {
    (node.part, if node.part == Part::Outside { node.kind } else { "" }, node.touch)
}

fn grouped<'a>(whole: &Topology<'a>, provider: &dyn Fn(&Node<'a>) -> Option<&'a str>) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, node) in whole.nodes.iter().enumerate() {
        groups.entry((class(node), provider(node))).or_default().push(at);
    }
    groups.into_values().collect()
}

fn equal(whole: &Topology<'_>) -> Vec<Vec<usize>> {
    let mut neighbours: Vec<Neighbours> = vec![Neighbours::default(); whole.nodes.len()];
    for (from, to) in whole.edges.keys() {
        neighbours[*to].0.push(*from);
        neighbours[*from].1.push(*to);
    }
    let mut alike: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, node) in whole.nodes.iter().enumerate() {
        alike.entry((class(node), node.provider, &neighbours[at])).or_default().push(at);
    }
    let (mut groups, mut rest): (Vec<_>, BTreeMap<_, Vec<usize>>) = (Vec::new(), BTreeMap::new());
    for ((class, _, neighbours), members) in alike {
        if members.len() >= ALIKE {
            groups.push(members);
        } else {
            rest.entry((class, neighbours)).or_default().extend(members);
        }
    }
    for mut members in rest.into_values() {
        members.sort_unstable();
        if members.len() >= MANY {
            groups.push(members);
        } else {
            groups.extend(members.into_iter().map(|member| vec![member]));
        }
    }
    groups
}

/// The box of several, or of one as it is.
fn node<'a>(whole: &Topology<'a>, group: &[usize]) -> Option<Node<'a>> {
    let members: Vec<&Node<'a>> = group.iter().filter_map(|at| whole.nodes.get(*at)).collect();
    let (first, others) = members.split_first()?;
    let mut node = (*first).clone();
    if others.is_empty() {
        return Some(node);
    }
    let count = members.iter().map(|member| member.count).sum();
    let provider = node.provider.filter(|provider| others.iter().all(|other| other.provider == Some(provider)));
    let (one, many) = words(node.part, node.kind);
    node.title = format!("{count} {many}");
    node.kind = one;
    node.provider = provider;
    node.count = count;
    node.detail = members.iter().map(|member| member.title.as_str()).collect::<Vec<_>>().join(", ");
    let is_shared = others.iter().all(|other| other.facts == first.facts);
    if !is_shared && members.len() <= LISTED {
        let named = members.iter().filter(|member| !member.facts.is_empty());
        node.facts = named.map(|member| format!("{}: {}", member.title, member.facts.join(", "))).collect();
        if node.facts.len() == members.len() {
            node.detail = String::new();
        }
    } else {
        node.facts.retain(|fact| others.iter().all(|other| other.facts.contains(fact)));
    }
    // One name may be required here and known there: what has to be done counts. Most read the same.
    if others.iter().any(|other| other.lines != first.lines) {
        let lines: BTreeSet<_> = members.iter().flat_map(|member| &member.lines).collect();
        let mut seen = BTreeSet::new();
        node.lines = lines.into_iter().filter(|line| seen.insert(line.text)).cloned().collect();
    }
    Some(node)
}

/// The words for what a box stands for: one, and many.
fn words(part: Part, kind: &str) -> (&'static str, &'static str) {
    match part {
        Part::Route => ("route", "routes"),
        Part::Outside if kind == "knowledge" => ("knowledge", "hosted stores"),
        Part::Outside if kind == "model" => ("model", "hosted models"),
        Part::Outside if kind == "integration" => ("integration", "hosted integrations"),
        Part::Outside => ("outside", "services outside"),
        Part::Container(kind) => {
            let many = match kind {
                ContainerKind::Agent => "agents",
                ContainerKind::Model => "models",
                ContainerKind::Knowledge => "stores",
                ContainerKind::Integration => "integrations",
                ContainerKind::Ingestion => "jobs",
                ContainerKind::Messaging => "sidecars",
                ContainerKind::Gateway => "gateways",
            };
            (kind.as_str(), many)
        }
    }
}
