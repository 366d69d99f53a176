//! Options that a project shares: those of a folder above it, and those that its own are laid over.
//!
//! The nearest file holds whole: what two levels say is not mixed unless a file says so itself, by `extend`. Nothing is
//! looked for above the repository, or without one above the folder that `ast` was started in: a file there is somebody
//! else's.

use std::path::{Path, PathBuf};

use super::beside::options_file;
use super::{OPTIONS_FILE, OptionsFile, shown};
use crate::diagnostic::codes::INVALID_OPTIONS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{Disk, plain};
use crate::options;
use crate::source::Pointer;

/// How many files may be laid over each other.
const MOST_LEVELS: usize = 8;

/// What was found of a spec's options.
pub(super) struct Nearest {
    /// What they say, and what is wrong with them.
    pub(super) file: (options::File, OptionsFile),
    /// The file further above that they hide, as they would name it: it holds for the projects around, and not here.
    pub(super) hidden: Option<String>,
}

/// The options of a spec: those beside it, else of the nearest folder above that has some.
pub(super) fn nearest_options(spec: &Path, cwd: &Path, disk: &dyn Disk) -> Nearest {
    let beside = spec.with_file_name(OPTIONS_FILE);
    let own = plain(&cwd.join(&beside));
    let mut folder = own.parent().unwrap_or(Path::new("")).to_owned();
    let top = disk.top(&folder);
    let mut name = beside.clone();
    loop {
        let file = folder.join(OPTIONS_FILE);
        match disk.read(&file) {
            Err(error) if error.is_not_found() => {}
            read => {
                let (mut said, told) = extended(options_file(shown(&name), read), &file, disk);
                said.is_above = file != own;
                let hidden = said.base().is_none().then(|| hidden(&folder, &top, disk)).flatten();
                return Nearest { file: (said, told), hidden };
            }
        }
        if folder == top || !folder.starts_with(&top) || !folder.pop() {
            let file = (options::File::default(), OptionsFile::absent(shown(&beside)));
            return Nearest { file, hidden: None };
        }
        name = above(name.parent().unwrap_or(Path::new(""))).join(OPTIONS_FILE);
    }
}

/// The options that hold in a folder which is about to have its own, as those name them to be laid over them.
pub(super) fn shared(folder: &Path, disk: &dyn Disk) -> Option<String> {
    let there = folder.ancestors().find(|at| disk.exists(at)).unwrap_or(folder);
    hidden(folder, &disk.top(there), disk)
}

/// The options of a folder above one that has its own, as that would name them.
fn hidden(folder: &Path, top: &Path, disk: &dyn Disk) -> Option<String> {
    let mut name = PathBuf::new();
    let above = folder.ancestors().skip(1).take_while(|at| folder != top && at.starts_with(top));
    for at in above {
        name.push("..");
        if disk.exists(&at.join(OPTIONS_FILE)) {
            return Some(shown(&name.join(OPTIONS_FILE)));
        }
    }
    None
}

/// The folder above one, as it is written.
fn above(folder: &Path) -> PathBuf {
    match folder.file_name() {
        Some(_) => folder.parent().unwrap_or(Path::new("")).to_owned(),
        None if folder == Path::new(".") => PathBuf::from(".."),
        None => folder.join(".."),
    }
}

/// A file of options laid over those that it names. What is wrong with one of them is said where it is named.
pub(super) fn extended(
    read: (options::File, OptionsFile),
    place: &Path,
    disk: &dyn Disk,
) -> (options::File, OptionsFile) {
    let (said, mut told) = read;
    let Some((_, at)) = said.base() else { return (said, told) };
    match base(&said, &plain(place), &mut vec![plain(place)], disk) {
        Ok(base) => (said.over(base), told),
        Err((message, help)) => {
            let found = Diagnostic::new(&INVALID_OPTIONS, Pointer::root().key("extend"), at, message);
            told.report.push(found.help(help));
            told.report.sort();
            (said, told)
        }
    }
}

/// What a file names to be laid over, itself laid over what it names.
fn base(
    said: &options::File,
    place: &Path,
    before: &mut Vec<PathBuf>,
    disk: &dyn Disk,
) -> Result<options::File, (String, String)> {
    let Some((name, _)) = said.base() else { return Ok(options::File::default()) };
    let folder = place.parent().unwrap_or(Path::new(""));
    let path = plain(&folder.join(name));
    let fail = |why: String, help: &str| Err((format!("`{name}` {why}"), help.to_owned()));
    if !path.starts_with(disk.top(folder)) {
        return fail("lies outside of this repository".into(), "name a file of it");
    }
    if before.contains(&path) {
        return fail("leads back here".into(), "remove one `extend` of the circle");
    }
    if before.len() == MOST_LEVELS {
        return fail(format!("is one more than {MOST_LEVELS} files over each other"), "lay fewer over each other");
    }
    let (file, told) = options_file(shown(&path), disk.read(&path));
    if let Some(error) = told.report.iter().find(|found| found.severity == Severity::Error) {
        let line = told.source.position(error.span.start).line;
        return fail(format!("can't be used: line {line}: {}", error.message), "correct it there");
    }
    before.push(path.clone());
    let below = base(&file, &path, before, disk)?;
    Ok(file.over(below))
}
