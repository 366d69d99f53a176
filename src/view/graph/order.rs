//! In which order boxes and lanes stand in their columns, so that arrows cross seldom.
//!
//! The usual way: each column in turn is sorted by the mean place of what its boxes are joined to, there and back again,
//! and the order with the fewest crossings stays.

use std::collections::BTreeMap;

use super::layer::{Layers, Net};

/// How often the columns are gone through.
const ROUNDS: usize = 12;

/// A place in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    /// A box.
    Node(usize),
    /// The way of a net past a column.
    Lane(usize),
}

/// The columns, and what joins their slots.
#[derive(Debug)]
pub(super) struct Columns {
    /// The slots of each column from top to bottom.
    pub(super) slots: Vec<Vec<Slot>>,
    /// Between each column and the next: a slot of the one, a slot of the other, and the net that joins them.
    pub(super) joints: Vec<Vec<(Slot, Slot, usize)>>,
}

/// The columns in an order with few crossings, and the nets of each box in the order in which they come to it.
pub(super) fn columns(layers: &mut Layers) -> Columns {
    let mut slots: Vec<Vec<Slot>> = vec![Vec::new(); layers.count];
    for (node, column) in layers.of.iter().enumerate() {
        slots[*column].push(Slot::Node(node));
    }
    for (at, net) in layers.nets.iter().enumerate() {
        for column in net.passed(&layers.of) {
            slots[column].push(Slot::Lane(at));
        }
    }
    let mut joints: Vec<Vec<_>> = vec![Vec::new(); layers.count.saturating_sub(1)];
    for (at, net) in layers.nets.iter().enumerate() {
        join(at, net, &layers.of, &mut joints);
    }
    let mut columns = Columns { slots, joints };
    let mut best = (columns.crossings(), columns.slots.clone());
    for round in 0..ROUNDS {
        columns.sweep(round % 2 == 0);
        let crossings = columns.crossings();
        if crossings < best.0 {
            best = (crossings, columns.slots.clone());
        }
    }
    columns.slots = best.1;
    rank(layers, &columns);
    columns
}

fn rank(layers: &mut Layers, columns: &Columns) {
    let mut ends: BTreeMap<(usize, bool), Vec<(u64, usize)>> = BTreeMap::new();
    for (at, net) in layers.nets.iter().enumerate() {
        let column = layers.of[net.target];
        // The gap before the box, or the one after it, and the column beyond it.
        let (gap, other) =
            if net.is_back { (column, column + 1) } else { (column.saturating_sub(1), column.saturating_sub(1)) };
        let places = places(columns.slots.get(other).map(Vec::as_slice).unwrap_or_default());
        let joined = columns.joints.get(gap).into_iter().flatten().filter(|(_, _, joined)| *joined == at);
        let joined = joined.filter_map(|(left, right, _)| {
            let (own, other) = if net.is_back { (left, right) } else { (right, left) };
            (*own == Slot::Node(net.target)).then(|| find(&places, *other))
        });
        let (sum, number) = joined.fold((0, 0), |(sum, number), place| (sum + place * 1000, number + 1));
        ends.entry((net.target, net.is_back)).or_default().push((sum.checked_div(number).unwrap_or_default(), at));
    }
    for mut nets in ends.into_values() {
        nets.sort_unstable();
        for (rank, (_, at)) in nets.into_iter().enumerate() {
            layers.nets[at].rank = rank;
        }
    }
}

/// What a net joins, from column to column.
fn join(at: usize, net: &Net, of: &[usize], joints: &mut [Vec<(Slot, Slot, usize)>]) {
    let (passed, target) = (net.passed(of), of[net.target]);
    let end = |column: usize| if column == target { Slot::Node(net.target) } else { Slot::Lane(at) };
    for source in &net.sources {
        let column = of[*source];
        if net.is_back {
            if column > target {
                joints[column - 1].push((end(column - 1), Slot::Node(*source), at));
            }
        } else {
            joints[column].push((Slot::Node(*source), end(column + 1), at));
        }
    }
    for column in passed {
        if net.is_back {
            joints[column - 1].push((end(column - 1), Slot::Lane(at), at));
        } else {
            joints[column].push((Slot::Lane(at), end(column + 1), at));
        }
    }
}

impl Columns {
    fn sweep(&mut self, is_forward: bool) {
        let count = self.slots.len();
        for step in 1..count {
            let column = if is_forward { step } else { count - 1 - step };
            let (gap, other) = if is_forward { (column - 1, column - 1) } else { (column, column + 1) };
            let places = places(&self.slots[other]);
            let mut keyed: Vec<(u64, usize, Slot)> = Vec::new();
            for (at, slot) in self.slots[column].iter().enumerate() {
                let joined = self.joints[gap].iter().filter_map(|(left, right, _)| {
                    let (own, other) = if is_forward { (right, left) } else { (left, right) };
                    (own == slot).then(|| find(&places, *other))
                });
                let (sum, number) = joined.fold((0, 0), |(sum, number), place| (sum + place * 1000, number + 1));
                // What is joined to nothing there stays about where it is.
                let share = u64::try_from(at * other_share(self.slots[other].len(), self.slots[column].len()))
                    .unwrap_or(u64::MAX);
                keyed.push((sum.checked_div(number).unwrap_or(share), at, *slot));
            }
            keyed.sort_unstable();
            self.slots[column] = keyed.into_iter().map(|(_, _, slot)| slot).collect();
        }
    }

    fn crossings(&self) -> usize {
        let mut crossings = 0;
        for (gap, joints) in self.joints.iter().enumerate() {
            let (left, right) = (places(&self.slots[gap]), places(&self.slots[gap + 1]));
            let mut ends: Vec<_> = joints.iter().map(|(from, to, _)| (find(&left, *from), find(&right, *to))).collect();
            ends.sort_unstable();
            // Arrows into one lane are one line from there on, so that they cross nothing twice.
            ends.dedup();
            for (at, (from, to)) in ends.iter().enumerate() {
                crossings += ends[at + 1..].iter().filter(|(other, end)| other > from && end < to).count();
            }
        }
        crossings
    }
}

/// A thousand places of another column for one of this, so that both are spread alike.
fn other_share(other: usize, own: usize) -> usize {
    other * 1000 / own.max(1)
}

fn places(slots: &[Slot]) -> Vec<(Slot, u64)> {
    let mut places: Vec<(Slot, u64)> = slots.iter().copied().zip(0..).collect();
    places.sort_unstable();
    places
}

fn find(places: &[(Slot, u64)], slot: Slot) -> u64 {
    places.binary_search_by(|(other, _)| other.cmp(&slot)).ok().and_then(|at| places.get(at)).map_or(0, |found| found.1)
}
