//! What stands beside a spec on the disk: its other name, its options, and whether the paths in it exist.
//!
//! The edges that read the disk, the command line and the language server, share this, so that both see the same.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::compile::{Compilation, Facts};
use crate::diagnostic::codes::AMBIGUOUS_SPEC;
use crate::diagnostic::severity::adjust;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::LARGEST_FILE;
use crate::options::{self, Options, Settings};
use crate::rule;
use crate::source::{Pointer, Source};
use crate::spec::{BuildPath, Spec};

/// The names of a spec; the first wins.
pub(crate) const NAMES: [&str; 2] = ["astropods.yml", "astropods.yaml"];

/// The name of the options file.
pub(crate) const OPTIONS_FILE: &str = "ast.toml";

/// What became of an options file.
pub(crate) enum OptionsFile {
    /// There is none.
    Absent,
    /// It can't be read, and why.
    Unreadable(String),
    /// It was read; what is wrong with it is in the report.
    Read {
        /// What it says.
        settings: Box<Settings>,
        /// Its text.
        source: Source,
        /// Its findings.
        report: Report,
    },
}

/// Reads an options file, which messages call `shown`.
pub(crate) fn options_file(file: &Path, shown: &str) -> OptionsFile {
    let mut bytes = match read_file(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return OptionsFile::Absent,
        Err(error) => return OptionsFile::Unreadable(reason(&error)),
    };
    if bytes.len() > LARGEST_FILE {
        return OptionsFile::Unreadable("the file has more than 4 MiB".to_owned());
    }
    // Whatever a finding shows of it, in a terminal or an editor, it is no password.
    options::form::conceal(&mut bytes);
    let source = Source::from_bytes(shown, bytes);
    if source.invalid().is_some() {
        return OptionsFile::Unreadable("the file is not text in UTF-8".to_owned());
    }
    let known: Vec<_> = rule::codes().collect();
    let (settings, report) = options::read(&source, &known);
    OptionsFile::Read { settings: Box::new(settings), source, report }
}

/// A file's bytes; of one that is too large, enough to tell.
pub(crate) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    read(file)
}

/// What a stream holds; of one that is too large, enough to tell.
pub(crate) fn read(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The file beside a spec that is not read because of it.
pub(crate) fn shadowed_by(spec: &Path) -> Option<&'static str> {
    let [first, second] = NAMES;
    (spec.file_name().is_some_and(|name| name == first) && spec.with_file_name(second).is_file()).then_some(second)
}

/// Says that another file of the folder is not read.
pub(crate) fn shadow(compilation: &mut Compilation, other: &str, options: &Options) {
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
pub(crate) fn facts(spec: &Spec, folder: &Path) -> Facts {
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

/// An error of the disk in our words.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is not a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => {
            // The number of an error means nothing to most readers.
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}
