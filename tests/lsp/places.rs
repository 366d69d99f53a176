//! What is found in a text without being asked at a word: names elsewhere, outlines, links, hints, colours, the plan.

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::{GOOD, Project};

const URI: &str = "file:///nowhere/astropods.yml";

const NAMED: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: x:1
integrations:
  a: {provider: jira}
  b: {provider: jira}
providers:
  jira:
    scope: [integrations]
    variables: [{name: TOKEN, datatype: string}]
";

/// Asks of a whole text.
fn ask(text: &str, method: &str, more: &Value) -> Value {
    let mut client = Client::new(&Options::default());
    client.open(URI, text);
    let mut params = json!({ "textDocument": { "uri": URI } });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = client.ask(method, params).unwrap();
    client.leave();
    answer
}

/// The lines that ranges begin on.
fn lines(found: &Value) -> Vec<u64> {
    found.as_array().unwrap().iter().map(|found| found["range"]["start"]["line"].as_u64().unwrap()).collect()
}

#[test]
fn a_name_leads_to_where_it_is_declared_and_used() {
    let (text, position) = at(&NAMED.replacen("provider: jira", "provider: ji|ra", 1));
    let here = json!({ "position": position });
    assert_eq!(lines(&ask(&text, "textDocument/definition", &here)), [8]);
    let with = |declaration: bool| json!({ "position": position, "context": { "includeDeclaration": declaration } });
    assert_eq!(lines(&ask(&text, "textDocument/references", &with(true))), [5, 6, 8]);
    assert_eq!(lines(&ask(&text, "textDocument/references", &with(false))), [5, 6]);
    let marks = ask(&text, "textDocument/documentHighlight", &here);
    let kinds: Vec<_> = marks.as_array().unwrap().iter().map(|mark| mark["kind"].as_u64().unwrap()).collect();
    assert_eq!(kinds, [2, 2, 3]);
    assert_eq!(
        ask(&text, "textDocument/definition", &json!({ "position": { "line": 3, "character": 5 } })),
        Value::Null
    );
}

#[test]
fn a_variable_that_an_input_describes_leads_to_what_gives_it() {
    let text = format!(
        "{GOOD}knowledge:\n  db:\n    provider: postgres\ninputs:\n  x:\n    name: POSTGRES_|DB\n    datatype: string\n"
    );
    let (text, position) = at(&text);
    assert_eq!(lines(&ask(&text, "textDocument/definition", &json!({ "position": position }))), [5]);
}

#[test]
fn the_outline_has_sections_entries_and_their_providers() {
    let symbols = ask(NAMED, "textDocument/documentSymbol", &json!({}));
    let names: Vec<_> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["spec", "name", "agent", "integrations", "providers"]);
    let entry = &symbols[3]["children"][0];
    assert_eq!((&entry["name"], &entry["detail"], &entry["kind"]), (&"a".into(), &"jira".into(), &19.into()));
    let secret = format!("{GOOD}inputs:\n  k: {{name: K, datatype: string, secret: true, default: hunter2}}\n");
    assert!(!ask(&secret, "textDocument/documentSymbol", &json!({})).to_string().contains("hunter2"));
}

#[test]
fn what_spans_several_lines_folds() {
    let folds = ask(&format!("# a\n# b\n{NAMED}"), "textDocument/foldingRange", &json!({}));
    let folds: Vec<_> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| (fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap()))
        .collect();
    assert_eq!(folds, [(0, 1), (4, 5), (6, 8), (9, 12), (10, 12)]);
}

#[test]
fn a_selection_grows_from_the_word_to_the_file() {
    let (text, position) = at(&NAMED.replacen("provider: jira", "provider: ji|ra", 1));
    let ranges = ask(&text, "textDocument/selectionRange", &json!({ "positions": [position] }));
    let mut range = &ranges[0];
    let mut texts = Vec::new();
    while range.is_object() {
        let of = |end: &str| {
            let at = &range["range"][end];
            (at["line"].as_u64().unwrap(), at["character"].as_u64().unwrap())
        };
        texts.push((of("start"), of("end")));
        range = &range["parent"];
    }
    assert_eq!(texts[..3], [((5, 16), (5, 20)), ((5, 6), (5, 20)), ((5, 5), (5, 21))]);
    assert_eq!(texts.last(), Some(&((0, 0), (11, 0))));
}

#[test]
fn builds_lead_to_their_files() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: a b\n    dockerfile: Dockerfile\n";
    let project = Project::new().file("astropods.yml", spec).file("a b/Dockerfile", "FROM scratch\n");
    let uri = format!("file://{}", project.path("astropods.yml").display());
    let mut client = Client::new(&Options::default());
    client.open(&uri, spec);
    let links = client.ask("textDocument/documentLink", json!({ "textDocument": { "uri": uri } })).unwrap();
    let targets: Vec<_> = links.as_array().unwrap().iter().map(|link| link["target"].as_str().unwrap()).collect();
    assert!(targets[0].ends_with("/a%20b") && targets[1].ends_with("/a%20b/Dockerfile"), "{targets:?}");
    let text = spec.replace("a b", "none");
    client.change(&uri, 2, json!([{ "text": text }]));
    assert_eq!(client.ask("textDocument/documentLink", json!({ "textDocument": { "uri": uri } })), Ok(json!([])));
    client.leave();
}

#[test]
fn hints_say_what_is_injected_and_assumed_until_they_are_switched_off() {
    let text = format!(
        "{GOOD}models:\n  chat:\n    provider: gateway\n    models: [claude-sonnet-4-6, claude-haiku-4-5]\nknowledge:\n  db:\n    provider: postgres\n  own:\n    container:\n      image: x:1\n"
    );
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let hints = |client: &mut Client| -> Vec<String> {
        let hints =
            client.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": URI }, "range": range })).unwrap();
        hints
            .as_array()
            .unwrap()
            .iter()
            .map(|hint| format!("{}: {}", hint["position"]["line"], hint["label"].as_str().unwrap()))
            .collect()
    };
    let mut client = Client::new(&Options::default());
    client.open(URI, &text);
    let shown = hints(&mut client);
    assert!(shown.contains(&"7: default".to_owned()) && shown.contains(&"12: port: 8080".to_owned()), "{shown:?}");
    assert!(shown.iter().any(|hint| hint.starts_with("6: → ") && hint.contains("MODEL_CHAT")), "{shown:?}");
    assert!(shown.iter().any(|hint| hint == "10: → POSTGRES_HOST, +4"), "{shown:?}");
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ast": { "inlayHints": false } } }));
    assert_eq!(hints(&mut client), Vec::<String>::new());
    client.leave();
    let mut client =
        Client::new(&Options { settings: json!({ "inlayHints": { "enabled": false } }), ..Options::default() });
    client.open(URI, &text);
    assert_eq!(hints(&mut client), Vec::<String>::new());
    client.leave();
}

#[test]
fn words_have_their_meaning() {
    let mut client = Client::new(&Options::default());
    client.open(URI, NAMED);
    let legend = client.welcome["capabilities"]["semanticTokensProvider"]["legend"].clone();
    let tokens = client.ask("textDocument/semanticTokens/full", json!({ "textDocument": { "uri": URI } })).unwrap();
    client.leave();
    let numbers: Vec<usize> = tokens["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|number| usize::try_from(number.as_u64().unwrap()).unwrap())
        .collect();
    let rows: Vec<&str> = NAMED.lines().collect();
    let (mut line, mut column) = (0, 0);
    let mut words = Vec::new();
    for token in numbers.chunks(5) {
        let [down, right, length, kind, modifiers] = token else { unreachable!() };
        column = if *down == 0 { column + right } else { *right };
        line += down;
        words.push((&rows[line][column..column + length], legend["tokenTypes"][kind].as_str().unwrap(), *modifiers));
    }
    for word in [
        ("spec", "property", 0),
        ("blueprint/v1", "enumMember", 0),
        ("a", "namespace", 1),
        ("jira", "class", 0),
        ("TOKEN", "variable", 1),
    ] {
        assert!(words.contains(&word), "{word:?} {words:?}");
    }
}

#[test]
fn the_plan_is_drawn_as_on_the_command_line() {
    let project = Project::new().file("astropods.yml", NAMED);
    let drawn = project.run("plan").stdout;
    let show = |arguments: Value| {
        let mut client = Client::new(&Options::default());
        client.open(URI, NAMED);
        let answer =
            client.ask("workspace/executeCommand", json!({ "command": "ast.showPlan", "arguments": arguments }));
        client.leave();
        answer
    };
    assert_eq!(show(json!([URI])), Ok(Value::String(drawn)));
    assert!(show(json!([URI, "cluster"])).unwrap().as_str().unwrap().starts_with("my-agent for cluster\n"));
    assert!(show(json!([])).unwrap_err().1.contains("the URI of a spec"));
    assert!(show(json!([URI, "moon"])).unwrap_err().1.contains("not for `moon`"));
}
