//! From what was read of a spec to its project, and what is told of its files.

use std::path::Path;

use super::reader::{Read, Reader};
use super::session::{Failure, Session};
use crate::compile::Compilation;
use crate::diagnostic::Report;
use crate::diagnostic::render::FileFindings;
use crate::document::LARGEST_FILE;
use crate::options::Settings;
use crate::output::OutputError;
use crate::project::{OptionsFile, Project, shown, unreadable};
use crate::source::Source;

/// A file with what there is to say of it.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    path: String,
    source: Source,
    report: Report,
    /// Whether it could not be used, which is not the spec's fault.
    pub(super) failed: bool,
    /// Whether it is other projects' too.
    is_shared: bool,
}

impl Verdict {
    pub(super) fn unreadable(path: &str, message: &str) -> Self {
        Self {
            path: path.to_owned(),
            source: Source::new(path, ""),
            report: unreadable(message),
            failed: true,
            is_shared: false,
        }
    }

    /// A file that could be read, but not written.
    pub(super) fn unwritable(path: &str, error: OutputError) -> Self {
        Self::unreadable(path, Failure::from(error).message())
    }

    /// Says more of it.
    pub(super) fn add(&mut self, told: Report) {
        self.report.extend(told);
        self.report.sort();
    }

    /// What it says, where other projects may say the same of it.
    pub(super) fn says(&self) -> Option<String> {
        let messages = self.report.iter().map(|found| format!("\n{} {}", found.span.start, found.message));
        self.is_shared.then(|| messages.fold(self.path.clone(), |says, message| says + &message))
    }

    /// As renderers take it.
    pub(super) fn findings(&self) -> FileFindings<'_> {
        FileFindings { path: &self.path, source: &self.source, report: &self.report }
    }
}

impl From<OptionsFile> for Verdict {
    fn from(file: OptionsFile) -> Self {
        let OptionsFile { path, source, report, .. } = file;
        let failed = report.has_errors();
        Self { path, source, report, failed, is_shared: false }
    }
}

/// The findings of a spec, and of its options file if that has any.
pub(super) fn verdicts(loaded: Result<Project, Box<Verdict>>) -> impl Iterator<Item = Verdict> {
    let (spec, options) = match loaded {
        Ok(project) => {
            let path = project.path().to_owned();
            let Project { compilation: Compilation { source, report, .. }, options_file, options, .. } = project;
            (
                Verdict { path, source, report, failed: false, is_shared: false },
                Some((options_file, options.is_above())),
            )
        }
        Err(verdict) => (*verdict, None),
    };
    let options = options.filter(|(file, _)| file.is_told());
    let options = options.map(|(file, is_shared)| Verdict { is_shared, ..file.into() });
    std::iter::once(spec).chain(options)
}

/// The project of a spec that was read.
pub(super) fn load(read: Read, flags: &Settings, reader: &Reader) -> Result<Project, Box<Verdict>> {
    let Read { name, path, shadowed, bytes } = read;
    let bytes = bytes.map_err(|message| Box::new(Verdict::unreadable(&path, &message)))?;
    let mut project = reader.workspace().project(&name, Source::from_bytes(path, bytes), shadowed, flags);
    project.fit();
    Ok(project)
}

/// The text of a file that a flag or an argument names.
pub(super) fn read_text(path: &Path, session: &Session<'_, '_>) -> Result<String, Failure> {
    let shown = shown(path);
    let read = session.workspace().read(path);
    let bytes = read.map_err(|error| Failure::new(format!("`{shown}` can't be read: {error}")))?;
    if bytes.len() > LARGEST_FILE {
        return Err(Failure::new(format!("`{shown}` has more than 4 MiB")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))
}
