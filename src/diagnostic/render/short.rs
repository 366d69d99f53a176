//! One line a finding, as editors and `grep` read it: `path:line:col: severity[code]: message`.

use std::fmt::Write as _;

use super::FileFindings;
use crate::text::one_line;

/// The findings of all files.
pub fn render(files: &[FileFindings<'_>]) -> String {
    let mut text = String::new();
    for file in files {
        let path = one_line(file.path, usize::MAX);
        for found in file.report {
            let at = file.source.position(found.span.start);
            let (severity, code) = (found.severity.as_str(), found.code.id);
            let message = one_line(&found.message, usize::MAX);
            // Writing to a string never fails.
            let _ = writeln!(text, "{path}:{}:{}: {severity}[{code}]: {message}", at.line, at.column);
        }
    }
    text
}
