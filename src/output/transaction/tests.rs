//! Nobody's file is destroyed, whatever happens in between.

#![expect(clippy::disallowed_methods, reason = "tests look at the disk")]

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt, symlink};

use serde_json::Map;

use super::super::{FileTree, compare, tree};
use super::*;

const TARGETS: [&str; 1] = ["env"];

fn tree_of(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::default();
    for (path, content) in files {
        let file = tree::File { target: "env", content: (*content).into(), starter: false };
        tree.insert(path, file).unwrap();
    }
    tree
}

fn changes(folder: &Path, files: &[(&str, &str)], force: bool) -> Changes {
    let targets = TARGETS.map(|target| (target.to_owned(), Map::new()));
    compare(&tree_of(files), folder, &BTreeMap::from(targets), force).unwrap()
}

fn generate(folder: &Path, files: &[(&str, &str)]) -> Changes {
    recover(folder).unwrap();
    let changes = changes(folder, files, false);
    write(folder, &changes).unwrap();
    changes
}

fn statuses(changes: &Changes) -> Vec<(&str, Status)> {
    changes.files.iter().map(|change| (change.path.as_str(), change.status)).collect()
}

/// Every file below a folder with its text, the lock and the ignore file aside.
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
                    found.insert(name, fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
    }
    found
}

#[test]
fn a_second_run_changes_nothing_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = [(".env.example", "A=1\n"), ("env/agent.env", "B=2\n")];
    assert_eq!(
        statuses(&generate(folder.path(), &files)),
        [(".env.example", Status::Created), ("env/agent.env", Status::Created)]
    );
    let before = fs::metadata(folder.path().join("env/agent.env")).unwrap();
    let again = generate(folder.path(), &files);
    assert!(!again.is_stale());
    let after = fs::metadata(folder.path().join("env/agent.env")).unwrap();
    assert_eq!((before.ino(), before.modified().unwrap()), (after.ino(), after.modified().unwrap()));
}

#[test]
fn what_is_no_longer_generated_goes_with_its_folder_and_a_neighbour_stays() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &[("env/a.env", "A=1\n"), ("deep/er/b.env", "B=1\n")]);
    fs::write(folder.path().join("env/mine.txt"), "mine").unwrap();
    generate(folder.path(), &[("c.env", "C=1\n")]);
    let left: Vec<_> = disk(folder.path()).into_keys().collect();
    assert_eq!(left, [".ast/manifest.json", "c.env", "env/mine.txt"]);
    assert!(!folder.path().join("deep").exists());
}

#[test]
fn edited_foreign_read_only_and_linked_files_are_refused_and_nothing_else_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let outside = tempfile::tempdir().unwrap();
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
    write(folder.path(), &found).unwrap();
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
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &[("a", "old\n")]);
    fs::write(folder.path().join("a"), "new\n").unwrap();
    assert_eq!(statuses(&generate(folder.path(), &[("a", "new\n")])), [("a", Status::Unchanged)]);
    assert_eq!(statuses(&generate(folder.path(), &[("a", "newer\n")])), [("a", Status::Changed)]);
}

#[test]
fn a_folder_inside_another_is_its_own() {
    let outer = tempfile::tempdir().unwrap();
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).unwrap();
    generate(&inner, &[("a", "inner\n")]);
    let found = changes(outer.path(), &[("inner/a", "outer\n")], false);
    assert_eq!(statuses(&found), [("inner/a", Status::Refused)]);
    generate(outer.path(), &[("b", "outer\n")]);
    generate(outer.path(), &[]);
    assert_eq!(fs::read_to_string(inner.join("a")).unwrap(), "inner\n");
}

#[test]
fn a_broken_manifest_is_an_error_and_not_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &[("a", "1\n")]);
    fs::write(folder.path().join(MANIFEST), "{").unwrap();
    let targets = BTreeMap::from(TARGETS.map(|target| (target.to_owned(), Map::new())));
    assert!(matches!(compare(&tree_of(&[]), folder.path(), &targets, true), Err(OutputError::Manifest(_))));
}

const OLD: [(&str, &str); 3] = [("a", "old a\n"), ("b/b", "old b\n"), ("gone/c", "old c\n")];
const NEW: [(&str, &str); 3] = [("a", "new a\n"), ("b/b", "new b\n"), ("fresh/d", "new d\n")];

/// Runs from OLD to NEW with a fault at every step in turn, until a run gets through.
fn with_every_fault(kills: bool, look: impl Fn(&Path, &BTreeMap<String, String>, &BTreeMap<String, String>)) {
    let finished = tempfile::tempdir().unwrap();
    generate(finished.path(), &OLD);
    let old = disk(finished.path());
    generate(finished.path(), &NEW);
    let new = disk(finished.path());
    for step in 0.. {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), &OLD);
        let found = changes(folder.path(), &NEW, false);
        let faults = Faults { left: Cell::new(Some(step)), kills };
        let result = Transaction { folder: folder.path(), faults }.write(&found);
        if result.is_ok() {
            assert!(step > 10, "only {step} steps can fail");
            assert_eq!(disk(folder.path()), new);
            return;
        }
        look(folder.path(), &old, &new);
    }
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    with_every_fault(false, |folder, old, _| assert_eq!(&disk(folder), old));
}

#[test]
fn a_run_that_was_killed_is_stale_and_the_next_one_gets_it_right() {
    with_every_fault(true, |folder, _, new| {
        assert!(is_interrupted(folder) || changes(folder, &NEW, false).is_stale());
        generate(folder, &NEW);
        assert_eq!(&disk(folder), new);
    });
}

#[test]
fn what_a_user_wrote_after_a_killed_run_is_not_rolled_back() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &OLD);
    let found = changes(folder.path(), &NEW, false);
    // Far enough that `a` has its new text, and not so far that the run is done.
    let faults = Faults { left: Cell::new(Some(11)), kills: true };
    Transaction { folder: folder.path(), faults }.write(&found).unwrap_err();
    assert!(is_interrupted(folder.path()));
    fs::write(folder.path().join("a"), "mine\n").unwrap();
    assert!(recover(folder.path()).unwrap());
    assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "mine\n");
    assert_eq!(fs::read_to_string(folder.path().join("b/b")).unwrap(), "old b\n");
}

#[test]
fn a_private_file_is_readable_by_its_owner_alone_and_never_written_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".env");
    super::super::write_private(&path, b"A=1\n").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let link = folder.path().join("link");
    symlink(&path, &link).unwrap();
    assert!(super::super::write_private(&link, b"B=2\n").is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "A=1\n");
}
