//! Two projects of one name in a repository.

use std::fs;

use serde_json::json;

use super::Options;
use super::disk::Editor;
use crate::project::{GOOD, Project};

const CODE: &str = "duplicate-project";

fn repository() -> Project {
    let project = Project::new().file(".git/HEAD", "").file(".gitignore", "vendor/\n");
    let project = project.file("agents/a/astropods.yml", GOOD).file("agents/b/astropods.yml", GOOD);
    project.file("vendor/x/astropods.yml", GOOD).file("agents/c/astropods.yml", GOOD.replace("my-agent\n", "other\n"))
}

#[test]
fn two_projects_of_one_name_are_told_in_the_editor_as_a_run_over_all_tells_them() {
    let project = repository();
    let told = project.run("validate . --format json").stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let mut editor = Editor::new(&Options::default());
    for file in told["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let codes: Vec<&str> =
            file["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect();
        assert_eq!(codes.contains(&CODE), path.ends_with("b/astropods.yml"), "{path}: {codes:?}");
        let uri = editor.open(&project.path(path));
        assert_eq!(editor.codes(&uri), codes, "{path}");
    }
    // What is ignored is beside none.
    let ignored = editor.open(&project.path("vendor/x/astropods.yml"));
    assert!(!editor.codes(&ignored).contains(&CODE.to_owned()));
    let outside = Project::new().file("a/astropods.yml", GOOD).file("b/astropods.yml", GOOD);
    let uri = editor.open(&outside.path("b/astropods.yml"));
    assert!(!editor.codes(&uri).contains(&CODE.to_owned()));
    editor.client.leave();
}

#[test]
fn a_name_is_looked_up_at_a_keystroke_and_searched_for_at_none() {
    let project = repository();
    let mut editor = Editor::new(&Options::default());
    let path = project.path("agents/b/astropods.yml");
    let b = editor.open(&path);
    let has = |editor: &mut Editor, uri: &str| editor.codes(uri).contains(&CODE.to_owned());
    assert!(has(&mut editor, &b));
    editor.opened();
    for (version, (name, is_told)) in
        [("x1\n", false), ("others\n", false), ("my-agent\n", true)].into_iter().enumerate()
    {
        let text = GOOD.replace("my-agent\n", name);
        editor.client.change(&b, i32::try_from(version).unwrap() + 2, json!([{ "text": text }]));
        assert_eq!(has(&mut editor, &b), is_told, "{name}");
    }
    assert_eq!(editor.opened(), 0, "files were opened while somebody typed");
    // A save of the other one, its end, and a new one are seen.
    let a = project.path("agents/a/astropods.yml");
    fs::write(&a, GOOD.replace("my-agent\n", "another\n")).unwrap();
    editor.client.watched(&a);
    assert!(!has(&mut editor, &b));
    let new = project.path("agents/0/astropods.yml");
    fs::create_dir_all(new.parent().unwrap()).unwrap();
    fs::write(&new, GOOD).unwrap();
    editor.client.watched(&new);
    assert!(has(&mut editor, &b));
    fs::remove_file(&new).unwrap();
    editor.client.watched(&new);
    assert!(!has(&mut editor, &b));
    editor.client.leave();
}

#[test]
fn a_repository_of_more_folders_than_an_editor_can_wait_for_is_given_up() {
    let project = repository();
    for number in 0..2_400 {
        fs::create_dir(project.path(&format!("agents/a/{number}"))).unwrap();
    }
    let is_told = || {
        let mut editor = Editor::new(&Options::default());
        let b = editor.open(&project.path("agents/b/astropods.yml"));
        let is_told = editor.codes(&b).contains(&CODE.to_owned());
        editor.client.leave();
        is_told
    };
    assert!(is_told());
    for number in 2_400..2_600 {
        fs::create_dir(project.path(&format!("agents/a/{number}"))).unwrap();
    }
    assert!(!is_told());
}
