//! A code quality report, which GitLab shows on a merge request.

use serde::Serialize;

use super::fingerprint::Fingerprints;
use super::{FileFindings, json};
use crate::diagnostic::Severity;
use crate::source::Position;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

impl From<Position> for Point {
    fn from(Position { line, column, .. }: Position) -> Self {
        Self { line, column }
    }
}

/// The findings of all files.
pub fn render(files: &[FileFindings<'_>]) -> String {
    json::text(&issues(files))
}

/// The same, to be written as it is made to text.
pub fn issues(files: &[FileFindings<'_>]) -> impl Serialize {
    let mut marks = Fingerprints::default();
    let mut issues = Vec::new();
    for file in files {
        for found in file.report {
            let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
            issues.push(Issue {
                description: format!("{}{help}", found.message),
                check_name: found.code.id,
                fingerprint: marks.of(file, found),
                severity: match found.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Advice => "info",
                },
                location: Location {
                    path: file.path.strip_prefix("./").unwrap_or(file.path),
                    positions: Positions {
                        begin: file.source.position(found.span.start).into(),
                        end: file.source.position(found.span.end).into(),
                    },
                },
            });
        }
    }
    issues
}
