//! From a found spec to its compilation: the text, the options beside it, and the facts that only the disk knows.

use std::path::{Path, PathBuf};

use super::discover::{Found, shown};
use super::session::{Failure, Session};
use crate::compile::{Compilation, compile};
use crate::diagnostic::codes::IO;
use crate::diagnostic::render::FileFindings;
use crate::diagnostic::{Diagnostic, Report};
use crate::disk::{ReadError, read_stream};
use crate::document::LARGEST_FILE;
use crate::folder::{OPTIONS_FILE, OptionsFile, facts, options_file, shadow};
use crate::options::{Options, Settings};
use crate::output::OutputError;
use crate::source::{Pointer, Source, Span};

/// A file with what there is to say of it.
#[derive(Debug)]
pub(super) struct Verdict {
    path: String,
    source: Source,
    report: Report,
    /// Whether it could not be used, which is not the spec's fault.
    pub(super) failed: bool,
}

/// A spec that could be read.
#[derive(Debug)]
pub(super) struct Loaded {
    /// The path as it was given, with `/`.
    pub(super) path: String,
    /// The folder that it stands in.
    pub(super) folder: PathBuf,
    /// What flags and `ast.toml` say.
    pub(super) options: Options,
    /// What was made of it.
    pub(super) compilation: Compilation,
}

/// What became of a found spec.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The spec, or why it can't be read.
    pub(super) spec: Result<Loaded, Verdict>,
    /// What is wrong with its `ast.toml`.
    pub(super) options: Option<Verdict>,
}

impl Verdict {
    fn failed(path: &str, source: Source, report: Report) -> Self {
        Self { path: path.to_owned(), source, report, failed: true }
    }

    fn unreadable(path: &str, message: &str) -> Self {
        let mut report = Report::default();
        report.push(Diagnostic::new(&IO, Pointer::root(), Span::default(), message));
        Self::failed(path, Source::new(path, ""), report)
    }

    /// A file that could be read, but not written.
    pub(super) fn unwritable(path: &str, error: OutputError) -> Self {
        Self::unreadable(path, Failure::from(error).message())
    }

    /// As renderers take it.
    pub(super) fn findings(&self) -> FileFindings<'_> {
        FileFindings { path: &self.path, source: &self.source, report: &self.report }
    }
}

impl Outcome {
    /// The findings of the spec, and of its `ast.toml` if that has any.
    pub(super) fn verdicts(self) -> impl Iterator<Item = Verdict> {
        let spec = match self.spec {
            Ok(Loaded { path, compilation: Compilation { source, report, .. }, .. }) => {
                Verdict { path, source, report, failed: false }
            }
            Err(verdict) => verdict,
        };
        std::iter::once(spec).chain(self.options)
    }
}

/// Reads and compiles a spec.
pub(super) fn load(found: Found, flags: &Settings, session: &mut Session<'_, '_>) -> Outcome {
    let (name, shadowed, bytes) = match found {
        Found::Unusable { path, message } => {
            return Outcome { spec: Err(Verdict::unreadable(&path, &message)), options: None };
        }
        Found::Stdin { name } => (name, None, read_stream(&mut session.io.stdin).map_err(ReadError::from)),
        Found::Spec { file, shadowed } => {
            let bytes = session.read(&file);
            (file, shadowed, bytes)
        }
    };
    let path = shown(&name);
    let folder = session.absolute(name.parent().unwrap_or(Path::new("")));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Outcome { spec: Err(Verdict::unreadable(&path, &error.to_string())), options: None },
    };
    let (file, verdict) = read_options(&name, session);
    let options = Options::new(file, flags.clone());
    let mut compilation =
        compile(Source::from_bytes(&path, bytes), |spec| facts(spec, &folder, session.disk()), &options);
    if let Some(other) = shadowed {
        shadow(&mut compilation, other, &options);
    }
    Outcome { spec: Ok(Loaded { path, folder, options, compilation }), options: verdict }
}

/// The text of a file that a flag or an argument names.
pub(super) fn read_text(path: &Path, session: &Session<'_, '_>) -> Result<String, Failure> {
    let shown = shown(path);
    let bytes = session.read(path).map_err(|error| Failure::new(format!("`{shown}` can't be read: {error}")))?;
    if bytes.len() > LARGEST_FILE {
        return Err(Failure::new(format!("`{shown}` has more than 4 MiB")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))
}

/// What the options file says, and what is wrong with it.
fn read_options(spec: &Path, session: &Session<'_, '_>) -> (Settings, Option<Verdict>) {
    let named = session.config();
    let file = named.map_or_else(|| spec.with_file_name(OPTIONS_FILE), Path::to_owned);
    let path = shown(&file);
    match options_file(session.read(&file), &path) {
        OptionsFile::Absent if named.is_none() => (Settings::default(), None),
        OptionsFile::Absent => (Settings::default(), Some(Verdict::unreadable(&path, "no such file or folder"))),
        OptionsFile::Unreadable(why) => (Settings::default(), Some(Verdict::unreadable(&path, &why))),
        OptionsFile::Read { settings, source, report } => {
            let verdict = report.has_errors().then(|| Verdict::failed(&path, source, report));
            (*settings, verdict)
        }
    }
}
