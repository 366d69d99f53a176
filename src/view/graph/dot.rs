//! A picture as DOT, which Graphviz draws.

use std::fmt::Write as _;

use super::card::Card;
use super::topology::{Part, Topology};
use super::{Heading, label};

/// How many lines a box has.
const ROWS: usize = 8;

/// A picture of a topology.
pub(super) fn dot(topology: &Topology<'_>, heading: &Heading) -> String {
    let mut text = format!("// {}\n", super::HEADER);
    let label_of = |lines: &[String]| lines.iter().map(|line| quoted(line)).collect::<Vec<_>>().join("\\n");
    let mut caption = vec![heading.whole()];
    caption.extend(heading.notes.iter().cloned());
    let _ = writeln!(
        text,
        "digraph topology {{\n  graph [rankdir=LR, label=\"{}\", labelloc=t, fontname=\"Helvetica\"];",
        label_of(&caption)
    );
    text.push_str("  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];\n");
    text.push_str("  edge [fontname=\"Helvetica\", fontsize=10];\n");
    let node = |text: &mut String, at: usize, indent: &str| {
        let node = &topology.nodes[at];
        let card = Card::of(node, ROWS);
        let mut lines = vec![card.kind, card.title, card.detail];
        lines.extend(card.facts);
        lines.retain(|line| !line.is_empty());
        lines.extend(card.rows.into_iter().map(|row| row.text));
        lines.extend((card.more > 0).then(|| format!("and {} more", card.more)));
        let style = if node.part.is_inside() { "" } else { ", style=\"rounded,dashed\"" };
        let sheets = if node.count > 1 { ", peripheries=2" } else { "" };
        let _ = writeln!(text, "{indent}n{at} [label=\"{}\"{style}{sheets}];", label_of(&lines));
    };
    let _ = writeln!(text, "  subgraph cluster_project {{\n    label=\"{}\"; style=rounded;", quoted(&heading.frame));
    let inside = |at: &usize| topology.nodes[*at].part.is_inside();
    (0..topology.nodes.len()).filter(inside).for_each(|at| node(&mut text, at, "    "));
    text.push_str("  }\n");
    (0..topology.nodes.len()).filter(|at| !inside(at)).for_each(|at| node(&mut text, at, "  "));
    let ways = (0..topology.nodes.len()).filter(|at| topology.nodes[*at].part == Part::Route);
    let ways: Vec<String> = ways.map(|at| format!("n{at};")).collect();
    if !ways.is_empty() {
        let _ = writeln!(text, "  {{ rank=source; {} }}", ways.join(" "));
    }
    for ((from, to), ports) in &topology.edges {
        let _ = writeln!(text, "  n{from} -> n{to} [label=\"{}\"];", quoted(&label(ports)));
    }
    text.push_str("}\n");
    text
}

/// A text between quotes, in which Graphviz finds no escape and no entity.
fn quoted(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => shown.push_str("\\\""),
            '\\' => shown.push_str("\\\\"),
            '&' => shown.push_str("&amp;"),
            c => shown.push(c),
        }
    }
    shown
}
