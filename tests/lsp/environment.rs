//! `.env` beside a spec: what it lacks, what nothing reads, what can be written, and no value anywhere.

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: a:1
models:
  own:
    provider: openai
inputs:
  mode:
    name: MODE
    datatype: string
    description: how it answers
    options: [short, long]
  token:
    name: TOKEN
    datatype: string
    secret: true
";

/// A project, and an editor in which its `.env` is open with a text.
fn open(text: &str) -> (Project, Client, String) {
    let project = Project::new().file("astropods.yml", SPEC);
    let uri = format!("file://{}", project.path(".env").display());
    let client = Client::new(&Options::default());
    client.open(&uri, text);
    (project, client, uri)
}

fn found(text: &str) -> Vec<(u64, String, String)> {
    let (_project, mut client, uri) = open(text);
    let found = client.pull(&uri);
    client.leave();
    let one = |found: &Value| {
        let word = |key: &str| found[key].as_str().unwrap().to_owned();
        (found["range"]["start"]["line"].as_u64().unwrap(), word("code"), word("message"))
    };
    found.iter().map(one).collect()
}

fn ask(method: &str, marked: &str) -> Value {
    let (text, position) = at(marked);
    let (_project, mut client, uri) = open(&text);
    let params = json!({
        "textDocument": { "uri": uri }, "position": position, "range": { "start": position, "end": position },
        "context": { "triggerKind": 1, "diagnostics": [] },
    });
    let answer = client.ask(method, params).unwrap();
    client.leave();
    answer
}

/// What each action makes of the text, by its title.
fn actions(marked: &str) -> Vec<(String, String)> {
    let answer = ask("textDocument/codeAction", marked);
    let one = |action: &Value| {
        let edit = &action["edit"]["documentChanges"][0]["edits"][0];
        (action["title"].as_str().unwrap().to_owned(), edit["newText"].as_str().unwrap().to_owned())
    };
    answer.as_array().unwrap().iter().map(one).collect()
}

#[test]
fn what_is_missing_unknown_and_wrong_is_told_without_a_value() {
    let found = found("OPENAI_API_KEY=hunter2\nTOKNE=hunter3\nMODE=hunter4\n");
    let told: Vec<_> = found.iter().map(|(line, code, _)| (*line, code.as_str())).collect();
    assert_eq!(told, [(1, "unknown"), (2, "invalid"), (3, "missing")], "{found:?}");
    assert!(found[0].2.contains("did you mean 'TOKEN'?"), "{found:?}");
    assert!(!format!("{found:?}").contains("hunter"), "{found:?}");
}

#[test]
fn a_name_that_was_meant_is_one_fix_away_and_what_is_missing_is_added() {
    let fixes = actions("TOK|NE=hunter2\nOPENAI_API_KEY=x\nMODE=short\n");
    assert_eq!(fixes[0], ("Rename to `TOKEN`".to_owned(), "TOKEN".to_owned()));
    assert_eq!(fixes[1], ("Remove `TOKNE`".to_owned(), String::new()));
    let fixes = actions("MODE=short|");
    assert_eq!(fixes[0].0, "Add the 2 variables that are missing");
    assert!(fixes[0].1.starts_with('\n') && fixes[0].1.contains("OPENAI_API_KEY=\n"), "{fixes:?}");
    assert!(!format!("{fixes:?}").contains("hunter"));
}

#[test]
fn what_is_missing_is_shown_where_it_would_be_written() {
    let places = |text: &str| -> Vec<(String, String)> {
        let (_project, mut client, uri) = open(text);
        let found = client.pull(&uri);
        client.leave();
        let place = |place: &Value| format!("{}:{}", place["line"], place["character"]);
        let one = |found: &Value| {
            let range = format!("{}-{}", place(&found["range"]["start"]), place(&found["range"]["end"]));
            (found["message"].as_str().unwrap().split(',').next().unwrap().to_owned(), range)
        };
        found.iter().map(one).collect()
    };
    let told = |told: &[(&str, &str)]| -> Vec<(String, String)> {
        told.iter().map(|(message, range)| ((*message).to_owned(), (*range).to_owned())).collect()
    };
    // Of a name that is given nothing, the name; of what is not there, the end.
    let empty = "# keys\nOPENAI_API_KEY=\nMODE=short\n";
    assert_eq!(places(empty), told(&[("'OPENAI_API_KEY' is empty", "1:0-1:14"), ("'TOKEN' is not set", "3:0-3:0")]));
    assert_eq!(places("OPENAI_API_KEY=x\nMODE=short"), told(&[("'TOKEN' is not set", "1:10-1:10")]));
    // There it can be added.
    assert_eq!(actions("OPENAI_API_KEY=x\nMODE=short\n|")[0].0, "Add `TOKEN`");
    assert_eq!(actions("# |keys\nOPENAI_API_KEY=x\nMODE=short\n"), []);
}

#[test]
fn a_value_that_can_be_chosen_is_one_fix_away() {
    let all = "OPENAI_API_KEY=x\nTOKEN=hunter2\n";
    for line in ["MO|DE=hunter3\n", "MO|DE=\n", "MO|DE='hunter3' # mine\n"] {
        let fixes = actions(&format!("{all}{line}"));
        let fix = |value: &str| (format!("Change to `{value}`"), value.to_owned());
        assert_eq!(fixes, [fix("short"), fix("long")], "{line}");
    }
}

#[test]
fn names_are_offered_that_nothing_sets_and_what_a_value_can_be() {
    let labels = |marked: &str| -> Vec<String> {
        let answer = ask("textDocument/completion", marked);
        let mut items = answer["items"].as_array().unwrap().clone();
        items.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    assert!(labels("MODE=short\n|").contains(&"TOKEN".to_owned()));
    assert!(!labels("MODE=short\n|").contains(&"MODE".to_owned()));
    assert_eq!(labels("MODE=|\n"), ["short", "long"]);
    assert_eq!(labels("TOKEN=hunter|2\n"), Vec::<String>::new());
    assert_eq!(labels("# x|\n"), Vec::<String>::new());
}

#[test]
fn a_hover_says_what_a_name_is_and_never_its_value() {
    let hover = ask("textDocument/hover", "TOK|EN=hunter2\n");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("**TOKEN**") && text.contains("a secret") && !text.contains("hunter"), "{text}");
    assert_eq!(ask("textDocument/hover", "TOKEN=hun|ter2\n"), Value::Null);
}

#[test]
fn a_client_that_is_sent_diagnostics_hears_of_the_values_when_the_spec_changes() {
    let project = Project::new().file("astropods.yml", SPEC);
    let mut client = Client::new(&Options { pulls: false, ..Options::default() });
    let uri = |name: &str| format!("file://{}", project.path(name).display());
    client.open(&uri(".env"), "OPENAI_API_KEY=x\nTOKEN=x\nMODE=short\n");
    let told = |client: &mut Client| loop {
        let sent = client.hear("textDocument/publishDiagnostics");
        if sent["uri"] == uri(".env") {
            return sent["diagnostics"].as_array().unwrap().len();
        }
    };
    assert_eq!(told(&mut client), 0);
    client.open(&uri("astropods.yml"), &SPEC.replace("name: MODE", "name: OTHER"));
    assert_eq!(told(&mut client), 2);
    client.leave();
}
