//! `.ast`, where a folder's manifest lies and its changes are staged: a real folder with regular files, held by one run.
//!
//! What is in it may have come with the repository. So each part is looked at before it is used, nothing in it is
//! followed or obeyed, and what a run leaves behind when it is killed is cleared by the next one, whatever that does.

use std::fs::TryLockError;
use std::io::{self, ErrorKind};
use std::thread::sleep;
use std::time::Duration;

use super::error::OutputError;
use super::manifest::MANIFEST;
use crate::disk::{Entry, Folder, Found, read_file, reason};

/// The folder's name.
pub const FOLDER: &str = ".ast";
/// Where changes are staged, below [`FOLDER`].
pub(super) const STAGE: &str = "stage";
/// What of `.ast` is not for version control.
const IGNORED: &str = "/lock\n/stage/\n/set-aside*/\n";
/// The most bytes of an ignore file that are kept.
const LONGEST_IGNORES: usize = 64 * 1024;
/// How often a run looks whether another has ended, how long it does, and when it says so.
const PAUSE: Duration = Duration::from_millis(10);
const MOST_PAUSES: u32 = 6_000;
const TELLING_PAUSE: u32 = 100;

/// Waiting for another run.
struct Wait<'a> {
    pauses: u32,
    told: &'a mut dyn FnMut(),
}

impl Wait<'_> {
    fn pause(&mut self) -> Result<(), OutputError> {
        if self.pauses == MOST_PAUSES {
            return Err(OutputError::Busy);
        }
        sleep(PAUSE);
        self.pauses += 1;
        if self.pauses == TELLING_PAUSE {
            (self.told)();
        }
        Ok(())
    }
}

/// The state of a folder, held against other runs until it is dropped.
#[derive(Debug)]
pub(super) struct State {
    pub(super) folder: Folder,
    _lock: std::fs::File,
}

impl State {
    /// Takes hold of the state of a folder; `waiting` is told once where that takes a second.
    pub(super) fn hold(root: &Folder, waiting: &mut dyn FnMut()) -> Result<Self, OutputError> {
        let mut wait = Wait { pauses: 0, told: waiting };
        loop {
            let folder = match enter(root, FOLDER) {
                // Another run tidied it away between its making and its opening.
                Err(OutputError::Io(_, error)) if error.kind() == ErrorKind::NotFound => {
                    wait.pause()?;
                    continue;
                }
                entered => entered?,
            };
            let lock = match folder.lock_file("lock") {
                Ok(lock) => lock,
                // Another run has just tidied the folder away.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(odd(".ast/lock", &error)),
            };
            match lock.0.try_lock() {
                Ok(()) if folder.identity("lock") == Some(lock.1) && root.identity(FOLDER) == folder.own_identity() => {
                    ignore_transient(&folder)?;
                    return Ok(Self { folder, _lock: lock.0 });
                }
                // The lock that was got is of a file that is gone.
                Ok(()) => wait.pause()?,
                Err(TryLockError::WouldBlock) => wait.pause()?,
                Err(TryLockError::Error(error)) => return Err(OutputError::Io("lock the folder".into(), error)),
            }
        }
    }

    /// An empty folder for what is staged.
    pub(super) fn stage(&self) -> Result<Folder, OutputError> {
        self.clear_stage()?;
        enter(&self.folder, STAGE)
    }

    /// The folder of what was staged, if it is there.
    pub(super) fn staged(&self) -> Result<Option<Folder>, OutputError> {
        match self.folder.find(STAGE).map_err(OutputError::io("look at `.ast/stage`"))? {
            Found::Nothing => Ok(None),
            _ => enter(&self.folder, STAGE).map(Some),
        }
    }

    /// Removes what was staged.
    pub(super) fn clear_stage(&self) -> Result<(), OutputError> {
        if self.staged()?.is_some() {
            self.folder.remove_all(STAGE).map_err(OutputError::io("clear `.ast/stage`"))?;
        }
        Ok(())
    }

    /// Clears what a run left that was no run of this user's on this machine. What may be the only copy of a text is
    /// not lost: it is set aside, and the folder's new name is given.
    pub(super) fn clear_foreign(&self) -> Result<Option<String>, OutputError> {
        let Some(stage) = self.staged()? else { return Ok(None) };
        let doing = || OutputError::io("clear `.ast/stage`");
        let staged = stage.entries().map_err(doing())?;
        let is_only_copy =
            |at: &Entry| at.is_folder || at.name == "journal.json" || (at.name.starts_with("old-") && at.links < 2);
        if !staged.iter().any(is_only_copy) {
            self.clear_stage()?;
            return Ok(None);
        }
        for at in staged.iter().filter(|at| !is_only_copy(at)) {
            // What can't be removed, such as a name that is not a text, is set aside with the rest.
            let _ = stage.remove(&at.name);
        }
        for number in 1_u32.. {
            let aside = format!("set-aside-{number}");
            if matches!(self.folder.find(&aside).map_err(doing())?, Found::Nothing) {
                self.folder.rename(STAGE, &self.folder, &aside).map_err(doing())?;
                return Ok(Some(format!("{FOLDER}/{aside}")));
            }
        }
        Ok(None)
    }

    /// Removes the state where nothing was generated, so that a folder looks as it did.
    pub(super) fn tidy(&self, root: &Folder) {
        if !matches!(root.find(MANIFEST), Ok(Found::Nothing)) {
            return;
        }
        let is_ours = matches!(text(&self.folder, ".gitignore"), Ok(Some(text)) if text == IGNORED.as_bytes());
        // Whatever can't be removed is somebody's, and stays with its folder.
        if is_ours && self.folder.remove(".gitignore").is_ok() {
            let others = self.folder.entries().is_ok_and(|entries| entries.iter().any(|at| at.name != "lock"));
            if others {
                let _ = ignore_transient(&self.folder);
            } else if self.folder.remove("lock").is_ok() {
                let _ = root.remove_folder(FOLDER);
            }
        }
    }
}

/// Waits until no run writes to a folder, and keeps others from it until the result is dropped; a folder without a
/// state is held by nobody. Nothing is written.
pub(super) fn share(root: &Folder, waiting: &mut dyn FnMut()) -> Result<Option<std::fs::File>, OutputError> {
    let mut wait = Wait { pauses: 0, told: waiting };
    loop {
        let lock = match root.find(&format!("{FOLDER}/lock")).map_err(OutputError::io("look at `.ast`"))? {
            Found::File(found) => found.0.into_std(),
            _ => return Ok(None),
        };
        match lock.try_lock_shared() {
            Ok(()) => return Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => wait.pause()?,
            // A disk without locks is read all the same.
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// A folder of the state, made where it is not there; anything else under its name is refused.
fn enter(parent: &Folder, name: &str) -> Result<Folder, OutputError> {
    let shown = if name == FOLDER { name.to_owned() } else { format!("{FOLDER}/{name}") };
    match parent.make(name) {
        Ok((folder, _)) => Ok(folder),
        Err(error) => match parent.find(name) {
            Ok(Found::Link | Found::File(_)) => Err(odd(&shown, &io::Error::other("it is not a folder"))),
            _ => Err(OutputError::Io(format!("create `{shown}`"), error)),
        },
    }
}

fn odd(path: &str, error: &io::Error) -> OutputError {
    OutputError::Refused(format!("`{path}` can't be used ({}); remove it, `ast` makes it anew", reason(error)))
}

/// What a small file of the state says; none where it is not there.
fn text(folder: &Folder, name: &str) -> Result<Option<Vec<u8>>, OutputError> {
    let shown = format!("{FOLDER}/{name}");
    match folder.find(name).map_err(OutputError::io(format!("read `{shown}`")))? {
        Found::Nothing => Ok(None),
        Found::File(found) => {
            let text = read_file(found.0, LONGEST_IGNORES).map_err(OutputError::io(format!("read `{shown}`")))?;
            if text.len() > LONGEST_IGNORES {
                return Err(odd(&shown, &io::Error::other("it is too long")));
            }
            Ok(Some(text))
        }
        _ => Err(odd(&shown, &io::Error::other("it is not a regular file"))),
    }
}

/// Keeps version control from what is staged: our lines are the last of the ignore file, so that no other undoes them.
fn ignore_transient(folder: &Folder) -> Result<(), OutputError> {
    let before = text(folder, ".gitignore")?.unwrap_or_default();
    if before.ends_with(IGNORED.as_bytes()) {
        return Ok(());
    }
    let mut after = before;
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.push(b'\n');
    }
    after.extend(IGNORED.as_bytes());
    let staged = ".gitignore.new";
    match folder.remove(staged) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(odd(".ast/.gitignore.new", &error)),
        _ => {}
    }
    let written = folder.write(staged, &after, None).and_then(|()| folder.rename(staged, folder, ".gitignore"));
    written.map_err(OutputError::io("write `.ast/.gitignore`"))
}
