//! A run over an output folder: locked, cleared of what an earlier run left, compared, and only then written to.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::change::{Changes, Request, compare};
use super::error::OutputError;
use super::journal::Journals;
use super::manifest::{MANIFEST, Manifest};
use super::state::{FOLDER, STAGE, State, share};
use super::transaction::{Faults, Transaction};
use crate::disk::Folder;
use crate::tree::FileTree;

/// Where a run works, and who is told that it waits.
pub struct Place<'a> {
    /// The output folder.
    pub folder: &'a Path,
    /// Where the user's programs keep what they have to remember; without it an interrupted run is not undone.
    pub state: Option<&'a Path>,
    /// Called once where another run holds the folder for more than a second.
    pub waiting: &'a mut dyn FnMut(),
}

/// What a run found and cleared before it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// An earlier run was interrupted; what it had written is undone.
    Undone,
    /// Files of a run that this user's `ast` did not make on this machine lie in this folder now, and nothing of what
    /// they say was done.
    SetAside(String),
}

/// A run that may write to a folder, which no other run does meanwhile.
#[derive(Debug)]
pub struct Run {
    root: Folder,
    state: Option<State>,
    journals: Option<Journals>,
    note: Option<Note>,
}

/// A look at a folder, in which nothing is changed, and which no run writes to meanwhile.
#[derive(Debug)]
pub struct Look {
    root: Option<Folder>,
    /// Whether a run was interrupted, so that the files are neither old nor new.
    pub is_interrupted: bool,
    _lock: Option<std::fs::File>,
}

impl Look {
    /// Looks at a folder, which need not be there.
    ///
    /// # Errors
    /// Another run that does not end, or a state that can't be looked at.
    pub fn at(place: &mut Place<'_>) -> Result<Self, OutputError> {
        let Ok(root) = Folder::open(place.folder) else {
            return Ok(Self { root: None, is_interrupted: false, _lock: None });
        };
        let lock = share(&root, place.waiting)?;
        let journal = Journals::look(place.state, place.folder, root.own_identity()).and_then(|found| found.read());
        let is_interrupted = journal.is_some_and(|journal| !journal.done);
        Ok(Self { root: Some(root), is_interrupted, _lock: lock })
    }

    /// The manifest, if there is one.
    ///
    /// # Errors
    /// A manifest that can't be read.
    pub fn manifest(&self) -> Result<Option<Manifest>, OutputError> {
        self.root.as_ref().map_or(Ok(None), Manifest::read)
    }

    /// What writing a tree would do.
    ///
    /// # Errors
    /// A manifest or a disk that can't be read.
    pub fn compare(&self, request: &Request<'_>) -> Result<Changes, OutputError> {
        compare(self.root.as_ref(), request)
    }
}

impl Run {
    /// Takes hold of a folder, which is made where it is not there, and clears what earlier runs left in its state.
    ///
    /// # Errors
    /// Another run that does not end, a state that can't be used, a disk that refuses.
    pub fn begin(place: &mut Place<'_>) -> Result<Self, OutputError> {
        let root = Folder::create(place.folder).map_err(OutputError::io("open the output folder"))?;
        let state = State::hold(&root, place.waiting)?;
        let journals = Journals::open(place.state, place.folder, root.own_identity());
        let mut run = Self { root, state: None, journals, note: None };
        run.note = run.clear(&state)?;
        run.state = Some(state);
        Ok(run)
    }

    /// What was cleared.
    pub fn note(&self) -> Option<&Note> {
        self.note.as_ref()
    }

    /// The manifest, if there is one.
    ///
    /// # Errors
    /// A manifest that can't be read.
    pub fn manifest(&self) -> Result<Option<Manifest>, OutputError> {
        Manifest::read(&self.root)
    }

    fn clear(&self, state: &State) -> Result<Option<Note>, OutputError> {
        let journals = self.journals.as_ref();
        let transaction = Transaction { root: &self.root, state, journals, faults: Faults::default() };
        match journals.and_then(Journals::read) {
            Some(journal) if journal.done => transaction.finish(&journal.steps).map(|()| None),
            Some(journal) => transaction.undo(&journal.steps).map(|()| Some(Note::Undone)),
            None => {
                let aside = state.clear_foreign()?;
                journals.map_or(Ok(()), Journals::remove)?;
                Ok(aside.map(Note::SetAside))
            }
        }
    }

    /// What writing a tree would do.
    ///
    /// # Errors
    /// A manifest or a disk that can't be read.
    pub fn compare(&self, request: &Request<'_>) -> Result<Changes, OutputError> {
        compare(Some(&self.root), request)
    }

    /// Writes the changes, all or none. Nothing is written where a file is refused, or where nothing changes.
    ///
    /// # Errors
    /// A disk that refuses, or a file that changed since it was compared; everything is as it was then.
    pub fn write(&self, changes: &Changes) -> Result<(), OutputError> {
        let nothing = !changes.is_stale() && !changes.manifest_differs;
        let Some(state) = self.state.as_ref().filter(|_| !nothing && changes.refused().next().is_none()) else {
            return Ok(());
        };
        let (root, journals) = (&self.root, self.journals.as_ref());
        Transaction { root, state, journals, faults: Faults::default() }.write(changes)
    }

    /// The folder and its state, for a single file of the user's.
    pub(super) fn parts(&self) -> Option<(&Folder, &State)> {
        self.state.as_ref().map(|state| (&self.root, state))
    }

    /// A run of a test, which dies or fails at some step.
    #[cfg(test)]
    pub(super) fn write_with(&self, changes: &Changes, faults: Faults) -> Result<(), OutputError> {
        let (root, state) = self.parts().unwrap();
        Transaction { root, state, journals: self.journals.as_ref(), faults }.write(changes)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(state) = self.state.take() {
            state.tidy(&self.root);
        }
    }
}

/// Clears what a run left behind that was killed while it wrote to a folder, if there is anything.
///
/// # Errors
/// Those of [`Run::begin`].
pub fn clear_left_over(place: &mut Place<'_>) -> Result<(), OutputError> {
    let is_there = |path: &str| place.folder.join(path).symlink_metadata().is_ok();
    // A state without a manifest is one that was to be tidied away.
    if !is_there(FOLDER) || (is_there(MANIFEST) && !is_there(&format!("{FOLDER}/{STAGE}"))) {
        return Ok(());
    }
    Run::begin(place).map(drop)
}

/// The flags of each target that makes a tree.
pub type Targets = BTreeMap<String, Map<String, Value>>;

impl<'a> Request<'a> {
    /// What is to be generated, without force.
    pub fn new(tree: &'a FileTree, targets: &'a Targets) -> Self {
        Self { tree, targets, force: false, own: &[] }
    }
}
