//! Where everything is: the tops of boxes and lanes, the columns' places, and the arrows from one to the next.
//!
//! A box or a lane is drawn to the mean height of what it is joined to, as far as the order of its column and the room
//! between them allow: the best places under both are those of an isotonic regression. An arrow bends only in the gap
//! between two columns and crosses a column only in its lane, so that it passes through no box; its label stands before
//! its head, where nothing else passes.

use std::collections::BTreeMap;

use super::card::{Card, small};
use super::layer::{Layers, Net};
use super::order::{Columns, Slot};

/// From the top of a box to its first arrow, and from one arrow to the next.
const ANCHOR: i64 = 36;
const STEP: i64 = 26;

/// How long the head of an arrow is.
pub(super) const HEAD: i64 = 9;

/// How often heights are settled.
const ROUNDS: usize = 16;

/// A rectangle.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rect {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// A step of an arrow.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Along its height.
    To(i64),
    /// To a place, by a curve that begins and ends level.
    Bend(i64, i64),
}

/// An arrow.
#[derive(Debug)]
pub(super) struct Wire {
    pub(super) net: usize,
    pub(super) from: usize,
    pub(super) start: (i64, i64),
    pub(super) steps: Vec<Step>,
}

/// The gap behind a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// Where arrows begin to bend, and where they have.
    pub(super) bend: (i64, i64),
}

/// Everything in its place; the first box or lane is at height nought.
#[derive(Debug)]
pub(super) struct Places {
    /// The boxes.
    pub(super) boxes: Vec<Rect>,
    pub(super) wires: Vec<Wire>,
    /// Where each net ends.
    pub(super) heads: Vec<(i64, i64)>,
    /// The gaps between columns.
    pub(super) gaps: Vec<Gap>,
    /// The left sides of the columns and how wide they are.
    pub(super) columns: Vec<(i64, i64)>,
    /// The heights that each column begins and ends at.
    pub(super) extents: Vec<(i64, i64)>,
}

/// What is placed.
struct Placing<'a> {
    layers: &'a Layers,
    columns: &'a Columns,
    /// The heights of boxes, which have room for their arrows.
    heights: Vec<i64>,
    /// How many nets lead to each box from the left.
    arrivals: Vec<i64>,
    /// The top of each slot, by its column.
    tops: BTreeMap<(usize, Slot), i64>,
}

/// Places boxes and arrows.
pub(super) fn place(layers: &Layers, columns: &Columns, cards: &[Card]) -> Places {
    let (mut arrivals, mut backs) = (vec![0_i64; cards.len()], vec![0_i64; cards.len()]);
    let mut starts = vec![0_i64; cards.len()];
    for net in &layers.nets {
        let ends = if net.is_back { &mut backs } else { &mut arrivals };
        ends[net.target] += 1;
        if net.is_back {
            net.sources.iter().for_each(|source| starts[*source] = 1);
        }
    }
    let height = |(at, card): (usize, &Card)| {
        let arrows = (arrivals[at] + starts[at]).max(1 + backs[at]);
        card.height.max(ANCHOR + (arrows - 1) * STEP + 20)
    };
    let heights = cards.iter().enumerate().map(height).collect();
    let mut placing = Placing { layers, columns, heights, arrivals, tops: BTreeMap::new() };
    placing.settle();
    placing.places(cards)
}

impl Placing<'_> {
    fn height(&self, slot: Slot) -> i64 {
        match slot {
            Slot::Node(node) => self.heights[node],
            Slot::Lane(_) => 0,
        }
    }

    /// How far below the top of a slot a net is joined to it, on one side of it.
    fn anchor(&self, slot: Slot, net: &Net, is_right_side: bool) -> i64 {
        let Slot::Node(node) = slot else { return 0 };
        let rank = i64::try_from(net.rank).unwrap_or_default();
        let step = match (net.is_back, is_right_side) {
            (false, true) => 0,
            (false, false) => rank,
            (true, true) => 1 + rank,
            (true, false) => self.arrivals[node],
        };
        ANCHOR + step * STEP
    }

    fn at(&self, column: usize, slot: Slot, net: usize, is_right_side: bool) -> i64 {
        let top = self.tops.get(&(column, slot)).copied().unwrap_or_default();
        top + self.layers.nets.get(net).map_or(0, |net| self.anchor(slot, net, is_right_side))
    }

    /// Finds the tops of all slots.
    fn settle(&mut self) {
        for (column, slots) in self.columns.slots.iter().enumerate() {
            let mut top = 0;
            for (at, slot) in slots.iter().enumerate() {
                top += slots.get(at.wrapping_sub(1)).map_or(0, |above| self.height(*above) + room(*above, *slot));
                self.tops.insert((column, *slot), top);
            }
            let last = slots.last().map_or(0, |last| top + self.height(*last));
            for slot in slots {
                self.tops.entry((column, *slot)).and_modify(|top| *top -= last / 2);
            }
        }
        let count = self.columns.slots.len();
        for round in 0..ROUNDS {
            for step in 0..count {
                let is_forward = round % 2 == 1;
                self.settle_column(if is_forward { step } else { count - 1 - step }, is_forward);
            }
        }
        let least = self.tops.values().min().copied().unwrap_or_default();
        self.tops.values_mut().for_each(|top| *top -= least);
    }

    /// Puts the slots of a column where what they are joined to wants them.
    fn settle_column(&mut self, column: usize, is_forward: bool) {
        let mut wanted: BTreeMap<Slot, (i64, i64)> = BTreeMap::new();
        let mut want = |own: Slot, top: i64, other: Slot, is_before: bool| {
            // A line past several columns is straight before all else: its lanes follow one another.
            let weight = match (own, other) {
                (Slot::Lane(_), Slot::Lane(_)) if is_before == is_forward => 64,
                (Slot::Lane(_), Slot::Lane(_)) => return,
                _ => 1,
            };
            let sum = wanted.entry(own).or_default();
            *sum = (sum.0 + weight * top, sum.1 + weight);
        };
        let before = column.checked_sub(1).and_then(|gap| self.columns.joints.get(gap));
        for (other, own, net) in before.into_iter().flatten() {
            let height = self.at(column - 1, *other, *net, true);
            let anchor = self.layers.nets.get(*net).map_or(0, |net| self.anchor(*own, net, false));
            want(*own, height - anchor, *other, true);
        }
        for (own, other, net) in self.columns.joints.get(column).into_iter().flatten() {
            let height = self.at(column + 1, *other, *net, false);
            let anchor = self.layers.nets.get(*net).map_or(0, |net| self.anchor(*own, net, true));
            want(*own, height - anchor, *other, false);
        }
        let Some(slots) = self.columns.slots.get(column) else { return };
        let (mut offset, mut blocks): (i64, Vec<Block>) = (0, Vec::new());
        for (at, slot) in slots.iter().enumerate() {
            offset += slots.get(at.wrapping_sub(1)).map_or(0, |above| self.height(*above) + room(*above, *slot));
            let now = self.tops.get(&(column, *slot)).copied().unwrap_or_default();
            let (sum, weight) = wanted.get(slot).copied().unwrap_or((now, 1));
            blocks.push(Block { sum: sum - weight * offset, weight, offsets: vec![(*slot, offset)] });
            while let [.., above, last] = blocks.as_mut_slice() {
                if above.mean() <= last.mean() {
                    break;
                }
                above.sum += last.sum;
                above.weight += last.weight;
                above.offsets.append(&mut last.offsets);
                blocks.pop();
            }
        }
        for block in blocks {
            let mean = block.mean();
            self.tops.extend(block.offsets.into_iter().map(|(slot, offset)| ((column, slot), mean + offset)));
        }
    }

    fn places(&self, cards: &[Card]) -> Places {
        let count = self.columns.slots.len();
        let (mut columns, mut gaps, mut x) = (Vec::new(), Vec::new(), 0);
        for column in 0..count {
            let nodes =
                || self.columns.slots[column].iter().filter_map(|slot| matches!(slot, Slot::Node(_)).then_some(*slot));
            let width = nodes()
                .map(|slot| if let Slot::Node(node) = slot { cards[node].width } else { 0 })
                .max()
                .unwrap_or_default();
            columns.push((x, width));
            x += width;
            if column + 1 < count {
                let room = |column: usize, is_back: bool| {
                    let ending = self
                        .layers
                        .nets
                        .iter()
                        .filter(|net| net.is_back == is_back && self.layers.of[net.target] == column);
                    ending.map(|net| small(&net.label) + 2 * HEAD).max().unwrap_or_default().max(18)
                };
                let steep = self.columns.joints[column].iter().map(|(from, to, net)| {
                    (self.at(column, *from, *net, true) - self.at(column + 1, *to, *net, false)).abs()
                });
                let bend = (40 + steep.max().unwrap_or_default() / 8).clamp(48, 120);
                let begin = x + room(column, true);
                gaps.push(Gap { bend: (begin, begin + bend) });
                x = begin + bend + room(column + 1, false);
            }
        }
        let mut boxes = vec![Rect::default(); cards.len()];
        for ((column, slot), top) in &self.tops {
            if let (Slot::Node(node), Some((x, width))) = (slot, columns.get(*column)) {
                boxes[*node] = Rect { x: *x, y: *top, width: *width, height: self.heights[*node] };
            }
        }
        let extent = |column: usize| {
            let slots = self.tops.range((column, Slot::Node(0))..(column + 1, Slot::Node(0)));
            let (tops, ends): (Vec<i64>, Vec<i64>) =
                slots.map(|((_, slot), top)| (*top, top + self.height(*slot))).unzip();
            (tops.into_iter().min().unwrap_or_default(), ends.into_iter().max().unwrap_or_default())
        };
        let extents = (0..count).map(extent).collect();
        let mut places = Places { boxes, wires: Vec::new(), heads: Vec::new(), gaps, columns, extents };
        for (at, net) in self.layers.nets.iter().enumerate() {
            let column = self.layers.of[net.target];
            let (left, width) = places.columns[column];
            let height = self.at(column, Slot::Node(net.target), at, net.is_back);
            places.heads.push((if net.is_back { left + width } else { left }, height));
            for source in &net.sources {
                let wire = self.wire((at, net), *source, &places);
                places.wires.push(wire);
            }
        }
        places
    }

    fn wire(&self, (at, net): (usize, &Net), from: usize, places: &Places) -> Wire {
        let (own, target) = (self.layers.of[from], self.layers.of[net.target]);
        let end = |column: usize| if column == target { Slot::Node(net.target) } else { Slot::Lane(at) };
        let (left, width) = places.columns[own];
        let tip = places.heads.get(at).map_or(0, |head| head.0);
        let mut steps = Vec::new();
        if net.is_back {
            for column in (target..own).rev() {
                let (to, from) = places.gaps[column].bend;
                steps.extend([Step::To(from), Step::Bend(to, self.at(column, end(column), at, true))]);
            }
            steps.push(Step::To(tip + HEAD - 1));
            return Wire { net: at, from, start: (left, self.at(own, Slot::Node(from), at, false)), steps };
        }
        for column in own..target {
            let (from, to) = places.gaps[column].bend;
            steps.extend([Step::To(from), Step::Bend(to, self.at(column + 1, end(column + 1), at, false))]);
        }
        steps.push(Step::To(tip - HEAD + 1));
        Wire { net: at, from, start: (left + width, self.at(own, Slot::Node(from), at, true)), steps }
    }
}

/// Slots that touch one another, and where they are to be.
struct Block {
    sum: i64,
    weight: i64,
    offsets: Vec<(Slot, i64)>,
}

impl Block {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(self.weight.max(1))
    }
}

/// The room between two slots.
fn room(above: Slot, below: Slot) -> i64 {
    match (above, below) {
        (Slot::Node(_), Slot::Node(_)) => 28,
        (Slot::Lane(_), Slot::Lane(_)) => 12,
        _ => 22,
    }
}
