//! `ast.toml` while it is edited: what is wrong in it, what can be written in it, and what its keys mean.

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nknowledge:\n  cache:\n    provider: redis\n\
    ingestion:\n  nightly:\n    container:\n      image: n:1\n    trigger:\n      type: schedule\n";

fn open(project: &Project, client: &mut Client, text: &str) -> String {
    let uri = format!("file://{}", project.path("ast.toml").display());
    client.open(&uri, text);
    uri
}

fn messages(found: &[Value]) -> Vec<String> {
    found.iter().map(|found| found["message"].as_str().unwrap().replace('\n', " | ")).collect()
}

/// The messages that are sent of a file next.
fn told_of(uri: &str, client: &mut Client) -> Vec<String> {
    loop {
        let sent = client.hear("textDocument/publishDiagnostics");
        if sent["uri"] == *uri {
            return messages(sent["diagnostics"].as_array().unwrap());
        }
    }
}

#[test]
fn what_fits_no_container_is_shown_in_the_options_and_follows_the_spec() {
    let project = Project::new().file("astropods.yml", SPEC);
    let mut client = Client::new(&Options::default());
    let text = "[cluster]\nhost = \"bad host!\"\n[cluster.components.\"knowledge.cahe\"]\nuser = 0\n[schedules]\nnight = \"0 2 * * *\"\n";
    let uri = open(&project, &mut client, text);
    let found = client.pull(&uri);
    let lines: Vec<_> = found.iter().map(|found| found["range"]["start"]["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [1, 2, 3, 5], "{:?}", messages(&found));
    assert!(messages(&found)[1].contains("did you mean 'knowledge.cache'?"));
    assert_eq!(found[3]["severity"], 2, "a schedule that nobody reads is a warning");
    // The spec as it is open counts, not as it is saved.
    let spec = format!("file://{}", project.path("astropods.yml").display());
    client.open(&spec, &SPEC.replace("  cache:", "  cahe:").replace("  nightly:", "  night:"));
    assert_eq!(client.pull(&uri).len(), 2);
    client.leave();
}

#[test]
fn the_options_are_told_anew_where_the_spec_beside_them_changes() {
    let project = Project::new().file("astropods.yml", SPEC);
    let mut client = Client::new(&Options { pulls: false, ..Options::default() });
    let options =
        open(&project, &mut client, "[cluster]\nhost = \"a.example\"\n[schedules]\nnightly = \"0 2 * * *\"\n");
    assert_eq!(told_of(&options, &mut client), Vec::<String>::new());
    let spec = format!("file://{}", project.path("astropods.yml").display());
    client.open(&spec, &SPEC.replace("  nightly:", "  night:"));
    assert_eq!(told_of(&options, &mut client).len(), 1);
    client.change(&spec, 2, json!([{ "text": SPEC }]));
    assert_eq!(told_of(&options, &mut client), Vec::<String>::new());
    client.change(&spec, 3, json!([{ "text": SPEC.replace("  nightly:", "  night:") }]));
    assert_eq!(told_of(&options, &mut client).len(), 1);
    // What is saved counts again.
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": spec } }));
    assert_eq!(told_of(&options, &mut client), Vec::<String>::new());
    client.leave();
}

#[test]
fn a_key_a_word_and_a_schedule_that_were_meant_are_one_fix_away() {
    let project = Project::new().file("astropods.yml", SPEC);
    let mut client = Client::new(&Options::default());
    let uri = open(&project, &mut client, "");
    let mut version = 1;
    let mut fixed = |marked: &str| {
        let (text, position) = at(marked);
        version += 1;
        client.change(&uri, version, json!([{ "text": text }]));
        let params = json!({
            "textDocument": { "uri": uri }, "range": { "start": position, "end": position },
            "context": { "diagnostics": [] },
        });
        let actions = client.ask("textDocument/codeAction", params).unwrap();
        let actions = actions.as_array().unwrap().clone();
        assert_eq!(actions.len(), 1, "{marked}: {actions:?}");
        let title = actions[0]["title"].as_str().unwrap().to_owned();
        (title, super::edited_by(&text, &actions[0]["edit"]))
    };
    for (marked, title, after) in [
        ("[clu|str]\n", "Change to `cluster`", "[cluster]\n"),
        ("[gateway]\nmode = \"ho|std\"\n", "Change to `hosted`", "[gateway]\nmode = \"hosted\"\n"),
        ("targets = [\"env\", 'comp|se']\n", "Change to `compose`", "targets = [\"env\", \"compose\"]\n"),
        (
            "[schedules]\nnightly = \"every 5 |minutes\"\n",
            "Change to `*/5 * * * *`",
            "[schedules]\nnightly = \"*/5 * * * *\"\n",
        ),
        ("[rules]\nempty-sec|ton = \"allow\"\n", "Change to `empty-section`", "[rules]\nempty-section = \"allow\"\n"),
    ] {
        assert_eq!(fixed(marked), (title.to_owned(), after.to_owned()), "{marked}");
    }
    client.leave();
}

#[test]
fn keys_words_and_ids_are_offered_and_explained() {
    let project = Project::new().file("astropods.yml", SPEC);
    let mut client = Client::new(&Options::default());
    let uri = open(&project, &mut client, "");
    let mut version = 1;
    let mut ask = |method: &str, marked: &str| {
        let (text, position) = at(marked);
        version += 1;
        client.change(&uri, version, json!([{ "text": text }]));
        client.ask(method, json!({ "textDocument": { "uri": uri }, "position": position })).unwrap()
    };
    let labels = |answer: &Value| -> Vec<String> {
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    };
    let offered = labels(&ask("textDocument/completion", "[cluster.components.|]"));
    assert_eq!(offered, ["agent", "knowledge.cache", "ingestion.nightly", "messaging"]);
    assert_eq!(labels(&ask("textDocument/completion", "[schedules]\n|")), ["nightly"]);
    assert_eq!(labels(&ask("textDocument/completion", "[gateway]\nmode = \"|\"")), ["hosted", "local", "mock"]);
    let hover = ask("textDocument/hover", "[cluster]\nname|space = \"x\"");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("**cluster.namespace**") && text.contains("--namespace NAME"), "{text}");
    client.leave();
}
