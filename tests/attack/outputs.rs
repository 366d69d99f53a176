//! Options that send outputs where other tools obey them, or over what the user wrote.

use ast::cli::Status;

use super::world::World;

/// The options that place an output, each with a hole for the path.
const PLACES: [(&str, &str); 7] = [
    ("env", "[env]\nexample = '?'\n"),
    ("env", "[env]\ndir = '?'\n"),
    ("compose", "[compose]\nfile = '?'\n"),
    ("compose", "[compose]\ndir = '?'\n"),
    ("kubernetes", "[cluster]\ndir = '?'\n"),
    ("sdk-python", "[sdk.python]\ndir = '?'\n"),
    ("sdk-rust", "[sdk.rust]\ndir = '?'\n"),
];

#[test]
fn no_option_places_an_output_where_other_tools_obey_it() {
    for (target, options) in PLACES {
        for path in [
            ".git/hooks/post-commit",
            ".GIT/hooks",
            "a/.git",
            ".github/workflows/x.yml",
            ".ENV",
            ".vscode",
            ".ast/stage",
            "../home/folder",
            "/tmp/x",
            "GIT~1/hooks",
            "con",
            "a/../../home",
            ".gitlab-ci.yml",
            ".git\u{200c}/hooks",
            "astropods.yml",
            "AST.toml",
            ".husky/pre-commit",
            "x/.devcontainer",
        ] {
            let world = World::new(|clone| clone.file("ast.toml", &options.replace('?', path)));
            for command in [format!("generate {target}"), format!("generate {target} --force")] {
                let outcome = world.run(&command);
                assert_ne!(outcome.status, Status::Fine, "{options} {path}: {}", outcome.stderr);
                assert_eq!(world.text("astropods.yml"), crate::project::GOOD);
            }
            assert!(!world.exists(".github") && !world.exists(".ENV") && !world.exists(".vscode"), "{path}");
        }
    }
}

#[test]
fn what_is_read_is_never_overwritten_under_any_name() {
    let world = World::new(|clone| {
        clone.file("agent.yml", crate::project::GOOD);
        clone.file("options.toml", "[env]\nexample = 'agent.yml'\n[compose]\nfile = 'options.toml'\n");
    });
    for target in ["env", "compose"] {
        let command = format!("generate {target} agent.yml --config options.toml --force");
        let outcome = world.run(&command);
        assert_eq!(outcome.status, Status::Invalid, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("what `ast` reads here"), "{}", outcome.stderr);
    }
    assert_eq!(world.text("agent.yml"), crate::project::GOOD);
    assert!(world.text("options.toml").starts_with("[env]"));
}

#[test]
fn an_output_can_not_be_a_file_and_a_folder_and_a_corrected_option_works() {
    let world = World::new(|clone| clone.file("ast.toml", "[env]\nexample = 'env'\n"));
    let outcome = world.run("generate env");
    assert_eq!(outcome.status, Status::Failed, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("move one of them"), "{}", outcome.stderr);
    assert!(!world.exists("env") && !world.exists(".ast"));
    std::fs::remove_file(world.project.path("clone/ast.toml")).unwrap();
    assert_eq!(world.run("generate env").status, Status::Fine);
    assert_eq!(world.run("generate --check").status, Status::Fine);
}

#[test]
fn folders_of_outputs_that_are_links_are_refused() {
    for folder in ["env", "deploy", "deploy/kubernetes"] {
        for force in ["", " --force"] {
            let world = World::new(|clone| clone.link(folder, clone.outside("folder")));
            let outcome = world.run(&format!("generate env kubernetes{force}"));
            assert_eq!(outcome.status, Status::Invalid, "{}", outcome.stderr);
            assert!(outcome.stderr.contains("symbolic link"), "{}", outcome.stderr);
        }
    }
}

#[test]
fn a_link_in_the_repository_leads_nothing_that_is_written_out_of_it() {
    for is_absolute in [true, false] {
        let world = World::new(|clone| {
            clone.file("real/kept", "");
            clone.link("inside", "real");
            if is_absolute {
                clone.link("build", clone.outside("folder"));
            } else {
                clone.link("build", "inside/../../home/folder");
            }
            std::fs::write(clone.outside("folder/.env"), "LOG_LEVEL=1\n").unwrap();
        });
        for command in [
            "generate env --out-dir build",
            "generate env --out-dir build/deep/er --force",
            "generate env --out-dir build --diff",
            "generate env --out-dir inside/../build",
            "env sync build/.env",
            "env sync build/new.env",
            "fix build/astropods.yml",
        ] {
            let outcome = world.run(command);
            assert_eq!(outcome.status, Status::Failed, "{command}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("leads out") || command.starts_with("fix"), "{}", outcome.stderr);
        }
        // One that stays inside is followed, and `..` after a link is what it looks like, as where it is read.
        assert_eq!(world.run("generate env --out-dir inside").status, Status::Fine);
        assert!(world.exists("real/.env.example"));
        assert_eq!(world.run("generate env --out-dir build/../other").status, Status::Fine);
        assert!(world.exists("other/.env.example"));
    }
}
