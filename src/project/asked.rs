//! What a project asked of the disk, so that a change there can be seen to touch it.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, EntryKind, ReadError, plain, real};

/// The paths that a project depends on, each with whether what is put below it counts too, as nothing was there.
#[derive(Debug, Default)]
pub(super) struct Asked(Vec<(PathBuf, bool)>);

impl Asked {
    /// Paths whose change matters, and nothing below them.
    pub(super) fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(paths.into_iter().map(|path| (path, false)).collect())
    }

    /// The paths, each with whether what is put below it counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Path, bool)> {
        self.0.iter().map(|(path, was_nothing)| (path.as_path(), *was_nothing))
    }

    /// Whether a change of a path may change an answer.
    pub(super) fn is_touched_by(&self, changed: &Path) -> bool {
        self.0.iter().any(|(asked, was_nothing)| touches(changed, &plain(asked), *was_nothing))
    }
}

/// Whether a change of a path may change what is found at another: the same path or a folder on the way to it, under
/// whatever name a link gives it; where nothing was found, what is put below it too.
pub(super) fn touches(changed: &Path, asked: &Path, was_nothing: bool) -> bool {
    asked.starts_with(changed)
        || (was_nothing && changed.starts_with(asked))
        || (asked.file_name() == changed.file_name() && real(asked) == real(changed))
}

/// A disk that notes what it is asked.
#[derive(Debug)]
pub(super) struct Noting<'a> {
    disk: &'a dyn Disk,
    asked: RefCell<Asked>,
}

impl<'a> Noting<'a> {
    /// Goes on where `asked` ends.
    pub(super) fn new(disk: &'a dyn Disk, asked: Asked) -> Self {
        Self { disk, asked: RefCell::new(asked) }
    }

    pub(super) fn into_asked(self) -> Asked {
        self.asked.into_inner()
    }

    fn note(&self, path: &Path, was_nothing: bool) {
        self.asked.borrow_mut().0.push((path.to_owned(), was_nothing));
    }
}

impl Disk for Noting<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let read = self.disk.read(path);
        self.note(path, read.is_err());
        read
    }

    fn top(&self, folder: &Path) -> PathBuf {
        self.disk.top(folder)
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        let kind = self.disk.kind(path);
        self.note(path, kind.is_err());
        kind
    }

    /// What lies in the folder is the answer.
    fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        self.note(path, true);
        self.disk.list(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_touches_what_is_there_on_the_way_to_it_or_where_nothing_was() {
        for (changed, was_nothing, expected) in [
            ("/p/agent", false, true),
            ("/p/./agent/", false, true),
            ("/p", false, true),
            ("/p/agent/Dockerfile", false, false),
            ("/p/agent/Dockerfile", true, true),
            ("/p/agent2", true, false),
            ("/p/other/agent", true, false),
        ] {
            assert_eq!(touches(Path::new(changed), Path::new("/p/agent"), was_nothing), expected, "{changed}");
        }
    }
}
