//! From the parser's errors between brackets to findings: it names the outermost bracket, or what comes after.

use granit_parser::{ErrorKind, ScanError};

use super::fault::Fault;
use super::resolve::shown;
use super::spot::{character_at, line_end, line_start, token_at};
use super::syntax::{runs_over_entry, say};
use super::{bracket, mend, section};
use crate::diagnostic::Applicability;
use crate::source::Span;

/// What is wrong between brackets: the parser doesn't see that one is left open, or that only a comma is wrong.
pub(super) fn fault(error: &ScanError, text: &str, at: usize) -> Option<Fault> {
    let (is_separator, is_end) = match error.kind() {
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => (true, false),
        ErrorKind::MappingValueNotAllowed
        | ErrorKind::InvalidColonPlacement
        | ErrorKind::SimpleKeyExpected
        | ErrorKind::InvalidSimpleKey => (false, false),
        ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => (false, true),
        _ => return None,
    };
    let whole = Span::new(0, text.len());
    let section = if section::is_bracketed(text) { whole } else { section::section_at(text, at) };
    let bracket = *bracket::open(text, Span::new(section.start, at)).last()?;
    if is_end {
        return text[at..].starts_with(',').then(|| extra_comma(text, at));
    }
    if !bracket::is_closed(text, bracket, section.end) {
        return runs_over_entry(text, bracket, at).then(|| unclosed(text, bracket));
    }
    if is_separator { missing_comma(text, at) } else { None }
}

fn extra_comma(text: &str, at: usize) -> Fault {
    let span = character_at(text, at);
    let diagnostic = say(span, "nothing stands before this `,`").help("remove it, or write what belongs before it");
    // One edit for a run of them: the next would only be found once this one is gone.
    let run = text[at..].find(|c: char| c != ',' && !c.is_whitespace()).map_or(text.len(), |end| at + end);
    let is_spaced = text[..at].ends_with(char::is_whitespace);
    let end = if is_spaced { run } else { text[at..run].trim_end().len() + at };
    Fault::new(diagnostic.fix("remove the `,`", Applicability::Unsafe, Span::new(at, end), ""))
}

/// An entry after another, without a comma between them; none where what the parser stops at has its comma, or is more
/// than one entry.
fn missing_comma(text: &str, at: usize) -> Option<Fault> {
    // The parser takes a key without quotes for more of the value before it, and stops at its colon.
    let is_key = text[at..].starts_with(':');
    let before = if is_key { text[..at].rfind(char::is_whitespace).map_or(at, |end| end + 1) } else { at };
    let end = text[..before].trim_end().len();
    if text[..end].ends_with([',', '{', '[']) || (is_key && text[before..at].contains([',', '{', '}', '[', ']'])) {
        return None;
    }
    let span = if is_key {
        Span::new(before, at)
    } else if text[at..].starts_with(['"', '\'']) {
        let end = line_end(text, at);
        Span::new(at, (bracket::closing_quote(text, at, end) + 1).min(end))
    } else {
        token_at(text, at)
    };
    let diagnostic = say(span, &format!("expected `,` before {}", shown(&text[span.start..span.end])))
        .help("separate the entries by commas");
    let has_comment = text[line_start(text, end)..end].contains('#');
    Some(Fault::new(if has_comment {
        diagnostic
    } else {
        diagnostic.fix("insert `,`", Applicability::Unsafe, Span::new(end, end), ",")
    }))
}

pub(super) fn unclosed(text: &str, at: usize) -> Fault {
    let span = character_at(text, at);
    let closing = if text[at..].starts_with('[') { "]" } else { "}" };
    let message = format!("{} is never closed", shown(&text[span.start..span.end]));
    Fault::new(mend::brackets_at_end(text, at, say(span, &message).help(format!("add the `{closing}`"))))
}
