//! The conversation itself: its beginning and end, texts in every unit, orders that nobody expects.

use ast::lsp::Ending;
use serde_json::{Value, json};

use super::{Client, Options};
use crate::project::{GOOD, Project};

const URI: &str = "file:///nowhere/astropods.yml";

fn codes(found: &[Value]) -> Vec<&str> {
    found.iter().map(|found| found["code"].as_str().unwrap()).collect()
}

#[test]
fn nothing_is_answered_before_the_beginning_or_after_the_end() {
    let mut client = Client::stranger();
    assert_eq!(client.ask("textDocument/hover", json!({})).unwrap_err().0, -32002);
    client.open(URI, "x");
    assert!(client.ask("initialize", json!({ "capabilities": 7 })).is_ok());
    assert_eq!(client.ask("initialize", json!({})).unwrap_err().0, -32600);
    assert_eq!(client.ask("textDocument/nothing", json!({})).unwrap_err().0, -32601);
    assert_eq!(client.ask("textDocument/hover", json!({ "position": "here" })).unwrap_err().0, -32602);
    assert_eq!(client.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(client.ask("textDocument/hover", json!({})).unwrap_err().0, -32600);
    client.leave_now();
}

#[test]
fn a_client_that_goes_without_a_word_is_noticed() {
    assert_eq!(Client::stranger().vanish(), Ending::Lost);
    let client = Client::new(&Options::default());
    assert_eq!(client.vanish(), Ending::Lost);
    let client = Client::new(&Options::default());
    client.tell("exit", Value::Null);
    assert_eq!(client.vanish(), Ending::Lost);
}

#[test]
fn diagnostics_are_asked_for_or_sent_and_never_both() {
    let bad = GOOD.replace("image", "imgae");
    let mut client = Client::new(&Options::default());
    assert!(client.welcome["capabilities"]["diagnosticProvider"].is_object());
    client.open(URI, &bad);
    assert_eq!(codes(&client.pull(URI)), ["unknown-key"]);
    assert!(!client.heard.iter().any(|message| message["method"] == "textDocument/publishDiagnostics"));
    client.leave();

    let mut client = Client::new(&Options { pulls: false, ..Options::default() });
    assert!(client.welcome["capabilities"].get("diagnosticProvider").is_none());
    client.open(URI, &bad);
    let sent = client.hear("textDocument/publishDiagnostics");
    assert_eq!((&sent["uri"], &sent["version"]), (&URI.into(), &1.into()));
    assert_eq!(codes(sent["diagnostics"].as_array().unwrap()), ["unknown-key"]);
    client.change(URI, 2, json!([{ "text": GOOD }]));
    assert_eq!(client.hear("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": URI } }));
    assert_eq!(client.hear("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.leave();
}

#[test]
fn a_file_that_is_no_spec_any_more_has_no_diagnostics() {
    let mut client = Client::new(&Options { pulls: false, ..Options::default() });
    let uri = "file:///nowhere/other.yml";
    client.open(uri, "# yaml-language-server: $schema=astropods.schema.json\nspec: x\n");
    assert_ne!(client.hear("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.change(uri, 2, json!([{ "text": "spec: x\n" }]));
    assert_eq!(client.hear("textDocument/publishDiagnostics")["diagnostics"], json!([]));
    client.leave();
}

#[test]
fn a_diagnostic_says_what_the_command_line_says() {
    let mut client = Client::new(&Options::default());
    client.open(URI, &GOOD.replace("image", "imgae"));
    let range = json!({ "start": { "line": 3, "character": 2 }, "end": { "line": 3, "character": 7 } });
    let found = client.pull(URI).remove(0);
    assert_eq!((&found["range"], &found["severity"], &found["source"]), (&range, &1.into(), &"ast".into()));
    assert!(found["message"].as_str().unwrap().starts_with("unknown key 'imgae'\nhelp: "), "{found}");
    assert_eq!(found["data"]["pointer"], "/agent/imgae");
    client.leave();
}

#[test]
fn edits_are_counted_in_what_was_agreed_on() {
    for (encoding, column) in [("utf-8", 10), ("utf-16", 7), ("utf-32", 6)] {
        let mut client = Client::new(&Options { encodings: vec![encoding], ..Options::default() });
        assert_eq!(client.welcome["capabilities"]["positionEncoding"], encoding);
        client.open(URI, &format!("# é🪑 x\n{GOOD}"));
        // The `x` becomes a line break and a wrong key; then both go.
        let at = |line: u32, character: u32| json!({ "line": line, "character": character });
        let change =
            |from: Value, to: Value, text: &str| json!({ "range": { "start": from, "end": to }, "text": text });
        let first = change(at(0, column - 1), at(0, column), "\nwrong: 1");
        client.change(URI, 2, json!([first]));
        assert_eq!(codes(&client.pull(URI)), ["unknown-key"], "{encoding}");
        client.change(URI, 3, json!([change(at(1, 0), at(1, 8), "#"), change(at(99, 0), at(99, 9), "models:\n")]));
        assert_eq!(codes(&client.pull(URI)), ["empty-section"], "{encoding}");
        client.leave();
    }
}

#[test]
fn anything_can_be_asked_of_anything() {
    let mut client = Client::new(&Options::default());
    client.open(URI, "a: [\n\tb: }\u{7}\n🪑 *x");
    client.open("file:///nowhere/other.txt", "spec: nothing of ours");
    for uri in [URI, "file:///nowhere/other.txt", "file:///nowhere/never-opened.yml", "", "x:%ff"] {
        for (line, character) in [(0, 0), (2, 1), (2, 2), (7, 7), (u32::MAX, u32::MAX)] {
            let position = json!({ "line": line, "character": character });
            let range = json!({ "start": position, "end": { "line": 0, "character": 0 } });
            for capability in ast::lsp::CAPABILITIES {
                for method in capability.methods {
                    let params = json!({
                        "textDocument": { "uri": uri }, "position": position, "range": range, "positions": [position],
                        "context": { "triggerKind": 1, "diagnostics": [], "includeDeclaration": true }, "newName": "x", "command": "ast.showPlan",
                        "arguments": [uri], "options": { "tabSize": 2, "insertSpaces": true }, "ch": "\n", "query": "x",
                    });
                    match client.ask(method, params) {
                        Ok(_) => {}
                        Err((code, message)) => assert_eq!(code, -32803, "{method} {uri}: {message}"),
                    }
                }
            }
        }
    }
    client.change("file:///nowhere/never-opened.yml", 3, json!([{ "text": "x" }]));
    client.tell("textDocument/didClose", json!({ "textDocument": { "uri": "file:///nowhere/never-opened.yml" } }));
    for _ in 0..2 {
        client.tell("textDocument/didChange", json!(["no", "sense"]));
    }
    let logged = client.hear("window/logMessage")["message"].take();
    assert!(logged.as_str().unwrap().starts_with("a `textDocument/didChange` was dropped"), "{logged}");
    client
        .ask("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 } }))
        .unwrap();
    assert!(!client.heard.iter().any(|message| message["method"] == "window/logMessage"), "it is said once");
    client.leave();
}

#[test]
fn what_the_disk_says_is_known_and_looked_at_again() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\nmodels:\n";
    let project = Project::new().file("a/astropods.yml", spec).file("b/other.yml", "x");
    let uri = format!("file://{}", project.path("a/astropods.yml").display());
    let mut client = Client::new(&Options::default());
    let registered = client.hear("client/registerCapability");
    assert_eq!(registered["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.open(&uri, spec);
    assert_eq!(codes(&client.pull(&uri)), ["missing-build-path", "empty-section"]);
    let project =
        project.file("a/Dockerfile", "FROM scratch\n").file("a/ast.toml", "[rules]\nempty-section = \"allow\"\n");
    client.watched(&project.path("a/ast.toml"));
    client.hear("workspace/diagnostic/refresh");
    assert_eq!(codes(&client.pull(&uri)), Vec::<&str>::new());
    // Another root, and the options themselves.
    let modeline = "# yaml-language-server: $schema=../astropods.schema.json\nspec: x\n";
    let other = format!("file://{}", project.path("b/other.yml").display());
    client.open(&other, modeline);
    assert!(codes(&client.pull(&other)).contains(&"missing-key"));
    let options = format!("file://{}", project.path("a/ast.toml").display());
    client.open(&options, "[rules]\nemty-section = \"allow\"\n");
    assert_eq!(codes(&client.pull(&options)).len(), 1);
    client.leave();
}
