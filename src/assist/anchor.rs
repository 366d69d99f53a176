//! Anchors and aliases of YAML, `&base` and `*base`: where they stand, which belong together, and what is behind them.
//!
//! The tree has what an alias brings in, and not the alias, so that they are looked for in the text: outside of comments
//! and of the texts of scalars. That is done where somebody asks at one, and never while a text is checked.

use crate::compile::Compilation;
use crate::document::{Cursor, NodeKind};
use crate::source::Span;
use crate::text::{code, codes};

/// How many keys of what is behind an anchor are named.
const NAMED: usize = 8;

/// An anchor or an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its name, without the sign.
    pub(super) name: Span,
    /// Whether it is the anchor.
    pub(super) is_anchor: bool,
}

/// What ends the name of an anchor.
fn is_of_name(c: char) -> bool {
    !c.is_whitespace() && !"[]{},".contains(c)
}

/// The name in a text that begins with the sign and the name.
fn name(text: &str) -> &str {
    let rest = text.get(1..).unwrap_or_default();
    &rest[..rest.find(|c| !is_of_name(c)).unwrap_or(rest.len())]
}

/// Every anchor and alias, in the order of the text.
fn marks(compilation: &Compilation) -> Vec<Mark> {
    let (text, document) = (compilation.source.text(), &compilation.document);
    let mut scalars = Vec::new();
    if let Some(root) = document.cursor() {
        spans(&root, &mut scalars);
    }
    let within = |spans: &[Span], at: usize| {
        let before = spans.partition_point(|span| span.start < at);
        before > 0 && at < spans[before - 1].end
    };
    scalars.sort_unstable();
    let found = text.match_indices(['&', '*']).filter(|(at, _)| {
        let begins = text[..*at].ends_with([' ', '\t', '\n', '\r', '[', '{', ',']) || *at == 0;
        begins && !within(&document.comments, *at) && !within(&scalars, *at)
    });
    let one = |(at, sign): (usize, &str)| {
        let length = name(&text[at..]).len();
        (length > 0).then(|| Mark { name: Span::new(at + 1, at + 1 + length), is_anchor: sign == "&" })
    };
    found.filter_map(one).collect()
}

/// The spans of keys and scalars, where they stand themselves.
fn spans(at: &Cursor<'_>, found: &mut Vec<Span>) {
    for (entry, value) in at.entries() {
        found.push(entry.key_span);
        spans(&value, found);
    }
    at.items().for_each(|item| spans(&item, found));
    if matches!(at.node.kind, NodeKind::Scalar(_)) {
        found.push(at.place.span);
    }
}

/// The anchor or alias at a byte, with all that belong to it, the anchor first.
pub(super) fn family(compilation: &Compilation, offset: usize) -> Option<(Mark, Vec<Mark>)> {
    let text = compilation.source.text();
    let line = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    // Most places are none, which is seen by the signs of the line.
    if !text[line..].lines().next().unwrap_or_default().contains(['&', '*']) {
        return None;
    }
    let marks = marks(compilation);
    let at = marks.iter().position(|mark| mark.name.start <= offset + 1 && offset <= mark.name.end)?;
    let written = |mark: &Mark| compilation.source.slice(mark.name);
    let wanted = written(&marks[at]);
    // A name that is given again means the later one from there on.
    let of_name = |mark: &&Mark| written(mark) == wanted;
    let first = marks[..=at].iter().rposition(|mark| mark.is_anchor && written(mark) == wanted)?;
    let next = marks[first + 1..].iter().position(|mark| mark.is_anchor && written(mark) == wanted);
    let end = next.map_or(marks.len(), |next| first + 1 + next);
    Some((marks[at], marks[first..end].iter().filter(of_name).copied().collect()))
}

/// Whether another anchor has a name already.
pub(super) fn is_taken(compilation: &Compilation, but: Span, name: &str) -> bool {
    let other = |mark: &Mark| mark.is_anchor && mark.name != but && compilation.source.slice(mark.name) == name;
    marks(compilation).iter().any(other)
}

/// The names of the anchors before a byte, each once, the nearest first.
pub(super) fn names_before(text: &str, offset: usize) -> Vec<String> {
    let before = text.get(..offset).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for (at, _) in before.rmatch_indices('&') {
        let begins = before[..at].ends_with([' ', '[', '{', ',', '\n']);
        let line = before[..at].rfind('\n').map_or(0, |at| at + 1);
        let named = name(&before[at..]);
        if begins && !named.is_empty() && !before[line..at].contains(" #") && !names.iter().any(|known| known == named)
        {
            names.push(named.to_owned());
        }
    }
    names
}

/// What there is to say of an anchor and of what is behind it; Markdown.
pub(super) fn about(compilation: &Compilation, offset: usize) -> Option<(Span, String)> {
    let (mark, family) = family(compilation, offset)?;
    let (source, anchor) = (&compilation.source, family.first()?);
    let sign = if mark.is_anchor { "&" } else { "*" };
    let shown = Span::new(mark.name.start - 1, mark.name.end);
    let mut text = format!("**{}**", code(&format!("{sign}{}", source.slice(mark.name))));
    let count = family.len() - 1;
    let line = source.position(anchor.name.start).line;
    text.push_str(&match (mark.is_anchor, count) {
        (true, 0) => " · an anchor that nothing refers to".to_owned(),
        (true, 1) => " · an anchor that one alias refers to".to_owned(),
        (true, _) => format!(" · an anchor that {count} aliases refer to"),
        (false, _) => format!(" · what stands on line {line}"),
    });
    if let Some(held) = compilation.document.cursor().and_then(|root| held(&root, anchor.name)) {
        text.push_str(&format!("\n\n{held}"));
    }
    Some((shown, text))
}

/// What is behind an anchor, in a line; no value, which may be a secret's.
fn held(at: &Cursor<'_>, anchor: Span) -> Option<String> {
    let is_it = |node: &Cursor<'_>| {
        node.place.span.start >= anchor.start - 1 && node.place.span.start <= anchor.end + 1 + BETWEEN
    };
    let inside = |node: &Cursor<'_>| node.place.key.start < anchor.start && anchor.start <= node.place.span.end;
    for (_, value) in at.entries() {
        if is_it(&value) && value.place.key.end <= anchor.start {
            return Some(described(&value));
        }
        if inside(&value)
            && let Some(found) = held(&value, anchor)
        {
            return Some(found);
        }
    }
    at.items().find_map(|item| if is_it(&item) { Some(described(&item)) } else { held(&item, anchor) })
}

/// How much white space there may be between an anchor and what it is of.
const BETWEEN: usize = 40;

fn described(at: &Cursor<'_>) -> String {
    match &at.node.kind {
        NodeKind::Mapping(entries) => {
            let names = entries.iter().take(NAMED).map(|entry| entry.key.as_str());
            let more = if entries.len() > NAMED { ", …" } else { "" };
            format!("A mapping with {}{more}.", codes(names))
        }
        NodeKind::Sequence(items) => format!("A list of {}.", items.len()),
        NodeKind::Scalar(_) | NodeKind::Broken => "A single value.".to_owned(),
    }
}
