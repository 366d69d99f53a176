//! Two topologies as one: what a change adds, removes and alters is marked, and the rest stands as it is.

use std::collections::BTreeMap;

use super::topology::{Node, Part, Port, Topology};
use crate::plan::ContainerKind;

/// What a change does to a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Touch {
    Added,
    Removed,
    Altered,
}

impl Touch {
    /// The word for it, which is also its class in SVG.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Altered => "changed",
        }
    }
}

/// What a box is, however it looks.
type Key<'a> = (Part, &'static str, &'a str);

fn key<'a>(node: &'a Node<'_>) -> Key<'a> {
    // There is one agent, whatever it is called.
    let title = if node.part == Part::Container(ContainerKind::Agent) { "" } else { node.title.as_str() };
    (node.part, node.kind, title)
}

/// The new topology with what is gone, each box and port marked by what became of it.
pub(super) fn compare<'a>(old: &Topology<'a>, new: &Topology<'a>) -> Topology<'a> {
    let places: BTreeMap<Key<'_>, usize> = new.nodes.iter().enumerate().map(|(at, node)| (key(node), at)).collect();
    let mut nodes: Vec<Node<'a>> =
        new.nodes.iter().map(|node| Node { touch: Some(Touch::Added), ..node.clone() }).collect();
    let mut place = Vec::new();
    for node in &old.nodes {
        if let Some(at) = places.get(&key(node)) {
            let now = &new.nodes[*at];
            let is_same = (&node.title, &node.detail, &node.facts, &node.lines, node.provider)
                == (&now.title, &now.detail, &now.facts, &now.lines, now.provider);
            nodes[*at].touch = if is_same { None } else { Some(Touch::Altered) };
            place.push(*at);
        } else {
            place.push(nodes.len());
            nodes.push(Node { touch: Some(Touch::Removed), ..node.clone() });
        }
    }
    let mut edges = new.edges.clone();
    let stays = |at: usize| nodes[at].touch.is_none_or(|touch| touch == Touch::Altered);
    let before: BTreeMap<(usize, usize), _> =
        old.edges.iter().map(|((from, to), ports)| ((place[*from], place[*to]), ports)).collect();
    for ((from, to), ports) in &mut edges {
        // What leads to or from a box that is new is new by that.
        if stays(*from) && stays(*to) {
            let known = before.get(&(*from, *to));
            let is_known = |port: &Port| known.is_some_and(|known| known.contains(port));
            let marked = |port: &Port| if is_known(port) { port.clone() } else { (port.0, format!("+ {}", port.1)) };
            *ports = ports.iter().map(marked).collect();
        }
    }
    for ((from, to), ports) in before {
        let now = new.edges.get(&(from, to));
        let both_stay = stays(from) && stays(to);
        let gone = ports.iter().filter(|port| now.is_none_or(|now| !now.contains(port)));
        let gone = gone.map(|port| if both_stay { (port.0, format!("− {}", port.1)) } else { port.clone() });
        edges.entry((from, to)).or_default().extend(gone);
    }
    Topology { nodes, edges }
}
