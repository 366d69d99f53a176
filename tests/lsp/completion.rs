//! Completion as people type: by use, by the name of what they want, and on to the next list.

use serde_json::{Value, json};

use super::requests::{labels, offered};
use super::{Client, Options, at};
use crate::project::GOOD;

const URI: &str = "file:///nowhere/astropods.yml";

fn item(text: &str, label: &str) -> Value {
    let items = offered(text);
    let found = items.iter().find(|item| item["label"] == label).cloned();
    assert!(found.is_some(), "`{label}` is not offered in {text}");
    found.unwrap_or_default()
}

#[test]
fn what_most_specs_have_comes_first() {
    assert_eq!(labels(&format!("{GOOD}models:\n  chat:\n    provider: |\n"))[0], "gateway");
    assert_eq!(labels(&format!("{GOOD}  |"))[..2], ["interfaces", "astro_ai_gateway"]);
    assert_eq!(labels(&format!("{GOOD}inputs:\n  x:\n    |"))[..3], ["name", "datatype", "description"]);
    assert_eq!(labels(&format!("{GOOD}|"))[..3], ["models", "knowledge", "integrations"]);
}

#[test]
fn a_job_is_begun_by_what_starts_it_and_a_word_says_what_it_means() {
    let section = format!("{GOOD}ingestion:\n  |");
    assert_eq!(
        labels(&section),
        [
            "a job on a schedule",
            "a job that runs once at the start",
            "a job that somebody starts",
            "a job that a call over HTTP starts"
        ]
    );
    let word = item(&format!("{GOOD}ingestion:\n  n:\n    trigger:\n      type: |\n"), "schedule");
    assert_eq!(word["detail"], "by the clock; dev.schedules says when, on this machine");
}

#[test]
fn what_is_offered_to_begin_with_is_the_usual_one_as_one_would_write_it() {
    let gateway = item(&format!("{GOOD}models:\n  |"), "gateway");
    assert!(gateway["textEdit"]["newText"].as_str().unwrap().ends_with("- ${2:claude-sonnet-4-6}"), "{gateway}");
    let models = format!("{GOOD}models:\n  x:\n    provider: gateway\n    models: [|]\n");
    assert_eq!(labels(&models)[0], "claude-sonnet-4-6");
    for (key, value) in [("image", "example/image:1"), ("volume", "/data")] {
        let text = format!("{GOOD}knowledge:\n  x:\n    container:\n      {key}: |\n");
        assert_eq!(item(&text, value)["textEdit"]["newText"], format!("${{1:{value}}}"));
    }
}

#[test]
fn an_entry_is_found_by_the_name_of_its_provider() {
    let postgres = item(&format!("{GOOD}knowledge:\n  post|"), "postgres");
    assert_eq!(postgres["textEdit"]["newText"], "${1:db}:\n  provider: postgres");
    assert_eq!(postgres["filterText"], "postgres");
    // A name that is taken is not offered again.
    let second = item(&format!("{GOOD}knowledge:\n  db:\n    provider: redis\n  post|"), "postgres");
    assert_eq!(second["textEdit"]["newText"], "${1:postgres}:\n  provider: postgres");
    let gateway = item(&format!("{GOOD}models:\n  ga|"), "gateway");
    let text = "${1:chat}:\n  provider: gateway\n  models:\n    - ${2:claude-sonnet-4-6}";
    assert_eq!(gateway["textEdit"]["newText"], text);
}

#[test]
fn an_empty_file_begins_with_a_whole_spec() {
    for empty in ["|", "# a comment\n|", "\n\n|\n"] {
        assert!(labels(empty)[0].starts_with("a spec of"), "{empty:?}");
    }
    assert!(!labels("name: x\n|").iter().any(|label| label.starts_with("a spec of")));
    let whole = item("|", "a spec of an agent that is built here");
    assert!(whole["filterText"].as_str().unwrap().starts_with("spec "));
    assert!(whole["textEdit"]["newText"].as_str().unwrap().starts_with("spec: blueprint/v1\nname: ${1:my-agent}\n"));
}

#[test]
fn something_is_offered_after_every_key() {
    for (text, expected) in [
        (GOOD.replace("name: my-agent", "name: |"), "my-agent"),
        (GOOD.replace("image: my-agent:1", "image: |"), "example/image:1"),
        (GOOD.replace("image: my-agent:1", "build:\n    context: |"), "."),
        (format!("{GOOD}inputs:\n  max-tokens:\n    name: |\n"), "MAX_TOKENS"),
        (format!("{GOOD}inputs:\n  x:\n    description: |\n"), "what it is for"),
        (format!("{GOOD}connections:\n  - provider: |\n"), "github"),
        (format!("{GOOD}models:\n  x:\n    provider: gateway\n    models: |"), "items, a line each"),
        (format!("{GOOD}knowledge: |\n"), "keys, a line each"),
    ] {
        assert_eq!(labels(&text).first().map(String::as_str), Some(expected), "{text}");
    }
    // An example goes with the first letter, so that Enter doesn't take it for what was typed.
    assert_eq!(labels(&GOOD.replace("name: my-agent", "name: my|")), Vec::<String>::new());
    assert_eq!(item(&GOOD.replace("name: my-agent", "name: |"), "my-agent")["filterText"], "…");
    let items = item(&format!("{GOOD}models:\n  x:\n    models: |"), "items, a line each");
    assert_eq!(items["textEdit"]["newText"], "\n  - $0");
}

#[test]
fn a_schedule_is_found_by_its_words() {
    let text = format!(
        "{GOOD}ingestion:\n  n:\n    container: {{image: x:1}}\n    trigger: {{type: schedule}}\ndev:\n  schedules:\n    n: |\n"
    );
    let cron = item(&text, "0 2 * * *");
    assert_eq!(cron["filterText"], "0 2 * * * every night at 2");
    assert_eq!(cron["textEdit"]["newText"], "\"0 2 * * *\"");
}

#[test]
fn a_client_that_can_shows_what_is_injected_and_goes_on_to_the_next_list() {
    let list = |settings: Value, marked: &str| {
        let (text, position) = at(marked);
        let mut client = Client::new(&Options { settings, ..Options::default() });
        client.open(URI, &text);
        // A change of the settings says nothing of what the client can do.
        client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ast": { "inlayHints": true } } }));
        let params = json!({ "textDocument": { "uri": URI }, "position": position });
        let list = client.ask("textDocument/completion", params).unwrap();
        client.leave();
        list["items"].as_array().unwrap().clone()
    };
    let find = |items: Vec<Value>, label: &str| items.into_iter().find(|item| item["label"] == label).unwrap();
    let section = find(list(json!({ "opensLists": true }), &format!("{GOOD}kn|")), "knowledge");
    assert_eq!(section["command"]["command"], "editor.action.triggerSuggest");
    assert_eq!(find(list(Value::Null, &format!("{GOOD}kn|")), "knowledge").get("command"), None);
    // A list would stand in the way of what is to be filled in first.
    let whole = find(list(json!({ "opensLists": true }), "|"), "a spec of an agent from an image");
    assert_eq!(whole.get("command"), None);
    let provider = format!("{GOOD}knowledge:\n  g:\n    provider: |\n");
    let graph = find(list(Value::Null, &provider), "neo4j");
    assert_eq!(graph["labelDetails"]["description"], "NEO4J_URL, +3");
}

#[test]
fn a_section_that_is_being_written_is_not_called_empty() {
    let found = |text: &str| {
        let mut client = Client::new(&Options::default());
        client.open(URI, text);
        let found = client.pull(URI);
        client.leave();
        found.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(&format!("{GOOD}knowledge:\n  ")), Vec::<String>::new());
    for left in ["knowledge:\n", "knowledge:\n\n", "knowledge:\n# later\n"] {
        assert_eq!(found(&format!("{GOOD}{left}")), ["empty-section"], "{left:?}");
    }
}
