//! Writing all changes or none: staged beside the manifest, renamed into place, rolled back on failure.
//!
//! 1. New texts and links to the old ones go to `.ast/stage`. Nothing else is touched.
//! 2. `journal.json` names every step; from here on an interrupted run is rolled back by the next one.
//! 3. Files are renamed into place or removed, the manifest last.
//! 4. The journal is removed: the run is done.

use std::cell::Cell;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::change::{Change, Changes, Status};
use super::error::OutputError;
use super::manifest::{MANIFEST, hash};

const FOLDER: &str = ".ast";
const STAGE: &str = ".ast/stage";
const JOURNAL: &str = ".ast/stage/journal.json";
/// What of `.ast` is not for version control.
const IGNORED: &str = "/lock\n/stage/\n";

/// One step: a file that is written or removed.
#[derive(Debug, Serialize, Deserialize)]
struct Step {
    /// The path below the folder.
    path: String,
    /// The hash of the new text; none where the file is removed.
    new: Option<String>,
    /// Whether there was a file before.
    had_old: bool,
    /// Folders that did not exist before, the outermost first.
    made: Vec<String>,
}

/// Writes the changes. Nothing is written where a file is refused, or where nothing changes.
pub fn write(folder: &Path, changes: &Changes) -> Result<(), OutputError> {
    Transaction { folder, faults: Faults::none() }.write(changes)
}

/// Rolls back a run that was interrupted in this folder, if there is one.
pub fn recover(folder: &Path) -> Result<bool, OutputError> {
    if !is_interrupted(folder) {
        return Ok(false);
    }
    let transaction = Transaction { folder, faults: Faults::none() };
    let _lock = transaction.lock()?;
    transaction.roll_back()
}

/// Whether a run was interrupted in this folder, so that its files are neither old nor new.
pub fn is_interrupted(folder: &Path) -> bool {
    folder.join(JOURNAL).exists()
}

/// Stands in for a full disk and for a killed process in the tests: fails at the n-th step.
struct Faults {
    left: Cell<Option<usize>>,
    /// Whether the process dies instead of getting an error.
    kills: bool,
}

impl Faults {
    fn none() -> Self {
        Self { left: Cell::new(None), kills: false }
    }

    fn step(&self) -> io::Result<()> {
        match self.left.get() {
            Some(0) => Err(io::Error::from(ErrorKind::StorageFull)),
            left => {
                self.left.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}

struct Transaction<'a> {
    folder: &'a Path,
    faults: Faults,
}

impl Transaction<'_> {
    fn write(&self, changes: &Changes) -> Result<(), OutputError> {
        let nothing = !changes.is_stale() && !changes.manifest_differs;
        if nothing || changes.refused().next().is_some() {
            return Ok(());
        }
        let prepared = fs::create_dir_all(self.folder.join(FOLDER)).and_then(|()| self.ignore_transient());
        prepared.map_err(OutputError::io(format!("create `{FOLDER}`")))?;
        let _lock = self.lock()?;
        let done = self.stage(changes).and_then(|steps| self.apply(&steps));
        if let Err(error) = done {
            if !self.faults.kills {
                self.roll_back()?;
            }
            return Err(OutputError::Io("write the generated files; everything is as it was".into(), error));
        }
        Ok(())
    }

    /// Only one run at a time; a short wait bridges two that are started together.
    fn lock(&self) -> Result<File, OutputError> {
        let doing = || OutputError::io("lock the folder");
        fs::create_dir_all(self.folder.join(FOLDER)).map_err(doing())?;
        let file = File::options().create(true).append(true).open(self.folder.join(".ast/lock")).map_err(doing())?;
        for _ in 0..50 {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(100)),
                Err(TryLockError::Error(error)) => return Err(OutputError::Io("lock the folder".into(), error)),
            }
        }
        Err(OutputError::Busy)
    }

    #[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
    fn ignore_transient(&self) -> io::Result<()> {
        let path = self.folder.join(".ast/.gitignore");
        if path.exists() { Ok(()) } else { fs::write(path, IGNORED) }
    }

    fn stage(&self, changes: &Changes) -> io::Result<Vec<Step>> {
        let stage = self.folder.join(STAGE);
        if stage.exists() {
            fs::remove_dir_all(&stage)?;
        }
        fs::create_dir_all(&stage)?;
        let mut steps = Vec::new();
        let written = |change: &&Change| matches!(change.status, Status::Created | Status::Changed | Status::Removed);
        for change in changes.files.iter().filter(written) {
            let content = change.new.as_deref().filter(|_| change.status != Status::Removed);
            steps.push(self.stage_one(steps.len(), change.path.as_str(), content)?);
        }
        steps.push(self.stage_one(steps.len(), MANIFEST, Some(&changes.manifest.render()))?);
        let journal = stage.join("journal.new");
        self.put(&journal, serde_json::to_string(&steps)?.as_bytes())?;
        self.faults.step()?;
        fs::rename(journal, self.folder.join(JOURNAL))?;
        Ok(steps)
    }

    fn stage_one(&self, number: usize, path: &str, content: Option<&str>) -> io::Result<Step> {
        let full = self.folder.join(path);
        let old = fs::symlink_metadata(&full).ok().filter(std::fs::Metadata::is_file);
        if let Some(content) = content {
            let new = self.staged("new", number);
            self.put(&new, content.as_bytes())?;
            if let Some(old) = &old {
                fs::set_permissions(&new, old.permissions())?;
            }
        }
        if old.is_some() {
            self.faults.step()?;
            let backup = self.staged("old", number);
            fs::hard_link(&full, &backup).or_else(|_| fs::copy(&full, &backup).map(|_| ()))?;
        }
        let parents = path.match_indices('/').map(|(at, _)| &path[..at]);
        let made = parents.filter(|parent| !self.folder.join(parent).exists()).map(str::to_owned).collect();
        let new = content.map(|content| hash(content.as_bytes()));
        Ok(Step { path: path.to_owned(), new, had_old: old.is_some(), made })
    }

    fn apply(&self, steps: &[Step]) -> io::Result<()> {
        for (number, step) in steps.iter().enumerate() {
            let full = self.folder.join(&step.path);
            self.faults.step()?;
            if step.new.is_some() {
                if let Some(parent) = full.parent() {
                    fs::create_dir_all(parent)?;
                }
                fs::rename(self.staged("new", number), &full)?;
            } else {
                fs::remove_file(&full)?;
            }
        }
        self.faults.step()?;
        fs::remove_file(self.folder.join(JOURNAL))?;
        // From here on the run is done; what is left over is cleaned by the next one at the latest.
        for step in steps.iter().filter(|step| step.new.is_none()) {
            self.remove_empty_parents(&step.path);
        }
        let _ = fs::remove_dir_all(self.folder.join(STAGE));
        Ok(())
    }

    /// Undoes what a journal says was begun; without one nothing was.
    #[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
    fn roll_back(&self) -> Result<bool, OutputError> {
        let doing = || OutputError::io("undo an interrupted run");
        let journal = self.folder.join(JOURNAL);
        let begun = journal.exists();
        if begun {
            let text = fs::read_to_string(&journal).map_err(doing())?;
            let steps: Vec<Step> = serde_json::from_str(&text)
                .map_err(|error| OutputError::Io("undo an interrupted run".into(), error.into()))?;
            for (number, step) in steps.iter().enumerate().rev() {
                self.undo(number, step).map_err(doing())?;
            }
            fs::remove_file(&journal).map_err(doing())?;
        }
        let stage = self.folder.join(STAGE);
        if stage.exists() {
            fs::remove_dir_all(stage).map_err(doing())?;
        }
        Ok(begun)
    }

    /// Puts the old file back, unless somebody changed the new one since.
    #[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
    fn undo(&self, number: usize, step: &Step) -> io::Result<()> {
        let full = self.folder.join(&step.path);
        let ours = match fs::read(&full) {
            Ok(content) => step.new.as_ref() == Some(&hash(&content)),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(error),
        };
        let backup = self.staged("old", number);
        if ours && step.had_old && backup.exists() {
            fs::rename(backup, &full)?;
        } else if ours && !step.had_old && full.exists() {
            fs::remove_file(&full)?;
        }
        for folder in step.made.iter().rev() {
            // It fails where somebody put something in, which is meant.
            let _ = fs::remove_dir(self.folder.join(folder));
        }
        Ok(())
    }

    fn remove_empty_parents(&self, path: &str) {
        for (at, _) in path.match_indices('/').rev() {
            if fs::remove_dir(self.folder.join(&path[..at])).is_err() {
                break;
            }
        }
    }

    fn staged(&self, side: &str, number: usize) -> PathBuf {
        self.folder.join(STAGE).join(format!("{side}-{number}"))
    }

    fn put(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.faults.step()?;
        let mut file = File::create(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
        file.write_all(content)?;
        file.sync_all()
    }
}

#[cfg(test)]
mod tests;
