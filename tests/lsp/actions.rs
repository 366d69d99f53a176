//! Quick fixes where it hurts: what a menu says, and what it makes of the text.

use serde_json::{Value, json};

use super::changes::edited_by;
use super::{Client, Options, at};
use crate::project::{GOOD, Project};

/// The actions at the cursor, asked by a client of some ability.
fn asked(options: &Options, uri: &str, text: &str) -> Vec<Value> {
    let (text, position) = at(text);
    let mut client = Client::new(options);
    client.open(uri, &text);
    let params = json!({
        "textDocument": { "uri": uri }, "range": { "start": position, "end": position },
        "context": { "diagnostics": [] },
    });
    let actions = client.ask("textDocument/codeAction", params).unwrap();
    client.leave();
    actions.as_array().unwrap().clone()
}

fn titles(text: &str) -> Vec<String> {
    let actions = asked(&Options::default(), "file:///nowhere/astropods.yml", text);
    actions.iter().map(|action| action["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn either_of_two_that_exclude_each_other_can_go_wherever_one_looks() {
    let text = format!("{GOOD}  build:\n    context: .\n    dockerfile: Dockerfile\n");
    for cursor in [text.replace("  image", "  im|age"), text.replace("  build", "  bu|ild")] {
        assert_eq!(titles(&cursor), ["Remove `image`", "Remove `build`"], "{cursor}");
    }
    let text = format!("{GOOD}knowledge:\n  db:\n    pro|vider: redis\n    container: {{image: x:1}}\n");
    assert_eq!(titles(&text), ["Remove `provider`", "Remove `container`"]);
}

#[test]
fn titles_say_what_becomes_of_the_text() {
    for (text, expected) in [
        (GOOD.replace("my-agent", "Broken| Desk"), "Change to `broken-desk`"),
        (format!("{GOOD}knowledge:\n  db:\n    im|age: x:1\n"), "Move it under `container`"),
        (format!("{GOOD}knowledge:\n  db:\n    provider: qd|rnt\n"), "Change to `qdrant`"),
        (GOOD.replace("image", "im|gae"), "Rename to `image`"),
        (format!("{GOOD}know|ledge:\n"), "Remove `knowledge`"),
    ] {
        assert_eq!(titles(&text)[0], expected, "{text}");
    }
}

#[test]
fn a_schedule_is_changed_to_what_is_meant_and_led_to_the_job_that_waits() {
    let job = |kind: &str| {
        format!("{GOOD}ingestion:\n  nightly:\n    container: {{image: n:1}}\n    trigger: {{type: {kind}}}\n")
    };
    let schedule = |kind: &str, line: &str| titles(&format!("{}dev:\n  schedules:\n    {line}\n", job(kind)));
    assert_eq!(schedule("schedule", "nightly: da|yly"), ["Change to `0 0 * * *`"]);
    let safe = schedule("schedule", "nightly: every 5| minutes");
    assert_eq!(safe, ["Change to `*/5 * * * *`", "Fix all that is safe to fix"]);
    assert_eq!(schedule("schedule", "nightly: \"61 3| * * *\""), Vec::<String>::new());
    assert_eq!(schedule("schedule", "ni|gthly: 0 2 * * *"), ["Change to `nightly`", "Remove the schedule"]);
    assert_eq!(schedule("schedule", "al|ways: 0 2 * * *"), ["Change to `nightly`", "Remove the schedule"]);
    assert_eq!(schedule("manual", "night|ly: 0 2 * * *"), ["Change to `schedule`", "Remove the schedule"]);
}

#[test]
fn silencing_comes_last_and_its_reason_is_to_be_typed() {
    let text = format!("{GOOD}knowledge:\n  db:\n    provider: qd|rnt\n");
    let plain = asked(&Options::default(), "file:///nowhere/astropods.yml", &text);
    let last = plain.last().unwrap();
    assert_eq!(last["title"], "Silence `unknown-provider` here");
    assert_eq!(
        last["edit"]["documentChanges"][0]["edits"][0]["newText"],
        "    # ast: ignore[unknown-provider] reason\n"
    );
    let options = Options { fills_in: true, ..Options::default() };
    let open = asked(&options, "file:///nowhere/astropods.yml", &text);
    let edit = &open.last().unwrap()["edit"]["documentChanges"][0]["edits"][0];
    let snippet = json!({ "kind": "snippet", "value": "    # ast: ignore[unknown-provider] ${1:reason}\n" });
    assert_eq!(edit["snippet"], snippet);
    // What is no placeholder is an edit as ever.
    assert!(open[0]["edit"]["documentChanges"][0]["edits"][0].get("newText").is_some());
}

#[test]
fn a_missing_dockerfile_is_made_where_the_client_can() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: a b\n    dockerfile: Dockerfile\n";
    let project = Project::new().file("astropods.yml", spec);
    let uri = format!("file://{}", project.path("astropods.yml").display());
    let text = spec.replace("context: a b", "context: a |b");
    let create = |options: &Options| {
        let actions = asked(options, &uri, &text);
        actions.into_iter().find(|action| action["title"] == "Create `a b/Dockerfile`")
    };
    assert_eq!(create(&Options::default()), None);
    let action = create(&Options { creates: true, ..Options::default() }).unwrap();
    let changes = &action["edit"]["documentChanges"];
    assert_eq!((&changes[0]["kind"], &changes[0]["options"]["overwrite"]), (&"create".into(), &false.into()));
    assert!(changes[0]["uri"].as_str().unwrap().ends_with("/a%20b/Dockerfile"));
    assert_eq!(changes[1]["textDocument"]["uri"], changes[0]["uri"]);
    assert!(changes[1]["edits"][0]["newText"].as_str().unwrap().contains("\nFROM "));
    // A path that leads out of the project is not made.
    let outside = text.replace("a |b", "../|out");
    let actions = asked(&Options { creates: true, ..Options::default() }, &uri, &outside);
    assert!(!actions.iter().any(|action| action["title"].as_str().unwrap().starts_with("Create")));
}

/// The spec of the session that is played in VS Code: twelve mistakes whose meaning is plain.
#[test]
fn a_broken_spec_is_repaired_by_quick_fixes_alone() {
    let mut text = std::fs::read_to_string("tests/acceptance/editors/broken.yml").unwrap();
    let uri = "file:///nowhere/astropods.yml";
    let mut client = Client::new(&Options::default());
    client.open(uri, &text);
    let mut fixes = 0;
    while let Some(found) = client.pull(uri).first() {
        let params = json!({
            "textDocument": { "uri": uri }, "range": found["range"], "context": { "diagnostics": [found] },
        });
        let actions = client.ask("textDocument/codeAction", params).unwrap();
        let is_fix = |action: &&Value| !action["title"].as_str().unwrap().starts_with("Silence");
        let first = actions.as_array().unwrap().iter().find(is_fix).cloned();
        assert!(first.is_some(), "nothing can be done about {found} in\n{text}");
        text = edited_by(&text, &first.unwrap()["edit"]);
        fixes += 1;
        assert!(fixes < 20, "{text}");
        client.change(uri, fixes + 1, json!([{ "text": text }]));
    }
    client.leave();
    assert!(fixes >= 10, "{fixes}");
    for part in ["provider: openai", "provider: postgres", "provider: redis", "name: MAX_ITEMS", "name: broken-desk"] {
        assert!(text.contains(part), "{text}");
    }
}
