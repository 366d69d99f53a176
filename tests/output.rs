//! What each command prints with `--format json` is what the published schema says, and every field is in it.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, LazyLock, Mutex};

use ast::cli::Status;
use serde_json::{Value, json};

use crate::project::{GOOD, Project};

/// The schema of a command; strict, so that a field that is printed and not published is found.
fn validator(command: &str) -> Arc<jsonschema::Validator> {
    // To compile it takes longer than to hold an answer to it.
    static COMPILED: LazyLock<Mutex<BTreeMap<String, Arc<jsonschema::Validator>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap();
    Arc::clone(compiled.entry(command.to_owned()).or_insert_with(|| Arc::new(compile(command))))
}

fn compile(command: &str) -> jsonschema::Validator {
    let mut schema: Value = serde_json::from_str(&fs::read_to_string("schema/output.schema.json").unwrap()).unwrap();
    close(&mut schema);
    schema["$ref"] = json!(format!("#/$defs/{command}"));
    jsonschema::draft202012::new(&schema).unwrap()
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && map.contains_key("required") {
                map.insert("additionalProperties".into(), json!(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[track_caller]
fn fits(command: &str, output: &str) {
    let value: Value = serde_json::from_str(output).unwrap();
    let errors: Vec<_> =
        validator(command).iter_errors(&value).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{command}: {errors:#?}");
}

fn example(name: &str) -> Project {
    let text = fs::read_to_string(format!("examples/{name}/astropods.yml")).unwrap();
    Project::new().file("astropods.yml", text)
}

const NAMES: [&str; 7] = [
    "custom-providers",
    "frontend-postgres",
    "gateway-choices",
    "gateway-quickstart",
    "gateway-with-byok",
    "ingestion",
    "support-desk",
];

#[test]
fn the_plan_of_every_example_is_as_published() {
    for name in NAMES {
        for options in ["--for local", "--for cluster", "--gateway local"] {
            let outcome = example(name).run(&format!("plan --format json {options}"));
            assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
            fits("plan", &outcome.stdout);
        }
    }
}

#[test]
fn findings_and_fixes_are_as_published() {
    for code in ast::rule::codes().filter(|code| !code.bad.is_empty()) {
        let project = Project::new().stdin(code.bad);
        fits("validate", &project.run("validate - --format json").stdout);
        fits("fix", &project.run("fix - --unsafe --format json").stdout);
    }
    fits("validate", &Project::new().run("validate missing.yml --format json").stdout);
    fits("fix", &Project::new().run("fix missing.yml --format json").stdout);
}

#[test]
fn every_other_answer_is_as_published() {
    let project = example("support-desk");
    for (schema, command) in [
        ("generate", "generate env --diff"),
        ("generate", "generate env"),
        ("generate", "generate --check"),
        ("env-sync", "env sync"),
        ("env-check", "env check"),
        ("fmt", "fmt --check"),
        ("providers", "providers"),
        ("models", "models"),
        ("codes", "explain --all"),
        ("explain", "explain unknown-provider"),
        ("explain", "explain redis"),
        ("explain", "explain claude-haiku-4-5"),
        ("explain", "explain mcp"),
        ("explain", "explain ASTRO_PORT_AGENT"),
        ("generate-summary", "generate kubernetes --summary --registry registry.example.com --tag 1"),
        ("generate-summary", "generate helm --summary --registry registry.example.com --tag 1"),
    ] {
        fits(schema, &project.run(&format!("{command} --format json")).stdout);
    }
    let many = Project::new().file("a/astropods.yml", GOOD).file("b/astropods.yml", b"\xff");
    for command in ["plan", "generate", "env check", "env sync"] {
        let schema = format!("{}-projects", command.replace(' ', "-"));
        fits(&schema, &many.run(&format!("{command} . --format json")).stdout);
    }
    let invalid = Project::new().file("astropods.yml", GOOD.replace("image", "imgae"));
    for (schema, command) in [("env-check", "env check"), ("env-sync", "env sync"), ("generate", "generate env")] {
        let refused = invalid.run(&format!("{command} --format json"));
        assert_eq!(refused.status, Status::Invalid);
        fits(schema, &refused.stdout);
        assert!(refused.stdout.contains("unknown-key"), "{command}: {}", refused.stdout);
    }
    let plan: Value = serde_json::from_str(&project.run("plan --format json").stdout).unwrap();
    let agent = plan["containers"].as_array().unwrap().iter().find(|container| container["id"] == "agent").unwrap();
    for row in agent["env"].as_array().unwrap() {
        fits("explain", &project.run(&format!("explain {} --format json", row["name"].as_str().unwrap())).stdout);
    }
    let own = example("custom-providers").run("explain helpdesk --format json").stdout;
    assert!(own.contains("declared_by"), "{own}");
    fits("explain", &own);
    let refused = project.file("env/agent.env", "mine\n").run("generate env --format json --otel-endpoint http://o:1");
    assert_eq!(refused.status, Status::Invalid);
    fits("generate", &refused.stdout);
}

#[test]
fn every_command_that_answers_programs_is_in_the_schema() {
    fn answering(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
            let path =
                if path.is_empty() { inner.get_name().to_owned() } else { format!("{path}-{}", inner.get_name()) };
            if inner.get_arguments().any(|argument| argument.get_long() == Some("format")) {
                found.push(path.clone());
            }
            answering(inner, &path, found);
        }
    }
    let mut commands = Vec::new();
    answering(&ast::cli::definition(), "", &mut commands);
    assert!(commands.contains(&"env-check".to_owned()), "{commands:?}");
    // What starts by itself answers as what it stands for, and a picture is no answer.
    commands.retain(|command| !["dev", "graph"].contains(&command.as_str()));
    let schema = ast::cli::answers();
    for command in commands {
        let answer = &schema["$defs"][&command];
        assert_eq!(answer["properties"]["version"]["const"], 1, "{command}");
        let words = command
            .replace("env-", "env ")
            .replace("add-", "add ")
            .replace("account-", "account ")
            .replace("dev-", "dev ");
        let title = format!("`ast {words} ");
        assert!(answer["description"].as_str().unwrap().starts_with(&title), "{command}: {}", answer["description"]);
    }
}

#[test]
fn every_key_of_an_answer_says_what_it_means() {
    fn look(schema: &Value, place: &str, bare: &mut Vec<String>) {
        match schema {
            Value::Object(map) => {
                for (key, value) in map.get("properties").and_then(Value::as_object).into_iter().flatten() {
                    if value.get("description").is_none() {
                        bare.push(format!("{place}/{key}"));
                    }
                }
                map.iter().for_each(|(key, value)| look(value, &format!("{place}/{key}"), bare));
            }
            Value::Array(items) => items.iter().for_each(|item| look(item, place, bare)),
            _ => {}
        }
    }
    let mut bare = Vec::new();
    look(&ast::cli::answers(), "", &mut bare);
    assert_eq!(bare, Vec::<String>::new());
}

/// Every key is always there, and none is called as a type of ours: names that users know are ours to keep.
#[test]
fn the_schema_asks_for_every_key_and_names_no_type() {
    fn look(schema: &Value) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::Object(properties)) = map.get("properties") {
                    let required = map.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
                    for key in properties.keys() {
                        assert!(required.contains(&json!(key)), "{key} is not required in {schema}");
                    }
                }
                map.values().for_each(look);
            }
            Value::Array(items) => items.iter().for_each(look),
            _ => {}
        }
    }
    let schema = ast::cli::answers();
    look(&schema);
    for name in schema["$defs"].as_object().unwrap().keys() {
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name} is a type of ours");
    }
}

#[test]
fn a_word_is_the_same_for_people_and_programs() {
    use ast::diagnostic::{Class, Severity};
    use ast::dotenv::ProblemKind;
    use ast::plan::ContainerKind;
    use ast::provider::ModelKind;
    use ast::target::WorkloadKind;
    macro_rules! same {
        ($($type:ident: $($word:ident)*;)*) => {
            $($(assert_eq!(json!($type::$word), $type::$word.as_str());)*)*
        };
    }
    same! {
        Severity: Error Warning Advice;
        Class: Syntax Schema Rule;
        ModelKind: Chat Embedding;
        ContainerKind: Agent Model Knowledge Integration Ingestion Messaging Gateway;
        ProblemKind: Missing Invalid Unset Duplicate Overridden Reference Literal Unknown;
        WorkloadKind: StatefulSet Deployment Job CronJob Suspended Sidecar;
    }
}

#[test]
fn completions_and_man_pages_come_from_the_commands() {
    let project = Project::new().file("astropods.yml", GOOD);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = project.run(&format!("completions {shell}")).stdout;
        assert!(script.contains("COMPLETE"), "{shell} does not ask: {script}");
    }
    let page = project.run("man").stdout;
    assert!(page.contains(".TH ast 1") && page.contains("ast\\-validate(1)"), "{page}");
    let page = project.run("man env check").stdout;
    assert!(page.contains("ast\\-env\\-check") && page.contains("cluster"), "{page}");
    let unknown = project.run("man valdiate");
    assert_eq!((unknown.status, unknown.stdout.as_str()), (Status::Failed, ""));
    assert!(unknown.stderr.contains("did you mean `validate`?"), "{}", unknown.stderr);
}

/// A file is ours to change and to take away by this line alone: what stands in a manifest could be anybody's word.
#[test]
fn every_generated_file_says_that_it_is_one() {
    for name in NAMES {
        let project = example(name);
        let targets: Vec<_> = ast::target::TARGETS.iter().map(|target| target.id()).collect();
        let made = project.run(&format!("generate {} --format json", targets.join(" ")));
        let answer: Value = serde_json::from_str(&made.stdout).unwrap();
        let files = answer["files"].as_array().unwrap();
        assert!(files.len() > 20, "{name}: {}", made.stderr);
        for path in files.iter().map(|file| file["path"].as_str().unwrap()) {
            let text = fs::read_to_string(project.path(path)).unwrap();
            let is_starter = path.contains("/overlays/");
            let says =
                text.get(..text.len().min(1024)).unwrap_or(&text).contains("generated by ast from astropods.yml");
            assert!(says || is_starter || text.is_empty(), "{name}: {path}");
        }
    }
}

#[test]
fn a_store_that_has_another_name_takes_its_files_along() {
    let project = example("frontend-postgres");
    project.run("generate compose kubernetes");
    let before = project.path("compose/knowledge-articles/vector.sql");
    // As it was made once, without a line of ours.
    let bare = "CREATE EXTENSION IF NOT EXISTS vector;\n";
    let project = project.file("compose/knowledge-articles/vector.sql", bare);
    let text = fs::read_to_string(project.path(".ast/manifest.json")).unwrap();
    let hash = |text: &str| {
        use sha2::Digest as _;
        sha2::Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let now = format!("-- generated by ast from astropods.yml; edit that and run `ast generate`\n{bare}");
    assert!(text.contains(&hash(&now)), "{text}");
    let project = project.file(".ast/manifest.json", text.replace(&hash(&now), &hash(bare)));
    let again = project.run("generate");
    assert_eq!(again.status, Status::Fine, "{}", again.stderr);
    project.run("rename knowledge articles library");
    let renamed = project.run("generate");
    assert_eq!(renamed.status, Status::Fine, "{}", renamed.stderr);
    assert!(!before.exists() && project.path("compose/knowledge-library/vector.sql").exists());
}

#[test]
fn what_hides_filled_secrets_from_git_stays_when_they_come_from_elsewhere() {
    let spec = format!("{GOOD}inputs:\n  key: {{name: KEY, datatype: string, secret: true}}\n");
    let project = Project::new().file("astropods.yml", spec);
    project.run("generate kubernetes");
    let hidden = project.path("deploy/kubernetes/secrets/.gitignore");
    let external = "generate kubernetes --secrets external --secret-store vault";
    let project = project.file("deploy/kubernetes/secrets/my-agent.env", "KEY=hunter2\n");
    let kept = project.run(external);
    assert!(hidden.exists(), "{kept:?}");
    assert!(kept.stderr.contains("secrets/my-agent.env: nothing reads it any more; move its values"), "{kept:?}");
    // Nothing is left to hide.
    fs::remove_file(project.path("deploy/kubernetes/secrets/my-agent.env")).unwrap();
    project.run("generate kubernetes --forget secrets --forget secret-store");
    assert!(hidden.exists());
    project.run(external);
    assert!(!hidden.exists());
}
