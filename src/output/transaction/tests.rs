//! Nobody's file is destroyed, whatever happens in between.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use serde_json::Map;

use super::super::run::{Look, Note, Place, Run, Targets};
use super::super::{Privacy, Request, UserFile};
use super::*;
use crate::tree::{FileTree, HEADER};

const TARGETS: [&str; 1] = ["env"];

/// A text as targets make it, which says so.
fn made(text: &str) -> String {
    format!("{text}# {HEADER}\n")
}

fn tree_of(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::default();
    for (path, content) in files {
        let file = crate::tree::File { target: "env", content: made(content), starter: false };
        tree.insert(path, file).unwrap();
    }
    tree
}

/// The user's state folder, beside the output folder.
fn state(folder: &Path) -> PathBuf {
    folder.with_extension("state")
}

fn begin(folder: &Path) -> Run {
    Run::begin(&mut Place { folder, state: Some(&state(folder)), waiting: &mut || {} }).unwrap()
}

fn look(folder: &Path) -> Look {
    Look::at(&mut Place { folder, state: Some(&state(folder)), waiting: &mut || {} }).unwrap()
}

fn targets() -> Targets {
    TARGETS.into_iter().map(|target| (target.to_owned(), Map::new())).collect()
}

fn changes(folder: &Path, files: &[(&str, &str)], force: bool) -> Changes {
    let (tree, targets) = (tree_of(files), targets());
    look(folder).compare(&Request { force, ..Request::new(&tree, &targets) }).unwrap()
}

fn generate(folder: &Path, files: &[(&str, &str)]) -> Changes {
    let run = begin(folder);
    let changes = run.compare(&Request::new(&tree_of(files), &targets())).unwrap();
    run.write(&changes).unwrap();
    changes
}

/// A folder with a place beside it for the user's state.
struct World {
    project: PathBuf,
    _all: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let all = tempfile::tempdir().unwrap();
        let project = all.path().join("project");
        fs::create_dir(&project).unwrap();
        Self { project, _all: all }
    }

    fn path(&self) -> &Path {
        &self.project
    }
}

fn statuses(changes: &Changes) -> Vec<(&str, Fate)> {
    changes.files.iter().map(|change| (change.path.as_str(), change.status)).collect()
}

/// Every file below a folder with its text but for the line that all have, the lock and the ignore file aside.
fn disk(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
                if name != ".ast/lock" && name != ".ast/.gitignore" {
                    found.insert(name, fs::read_to_string(entry.path()).unwrap().replace(&made(""), ""));
                }
            }
        }
    }
    found
}

mod faults;

#[test]
fn a_second_run_changes_nothing_and_touches_nothing() {
    let folder = World::new();
    let files = [(".env.example", "A=1\n"), ("env/agent.env", "B=2\n")];
    assert_eq!(
        statuses(&generate(folder.path(), &files)),
        [(".env.example", Fate::Created), ("env/agent.env", Fate::Created)]
    );
    let before = fs::metadata(folder.path().join("env/agent.env")).unwrap();
    let again = generate(folder.path(), &files);
    assert!(!again.is_stale());
    let after = fs::metadata(folder.path().join("env/agent.env")).unwrap();
    assert_eq!((before.ino(), before.modified().unwrap()), (after.ino(), after.modified().unwrap()));
}

#[test]
fn what_is_no_longer_generated_goes_with_its_folder_and_a_neighbour_stays() {
    let folder = World::new();
    generate(folder.path(), &[("env/a.env", "A=1\n"), ("deep/er/b.env", "B=1\n")]);
    fs::write(folder.path().join("env/mine.txt"), "mine").unwrap();
    generate(folder.path(), &[("c.env", "C=1\n")]);
    let left: Vec<_> = disk(folder.path()).into_keys().collect();
    assert_eq!(left, [".ast/manifest.json", "c.env", "env/mine.txt"]);
    assert!(!folder.path().join("deep").exists());
}

#[test]
fn edited_foreign_read_only_and_linked_files_are_refused_and_nothing_else_is_written() {
    let folder = World::new();
    let at = |name: &str| folder.path().join(name);
    let outside = World::new();
    generate(folder.path(), &[("edited", "old\n"), ("locked", "old\n"), ("gone", "old\n")]);
    fs::write(at("edited"), "my edit\n").unwrap();
    fs::write(at("gone"), "my edit\n").unwrap();
    fs::write(at("foreign"), "mine\n").unwrap();
    fs::set_permissions(at("locked"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink(outside.path().join("target"), at("link")).unwrap();
    symlink(outside.path(), at("linked")).unwrap();
    fs::create_dir(at("folder")).unwrap();
    let before = disk_without_links(folder.path());
    let files = [
        ("edited", "new\n"),
        ("folder", "new\n"),
        ("foreign", "new\n"),
        ("fresh", "new\n"),
        ("link", "new\n"),
        ("linked/file", "new\n"),
        ("locked", "new\n"),
    ];
    let found = changes(folder.path(), &files, false);
    let refused: Vec<_> = found.refused().map(|change| change.path.as_str().to_owned()).collect();
    assert_eq!(refused, ["edited", "folder", "foreign", "gone", "link", "linked/file", "locked"]);
    assert!(found.refused().all(|change| change.reason.is_some()));
    begin(folder.path()).write(&found).unwrap();
    assert_eq!(disk_without_links(folder.path()), before);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);

    let forced = changes(folder.path(), &files, true);
    let refused: Vec<_> = forced.refused().map(|change| change.path.as_str().to_owned()).collect();
    assert_eq!(refused, ["folder", "link", "linked/file", "locked"], "force is for texts, not for what else is there");
}

fn disk_without_links(folder: &Path) -> Vec<(String, String)> {
    let names = ["edited", "foreign", "fresh", "gone", "locked", MANIFEST];
    names.iter().filter_map(|name| Some(((*name).to_owned(), fs::read_to_string(folder.join(name)).ok()?))).collect()
}

#[test]
fn an_edited_file_that_says_what_it_should_is_ours_again() {
    let folder = World::new();
    generate(folder.path(), &[("a", "old\n")]);
    fs::write(folder.path().join("a"), made("new\n")).unwrap();
    assert_eq!(statuses(&generate(folder.path(), &[("a", "new\n")])), [("a", Fate::Unchanged)]);
    assert_eq!(statuses(&generate(folder.path(), &[("a", "newer\n")])), [("a", Fate::Changed)]);
}

#[test]
fn a_folder_inside_another_is_its_own() {
    let outer = World::new();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    generate(&inner, &[("a", "inner\n")]);
    let found = changes(outer.path(), &[("inner/a", "outer\n")], false);
    assert_eq!(statuses(&found), [("inner/a", Fate::Refused)]);
    generate(outer.path(), &[("b", "outer\n")]);
    generate(outer.path(), &[]);
    assert_eq!(disk(&inner)["a"], "inner\n");
}

#[test]
fn a_broken_manifest_is_an_error_and_not_an_empty_one() {
    let folder = World::new();
    generate(folder.path(), &[("a", "1\n")]);
    fs::write(folder.path().join(MANIFEST), "{").unwrap();
    let (tree, targets) = (tree_of(&[]), targets());
    let found = look(folder.path()).compare(&Request { force: true, ..Request::new(&tree, &targets) });
    assert!(matches!(found, Err(OutputError::Manifest(_))));
}

#[test]
fn what_is_generated_under_another_case_is_not_removed() {
    // On a disk without case, both names are one file: the one that was just written.
    let folder = World::new();
    generate(folder.path(), &[("Env/agent.env", "one\n")]);
    generate(folder.path(), &[("env/agent.env", "two\n")]);
    let texts = disk(folder.path());
    assert_eq!((texts["Env/agent.env"].as_str(), texts["env/agent.env"].as_str()), ("one\n", "two\n"));
}

#[test]
fn a_manifest_alone_makes_nothing_ours() {
    for forced in [false, true] {
        let folder = World::new();
        generate(folder.path(), &[("a", "1\n"), ("b", "1\n")]);
        // Somebody writes the hash of a file of the user's beside its name.
        fs::write(folder.path().join("notes.md"), "mine\n").unwrap();
        let manifest = fs::read_to_string(folder.path().join(MANIFEST)).unwrap();
        let theirs = manifest.replace(&hash(made("1\n").as_bytes()), &hash(b"mine\n")).replace("\"a\"", "\"notes.md\"");
        fs::write(folder.path().join(MANIFEST), theirs).unwrap();
        fs::write(folder.path().join("b"), "mine\n").unwrap();
        let found = changes(folder.path(), &[("b", "2\n")], forced);
        let notes = if forced { Fate::Kept } else { Fate::Refused };
        let b = if forced { Fate::Changed } else { Fate::Refused };
        assert_eq!(statuses(&found), [("b", b), ("notes.md", notes)]);
        assert!(!found.diff(None).contains("notes.md"));
        begin(folder.path()).write(&found).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("notes.md")).unwrap(), "mine\n");
    }
}

#[test]
fn a_file_of_the_users_is_replaced_as_a_whole_and_only_if_it_is_theirs() {
    let folder = World::new();
    let path = folder.path().join(".env");
    let hold = |path: &Path| UserFile::hold(path, None, &mut || {});
    hold(&path).unwrap().replace(b"A=1\n", Privacy::OwnerOnly).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o600, b"A=1\n".to_vec()));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(hold(&path).unwrap().is_open);
    hold(&path).unwrap().replace(b"A=2\n", Privacy::Kept).unwrap();
    assert_eq!(mode(&path), 0o640);
    let link = folder.path().join("link");
    symlink(&path, &link).unwrap();
    assert!(hold(&link).unwrap_err().to_string().contains("symbolic link"));
    let held = hold(&path).unwrap();
    fs::write(&path, "theirs\n").unwrap();
    assert!(held.replace(b"ours\n", Privacy::Kept).unwrap_err().to_string().contains("somebody else"));
    drop(held);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    assert!(hold(&path).unwrap().replace(b"ours\n", Privacy::Kept).unwrap_err().to_string().contains("read-only"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs\n");
    // Whatever fails, no copy waits for the next run.
    let held = hold(&path).unwrap();
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(held.replace(b"ours\n", Privacy::Kept).unwrap_err().to_string().contains("not a regular file"));
    assert!(!folder.path().join(".ast/stage").exists());
    drop(held);
    assert!(!folder.path().join(".ast").exists(), "nothing is left of the state");
}
