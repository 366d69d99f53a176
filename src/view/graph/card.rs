//! A box as it is drawn: which texts are in it, where they stand, and how large it is for them.

use super::topology::{Line, Mark, Node};
use crate::text::{columns, one_line};

/// The most columns of a name, of what it is, and of a line.
const LONGEST: (usize, usize, usize) = (26, 36, 34);

/// The height of the box without its lines, and of each kind of line.
const HEAD: i64 = 72;
pub(super) const FACT: i64 = 16;
pub(super) const ROW: i64 = 18;

/// Between the head and the first row.
const RULE: i64 = 12;

/// The width of one column of smaller text, in tenths.
const SMALL: i64 = 68;

/// What is beside the texts of a box.
const EDGES: i64 = 32;

/// How wide boxes are.
const WIDTHS: (i64, i64) = (150, 300);

/// A box with what is in it.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) kind: String,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) facts: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// How many lines are left out.
    pub(super) more: usize,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// A line of a box.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) mark: Mark,
    pub(super) secret: bool,
}

impl Card {
    /// A box with at most so many rows.
    pub(super) fn of(node: &Node<'_>, most: usize) -> Self {
        let (title, detail, row) = LONGEST;
        // One that would be the only one left out takes the place of the line that says so.
        let shown = if node.lines.len() == most + 1 { most + 1 } else { most };
        let rows = node.lines.iter().take(shown);
        let rows =
            rows.map(|Line { mark, text, secret, .. }| Row { text: cut(text, row), mark: *mark, secret: *secret });
        let more = node.lines.len().saturating_sub(shown);
        let mut card = Self {
            kind: cut(&node.heading(), detail),
            title: cut_title(&node.title, title),
            detail: cut(&node.detail, detail),
            facts: wrapped(&node.facts, detail),
            rows: rows.collect(),
            more,
            width: 0,
            height: 0,
        };
        card.width = card.measured();
        card.height = card.rows_at() + card.lines() * ROW + if card.lines() > 0 { 8 } else { 0 };
        card
    }

    fn measured(&self) -> i64 {
        let head = self.facts.iter().chain([&self.kind, &self.detail]).map(|text| small(text));
        let rows = self.rows.iter().map(|row| small(&row.text) + 34);
        let widest = head.chain(rows).chain([bold(&self.title)]).max().unwrap_or_default();
        (widest + EDGES).clamp(WIDTHS.0, WIDTHS.1)
    }

    fn lines(&self) -> i64 {
        count(self.rows.len()) + i64::from(self.more > 0)
    }

    /// Where its rows begin, from its top; where it ends without any.
    pub(super) fn rows_at(&self) -> i64 {
        let facts = HEAD + count(self.facts.len()) * FACT;
        let head = if self.detail.is_empty() { facts - FACT } else { facts };
        if self.lines() > 0 { head + RULE } else { head }
    }

    /// The baseline of its first fact, from its top.
    pub(super) fn facts_at(&self) -> i64 {
        if self.detail.is_empty() { HEAD - FACT + 4 } else { HEAD + 4 }
    }
}

/// A text on one line of at most so many columns.
pub(super) fn cut(text: &str, most: usize) -> String {
    // A character may have no width, so that the number of them is bounded too.
    let line = one_line(text, 4 * most);
    if columns(&line) <= most {
        return line.into_owned();
    }
    let mut kept = String::new();
    for c in line.chars() {
        kept.push(c);
        if columns(&kept) >= most {
            kept.pop();
            break;
        }
    }
    kept.push('…');
    kept
}

/// A name that fits into the widest box.
fn cut_title(text: &str, most: usize) -> String {
    let fits = |most: &usize| bold(&cut(text, *most)) <= WIDTHS.1 - EDGES;
    cut(text, (1..=most).rev().find(fits).unwrap_or(1))
}

/// How wide a name is at most. No font is measured: these are the widths of a wide one.
fn bold(text: &str) -> i64 {
    let tenths = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' => 58,
        'f' | 'r' | 't' | '-' | '(' | ')' | '[' | ']' | '/' => 74,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 158,
        'A'..='Z' | '&' | '#' | '<' | '>' | '=' | '+' | '~' => 120,
        c if c.is_ascii() => 104,
        _ => 148,
    };
    text.chars().map(tenths).sum::<i64>() / 10
}

/// Facts on as few lines as hold them, four at most.
fn wrapped(facts: &[String], most: usize) -> Vec<String> {
    const LINES: usize = 4;
    let mut lines: Vec<String> = Vec::new();
    for fact in facts {
        let fact = cut(fact, most);
        let is_full = lines.len() == LINES;
        match lines.last_mut() {
            Some(last) if columns(last) + 3 + columns(&fact) <= most => last.push_str(&format!(" · {fact}")),
            Some(last) if is_full => {
                *last = cut(&format!("{last} · {fact}"), most);
                break;
            }
            _ => lines.push(fact),
        }
    }
    lines
}

/// How wide a small text is at most.
pub(super) fn small(text: &str) -> i64 {
    count(columns(text)) * SMALL / 10
}

/// A number of things as one of a coordinate.
pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 1000)
}
