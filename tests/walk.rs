//! Folders: which specs are found in them, whatever their ignore files are.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ignore::WalkBuilder;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::project::{GOOD, Project};

/// The paths that `ast validate` finds in a folder, sorted.
fn found(project: &Project, folder: &str) -> Vec<String> {
    let json: serde_json::Value =
        serde_json::from_str(&project.run(&format!("validate --format json {folder}")).stdout).unwrap();
    let files = json["files"].as_array().unwrap();
    files.iter().map(|file| file["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn rules_above_a_folder_count_up_to_its_repository() {
    let project = Project::new()
        .file(".gitignore", "b\n")
        .file(".ignore", "c\n")
        .file("repository/.git/HEAD", "")
        .file("repository/.gitignore", "d\n!d/e\n")
        .file("repository/a/b/astropods.yml", GOOD)
        .file("repository/a/c/astropods.yml", GOOD)
        .file("repository/a/d/astropods.yml", GOOD)
        .file("repository/a/inner/.git", "gitdir: elsewhere")
        .file("repository/a/inner/d/astropods.yml", GOOD);
    // Git's rules are of one repository, ours of every folder.
    assert_eq!(found(&project, "."), ["./repository/a/b/astropods.yml", "./repository/a/inner/d/astropods.yml"]);
    let below = ["repository/a/b/astropods.yml", "repository/a/c/astropods.yml", "repository/a/inner/d/astropods.yml"];
    assert_eq!(found(&project, "repository/a"), below);
}

#[test]
fn the_rules_nearest_to_a_folder_count_and_ours_before_those_of_git() {
    let project = Project::new()
        .file(".gitignore", "x\n/a/y\n*.d\n")
        .file("a/.gitignore", "!x\n")
        .file("a/x/astropods.yml", GOOD)
        .file("a/y/astropods.yml", GOOD)
        .file("a/b/y/astropods.yml", GOOD)
        .file("b/.ignore", "!x\n")
        .file("b/.gitignore", "x\nastropods.yaml\n")
        .file("b/x/astropods.yml", GOOD)
        .file("b/c.d/astropods.yml", GOOD)
        .file("b/e/astropods.yaml", GOOD);
    assert_eq!(found(&project, "."), ["./a/b/y/astropods.yml", "./a/x/astropods.yml", "./b/x/astropods.yml"]);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_holds_no_rules_and_is_not_waited_for() {
    let project = Project::new().file("rules", "a\n").file("a/astropods.yml", GOOD).file("b/c/astropods.yml", GOOD);
    std::os::unix::fs::symlink("/dev/zero", project.path(".gitignore")).unwrap();
    std::os::unix::fs::symlink("rules", project.path(".ignore")).unwrap();
    fs::create_dir(project.path("a/.ignore")).unwrap();
    let pipe = |path: &str| std::process::Command::new("mkfifo").arg(project.path(path)).status().unwrap();
    assert!(pipe("a/.gitignore").success() && pipe("b/.ignore").success() && pipe("b/astropods.yml").success());
    assert_eq!(found(&project, "."), ["./a/astropods.yml", "./b/c/astropods.yml"]);
}

#[test]
fn rules_without_number_are_refused_and_what_they_leave_is_found() {
    let rules: String = (0..100_000).map(|number| format!("**/x{number}/*.y\n")).collect();
    let project = Project::new().file("a/.gitignore", rules).file("a/astropods.yml", GOOD);
    assert_eq!(found(&project, "."), ["./a/.gitignore", "./a/astropods.yml"]);
    let outcome = project.run("validate .");
    assert_eq!(outcome.status, ast::cli::Status::Failed);
    assert!(outcome.stderr.contains("more rules than are read") || outcome.stdout.contains("more rules than are read"));
}

/// What the crate finds that knows the rules of git best; it does not tell repositories apart here.
fn reference(root: &Path) -> BTreeSet<String> {
    let walk = WalkBuilder::new(root).require_git(false).git_global(false).git_exclude(false).build();
    let files = walk.map(Result::unwrap).filter(|entry| entry.file_name() == "astropods.yml");
    files.map(|entry| format!("./{}", entry.path().strip_prefix(root).unwrap().display())).collect()
}

fn rules() -> impl Strategy<Value = String> {
    let rules = [
        "a",
        "a/",
        "/a",
        "/a/b",
        "b/*",
        "*",
        "!a",
        "!b/",
        "!*/",
        "**/a",
        "a/**",
        "**/b/**",
        "?",
        "[ab]",
        "# a",
        "",
        "\\#",
        "!",
        "a/b/",
        "astropods.yml",
        "!astropods.yml",
        "/",
        "a b",
        "b ",
        "*.yml",
        "[",
        "c\\ ",
    ];
    vec(prop::sample::select(rules.to_vec()), 0..4).prop_map(|rules| rules.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_rules_of_git_are_meant_as_git_means_them(
        folders in vec(vec(prop::sample::select(vec!["a", "b", "c"]), 0..4), 1..8),
        files in vec((0..8usize, prop::sample::select(vec![".gitignore", ".ignore"]), rules()), 0..6),
    ) {
        let mut project = Project::new().file(".git/HEAD", "");
        for folder in &folders {
            project = project.file(format!("{}/astropods.yml", folder.join("/")).trim_start_matches('/'), GOOD);
        }
        for (at, name, rules) in files {
            let path = format!("{}/{name}", folders[at % folders.len()].join("/"));
            let path = path.trim_start_matches('/');
            if !project.path(path).exists() {
                project = project.file(path, rules);
            }
        }
        let expected = reference(&project.path(""));
        // Where there is none, the folder is told.
        let found = found(&project, ".").into_iter().filter(|path| path.ends_with("astropods.yml")).collect::<BTreeSet<_>>();
        prop_assert_eq!(found, expected);
    }
}
