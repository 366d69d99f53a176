//! What a run is about to do, so that the next one can undo it: kept with the user's own files, never in the folder.
//!
//! A journal names files to remove and texts to put in their place. One that lies in a repository could have been
//! written by anybody, so none is ever read from there. This user's journals lie in the user's state folder, one for
//! each output folder that is being written to, and name it by what tells it from every other on this machine. Without
//! such a place nothing is recovered; the tree is then stale, and the next run says so.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::error::OutputError;
use super::manifest::{MANIFEST, hash};
use crate::disk::{Folder, Found, Identity, read_file, repository};
use crate::path::RelativePath;

/// The most bytes of a journal that are read.
const LONGEST: usize = 64 * 1024 * 1024;

/// One step: a file that is written or removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// The path below the folder.
    pub(super) path: String,
    /// The hash of the new text; none where the file is removed.
    pub(super) new: Option<String>,
    /// The hash of the text that was there before; none where there was no file.
    pub(super) old: Option<String>,
    /// Folders that did not exist before, the outermost first.
    pub(super) made: Vec<String>,
}

impl Step {
    /// Whether it names what can be an output alone: nothing else is ever written by a run, whoever says so.
    fn is_of_outputs(&self) -> bool {
        let is_output = |path: &String| RelativePath::new(path.as_str()).is_ok();
        (self.path == MANIFEST || is_output(&self.path)) && self.made.iter().all(is_output)
    }
}

/// What a run is about to do, or has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// The output folder, by its numbers on this machine.
    folder: Identity,
    /// Whether all steps are taken, so that nothing is undone.
    pub(super) done: bool,
    pub(super) steps: Vec<Step>,
}

/// Where the journal of one output folder lies.
#[derive(Debug)]
pub(super) struct Journals {
    folder: Folder,
    name: String,
    of: Identity,
}

impl Journals {
    /// The place for the journal of the folder at `path`; none without a state folder that is the user's own: one
    /// inside of the repository came with it.
    pub(super) fn open(state: Option<&Path>, path: &Path, of: Option<Identity>) -> Option<Self> {
        let (journals, of, path) = (state?.join("journals"), of?, path.canonicalize().ok()?);
        let root = repository(&path).unwrap_or(&path);
        let is_outside = |at: &Path| at.canonicalize().is_ok_and(|at| !at.starts_with(root));
        // What is there of the way, before anything is made, and then all of it.
        journals.ancestors().find(|at| at.exists()).filter(|at| is_outside(at))?;
        let folder = Folder::create(&journals).ok().filter(|_| is_outside(&journals))?;
        let name = format!("{}.json", &hash(path.as_os_str().as_encoded_bytes())[..32]);
        Some(Self { folder, name, of })
    }

    /// Where [`Self::open`] looks, without making anything.
    pub(super) fn look(state: Option<&Path>, path: &Path, of: Option<Identity>) -> Option<Self> {
        state.map(|state| state.join("journals")).filter(|journals: &PathBuf| journals.is_dir())?;
        Self::open(state, path, of)
    }

    /// The journal of a run that did not end, if there is one. What can't be read is none.
    pub(super) fn read(&self) -> Option<Journal> {
        let Ok(Found::File(found)) = self.folder.find(&self.name) else { return None };
        let bytes = read_file(found.0, LONGEST).ok()?;
        let journal = serde_json::from_slice::<Journal>(&bytes).ok()?;
        // Another folder was there then.
        (journal.folder == self.of && journal.steps.iter().all(Step::is_of_outputs)).then_some(journal)
    }

    /// Writes what is about to be done, or that it is done.
    pub(super) fn write(&self, steps: &[Step], done: bool) -> std::io::Result<()> {
        let journal = Journal { folder: self.of, done, steps: steps.to_vec() };
        let staged = format!("{}.new", self.name);
        self.forget(&staged)?;
        self.folder.write(&staged, serde_json::to_string(&journal)?.as_bytes(), None)?;
        self.folder.rename(&staged, &self.folder, &self.name)
    }

    /// Ends the run that the journal is of.
    pub(super) fn remove(&self) -> Result<(), OutputError> {
        self.forget(&self.name).map_err(OutputError::io("remove the journal of an earlier run"))
    }

    fn forget(&self, name: &str) -> std::io::Result<()> {
        match self.folder.remove(name) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_no_run_takes_is_not_taken_back() {
        let place = tempfile::TempDir::new().unwrap();
        let folder = place.path().join("project");
        std::fs::create_dir(&folder).unwrap();
        let of = Identity::at(&folder);
        let journals = Journals::open(Some(&place.path().join("state")), &folder, of).unwrap();
        let step = |path: &str, made: &[&str]| Step {
            path: path.into(),
            new: None,
            old: None,
            made: made.iter().map(|made| (*made).to_owned()).collect(),
        };
        for (steps, is_read) in [
            (vec![step("a/b", &["a"]), step(MANIFEST, &[])], true),
            (vec![step("a", &[]), step(".git/HEAD", &[])], false),
            (vec![step("../a", &[])], false),
            (vec![step("/a", &[])], false),
            (vec![step("astropods.yml", &[])], false),
            (vec![step("a/b", &["a", ".github"])], false),
            (vec![step("a/b", &["../a"])], false),
        ] {
            journals.write(&steps, false).unwrap();
            assert_eq!(journals.read().is_some(), is_read, "{steps:?}");
        }
    }

    #[test]
    fn a_state_folder_in_the_repository_is_nobodys_and_is_not_made() {
        let place = tempfile::TempDir::new().unwrap();
        let (clone, project) = (place.path().join("clone"), place.path().join("clone/agents/one"));
        std::fs::create_dir_all(&project).unwrap();
        std::fs::create_dir_all(clone.join(".git")).unwrap();
        std::os::unix::fs::symlink("clone", place.path().join("link")).unwrap();
        let open = |state: &str| Journals::open(Some(&place.path().join(state)), &project, Identity::at(&project));
        for state in ["clone/state", "clone/agents/one/state", "link/state", "clone/../clone/state"] {
            assert!(open(state).is_none(), "{state}");
            assert!(!place.path().join(state).exists(), "{state}");
        }
        assert!(open("state").is_some() && open("clones").is_some());
    }
}
