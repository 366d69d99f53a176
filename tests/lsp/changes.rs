//! What changes the text: code actions and renames, applied as an editor applies them.

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::GOOD;

const URI: &str = "file:///nowhere/astropods.yml";

/// A text with the edits of a workspace edit made; columns in ASCII.
fn applied(text: &str, edit: &Value) -> String {
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({ "uri": URI, "version": 1 }));
    edited_by(text, edit)
}

/// The same of any version.
pub(crate) fn edited_by(text: &str, edit: &Value) -> String {
    let change = &edit["documentChanges"][0];
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = change["edits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| (offset(&edit["range"]["start"]), offset(&edit["range"]["end"]), edit["newText"].as_str().unwrap()))
        .collect();
    edits.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in edits.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

/// The actions at the cursor: title, kind, and the text that each makes.
fn actions(text: &str, only: &Value) -> Vec<(String, String, String)> {
    let (text, position) = at(text);
    let mut client = Client::new(&Options::default());
    client.open(URI, &text);
    let params = json!({
        "textDocument": { "uri": URI }, "range": { "start": position, "end": position },
        "context": { "diagnostics": [], "only": only },
    });
    let actions = client.ask("textDocument/codeAction", params).unwrap();
    client.leave();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    actions
        .as_array()
        .unwrap()
        .iter()
        .map(|action| (word(&action["title"]), word(&action["kind"]), applied(&text, &action["edit"])))
        .collect()
}

fn rename(text: &str, name: &str) -> Result<String, String> {
    let (text, position) = at(text);
    let mut client = Client::new(&Options::default());
    client.open(URI, &text);
    let params = json!({ "textDocument": { "uri": URI }, "position": position, "newName": name });
    let answer = client.ask("textDocument/rename", params);
    client.leave();
    answer.map(|edit| applied(&text, &edit)).map_err(|(_, message)| message)
}

#[test]
fn a_finding_is_fixed_or_silenced_where_it_stands() {
    let text = format!("{GOOD}knowledge:\n  db:\n    provider: postgres\n    persis|tent: true\n");
    let found = actions(&text, &Value::Null);
    let titles: Vec<_> = found.iter().map(|(title, kind, _)| (title.as_str(), kind.as_str())).collect();
    assert_eq!(
        titles,
        [
            ("Remove `persistent`", "quickfix"),
            ("Fix all that is safe to fix", "source.fixAll.ast"),
            ("Silence `legacy-persistent` here", "quickfix"),
        ]
    );
    assert_eq!(found[0].2, format!("{GOOD}knowledge:\n  db:\n    provider: postgres\n"));
    assert_eq!(found[1].2, found[0].2);
    let silenced = "    # ast: ignore[legacy-persistent] reason\n    persistent: true\n";
    assert_eq!(found[2].2, format!("{GOOD}knowledge:\n  db:\n    provider: postgres\n{silenced}"));
    assert_eq!(actions(&text, &json!(["source.fixAll"])).len(), 1);
    assert_eq!(actions(&text, &json!(["refactor"])), []);
    assert_eq!(actions(&format!("{GOOD}|"), &Value::Null), []);
}

#[test]
fn no_comment_is_put_into_a_text_of_several_lines() {
    let text = format!("{GOOD}models:\n  x:\n    provider: gateway\n    models:\n      - |\n        no-su¦ch-model\n");
    let text = text.replace('|', ">-").replace('¦', "|");
    assert!(!actions(&text, &Value::Null).iter().any(|(title, _, _)| title.starts_with("Silence")));
}

#[test]
fn missing_keys_are_added() {
    let added = |text: &str| {
        let found = actions(text, &json!(["quickfix"]));
        found.into_iter().find(|(title, _, _)| title.starts_with("Add")).unwrap()
    };
    let (title, _, text) = added(&format!("{GOOD}inputs:\n  li|mit:\n    description: x\n"));
    assert_eq!(title, "Add `name` and `datatype`");
    assert!(text.ends_with("  limit:\n    name: NAME\n    datatype: string\n    description: x\n"), "{text}");
    let (_, _, text) = added("|name: my-agent\n");
    assert_eq!(text, "spec: blueprint/v1\nagent:\n  image: example/image:1\nname: my-agent\n");
    let (_, _, text) = added(&format!("{GOOD}ingestion:\n  n|ightly:\n    trigger: {{type: schedule}}\n"));
    let container = "    container:\n      build:\n        context: ./nightly\n        dockerfile: Dockerfile\n";
    assert!(text.ends_with(&format!("    trigger: {{type: schedule}}\n{container}")), "{text}");
}

#[test]
fn a_provider_that_is_used_is_declared_and_a_job_gets_its_schedule() {
    let declared = |text: &str| {
        let found = actions(text, &Value::Null);
        found.into_iter().find(|(title, _, _)| title == "Declare a provider `jira`").unwrap().2
    };
    let used = "integrations:\n  a:\n    provider: ji|ra\n";
    let fields = "    scope: [integrations]\n    variables:\n      - name: TOKEN\n        datatype: string\n        secret: true\n";
    let text = declared(&format!("{GOOD}{used}"));
    assert_eq!(text, format!("{GOOD}{}providers:\n  jira:\n{fields}", used.replace('|', "")));
    let other = format!("providers:\n  other:\n{fields}");
    let text = declared(&format!("{GOOD}{other}{used}"));
    assert!(text.contains(&format!("providers:\n  jira:\n{fields}  other:\n")), "{text}");

    let scheduled = |text: &str| {
        let mut found = actions(text, &json!(["refactor.rewrite"]));
        assert_eq!((found.len(), found[0].0.as_str()), (1, "Add a schedule for `nightly`"));
        found.remove(0).2
    };
    let job = "ingestion:\n  ni|ghtly:\n    container: {image: x:1}\n    trigger: {type: schedule}\n";
    let text = scheduled(&format!("{GOOD}{job}"));
    assert!(text.ends_with("dev:\n  schedules:\n    nightly: \"0 2 * * *\"\n"), "{text}");
    let text = scheduled(&format!("{GOOD}{job}dev:\n  command: x\n"));
    assert!(text.ends_with("dev:\n  schedules:\n    nightly: \"0 2 * * *\"\n  command: x\n"), "{text}");
    let has_one = format!("{GOOD}{job}dev: {{schedules: {{nightly: \"0 1 * * *\"}}}}\n");
    assert_eq!(actions(&has_one, &json!(["refactor.rewrite"])), []);
}

const NAMED: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: x:1
  inputs:
    - {name: LIMIT, datatype: string}
integrations:
  a: {provider: jira}
  b: {provider: 'jira'}
knowledge:
  db:
    provider: postgres
providers:
  jira:
    scope: [integrations]
    variables:
      - {name: TOKEN, datatype: string}
inputs:
  limit: {name: LIMIT, datatype: string}
ingestion:
  nightly:
    container: {image: x:1}
    trigger: {type: schedule}
dev:
  schedules:
    nightly: \"0 1 * * *\"
";

#[test]
fn a_name_changes_wherever_it_stands() {
    for (from, to, changes) in [
        (
            "  ji|ra:\n",
            "tracker",
            vec![("jira:", "tracker:"), ("{provider: jira}", "{provider: tracker}"), ("'jira'", "'tracker'")],
        ),
        ("'ji|ra'", "no", vec![("jira:", "\"no\":"), ("{provider: jira}", "{provider: \"no\"}"), ("'jira'", "'no'")]),
        ("    ni|ghtly: \"", "daily", vec![("nightly:", "daily:")]),
        ("  |nightly:\n    c", "daily", vec![("nightly:", "daily:")]),
        ("{name: LIM|IT, datatype: string}\ning", "MOST", vec![("LIMIT", "MOST")]),
        ("  li|mit:", "most", vec![("  limit:", "  most:")]),
        ("  d|b:", "store", vec![("  db:", "  store:")]),
    ] {
        let text = NAMED.replacen(&from.replace('|', ""), from, 1);
        let expected = changes.iter().fold(NAMED.to_owned(), |text, (old, new)| text.replace(old, new));
        assert_eq!(rename(&text, to).as_deref(), Ok(expected.as_str()), "{from}");
    }
}

#[test]
fn a_name_that_means_something_else_is_refused() {
    for (from, to, why) in [
        ("  ji|ra:\n", "github", "is a built-in provider of `integrations`"),
        ("  ji|ra:\n", " ", "a word on one line"),
        ("LIM|IT, datatype: string}\ning", "9", "is not the name of a variable"),
        ("LIM|IT, datatype: string}\ning", "POSTGRES_HOST", "`POSTGRES_HOST` is given by knowledge.db"),
        ("  |image: x:1\n  i", "y", "nothing that has a name"),
        ("  |b: {", "a", "`a` is taken"),
    ] {
        let text = NAMED.replacen(&from.replace('|', ""), from, 1);
        let refused = rename(&text, to).unwrap_err();
        assert!(refused.contains(why), "{from} {to}: {refused}");
    }
    let broken = format!("x: [\n{}", NAMED.replacen("  jira:\n", "  ji|ra:\n", 1));
    assert!(rename(&broken, "y").unwrap_err().contains("errors of syntax"));
}

#[test]
fn an_editor_is_told_what_it_renames() {
    let text = NAMED.replacen("'jira'", "'ji|ra'", 1);
    let (text, position) = at(&text);
    let mut client = Client::new(&Options::default());
    client.open(URI, &text);
    let ask = |client: &mut Client, position: &Value| {
        client
            .ask("textDocument/prepareRename", json!({ "textDocument": { "uri": URI }, "position": position }))
            .unwrap()
    };
    let range = json!({ "start": { "line": 8, "character": 17 }, "end": { "line": 8, "character": 21 } });
    assert_eq!(ask(&mut client, &position), json!({ "range": range, "placeholder": "jira" }));
    assert_eq!(ask(&mut client, &json!({ "line": 0, "character": 8 })), Value::Null);
    client.leave();
}
