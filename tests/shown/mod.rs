//! Everything that `ast` shows of a project: every command, every request of the server, every file that is left.
//!
//! Commands and requests are enumerated from their definitions, so that a new one is looked at or fails the tests.

mod hostile;
mod marked;
mod site;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use ast::cli::Terminal;
use ast::lsp::CAPABILITIES;
use serde_json::{Value, json};

use crate::lsp::{Client, Options};
use crate::project::Project;

/// A text, and what showed it.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) by: String,
    pub(crate) text: String,
}

/// How each command is run; `DIR` stands for the project's folder, `NAME` for a name that is asked about.
const RUNS: &[(&str, &[&str])] = &[
    (
        "validate",
        &[
            "DIR --format human",
            "DIR --format short",
            "DIR --format json",
            "DIR --format sarif",
            "DIR --format github",
            "DIR --format gitlab",
            "DIR --format junit",
            "DIR/NAME",
        ],
    ),
    (
        "audit",
        &["DIR", "DIR --format short", "DIR --format json", "DIR --format sarif", "DIR --format junit", "DIR/NAME"],
    ),
    ("fix", &["DIR --diff", "DIR --unsafe --diff", "DIR --unsafe --diff --format json"]),
    ("fmt", &["DIR --diff", "DIR --check", "DIR --check --format json"]),
    (
        "plan",
        &[
            "DIR GIVEN",
            "DIR GIVEN --format json",
            "DIR GIVEN --for cluster",
            "DIR --for cluster --format json",
            "DIR --only NAME",
        ],
    ),
    (
        "graph",
        &["DIR", "DIR --for cluster", "DIR --format mermaid", "DIR --format dot", "DIR -o DIR/graph.svg", "NAME"],
    ),
    (
        "docs",
        &["--spec DIR DIR/SAID.md --append", "--spec DIR --check --format json", "NAME --spec DIR", "--spec NAME"],
    ),
    (
        "explain",
        &["NAME DIR GIVEN", "NAME DIR GIVEN --format json", "NAME DIR --for cluster", "NAME DIR --env NAME", "--all"],
    ),
    (
        "generate",
        &[
            "DIR --diff",
            "DIR GIVEN",
            "DIR --check --format json",
            "kubernetes helm sdk-python sdk-mastra sdk-rust DIR GIVEN",
            "kubernetes DIR --summary",
            "helm DIR --summary",
            "kubernetes DIR --summary --format json",
            "kubernetes DIR --summary --env NAME",
            "kubernetes DIR --summary --env all",
            "env DIR --print",
            "compose DIR --print",
            "DIR --out-dir DIR/out --gateway mock",
            "NAME",
        ],
    ),
    // Without a lock nothing is asked of a registry.
    ("lock", &["DIR --check", "DIR --check --format json", "DIR --format cyclonedx", "DIR --update NAME", "NAME"]),
    ("env check", &["--spec DIR", "--spec DIR --format json", "--spec DIR --for cluster", "NAME --spec DIR"]),
    ("env sync", &["--spec DIR", "--spec DIR --format json", "DIR/other.env --spec DIR"]),
    // What it would start is of the test's own program: it stops before.
    ("run", &["DIR --gateway-script NAME -- true", "DIR --gateway mock --gateway-script NAME -- true", "NAME -- true"]),
    // Nor does any of these reach an engine.
    ("dev start", &["DIR --gateway-script NAME", "NAME"]),
    ("dev status", &["--spec DIR", "--spec DIR --format json", "--spec NAME"]),
    ("dev logs", &["NAME --spec DIR"]),
    ("dev stop", &["--spec DIR", "--spec NAME"]),
    ("dev restart", &["NAME --spec DIR"]),
    ("dev run", &["NAME --spec DIR"]),
    ("dev ask", &["NAME --spec DIR"]),
    ("dev project start", &["NAME"]),
    ("dev project status", &["--spec NAME"]),
    ("dev project logs", &["NAME --spec NAME"]),
    ("dev project stop", &["--spec NAME"]),
    ("dev project restart", &["NAME --spec NAME"]),
    ("dev project run", &["NAME --spec NAME"]),
    ("dev project ask", &["NAME --spec NAME"]),
    ("project start", &["NAME"]),
    ("project status", &["--spec NAME"]),
    ("project logs", &["NAME --spec NAME"]),
    ("project stop", &["--spec NAME"]),
    ("project restart", &["NAME --spec NAME"]),
    ("project run", &["NAME --spec NAME"]),
    ("project ask", &["NAME --spec NAME"]),
    ("child", &["NAME"]),
    // Nobody is logged in, and no server is asked: what servers say is in `tests/account`.
    ("login", &["--gateway NAME", "NAME", "--credential-helper NAME"]),
    ("logout", &["", "NAME"]),
    ("whoami", &["", "--format json", "NAME"]),
    ("account list", &["", "NAME"]),
    ("account switch", &["NAME"]),
    ("doctor", &["DIR", "DIR --format json --gateway mock", "NAME"]),
    ("diff", &["DIR DIR", "DIR DIR --format markdown", "DIR DIR --format json", "NAME", "NAME NAME --exit-code any"]),
    ("init", &["DIR --yes", "DIR --format json", "NAME --yes", "NAME --yes --from NAME --agent NAME"]),
    ("add model", &["NAME DIR --diff", "NAME DIR --diff --format json --provider NAME --model NAME"]),
    ("add knowledge", &["NAME DIR --diff", "NAME DIR --diff --image NAME --volume NAME"]),
    ("add integration", &["NAME DIR --diff --provider NAME", "NAME NAME --build NAME"]),
    ("add ingestion", &["NAME DIR --diff --build NAME --cron NAME", "NAME DIR --diff --image x:1 --on NAME"]),
    ("add provider", &["NAME DIR --diff --scope NAME --variable NAME", "NAME NAME --scope models"]),
    ("add input", &["NAME DIR --diff --default NAME --description NAME", "KEY DIR --diff --option NAME --format json"]),
    ("remove", &["knowledge NAME DIR --diff", "input NAME DIR --diff --format json", "NAME NAME"]),
    ("rename", &["model NAME NAME DIR --diff", "input NAME KEY DIR --diff --format json", "NAME NAME NAME"]),
    ("lsp", &["NAME"]),
    ("providers", &["", "NAME"]),
    ("models", &["", "NAME"]),
    ("schema", &["", "NAME"]),
    ("completions", &["bash", "NAME"]),
    ("man", &["", "NAME"]),
    ("spec validate", &["DIR", "NAME"]),
];

/// The commands that have none below them, as they are typed.
fn leaves(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    let below: Vec<_> = command.get_subcommands().filter(|below| below.get_name() != "help").collect();
    if below.is_empty() {
        found.insert(path.trim().to_owned());
    }
    for below in below {
        leaves(below, &format!("{path} {}", below.get_name()), found);
    }
}

#[test]
fn every_command_is_looked_at() {
    let mut found = BTreeSet::new();
    leaves(&ast::cli::definition(), "", &mut found);
    assert_eq!(found, RUNS.iter().map(|(command, _)| (*command).to_owned()).collect::<BTreeSet<_>>());
}

/// What every command shows of the project in a folder. A terminal shows what is shown for programs alone, too.
pub(crate) fn by_commands(project: &Project, dir: &str, name: &str, given: &[OsString]) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (command, runs) in RUNS {
        for run in *runs {
            shown.push(by_command(project, &format!("{command} {run}"), (dir, name, given)));
        }
    }
    shown
}

pub(crate) fn by_command(project: &Project, run: &str, (dir, name, given): (&str, &str, &[OsString])) -> Shown {
    let mut args: Vec<OsString> = Vec::new();
    for word in run.split_whitespace() {
        match word {
            "GIVEN" => args.extend(given.iter().cloned()),
            word => args.push(word.replace("DIR", dir).replace("NAME", name).into()),
        }
    }
    let terminal = Terminal { stdout: run.contains("--diff"), color: Some(false), ..Terminal::default() };
    let outcome = project.run_with(args, terminal);
    Shown { by: format!("ast {run}"), text: format!("{}{}", outcome.stdout, outcome.stderr) }
}

/// The files below a folder, but for those of the user's own.
pub(crate) fn in_files(folder: &Path, own: &[&str]) -> Vec<Shown> {
    let mut shown = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if !own.iter().any(|own| path.ends_with(own)) {
                let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                shown.push(Shown { by: path.to_string_lossy().into_owned(), text });
            }
        }
    }
    shown
}

const URI: &str = "file:///nowhere/astropods.yml";

/// The requests about a place of a text.
const OF_A_PLACE: &[&str] = &[
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/selectionRange",
    "textDocument/codeAction",
];
/// Those about all of it.
const OF_A_TEXT: &[&str] = &[
    "textDocument/diagnostic",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/onTypeFormatting",
    "textDocument/codeLens",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/documentLink",
    "textDocument/inlayHint",
    "textDocument/semanticTokens/full",
    "workspace/executeCommand",
];

#[test]
fn every_request_is_looked_at() {
    let methods = CAPABILITIES.iter().flat_map(|row| row.methods).copied();
    let known = OF_A_PLACE.iter().chain(OF_A_TEXT).copied();
    assert_eq!(methods.collect::<BTreeSet<_>>(), known.collect());
}

/// Where keys and values begin, as far as that is seen without reading the text, and the end of the text.
fn places(text: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for (line, text) in text.lines().enumerate() {
        let mut column = 0;
        for (at, c) in text.char_indices() {
            let before = text[..at].trim_end_matches(['"', '\'']);
            let is_first = before.trim().is_empty() || before.ends_with(": ") || before.ends_with(['{', '[']);
            if c.is_alphanumeric() && (is_first || before.ends_with(", ") || before.ends_with("- ")) {
                places.push((line, column));
            }
            column += c.len_utf16();
        }
    }
    places.push((text.lines().count(), 0));
    places
}

/// What every request of the server shows of a text; a hover at every so many places, and an eighth of the others.
pub(crate) fn by_requests(text: &str, stride: usize) -> Vec<Shown> {
    let mut client = Client::new(&Options::default());
    client.open(URI, text);
    let end = json!({ "line": text.lines().count() + 1, "character": 0 });
    let places = places(text);
    let mut shown = Vec::new();
    for method in CAPABILITIES.iter().flat_map(|row| row.methods) {
        let step = match *method {
            "textDocument/hover" => stride,
            other if OF_A_PLACE.contains(&other) => stride * 8,
            _ => usize::MAX,
        };
        for (line, column) in places.iter().step_by(step) {
            let position = json!({ "line": line, "character": column });
            let params = json!({
                "textDocument": { "uri": URI }, "position": position, "positions": [position], "newName": "x y",
                "range": { "start": if OF_A_PLACE.contains(method) { position.clone() } else { json!({ "line": 0, "character": 0 }) }, "end": end },
                "context": { "includeDeclaration": true, "diagnostics": [] },
                "options": { "tabSize": 2, "insertSpaces": true }, "ch": "\n",
                "command": "ast.showPlan", "arguments": [URI],
            });
            let by = format!("{method} at {}:{}", line + 1, column + 1);
            let text = match client.ask(method, params) {
                Ok(mut answer) => {
                    without_edits(&mut answer);
                    for_programs(&mut answer, &by, &mut shown);
                    documents(&answer, &by, &mut shown);
                    text_of(&answer)
                }
                Err((_, message)) => message,
            };
            shown.push(Shown { by, text });
        }
    }
    let tree = json!({ "command": "ast.planTree", "arguments": [URI] });
    let text = text_of(&client.ask("workspace/executeCommand", tree).unwrap());
    shown.push(Shown { by: "the plan as a tree".to_owned(), text });
    client.leave();
    shown
}

/// What is written into the user's own text is that text.
fn without_edits(answer: &mut Value) {
    match answer {
        Value::Object(map) => {
            map.remove("newText");
            map.values_mut().for_each(without_edits);
        }
        Value::Array(items) => items.iter_mut().for_each(without_edits),
        _ => {}
    }
}

/// What an editor keeps for programs and shows to nobody, each as one of its own, whose name says so.
fn for_programs(answer: &mut Value, by: &str, shown: &mut Vec<Shown>) {
    match answer {
        Value::Object(map) => {
            if let Some(data) = map.remove("data") {
                shown.push(Shown { by: format!("{by} (for programs)"), text: text_of(&data) });
            }
            map.values_mut().for_each(|value| for_programs(value, by, shown));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| for_programs(value, by, shown)),
        _ => {}
    }
}

/// The texts in Markdown, each as one of its own, whose name says so.
fn documents(answer: &Value, by: &str, shown: &mut Vec<Shown>) {
    match answer {
        Value::Object(map) if map.get("kind").is_some_and(|kind| kind == "markdown") => {
            shown.push(Shown { by: format!("{by} (Markdown)"), text: map["value"].as_str().unwrap().to_owned() });
        }
        Value::Object(map) => map.values().for_each(|value| documents(value, by, shown)),
        Value::Array(items) => items.iter().for_each(|value| documents(value, by, shown)),
        _ => {}
    }
}

/// Every text of an answer, a line each.
fn text_of(answer: &Value) -> String {
    match answer {
        Value::Object(map) => map.iter().map(|(key, value)| format!("{key}\n{}", text_of(value))).collect(),
        Value::Array(items) => items.iter().map(text_of).collect(),
        Value::String(text) => format!("{text}\n"),
        _ => String::new(),
    }
}
