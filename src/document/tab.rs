//! Tabs in the indentation, which YAML doesn't have.

use super::spot::{indentation, line_end, line_start};
use super::{codes, section};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::{Pointer, Span};

pub(super) fn finding(text: &str, span: Span) -> Diagnostic {
    let level = level(text);
    let spaces = text[span.start..span.end].replace('\t', &" ".repeat(level));
    let count = if level == 2 { "two".to_owned() } else { level.to_string() };
    Diagnostic::new(&codes::TAB_INDENTATION, Pointer::root(), span, "a tab in the indentation")
        .help("indent with spaces")
        .fix(format!("replace each tab by {count} spaces"), Applicability::Unsafe, span, spaces)
}

/// How many spaces are one level where lines are indented by them: a tab beside them is one level too. Two, where no line
/// shows it.
fn level(text: &str) -> usize {
    let indented = section::lines(text, 0).filter_map(|(_, line)| {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let is_plain = !line[spaces..].trim().is_empty() && !line[spaces..].starts_with(['\t', '#', '-']);
        (spaces > 1 && is_plain).then_some(spaces)
    });
    indented.min().filter(|spaces| *spaces <= 8).unwrap_or(2)
}

/// Has the fix of a tab replace those that begin other lines too, as most files are indented alike. What a line
/// has after them may belong to a text.
pub(super) fn indent_by_spaces(text: &str, finding: &mut Diagnostic) {
    let Some(fix) = finding.fixes.first_mut() else { return };
    let (own, level) = (finding.span.start, level(text));
    let others = section::lines(text, 0).filter(|(at, line)| *at != own && !line.trim().is_empty());
    fix.edits.extend(others.filter_map(|(at, line)| {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        (tabs > 0).then(|| Edit { span: Span::new(at, at + tabs), text: " ".repeat(level * tabs) })
    }));
    fix.edits.sort_by_key(|edit| edit.span);
}

/// The indentation of the line of a block's key, if a tab is in it.
pub(super) fn before(text: &str, at: usize) -> Option<Span> {
    let blank = |byte: &&u8| matches!(byte, b' ' | b'\t' | b'-' | b'?');
    let length = text.as_bytes()[..at].iter().rev().take_while(blank).count();
    let start = at - length;
    let begins = start == 0 || text[..start].ends_with(['\n', '\r', '\u{feff}']);
    let span = Span::new(start, start + indentation(text, start));
    (begins && text[span.start..span.end].contains('\t')).then_some(span)
}

/// Indentation with a tab in it, of the line at `at` or, where the parser stopped at the end of a text
/// that such a line cuts off, of the next.
pub(super) fn near(text: &str, at: usize) -> Option<Span> {
    let start = line_start(text, at);
    let own = Span::new(start, start + indentation(text, start));
    let next = line_end(text, at);
    let next = next + text[next..].bytes().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    let following = Span::new(next, next + indentation(text, next));
    let has_tab = |span: &Span| text[span.start..span.end].contains('\t');
    let token = text.get(at..).unwrap_or_default();
    let is_block = token.starts_with(['|', '>']);
    if own.end >= at && has_tab(&own) {
        return Some(own);
    }
    // A plain text that goes on in the next line, or a block text.
    let goes_on = is_block || !token.trim_start().starts_with(['\'', '"', '[', '{', ':', '&', '*', '!']);
    (goes_on && has_tab(&following)).then_some(following)
}
