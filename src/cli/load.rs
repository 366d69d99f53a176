//! From a found spec to its compilation: the text, the options beside it, and the facts that only the disk knows.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::discover::{Found, shown};
use super::session::{Failure, Session, reason};
use crate::compile::{Compilation, Facts, compile};
use crate::diagnostic::codes::{AMBIGUOUS_SPEC, IO};
use crate::diagnostic::render::FileFindings;
use crate::diagnostic::severity::adjust;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::LARGEST_FILE;
use crate::options::{self, Options, Settings};
use crate::rule;
use crate::source::{Pointer, Source, Span};
use crate::spec::{BuildPath, Spec};

/// The name of the options file.
const OPTIONS_FILE: &str = "ast.toml";

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
        Found::Stdin { name } => (name, None, read(&mut session.io.stdin)),
        Found::Spec { file, shadowed } => {
            let bytes = read_file(&session.absolute(&file));
            (file, shadowed, bytes)
        }
    };
    let path = shown(&name);
    let folder = session.absolute(name.parent().unwrap_or(Path::new("")));
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => return Outcome { spec: Err(Verdict::unreadable(&path, &reason(&error))), options: None },
    };
    let (file, verdict) = read_options(&name, session);
    let options = Options::new(file, flags.clone());
    let mut compilation = compile(Source::from_bytes(&path, bytes), |spec| facts(spec, &folder), &options);
    if let Some(other) = shadowed {
        shadow(&mut compilation, other, &options);
    }
    Outcome { spec: Ok(Loaded { path, folder, options, compilation }), options: verdict }
}

/// A file's bytes; of one that is too large, enough to tell.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    read(file)
}

/// The text of a file that a flag or an argument names.
pub(super) fn read_text(path: &Path, session: &Session<'_, '_>) -> Result<String, Failure> {
    let shown = shown(path);
    let bytes = read_file(&session.absolute(path))
        .map_err(|error| Failure::new(format!("`{shown}` can't be read: {}", reason(&error))))?;
    if bytes.len() > LARGEST_FILE {
        return Err(Failure::new(format!("`{shown}` has more than 4 MiB")));
    }
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))
}

fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What the options file says, and what is wrong with it.
fn read_options(spec: &Path, session: &Session<'_, '_>) -> (Settings, Option<Verdict>) {
    let named = session.config();
    let file = named.map_or_else(|| spec.with_file_name(OPTIONS_FILE), Path::to_owned);
    let path = shown(&file);
    let bytes = match read_file(&session.absolute(&file)) {
        Ok(bytes) => bytes,
        Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => {
            return (Settings::default(), None);
        }
        Err(error) => return (Settings::default(), Some(Verdict::unreadable(&path, &reason(&error)))),
    };
    if bytes.len() > LARGEST_FILE {
        return (Settings::default(), Some(Verdict::unreadable(&path, "the file has more than 4 MiB")));
    }
    let source = Source::from_bytes(&path, bytes);
    if source.invalid().is_some() {
        return (Settings::default(), Some(Verdict::unreadable(&path, "the file is not text in UTF-8")));
    }
    let known: Vec<_> = rule::codes().collect();
    let (settings, report) = options::read(&source, &known);
    let verdict = report.has_errors().then(|| Verdict::failed(&path, source, report));
    (settings, verdict)
}

/// Says that another file of the folder is not read.
fn shadow(compilation: &mut Compilation, other: &str, options: &Options) {
    let key = compilation.document.cursor().map(|root| root.place.key).unwrap_or_default();
    let mut report = Report::default();
    report.push(
        Diagnostic::new(&AMBIGUOUS_SPEC, Pointer::root(), key, format!("`{other}` beside this file is not read"))
            .help(format!("remove one of the two; `{other}` has no effect")),
    );
    adjust(&mut report, &compilation.source, &[], &options.rules, &[]);
    compilation.report.extend(report);
    compilation.report.sort();
}

/// What the disk says of the paths in a spec; one that leaves the project is not looked at.
pub(super) fn facts(spec: &Spec, folder: &Path) -> Facts {
    let mut facts = Facts::default();
    for site in spec.builds() {
        for path in [site.build.context_path(), site.build.dockerfile_path()] {
            if let BuildPath::Inside(path) = path
                && !folder.join(&path).exists()
            {
                facts.missing.insert(path);
            }
        }
    }
    facts
}
