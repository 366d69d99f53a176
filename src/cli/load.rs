//! From what was read of a spec to its compilation: with the options beside it, and the facts that only the disk knows.

use std::path::{Path, PathBuf};

use super::discover::shown;
use super::reader::{Read, Reader};
use super::session::{Failure, Session};
use crate::compile::{Compilation, compile, unfit};
use crate::diagnostic::codes::IO;
use crate::diagnostic::render::FileFindings;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::LARGEST_FILE;
use crate::folder::{OPTIONS_FILE, OptionsFile, facts, options_file, shadow};
use crate::options::{File, Options, Settings};
use crate::output::OutputError;
use crate::plan::Misfit;
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
    /// The path and the text of `ast.toml`.
    pub(super) options_file: (String, Source),
    /// What was made of it.
    pub(super) compilation: Compilation,
    /// What flags say that does not fit it.
    pub(super) unfit: Vec<(&'static str, Misfit)>,
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
    pub(super) fn unreadable(path: &str, message: &str) -> Self {
        Self { path: path.to_owned(), source: Source::new(path, ""), report: unreadable(message), failed: true }
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

/// Compiles what was read of a spec.
pub(super) fn load(read: Read, flags: &Settings, reader: &Reader) -> Outcome {
    let Read { name, path, shadowed, bytes } = read;
    let folder = reader.absolute(name.parent().unwrap_or(Path::new("")));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(message) => return Outcome { spec: Err(Verdict::unreadable(&path, &message)), options: None },
    };
    let mut beside = read_options(&name, reader);
    let options = Options::new(std::mem::take(&mut beside.file), flags.clone());
    let mut compilation =
        compile(Source::from_bytes(&path, bytes), |spec| facts(spec, &folder, reader.disk()), &options);
    if let Some(other) = shadowed {
        shadow(&mut compilation, other, &options);
    }
    let unfit = unfit(&compilation, &options);
    beside.report.extend(unfit.file);
    beside.report.sort();
    let options_file = (beside.path.clone(), beside.source.clone());
    let spec = Loaded { path, folder, options, options_file, compilation, unfit: unfit.flags };
    Outcome { spec: Ok(spec), options: beside.verdict() }
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

/// The options file beside a spec.
struct Beside {
    path: String,
    file: File,
    source: Source,
    report: Report,
}

impl Beside {
    /// What there is to say of it, if anything.
    fn verdict(self) -> Option<Verdict> {
        let Self { path, source, report, .. } = self;
        let failed = report.has_errors();
        let is_told = report.iter().next().is_some();
        is_told.then_some(Verdict { path, source, report, failed })
    }
}

/// What the options file says, and what is wrong with it.
fn read_options(spec: &Path, reader: &Reader) -> Beside {
    let named = reader.config();
    let file = named.map_or_else(|| spec.with_file_name(OPTIONS_FILE), Path::to_owned);
    let path = shown(&file);
    let nothing = |path: String, report: Report| {
        let source = Source::new(path.as_str(), "");
        Beside { path, file: File::default(), source, report }
    };
    match options_file(reader.bytes(&file), &path) {
        OptionsFile::Absent if named.is_none() => nothing(path, Report::default()),
        OptionsFile::Absent => nothing(path, unreadable("no such file or folder")),
        OptionsFile::Unreadable(why) => nothing(path, unreadable(&why)),
        OptionsFile::Read { file, source, report } => Beside { path, file: *file, source, report },
    }
}

fn unreadable(message: &str) -> Report {
    let mut report = Report::default();
    report.push(Diagnostic::new(&IO, Pointer::root(), Span::default(), message));
    report
}
