//! Code that calls names of client code which a change of the spec took away: it is told where, and nothing else is.

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

const SPEC: &str = "models:\n  chat: {provider: gateway, models: [claude-sonnet-4-6]}\nknowledge:\n  db: {provider: postgres}\n\
    inputs:\n  tone: {name: TONE, datatype: string, default: calm}\n\
    ingestion:\n  nightly:\n    container: {image: \"y:1\"}\n    trigger: {type: startup}\n";

/// Sources in which each line that calls the model `chat` says so.
const CHAT: [(&str, &str); 6] = [
    (
        "agent.py",
        "from fastapi import Depends\nfrom my_agent_ast import models as ours, settings\n\
         from my_agent_ast.models import (\n    Model,\n    async_chat,  # CALL\n    chat as talk,  # CALL\n)\n\
         import my_agent_ast.models as more\n\n\
         def chat(client, options, model = Depends(async_chat)):  # CALL\n    \"\"\"models.chat\"\"\"\n\
         \x20   # models.chat\n    client.chat.completions.create(chat=1)\n    ours.chat()  # CALL\n    more.async_chat()  # CALL\n\
         \x20   return settings.Settings.load().models.chat.model, settings.ModelsChat  # CALL\n",
    ),
    ("tests/test_agent.py", "from my_agent_ast.models import chat  # CALL\nassert chat() and {\"chat\": 1}  # CALL\n"),
    (
        "src/agent.ts",
        "import { chat } from \"@ast/my-agent/models\"; // CALL\nimport { Settings } from \"@ast/my-agent\";\n\
         import * as every from \"../sdk/mastra/models.js\";\n\
         const agent = { model: chat() }; // CALL\nconst other = { chat: 1, path: \"/chat\" };\n\
         every.chat(); // CALL\nSettings.load().models.chat.model; // CALL\nclient.chat.completions.create();\n",
    ),
    ("src/other.ts", "import { chat } from \"./models\";\nchat(); models.chat();\n"),
    (
        "src/main.rs",
        "use my_agent_ast::{Settings, models, models::Model};\nuse my_agent_ast::models::{self as ours, chat}; // CALL\n\
         // models::chat\nfn main() {\n    let settings = Settings::load();\n    models::chat(&settings); // CALL\n\
         \x20   chat(&settings); // CALL\n    settings.models.chat.model; // CALL\n    client.chat().create();\n}\n",
    ),
    ("src/lib.rs", "use crate::models;\nfn f() { models::chat() }\n"),
];

fn project(targets: &[&str]) -> Project {
    let project =
        CHAT.iter().fold(Project::new().file("astropods.yml", format!("{GOOD}{SPEC}")), |project, (path, text)| {
            project.file(path, text)
        });
    let outcome = project.run(&format!("generate {}", targets.join(" ")));
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    project
}

/// The places of an answer, as `file:line`, each once.
fn places(answer: &Value) -> Vec<String> {
    let names = answer["client"].as_array().unwrap().iter();
    let calls = names.flat_map(|name| name["calls"].as_array().unwrap().clone());
    let mut all: Vec<String> =
        calls.map(|call| format!("{}:{}", call["file"].as_str().unwrap(), call["line"])).collect();
    all.sort();
    all.dedup();
    all
}

fn marked(files: &[(&str, &str)]) -> Vec<String> {
    let lines =
        files.iter().flat_map(|(path, text)| text.lines().enumerate().map(move |(at, line)| (path, at + 1, line)));
    let mut all: Vec<String> =
        lines.filter(|(.., line)| line.contains("CALL")).map(|(path, at, _)| format!("{path}:{at}")).collect();
    all.sort();
    all
}

#[test]
fn every_line_that_calls_the_old_name_is_told_in_each_language_and_no_other() {
    let project = project(&["sdk-python", "sdk-mastra", "sdk-rust"]);
    let outcome = project.run("rename model chat writer --diff --format json");
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(places(&answer), marked(&CHAT), "{answer:#}");
    let new = |target: &str, old: &str| {
        let names = answer["client"].as_array().unwrap().iter();
        let found = names.filter(|name| name["target"] == target && name["old"] == old).map(|name| name["new"].clone());
        found.collect::<Vec<_>>()
    };
    assert_eq!(new("sdk-python", "async_chat"), ["async_writer"]);
    assert_eq!(new("sdk-rust", "ModelsChat"), ["ModelsWriter"]);
    assert_eq!(new("sdk-mastra", "chat"), ["writer"]);
    // People are told the same, after what it costs.
    let outcome = project.run("rename model chat writer");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    let told = &outcome.stdout;
    assert!(told.contains("client code of sdk-python: `chat` is `writer`, "), "{told}");
    assert!(told.contains("\n  tests/test_agent.py:1: calls `chat`, which is `writer` now\n"), "{told}");
    // What is new is called by nobody.
    assert!(!project.run("rename model writer chat").stdout.contains("test_agent.py"));
}

#[test]
fn inputs_jobs_and_what_is_removed_are_told_too() {
    let files = [
        ("a.py", "from my_agent_ast.ingestion.nightly import Settings\nfrom my_agent_ast import Settings as Own\n"),
        ("b.py", "from my_agent_ast import Settings\nnightly = 1\nprint(Settings.load().inputs.tone, tone)\n"),
        ("c.py", "from my_agent_ast.knowledge import db\nwith db() as connection:\n    connection.db.tone()\n"),
        // What others wrote is left alone.
        ("node_modules/x/d.py", "from my_agent_ast.knowledge import db\n"),
    ];
    let project = files.iter().fold(project(&["sdk-python"]), |project, (path, text)| project.file(path, text));
    for (args, expected) in [
        ("rename input TONE VOICE", &["b.py:3"][..]),
        ("rename ingestion nightly weekly", &["a.py:1"]),
        ("rename knowledge db store", &["c.py:1", "c.py:2"]),
        ("remove knowledge db", &["c.py:1", "c.py:2"]),
        ("add model other --provider openai", &[]),
    ] {
        let outcome = project.run(&format!("{args} --diff --format json"));
        let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(places(&answer), expected, "{args}: {answer:#}");
    }
    assert!(project.run("remove knowledge db").stdout.contains("c.py:2: calls `db`, which is gone\n"));
}

#[test]
fn code_is_not_looked_at_where_no_client_code_was_generated_and_many_places_are_cut() {
    let many = format!("from my_agent_ast.models import chat\n{}", "chat()\n".repeat(400));
    let bare = Project::new().file("astropods.yml", format!("{GOOD}{SPEC}")).file("agent.py", &many);
    let outcome = bare.run("rename model chat writer");
    assert!(!format!("{outcome:?}").contains("agent.py"), "{outcome:?}");
    let project = project(&["sdk-python"]).file("agent.py", &many).file("\u{202e}x.py", &many);
    let outcome = project.run("rename model chat writer");
    assert!(outcome.stdout.contains("  and 180 or more other places; `--format json` has them\n"), "{outcome:?}");
    assert_eq!(outcome.stdout.matches(" calls `chat`").count(), 20, "{outcome:?}");
    assert!(!outcome.stdout.contains('\u{202e}'), "{outcome:?}");
}

/// Sources in which each line that imports a name that is gone says so.
const IMPORTS: [(&str, &str); 6] = [
    (
        "agent.py",
        "from my_agent_ast import Settings, models\nfrom my_agent_ast.models import (\n    Model,\n    async_writer as chat,\n    \
         async_chat,  # GONE\n    chat as talk,  # GONE\n)\nfrom my_agent_ast.knowledge import db, stash  # GONE\n\
         from my_agent_ast.ingestion.nightly import Settings as Job\nfrom models import chat as other\n\
         from my_agent_ast.settings import ModelsChat  # GONE\n\
         from my_agent_ast.settings import Settings as All, ModelsWriter, read\n",
    ),
    (
        "src/agent.ts",
        "import { chat } from \"@ast/my-agent/models\"; // GONE\nimport { writer as chat2, type GatewayOptions } from \"@ast/my-agent/models\";\n\
         import { chat as far } from \"../sdk/mastra/models.js\"; // GONE\nimport * as all from \"@ast/my-agent/models\";\n\
         import type { ModelsChat } from \"@ast/my-agent/settings\"; // GONE\n\
         import type { ModelsWriter, SettingsVariable } from \"@ast/my-agent/settings\";\n\
         import { chat as own } from \"./models\";\nexport { chat as told } from \"@ast/my-agent/models.js\"; // GONE\n",
    ),
    (
        "src/main.rs",
        "use my_agent_ast::models::chat; // GONE\nuse my_agent_ast::models::{self, Model, writer, chat as talk}; // GONE\n\
         use my_agent_ast::{Settings, models::{self as ours, writer as w}};\nuse my_agent_ast::gateway::gateway;\n\
         use my_agent_ast::settings::ModelsChat; // GONE\nuse my_agent_ast::settings::{Settings as All, ModelsWriter};\nuse crate::models::chat as c;\n",
    ),
    ("silent.py", "from my_agent_ast.models import chat  # ast: ignore[missing-client-name] it is tried\n"),
    ("broken.py", "from my_agent_ast.models import\nfrom my_agent_ast.models import (\n"),
    ("broken.rs", "use my_agent_ast::models::\n"),
];

#[test]
fn an_audit_finds_what_is_imported_of_client_code_that_has_it_no_more() {
    let spec = |model: &str| {
        format!(
            "spec: blueprint/v1\nname: my-agent\nagent: {{build: {{context: ., dockerfile: Dockerfile}}}}\n{}",
            SPEC.replace("chat:", model)
        )
    };
    let files = IMPORTS.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
    let project =
        files.file("astropods.yml", spec("chat:")).file("Dockerfile", "FROM scratch\nCOPY . .\nCMD [\"x\"]\n");
    assert!(!project.run("audit --format short").stdout.contains("missing-client-name"), "nothing was generated");
    assert_eq!(project.run("generate sdk-python sdk-mastra sdk-rust").status, Status::Fine);
    std::fs::write(project.path("astropods.yml"), spec("writer:")).unwrap();
    assert_eq!(project.run("generate").status, Status::Fine);
    let outcome = project.run("audit --format short");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    let lines = outcome.stdout.lines().filter(|line| line.contains("[missing-client-name]"));
    let place = |line: &str| line.split(':').take(2).collect::<Vec<_>>().join(":");
    let mut places: Vec<String> = lines.map(place).collect();
    places.sort();
    let lines =
        IMPORTS.iter().flat_map(|(path, text)| text.lines().enumerate().map(move |(at, line)| (path, at, line)));
    let mut expected: Vec<String> =
        lines.filter(|(.., line)| line.contains("GONE")).map(|(path, at, _)| format!("{path}:{}", at + 1)).collect();
    expected.sort();
    assert_eq!(places, expected, "{}", outcome.stdout);
    assert!(outcome.stdout.contains("`my_agent_ast.models`, which is generated, has no `async_chat`"), "{outcome:?}");
    assert!(
        project.run("audit").stdout.contains("import `async_writer` or `writer`, or declare its entry"),
        "{outcome:?}"
    );
}

#[test]
fn the_code_of_templates_and_what_is_generated_of_every_kind_is_imported_as_it_is() {
    for template in ["python", "langgraph", "mastra", "rust"] {
        let project = Project::new();
        assert_eq!(project.run(&format!("init my-agent --template {template} --stores postgres")).status, Status::Fine);
        let outcome = project.run("audit my-agent --format short --deny missing-client-name");
        assert!(!outcome.stdout.contains("missing-client-name"), "{template}: {outcome:?}");
    }
}
