//! What `ast fix` answers programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::Fixed;
use crate::compile::Made;
use crate::diagnostic::render::json::{self, Finding, Version};
use crate::diagnostic::render::{FileFindings, Summary};

/// `ast fix --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "fix")]
pub(in crate::cli) struct Answer {
    /// The version of the contract.
    pub(super) version: Version,
    /// Every file, those that could not be used after the others.
    pub(super) files: Vec<File>,
    /// How many findings are left.
    pub(super) summary: Summary,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct File {
    /// As given, with `/`.
    path: String,
    /// Whether a fix was made, or would be with `--diff`.
    changed: bool,
    /// Whether it was written.
    written: bool,
    /// Whether all fixes were tried; `false` where faults make room for others without end: run it again.
    complete: bool,
    /// Whether no error is left.
    valid: bool,
    /// What was fixed.
    fixed: Vec<Made>,
    /// The corrected text of standard input.
    text: Option<String>,
    /// What is left.
    diagnostics: Vec<Finding>,
}

impl File {
    pub(super) fn of(fixed: &Fixed) -> Self {
        let FileFindings { path, source, report } = fixed.findings();
        Self {
            path: path.to_owned(),
            changed: fixed.is_changed(),
            written: fixed.written,
            complete: fixed.correction.is_complete,
            valid: !report.has_errors(),
            fixed: fixed.correction.made.clone(),
            text: fixed.is_stdin.then(|| fixed.after().to_owned()),
            diagnostics: json::findings(path, source, report),
        }
    }

    /// A file that could not be read or written.
    pub(super) fn unusable(findings: &FileFindings<'_>) -> Self {
        let FileFindings { path, source, report } = *findings;
        Self {
            path: path.to_owned(),
            changed: false,
            written: false,
            complete: true,
            valid: false,
            fixed: Vec::new(),
            text: None,
            diagnostics: json::findings(path, source, report),
        }
    }
}
