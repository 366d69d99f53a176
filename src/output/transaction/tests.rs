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
use crate::tree::FileTree;

const TARGETS: [&str; 1] = ["env"];

fn tree_of(files: &[(&str, &str)]) -> FileTree {
    let mut tree = FileTree::default();
    for (path, content) in files {
        let file = crate::tree::File { target: "env", content: (*content).into(), starter: false };
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
    let folder = World::new();
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
    fs::write(folder.path().join("a"), "new\n").unwrap();
    assert_eq!(statuses(&generate(folder.path(), &[("a", "new\n")])), [("a", Status::Unchanged)]);
    assert_eq!(statuses(&generate(folder.path(), &[("a", "newer\n")])), [("a", Status::Changed)]);
}

#[test]
fn a_folder_inside_another_is_its_own() {
    let outer = World::new();
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
    let folder = World::new();
    generate(folder.path(), &[("a", "1\n")]);
    fs::write(folder.path().join(MANIFEST), "{").unwrap();
    let (tree, targets) = (tree_of(&[]), targets());
    let found = look(folder.path()).compare(&Request { force: true, ..Request::new(&tree, &targets) });
    assert!(matches!(found, Err(OutputError::Manifest(_))));
}

const OLD: [(&str, &str); 3] = [("a", "old a\n"), ("b/b", "old b\n"), ("gone/c", "old c\n")];
const NEW: [(&str, &str); 3] = [("a", "new a\n"), ("b/b", "new b\n"), ("fresh/d", "new d\n")];

/// Runs from OLD to NEW with a fault at every step in turn, until a run gets through.
fn with_every_fault(kills: bool, look: impl Fn(&Path, &BTreeMap<String, String>, &BTreeMap<String, String>)) {
    let finished = World::new();
    generate(finished.path(), &OLD);
    let old = disk(finished.path());
    generate(finished.path(), &NEW);
    let new = disk(finished.path());
    for step in 0.. {
        let folder = World::new();
        generate(folder.path(), &OLD);
        let found = changes(folder.path(), &NEW, false);
        let faults = Faults { left: Cell::new(Some(step)), kills };
        let result = begin(folder.path()).write_with(&found, faults);
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
        assert!(look(folder).is_interrupted || changes(folder, &NEW, false).is_stale());
        generate(folder, &NEW);
        assert_eq!(&disk(folder), new);
    });
}

#[test]
fn what_a_user_wrote_after_a_killed_run_is_not_rolled_back() {
    let folder = World::new();
    generate(folder.path(), &OLD);
    let found = changes(folder.path(), &NEW, false);
    // Far enough that `a` has its new text, and not so far that the run is done.
    let faults = Faults { left: Cell::new(Some(11)), kills: true };
    begin(folder.path()).write_with(&found, faults).unwrap_err();
    assert!(look(folder.path()).is_interrupted);
    fs::write(folder.path().join("a"), "mine\n").unwrap();
    assert_eq!(begin(folder.path()).note(), Some(&Note::Undone));
    assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "mine\n");
    assert_eq!(fs::read_to_string(folder.path().join("b/b")).unwrap(), "old b\n");
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

#[test]
fn what_changed_since_it_was_compared_is_not_written_over() {
    type Edit = fn(&Path);
    let edits: [(&str, Edit); 5] = [
        ("a", |path| fs::write(path, "mine\n").unwrap()),
        ("fresh/d", |path| {
            fs::create_dir(path.parent().unwrap()).unwrap();
            fs::write(path, "mine\n").unwrap();
        }),
        ("gone/c", |path| fs::write(path, "mine\n").unwrap()),
        ("b/b", |path| fs::remove_file(path).unwrap()),
        ("b/b", |path| {
            fs::remove_file(path).unwrap();
            symlink("../a", path).unwrap();
        }),
    ];
    for (name, edit) in edits {
        let folder = World::new();
        generate(folder.path(), &OLD);
        let run = begin(folder.path());
        let (tree, targets) = (tree_of(&NEW), targets());
        let found = run.compare(&Request::new(&tree, &targets)).unwrap();
        edit(&folder.path().join(name));
        let before = disk(folder.path());
        let refused = run.write(&found).unwrap_err().to_string();
        assert!(refused.contains(&format!("`{name}` was changed by somebody else")), "{refused}");
        drop(run);
        assert_eq!(disk(folder.path()), before, "{name}");
    }
}

#[test]
fn a_text_that_is_written_to_while_it_is_replaced_comes_back() {
    let folder = World::new();
    generate(folder.path(), &OLD);
    // An editor that holds the old file open writes to it after it was renamed away: as a link to the staged copy does.
    let mut held = fs::File::options().append(true).open(folder.path().join("a")).unwrap();
    let found = changes(folder.path(), &NEW, false);
    let faults = Faults { left: Cell::new(Some(11)), kills: true };
    begin(folder.path()).write_with(&found, faults).unwrap_err();
    std::io::Write::write_all(&mut held, b"mine\n").unwrap();
    begin(folder.path());
    assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "old a\nmine\n");
}

#[test]
fn without_a_place_for_the_journal_nothing_is_undone_and_nothing_is_lost() {
    with_every_fault(true, |folder, _, _| {
        // Another user, or another machine: the journal is out of reach.
        let _ = fs::remove_dir_all(state(folder));
        let run = Run::begin(&mut Place { folder, state: None, waiting: &mut || {} }).unwrap();
        let aside = matches!(run.note(), Some(Note::SetAside(_)));
        let staged = folder.join(".ast/stage").exists();
        drop(run);
        assert!(!staged);
        let texts: Vec<String> = disk(folder).into_values().collect();
        for (_, old) in OLD {
            assert!(texts.iter().any(|text| text == old), "{old:?} is lost, aside: {aside}");
        }
    });
}

#[test]
fn a_journal_of_a_folder_that_was_there_before_is_of_no_use() {
    let folder = World::new();
    generate(folder.path(), &OLD);
    let found = changes(folder.path(), &NEW, false);
    let faults = Faults { left: Cell::new(Some(11)), kills: true };
    begin(folder.path()).write_with(&found, faults).unwrap_err();
    assert!(look(folder.path()).is_interrupted);
    fs::rename(folder.path(), folder.path().with_extension("away")).unwrap();
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("a"), "new a\n").unwrap();
    assert!(!look(folder.path()).is_interrupted);
    assert_eq!(begin(folder.path()).note(), None);
    assert_eq!(fs::read_to_string(folder.path().join("a")).unwrap(), "new a\n");
}
