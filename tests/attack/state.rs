//! `.ast` and what is in it as links, pipes and folders: nothing is followed, emptied or waited for.

use std::ffi::OsStr;

use ast::cli::{Status, Terminal};

use super::world::World;
use crate::project::GOOD;

const PARTS: [&str; 6] =
    [".ast", ".ast/stage", ".ast/lock", ".ast/.gitignore", ".ast/manifest.json", ".ast/stage/journal.json"];

#[test]
fn no_part_of_the_state_is_followed() {
    for part in PARTS {
        for target in ["folder", "netrc", "missing", "missing/deep"] {
            World::new(|clone| clone.link(part, clone.outside(target))).run_all();
            World::new(|clone| clone.link(part, format!("../home/{target}"))).run_all();
        }
        // Inside of the project a link is no better.
        World::new(|clone| clone.link(part, clone.path(".git"))).run_all();
        World::new(|clone| clone.link(part, part.rsplit('/').next().unwrap())).run_all();
    }
}

#[test]
fn no_part_of_the_state_is_waited_for() {
    for part in PARTS {
        World::new(|clone| clone.pipe(part)).run_all();
        World::new(|clone| clone.link(part, "/dev/zero")).run_all();
        World::new(|clone| clone.link(part, "/dev/stdin")).run_all();
        World::new(|clone| clone.file(&format!("{part}/x/y"), "")).run_all();
    }
}

#[test]
fn an_ignore_file_can_not_show_what_is_staged_to_version_control() {
    for theirs in ["!stage\n", "!/stage/\n!*\n", "/stage/\n!/stage/", "# ours\n"] {
        let world = World::new(|clone| clone.file(".ast/.gitignore", theirs));
        assert_eq!(world.run("generate env").status, Status::Fine);
        let text = world.text(".ast/.gitignore");
        assert!(text.starts_with(theirs.trim_end()) && text.ends_with("\n/lock\n/stage/\n/set-aside*/\n"), "{text}");
        let again = world.run("generate compose");
        assert_eq!((again.status, world.text(".ast/.gitignore")), (Status::Fine, text));
    }
}

#[test]
fn what_no_run_stages_is_set_aside_and_not_lost() {
    for path in [".ast/stage/old-0/kept", ".ast/stage/notes/kept", ".ast/stage/journal.json"] {
        let world = World::new(|clone| clone.file(path, "theirs\n"));
        let outcome = world.run("generate env");
        assert!(outcome.stderr.contains(".ast/set-aside-1"), "{path}: {}", outcome.stderr);
        assert_eq!(world.text(&path.replace("stage", "set-aside-1")), "theirs\n");
    }
}

#[test]
fn a_file_that_is_replaced_leaves_no_state_and_no_copy() {
    let world = World::new(|clone| clone.file(".ast/stage/new-file", "SECRET=left over\n"));
    assert_eq!(world.run("env sync").status, Status::Fine);
    assert!(world.exists(".env") && !world.exists(".ast"));
    let world = World::new(|clone| clone.file(".ast/stage/new-0", "left over\n"));
    // Nothing to fix, nothing to lay out: what a killed run left is cleared all the same.
    assert_eq!(world.run("fix").status, Status::Fine);
    assert!(!world.exists(".ast"));
}

#[test]
fn names_that_are_no_text_hold_no_run_up_and_no_other_file_is_written_for_them() {
    use std::os::unix::ffi::OsStrExt;
    let odd = |name: &[u8]| OsStr::from_bytes(name).to_owned();
    let world = World::new(|clone| {
        clone.file(".ast/stage/journal.json", "[]");
        for name in [&b"x\xff"[..], b"new-\xff", b"old-\xff"] {
            std::fs::write(clone.path(".ast/stage").join(odd(name)), "x").unwrap();
        }
        std::fs::write(clone.path("").join(odd(b"e\xff")), "MINE=1\n").unwrap();
        std::fs::write(
            clone.path("").join(odd(b"s\xff")),
            GOOD.replace("blueprint", "package").replace("image: ", "image:    "),
        )
        .unwrap();
    });
    assert_eq!(world.run("generate env").status, Status::Fine);
    assert_eq!(world.run("generate compose").status, Status::Fine);
    for command in [["env", "sync"].as_slice(), &["fix"], &["fmt"]] {
        for name in [&b"e\xff"[..], b"s\xff"] {
            let args = command.iter().map(Into::into).chain([odd(name)]).collect();
            let outcome = world.project.run_with(args, Terminal::default());
            assert_ne!(outcome.status, Status::Fine, "{command:?}: {}", outcome.stdout);
            assert!(!world.exists("e\u{fffd}") && !world.exists("s\u{fffd}"), "{command:?}");
        }
    }
}

#[test]
fn what_stands_in_the_way_of_the_state_is_named_with_the_way_out() {
    for part in [".ast/lock", ".ast/.gitignore", ".ast/.gitignore.new", ".ast/stage"] {
        let world = World::new(|clone| match part {
            ".ast/stage" => clone.file(part, "x"),
            _ => clone.file(&format!("{part}/x"), ""),
        });
        let outcome = world.run("generate env");
        assert_eq!(outcome.status, Status::Failed, "{part}");
        let told =
            outcome.stderr.contains(&format!("`{part}` can't be used")) && outcome.stderr.contains("; remove it");
        assert!(told && !outcome.stderr.contains("os error"), "{}", outcome.stderr);
    }
}
