//! Findings that many projects have alike: people are shown the first, and told how many have it too.
//!
//! A workspace is often made of one template, and a warning of that came once a project. Programs, and formats of a line
//! each, are told all of them.

use std::collections::BTreeMap;

use crate::diagnostic::render::FileFindings;
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::one_line;

/// How many findings are remembered; what comes after them is told each time.
const MOST: usize = 10_000;
/// How many files are named.
const MOST_NAMED: usize = 3;
/// How much of a message and of a path is shown.
const LONGEST: usize = 300;

/// What was told, and how often it came again.
#[derive(Default)]
pub(super) struct Repeated(BTreeMap<(&'static str, String, Option<String>), Again>);

struct Again {
    severity: Severity,
    /// The file that it was told of.
    first: String,
    /// The file that it came in last.
    last: String,
    /// In how many files it came again.
    count: usize,
    paths: Vec<String>,
}

impl Repeated {
    /// Whether each finding of a file is told: one that was told of another file alike is only counted, but for errors.
    pub(super) fn are_told(&mut self, file: &FileFindings<'_>) -> Vec<bool> {
        file.report.iter().map(|found| self.is_told(found, file.path)).collect()
    }

    fn is_told(&mut self, found: &Diagnostic, path: &str) -> bool {
        if found.severity == Severity::Error {
            return true;
        }
        let key = (found.code.id, found.message.clone(), found.help.clone());
        let is_full = self.0.len() >= MOST;
        match self.0.get_mut(&key) {
            Some(again) if again.first == path => true,
            Some(again) => {
                if again.last != path {
                    again.count += 1;
                    path.clone_into(&mut again.last);
                    if again.paths.len() < MOST_NAMED {
                        again.paths.push(path.to_owned());
                    }
                }
                false
            }
            None if is_full => true,
            None => {
                let (severity, first) = (found.severity, path.to_owned());
                self.0.insert(key, Again { severity, first, last: String::new(), count: 0, paths: Vec::new() });
                true
            }
        }
    }

    /// What came again, and where.
    pub(super) fn told(&self) -> String {
        let mut text = String::new();
        for ((code, message, _), Again { severity, count, paths, .. }) in self.0.iter().filter(|(_, at)| at.count > 0) {
            let files = if *count == 1 { "1 more file" } else { &format!("{count} more files") };
            let named: Vec<_> = paths.iter().map(|path| one_line(path, LONGEST)).collect();
            let rest = match count.saturating_sub(named.len()) {
                0 => String::new(),
                rest => format!(" and {rest} others; `--format short` names all"),
            };
            let (severity, message) = (severity.as_str(), one_line(message, LONGEST));
            let named = named.join(", ");
            text.push_str(&format!("{severity}[{code}] in {files}: {message}\n  {named}{rest}\n\n"));
        }
        text
    }
}
