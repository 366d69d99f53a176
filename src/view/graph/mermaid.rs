//! A picture as Mermaid, which GitHub and others draw in Markdown.
//!
//! Boxes have ids of ours: a name can be a word of Mermaid, such as `end`. Every character of a text that could mean
//! something there is written as its number. Readers refuse more than 50,000 characters, so lines of boxes go first.

use std::fmt::Write as _;

use super::card::Card;
use super::topology::{Part, Topology};
use super::{Heading, label};

/// What readers draw at most.
const MOST: usize = 49_000;

/// How many lines boxes have, until it fits.
const ROWS: [usize; 4] = [6, 2, 0, 0];

/// A picture of a topology.
pub(super) fn mermaid(topology: &Topology<'_>, heading: &Heading) -> String {
    let mut text = String::new();
    for (round, rows) in ROWS.into_iter().enumerate() {
        text = drawn(topology, heading, rows, round + 1 < ROWS.len());
        if text.chars().count() <= MOST {
            break;
        }
    }
    text
}

fn drawn(topology: &Topology<'_>, heading: &Heading, rows: usize, with_details: bool) -> String {
    let mut text = format!("%% {}\nflowchart LR\n", super::HEADER);
    for note in &heading.notes {
        let _ = writeln!(text, "%% {note}");
    }
    let node = |text: &mut String, at: usize, indent: &str| {
        let node = &topology.nodes[at];
        let card = Card::of(node, rows);
        let mut lines =
            vec![format!("<small>{}</small>", escaped(&card.kind)), format!("<b>{}</b>", escaped(&card.title))];
        if with_details {
            let details = std::iter::once(&card.detail).chain(&card.facts).filter(|line| !line.is_empty());
            lines.extend(details.map(|line| escaped(line)));
        }
        lines.extend(card.rows.iter().map(|row| escaped(&row.text)));
        if card.more > 0 && rows > 0 {
            lines.push(format!("and {} more", card.more));
        }
        let lines = lines.join("<br>");
        let _ = match node.part {
            Part::Container(_) if node.lines.is_empty() && node.count > 1 => {
                writeln!(text, "{indent}n{at}[[\"{lines}\"]]")
            }
            Part::Container(_) => writeln!(text, "{indent}n{at}[\"{lines}\"]"),
            Part::Route | Part::Outside => writeln!(text, "{indent}n{at}(\"{lines}\")"),
        };
    };
    let _ = writeln!(text, "  subgraph project[\"{} · {}\"]", escaped(&heading.name), escaped(&heading.frame));
    let inside = |at: &usize| topology.nodes[*at].part.is_inside();
    (0..topology.nodes.len()).filter(inside).for_each(|at| node(&mut text, at, "    "));
    text.push_str("  end\n");
    (0..topology.nodes.len()).filter(|at| !inside(at)).for_each(|at| node(&mut text, at, "  "));
    for ((from, to), ports) in &topology.edges {
        let label = label(ports);
        let _ = if label.is_empty() {
            writeln!(text, "  n{from} --> n{to}")
        } else {
            writeln!(text, "  n{from} -->|\"{}\"| n{to}", escaped(&label))
        };
    }
    let outside: Vec<String> = (0..topology.nodes.len()).filter(|at| !inside(at)).map(|at| format!("n{at}")).collect();
    if !outside.is_empty() {
        let _ = writeln!(text, "  classDef outside stroke-dasharray: 5 4\n  class {} outside", outside.join(","));
    }
    text
}

/// A text in which nothing means something to Mermaid, to Markdown or to HTML.
fn escaped(text: &str) -> String {
    // However it is written, readers break a line at `\n`, which is how one that was in a name is shown.
    let text = text.replace("\\n", "\\u{a}");
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Letters beyond ASCII mean nothing; what is hidden was escaped before.
            c if c.is_alphanumeric() || !c.is_ascii() => shown.push(c),
            ' ' | ',' | '/' | '(' | ')' => shown.push(c),
            // Between letters and digits these are part of names.
            '.' | '-' | ':' if shown.ends_with(|c: char| c.is_alphanumeric()) && !starts_list(&shown) => shown.push(c),
            '_' if shown.ends_with(|c: char| c.is_alphanumeric()) => shown.push(c),
            c => shown.push_str(&format!("#{};", u32::from(c))),
        }
    }
    shown
}

/// Whether a point after a text would make it an item of a list.
fn starts_list(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
