//! From the paths that were given to the specs that they mean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::walk::{self, Below, MOST_ENTRIES};
use super::{NAMES, OPTIONS_FILE};
use crate::disk::{Disk, EntryKind, ReadError, is_stream};

/// How many files and folders are looked at for the sake of a hint.
const A_LOOK: usize = 5_000;

/// What a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A spec; `shadowed` is the other file of its folder, which is not read.
    Spec {
        /// The path as it was given, or below what was given.
        file: PathBuf,
        /// The name of the file that loses.
        shadowed: Option<&'static str>,
    },
    /// Standard input.
    Stdin {
        /// Its name in messages.
        name: PathBuf,
    },
    /// Nothing that can be read.
    Unusable {
        /// The path as messages show it.
        path: String,
        /// Why.
        message: String,
        /// The specs below the current folder, which may be meant; one of each project, sorted.
        below: Vec<PathBuf>,
    },
}

impl Found {
    /// The path as messages show it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Spec { file: path, .. } | Self::Stdin { name: path } => shown(path),
            Self::Unusable { path, .. } => path.clone(),
        }
    }

    /// The file that it is, if it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        if let Self::Spec { file, .. } = self { Some(file) } else { None }
    }

    fn unusable(path: &Path, message: impl Into<String>) -> Self {
        Self::Unusable { path: shown(path), message: message.into(), below: Vec::new() }
    }
}

/// A path with `/`, as output has it.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// The specs that paths mean, in their order; a folder stands for every spec below it. The folders that are searched for
/// them are added.
pub(super) fn all(paths: &[PathBuf], cwd: &Path, disk: &dyn Disk, searched: &mut Vec<PathBuf>) -> Vec<Found> {
    if paths.is_empty() {
        return vec![nearest(cwd, disk)];
    }
    let mut found = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            found.push(Found::Stdin { name: path.clone() });
            continue;
        }
        match named(path, cwd, disk) {
            Ok(EntryKind::Folder) => found.extend(search(path, cwd, disk, searched)),
            Ok(_) => found.push(file(path)),
            Err(error) => found.push(Found::unusable(path, error.to_string())),
        }
    }
    found
}

/// A file that was named. Options are checked with the spec that they stand beside.
fn file(path: &Path) -> Found {
    if path.file_name().is_some_and(|name| name == OPTIONS_FILE) {
        return Found::unusable(
            path,
            "these are options, which are checked with each spec that they hold for: name that",
        );
    }
    Found::Spec { file: path.to_owned(), shadowed: None }
}

/// The one spec that a path means; a folder stands for the spec in it, no path for the nearest one.
pub(super) fn one(path: Option<&Path>, cwd: &Path, disk: &dyn Disk) -> Found {
    let Some(path) = path else { return nearest(cwd, disk) };
    if path.as_os_str() == "-" {
        return Found::Stdin { name: path.to_owned() };
    }
    match named(path, cwd, disk) {
        Ok(EntryKind::Folder) => {
            in_folder(path, cwd, disk).unwrap_or_else(|| Found::unusable(path, "no astropods.yml in this folder"))
        }
        Ok(_) => file(path),
        Err(error) => Found::unusable(path, error.to_string()),
    }
}

/// The projects that paths mean.
#[derive(Debug, Default)]
pub(crate) struct Meant {
    /// Each once, in their order.
    pub(crate) projects: Vec<Wanted>,
    /// Whether they are told as many, though there may be one.
    pub(crate) is_many: bool,
    /// The folders that were searched for them.
    pub(crate) searched: Vec<PathBuf>,
    seen: BTreeSet<PathBuf>,
}

/// A project that a path means.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) found: Found,
    /// Whether it was found below a folder that was named, and not named itself.
    pub(crate) is_below: bool,
}

/// The projects that paths mean, in their order. A folder that has a spec is that project, and with `recursive` those
/// below it too; one that has none stands for those below.
pub(super) fn projects(paths: &[PathBuf], recursive: bool, cwd: &Path, disk: &dyn Disk) -> Meant {
    let mut meant = Meant { is_many: recursive || paths.len() > 1, ..Meant::default() };
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() && recursive { &here } else { paths };
    if paths.is_empty() {
        meant.add(nearest(cwd, disk), false);
    }
    for path in paths {
        let is_folder = path.as_os_str() != "-" && matches!(named(path, cwd, disk), Ok(EntryKind::Folder));
        let own = if is_folder { in_folder(path, cwd, disk) } else { Some(one(Some(path), cwd, disk)) };
        let stands_for_all = (recursive && is_folder) || own.is_none();
        if let Some(own) = own {
            meant.add(own, false);
        }
        if stands_for_all {
            meant.is_many = true;
            let mut searched = std::mem::take(&mut meant.searched);
            for found in search(path, cwd, disk, &mut searched) {
                meant.add(found, true);
            }
            meant.searched = searched;
        }
    }
    meant
}

impl Meant {
    fn add(&mut self, found: Found, is_below: bool) {
        let plain = |path: &Path| path.components().filter(|part| *part != Component::CurDir).collect::<PathBuf>();
        if found.file().is_none_or(|file| self.seen.insert(plain(file))) {
            self.projects.push(Wanted { found, is_below });
        }
    }
}

/// What a path is that the user named.
fn named(path: &Path, cwd: &Path, disk: &dyn Disk) -> Result<EntryKind, ReadError> {
    if is_stream(path) { Ok(EntryKind::Other) } else { disk.kind(&cwd.join(path)) }
}

/// The spec of the current folder, or of the nearest one above that has one.
fn nearest(cwd: &Path, disk: &dyn Disk) -> Found {
    let mut folder = PathBuf::new();
    for _ in cwd.ancestors() {
        if let Some(found) = in_folder(&folder, cwd, disk) {
            return found;
        }
        folder.push("..");
    }
    let mut below = walk::below(Path::new(""), cwd, disk, A_LOOK).specs;
    below.sort();
    below.dedup_by(|next, first| next.parent() == first.parent());
    Found::Unusable { path: ".".to_owned(), message: "no astropods.yml in this folder or above it".to_owned(), below }
}

fn in_folder(folder: &Path, cwd: &Path, disk: &dyn Disk) -> Option<Found> {
    // One that can't be read is found all the same, and says why.
    let is_there =
        |at: Result<EntryKind, ReadError>| at.map_or_else(|error| !error.is_not_found(), |at| at != EntryKind::Folder);
    let exists = |name: &&'static str| is_there(disk.kind(&cwd.join(folder).join(name)));
    let mut names = NAMES.iter().copied().filter(|name| exists(name));
    let file = folder.join(names.next()?);
    Some(Found::Spec { file, shadowed: names.next() })
}

/// Every spec below a folder, sorted by the bytes of its path.
fn search(folder: &Path, cwd: &Path, disk: &dyn Disk, searched: &mut Vec<PathBuf>) -> Vec<Found> {
    let Below { specs, problems, searched: more } = walk::below(folder, cwd, disk, MOST_ENTRIES);
    searched.extend(more);
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for (below, message) in problems {
        let path = folder.join(below);
        found.insert(shown(&path), Found::unusable(&path, message));
    }
    let files: BTreeSet<PathBuf> = specs.into_iter().map(|below| folder.join(below)).collect();
    for file in &files {
        let [first, second] = NAMES.map(|name| file.with_file_name(name));
        let is_shadowed = *file == second && files.contains(&first);
        if !is_shadowed {
            let shadowed = (*file == first && files.contains(&second)).then_some(NAMES[1]);
            found.insert(shown(file), Found::Spec { file: file.clone(), shadowed });
        }
    }
    if found.is_empty() {
        return vec![Found::unusable(folder, "no astropods.yml in this folder or below it")];
    }
    found.into_values().collect()
}
