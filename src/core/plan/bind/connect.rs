//! Who connects to whom, and what waits for what.

use std::collections::{HashMap, HashSet};

use super::super::bound::{BoundContainer, Dependency, Edge, EdgeEnd, Waits};
use super::super::id::{ContainerKind, Id};
use super::super::model::Plan;
use super::{Binding, For, gateway};
use crate::options::Settings;

/// Who connects to whom: agent and ingestion to everything that serves them, the agent to its sidecar, and what options
/// connect beside.
pub(super) fn edges(plan: &Plan, binding: &Binding<'_>, containers: &[BoundContainer]) -> Vec<Edge> {
    let mut edges = Vec::new();
    let is_hosted =
        !plan.gateway.declared_by.is_empty() && containers.iter().all(|container| container.id != Id::GATEWAY);
    let serving: Vec<_> =
        containers.iter().filter(|to| !matches!(to.id.kind, ContainerKind::Agent | ContainerKind::Ingestion)).collect();
    for from in containers
        .iter()
        .filter(|container| matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Ingestion))
    {
        for to in &serving {
            // In a cluster the sidecar is in the agent's own pod.
            let is_own = from.id == Id::AGENT && binding.target == For::Local;
            if to.id.kind != ContainerKind::Messaging || is_own {
                edges.extend(edges_between(from, to));
            }
        }
        if is_hosted {
            let port = binding.settings.gateway.url.as_ref().map_or(443, |url| gateway::port_of(url.as_str()));
            edges.push(Edge { from: from.id.clone(), to: EdgeEnd::Hosted("external:gateway"), port });
        }
    }
    edges.extend(
        connected(containers, binding.settings)
            .filter_map(|(from, to)| Some((containers.get(from)?, containers.get(to)?)))
            .flat_map(|(from, to)| edges_between(from, to)),
    );
    edges.sort();
    edges.dedup();
    edges
}

fn edges_between(from: &BoundContainer, to: &BoundContainer) -> impl Iterator<Item = Edge> {
    let edge = |port: u16| Edge { from: from.id.clone(), to: EdgeEnd::Container(to.id.clone()), port };
    to.ports.iter().map(move |port| edge(port.container))
}

/// What options connect, by where the containers stand. What does not fit is left out here, and told as a misfit.
fn connected(containers: &[BoundContainer], settings: &Settings) -> impl Iterator<Item = (usize, usize)> {
    let has_any = settings.components.values().any(|given| given.connects.is_some());
    let known =
        containers.iter().enumerate().filter(|(_, container)| has_any && container.id.kind != ContainerKind::Messaging);
    let standing: HashMap<String, usize> = known.map(|(at, container)| (container.id.to_string(), at)).collect();
    let pairs =
        settings.components.iter().flat_map(|(from, given)| given.connects.iter().flatten().map(move |to| (from, to)));
    pairs.filter_map(move |(from, to)| Some((*standing.get(from)?, *standing.get(to)?))).filter(|(from, to)| from != to)
}

/// What each container waits for: for what serves it, never for ingestion, and for what options connect it to where that
/// is on no circle.
pub(super) fn wait(containers: &mut [BoundContainer], settings: &Settings) {
    let serves =
        |container: &&BoundContainer| !matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Ingestion);
    let targets: Vec<Dependency> = containers.iter().filter(serves).map(until_ready).collect();
    for container in containers.iter_mut().filter(|container| !serves(&&**container)) {
        let waits_for =
            |kind: ContainerKind| container.id.kind == ContainerKind::Agent || kind != ContainerKind::Messaging;
        container.depends_on = targets.iter().filter(|wait| waits_for(wait.id.kind)).cloned().collect();
    }
    let more: Vec<_> = connected(containers, settings).collect();
    if more.is_empty() {
        return;
    }
    let standing: HashMap<&Id, usize> = containers.iter().enumerate().map(|(at, one)| (&one.id, at)).collect();
    let mut waits: Vec<(usize, usize)> = containers
        .iter()
        .enumerate()
        .flat_map(|(from, one)| one.depends_on.iter().map(move |wait| (from, &wait.id)))
        .filter_map(|(from, to)| Some((from, *standing.get(to)?)))
        .collect();
    let mut known: HashSet<(usize, usize)> = waits.iter().copied().collect();
    waits.extend(&more);
    let circles = circles(containers.len(), &waits);
    for (from, to) in more {
        let target = containers.get(to).filter(|target| target.id.kind != ContainerKind::Ingestion);
        let Some(wait) = target.map(until_ready) else { continue };
        if circles[from] != circles[to] && known.insert((from, to)) {
            containers[from].depends_on.push(wait);
        }
    }
}

/// The circle that each node of a graph is on, as a number: two that lead to each other have the same. In steps as many
/// as it has edges, as options may connect everything with everything.
fn circles(nodes: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let (mut forth, mut back) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
    for &(from, to) in edges {
        forth[from].push(to);
        back[to].push(from);
    }
    let (mut is_seen, mut ended) = (vec![false; nodes], Vec::new());
    for start in 0..nodes {
        walk(&forth, start, &mut is_seen, &mut ended);
    }
    // From the last one back, only what leads there and is led to from there is left to be seen.
    let (mut is_seen, mut circles) = (vec![false; nodes], vec![0; nodes]);
    for (number, &start) in ended.iter().rev().enumerate() {
        let mut reached = Vec::new();
        walk(&back, start, &mut is_seen, &mut reached);
        for at in reached {
            circles[at] = number;
        }
    }
    circles
}

/// What a node leads to and was not seen before, and itself, each after what it leads to.
fn walk(edges: &[Vec<usize>], start: usize, is_seen: &mut [bool], ended: &mut Vec<usize>) {
    if std::mem::replace(&mut is_seen[start], true) {
        return;
    }
    let mut path = vec![(start, 0)];
    while let Some((at, next)) = path.last_mut() {
        if let Some(&to) = edges[*at].get(*next) {
            *next += 1;
            if !std::mem::replace(&mut is_seen[to], true) {
                path.push((to, 0));
            }
        } else {
            ended.push(*at);
            path.pop();
        }
    }
}

/// A wait for a container: until its check succeeds, where it has one.
fn until_ready(container: &BoundContainer) -> Dependency {
    let has_check = container.health.as_ref().is_some_and(|health| health.test.is_some() || health.path.is_some());
    Dependency { id: container.id.clone(), condition: if has_check { Waits::Healthy } else { Waits::Started } }
}
