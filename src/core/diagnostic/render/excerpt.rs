//! From spans of a source to the few lines around them, short and safe enough for a terminal.
//!
//! Only the lines that are shown are copied, so that an excerpt costs the same at the end of a long file as at its
//! beginning.

use std::collections::BTreeMap;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Source, Span};
use crate::text::is_hidden;

/// The lines around some spans.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    text: String,
    lines: Vec<Line>,
    /// The column in the source by the offset in the excerpt, for the spans that were asked for.
    columns: BTreeMap<usize, usize>,
}

#[derive(Debug)]
struct Line {
    /// From 1, in the source.
    number: usize,
    /// Where it begins in the excerpt.
    start: usize,
    /// Where each character is shown: its offset in the source, and in the excerpt. The last is the line's end.
    shown: Vec<(usize, usize)>,
}

impl Excerpt {
    /// The lines of `spans` and one around each, cut to `room` characters; and where the spans are in it.
    ///
    /// A span of several lines is cut to its first.
    pub(super) fn new(path: &str, source: &Source, spans: &[Span], room: usize) -> (Self, Vec<SourceSpan>) {
        let mut focus: BTreeMap<usize, usize> = BTreeMap::new();
        for span in spans {
            let line = source.position(span.start).line;
            for around in [line.saturating_sub(1).max(1), line + 1] {
                if around <= source.line_count() && !source.line(around).is_empty() {
                    focus.entry(around).or_insert(source.line(around).start);
                }
            }
        }
        let mut wanted: Vec<_> = spans.iter().collect();
        wanted.sort();
        // The first span of a line decides which part of a long line is shown.
        for span in wanted.into_iter().rev() {
            focus.insert(source.position(span.start).line, span.start);
        }
        let mut excerpt =
            Self { path: path.to_owned(), text: String::new(), lines: Vec::new(), columns: BTreeMap::new() };
        // What is blamed comes first, whatever is shown beside it.
        let blamed = spans.first().map_or(1, |span| source.position(span.start).line);
        let is_gap = |number: &usize| !focus.contains_key(number);
        let from = (1..blamed).rev().find(is_gap).map_or(1, |gap| gap + 1);
        let (first, others): (Vec<_>, Vec<_>) =
            focus.iter().partition(|(number, _)| **number >= from && !(from..**number).any(|number| is_gap(&number)));
        for (number, focus) in first.into_iter().chain(others) {
            excerpt.show(source, *number, *focus, room);
        }
        let places = spans.iter().map(|span| excerpt.place(source, *span)).collect();
        (excerpt, places)
    }

    /// Adds a line, cut to the surroundings of `focus`.
    fn show(&mut self, source: &Source, number: usize, focus: usize, room: usize) {
        let whole = source.line(number);
        let content = source.slice(whole).trim_end_matches(['\n', '\r']);
        let before = source.slice(Span::new(whole.start, focus.min(whole.start + content.len())));
        let from = match content.char_indices().nth(room) {
            Some(_) => before.char_indices().rev().nth(room / 3).map_or(0, |(at, _)| at),
            None => 0,
        };
        let start = self.text.len();
        let mut shown = Vec::new();
        if from > 0 {
            self.text.push('…');
        }
        let mut end = whole.start + content.len();
        for (count, (at, c)) in content[from..].char_indices().enumerate() {
            let at = whole.start + from + at;
            if count == room {
                end = at;
                break;
            }
            shown.push((at, self.text.len()));
            // What draws the excerpt spreads tabs; a byte order mark has no width anywhere.
            match c {
                '\u{feff}' => {}
                _ if source.is_hidden(at) => self.text.push('*'),
                c if c != '\t' && is_hidden(c) => self.text.push(char::REPLACEMENT_CHARACTER),
                c => self.text.push(c),
            }
        }
        shown.push((end, self.text.len()));
        if end < whole.start + content.len() {
            self.text.push('…');
        }
        self.text.push('\n');
        self.lines.push(Line { number, start, shown });
    }

    fn place(&mut self, source: &Source, span: Span) -> SourceSpan {
        let position = source.position(span.start);
        let Some(line) = self.lines.iter().find(|line| line.number == position.line) else { return (0, 0).into() };
        let shown = &line.shown;
        let at = |offset: usize| {
            let index = shown.partition_point(|(source, _)| *source < offset).min(shown.len() - 1);
            shown[index].1
        };
        let (start, end) = (at(position.offset), at(span.end.max(span.start)));
        self.columns.entry(start).or_insert(position.column);
        (start, end - start).into()
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line_of = |offset: usize| self.lines.partition_point(|line| line.start <= offset).checked_sub(1);
        let (first, last) = (line_of(span.offset()), line_of(span.offset() + span.len()));
        let (Some(mut first), Some(mut last)) = (first, last) else { return Err(MietteError::OutOfBounds) };
        let number = |index: usize| self.lines.get(index).map(|line| line.number);
        let follows = |index: usize| number(index + 1) == number(index).map(|number| number + 1);
        for _ in 0..before {
            if first > 0 && follows(first - 1) {
                first -= 1;
            }
        }
        for _ in 0..after {
            if follows(last) {
                last += 1;
            }
        }
        if number(last) != number(first).map(|number| number + last - first) {
            return Err(MietteError::OutOfBounds);
        }
        let start = self.lines[first].start;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |line| line.start);
        let column = if before == 0 { self.columns.get(&span.offset()).map_or(0, |column| column - 1) } else { 0 };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            &self.text.as_bytes()[start..end],
            (start, end - start).into(),
            self.lines[first].number - 1,
            column,
            last - first + 1,
        )))
    }
}
