//! A full disk, a kill, somebody else's edit: at every step of a run, nothing is lost and the next run gets it right.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::*;

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
        let faults = Faults { left: Cell::new(Some(step)), kills, meanwhile: None };
        let result = begin(folder.path()).write_with(&found, faults);
        if result.is_ok() {
            assert!(step > 10, "only {step} steps can fail");
            assert_eq!(disk(folder.path()), new);
            return;
        }
        look(folder.path(), &old, &new);
    }
}

/// A run from OLD to NEW that dies when `a` has its new text, and before it is done.
fn kill(folder: &Path) {
    let found = changes(folder, &NEW, false);
    let faults = Faults { left: Cell::new(Some(11)), kills: true, meanwhile: None };
    begin(folder).write_with(&found, faults).unwrap_err();
}

fn killed(folder: &Path) {
    generate(folder, &OLD);
    kill(folder);
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
    killed(folder.path());
    assert!(look(folder.path()).is_interrupted);
    fs::write(folder.path().join("a"), "mine\n").unwrap();
    assert_eq!(begin(folder.path()).note(), Some(&Note::Undone));
    let texts = disk(folder.path());
    assert_eq!((texts["a"].as_str(), texts["b/b"].as_str()), ("mine\n", "old b\n"));
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
fn what_somebody_writes_during_a_run_is_not_lost_at_any_step() {
    type Edit = fn(&Path) -> Box<dyn Fn()>;
    // An editor puts a new file in the place of `a`, or writes to it by a handle that it holds.
    let replace: Edit = |path| {
        let (path, fresh) = (path.to_owned(), path.with_extension("fresh"));
        Box::new(move || {
            fs::write(&fresh, "mine\n").unwrap();
            fs::rename(&fresh, &path).unwrap();
        })
    };
    let append: Edit = |path| {
        let held = fs::File::options().append(true).open(path).unwrap();
        Box::new(move || std::io::Write::write_all(&mut &held, b"mine\n").unwrap())
    };
    let steps = (0..100)
        .find(|step| {
            let folder = World::new();
            generate(folder.path(), &OLD);
            let faults = Faults { left: Cell::new(Some(*step)), ..Faults::default() };
            let found = changes(folder.path(), &NEW, false);
            begin(folder.path()).write_with(&found, faults).is_ok()
        })
        .unwrap();
    // After the last look nobody looks again: a handle that is written to then is too late.
    for (edit, steps) in [(replace, steps), (append, steps - 1)] {
        for step in 0..steps {
            let folder = World::new();
            generate(folder.path(), &OLD);
            let meanwhile = Some(edit(&folder.path().join("a")));
            let found = changes(folder.path(), &NEW, false);
            let faults = Faults { left: Cell::new(Some(step)), kills: false, meanwhile };
            let _ = begin(folder.path()).write_with(&found, faults);
            assert!(disk(folder.path())["a"].ends_with("mine\n"), "step {step} of {steps}");
        }
    }
}

#[test]
fn a_text_that_is_written_to_while_it_is_replaced_comes_back() {
    let folder = World::new();
    generate(folder.path(), &OLD);
    // An editor that holds the old file open writes to it after it was renamed away: as a link to the staged copy does.
    let mut held = fs::File::options().append(true).open(folder.path().join("a")).unwrap();
    kill(folder.path());
    std::io::Write::write_all(&mut held, b"mine\n").unwrap();
    begin(folder.path());
    assert_eq!(disk(folder.path())["a"], "old a\nmine\n");
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
    killed(folder.path());
    assert!(look(folder.path()).is_interrupted);
    fs::rename(folder.path(), folder.path().with_extension("away")).unwrap();
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join("a"), made("new a\n")).unwrap();
    assert!(!look(folder.path()).is_interrupted);
    assert_eq!(begin(folder.path()).note(), None);
    assert_eq!(disk(folder.path())["a"], "new a\n");
}
