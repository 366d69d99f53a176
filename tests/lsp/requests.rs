//! Each thing that the server can do, with cursors in texts.

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::GOOD;

const URI: &str = "file:///nowhere/astropods.yml";

/// Asks at the cursor of a text.
pub(super) fn ask(method: &str, text: &str, more: &Value) -> Result<Value, (i64, String)> {
    let (text, position) = at(text);
    let mut client = Client::new(&Options::default());
    client.open(URI, &text);
    let mut params = json!({ "textDocument": { "uri": URI }, "position": position });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = client.ask(method, params);
    client.leave();
    answer
}

/// The labels that are offered at the cursor, in the order in which an editor shows them.
pub(super) fn offered(text: &str) -> Vec<Value> {
    let list = ask("textDocument/completion", text, &json!({})).unwrap();
    let mut items = list["items"].as_array().unwrap().clone();
    items.sort_by_key(|item| item["sortText"].as_str().unwrap().to_owned());
    items
}

pub(super) fn labels(text: &str) -> Vec<String> {
    offered(text).iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn completion_offers_what_can_stand_at_the_cursor() {
    for (text, expected) in [
        (
            "|",
            vec!["a spec of an agent that is built here", "a spec of an agent from an image", "spec", "name", "agent"],
        ),
        ("spec: |\n", vec!["blueprint/v1"]),
        (&format!("{GOOD}  |"), vec!["interfaces", "astro_ai_gateway", "inputs"]),
        (&format!("{GOOD}models:\n  chat:\n    |\n"), vec!["provider", "container", "models", "inputs"]),
        (&format!("{GOOD}models:\n  chat:\n    provider: |\n"), vec!["gateway", "openai", "anthropic"]),
        (&format!("{GOOD}knowledge:\n  db: {{provider: po|}}\n"), vec!["postgres", "redis", "qdrant"]),
        (
            &format!(
                "{GOOD}models:\n  chat:\n    provider: gateway\n    models:\n      - claude-sonnet-4-6\n      - |\n"
            ),
            vec!["claude-opus-4-8", "claude-haiku-4-5"],
        ),
        (
            &format!("{GOOD}inputs:\n  x:\n    name: X\n    datatype: |\n"),
            vec!["string", "boolean", "number", "array", "object"],
        ),
        (
            &format!(
                "{GOOD}integrations:\n  jira:\n    provider: |\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - {{name: TOKEN, datatype: string}}\n"
            ),
            vec!["github", "gitlab", "jira"],
        ),
        (
            &format!(
                "{GOOD}ingestion:\n  nightly:\n    container: {{image: x:1}}\n    trigger: {{type: schedule}}\n  other:\n    container: {{image: x:1}}\n    trigger: {{type: manual}}\ndev:\n  schedules:\n    |\n"
            ),
            vec!["nightly"],
        ),
        (&format!("{GOOD}dev:\n  interfaces:\n    messaging:\n      adapters: [|]\n"), vec!["slack", "web"]),
        (
            &format!("{GOOD}models:\n  |\n"),
            vec!["a model of the AI Gateway", "a model with your own key", "gateway", "openai"],
        ),
        ("name: x # ast: ignore[unk|", vec!["adapter-without-messaging"]),
    ] {
        let labels = labels(text);
        assert!(labels.len() >= expected.len() && labels[..expected.len()] == expected, "{text}\n{labels:?}");
    }
}

#[test]
fn what_is_completed_replaces_the_word_and_brings_what_it_needs() {
    let text = format!("{GOOD}models:\n  chat:\n    provider: op|en\n");
    let items = offered(&text);
    let openai = items.iter().find(|item| item["label"] == "openai").unwrap();
    let range = json!({ "start": { "line": 6, "character": 14 }, "end": { "line": 6, "character": 18 } });
    assert_eq!(openai["textEdit"], json!({ "range": range, "newText": "openai" }));
    assert!(openai["documentation"]["value"].as_str().unwrap().contains("`OPENAI_API_KEY`"));
    let items = offered("spec: blueprint/v1\nagent:\n  bu|\n");
    let build = items.iter().find(|item| item["label"] == "build").unwrap();
    assert_eq!(build["textEdit"]["newText"], "build:\n  context: ${1:.}\n  dockerfile: ${2:Dockerfile}");
    assert_eq!((&build["insertTextFormat"], &build["detail"]), (&2.into(), &"this or image".into()));
}

#[test]
fn a_half_typed_file_is_completed_from_what_it_was() {
    let good = format!(
        "{GOOD}providers:\n  jira:\n    scope: [integrations]\n    variables:\n      - {{name: TOKEN, datatype: string}}\nintegrations:\n  x:\n    provider: jira\n"
    );
    let mut client = Client::new(&Options::default());
    client.open(URI, &good);
    assert_eq!(client.pull(URI), Vec::<Value>::new());
    let broken = good.replace("scope: [integrations]", "scope: [integ").replace("provider: jira", "provider: ");
    client.change(URI, 2, json!([{ "text": broken }]));
    let position = json!({ "line": 11, "character": 14 });
    let list =
        client.ask("textDocument/completion", json!({ "textDocument": { "uri": URI }, "position": position })).unwrap();
    let labels: Vec<_> = list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["github", "gitlab", "jira"], "{broken}");
    client.leave();
}

#[test]
fn formatting_is_that_of_ast_fmt() {
    let format = |text: &str| {
        let mut client = Client::new(&Options::default());
        client.open(URI, text);
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        let answer =
            client.ask("textDocument/formatting", json!({ "textDocument": { "uri": URI }, "options": options }));
        client.leave();
        answer
    };
    let edits = format("spec: blueprint/v1\nname:   my-agent\nagent:\n  image: x:1\n").unwrap();
    let range = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 2, "character": 0 } });
    assert_eq!(edits, json!([{ "range": range, "newText": "name: my-agent\n" }]));
    assert_eq!(format(GOOD).unwrap(), json!([]));
    assert!(format("a: [\n").unwrap_err().1.contains("errors of syntax"));
}
