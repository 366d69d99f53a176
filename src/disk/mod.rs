//! The disk, as everything reads and writes it: bounded, regular files alone, and never out of a root by a link.
//!
//! What a repository holds is a stranger's word. A spec may be a link to somebody's credentials, which a diagnostic
//! would show; `ast.toml` may be a pipe that never ends, or a device. So nothing reads a file of a project by itself: [`Disk`] reads
//! what lies below a root (the repository, or the folder that a command was started in), and [`Folder`] changes what
//! lies in a folder without following a link. Both are made of `cap-std`, whose paths can't leave the folder that they
//! start from, whatever is swapped meanwhile.

mod error;
mod folder;
mod real;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use error::{ReadError, reason};
pub use folder::{Entry, Folder, Found, Identity, is_open, owner_only, read_file};
pub use real::{RealDisk, is_stream, read_stream, repository};
pub(crate) use real::{plain, real};

/// What a folder holds under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, to whatever.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What the disk says, at the edge of everything that is pure. Paths are absolute.
pub trait Disk: std::fmt::Debug {
    /// The bytes of a regular file; of one of more than [`LARGEST_FILE`](crate::document::LARGEST_FILE), enough to tell.
    ///
    /// # Errors
    /// Why it can't be read, in words.
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError>;

    /// What a path is, links followed as far as they stay below the root.
    ///
    /// # Errors
    /// Why that can't be told.
    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError>;

    /// Whether a file or folder is there.
    fn exists(&self, path: &Path) -> bool {
        self.kind(path).is_ok()
    }

    /// The folder that nothing which belongs to a folder is read outside of: its repository, or the folder that a command
    /// was started in; else itself.
    fn top(&self, folder: &Path) -> PathBuf {
        folder.to_owned()
    }

    /// What a folder holds, sorted by the bytes of the names; links are told and not followed. Of more than a million
    /// names, enough to tell.
    ///
    /// # Errors
    /// Why it can't be listed.
    fn list(&self, path: &Path) -> Result<Vec<(std::ffi::OsString, EntryKind)>, ReadError>;
}

/// A disk that several threads read.
pub type SharedDisk = Arc<dyn Disk + Send + Sync>;

impl Disk for SharedDisk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        (**self).read(path)
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        (**self).kind(path)
    }

    fn exists(&self, path: &Path) -> bool {
        (**self).exists(path)
    }

    fn top(&self, folder: &Path) -> PathBuf {
        (**self).top(folder)
    }

    fn list(&self, path: &Path) -> Result<Vec<(std::ffi::OsString, EntryKind)>, ReadError> {
        (**self).list(path)
    }
}
