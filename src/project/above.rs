//! Options that a project shares: those of a folder above it, and those that its own are laid over.
//!
//! The nearest file holds whole: what two levels say is not mixed unless a file says so itself, by `extend`. Nothing is
//! looked for above the repository, or without one above the folder that `ast` was started in: a file there is somebody
//! else's.

use std::path::{Component, Path, PathBuf};

use super::beside::options_file;
use super::{OPTIONS_FILE, OptionsFile, shown};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::INVALID_OPTIONS;
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
                said.is_above |= file != own;
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

/// A file of options laid over those that it names. One of them that can't be used is told in its place, at its own
/// lines: whoever corrects it corrects it there, and for every project at once.
pub(super) fn extended(
    read: (options::File, OptionsFile),
    place: &Path,
    disk: &dyn Disk,
) -> (options::File, OptionsFile) {
    laid(read, &mut vec![plain(place)], disk)
}

/// The same for the last of `before`, the files that led to it and itself.
fn laid(
    read: (options::File, OptionsFile),
    before: &mut Vec<PathBuf>,
    disk: &dyn Disk,
) -> (options::File, OptionsFile) {
    let (said, mut told) = read;
    let Some((name, at)) = said.base() else { return (said, told) };
    match base(name, before, disk) {
        Ok((path, bytes)) => {
            before.push(path);
            let read = options_file(shown(&named(&told.path, name)), Ok(bytes));
            let (below, faulty) = laid(read, before, disk);
            if !faulty.report.has_errors() {
                (said.over(below), told)
            } else if told.report.has_errors() {
                (said, told)
            } else {
                (options::File { is_above: true, ..said }, OptionsFile { is_base: true, ..faulty })
            }
        }
        Err((why, help)) => {
            let message = format!("`{name}` {why}");
            told.report.push(Diagnostic::new(&INVALID_OPTIONS, Pointer::root().key("extend"), at, message).help(help));
            told.report.sort();
            (said, told)
        }
    }
}

/// The file that the last one names to be laid over; else why it can't be, and what to do.
fn base(name: &str, before: &[PathBuf], disk: &dyn Disk) -> Result<(PathBuf, Vec<u8>), (String, String)> {
    let fail = |why: String, help: &str| Err((why, help.to_owned()));
    let folder = before.last().and_then(|place| place.parent()).unwrap_or(Path::new(""));
    let path = plain(&folder.join(name));
    if !path.starts_with(disk.top(folder)) {
        return fail("lies outside of this repository".into(), "name a file of it");
    }
    if before.contains(&path) {
        return fail("leads back here".into(), "remove one `extend` of the circle");
    }
    if before.len() > MOST_LEVELS {
        return fail(format!("is one more than {MOST_LEVELS} files over each other"), "lay fewer over each other");
    }
    match disk.read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(error) => fail(format!("can't be read: {error}"), "name a file that is there, as seen from this one"),
    }
}

/// A file as messages show it, which is named in one that they show as `from`.
pub(super) fn named(from: &str, name: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for part in Path::new(from).with_file_name(name).components() {
        match (part, path.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                path.pop();
            }
            _ => path.push(part),
        }
    }
    path
}
