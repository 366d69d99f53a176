//! Merge conflicts that were left in a file.

use super::{codes, section};
use crate::diagnostic::{Diagnostic, Related};
use crate::source::{Pointer, Span};

/// A finding for each conflict, at its first marker. Only of text that isn't YAML: quoted text may hold the same.
pub(super) fn left_in(text: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut is_open = false;
    for (at, line) in section::lines(text, 0) {
        let line = line.trim_end();
        let marks = |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let (begins, ends) = (marks("<<<<<<<"), marks(">>>>>>>"));
        if !(begins || ends || marks("|||||||") || line == "=======") {
            continue;
        }
        let span = Span::new(at, at + line.len());
        match found.last_mut().filter(|_| is_open && !begins) {
            Some(conflict) => {
                let message = if ends { "it ends here" } else { "its next part begins here" }.to_owned();
                conflict.related.push(Related { message, span });
            }
            None => found.push(
                Diagnostic::new(&codes::SYNTAX, Pointer::root(), span, "a merge conflict is left in the file")
                    .help("keep one of its sides, and remove the lines that mark it"),
            ),
        }
        is_open = !ends;
    }
    found
}
