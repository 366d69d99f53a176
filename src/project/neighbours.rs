//! The names of the projects of a repository, as an editor's server remembers them: so that it finds two of one name, as
//! a run over many does, and says it at the same one.
//!
//! A repository is searched once, when a spec in it is looked at first, and after that only what is told to have changed
//! is read again. Nothing is searched at a keystroke. In one that is larger than an editor can wait for, nothing is said.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::name::{Name, Whose};
use super::walk::{self, Below};
use super::{NAMES, Project, shown};
use crate::diagnostic::Report;
use crate::disk::{Disk, EntryKind};
use crate::source::Source;

/// How many files and folders are looked at, how many folders are opened, each of which takes as long as a hundred files,
/// and how many specs are read. A search is done while somebody waits for what is said of a text: in 100 ms at most.
const MOST_ENTRIES: usize = 20_000;
const MOST_FOLDERS: usize = 2_500;
const MOST_SPECS: usize = 2_000;

/// The longest spec whose name is read, in bytes.
const LONGEST: usize = 256 << 10;

/// The names of what is in each repository.
#[derive(Debug, Default)]
pub(crate) struct Neighbours(RefCell<BTreeMap<PathBuf, Called>>);

/// What projects are called, each by its path below the repository, with what Compose makes of it.
type Called = BTreeMap<String, (String, Whose)>;

impl Neighbours {
    /// What there is to say of a project whose name another one of its repository has, which comes before it.
    pub(crate) fn told(&self, project: &Project, disk: &dyn Disk) -> Option<Report> {
        let name = Name::of(project)?;
        let root = project.folder.ancestors().find(|at| disk.exists(&at.join(".git")))?;
        let mut known = self.0.borrow_mut();
        let called = known.entry(root.to_owned()).or_insert_with(|| search(root, disk));
        let own = below(root, &project.folder.join(Path::new(project.path()).file_name()?))?;
        // What a run over many leaves out is beside none: an ignored folder, a file of another name.
        called.get(&own)?;
        let mut before = called.range(..own).filter(|(_, (key, _))| *key == name.key);
        before.next().map(|(_, (_, first))| name.told_beside(first))
    }

    /// A file changed. Gives whether projects may be called otherwise now.
    pub(crate) fn forget(&self, changed: &Path, disk: &dyn Disk) -> bool {
        if !changed.file_name().is_some_and(|name| NAMES.iter().any(|other| name == *other)) {
            return false;
        }
        let mut is_other = false;
        self.0.borrow_mut().retain(|root, called| {
            let Some(path) = below(root, changed) else { return true };
            let now = read(root, changed, disk);
            let before = called.get(&path).map(|(key, _)| key);
            is_other |= before != now.as_ref().map(|(key, _)| key);
            // Whether one that is new counts, the search says.
            let is_new = before.is_none() && now.is_some();
            match now {
                Some(now) => drop(called.insert(path, now)),
                None => drop(called.remove(&path)),
            }
            !is_new
        });
        is_other
    }
}

fn below(root: &Path, file: &Path) -> Option<String> {
    file.strip_prefix(root).ok().map(shown)
}

fn search(root: &Path, disk: &dyn Disk) -> Called {
    let folders = Cell::new(0);
    let is_wanted = |name: &OsStr, kind| {
        let is_wanted = walk::is_wanted(name, kind);
        if is_wanted && kind == EntryKind::Folder {
            folders.set(folders.get() + 1);
        }
        is_wanted && folders.get() <= MOST_FOLDERS
    };
    let Below { specs, problems, .. } = walk::files(root, root, disk, MOST_ENTRIES, &is_wanted);
    if folders.get() > MOST_FOLDERS || specs.len() > MOST_SPECS || !problems.is_empty() {
        return Called::new();
    }
    let read = |spec: &PathBuf| Some((shown(spec), read(root, &root.join(spec), disk)?));
    specs.iter().filter_map(read).collect()
}

/// What a spec is called; none of one that another file of its folder stands for.
fn read(root: &Path, spec: &Path, disk: &dyn Disk) -> Option<(String, Whose)> {
    let [first, second] = NAMES.map(|name| spec.with_file_name(name));
    if spec == second && disk.exists(&first) {
        return None;
    }
    let bytes = disk.read(spec).ok().filter(|bytes| bytes.len() <= LONGEST)?;
    let path = below(root, spec)?;
    let project = Project { folder: spec.parent()?.to_owned(), ..Project::alone(Source::from_bytes(path, bytes)) };
    Name::of(&project).map(Name::into_whose)
}
