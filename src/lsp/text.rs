//! The text of an open file: edits and positions in the unit that was agreed on, any of them, however wrong.

use gen_lsp_types::{Position, PositionEncodingKind, Range};

use crate::source::Span;

/// Bytes between marks, so that a column on a line of megabytes is found without a walk along that line.
const STRIDE: usize = 1024;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Halves of characters beyond the basic plane count, as in JavaScript.
    Utf16,
    /// Characters.
    Utf32,
}

/// A text with the beginnings of its lines.
#[derive(Debug, Clone)]
pub struct Text {
    content: String,
    starts: Vec<usize>,
    /// How many units begin before each multiple of [`STRIDE`] bytes.
    marks: Vec<usize>,
    encoding: Encoding,
}

impl Encoding {
    /// The best of what a client offers; UTF-16 where it says nothing.
    pub(super) fn agreed<'a>(offered: impl Iterator<Item = &'a str>) -> Self {
        // No conversion at all, then the simple one.
        let known = offered.filter_map(|name| match name {
            "utf-8" => Some(Self::Utf8),
            "utf-32" => Some(Self::Utf32),
            "utf-16" => Some(Self::Utf16),
            _ => None,
        });
        let rank = |encoding: &Self| [Self::Utf8, Self::Utf32, Self::Utf16].iter().position(|other| other == encoding);
        known.min_by_key(rank).unwrap_or(Self::Utf16)
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How many units begin in these bytes of UTF-8.
    fn units(self, bytes: &[u8]) -> usize {
        let unit = |byte: &u8| match (self, byte) {
            (Self::Utf8, _) => 1,
            (_, 0x80..=0xbf) => 0,
            (Self::Utf16, 0xf0..) => 2,
            _ => 1,
        };
        bytes.iter().map(unit).sum()
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

impl Text {
    /// A text whose columns are counted in `encoding`.
    pub fn new(content: String, encoding: Encoding) -> Self {
        let mut text = Self { content, starts: Vec::new(), marks: Vec::new(), encoding };
        text.measure();
        text
    }

    /// Looks where lines and columns are.
    fn measure(&mut self) {
        self.starts = line_starts(&self.content);
        let sum = |before: &mut usize, block: &[u8]| {
            let mark = *before;
            *before += self.encoding.units(block);
            Some(mark)
        };
        self.marks = self.content.as_bytes().chunks(STRIDE).scan(0, sum).collect();
    }

    /// How many units begin before a byte.
    fn units_before(&self, offset: usize) -> usize {
        let block = (offset / STRIDE).min(self.marks.len().saturating_sub(1));
        let mark = self.marks.get(block).copied().unwrap_or_default();
        mark + self.encoding.units(&self.content.as_bytes()[block * STRIDE..offset])
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// The byte at a position. A column after the line is the line's end, a line after the text the text's end, and
    /// the middle of a character its beginning.
    pub fn offset(&self, position: Position) -> usize {
        self.locate(position).0
    }

    /// The byte at a position, and the character that the position cuts in two halves, if it does.
    fn locate(&self, position: Position) -> (usize, Option<char>) {
        let line = usize::try_from(position.line).unwrap_or(usize::MAX);
        let Some(start) = self.starts.get(line).copied() else { return (self.content.len(), None) };
        let end = self.starts.get(line + 1).copied().unwrap_or(self.content.len());
        let text = self.content[start..end].trim_end_matches(['\n', '\r']);
        let end = start + text.len();
        let before = self.units_before(start);
        let wanted = usize::try_from(position.character).unwrap_or(usize::MAX).saturating_add(before);
        // The last mark that is not after it.
        let block = self.marks.partition_point(|mark| *mark <= wanted).saturating_sub(1);
        let mut from = (block * STRIDE).clamp(start, end);
        while !self.content.is_char_boundary(from) {
            from -= 1;
        }
        let mut column = self.units_before(from);
        for (at, c) in self.content[from..end].char_indices() {
            let next = column + self.encoding.width(c);
            if wanted < next {
                let is_cut = self.encoding == Encoding::Utf16 && wanted > column;
                return (from + at, is_cut.then_some(c));
            }
            column = next;
        }
        (end, None)
    }

    /// The position of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.content.len());
        while !self.content.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let column = self.units_before(offset) - self.units_before(self.starts[line]);
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(column) }
    }

    /// A span as a range.
    pub fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    /// A range as a span; one that goes backwards is empty.
    pub fn span(&self, range: Range) -> Span {
        let start = self.offset(range.start);
        Span::new(start, self.offset(range.end).max(start))
    }

    /// Replaces a range, or without one everything. Half a character that is left alone, as JavaScript can, becomes
    /// U+FFFD, which is as wide.
    pub fn edit(&mut self, range: Option<Range>, text: &str) {
        let Some(range) = range else {
            text.clone_into(&mut self.content);
            self.measure();
            return;
        };
        let (start, before) = self.locate(range.start);
        let (end, after) = self.locate(range.end);
        let is_backward = (range.end.line, range.end.character) < (range.start.line, range.start.character);
        let (end, after) = if is_backward || end < start { (start, before) } else { (end, after) };
        let half = |cut: Option<char>| if cut.is_some() { "\u{fffd}" } else { "" };
        let text = [half(before), text, half(after)].concat();
        self.content.replace_range(start..end + after.map_or(0, char::len_utf8), &text);
        self.measure();
    }
}

/// Where lines begin, as the protocol has it: after LF, CRLF, and CR alone.
fn line_starts(content: &str) -> Vec<usize> {
    let bytes = content.as_bytes();
    let mut starts = vec![0];
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            starts.push(at + 1);
        }
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_was_agreed_on() {
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let text = Text::new("a: 1\r\né🪑x".into(), encoding);
            let x = text.as_str().len() - 1;
            assert_eq!(text.position(x), at(1, column), "{encoding:?}");
            assert_eq!(text.offset(at(1, column)), x, "{encoding:?}");
        }
    }

    #[test]
    fn a_position_that_is_nowhere_is_the_nearest_before_it() {
        let text = Text::new("ab\r\nc🪑\n".into(), Encoding::Utf16);
        assert_eq!(text.offset(at(0, 99)), 2);
        assert_eq!(text.offset(at(1, 2)), 5);
        assert_eq!(text.offset(at(1, 3)), 9);
        assert_eq!(text.offset(at(u32::MAX, u32::MAX)), text.as_str().len());
        assert_eq!(text.position(3), at(0, 3));
        assert_eq!(text.position(7), at(1, 1));
    }

    #[test]
    fn an_edit_replaces_its_range_and_one_without_everything() {
        let mut text = Text::new("a\nb\nc".into(), Encoding::Utf16);
        text.edit(Some(Range { start: at(0, 1), end: at(2, 0) }), "\r\né\r\n");
        assert_eq!(text.as_str(), "a\r\né\r\nc");
        text.edit(Some(Range { start: at(2, 1), end: at(1, 0) }), "!");
        assert_eq!(text.as_str(), "a\r\né\r\nc!");
        text.edit(None, "x");
        assert_eq!((text.as_str(), text.position(9)), ("x", at(0, 1)));
    }

    #[test]
    fn half_a_character_that_is_left_is_as_wide() {
        for (from, to, new, after) in [
            (2, 2, "x", "a\u{fffd}x\u{fffd}b"),
            (2, 3, "", "a\u{fffd}b"),
            (1, 2, "", "a\u{fffd}b"),
            (0, 2, "x", "x\u{fffd}b"),
            (2, 4, "", "a\u{fffd}"),
            (1, 3, "", "ab"),
            (2, 1, "", "a\u{fffd}\u{fffd}b"),
        ] {
            let mut text = Text::new("a🪑b".into(), Encoding::Utf16);
            text.edit(Some(Range { start: at(0, from), end: at(0, to) }), new);
            assert_eq!(text.as_str(), after, "{from} to {to}");
        }
        let mut text = Text::new("a🪑b".into(), Encoding::Utf8);
        text.edit(Some(Range { start: at(0, 2), end: at(0, 5) }), "");
        assert_eq!(text.as_str(), "ab");
    }

    #[test]
    fn columns_of_a_long_line_are_those_of_a_short_one() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for piece in ["x", "é", "🪑", "a🪑é€"] {
                let line = piece.repeat(3 * STRIDE / piece.len() + 1);
                let text = Text::new(format!("{line}\r\n{line}\n{piece}"), encoding);
                for (number, start) in [0, line.len() + 2, 2 * line.len() + 3].into_iter().enumerate() {
                    let mut column = 0;
                    let shown = if number == 2 { piece } else { &line };
                    for (offset, c) in shown.char_indices() {
                        let place = at(u32::try_from(number).unwrap(), column);
                        assert_eq!(text.position(start + offset), place, "{encoding:?} {piece}");
                        assert_eq!(text.offset(place), start + offset, "{encoding:?} {piece}");
                        column += u32::try_from(encoding.width(c)).unwrap();
                    }
                    let end = at(u32::try_from(number).unwrap(), column + 7);
                    assert_eq!(text.offset(end), start + shown.len());
                }
            }
        }
    }

    #[test]
    fn the_best_encoding_that_is_offered_is_taken() {
        assert_eq!(Encoding::agreed(["utf-16", "utf-8"].into_iter()), Encoding::Utf8);
        assert_eq!(Encoding::agreed(["utf-16", "utf-32"].into_iter()), Encoding::Utf32);
        assert_eq!(Encoding::agreed(["ebcdic"].into_iter()), Encoding::Utf16);
    }
}
