//! The disk as a server remembers it: a file that was read is not opened again at every keystroke.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::asked::touches;
use crate::disk::{Disk, EntryKind, ReadError};

/// A disk with what was read of it, for as long as somebody tells of changes.
///
/// Whether something is there is asked each time: it opens nothing, and editors tell of files that were changed, but
/// not of folders that were made.
#[derive(Debug)]
pub(crate) struct Memory {
    disk: Box<dyn Disk>,
    /// Whether the client watches files; what nobody watches can't be remembered.
    is_told: Cell<bool>,
    read: RefCell<BTreeMap<PathBuf, Result<Vec<u8>, ReadError>>>,
}

impl Memory {
    pub(crate) fn of(disk: Box<dyn Disk>) -> Self {
        Self { disk, is_told: Cell::new(false), read: RefCell::default() }
    }

    /// From here on, changes are told by [`Self::forget`].
    pub(crate) fn is_told(&self) {
        self.is_told.set(true);
    }

    /// Something changed at a path.
    pub(crate) fn forget(&self, changed: &Path) {
        self.read.borrow_mut().retain(|path, read| !touches(changed, path, read.is_err()));
    }
}

impl Disk for Memory {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        if !self.is_told.get() {
            return self.disk.read(path);
        }
        let mut read = self.read.borrow_mut();
        read.entry(path.to_owned()).or_insert_with(|| self.disk.read(path)).clone()
    }

    fn top(&self, folder: &Path) -> PathBuf {
        self.disk.top(folder)
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        self.disk.kind(path)
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        self.disk.list(path)
    }
}
