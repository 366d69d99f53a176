//! Values that begin with a character that YAML keeps for itself: put in quotes, they are what was meant.

use super::fault::Fault;
use super::resolve::shown;
use super::spot::line_start;
use super::{codes, quote};
use crate::diagnostic::{Applicability, Diagnostic};
use crate::source::{Pointer, Span};

/// A value that begins with a character that YAML keeps for itself.
pub(super) fn unquoted(text: &str, at: usize, in_brackets: bool) -> Fault {
    // The parser looks ahead, so brackets of this line may not have been opened yet.
    let before = &text[line_start(text, at)..at];
    let in_flow = in_brackets || before.matches(['[', '{']).count() > before.matches([']', '}']).count();
    let line = text[at..].split(['\n', '\r']).next().unwrap_or_default();
    let ends = [line.find(" #"), line.find("\t#"), line.find(": "), line.ends_with(':').then(|| line.len() - 1)];
    let flow_end = if in_flow { line.find([',', ']', '}']) } else { None };
    let end = ends.into_iter().flatten().chain(flow_end).min().unwrap_or(line.len());
    let value = line[..end].trim_end();
    let quoted = quote(value);
    // A schedule's own comma looks like one of the list.
    let is_cut = in_flow && value.starts_with('*') && line[end..].starts_with(',');
    let applicability = if is_cut { Applicability::Unsafe } else { Applicability::Safe };
    let span = Span::new(at, at + value.len());
    let (code, message) = match value.chars().next() {
        Some('`') => (&codes::SYNTAX, "a value that begins with a backtick has to be in quotes".to_owned()),
        Some(mark) => {
            let code = if mark == '@' { &codes::UNQUOTED_AT } else { &codes::SYNTAX };
            (code, format!("{} begins with `{}`, so it has to be in quotes", shown(value), mark.escape_debug()))
        }
        None => (&codes::SYNTAX, "a value has to be in quotes".to_owned()),
    };
    let diagnostic = Diagnostic::new(code, Pointer::root(), span, message)
        .help(format!("write {}", shown(&quoted)))
        .fix("put it in quotes", applicability, span, quoted);
    Fault { mask: Some(at), ..Fault::new(diagnostic) }
}

/// Where the value begins that a mark at `at` stands in: a schedule has several, and its first can be a name.
pub(super) fn value_start(text: &str, at: usize) -> usize {
    let start = line_start(text, at);
    let line = &text[start..at];
    let before = [": ", "- ", ", ", "[", "{"].map(|mark| line.rfind(mark).map_or(0, |start| start + mark.len()));
    let key = before.into_iter().max().unwrap_or_default();
    let value = line[key..].trim_start_matches([' ', '\t']);
    if value.starts_with(['*', '&']) { at - value.len() } else { at }
}
