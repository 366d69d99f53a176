//! From the findings of files to text: one format a file.

mod excerpt;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;
pub mod short;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

use super::{Report, Severity};
use crate::source::Source;

/// A file with what there is to say of it.
#[derive(Debug, Clone, Copy)]
pub struct FileFindings<'a> {
    /// The path as it was given, with `/`.
    pub path: &'a str,
    /// Its text.
    pub source: &'a Source,
    /// The findings, in the order they are shown.
    pub report: &'a Report,
}

/// How many findings there are, by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Files that were looked at.
    pub files: usize,
    /// Errors in all of them.
    pub errors: usize,
    /// Warnings in all of them.
    pub warnings: usize,
    /// Advice in all of them.
    pub advice: usize,
}

impl Summary {
    /// Counts.
    pub fn of(files: &[FileFindings<'_>]) -> Self {
        let count = |severity| files.iter().map(|file| file.report.count(severity)).sum();
        Self {
            files: files.len(),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            advice: count(Severity::Advice),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, noun: &str| match count {
            1 => format!("1 {noun}"),
            _ => format!("{count} {noun}s"),
        };
        let found: Vec<_> = [(self.errors, "error"), (self.warnings, "warning")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, noun)| counted(count, noun))
            .chain((self.advice > 0).then(|| format!("{} advice", self.advice)))
            .collect();
        let found = if found.is_empty() { "no problems".to_owned() } else { found.join(", ") };
        write!(f, "{found} in {}", counted(self.files, "file"))
    }
}

/// What a terminal would act on instead of showing it: controls, and marks that change the direction or break lines.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A text on one line, as it can be shown safely: at most `most` characters, invisible ones escaped.
pub fn one_line(text: &str, most: usize) -> Cow<'_, str> {
    let cut = text.char_indices().nth(most).map(|(at, _)| at);
    let kept = &text[..cut.unwrap_or(text.len())];
    if cut.is_none() && !kept.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(kept.len());
    for c in kept.chars() {
        if is_invisible(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    if cut.is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_reads_like_a_sentence() {
        let summary = Summary { files: 1, errors: 2, warnings: 1, advice: 0 };
        assert_eq!(summary.to_string(), "2 errors, 1 warning in 1 file");
        assert_eq!(Summary { files: 2, advice: 3, ..Summary::default() }.to_string(), "3 advice in 2 files");
        assert_eq!(Summary { files: 1, ..Summary::default() }.to_string(), "no problems in 1 file");
    }

    #[test]
    fn text_of_the_user_can_not_drive_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2J\nb\u{202e}", 100), "a\\u{1b}[2J\\nb\\u{202e}");
        assert_eq!(one_line("äöü", 2), "äö…");
        assert_eq!(one_line("äöü", 3), "äöü");
    }
}
