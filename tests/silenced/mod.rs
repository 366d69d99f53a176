//! Rule by rule: what can be silenced leaves every file such that who reads it takes it, and what can't be is not offered.

mod read;

use std::collections::BTreeMap;
use std::fs;

use ast::cli::Status;
use ast::diagnostic::{Class, Code};
use ast::rule::codes;
use ast::target::TARGETS;
use serde_json::{Value, json};

use crate::lsp::{Client, Options};
use crate::project::Project;

const URI: &str = "file:///nowhere/astropods.yml";

/// What is said of comments that silence, which no other comment silences.
const OF_COMMENTS: [&str; 4] = ["fixed-severity", "invalid-suppression", "unknown-code", "unused-suppression"];

/// Every rule that has an example; a new one is among them.
fn rules() -> impl Iterator<Item = &'static Code> {
    codes().filter(|code| code.class == Class::Rule && !code.bad.is_empty() && !OF_COMMENTS.contains(&code.id))
}

/// What an editor finds of a code in a text, each with the edit that silences it, if one is offered.
fn silencing(client: &mut Client, code: &str) -> Vec<Option<Value>> {
    let title = format!("Silence `{code}` here");
    let found = client.pull(URI).into_iter().filter(|found| found["code"] == code);
    let edit = |found: Value| {
        let params = json!({
            "textDocument": { "uri": URI }, "range": found["range"], "context": { "diagnostics": [found] },
        });
        let actions = client.ask("textDocument/codeAction", params).unwrap();
        let action = actions.as_array().unwrap().iter().find(|action| action["title"] == title).cloned();
        action.map(|action| action["edit"].clone())
    };
    found.collect::<Vec<_>>().into_iter().map(edit).collect()
}

/// The text in which an editor has silenced everything of a code.
fn silenced(client: &mut Client, code: &Code) -> String {
    let mut text = code.bad.to_owned();
    client.open(URI, &text);
    for version in 2.. {
        let edits = silencing(client, code.id);
        let Some(edit) = edits.into_iter().next() else { break };
        assert!(edit.is_some(), "`{}` can't be silenced where it is found:\n{text}", code.id);
        text = crate::lsp::edited_by(&text, &edit.unwrap());
        client.change(URI, version, json!([{ "text": text }]));
        assert!(version < 20, "{}:\n{text}", code.id);
    }
    text
}

/// Everything that is generated of a text, by its path.
fn generated(code: &Code, text: &str) -> BTreeMap<String, String> {
    let project = Project::new().file("astropods.yml", text);
    let targets: Vec<_> = TARGETS.iter().map(|target| target.id()).collect();
    let made = project.run(&format!("generate {} --format json", targets.join(" ")));
    assert_eq!(made.status, Status::Fine, "{}: {}{}", code.id, made.stdout, made.stderr);
    let answer: Value = serde_json::from_str(&made.stdout).unwrap();
    let paths = answer["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap().to_owned());
    paths.map(|path| (path.clone(), fs::read_to_string(project.path(&path)).unwrap())).collect()
}

#[test]
fn what_is_generated_with_a_rule_silenced_is_taken_by_its_readers() {
    let mut client = Client::new(&Options::default());
    let (mut rules_seen, mut files_seen) = (0, 0);
    for code in rules().filter(|code| !code.is_fixed()) {
        let text = silenced(&mut client, code);
        assert!(text.contains(&format!("# ast: ignore[{}]", code.id)), "{}", code.id);
        let files = generated(code, &text);
        for (path, content) in &files {
            let taken = read::read(path, content);
            assert_eq!(taken, Ok(()), "with `{}` silenced, {path} is not taken:\n{text}\n{content}", code.id);
        }
        (rules_seen, files_seen) = (rules_seen + 1, files_seen + files.len());
    }
    client.leave();
    assert!(rules_seen > 40 && files_seen > rules_seen * 40, "{rules_seen} rules, {files_seen} files");
}

#[test]
fn what_is_said_of_a_comment_is_not_to_be_silenced_by_another() {
    let mut client = Client::new(&Options::default());
    for code in codes().filter(|code| OF_COMMENTS.contains(&code.id)) {
        client.open(URI, code.bad);
        let edits = silencing(&mut client, code.id);
        assert!(!edits.is_empty() && edits.iter().all(Option::is_none), "{}", code.id);
    }
    client.leave();
}

#[test]
fn a_rule_that_every_file_rests_on_is_silenced_by_no_comment_and_no_editor_offers_it() {
    let mut client = Client::new(&Options::default());
    for code in rules().filter(|code| code.is_fixed()) {
        client.open(URI, code.bad);
        let edits = silencing(&mut client, code.id);
        assert!(!edits.is_empty() && edits.iter().all(Option::is_none), "{}", code.id);
        // A comment on every line does not silence it either.
        let comment = format!(" # ast: ignore[{}]\n", code.id);
        let commented = code.bad.replace('\n', &comment);
        let project = Project::new().file("astropods.yml", commented);
        let told = project.run("generate env --format json");
        assert_ne!(told.status, Status::Fine, "{}: {}", code.id, told.stdout);
    }
    client.leave();
}
