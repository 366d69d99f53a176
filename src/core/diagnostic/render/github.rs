//! Workflow commands: lines that GitHub's runner shows as annotations on a commit or a pull request.

use std::fmt::Write as _;
use std::ops::Range;

use super::FileFindings;
use crate::diagnostic::Severity;
use crate::text::one_line;

/// The findings of all files.
pub fn render(files: &[FileFindings<'_>]) -> String {
    files.iter().map(|file| some(file, file.all())).collect()
}

/// Some of the findings of a file.
pub fn some(file: &FileFindings<'_>, which: Range<usize>) -> String {
    let mut text = String::new();
    let path = file.path.strip_prefix("./").unwrap_or(file.path);
    for found in file.some(which) {
        let (start, end) = (file.source.position(found.span.start), file.source.position(found.span.end));
        let level = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let mut message = one_line(&found.message, usize::MAX).into_owned();
        if let Some(help) = &found.help {
            // A line break can't come from a message: `data` writes it so that the runner reads it back.
            let _ = write!(message, "\nhelp: {}", one_line(help, usize::MAX));
        }
        // Writing to a string never fails.
        let _ = write!(text, "::{level} file={},line={},endLine={}", property(path), start.line, end.line);
        // Columns are only understood where the finding is on one line.
        if start.line == end.line {
            let _ = write!(text, ",col={},endColumn={}", start.column, end.column);
        }
        let _ = writeln!(text, ",title={}::{}", property(&format!("ast {}", found.code.id)), data(&message));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
