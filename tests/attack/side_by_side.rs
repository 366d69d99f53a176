//! Things that are swapped while a run goes on, and runs that go on at once.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ast::cli::Status;

use super::world::World;

#[test]
fn a_folder_that_is_swapped_for_a_link_during_the_run_is_not_followed() {
    for part in ["env", ".ast", ".ast/stage", "astropods.yml", "ast.toml"] {
        let world = World::new(|clone| {
            clone.file("ast.toml", "[env]\ndir = 'env'\n");
            clone.generated("env");
        });
        let (here, away) = (world.project.path("clone").join(part), world.project.path("clone/away"));
        let to = world.project.path(if part.contains("ast.toml") || part.contains("yml") {
            "home/netrc"
        } else {
            "home/folder"
        });
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    if fs::rename(&here, &away).is_ok() {
                        let _ = symlink(&to, &here);
                        thread::yield_now();
                        let _ = fs::remove_file(&here);
                        let _ = fs::rename(&away, &here);
                    }
                }
            });
            for round in 0..40 {
                world.run(&format!("generate env --otel-endpoint http://otel-{round}:4318"));
            }
            done.store(true, Ordering::Relaxed);
        });
    }
}

#[test]
fn runs_side_by_side_leave_what_the_same_runs_leave_in_a_row() {
    const TARGETS: [&str; 4] = ["env", "compose", "kubernetes", "sdk-python"];
    let expected = World::new(|clone| clone.generated("env compose kubernetes sdk-python"));
    for _ in 0..5 {
        let world = World::new(|_| ());
        thread::scope(|scope| {
            for target in TARGETS.iter().chain(&TARGETS) {
                let project = &world.project;
                scope.spawn(move || {
                    let outcome = project.run(&format!("generate {target}"));
                    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
                });
            }
        });
        assert_eq!(world.text(".ast/manifest.json"), expected.text(".ast/manifest.json"));
        assert_eq!(world.run("generate --check").status, Status::Fine);
        assert!(!world.exists(".ast/stage"));
    }
}
