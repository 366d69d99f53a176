//! What stands beside a spec on the disk: its options, its other name, its manifest, and whether the paths in it exist.

use std::path::{Path, PathBuf};

use super::{NAMES, OPTIONS_FILE, OptionsFile};
use crate::compile::{Compilation, Facts, beside, foresee};
use crate::diagnostic::codes::{AMBIGUOUS_SPEC, HIDDEN_OPTIONS, INVALID_LOCK, IO};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::disk::{Disk, ReadError};
use crate::document::LARGEST_FILE;
use crate::image::{LOCK_FILE, Lock, LockFault};
use crate::options::{self, Options};
use crate::output::{MANIFEST, Manifest};
use crate::plan::For;
use crate::rule;
use crate::source::{Pointer, Source, Span};
use crate::spec::{BuildPath, Spec};
use crate::target;

/// How many lines of a lock are told.
const MOST_FAULTS: usize = 16;

/// What an options file says that was read, which messages call `path`. One that can't be read says nothing, and why is
/// among its findings.
pub(crate) fn options_file(path: String, read: Result<Vec<u8>, ReadError>) -> (options::File, OptionsFile) {
    let unusable = |path: String, why: &str| {
        let source = Source::new(path.as_str(), "");
        (options::File::default(), OptionsFile { path, source, report: unreadable(why), is_base: false })
    };
    let mut bytes = match read {
        Ok(bytes) => bytes,
        Err(error) => return unusable(path, &error.to_string()),
    };
    if bytes.len() > LARGEST_FILE {
        return unusable(path, "the file has more than 4 MiB");
    }
    // Whatever a finding shows of it, in a terminal or an editor, it is no password.
    options::conceal(&mut bytes);
    let mut source = Source::from_bytes(path.as_str(), bytes);
    if source.invalid().is_some() {
        return unusable(path, "the file is not text in UTF-8");
    }
    let (file, mut report) = options::read(&source, rule::known());
    let values = options::values_in(source.text());
    if !values.is_empty() {
        source.hide(values, []);
        report.redact(&source);
    }
    (file, OptionsFile { path, source, report, is_base: false })
}

/// What is said of a file that can't be read.
pub(crate) fn unreadable(why: &str) -> Report {
    let mut report = Report::default();
    report.push(Diagnostic::new(&IO, Pointer::root(), Span::default(), why));
    report
}

/// The file beside a spec that is not read because of it, if it is there.
pub(super) fn rival(spec: &Path) -> Option<(&'static str, PathBuf)> {
    let [first, second] = NAMES;
    let is_first = spec.file_name().is_some_and(|name| name == first);
    is_first.then(|| (second, spec.with_file_name(second)))
}

/// Says that another file of the folder is not read.
pub(super) fn shadow(compilation: &mut Compilation, other: &str, options: &Options) {
    let message = format!("`{other}` beside this file is not read");
    say(compilation, options, &AMBIGUOUS_SPEC, message, format!("remove one of the two; `{other}` has no effect"));
}

/// Says that the options of a folder above do not hold here.
pub(super) fn hide(compilation: &mut Compilation, other: &str, options: &Options) {
    let message = format!("`{other}` does not hold here, as the `{OPTIONS_FILE}` beside this file does");
    let help = format!("write `extend = \"{other}\"` at the top of the one beside this file, if both are meant");
    say(compilation, options, &HIDDEN_OPTIONS, message, help);
}

/// Adds what there is to say of a spec as a whole.
fn say(compilation: &mut Compilation, options: &Options, code: &'static Code, message: String, help: String) {
    let key = compilation.document.cursor().map(|root| root.place.key).unwrap_or_default();
    let mut report = Report::default();
    report.push(Diagnostic::new(code, Pointer::root(), key, message).help(help));
    let report = beside(compilation, options, report);
    compilation.report.extend(report);
    compilation.report.sort();
}

/// Adds what will lead nowhere where the project goes to a cluster: its options list such a target, or its manifest does.
pub(super) fn foresee_cluster(compilation: &mut Compilation, options: &Options, folder: &Path, disk: &dyn Disk) {
    let is_cluster = |name: &str| target::by_id(name).is_some_and(|target| target.bound_to() == For::Cluster);
    let listed = options.settings.targets.iter().flatten().any(|name| is_cluster(name.as_str()));
    let generated = || {
        let manifest = disk.read(&folder.join(MANIFEST)).unwrap_or_default();
        Manifest::targets_of(&manifest).iter().any(|name| is_cluster(name))
    };
    if listed || generated() {
        foresee(compilation, options);
    }
}

/// The lock beside a spec, and what is wrong with it; one that is not there pins nothing.
pub(super) fn lock(folder: &Path, disk: &dyn Disk) -> (Lock, Vec<String>) {
    let whole = |why: &str| (Lock::default(), vec![format!("`{LOCK_FILE}` can't be read: {why}")]);
    let path = folder.join(LOCK_FILE);
    // Most have none: that is seen without opening anything.
    let bytes = match disk.kind(&path).and_then(|_| disk.read(&path)) {
        Ok(bytes) => bytes,
        Err(error) if error.is_not_found() => return (Lock::default(), Vec::new()),
        Err(error) => return whole(&error.to_string()),
    };
    if bytes.len() > LARGEST_FILE {
        return whole("it has more than 4 MiB");
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { return whole("it is not text in UTF-8") };
    let (lock, faults) = Lock::read(text);
    let told = |fault: &LockFault| {
        format!("line {} of `{LOCK_FILE}` names no image by its digest: {}", fault.line, fault.reason)
    };
    (lock, faults.iter().take(MOST_FAULTS).map(told).collect())
}

/// Says what is wrong with the lock.
pub(super) fn unlock(compilation: &mut Compilation, faults: Vec<String>, options: &Options) {
    let key = compilation.document.cursor().map(|root| root.place.key).unwrap_or_default();
    let mut report = Report::default();
    for fault in faults {
        let found = Diagnostic::new(&INVALID_LOCK, Pointer::root(), key, fault);
        report.push(found.help("run `ast lock`: it writes the file anew, and asks for what is missing"));
    }
    let report = beside(compilation, options, report);
    compilation.report.extend(report);
    compilation.report.sort();
}

/// What the disk says of the paths in a spec; one that leaves the project is not looked at.
pub(super) fn facts(spec: &Spec, folder: &Path, disk: &dyn Disk) -> Facts {
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
