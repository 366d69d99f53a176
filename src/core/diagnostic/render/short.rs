//! One line a finding, as editors and `grep` read it: `path:line:col: severity[code]: message`.

use std::fmt::Write as _;
use std::ops::Range;

use super::FileFindings;
use crate::text::one_line;

/// The findings of all files.
pub fn render(files: &[FileFindings<'_>]) -> String {
    files.iter().map(|file| some(file, file.all())).collect()
}

/// Some of the findings of a file.
pub fn some(file: &FileFindings<'_>, which: Range<usize>) -> String {
    let mut text = String::new();
    let path = one_line(file.path, usize::MAX);
    for found in file.some(which) {
        let at = file.source.position(found.span.start);
        let (severity, code) = (found.severity.as_str(), found.code.id);
        let message = one_line(&found.message, usize::MAX);
        // Writing to a string never fails.
        let _ = writeln!(text, "{path}:{}:{}: {severity}[{code}]: {message}", at.line, at.column);
    }
    text
}
