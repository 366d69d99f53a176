//! What a client draws of its own: the plan as a tree, what can be done above entries, and texts for those who show no
//! Markdown.

use serde_json::{Value, json};

use super::{Client, Options};
use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: a:1
knowledge:
  cache:
    provider: redis
inputs:
  token:
    name: TOKEN
    datatype: string
    secret: true
ingestion:
  nightly:
    container: {image: n:1}
    trigger: {type: manual}
";

/// An editor with the spec of a project open that has some values.
fn open(settings: Value, values: &str) -> (Project, Client, String) {
    let project = Project::new().file("astropods.yml", SPEC).file(".env", values);
    let uri = format!("file://{}", project.path("astropods.yml").display());
    let client = Client::new(&Options { settings, ..Options::default() });
    client.open(&uri, SPEC);
    (project, client, uri)
}

fn tree(values: &str, target: &str) -> Value {
    let (_project, mut client, uri) = open(Value::Null, values);
    let params = json!({ "command": "ast.planTree", "arguments": [uri, target] });
    let answer = client.ask("workspace/executeCommand", params).unwrap();
    client.leave();
    answer
}

#[test]
fn the_tree_has_what_is_to_set_components_and_variables_with_their_places() {
    let local = tree("", "local");
    let groups: Vec<_> = local["nodes"].as_array().unwrap().iter().map(|node| node["label"].clone()).collect();
    assert_eq!(groups, ["To set", "Components", "Containers"]);
    assert_eq!((&local["name"], &local["missing"]), (&"my-agent".into(), &1.into()));
    let missing = &local["nodes"][0]["nodes"][0];
    assert_eq!((&missing["label"], &missing["range"]["start"]["line"]), (&"TOKEN".into(), &8.into()));
    let cache = &local["nodes"][1]["nodes"][0];
    assert_eq!((&cache["label"], &cache["range"]["start"]["line"]), (&"knowledge.cache".into(), &5.into()));
    assert_eq!(cache["description"], "redis → REDIS_URL, +3");
    assert_ne!(tree("", "cluster"), local);
}

#[test]
fn what_is_set_is_not_asked_for_and_its_value_not_shown() {
    let given = tree("TOKEN=hunter2\n", "local");
    assert_eq!((&given["missing"], &given["nodes"][0]["label"]), (&0.into(), &"Components".into()));
    assert!(given.to_string().contains("set in .env") && !given.to_string().contains("hunter2"));
    // An empty value is none.
    assert_eq!(tree("TOKEN=\n", "local")["missing"], 1);
}

#[test]
fn the_plan_as_text_counts_what_is_set_on_this_machine_alone() {
    let plan = |target: &str| {
        let (_project, mut client, uri) = open(Value::Null, "TOKEN=hunter2\n");
        let params = json!({ "command": "ast.showPlan", "arguments": [uri, target] });
        let plan = client.ask("workspace/executeCommand", params).unwrap().as_str().unwrap().to_owned();
        client.leave();
        assert!(!plan.contains("hunter2"), "{plan}");
        plan
    };
    assert!(plan("local").ends_with("\nnothing is missing beside what `.env` sets\n"));
    assert!(plan("cluster").contains("\n└─ TOKEN: "));
}

#[test]
fn values_that_are_written_beside_the_editor_count_once_the_client_tells_of_them() {
    let (project, mut client, uri) = open(Value::Null, "");
    let missing = |client: &mut Client| {
        let params = json!({ "command": "ast.planTree", "arguments": [uri] });
        client.ask("workspace/executeCommand", params).unwrap()["missing"].as_u64().unwrap()
    };
    assert_eq!(missing(&mut client), 1);
    std::fs::write(project.path(".env"), "TOKEN=x\n").unwrap();
    client.watched(&project.path(".env"));
    assert_eq!(missing(&mut client), 0);
    let asked = client.hear("client/registerCapability");
    assert!(asked.to_string().contains(".env"), "{asked}");
    client.leave();
}

#[test]
fn lenses_stand_above_what_can_be_run_for_a_client_that_has_the_commands() {
    let lenses = |settings: Value| {
        let (_project, mut client, uri) = open(settings, "");
        let asked = client.ask("textDocument/codeLens", json!({ "textDocument": { "uri": uri } })).unwrap();
        client.leave();
        let one = |lens: &Value| {
            (lens["range"]["start"]["line"].as_u64().unwrap(), lens["command"]["title"].as_str().unwrap().to_owned())
        };
        asked.as_array().unwrap().iter().map(one).collect::<Vec<_>>()
    };
    let all = [(2, "plan"), (2, "run"), (2, "1 to set"), (5, "plan"), (13, "run")];
    let all: Vec<_> = all.iter().map(|(line, title)| (*line, (*title).to_owned())).collect();
    assert_eq!(lenses(json!({ "runsCommands": true })), all);
    assert_eq!(lenses(Value::Null), []);
    assert_eq!(lenses(json!({ "runsCommands": true, "codeLenses": false })), []);
}

#[test]
fn lenses_and_hints_are_asked_for_again_where_a_setting_or_a_value_changes() {
    let (project, mut client, _) = {
        let project = Project::new().file("astropods.yml", SPEC);
        let uri = format!("file://{}", project.path("astropods.yml").display());
        let client = Client::new(&Options { redraws: true, ..Options::default() });
        client.open(&uri, SPEC);
        (project, client, uri)
    };
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ast": { "codeLenses": false } } }));
    client.hear("workspace/codeLens/refresh");
    client.hear("workspace/inlayHint/refresh");
    client.watched(&project.path(".env"));
    client.hear("workspace/codeLens/refresh");
    client.leave();
}

#[test]
fn a_code_leads_to_the_page_that_the_client_named() {
    let (_project, mut client, uri) = open(json!({ "reference": "file:///x/codes.md" }), "");
    client.change(&uri, 2, json!([{ "text": SPEC.replace("redis", "redsi") }]));
    let found = client.pull(&uri);
    client.leave();
    assert_eq!(found[0]["codeDescription"]["href"], "file:///x/codes.md#unknown-provider");
}

#[test]
fn a_client_that_shows_markdown_in_messages_gets_it() {
    let mut client = Client::stranger();
    let capabilities = json!({ "textDocument": { "diagnostic": { "markupMessageSupport": true } } });
    client.ask("initialize", json!({ "capabilities": capabilities })).unwrap();
    client.tell("initialized", json!({}));
    let uri = "file:///nowhere/astropods.yml";
    client.open(uri, &SPEC.replace("redis", "redsi"));
    let found = client.pull(uri);
    let text = "unknown provider `redsi` for `knowledge`\n\nhelp: did you mean `redis`?";
    assert_eq!(found[0]["message"], json!({ "kind": "markdown", "value": text }));
    // It said nothing of hovers, which are words then.
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 5, "character": 3 } });
    let hover = client.ask("textDocument/hover", place).unwrap();
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.starts_with("knowledge.cache") && !text.contains(['*', '`']), "{text}");
    client.leave();
}
