//! From the findings of files to text: one format a file.

mod excerpt;
mod fingerprint;
mod format;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;
pub mod short;

pub use format::{FORMATS, Form, Format};

use std::fmt;
use std::ops::{AddAssign, Range};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Diagnostic, Report, Severity};
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

impl<'a> FileFindings<'a> {
    /// The places of all its findings.
    pub fn all(&self) -> Range<usize> {
        0..self.report.iter().len()
    }

    /// Some of its findings, by their places among all.
    pub fn some(&self, which: Range<usize>) -> impl Iterator<Item = &'a Diagnostic> + use<'a> {
        self.report.iter().skip(which.start).take(which.len())
    }
}

/// How many findings there are, by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[schemars(rename = "summary")]
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

impl AddAssign for Summary {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.advice += other.advice;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Pointer, Span};

    #[test]
    fn what_is_told_in_parts_is_what_is_told_at_once() {
        let source = Source::new("f", "one: 1\ntwo: 2\nthree: 3\n");
        let mut report = Report::default();
        for at in [0, 7, 14] {
            report.push(Diagnostic::new(&crate::diagnostic::codes::IO, Pointer::root(), Span::new(at, at + 3), "m"));
        }
        let file = FileFindings { path: "f", source: &source, report: &report };
        let style = human::Style { color: false, width: 80 };
        let mut seen = 0;
        for format in FORMATS {
            let Form::Each(draw, _) = format.form else { continue };
            seen += 1;
            for half in 0..=3 {
                let parts = draw(&file, 0..half, style) + &draw(&file, half..3, style);
                assert_eq!(parts, draw(&file, file.all(), style), "{}", format.name);
            }
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn a_summary_reads_like_a_sentence() {
        let summary = Summary { files: 1, errors: 2, warnings: 1, advice: 0 };
        assert_eq!(summary.to_string(), "2 errors, 1 warning in 1 file");
        assert_eq!(Summary { files: 2, advice: 3, ..Summary::default() }.to_string(), "3 advice in 2 files");
        assert_eq!(Summary { files: 1, ..Summary::default() }.to_string(), "no problems in 1 file");
    }
}
