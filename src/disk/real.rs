//! Reading the disk of this machine: every path below a root, which no link leads out of.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cap_fs_ext::{DirExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, FileType, OpenOptions};

use super::{Disk, EntryKind, ReadError, read_file};
use crate::document::LARGEST_FILE;

/// The most names of one folder that are looked at; who searches says that a folder has more.
const MOST_LISTED: usize = 1_000_001;

/// The folder that marks a repository.
const REPOSITORY: &str = ".git";

/// The disk, as a command sees it that was started in some folder.
///
/// The repository of that folder, or without one the folder itself, is what a path below it can't leave; a repository
/// inside of that is a root of its own. Any other path was named by the user: its folder, or the repository that this
/// is a part of, is its root, and links on the way there are the user's.
#[derive(Debug, Default)]
pub struct RealDisk {
    /// None for an editor, whose user opens files anywhere.
    base: Option<PathBuf>,
    /// By folder, the root that it belongs to. Threads share it. Paths are plain here, and compared as bytes.
    roots: Mutex<BTreeMap<OsString, Arc<Root>>>,
}

/// A folder that nothing is read outside of.
#[derive(Debug)]
struct Root {
    path: PathBuf,
    folder: Dir,
}

impl RealDisk {
    /// The disk for a command that was started in a folder.
    pub fn new(started: &Path) -> Self {
        let started = plain(started);
        let base = repository(&started).map_or_else(|| started.clone(), Path::to_owned);
        Self { base: Some(base), roots: Mutex::default() }
    }

    /// A path as it is read here, for what is to be written there.
    ///
    /// # Errors
    /// A link below the root that leads out of it: a stranger may have put it there.
    pub fn within(&self, path: &Path) -> Result<PathBuf, ReadError> {
        let path = plain(path);
        let base = self.base.as_deref().filter(|base| path.starts_with(base));
        let below = |at: &&Path| base.is_some_and(|base| at.starts_with(base));
        let leads_out = path.ancestors().take_while(below).any(|at| matches!(self.kind(at), Err(ReadError::LeadsOut)));
        if leads_out { Err(ReadError::LeadsOut) } else { Ok(path) }
    }

    fn is_base(&self, path: &Path) -> bool {
        self.base.as_deref() == Some(path)
    }

    /// The root of a path, and the way from there.
    fn place(&self, path: &Path) -> io::Result<(Arc<Root>, PathBuf)> {
        let path = plain(path);
        match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if !self.is_base(&path) => {
                let (root, way) = self.folder(folder)?;
                Ok((root, way.join(name)))
            }
            _ => self.folder(&path),
        }
    }

    /// The root of what lies in a folder, and the way from there to the folder.
    fn folder(&self, folder: &Path) -> io::Result<(Arc<Root>, PathBuf)> {
        let root = self.root(folder)?;
        let way = match folder.strip_prefix(&root.path) {
            Ok(way) => way.to_owned(),
            Err(_) => {
                let real = folder.canonicalize()?;
                real.strip_prefix(&root.path).map_err(|_| ErrorKind::NotFound)?.to_owned()
            }
        };
        Ok((root, Path::new(".").join(way)))
    }

    /// Looks at a path from its root.
    fn at<T>(&self, path: &Path, look: impl Fn(&Dir, &Path) -> io::Result<T>) -> Result<T, ReadError> {
        let (root, way) = self.place(path)?;
        match look(&root.folder, &way).map_err(ReadError::from) {
            // A link by a full path may lead to a place below the root all the same.
            Err(ReadError::LeadsOut) => {
                let real = path.canonicalize()?;
                let way = real.strip_prefix(root.path.canonicalize()?).map_err(|_| ReadError::LeadsOut)?;
                Ok(look(&root.folder, way)?)
            }
            found => found,
        }
    }

    fn root(&self, folder: &Path) -> io::Result<Arc<Root>> {
        if let Some(known) = self.known(folder) {
            return Ok(known);
        }
        let root = match folder.parent() {
            _ if self.is_base(folder) => Root::open(folder)?,
            Some(parent) if self.base.as_ref().is_some_and(|base| folder.starts_with(base)) => {
                self.root(parent)?.inner(folder)
            }
            _ => {
                let real = folder.canonicalize()?;
                Root::open(repository(&real).unwrap_or(&real))?
            }
        };
        self.remember(folder.to_owned(), root.clone());
        Ok(root)
    }

    /// The root of a folder that was asked for before.
    fn known(&self, folder: &Path) -> Option<Arc<Root>> {
        self.roots.lock().unwrap_or_else(PoisonError::into_inner).get(folder.as_os_str()).cloned()
    }

    fn remember(&self, folder: PathBuf, root: Arc<Root>) {
        self.roots.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.into(), root);
    }

    /// The root of the folder that one below the base lies in, if that was asked for before.
    fn around(&self, folder: &Path) -> Option<Arc<Root>> {
        let is_below = !self.is_base(folder) && self.base.as_ref().is_some_and(|base| folder.starts_with(base));
        folder.parent().filter(|_| is_below).and_then(|parent| self.known(parent))
    }
}

impl Root {
    fn open(path: &Path) -> io::Result<Arc<Self>> {
        Ok(Arc::new(Self { path: path.to_owned(), folder: Dir::open_ambient_dir(path, ambient_authority())? }))
    }

    /// What is in the folder at a path below, sorted by name.
    fn list(&self, way: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        let mut found = Vec::new();
        for entry in self.folder.read_dir(way)?.take(MOST_LISTED) {
            let entry = entry?;
            found.push((entry.file_name(), kind(entry.file_type()?)));
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }

    /// The root of a folder below this one: the folder itself where it is a repository.
    fn inner(self: Arc<Self>, folder: &Path) -> Arc<Self> {
        let Ok(way) = folder.strip_prefix(&self.path) else { return self };
        if self.folder.symlink_metadata(way.join(REPOSITORY)).is_err() {
            return self;
        }
        match self.folder.open_dir_nofollow(way) {
            Ok(inner) => Arc::new(Self { path: folder.to_owned(), folder: inner }),
            Err(_) => self,
        }
    }
}

/// The nearest repository that a folder is a part of.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|at| at.join(REPOSITORY).symlink_metadata().is_ok())
}

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        let mut options = OpenOptions::new();
        // A pipe that nobody writes to would block the opening.
        options.read(true).nonblock(true);
        let file = self.at(path, |folder, way| folder.open_with(way, &options))?;
        let kind = kind(file.metadata()?.file_type());
        match kind {
            EntryKind::File => Ok(read_file(file, LARGEST_FILE)?),
            EntryKind::Folder => Err(io::Error::from(ErrorKind::IsADirectory).into()),
            EntryKind::Link | EntryKind::Other => Err(ReadError::NotRegular),
        }
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        let at = self.at(path, |folder, way| folder.metadata(way))?;
        Ok(kind(at.file_type()))
    }

    fn top(&self, folder: &Path) -> PathBuf {
        let folder = plain(folder);
        match self.root(&folder) {
            Ok(root) if folder.starts_with(&root.path) => root.path.clone(),
            _ => folder,
        }
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        let path = plain(path);
        // A search meets thousands of folders: whether one is a root of its own is in what it holds, and not asked twice.
        let around = if self.known(&path).is_some() { None } else { self.around(&path) };
        if let Some(root) = around {
            let found = root.list(path.strip_prefix(&root.path).unwrap_or(&path))?;
            let is_whole = found.len() < MOST_LISTED;
            if is_whole && found.binary_search_by(|(name, _)| name.as_os_str().cmp(OsStr::new(REPOSITORY))).is_err() {
                self.remember(path, root);
                return Ok(found);
            }
        }
        let (root, way) = self.folder(&path)?;
        root.list(&way)
    }
}

fn kind(of: FileType) -> EntryKind {
    if of.is_file() {
        EntryKind::File
    } else if of.is_dir() {
        EntryKind::Folder
    } else if of.is_symlink() {
        EntryKind::Link
    } else {
        EntryKind::Other
    }
}

/// Whether a path that the user typed is a stream of the process: `/dev/stdin`, or what `<(command)` becomes.
pub fn is_stream(path: &Path) -> bool {
    path == Path::new("/dev/stdin") || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd")
}

/// What a stream holds; of one of more than [`LARGEST_FILE`], enough to tell.
///
/// # Errors
/// Those of the stream.
pub fn read_stream(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A path without `.` and `..`, as it is written: what a link on the way leads to is not asked.
pub(crate) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A path without links and `..`, as far as it exists.
pub(crate) fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.components().next_back()) {
        (Some(parent), Some(Component::ParentDir)) => real(parent).parent().map_or_else(PathBuf::new, Path::to_owned),
        (Some(parent), Some(last)) => real(parent).join(last),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests;
