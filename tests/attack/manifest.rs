//! A manifest that came with the repository names other people's files, or nothing at all.

use std::fmt::Write as _;

use ast::cli::Status;
use serde_json::{Value, json};

use super::world::{Clone, MARK, World, sha256};

/// A manifest of the target `env` with entries and their hashes.
fn manifest(clone: &Clone<'_>, entries: &[(&str, String)]) {
    let entry = |(path, hash): &(&str, String)| ((*path).to_owned(), json!({ "target": "env", "sha256": hash }));
    let files: serde_json::Map<String, Value> = entries.iter().map(entry).collect();
    let text = json!({ "version": 1, "targets": { "env": {} }, "files": files });
    clone.file(".ast/manifest.json", &text.to_string());
}

#[test]
fn an_entry_can_not_name_what_is_no_output() {
    let named = [
        ".git/config",
        ".GIT/config",
        ".Git/hooks/readme",
        "git~1/config",
        "../home/netrc",
        "/etc/hostname",
        ".env",
        ".ENV",
        "astropods.yml",
        "AstroPods.yml",
        "ast.toml",
        ".github/workflows/x.yml",
        "sub/.git/config",
        ".git\u{200d}/config",
        "a/../astropods.yml",
        ".ast/lock",
        "nul",
        "x\\y",
        "",
    ];
    for path in named {
        for hash in [sha256("[core]\n"), sha256(crate::project::GOOD), sha256("other")] {
            let world = World::new(|clone| {
                clone.file(".env", MARK);
                manifest(clone, &[(path, hash.clone())]);
            });
            for command in ["generate env", "generate env --force", "generate --check --diff", "generate env --diff"] {
                assert_ne!(world.run(command).status, Status::Fine, "{path}: {command}");
            }
            assert_eq!((world.text(".env"), world.text("astropods.yml").as_str()), (MARK.into(), crate::project::GOOD));
        }
    }
}

#[test]
fn an_entry_for_a_file_of_the_users_neither_removes_nor_shows_it() {
    for path in ["credentials.json", "config/prod.env", "notes.md"] {
        let world = World::new(|clone| {
            clone.file(path, MARK);
            manifest(clone, &[(path, sha256("something else"))]);
        });
        for command in ["generate env --diff", "generate --check --diff", "generate env", "generate env --format json"]
        {
            assert_eq!(world.run(command).status, Status::Invalid, "{command}");
        }
        // Force is for what was generated, which this does not even say of itself.
        assert_eq!(world.run("generate env --force").status, Status::Fine);
        assert_eq!(world.text(path), MARK);
    }
}

#[test]
fn an_entry_in_another_case_does_not_remove_what_is_generated() {
    let world = World::new(|clone| manifest(clone, &[("ENV/Agent.env", sha256("x"))]));
    assert_eq!(world.run("generate env").status, Status::Fine);
    assert!(world.exists("env/agent.env") && !world.text(".ast/manifest.json").contains("ENV/"));
}

#[test]
fn a_manifest_that_lists_less_does_not_pass_the_check() {
    let nothing = r#"{"version":1,"targets":{},"files":{}}"#;
    for text in [nothing, r#"{"version":1,"targets":{"compose":{}},"files":{}}"#] {
        let world = World::new(|clone| clone.file(".ast/manifest.json", text));
        for command in ["generate --check", "generate env --check", "generate env compose --check"] {
            assert_eq!(world.run(command).status, Status::Invalid, "{command}");
        }
    }
    // What `ast.toml` lists is missing too.
    let world = World::new(|clone| {
        clone.generated("env");
        clone.file("ast.toml", "targets = [\"env\", \"kubernetes\"]\n");
    });
    let check = world.run("generate --check");
    assert_eq!(check.status, Status::Invalid);
    assert!(check.stderr.contains("`kubernetes` was not generated here yet"), "{}", check.stderr);
}

#[test]
fn a_manifest_is_read_within_bounds() {
    let mut deep = String::new();
    for _ in 0..200_000 {
        let _ = write!(deep, "[");
    }
    let long = format!("{{\"version\":1{}", " ".repeat(17 << 20));
    for text in [deep, long, "\u{0}".into(), String::new(), r#"{"version":1,"targets":{"env":[]},"files":{}}"#.into()] {
        let world = World::new(|clone| clone.file(".ast/manifest.json", &text));
        let outcome = world.run("generate env");
        assert_eq!(outcome.status, Status::Failed, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(".ast/manifest.json"), "{}", outcome.stderr);
        assert_ne!(world.run("generate --check").status, Status::Fine);
    }
}
