//! From the arguments of `ast diff` to its two sides, and the specs that are compared.
//!
//! A path alone is a project, and what is asked is what changed there since the last commit: that is what a person means
//! who names a folder to any other command. Two paths are two projects, so `ast diff old/ .` compares a folder with this.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::side::At;
use crate::cli::session::{Failure, Session};
use crate::disk::{Disk as _, EntryKind};
use crate::project::{Found, shown};

/// What the arguments mean.
pub(super) struct Meant {
    pub(super) old: At,
    pub(super) new: At,
    pub(super) pairs: Vec<Pair>,
    /// Whether they are told as many.
    pub(super) is_many: bool,
    /// Whether a spec was named, and nothing that it is compared with.
    pub(super) is_alone: bool,
}

/// A spec on both sides, by its absolute path.
pub(super) struct Pair {
    /// As messages show it.
    pub(super) path: String,
    pub(super) old: PathBuf,
    pub(super) new: PathBuf,
}

/// What is compared: the last commit with the files as they are, unless said.
pub(super) fn meant(
    [old, new]: [Option<&str>; 2],
    place: Option<&Path>,
    session: &Session<'_, '_>,
) -> Result<Meant, Failure> {
    // Beside a place, both are revisions, whatever else is called so.
    let is_placed = place.is_some();
    let path = |name: &str| if is_placed { None } else { path(name, session) };
    let (old_path, new_path) = (old.and_then(path), new.and_then(path));
    if let (Some(old), Some(new)) = (&old_path, &new_path) {
        let pairs = vec![pair(&spec(Some(old), session)?, &spec(Some(new), session)?, session)];
        let (old, new) = (At::files(session), At::files(session));
        return Ok(Meant { old, new, pairs, is_many: false, is_alone: false });
    }
    let is_alone = old_path.is_some() && new.is_none();
    // Beside a revision, a path says which project.
    let place = place.or(old_path.as_deref()).or(new_path.as_deref());
    let around = session.absolute(place.unwrap_or(Path::new("")));
    let is_folder = session.disk().kind(&around).is_ok_and(|kind| kind == EntryKind::Folder);
    let folder = if is_folder { around.as_path() } else { around.parent().unwrap_or(&around) };
    let side = |name: Option<&str>, is_path: bool, unless: Option<&str>| match name.filter(|_| !is_path).or(unless) {
        Some(name) => At::revision(name, folder, is_placed, session),
        None => Ok(At::files(session)),
    };
    let last = (old.is_none() || is_alone).then_some("HEAD");
    let old = side(old, old_path.is_some(), last)?;
    let new = side(new, new_path.is_some(), None)?;
    let own = spec(place, session);
    let (pairs, is_many) = match own {
        Ok(file) => (vec![pair(&file, &file, session)], false),
        Err(failure) if !is_folder => return Err(failure),
        Err(_) => (below(&old, &new, folder, session)?, true),
    };
    Ok(Meant { old, new, pairs, is_many, is_alone: is_alone && !is_many })
}

/// A name as a path, where something is there.
pub(super) fn path(name: &str, session: &Session<'_, '_>) -> Option<PathBuf> {
    let path = PathBuf::from(name);
    session.disk().exists(&session.absolute(&path)).then_some(path)
}

fn spec(path: Option<&Path>, session: &Session<'_, '_>) -> Result<PathBuf, Failure> {
    match session.workspace().discover_one(path) {
        Found::Spec { file, .. } => Ok(file),
        Found::Stdin { .. } => Err(Failure::new("standard input can't be compared")),
        Found::Unusable { path, message, .. } => Err(Failure::new(format!("{path}: {message}"))),
    }
}

fn pair(old: &Path, new: &Path, session: &Session<'_, '_>) -> Pair {
    Pair { path: shown(new), old: session.absolute(old), new: session.absolute(new) }
}

/// The specs below a folder on either side.
fn below(old: &At, new: &At, folder: &Path, session: &Session<'_, '_>) -> Result<Vec<Pair>, Failure> {
    let below: BTreeSet<PathBuf> = old.specs(folder).into_iter().chain(new.specs(folder)).collect();
    if below.is_empty() {
        return Err(Failure::new("no astropods.yml in this folder, above it or below it").help("name two specs"));
    }
    // Of the two names of a spec in one folder, the first holds.
    let mut folders: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for spec in below {
        folders.entry(spec.parent().unwrap_or(folder).to_owned()).or_insert(spec);
    }
    let here = session.absolute(Path::new(""));
    let pairs = folders.into_values().map(|spec| {
        let way = spec.strip_prefix(&here).unwrap_or(&spec).to_owned();
        Pair { path: shown(&way), old: spec.clone(), new: spec }
    });
    Ok(pairs.collect())
}
