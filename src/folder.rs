//! What stands beside a spec on the disk: its other name, its options, and whether the paths in it exist.
//!
//! The edges that read the disk, the command line and the language server, share this, so that both see the same.

use std::path::Path;

use crate::compile::{Compilation, Facts, foresee};
use crate::diagnostic::codes::AMBIGUOUS_SPEC;
use crate::diagnostic::severity::{Look, adjust};
use crate::diagnostic::{Diagnostic, Report};
use crate::disk::{Disk, Kind, ReadError};
use crate::document::LARGEST_FILE;
use crate::options::{self, Options};
use crate::output::{MANIFEST, Manifest};
use crate::plan::For;
use crate::rule;
use crate::source::{Pointer, Source};
use crate::spec::{BuildPath, Spec};
use crate::target;

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
        /// What it says, and where.
        file: Box<options::File>,
        /// Its text.
        source: Source,
        /// Its findings.
        report: Report,
    },
}

/// What an options file says that was read, which messages call `shown`.
pub(crate) fn options_file(read: Result<Vec<u8>, ReadError>, shown: &str) -> OptionsFile {
    let mut bytes = match read {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return OptionsFile::Absent,
        Err(error) => return OptionsFile::Unreadable(error.to_string()),
    };
    if bytes.len() > LARGEST_FILE {
        return OptionsFile::Unreadable("the file has more than 4 MiB".to_owned());
    }
    // Whatever a finding shows of it, in a terminal or an editor, it is no password.
    options::conceal(&mut bytes);
    let source = Source::from_bytes(shown, bytes);
    if source.invalid().is_some() {
        return OptionsFile::Unreadable("the file is not text in UTF-8".to_owned());
    }
    let known: Vec<_> = rule::codes().collect();
    let (file, report) = options::read(&source, &known);
    OptionsFile::Read { file: Box::new(file), source, report }
}

/// The file beside a spec that is not read because of it.
pub(crate) fn shadowed_by(spec: &Path, disk: &dyn Disk) -> Option<&'static str> {
    let [first, second] = NAMES;
    let is_first = spec.file_name().is_some_and(|name| name == first);
    let is_there = || disk.kind(&spec.with_file_name(second)).is_ok_and(|kind| kind == Kind::File);
    (is_first && is_there()).then_some(second)
}

/// Says that another file of the folder is not read.
pub(crate) fn shadow(compilation: &mut Compilation, other: &str, options: &Options) {
    let key = compilation.document.cursor().map(|root| root.place.key).unwrap_or_default();
    let mut report = Report::default();
    report.push(
        Diagnostic::new(&AMBIGUOUS_SPEC, Pointer::root(), key, format!("`{other}` beside this file is not read"))
            .help(format!("remove one of the two; `{other}` has no effect")),
    );
    let look = Look { known: &[], is_sought: |_| false, is_first: true };
    adjust(&mut report, &compilation.source, &[], &options.settings.rules, look);
    compilation.report.extend(report);
    compilation.report.sort();
}

/// Adds what will lead nowhere where the project goes to a cluster: its options list such a target, or its manifest does.
pub(crate) fn foresee_cluster(compilation: &mut Compilation, options: &Options, folder: &Path, disk: &dyn Disk) {
    let is_cluster = |name: &str| target::by_id(name).is_some_and(|target| target.bound_to() == For::Cluster);
    let listed = options.settings.targets.iter().flatten().any(|name| is_cluster(name.as_str()));
    let generated = || {
        let manifest = disk.read(&folder.join(MANIFEST)).ok().and_then(|bytes| Manifest::parse(&bytes).ok());
        manifest.is_some_and(|manifest| manifest.targets.keys().any(|name| is_cluster(name)))
    };
    if listed || generated() {
        foresee(compilation, options);
    }
}

/// What the disk says of the paths in a spec; one that leaves the project is not looked at.
pub(crate) fn facts(spec: &Spec, folder: &Path, disk: &dyn Disk) -> Facts {
    let mut facts = Facts::default();
    for site in spec.builds() {
        for path in [site.build.context_path(), site.build.dockerfile_path()] {
            if let BuildPath::Inside(path) = path
                && !disk.exists(&folder.join(&path))
            {
                facts.missing.insert(path);
            }
        }
    }
    facts
}
