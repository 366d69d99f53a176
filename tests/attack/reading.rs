//! What is read as links to somebody's files, to devices and to pipes: nothing of it is shown, and nothing waits.

use ast::cli::Status;

use super::world::World;

/// What a command reads of a project by itself.
const READ: [&str; 5] = ["astropods.yml", "ast.toml", ".env", ".gitignore", ".ignore"];

#[test]
fn no_link_shows_what_it_leads_to() {
    for name in READ {
        for target in ["netrc", "folder/kept", "folder", "missing"] {
            World::new(|clone| clone.link(name, clone.outside(target))).run_all();
            World::new(|clone| clone.link(name, format!("../home/{target}"))).run_all();
            World::new(|clone| {
                clone.link("in/the/middle", clone.outside(""));
                clone.link(name, format!("in/the/middle/{target}"));
            })
            .run_all();
        }
        for target in ["/proc/self/environ", "/etc/passwd", "/proc/self/fd/0"] {
            World::new(|clone| clone.link(name, target)).run_all();
        }
    }
    let world = World::new(|clone| clone.link("astropods.yml", clone.outside("netrc")));
    let outcome = world.run("validate");
    assert_eq!(outcome.status, Status::Failed);
    assert!(outcome.stdout.contains("a link leads out of the project"), "{}", outcome.stdout);
}

#[test]
fn nothing_waits_for_a_pipe_and_nothing_reads_a_device_to_its_end() {
    for name in READ {
        World::new(|clone| clone.pipe(name)).run_all();
        for device in ["/dev/zero", "/dev/stdin", "/dev/tty", "/dev/random"] {
            World::new(|clone| clone.link(name, device)).run_all();
        }
    }
}

#[test]
fn a_folder_that_is_a_link_is_no_way_out() {
    let world = World::new(|clone| {
        std::fs::write(clone.outside("folder/astropods.yml"), crate::project::GOOD).unwrap();
        std::fs::create_dir(clone.outside("folder/.git")).unwrap();
        clone.link("agents/one", clone.outside("folder"));
    });
    for command in
        ["validate agents/one", "validate agents/one/astropods.yml", "generate env agents/one", "fix agents/one"]
    {
        assert_eq!(world.run(command).status, Status::Failed, "{command}");
    }
    // A search does not follow it either.
    assert!(!world.run("validate .").stdout.contains("agents"));
}

#[test]
fn a_file_that_grows_without_end_is_told_and_not_read() {
    for name in READ {
        let world = World::new(|clone| {
            let _ = std::fs::remove_file(clone.path(name));
            std::fs::File::create(clone.path(name)).unwrap().set_len(1 << 40).unwrap();
        });
        world.run_all();
    }
}
