//! The disk as it would be with texts that are not written yet: what a change gives is known before it is kept.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::disk::{Disk, EntryKind, ReadError};

/// A disk with other texts at some of its paths.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    disk: &'a dyn Disk,
    texts: BTreeMap<PathBuf, String>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(disk: &'a dyn Disk, texts: BTreeMap<PathBuf, String>) -> Self {
        Self { disk, texts }
    }
}

impl Disk for Draft<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.texts.get(path).map_or_else(|| self.disk.read(path), |text| Ok(text.clone().into_bytes()))
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        if self.texts.contains_key(path) { Ok(EntryKind::File) } else { self.disk.kind(path) }
    }

    fn top(&self, folder: &Path) -> PathBuf {
        self.disk.top(folder)
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        self.disk.list(path)
    }
}
