//! `.ast` and what is in it as links, pipes and folders: nothing is followed, emptied or waited for.

use ast::cli::Status;

use super::world::World;

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
fn a_file_that_is_replaced_leaves_no_state_and_no_copy() {
    let world = World::new(|clone| clone.file(".ast/stage/new-file", "SECRET=left over\n"));
    assert_eq!(world.run("env sync").status, Status::Fine);
    assert!(world.exists(".env") && !world.exists(".ast"));
    let world = World::new(|clone| clone.file(".ast/stage/new-0", "left over\n"));
    // Nothing to fix, nothing to lay out: what a killed run left is cleared all the same.
    assert_eq!(world.run("fix").status, Status::Fine);
    assert!(!world.exists(".ast"));
}
