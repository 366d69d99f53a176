//! A picture as SVG that needs nothing else: no script, no font, no address; it follows the reader's light or dark.

use std::fmt::Write as _;

use super::card::{Card, FACT, ROW, count, small};
use super::compare::Touch;
use super::layer::{Layers, Net, layers};
use super::order::columns;
use super::place::{HEAD, Places, Rect, Step, Wire, place};
use super::style::STYLE;
use super::topology::{Mark, Node, Part, Topology};
use super::{HEADER, Heading, label};
use crate::text::one_line;

/// The room around everything, and the height of what stands over it.
const MARGIN: i64 = 24;
const TOP: i64 = 64;

/// The room between the frame and what is in it; at its top stands what it is.
const INSET: i64 = 22;
const CAPTION: i64 = 40;

/// From the left side of a box to its texts.
const INDENT: i64 = 18;

/// How much of a name is shown where the pointer rests.
const LONGEST_HINT: usize = 200;

/// How much is told to those who don't see the picture.
const LONGEST_DESCRIPTION: usize = 4000;

/// How many lines a box has.
const ROWS: usize = 10;

/// A picture of a topology.
pub(super) fn svg(topology: &Topology<'_>, heading: &Heading) -> String {
    let cards: Vec<Card> = topology.nodes.iter().map(|node| Card::of(node, ROWS)).collect();
    let mut layers = layers(topology, &label);
    let columns = columns(&mut layers);
    let places = place(&layers, &columns, &cards);
    let frame = frame(topology, &layers.of, &places);
    let (left, top) = (MARGIN - frame.x.min(0), TOP + MARGIN - frame.y.min(0));
    let widest = places.columns.last().map_or(0, |(x, width)| x + width).max(frame.x + frame.width);
    let lowest = places.extents.iter().map(|extent| extent.1).max().unwrap_or_default().max(frame.y + frame.height);
    let legend = legend(topology);
    let notes = heading.notes.iter().map(|note| small(note)).max().unwrap_or_default();
    let least = legend.1.max(notes).max(count(heading.name.chars().count()) * 11);
    let width = (left + widest + MARGIN).max(least + 2 * MARGIN);
    let bottom = top + lowest + 34;
    let height = bottom + count(heading.notes.len()) * 18 + 14;
    let mut text = head(topology, heading, (width, height));
    let frame = moved(frame, left, top);
    rect(&mut text, "frame", frame, 12);
    line(&mut text, "quiet", (frame.x + INSET, frame.y + 24), &heading.frame);
    // What stays lies over what comes and goes, where they share a way.
    let net = |wire: &Wire| layers.nets.get(wire.net);
    let is_plain = |wire: &&Wire| net(wire).is_some_and(|net| ends(topology, [wire.from, net.target]).is_empty());
    let (plain, touched): (Vec<&Wire>, Vec<&Wire>) = places.wires.iter().partition(is_plain);
    for wire in touched.into_iter().chain(plain) {
        draw_wire(&mut text, wire, (topology, &layers), (left, top));
    }
    for (net, (x, y)) in layers.nets.iter().zip(&places.heads) {
        draw_head(&mut text, net, topology, (x + left, y + top));
    }
    for ((node, card), place) in topology.nodes.iter().zip(&cards).zip(&places.boxes) {
        draw_box(&mut text, node, card, moved(*place, left, top));
    }
    let _ = write!(text, "<g transform=\"translate(0 {bottom})\">\n{}</g>\n", legend.0);
    for (at, note) in heading.notes.iter().enumerate() {
        line(&mut text, "quiet", (MARGIN, bottom + 22 + count(at) * 18), note);
    }
    text.push_str("</svg>\n");
    text
}

/// What stands before everything: what the picture is, in words too, and how it looks.
fn head(topology: &Topology<'_>, heading: &Heading, (width, height): (i64, i64)) -> String {
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ast-graph\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" aria-labelledby=\"ast-graph-title ast-graph-desc\">\n<!-- {HEADER} -->\n"
    );
    let _ = writeln!(text, "<title id=\"ast-graph-title\">{}</title>", xml(&heading.whole()));
    let _ = writeln!(text, "<desc id=\"ast-graph-desc\">{}</desc>", xml(&description(topology)));
    let _ = writeln!(text, "<style>\n{STYLE}\n</style>");
    let _ = writeln!(text, "<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>");
    line(&mut text, "name", (MARGIN, 38), &heading.name);
    line(&mut text, "quiet", (MARGIN, 58), &heading.about);
    text
}

fn draw_wire(text: &mut String, wire: &Wire, (topology, layers): (&Topology<'_>, &Layers), (left, top): (i64, i64)) {
    let Some(net) = layers.nets.get(wire.net) else { return };
    let (mut x, mut y) = (wire.start.0 + left, wire.start.1 + top);
    let mut path = format!("M{x} {y}");
    for step in &wire.steps {
        match step {
            Step::To(to) => {
                x = to + left;
                let _ = write!(path, "H{x}");
            }
            Step::Bend(to, height) => {
                let (to, height) = (to + left, height + top);
                let middle = x + (to - x) / 2;
                let _ = write!(path, "C{middle} {y} {middle} {height} {to} {height}");
                (x, y) = (to, height);
            }
        }
    }
    let label = if net.label.is_empty() { String::new() } else { format!(", {}", net.label) };
    let words = format!("{} to {}{label}", hint(&topology.nodes[wire.from]), hint(&topology.nodes[net.target]));
    let fate = ends(topology, [wire.from, net.target]);
    let _ = writeln!(text, "<path class=\"wire{fate}\" d=\"{path}\"><title>{}</title></path>", xml(&words));
}

/// What becomes of an arrow by the boxes at its ends, as the end of a class: it comes and goes with one of them.
fn ends<const COUNT: usize>(topology: &Topology<'_>, ends: [usize; COUNT]) -> String {
    let touched: Vec<Touch> = ends.into_iter().filter_map(|at| topology.nodes[at].touch).collect();
    let is = |touch: &&Touch| touched.contains(touch);
    let fate = [Touch::Removed, Touch::Added].iter().find(is);
    fate.map(|touch| format!(" {}", touch.as_str())).unwrap_or_default()
}

/// The head of all arrows of a net, and their label.
fn draw_head(text: &mut String, net: &Net, topology: &Topology<'_>, (x, y): (i64, i64)) {
    let (back, anchor) = if net.is_back { (HEAD, "start") } else { (-HEAD, "end") };
    let fate = ends(topology, [net.target]);
    let _ = writeln!(text, "<path class=\"head{fate}\" d=\"M{x} {y}l{back} -4v8z\"/>");
    if !net.label.is_empty() {
        let (x, y, label) = (x + back + back / 3, y - 5, xml(&net.label));
        let _ =
            writeln!(text, "<text class=\"label code\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{label}</text>");
    }
}

fn line(text: &mut String, class: &str, (x, y): (i64, i64), words: &str) {
    let _ = writeln!(text, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", xml(words));
}

fn moved(rect: Rect, x: i64, y: i64) -> Rect {
    Rect { x: rect.x + x, y: rect.y + y, ..rect }
}

/// What is around all that runs here.
fn frame(topology: &Topology<'_>, of: &[usize], places: &Places) -> Rect {
    let inside = || topology.nodes.iter().zip(of).filter(|(node, _)| node.part.is_inside()).map(|(_, column)| *column);
    let (Some(first), Some(last)) = (inside().min(), inside().max()) else { return Rect::default() };
    let left = match first.checked_sub(1).and_then(|gap| places.gaps.get(gap)) {
        Some(gap) => gap.bend.1,
        None => -INSET,
    };
    let (x, width) = places.columns[last];
    let right = places.gaps.get(last).map_or(x + width + INSET, |gap| gap.bend.0.max(x + width + INSET));
    let extents = places.extents.get(first..=last).unwrap_or_default();
    let top = extents.iter().map(|extent| extent.0).min().unwrap_or_default() - CAPTION;
    let bottom = extents.iter().map(|extent| extent.1).max().unwrap_or_default() + INSET;
    Rect { x: left, y: top, width: right - left, height: bottom - top }
}

fn rect(text: &mut String, class: &str, Rect { x, y, width, height }: Rect, round: i64) {
    let _ = writeln!(
        text,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\"/>"
    );
}

fn draw_box(text: &mut String, node: &Node<'_>, card: &Card, place: Rect) {
    let class = match node.part {
        Part::Route => "route",
        Part::Outside => "outside",
        Part::Container(kind) => kind.as_str(),
    };
    let touch = node.touch.map(|touch| format!(" {}", touch.as_str())).unwrap_or_default();
    let _ = writeln!(text, "<g class=\"{class}{touch}\"><title>{}</title>", xml(&hint(node)));
    let Rect { x, y, width, height } = place;
    if node.count > 1 {
        // The edge of another sheet below this one.
        let path = format!("M{} {}v{}a8 8 0 0 1 -8 8h-{}", x + width + 4, y + 12, height - 16, width - 16);
        let _ = writeln!(text, "<path class=\"sheet\" d=\"{path}\"/>");
    }
    rect(text, "card", place, 8);
    let _ = writeln!(text, "<path class=\"bar\" d=\"M{x} {}a8 8 0 0 1 4 -7v{}a8 8 0 0 1 -4 -7z\"/>", y + 8, height - 2);
    let left = x + INDENT;
    line(text, "kind", (left, y + 22), &card.kind);
    line(text, "title", (left, y + 41), &card.title);
    if !card.detail.is_empty() {
        line(text, "quiet code", (left, y + 59), &card.detail);
    }
    for (at, fact) in card.facts.iter().enumerate() {
        line(text, "quiet code", (left, y + card.facts_at() + count(at) * FACT), fact);
    }
    if !card.rows.is_empty() {
        draw_rows(text, card, (left, y + card.rows_at()), x + width);
    }
    text.push_str("</g>\n");
}

fn draw_rows(text: &mut String, card: &Card, (left, top): (i64, i64), right: i64) {
    let _ = writeln!(text, "<path class=\"rule\" d=\"M{left} {}H{}\"/>", top - 10, right - 14);
    for (at, row) in card.rows.iter().enumerate() {
        let y = top + count(at) * ROW + 8;
        mark(text, row.mark, left + 4, y - 4);
        line(text, "code", (left + 14, y), &row.text);
        if row.secret {
            lock(text, right - 20, y - 4);
        }
    }
    if card.more > 0 {
        line(text, "quiet", (left + 14, top + count(card.rows.len()) * ROW + 8), &format!("and {} more", card.more));
    }
}

fn mark(text: &mut String, mark: Mark, x: i64, y: i64) {
    match mark {
        Mark::Required => text.push_str(&format!("<circle class=\"required\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>\n")),
        Mark::Supplied => text.push_str(&format!("<circle class=\"supplied\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>\n")),
        Mark::Known => {}
    }
}

fn lock(text: &mut String, x: i64, y: i64) {
    text.push_str(&format!("<path class=\"lock\" d=\"M{} {}h7v5h-7zm1.5 0v-2a2 2 0 0 1 4 0v2\"/>\n", x - 3, y - 1));
}

/// What marks mean, those that are there, and how wide that is.
fn legend(topology: &Topology<'_>) -> (String, i64) {
    let lines = || topology.nodes.iter().flat_map(|node| &node.lines);
    let (mut text, mut x) = (String::new(), MARGIN);
    let mut entry = |draw: &dyn Fn(&mut String, i64), words: &str, is_there: bool| {
        if is_there {
            draw(&mut text, x + 4);
            let _ = writeln!(text, "<text class=\"quiet\" x=\"{}\" y=\"0\">{words}</text>", x + 18);
            x += small(words) + 40;
        }
    };
    let has = |mark: Mark| lines().any(|line| line.mark == mark);
    entry(&|text, x| mark(text, Mark::Required, x, -4), "has to be set", has(Mark::Required));
    entry(&|text, x| mark(text, Mark::Supplied, x, -4), "can be set", has(Mark::Supplied));
    entry(&|text, x| lock(text, x, -4), "secret", lines().any(|line| line.secret));
    let outside = topology.nodes.iter().any(|node| node.part == Part::Outside);
    let dashed = |text: &mut String, x: i64| {
        let _ = writeln!(
            text,
            "<g class=\"outside\"><rect class=\"card\" x=\"{}\" y=\"-10\" width=\"14\" height=\"12\" rx=\"3\"/></g>",
            x - 6
        );
    };
    entry(&dashed, "outside of this project", outside);
    for touch in [Touch::Added, Touch::Altered, Touch::Removed] {
        let card = |text: &mut String, x: i64| {
            let (class, x) = (touch.as_str(), x - 6);
            let _ = writeln!(
                text,
                "<g class=\"{class}\"><rect class=\"card\" x=\"{x}\" y=\"-10\" width=\"14\" height=\"12\" rx=\"3\"/></g>"
            );
        };
        entry(&card, touch.as_str(), topology.nodes.iter().any(|node| node.touch == Some(touch)));
    }
    (text, x)
}

/// What a box is, in full.
fn hint(node: &Node<'_>) -> String {
    one_line(&format!("{} {}", node.heading(), node.title), LONGEST_HINT).into_owned()
}

/// Who reaches whom, in words.
fn description(topology: &Topology<'_>) -> String {
    let mut text = String::new();
    for ((from, to), labels) in &topology.edges {
        let label = label(labels);
        let port = if label.is_empty() { String::new() } else { format!(" ({label})") };
        text.push_str(&format!("{} reaches {}{port}. ", hint(&topology.nodes[*from]), hint(&topology.nodes[*to])));
        if text.len() > LONGEST_DESCRIPTION {
            text.push('…');
            break;
        }
    }
    text.trim_end().to_owned()
}

/// A text as a part of XML, in which nothing is markup and nothing hidden is left.
fn xml(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in one_line(text, usize::MAX).chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            c => shown.push(c),
        }
    }
    shown
}
