//! A file of a side that has errors: what there is to say of it, and whether it could be read at all.
//!
//! A file that does not parse has entries that nobody sees, and each would be told as one that is gone, with its data. So
//! nothing of such a side is compared. One whose entries are wrong is compared as far as they could be read.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::side::{At, Loaded};
use crate::cli::accepted::tell;
use crate::cli::session::Session;
use crate::diagnostic::render::{FileFindings, json, short};
use crate::diagnostic::{Class, Report, Severity};
use crate::project::shown;

/// A file of a side that has errors.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Faulty {
    /// Which side it is of: `old` or `new`.
    #[schemars(regex(pattern = "^(old|new)$"))]
    side: &'static str,
    /// The file, after its revision where it is one of a revision.
    pub(super) path: String,
    /// Whether it can't be read at all, so that nothing is compared.
    pub(super) unread: bool,
    /// What is wrong with it.
    diagnostics: Vec<json::Finding>,
    /// The same, a line each.
    #[serde(skip)]
    pub(super) lines: String,
}

impl Faulty {
    /// The files of a side that have errors, which are told on standard error.
    pub(super) fn of(side: &'static str, at: &At, loaded: &Loaded, session: &mut Session<'_, '_>) -> Vec<Self> {
        let here = session.absolute(Path::new(""));
        let mut faulty = Vec::new();
        for (unread, file) in files(loaded).into_iter().filter(|(_, file)| file.report.has_errors()) {
            let path = Path::new(file.path);
            let path = at.shown(&shown(path.strip_prefix(&here).unwrap_or(path)));
            let mut report = Report::default();
            file.report.iter().filter(|found| is_error(found.severity)).for_each(|found| report.push(found.clone()));
            let errors = FileFindings { path: &path, source: file.source, report: &report };
            tell(errors, session);
            let diagnostics = json::findings(&path, file.source, &report);
            let lines = short::render(&[errors]);
            faulty.push(Self { side, path, unread, diagnostics, lines });
        }
        faulty
    }
}

/// The file of a side that can't be read at all, as it is shown.
pub(in crate::cli) fn unread(at: &At, loaded: &Loaded) -> Option<String> {
    let mut files = files(loaded).into_iter();
    let found = files.find(|(is_unread, file)| *is_unread && file.report.has_errors());
    found.map(|(_, file)| at.shown(file.path))
}

/// The files of a side, each with whether an error there keeps it from being read at all.
fn files(loaded: &Loaded) -> [(bool, FileFindings<'_>); 2] {
    let spec = &loaded.compilation;
    let spec = FileFindings { path: spec.source.name(), source: &spec.source, report: &spec.report };
    let is_unread = spec.report.iter().any(|found| is_error(found.severity) && found.code.class == Class::Syntax);
    // Options that are not understood decide names, images and routes.
    [(is_unread, spec), (true, loaded.options_file.findings())]
}

fn is_error(severity: Severity) -> bool {
    severity == Severity::Error
}
