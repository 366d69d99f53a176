//! Writing all changes or none: staged beside the manifest, renamed into place, rolled back on failure.
//!
//! 1. New texts and links to the old ones go to `.ast/stage`. Nothing else is touched.
//! 2. The journal names every step; from here on an interrupted run is rolled back by the next one.
//! 3. Each file is looked at again, and then renamed into place or removed; the manifest is the last.
//! 4. What was replaced is looked at once more: somebody may have written to it meanwhile. Then the run is done.
//!
//! All or none is promised against errors, kills and other programs. A power cut is another matter: a run does not wait
//! until the disk has its files, which is nineteen of twenty parts of the time that many projects take. They can be made
//! again from the spec, as what a compiler writes; some may be empty then, which `--check` says and `--force` mends. What
//! nobody can make again, a `.env` or a spec that is corrected, is on the disk before it takes its place (`replace`).

use std::cell::Cell;
use std::io::{self, ErrorKind};

use super::change::{Change, Changes, Fate};
use super::error::OutputError;
use super::journal::{Journals, Step};
use super::manifest::{MANIFEST, hash};
use super::state::State;
use crate::disk::{Folder, Found, read_file};

/// The most bytes of a file that are looked at to tell whether it is ours.
pub(super) const LONGEST_OUTPUT: usize = 64 * 1024 * 1024;

/// Stands in for a full disk, a killed process and somebody else's edit in the tests: what happens at the n-th step.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) left: Cell<Option<usize>>,
    /// Whether the process dies instead of getting an error.
    pub(super) kills: bool,
    /// What somebody else does then, after which the run goes on.
    pub(super) meanwhile: Option<Box<dyn Fn()>>,
}

impl Faults {
    fn step(&self) -> io::Result<()> {
        match self.left.get() {
            Some(0) => {
                let Some(edit) = &self.meanwhile else { return Err(ErrorKind::StorageFull.into()) };
                edit();
                self.left.set(None);
                Ok(())
            }
            left => {
                self.left.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}

/// A run that writes to a folder.
pub(super) struct Transaction<'a> {
    pub(super) root: &'a Folder,
    pub(super) state: &'a State,
    pub(super) journals: Option<&'a Journals>,
    pub(super) faults: Faults,
}

/// Why the steps were not all taken.
enum Stop {
    /// The disk refused.
    Io(io::Error),
    /// Somebody else changed a file meanwhile.
    Changed(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Transaction<'_> {
    /// Writes the changes, of which there are some.
    pub(super) fn write(&self, changes: &Changes) -> Result<(), OutputError> {
        let stage = self.state.stage()?;
        let mut steps = Vec::new();
        let done = self.stage(&stage, changes, &mut steps).and_then(|()| self.apply(&stage, &steps));
        let Err(stop) = done else { return self.finish(&steps) };
        if !self.faults.kills {
            self.undo(&steps)?;
        }
        Err(match stop {
            Stop::Io(error) => OutputError::Io("write the generated files; everything is as it was".into(), error),
            Stop::Changed(path) => {
                let why = format!("`{path}` was changed by somebody else meanwhile; nothing was written, run it again");
                OutputError::Refused(why)
            }
        })
    }

    fn stage(&self, stage: &Folder, changes: &Changes, steps: &mut Vec<Step>) -> Result<(), Stop> {
        let written = |change: &&Change| matches!(change.status, Fate::Created | Fate::Changed | Fate::Removed);
        for change in changes.files.iter().filter(written) {
            let content = change.new.as_deref().filter(|_| change.status != Fate::Removed);
            let step = self.stage_one(stage, steps.len(), change.path.as_str(), content)?;
            if step.old != change.found {
                return Err(Stop::Changed(step.path));
            }
            steps.push(step);
        }
        steps.push(self.stage_one(stage, steps.len(), MANIFEST, Some(&changes.manifest.render()))?);
        self.faults.step()?;
        if let Some(journals) = self.journals {
            journals.write(steps, false)?;
        }
        Ok(())
    }

    fn stage_one(&self, stage: &Folder, number: usize, path: &str, content: Option<&str>) -> io::Result<Step> {
        let (mut old, mut permissions) = (None, None);
        if let Found::File(found) = self.root.find(path)? {
            self.faults.step()?;
            let backup = format!("old-{number}");
            stage.link_from(self.root, path, &backup)?;
            (old, permissions) = (hash_at(stage, &backup)?, Some(found.1.permissions()));
        }
        if let Some(content) = content {
            self.faults.step()?;
            stage.write(&format!("new-{number}"), content.as_bytes(), permissions)?;
        }
        let mut made = Vec::new();
        for (at, _) in path.match_indices('/') {
            if matches!(self.root.find(&path[..at])?, Found::Nothing) {
                made.push(path[..at].to_owned());
            }
        }
        Ok(Step { path: path.to_owned(), new: content.map(|content| hash(content.as_bytes())), old, made })
    }

    fn apply(&self, stage: &Folder, steps: &[Step]) -> Result<(), Stop> {
        for (number, step) in steps.iter().enumerate() {
            self.faults.step()?;
            if hash_at(self.root, &step.path)? != step.old {
                return Err(Stop::Changed(step.path.clone()));
            }
            if step.new.is_some() {
                if let Some((parent, _)) = step.path.rsplit_once('/') {
                    self.root.make(parent)?;
                }
                stage.rename(&format!("new-{number}"), self.root, &step.path)?;
            } else {
                self.root.remove(&step.path)?;
            }
        }
        for (number, step) in steps.iter().enumerate().filter(|(_, step)| step.old.is_some()) {
            if hash_at(stage, &format!("old-{number}"))? != step.old {
                return Err(Stop::Changed(step.path.clone()));
            }
        }
        self.faults.step()?;
        if let Some(journals) = self.journals {
            journals.write(steps, true)?;
        }
        Ok(())
    }

    /// What is left to do when all steps are taken; a run that is killed here is finished by the next one.
    pub(super) fn finish(&self, steps: &[Step]) -> Result<(), OutputError> {
        for step in steps.iter().filter(|step| step.new.is_none()) {
            for (at, _) in step.path.match_indices('/').rev() {
                // It fails where somebody put something in, which is meant.
                if self.root.remove_folder(&step.path[..at]).is_err() {
                    break;
                }
            }
        }
        self.state.clear_stage()?;
        self.journals.map_or(Ok(()), Journals::remove)
    }

    /// Takes the steps back that were taken.
    pub(super) fn undo(&self, steps: &[Step]) -> Result<(), OutputError> {
        let doing = || OutputError::io("undo an interrupted run");
        if let Some(stage) = self.state.staged()? {
            for (number, step) in steps.iter().enumerate().rev() {
                self.undo_one(&stage, number, step).map_err(doing())?;
            }
        }
        self.state.clear_stage()?;
        self.journals.map_or(Ok(()), Journals::remove)
    }

    /// Puts the old file back, unless somebody changed the new one since.
    fn undo_one(&self, stage: &Folder, number: usize, step: &Step) -> io::Result<()> {
        let backup = format!("old-{number}");
        let is_ours = match self.root.find(&step.path)? {
            Found::Nothing => step.new.is_none() || step.old.is_some(),
            Found::File(found) => Some(hash(&read_file(found.0, LONGEST_OUTPUT)?)) == step.new,
            _ => false,
        };
        // Somebody may have written to the old text since, by a handle that was open: it is theirs then, and kept.
        let has_backup = step.old.is_some() && hash_at(stage, &backup)?.is_some();
        if is_ours && has_backup {
            if let Some((parent, _)) = step.path.rsplit_once('/') {
                self.root.make(parent)?;
            }
            stage.rename(&backup, self.root, &step.path)?;
        } else if is_ours && step.old.is_none() && step.new.is_some() {
            self.root.remove(&step.path)?;
        }
        for folder in step.made.iter().rev() {
            // It fails where somebody put something in, which is meant.
            let _ = self.root.remove_folder(folder);
        }
        Ok(())
    }
}

/// The hash of the file at a path; none where there is no regular file.
pub(super) fn hash_at(folder: &Folder, path: &str) -> io::Result<Option<String>> {
    match folder.find(path)? {
        Found::File(found) => Ok(Some(hash(&read_file(found.0, LONGEST_OUTPUT)?))),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests;
