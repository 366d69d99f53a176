//! Tabs in the indentation, which YAML doesn't have.

use super::spot::{indentation, line_end, line_start};
use super::{codes, section};
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::{Pointer, Span};

pub(super) fn finding(text: &str, span: Span) -> Diagnostic {
    let level = level(text);
    let usual = text[span.start..span.end].replace('\t', &" ".repeat(level));
    let found = indented(text, level).into_iter().find(|(tabs, _)| *tabs == span).map(|(_, spaces)| " ".repeat(spaces));
    let spaces = found.unwrap_or_else(|| usual.clone());
    let title = if spaces == usual {
        format!("replace each tab by {} spaces", if level == 2 { "two".to_owned() } else { level.to_string() })
    } else {
        "indent it below the line before it".to_owned()
    };
    Diagnostic::new(&codes::TAB_INDENTATION, Pointer::root(), span, "a tab in the indentation")
        .help("indent with spaces")
        .fix(title, Applicability::Unsafe, span, spaces)
}

/// The tabs that lines begin with, each with the spaces that are meant: a level for a tab. Below a key that is indented
/// by spaces, lines that would not be deeper than it are.
fn indented(text: &str, level: usize) -> Vec<(Span, usize)> {
    let mut found = Vec::new();
    let (mut shift, mut key) = (0, None);
    for (at, line) in section::lines(text, 0).filter(|(_, line)| !line.trim().is_empty()) {
        let tabs = line.len() - line.trim_start_matches('\t').len();
        let spaces = level * tabs;
        if tabs > 0 {
            // The first line after others says how deep those after it are.
            if let Some(depth) = key.take() {
                let is_item = line[tabs..].starts_with("- ") && spaces == depth;
                shift = if spaces > depth || is_item { 0 } else { depth + level - spaces };
            }
            found.push((Span::new(at, at + tabs), spaces + shift));
        } else if !line.trim_start().starts_with('#') {
            let own = line.trim_start_matches([' ', '-']);
            (shift, key) = (0, own.trim_end().ends_with(':').then_some(line.len() - own.len()));
        }
    }
    found
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
    let others = indented(text, level(text)).into_iter().filter(|(tabs, _)| tabs.start != finding.span.start);
    fix.edits.extend(others.map(|(span, spaces)| Edit { span, text: " ".repeat(spaces) }));
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
