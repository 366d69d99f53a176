//! Which column each box stands in, and the nets of arrows between columns.
//!
//! Ways in stand first, what is outside last, containers between them, each behind all that reaches it. Containers may
//! reach one another in circles: then arrows that would close one lead back to the left. A net is all arrows that end at
//! one side of one box with one label: they share their way past the columns between, and one head.

use std::collections::{BTreeMap, BTreeSet};

use super::topology::{Part, Port, Topology};

/// Arrows that share an end.
#[derive(Debug)]
pub(super) struct Net {
    /// The box that they lead to.
    pub(super) target: usize,
    pub(super) label: String,
    /// The boxes that they come from.
    pub(super) sources: Vec<usize>,
    /// Whether they lead to the left.
    pub(super) is_back: bool,
    /// Which one it is on its side of the box, from the top.
    pub(super) rank: usize,
}

/// Where boxes stand from left to right.
#[derive(Debug)]
pub(super) struct Layers {
    /// The column of each box.
    pub(super) of: Vec<usize>,
    /// How many columns there are.
    pub(super) count: usize,
    pub(super) nets: Vec<Net>,
}

impl Net {
    /// The columns that it passes without ending there.
    pub(super) fn passed(&self, of: &[usize]) -> std::ops::Range<usize> {
        let target = of[self.target];
        let columns = self.sources.iter().map(|source| of[*source]);
        if self.is_back {
            target + 1..columns.max().unwrap_or_default()
        } else {
            columns.min().map_or(target, |column| column + 1)..target
        }
    }
}

/// The columns of a topology.
pub(super) fn layers(topology: &Topology<'_>, label: &dyn Fn(&BTreeSet<Port>) -> String) -> Layers {
    let of = columns(topology);
    let count = of.iter().max().map_or(0, |last| last + 1);
    let mut nets: BTreeMap<(usize, bool, String), Vec<usize>> = BTreeMap::new();
    for ((from, to), labels) in &topology.edges {
        nets.entry((*to, of[*from] >= of[*to], label(labels))).or_default().push(*from);
    }
    let net = |((target, is_back, label), sources)| Net { target, label, sources, is_back, rank: 0 };
    let nets = nets.into_iter().map(net).collect();
    Layers { of, count, nets }
}

fn columns(topology: &Topology<'_>) -> Vec<usize> {
    let nodes = &topology.nodes;
    let order = order(topology);
    let mut place = vec![0; nodes.len()];
    for (at, node) in order.iter().enumerate() {
        place[*node] = at;
    }
    let mut neighbours = vec![Vec::new(); nodes.len()];
    for (from, to) in topology.edges.keys() {
        neighbours[*from].push(*to);
        neighbours[*to].push(*from);
    }
    let mut of = vec![0; nodes.len()];
    for node in order {
        let before = neighbours[node].iter().filter(|other| place[**other] < place[node]);
        let least = usize::from(nodes[node].part != Part::Route);
        of[node] = before.map(|other| of[*other] + 1).max().unwrap_or_default().max(least);
    }
    let inside = nodes.iter().zip(&of).filter(|(node, _)| node.part != Part::Outside);
    let last = inside.map(|(_, column)| *column).max().unwrap_or_default() + 1;
    for (column, node) in of.iter_mut().zip(nodes) {
        if node.part == Part::Outside {
            *column = last;
        }
    }
    // Without a way in the first column is empty.
    if nodes.iter().all(|node| node.part != Part::Route) {
        for column in &mut of {
            *column -= 1;
        }
    }
    of
}

/// The boxes so that as few arrows as can be lead from a later one to an earlier one.
fn order(topology: &Topology<'_>) -> Vec<usize> {
    let count = topology.nodes.len();
    let (mut reached, mut open) = (vec![Vec::new(); count], vec![0_usize; count]);
    for (from, to) in topology.edges.keys() {
        reached[*from].push(*to);
        open[*to] += 1;
    }
    let mut rest: BTreeSet<usize> = (0..count).collect();
    let mut order = Vec::with_capacity(count);
    let part = |node: &usize| topology.nodes[*node].part;
    while !rest.is_empty() {
        // In a circle that nothing else leads to, whatever reaches the most is such a circle's.
        let next = rest.iter().copied().find(|node| open[*node] == 0).or_else(|| {
            let reach = |node: usize| reach(node, &reached, &rest);
            rest.iter().copied().max_by_key(|node| (reach(*node), std::cmp::Reverse((part(node), *node))))
        });
        let Some(next) = next else { break };
        rest.remove(&next);
        order.push(next);
        for to in &reached[next] {
            open[*to] = open[*to].saturating_sub(1);
        }
    }
    order
}

/// How many boxes of the rest a box leads to.
fn reach(node: usize, reached: &[Vec<usize>], rest: &BTreeSet<usize>) -> usize {
    let (mut seen, mut open) = (BTreeSet::from([node]), vec![node]);
    while let Some(node) = open.pop() {
        open.extend(reached[node].iter().copied().filter(|to| rest.contains(to) && seen.insert(*to)));
    }
    seen.len()
}
