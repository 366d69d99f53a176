//! What the code of a project reads, told on the spec's side while it is edited.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Client, Options, at};
use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: .\n    dockerfile: Dockerfile\n\
    knowledge:\n  graph:\n    provider: neo4j\ninputs:\n  stage:\n    name: STAGE\n    datatype: string\n    default: x\n";
const DOCKERFILE: &str = "FROM python:3.13-slim\nCOPY . /app\n";
const READS: &str = "import os\nos.environ['STAGE']\nos.environ['NEO4J_HOST']\n";

fn project(code: &str) -> Project {
    Project::new().file("astropods.yml", SPEC).file("Dockerfile", DOCKERFILE).file("main.py", code)
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn open(project: &Project, client: &Client) -> String {
    let path = project.path("astropods.yml");
    client.open(&uri(&path), &fs::read_to_string(path).unwrap());
    uri(&project.path("astropods.yml"))
}

fn editor(settings: Value) -> Client {
    Client::new(&Options { pulls: false, settings, ..Options::default() })
}

/// The next diagnostics of a spec: each line with its code.
fn told(client: &mut Client) -> (Vec<String>, Vec<Value>) {
    let found = client.hear("textDocument/publishDiagnostics")["diagnostics"].as_array().unwrap().clone();
    let line = |found: &Value| format!("{} {}", found["range"]["start"]["line"], found["code"].as_str().unwrap());
    (found.iter().map(line).collect(), found)
}

fn save(client: &Client, uri: &str) {
    client.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
}

fn hover(client: &mut Client, uri: &str, marked: &str) -> String {
    let (_, position) = at(marked);
    let params = json!({ "textDocument": { "uri": uri }, "position": position });
    let hover = client.ask("textDocument/hover", params).unwrap();
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_nothing_gives_is_shown_at_the_build_or_at_what_nearly_gives_it_and_leads_to_the_code() {
    let code =
        "import os\nos.environ['REGION']\nos.environ['NEO4J_PASSWORD']\nos.getenv('REGION')\nos.environ[f'{x}']\n";
    let project = project(code).file("lib/more.py", "import os\nos.environ['REGION']\n");
    let mut client = editor(Value::Null);
    let uri = open(&project, &client);
    assert_eq!(told(&mut client).0, [""; 0], "the spec alone is fine, and nobody waits for the code");
    let (lines, found) = told(&mut client);
    assert_eq!(lines, ["5 missing-variable", "5 undeclared-variable", "7 missing-variable"]);
    assert_eq!((&found[0]["severity"], &found[1]["severity"]), (&json!(1), &json!(3)));
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.contains("'REGION' is read, and nothing gives it to 'agent' ('lib/more.py:2' and 1 more)"),
        "{message}"
    );
    let related = found[0]["relatedInformation"].as_array().unwrap();
    assert_eq!(related.len(), 2);
    assert_eq!(related[1]["location"]["uri"], uri.replace("astropods.yml", "main.py"));
    assert_eq!(related[1]["location"]["range"]["start"], json!({ "line": 1, "character": 11 }));
    assert!(found[2]["message"].as_str().unwrap().contains("NEO4J_AUTH"));
    client.leave();
}

#[test]
fn the_input_that_is_lacking_is_declared_by_a_quick_fix_and_the_finding_goes_with_it() {
    let project = project("import os\nos.environ['API_TOKEN']\n");
    let mut client = editor(Value::Null);
    let uri = open(&project, &client);
    told(&mut client);
    assert_eq!(told(&mut client).0, ["5 missing-variable"]);
    let range = json!({ "start": { "line": 5, "character": 6 }, "end": { "line": 5, "character": 6 } });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.ask("textDocument/codeAction", params).unwrap();
    let action = &actions[0];
    assert_eq!((&action["title"], &action["kind"]), (&json!("Declare an input `API_TOKEN`"), &json!("quickfix")));
    assert_eq!(action["diagnostics"][0]["code"], "missing-variable");
    let edits = action["edit"]["documentChanges"][0]["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 1);
    let added = edits[0]["newText"].as_str().unwrap();
    assert!(added.contains("name: API_TOKEN") && added.contains("secret: true"), "{added}");
    client.change(&uri, 2, json!([{ "range": edits[0]["range"], "text": added }]));
    assert_eq!(told(&mut client).0, [""; 0], "before anything is saved");
    client.leave();
}

#[test]
fn an_entry_and_an_input_say_where_they_are_read() {
    let more: String = (0..7).map(|_| "os.environ['NEO4J_URL']\n").collect();
    let project = project(&format!("{READS}{more}"));
    let mut client = editor(Value::Null);
    let uri = open(&project, &client);
    told(&mut client);
    // An answer comes after what was read: a finding says that it has been.
    fs::write(project.path("lib.py"), "import os\nos.environ['OTHER']\n").unwrap();
    client.watched(&project.path("lib.py"));
    told(&mut client);
    let entry = hover(&mut client, &uri, &SPEC.replace("  graph:", "  gr|aph:"));
    assert!(
        entry.contains("Read in `main.py:3` (`NEO4J_HOST`), `main.py:4` (`NEO4J_URL`)")
            && entry.ends_with("and 3 more."),
        "{entry}"
    );
    for marked in ["  sta|ge:", "name: STA|GE"] {
        let from = marked.replace('|', "");
        let input = hover(&mut client, &uri, &SPEC.replace(&from, marked));
        assert!(input.ends_with("Read in `main.py:2`."), "{input}");
    }
    fs::write(project.path("main.py"), "import os\n").unwrap();
    fs::write(project.path("lib.py"), "import os\nos.environ['ANOTHER']\n").unwrap();
    client.watched(&project.path("main.py"));
    told(&mut client);
    let input = hover(&mut client, &uri, &SPEC.replace("  stage:", "  sta|ge:"));
    assert!(input.ends_with("No code of a container that is given it reads it."), "{input}");
    client.leave();
}

#[test]
fn an_input_that_is_called_as_a_secret_is_says_so_where_nobody_said_that_it_is_one() {
    let mut client = editor(json!({ "audit": false }));
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  inputs:\n    - name: API_KEY\n      datatype: string\ninputs:\n";
    let input = |name: &str, more: &str| format!("{spec}  one:\n    name: {name}\n    datatype: string\n{more}");
    for (text, is_said) in [
        (input("STRIPE_|KEY", ""), true),
        (input("STRIPE_KEY", "").replace("  one", "  o|ne"), true),
        (input("X", "").replace("API_KEY", "API_|KEY"), true),
        (input("STRIPE_|KEY", "    secret: true\n"), false),
        (input("STRIPE_|KEY", "    secret: false\n"), false),
        (input("STRIPE_PUBLIC_|KEY", ""), false),
        (input("MAX_|TOKENS", ""), false),
    ] {
        let uri = "untitled:astropods.yml";
        client.open(uri, &text.replace('|', ""));
        assert_eq!(hover(&mut client, uri, &text).contains("It is called as a secret is"), is_said, "{text}");
    }
    client.leave();
}

#[test]
fn code_that_is_changed_saved_or_removed_is_read_anew() {
    for watches in [true, false] {
        let project = project(READS);
        let mut client = Client::new(&Options { pulls: false, watches, ..Options::default() });
        let uri = open(&project, &client);
        assert_eq!(told(&mut client).0, [""; 0]);
        let change = |client: &Client, path: &str| {
            if watches { client.watched(&project.path(path)) } else { save(client, &uri) }
        };
        // Where nobody tells what changed, everything is told anew, once with the code as it was.
        let hear = |client: &mut Client, expected: &[&str]| {
            while told(client).0 != expected {}
        };
        fs::write(project.path("main.py"), "import os\nos.environ['A']\n").unwrap();
        change(&client, "main.py");
        hear(&mut client, &["5 missing-variable"]);
        fs::write(project.path("more.py"), "import os\nos.environ['B']\n").unwrap();
        change(&client, "more.py");
        hear(&mut client, &["5 missing-variable", "5 missing-variable"]);
        fs::remove_file(project.path("main.py")).unwrap();
        change(&client, "main.py");
        hear(&mut client, &["5 missing-variable"]);
        fs::remove_file(project.path("Dockerfile")).unwrap();
        change(&client, "Dockerfile");
        hear(&mut client, &["5 missing-build-path"]);
        client.leave();
    }
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_and_a_huge_file_is_passed_over() {
    let outside = Project::new().file("secret.py", "import os\nos.environ['OUT']\n");
    let project = project("import os\nos.environ['A']\n")
        .file("huge.py", format!("import os\nos.environ['B']\n{}", "x = 1\n".repeat(100_000)));
    let project = project.file("we`ird[x](y).py", "import os\nos.environ['C']\n");
    std::os::unix::fs::symlink(outside.path("secret.py"), project.path("link.py")).unwrap();
    std::os::unix::fs::symlink(outside.path(""), project.path("folder")).unwrap();
    let mut client = editor(Value::Null);
    let _ = open(&project, &client);
    told(&mut client);
    let (lines, found) = told(&mut client);
    assert_eq!(lines, ["5 missing-variable"; 2]);
    assert!(found[0]["message"].as_str().unwrap().contains("'A' is read"));
    assert!(
        found[1]["message"]
            .as_str()
            .unwrap()
            .ends_with("('we'ird[x](y).py:2')\nhelp: declare an input 'C': 'ast audit --fix' adds it"),
        "{found:?}"
    );
    client.leave();
}

#[test]
fn where_there_is_too_much_nothing_is_said_but_once_in_the_log() {
    let project = project("import os\n");
    let many = format!("import os\n{}", "os.environ['A']\n".repeat(30_000));
    let project = project.file("a.py", &many).file("b.py", &many);
    let mut client = editor(Value::Null);
    let uri = open(&project, &client);
    assert_eq!(told(&mut client).0, [""; 0]);
    let log = client.hear("window/logMessage");
    assert!(log["message"].as_str().unwrap().contains("more than 50000 places; run `ast audit`"), "{log}");
    fs::remove_file(project.path("b.py")).unwrap();
    fs::write(project.path("a.py"), "import os\nos.environ['A']\n").unwrap();
    save(&client, &uri);
    while told(&mut client).0 != ["5 missing-variable"] {}
    client.leave();
}

#[test]
fn the_setting_switches_it_off_and_on() {
    let project = project("import os\nos.environ['A']\n");
    let mut client = editor(json!({ "audit": false }));
    let watched = client.hear("client/registerCapability").to_string();
    assert!(!watched.contains("py"), "{watched}");
    let uri = open(&project, &client);
    assert_eq!(told(&mut client).0, [""; 0]);
    save(&client, &uri);
    assert_eq!(told(&mut client).0, [""; 0]);
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ast": { "audit": true } } }));
    assert_eq!(told(&mut client).0, [""; 0], "nothing is known of the code yet");
    assert_eq!(told(&mut client).0, ["5 missing-variable"]);
    client.tell("workspace/didChangeConfiguration", json!({ "settings": { "ast": { "audit": false } } }));
    assert_eq!(told(&mut client).0, [""; 0]);
    client.leave();
}

#[test]
fn severities_comments_and_inputs_that_nobody_reads_are_as_the_options_say() {
    let rules = "[rules]\nmissing-variable = \"warn\"\nunread-variable = \"advice\"\n";
    let code = "import os\nos.environ['A']\nos.environ['B']  # ast: ignore[missing-variable] the base image\n";
    let project = project(code).file("ast.toml", rules);
    let mut client = editor(Value::Null);
    let _ = open(&project, &client);
    told(&mut client);
    let (lines, found) = told(&mut client);
    assert_eq!(lines, ["5 missing-variable", "11 unread-variable"]);
    assert_eq!(found[0]["severity"], 2);
    client.leave();
}

#[test]
fn a_client_that_asks_is_told_to_ask_again_once_there_is_something_else_to_say() {
    let project = project("import os\nos.environ['A']\n");
    let mut client = Client::new(&Options::default());
    let uri = open(&project, &client);
    client.hear("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&uri).len(), 1);
    // What changes nothing of that is not told.
    fs::write(project.path("main.py"), "import os\nos.environ['A']\nx = 1\n").unwrap();
    client.watched(&project.path("main.py"));
    fs::write(project.path("more.py"), "import os\nos.environ['B']\n").unwrap();
    client.watched(&project.path("more.py"));
    client.hear("workspace/diagnostic/refresh");
    assert_eq!(client.pull(&uri).len(), 2);
    assert!(!client.heard.iter().any(|message| message["method"] == "workspace/diagnostic/refresh"));
    client.leave();
}
