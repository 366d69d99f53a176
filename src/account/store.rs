//! The file that logins are kept in: its owner's alone, whole at every moment, and changed by one `ast` at a time.

use std::ffi::{OsStr, OsString};
use std::fs::TryLockError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::sleep;

use super::helper::Helper;
use super::stored::Stored;
use super::trouble::Trouble;
use crate::disk::{Folder, Found, is_open, owner_only, read_file, reason};

/// The file, the one that it is written to first, and the one that is locked.
const FILE: &str = "credentials.json";
const STAGED: &str = "credentials.json.new";
const LOCK: &str = "credentials.lock";
/// The longest file that is read.
const LONGEST: usize = 1 << 20;
/// How often is looked whether another `ast` has ended, and for how long. It may wait for a server that is slow.
const PAUSE: Duration = Duration::from_millis(20);
const MOST_PAUSES: u32 = 9_000;

/// Where logins are kept.
#[derive(Debug, Clone)]
pub struct Store {
    /// None where the system names none: then nothing is kept.
    folder: Option<PathBuf>,
    /// Where programs are looked for.
    path: Option<OsString>,
}

/// What is kept, held against every other `ast` until this is dropped.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) stored: Stored,
    folder: Folder,
    place: PathBuf,
    path: Option<OsString>,
    _lock: std::fs::File,
}

impl Store {
    /// The store in a folder of this user's, which need not be there; `path` is the PATH.
    pub fn new(folder: Option<&Path>, path: Option<OsString>) -> Self {
        Self { folder: folder.map(Path::to_owned), path }
    }

    /// The file, for messages.
    pub fn shown(&self) -> String {
        self.folder.as_deref().unwrap_or(Path::new("")).join(FILE).display().to_string()
    }

    /// Whether anything may be kept at all, which costs nothing to know.
    pub fn exists(&self) -> bool {
        self.folder.as_ref().is_some_and(|folder| folder.join(FILE).symlink_metadata().is_ok())
    }

    /// Sees that what is kept can be read, and that a program is there that is to keep it: before somebody types a code
    /// for nothing.
    pub(super) async fn sees(&self, helper: Option<&str>) -> Result<(), Trouble> {
        helper.map(|name| Helper::find(name, self.path.as_deref())).transpose()?;
        self.look().await.map(drop)
    }

    /// What is kept now. The file is replaced at once, so that it is whole without a lock.
    pub(super) async fn look(&self) -> Result<Stored, Trouble> {
        let Some(folder) = &self.folder else { return Ok(Stored::default()) };
        match Folder::open(folder) {
            Ok(folder) => read(&folder, &self.shown(), self.path.as_deref()).await,
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Stored::default()),
            Err(error) => Err(self.failed("opened", &error)),
        }
    }

    /// Takes hold of what is kept, to change it.
    pub(super) async fn hold(&self) -> Result<Held, Trouble> {
        let place = self.folder.as_ref().ok_or_else(|| {
            let message = "the system names no folder for what you configure, where a login would be kept";
            Trouble::failed(message).help("set `XDG_CONFIG_HOME` or `HOME`")
        })?;
        for _ in 0..MOST_PAUSES {
            let folder = Folder::create(place).map_err(|error| self.failed("opened", &error))?;
            let lock = match folder.lock_file(LOCK) {
                Ok(lock) => lock,
                // Another one logged out meanwhile, and the folder is gone.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(self.failed("locked", &error)),
            };
            match lock.0.try_lock() {
                // Else another one logged out meanwhile, and took the lock with it.
                Ok(()) if folder.identity(LOCK) == Some(lock.1) => {
                    let stored = read(&folder, &self.shown(), self.path.as_deref()).await?;
                    let (place, path) = (place.clone(), self.path.clone());
                    return Ok(Held { stored, folder, place, path, _lock: lock.0 });
                }
                Ok(()) | Err(TryLockError::WouldBlock) => sleep(PAUSE).await,
                Err(TryLockError::Error(error)) => return Err(self.failed("locked", &error)),
            }
        }
        Err(Trouble::failed(format!("another `ast` holds `{}`", self.shown())).help("wait for it and try again"))
    }

    fn failed(&self, what: &str, error: &io::Error) -> Trouble {
        Trouble::failed(format!("`{}` can't be {what}: {}", self.shown(), reason(error)))
    }
}

impl Held {
    /// Keeps what it is now; where that is nothing, no trace is left.
    pub(super) async fn keep(&self) -> Result<(), Trouble> {
        let helper = self.stored.helper.as_deref().map(|name| Helper::find(name, self.path.as_deref())).transpose()?;
        if self.stored.is_empty() {
            if let Some(helper) = helper {
                helper.erase().await?;
            }
            return self.clear();
        }
        let text = match helper {
            Some(helper) => {
                helper.store(&self.stored.text()).await?;
                self.stored.pointer().text()
            }
            None => self.stored.text(),
        };
        self.write(text.as_bytes()).map_err(|error| self.failed("written", &error))
    }

    fn write(&self, text: &[u8]) -> io::Result<()> {
        self.remove(STAGED)?;
        let written = self.folder.write_through(STAGED, text, owner_only());
        let written = written.and_then(|()| self.folder.rename(STAGED, &self.folder, FILE));
        if written.is_err() {
            // Whatever came of it, no copy stays.
            let _ = self.remove(STAGED);
        }
        written
    }

    /// Removes the file, the lock and a folder that has nothing else in it.
    fn clear(&self) -> Result<(), Trouble> {
        for name in [FILE, STAGED, LOCK] {
            self.remove(name).map_err(|error| self.failed("removed", &error))?;
        }
        // Its owner may have put something else there.
        let _ = std::fs::remove_dir(&self.place);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match self.folder.remove(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn failed(&self, what: &str, error: &io::Error) -> Trouble {
        Trouble::failed(format!("`{}` can't be {what}: {}", self.place.join(FILE).display(), reason(error)))
    }
}

/// What is kept in a folder, or by the program that the file there names.
async fn read(folder: &Folder, shown: &str, path: Option<&OsStr>) -> Result<Stored, Trouble> {
    let failed = |why: String| Trouble::failed(format!("`{shown}` {why}"));
    let found = folder.find(FILE).map_err(|error| failed(format!("can't be read: {}", reason(&error))))?;
    let file = match found {
        Found::Nothing => return Ok(Stored::default()),
        Found::File(file) => file,
        Found::Link => return Err(failed("is a link, which is not followed".into()).help("put the file there itself")),
        _ => return Err(failed("is not a regular file".into()).help("remove it")),
    };
    if is_open(&file.1.permissions()) {
        let help = format!("run `chmod 600 {shown}`, and `ast login` if somebody may have read it");
        return Err(failed("can be read by others".into()).help(help));
    }
    let text = read_file(file.0, LONGEST).map_err(|error| failed(format!("can't be read: {}", reason(&error))))?;
    if text.len() > LONGEST {
        return Err(failed("has more than 1 MiB".into()).help("remove it"));
    }
    let stored = Stored::read(&text, shown)?;
    let Some(name) = stored.helper.clone() else { return Ok(stored) };
    let Some(kept) = Helper::find(&name, path)?.get().await? else { return Ok(stored) };
    let mut stored = Stored::read(kept.as_bytes(), &format!("docker-credential-{name}"))?;
    stored.helper = Some(name);
    Ok(stored)
}
