//! What writing a tree would do to a folder. Reads the disk, writes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use super::error::OutputError;
use super::manifest::{Made, Manifest, hash};
use super::tree::{File, FileTree};
use crate::path::RelativePath;

/// What would become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is new.
    Created,
    /// It gets another text.
    Changed,
    /// It has this text already.
    Unchanged,
    /// No target makes it any more.
    Removed,
    /// It is the user's since it was made.
    Kept,
    /// It is not ours to touch.
    Refused,
}

/// A file of the folder or the tree.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Its path below the output folder.
    pub path: RelativePath,
    /// The target that makes or made it.
    pub target: String,
    /// What would become of it.
    pub status: Status,
    /// Why, where that is not plain, with the way out.
    pub reason: Option<String>,
    /// Its text on the disk; none where there is none, or it is not text.
    #[serde(skip)]
    pub old: Option<String>,
    /// Its generated text.
    #[serde(skip)]
    pub new: Option<String>,
}

/// Everything that writing a tree would do.
#[derive(Debug)]
pub struct Changes {
    /// Every file, by path.
    pub files: Vec<Change>,
    /// The manifest afterwards.
    pub(super) manifest: Manifest,
    /// Whether the manifest itself differs.
    pub(super) manifest_differs: bool,
}

impl Changes {
    /// Whether the folder is not what it should be.
    pub fn is_stale(&self) -> bool {
        let settled = |change: &Change| matches!(change.status, Status::Unchanged | Status::Kept);
        !self.files.iter().all(settled)
    }

    /// The files that are not ours to touch.
    pub fn refused(&self) -> impl Iterator<Item = &Change> {
        self.files.iter().filter(|change| change.status == Status::Refused)
    }
}

/// Compares a tree with a folder. `targets` are those that made the tree, each with its flags.
pub fn compare(
    tree: &FileTree,
    folder: &Path,
    targets: &BTreeMap<String, Map<String, Value>>,
    force: bool,
) -> Result<Changes, OutputError> {
    let before = Manifest::read(folder)?;
    let had_none = before.is_none();
    let before = before.unwrap_or_default();
    let mut files = Vec::new();
    for (path, file) in tree.iter() {
        let made = before.files.get(path);
        files.push(Folder { folder, force }.generated(path, file, made)?);
    }
    for (path, made) in &before.files {
        if targets.contains_key(&made.target) && tree.iter().all(|(other, _)| other != path) {
            files.extend(Folder { folder, force }.stale(path, made)?);
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = after(&before, tree, targets);
    let manifest_differs = had_none || manifest != before;
    Ok(Changes { files, manifest, manifest_differs })
}

fn after(before: &Manifest, tree: &FileTree, targets: &BTreeMap<String, Map<String, Value>>) -> Manifest {
    let mut manifest = before.clone();
    manifest.version = 1;
    manifest.files.retain(|_, made| !targets.contains_key(&made.target));
    manifest.targets.extend(targets.clone());
    for (path, file) in tree.iter().filter(|(_, file)| !file.starter) {
        let made = Made { target: file.target.to_owned(), sha256: hash(file.content.as_bytes()) };
        manifest.files.insert(path.clone(), made);
    }
    manifest
}

#[derive(Clone, Copy)]
struct Folder<'a> {
    folder: &'a Path,
    force: bool,
}

/// What is on the disk at a path.
enum Found {
    Nothing,
    File { content: Vec<u8>, read_only: bool },
    Barred(String),
}

impl Folder<'_> {
    fn generated(self, path: &RelativePath, file: &File, made: Option<&Made>) -> Result<Change, OutputError> {
        let change = |status, reason, old: Option<&[u8]>| Change {
            path: path.clone(),
            target: file.target.to_owned(),
            status,
            reason,
            old: old.and_then(|old| String::from_utf8(old.to_vec()).ok()),
            new: Some(file.content.clone()),
        };
        Ok(match self.find(path)? {
            Found::Nothing => change(Status::Created, None, None),
            Found::Barred(reason) => change(Status::Refused, Some(reason), None),
            Found::File { content, .. } if file.starter => {
                let reason = "made once; it is yours since then".to_owned();
                Change { new: None, ..change(Status::Kept, Some(reason), Some(&content)) }
            }
            Found::File { content, .. } if content == file.content.as_bytes() => {
                change(Status::Unchanged, None, Some(&content))
            }
            Found::File { content, read_only } => {
                let reason = self.why_not(&content, read_only, made);
                let status = if reason.is_some() { Status::Refused } else { Status::Changed };
                change(status, reason, Some(&content))
            }
        })
    }

    /// A file that an earlier run made and this one doesn't; nothing if it is gone already.
    fn stale(self, path: &RelativePath, made: &Made) -> Result<Option<Change>, OutputError> {
        let change = |status, reason, old: Vec<u8>| Change {
            path: path.clone(),
            target: made.target.clone(),
            status,
            reason,
            old: String::from_utf8(old).ok(),
            new: None,
        };
        Ok(match self.find(path)? {
            Found::Nothing => None,
            Found::Barred(reason) => Some(change(Status::Refused, Some(reason), Vec::new())),
            Found::File { content, read_only } => Some(match self.why_not(&content, read_only, Some(made)) {
                None => change(Status::Removed, Some("no longer generated".into()), content),
                Some(reason) => change(Status::Refused, Some(format!("no longer generated, but {reason}")), content),
            }),
        })
    }

    /// Why a file may not be replaced or removed.
    fn why_not(self, content: &[u8], read_only: bool, made: Option<&Made>) -> Option<String> {
        if read_only {
            return Some("read-only; make it writable, or move the output in `ast.toml`".into());
        }
        match made {
            _ if self.force => None,
            Some(made) if made.sha256 == hash(content) => None,
            Some(_) => Some("edited since it was generated; move your change elsewhere and run with `--force`, or use `--out-dir`".into()),
            None => Some("not made by ast; rename it, move the output in `ast.toml`, use `--out-dir`, or overwrite it with `--force`".into()),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
    fn find(self, path: &RelativePath) -> Result<Found, OutputError> {
        for parent in path.parents() {
            match fs::symlink_metadata(self.folder.join(parent)) {
                Ok(at) if at.file_type().is_symlink() => {
                    return Ok(Found::Barred(format!(
                        "the folder `{parent}` is a symbolic link, which is not followed; use `--out-dir`"
                    )));
                }
                Ok(at) if !at.is_dir() => return Ok(Found::Barred(format!("`{parent}` is not a folder; rename it"))),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
                Err(error) => return Err(OutputError::Io(format!("look at `{parent}`"), error)),
            }
        }
        let full = path.below(self.folder);
        let at = match fs::symlink_metadata(&full) {
            Ok(at) => at,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(OutputError::Io(format!("look at `{path}`"), error)),
        };
        if at.file_type().is_symlink() {
            return Ok(Found::Barred("a symbolic link, which is neither followed nor replaced; remove it".into()));
        }
        if !at.is_file() {
            return Ok(Found::Barred("not a file; rename it".into()));
        }
        let content = fs::read(&full).map_err(OutputError::io(format!("read `{path}`")))?;
        Ok(Found::File { content, read_only: at.permissions().mode() & 0o222 == 0 })
    }
}
