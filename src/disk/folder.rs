//! Changing what lies in a folder: no link is followed on the way, and none is written through.

use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use cap_fs_ext::{DirExt, FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions, Permissions};
use serde::{Deserialize, Serialize};

/// A folder that files are changed in. Paths are relative, with `/`.
#[derive(Debug)]
pub struct Folder(Dir);

/// What is at a path, links not followed.
#[derive(Debug)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A regular file, opened for reading.
    File(Box<(File, Metadata)>),
    /// A symbolic link.
    Link,
    /// A folder on the way is a link.
    LinkedFolder(String),
    /// What should be a folder on the way is none.
    NoFolder(String),
    /// A folder, a pipe, a socket, a device.
    Other,
}

/// What tells a file from every other on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity(u64, u64);

/// What a folder holds under a name, links not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How many names the file has.
    pub links: u64,
}

impl Identity {
    /// The identity of a file that the user named, links followed; none where nothing is.
    pub fn at(path: &Path) -> Option<Self> {
        let folder = Folder::open(path.parent()?).ok()?;
        let name = path.file_name()?;
        folder.0.metadata(name).ok().map(|at| Self::of(&at))
    }

    /// The identity of what was looked at.
    pub fn of(at: &Metadata) -> Self {
        Self(at.dev(), at.ino())
    }
}

impl Folder {
    /// A folder that the user named: links on the way to it are theirs.
    ///
    /// # Errors
    /// Those of the disk, here and below.
    pub fn open(path: &Path) -> io::Result<Self> {
        Dir::open_ambient_dir(path, ambient_authority()).map(Self)
    }

    /// The same, made where it is not there.
    pub fn create(path: &Path) -> io::Result<Self> {
        Dir::create_ambient_dir_all(path, ambient_authority())?;
        Self::open(path)
    }

    /// A folder in this one; a link to one is refused.
    pub fn folder(&self, name: &str) -> io::Result<Self> {
        self.0.open_dir_nofollow(name).map(Self)
    }

    /// What tells this folder from every other.
    pub fn own_identity(&self) -> Option<Identity> {
        self.0.dir_metadata().ok().map(|at| Identity::of(&at))
    }

    /// The folder that holds what a path names, and its name there.
    fn parent<'a>(&self, path: &'a str) -> Result<(Option<Self>, &'a str), (usize, io::Error)> {
        let mut at: Option<Self> = None;
        let mut start = 0;
        for (end, _) in path.match_indices('/') {
            at = Some(at.as_ref().unwrap_or(self).folder(&path[start..end]).map_err(|error| (end, error))?);
            start = end + 1;
        }
        Ok((at, &path[start..]))
    }

    /// What is at a path.
    pub fn find(&self, path: &str) -> io::Result<Found> {
        let (parent, name) = match self.parent(path) {
            Ok(found) => found,
            Err((_, error)) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err((end, error)) => return self.barred(&path[..end], error),
        };
        let folder = parent.as_ref().unwrap_or(self);
        let at = match folder.0.symlink_metadata(name) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            at => at?,
        };
        if at.is_symlink() {
            return Ok(Found::Link);
        }
        if !at.is_file() {
            return Ok(Found::Other);
        }
        let mut options = OpenOptions::new();
        let file = folder.0.open_with(name, options.read(true).follow(FollowSymlinks::No).nonblock(true))?;
        // What was looked at may have been swapped for something else.
        let at = file.metadata()?;
        Ok(if at.is_file() { Found::File(Box::new((file, at))) } else { Found::Other })
    }

    /// Why a folder on the way can't be entered.
    fn barred(&self, folder: &str, error: io::Error) -> io::Result<Found> {
        let (parent, name) = self.parent(folder).map_err(|(_, error)| error)?;
        let at = parent.as_ref().unwrap_or(self).0.symlink_metadata(name)?;
        if at.is_symlink() {
            Ok(Found::LinkedFolder(folder.to_owned()))
        } else if at.is_dir() {
            Err(error)
        } else {
            Ok(Found::NoFolder(folder.to_owned()))
        }
    }

    /// The folder at a path, made with all on the way; the paths of those that were made, the outermost first.
    pub fn make(&self, path: &str) -> io::Result<(Self, Vec<String>)> {
        let mut at = Self(self.0.try_clone()?);
        let mut made = Vec::new();
        let mut end = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            end += if end == 0 { part.len() } else { part.len() + 1 };
            match at.0.create_dir(part) {
                Ok(()) => made.push(path[..end].to_owned()),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            at = at.folder(part)?;
        }
        Ok((at, made))
    }

    /// A new file; anything that is there already is an error.
    pub fn create_file(&self, name: &str, private: bool) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).follow(FollowSymlinks::No);
        #[cfg(unix)]
        if private {
            use cap_std::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        self.0.open_with(name, &options)
    }

    /// A new file with a text that can be made again, so that nobody waits for the disk to have it.
    pub fn write(&self, name: &str, content: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
        self.written(name, content, permissions).map(drop)
    }

    /// A new file with a text that nobody can make again: it is on the disk when this returns.
    pub fn write_through(&self, name: &str, content: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
        self.written(name, content, permissions)?.sync_all()
    }

    fn written(&self, name: &str, content: &[u8], permissions: Option<Permissions>) -> io::Result<File> {
        let mut file = self.create_file(name, permissions.is_some())?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.write_all(content)?;
        Ok(file)
    }

    /// A file to lock, made where it is not there; what is not a regular file is refused.
    pub fn lock_file(&self, name: &str) -> io::Result<(std::fs::File, Identity)> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).follow(FollowSymlinks::No).nonblock(true);
        let file = self.0.open_with(name, &options)?;
        let at = file.metadata()?;
        if !at.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        Ok((file.into_std(), Identity::of(&at)))
    }

    /// What tells the file under a name here from every other; none where there is none.
    pub fn identity(&self, name: &str) -> Option<Identity> {
        self.0.symlink_metadata(name).ok().map(|at| Identity::of(&at))
    }

    /// Moves a file of this folder to a path below another, over what is there.
    pub fn rename(&self, name: &str, to: &Self, path: &str) -> io::Result<()> {
        let (parent, last) = to.parent(path).map_err(|(_, error)| error)?;
        self.0.rename(name, &parent.as_ref().unwrap_or(to).0, last)
    }

    /// Gives the file at a path below another folder a second name in this one, or copies it where that can't be.
    pub fn link_from(&self, from: &Self, path: &str, name: &str) -> io::Result<()> {
        let (parent, last) = from.parent(path).map_err(|(_, error)| error)?;
        let folder = &parent.as_ref().unwrap_or(from).0;
        folder.hard_link(last, &self.0, name).or_else(|_| folder.copy(last, &self.0, name).map(|_| ()))
    }

    /// Removes a file or a link.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        let (parent, name) = self.parent(path).map_err(|(_, error)| error)?;
        parent.as_ref().unwrap_or(self).0.remove_file_or_symlink(name)
    }

    /// Removes a folder that is empty.
    pub fn remove_folder(&self, path: &str) -> io::Result<()> {
        let (parent, name) = self.parent(path).map_err(|(_, error)| error)?;
        parent.as_ref().unwrap_or(self).0.remove_dir(name)
    }

    /// Removes a folder with all that is in it; links in it are removed, not followed.
    pub fn remove_all(&self, name: &str) -> io::Result<()> {
        self.0.remove_dir_all(name)
    }

    /// What is in this folder, sorted by name.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in self.0.entries()? {
            let entry = entry?;
            let (name, at) = (entry.file_name().to_string_lossy().into_owned(), entry.metadata()?);
            entries.push(Entry { name, is_folder: at.is_dir(), links: at.nlink() });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }
}

/// Permissions by which a file's owner alone reads and writes it; none where the system has no such.
pub fn owner_only() -> Option<Permissions> {
    #[cfg(unix)]
    {
        use cap_std::fs::PermissionsExt;
        Some(Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    None
}

/// Whether others than its owner can read a file.
pub fn is_open(permissions: &Permissions) -> bool {
    #[cfg(unix)]
    {
        use cap_std::fs::PermissionsExt;
        permissions.mode() & 0o077 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = permissions;
        false
    }
}

/// What a file holds, if that is at most `most` bytes; else so many and one more.
pub fn read_file(file: File, most: usize) -> io::Result<Vec<u8>> {
    // Room for all of it, so that it is read at once, and for the look whether that was all.
    let size = file.metadata().map_or(0, |at| usize::try_from(at.len()).unwrap_or(most)).min(most);
    let mut content = Vec::with_capacity(size + 64);
    file.take(most as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}
