//! From findings to a corrected text: everything outside of the edited spans stays as it is.

use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Report};
use crate::source::Span;

/// A finding with the fix that is made of it.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// What is resolved.
    pub finding: &'a Diagnostic,
    /// How.
    pub fix: &'a Fix,
}

/// The first fix of each finding that may be applied; of two that overlap the first stays.
pub fn choose(report: &Report, with_unsafe: bool) -> Vec<Choice<'_>> {
    let mut chosen: Vec<Choice<'_>> = Vec::new();
    // The ends of what is taken by their starts.
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for finding in report {
        let fits = |fix: &&Fix| with_unsafe || fix.applicability == Applicability::Safe;
        let Some(fix) = finding.fixes.iter().find(fits) else { continue };
        let is_free = |span: Span| taken.range(..span.end).next_back().is_none_or(|(_, end)| *end <= span.start);
        if fix.edits.iter().all(|edit| is_free(edit.span)) {
            for edit in &fix.edits {
                let end = taken.entry(edit.span.start).or_default();
                *end = edit.span.end.max(*end);
            }
            chosen.push(Choice { finding, fix });
        }
    }
    chosen
}

/// The edits of fixes that don't overlap, in the order of the text.
pub fn edits<'a>(fixes: impl IntoIterator<Item = &'a Fix>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = fixes.into_iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// The text with edits made, which stand in its order.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        fixed.push_str(text.get(at..edit.span.start).unwrap_or_default());
        fixed.push_str(&edit.text);
        at = edit.span.end;
    }
    fixed.push_str(text.get(at..).unwrap_or_default());
    fixed
}

/// Where a byte of the edited text was before; one of a replacement was where that begins.
pub fn origin(edits: &[Edit], offset: usize) -> usize {
    // How far both texts have been followed.
    let (mut old, mut new) = (0, 0);
    for edit in edits {
        let kept = edit.span.start - old;
        if offset < new + kept {
            break;
        }
        new += kept;
        if offset < new + edit.text.len() {
            return edit.span.start;
        }
        (old, new) = (edit.span.end, new + edit.text.len());
    }
    old + (offset - new)
}

/// Where spans of the text are once it is edited, without those that an edit touches. Both come in their order.
pub fn moved(edits: &[Edit], spans: &[Span]) -> Vec<Span> {
    let mut kept = Vec::with_capacity(spans.len());
    let mut edits = edits.iter().peekable();
    // How much the edits so far took away, and how much they put there.
    let (mut gone, mut new) = (0, 0);
    for span in spans {
        while let Some(edit) = edits.next_if(|edit| edit.span.end <= span.start) {
            (gone, new) = (gone + edit.span.end - edit.span.start, new + edit.text.len());
        }
        if edits.peek().is_none_or(|edit| edit.span.start >= span.end) {
            kept.push(Span::new(span.start + new - gone, span.end + new - gone));
        }
    }
    kept
}

/// The text with every fix that may be applied at once.
pub fn apply(text: &str, report: &Report, with_unsafe: bool) -> String {
    let chosen = choose(report, with_unsafe);
    edited(text, &edits(chosen.iter().map(|choice| choice.fix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.into() }
    }

    #[test]
    fn spans_move_with_the_text_that_they_are_of() {
        let text = "ab secret cd other ef";
        let edits = [edit(0, 2, ""), edit(10, 10, "longer "), edit(14, 15, "x")];
        let spans = [Span::new(3, 9), Span::new(13, 18), Span::new(19, 21)];
        let after = edited(text, &edits);
        let moved = moved(&edits, &spans);
        let texts: Vec<_> = moved.iter().map(|span| &after[span.start..span.end]).collect();
        assert_eq!(texts, ["secret", "ef"]);
    }

    #[test]
    fn a_byte_of_the_edited_text_is_found_where_it_was() {
        let edits = [edit(1, 3, "XYZ"), edit(4, 4, "++"), edit(5, 7, "")];
        let (before, after) = ("abcdefgh", "aXYZd++eh");
        assert_eq!(edited(before, &edits), after);
        for (at, byte) in after.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_lowercase()) {
            assert_eq!(before.as_bytes()[origin(&edits, at)], byte, "{at}");
        }
        assert_eq!((origin(&edits, 2), origin(&edits, 5)), (1, 4));
    }
}
