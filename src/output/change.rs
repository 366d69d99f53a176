//! What writing a tree would do to a folder. Reads the disk, writes nothing.

use std::borrow::Cow;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::error::OutputError;
use super::manifest::{Made, Manifest, hash};
use super::run::Targets;
use super::transaction::LONGEST_OUTPUT;
use crate::disk::{Folder, Found, Identity, read_file};
use crate::path::RelativePath;
use crate::tree::{File, FileTree, HEADER};

/// What would become of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Fate {
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
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Change {
    /// Its path below the output folder.
    // No reader of an answer has to hold it to what can be an output.
    #[schemars(with = "String")]
    pub path: RelativePath,
    /// The target that makes or made it.
    pub target: String,
    /// What would become of it.
    pub status: Fate,
    /// Why, where that is not plain, with the way out.
    pub reason: Option<String>,
    /// The hash of what is on the disk; none where nothing is.
    #[serde(skip)]
    pub(super) found: Option<String>,
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
        let settled = |change: &Change| matches!(change.status, Fate::Unchanged | Fate::Kept);
        !self.files.iter().all(settled)
    }

    /// The files that are not ours to touch.
    pub fn refused(&self) -> impl Iterator<Item = &Change> {
        self.files.iter().filter(|change| change.status == Fate::Refused)
    }
}

/// A tree that is to be in a folder.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The files.
    pub tree: &'a FileTree,
    /// The targets that made them, each with its flags.
    pub targets: &'a Targets,
    /// Whether files that were edited, or that ast did not make, are overwritten.
    pub force: bool,
    /// What the user wrote and `ast` reads, such as a spec of another name: never an output.
    pub own: &'a [Identity],
}

/// Compares a tree with a folder, which need not be there.
pub(super) fn compare(root: Option<&Folder>, request: &Request<'_>) -> Result<Changes, OutputError> {
    let before = root.map_or(Ok(None), Manifest::read)?;
    let had_none = before.is_none();
    let before = before.unwrap_or_default();
    let Request { tree, targets, force, own } = *request;
    let look = Comparison { root, force, own };
    let mut files = Vec::new();
    for (path, file) in tree.iter() {
        files.push(look.generated(path, file, before.files.get(path))?);
    }
    for (path, made) in &before.files {
        // As a disk without case has it: what is generated under another case is not removed.
        if targets.contains_key(&made.target) && !tree.wants(path) {
            files.extend(look.stale(path, made)?);
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = after(&before, tree, targets);
    let manifest_differs = had_none || manifest != before;
    Ok(Changes { files, manifest, manifest_differs })
}

fn after(before: &Manifest, tree: &FileTree, targets: &Targets) -> Manifest {
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
struct Comparison<'a> {
    root: Option<&'a Folder>,
    force: bool,
    own: &'a [Identity],
}

/// What is on the disk at a path.
enum Existing {
    Nothing,
    File { content: Vec<u8>, read_only: bool },
    Barred(String),
}

impl Comparison<'_> {
    fn generated(self, path: &RelativePath, file: &File, made: Option<&Made>) -> Result<Change, OutputError> {
        let change = |status, reason, old: Option<&[u8]>| Change {
            path: path.clone(),
            target: file.target.to_owned(),
            status,
            reason,
            found: old.map(hash),
            old: old.and_then(|old| String::from_utf8(old.to_vec()).ok()),
            new: Some(file.content.clone()),
        };
        Ok(match self.find(path)? {
            Existing::Nothing => change(Fate::Created, None, None),
            Existing::Barred(reason) => change(Fate::Refused, Some(reason), None),
            Existing::File { content, .. } if file.starter => {
                let reason = "made once; it is yours since then".to_owned();
                Change { new: None, ..change(Fate::Kept, Some(reason), Some(&content)) }
            }
            Existing::File { content, .. } if *unix_lines(&content) == *file.content.as_bytes() => {
                // Nobody asks for its text, and there can be thousands.
                Change { new: None, ..change(Fate::Unchanged, None, None) }
            }
            Existing::File { content, read_only } => {
                // What the new text ends with is not lost: it may have been made when it had no first line of ours.
                let ends_it = !content.is_empty() && file.content.as_bytes().ends_with(&unix_lines(&content));
                let is_kept = !read_only && made.is_some() && ends_it;
                let reason = if is_kept { None } else { self.why_not(&content, read_only, made) };
                let status = if reason.is_some() { Fate::Refused } else { Fate::Changed };
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
            reason: Some(reason),
            found: Some(hash(&old)),
            old: String::from_utf8(old).ok(),
            new: None,
        };
        Ok(match self.find(path)? {
            Existing::Nothing => None,
            Existing::Barred(reason) => Some(change(Fate::Refused, reason, Vec::new())),
            Existing::File { content, read_only } => {
                let change = match self.why_not(&content, read_only, Some(made)) {
                    // Force is for what was generated, and nothing but a manifest says that of this.
                    None if !says_generated(&content) => {
                        let reason = "no longer generated, and nothing in it says that it was; it is yours".to_owned();
                        change(Fate::Kept, reason, content)
                    }
                    None if self.hides(path) => {
                        let reason =
                            "no longer generated, and kept: it hides filled files beside it from git".to_owned();
                        change(Fate::Kept, reason, content)
                    }
                    None => change(Fate::Removed, "no longer generated".to_owned(), content),
                    Some(reason) => change(Fate::Refused, format!("no longer generated, but {reason}"), content),
                };
                Some(change)
            }
        })
    }

    /// Whether an ignore file is what keeps values beside it out of a repository.
    fn hides(self, path: &RelativePath) -> bool {
        let Some((folder, ".gitignore")) = path.as_str().rsplit_once('/') else { return false };
        let step = |at: Folder, name: &str| at.folder(name).ok();
        let (first, rest) = folder.split_once('/').map_or((folder, None), |(first, rest)| (first, Some(rest)));
        let first = self.root.and_then(|root| root.folder(first).ok());
        let folder = first.and_then(|first| rest.into_iter().flat_map(|rest| rest.split('/')).try_fold(first, step));
        let entries = folder.and_then(|folder| folder.entries().ok()).unwrap_or_default();
        entries.iter().any(|entry| Path::new(&entry.name).extension().is_some_and(|is| is == "env"))
    }

    /// Why a file may not be replaced or removed.
    fn why_not(self, content: &[u8], read_only: bool, made: Option<&Made>) -> Option<String> {
        if read_only {
            return Some("read-only; make it writable, or move the output in `ast.toml`".into());
        }
        match made {
            _ if self.force => None,
            Some(made) if is_made(content, made) => None,
            Some(_) => Some("edited since it was generated; move your change elsewhere and run with `--force`, or use `--out-dir`".into()),
            None => Some("not made by ast; rename it, move the output in `ast.toml`, use `--out-dir`, or overwrite it with `--force`".into()),
        }
    }

    fn find(self, path: &RelativePath) -> Result<Existing, OutputError> {
        let Some(root) = self.root else { return Ok(Existing::Nothing) };
        let barred = |reason: String| Ok(Existing::Barred(reason));
        match root.find(path.as_str()).map_err(OutputError::io(format!("look at `{path}`")))? {
            Found::Nothing => Ok(Existing::Nothing),
            Found::LinkedFolder(parent) => {
                barred(format!("the folder `{parent}` is a symbolic link, which is not followed; use `--out-dir`"))
            }
            Found::NoFolder(parent) => barred(format!("`{parent}` is not a folder; rename it")),
            Found::Link => barred("a symbolic link, which is neither followed nor replaced; remove it".into()),
            Found::Other => barred("not a file; rename it".into()),
            Found::File(found) if self.own.contains(&Identity::of(&found.1)) => {
                barred("what `ast` reads here, and you write; move the output in `ast.toml`".into())
            }
            Found::File(found) => {
                let read_only = found.1.permissions().readonly();
                let content = read_file(found.0, LONGEST_OUTPUT);
                let content = content.map_err(OutputError::io(format!("read `{path}`")))?;
                Ok(Existing::File { content, read_only })
            }
        }
    }
}

/// Whether a file is as it was made; line ends that a checkout changed are no edit.
///
/// A manifest may have come with the repository, and can name any file and its hash. So a file has to say itself that it
/// was generated.
fn is_made(content: &[u8], made: &Made) -> bool {
    says_generated(content) && (made.sha256 == hash(content) || made.sha256 == hash(&unix_lines(content)))
}

/// A text with LF at the end of its lines.
fn unix_lines(content: &[u8]) -> Cow<'_, [u8]> {
    if !content.contains(&b'\r') {
        return Cow::Borrowed(content);
    }
    let mut plain = Vec::with_capacity(content.len());
    for (at, byte) in content.iter().enumerate() {
        if *byte != b'\r' || content.get(at + 1) != Some(&b'\n') {
            plain.push(*byte);
        }
    }
    Cow::Owned(plain)
}

/// Whether a file has our line near its beginning, or nothing in it to lose, as a marker of a package.
fn says_generated(content: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&content[..content.len().min(1024)]);
    content.is_empty() || head.contains(HEADER)
}
