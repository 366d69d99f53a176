//! The compose file, read back by parsers that are not the emitter's.

use std::fs;

use ast::cli::Status;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::project::{GOOD, Project};

/// What two independent parsers make of a text; they have to agree.
fn read(text: &str) -> Value {
    let (document, report) = ast::document::parse(&ast::source::Source::new("compose.yaml", text));
    assert_eq!(report.iter().count(), 0, "{text}");
    let one = document.root.unwrap().to_json();
    let other = serde_yaml_ng::from_str(text).map_err(|error| error.to_string());
    assert_eq!(Ok(&one), other.as_ref(), "{text:?}");
    one
}

fn compose(spec: &Value, args: &str) -> Value {
    // JSON leaves characters as they are which YAML wants escaped.
    let escape = |c: char| {
        if ('\u{7f}'..'\u{a0}').contains(&c) || ('\u{fff0}'..='\u{ffff}').contains(&c) {
            format!("\\u{:04x}", c as u32)
        } else {
            c.to_string()
        }
    };
    let text: String = spec.to_string().chars().map(escape).collect();
    let project = Project::new().file("astropods.yml", text);
    let outcome = project.run(&format!("generate compose --print {args}"));
    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    read(&outcome.stdout)
}

/// What Compose makes of a text without references: each doubled dollar is one.
fn unescaped(value: &Value) -> String {
    let text = value.as_str().unwrap();
    let plain = text.replace("$$", "\u{1}");
    assert!(!plain.contains('$'), "a lone dollar would be replaced: {text}");
    plain.replace('\u{1}', "$")
}

/// Texts that readers are known to type, to end early or to replace, and any other.
fn hostile() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "no",
        "22:22",
        "0755",
        "1e3",
        "~",
        "=",
        "<<",
        "2024-01-01",
        "\"",
        "'",
        "$",
        "${",
        "${X}",
        "$$",
        "$(X)",
        "{{",
        "{{ x }}",
        "}",
        "- a",
        "a: b",
        "# x",
        " x ",
        "a\nb\n",
        "\r\n",
        "\t",
        "&a",
        "*a",
        "!t",
        "|",
        ">-",
        "%",
        "@",
        "`",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "🛶",
        "\t\n",
        "\n\tx",
        " \n  x\n\n",
        "\\",
        "\\n",
    ];
    prop_oneof![
        proptest::sample::select(KNOWN).prop_map(str::to_owned),
        "[^\u{0}\u{1}]{0,12}",
        // Blocks are the part of YAML that readers disagree on.
        "[ \t\na:#|-]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_text_arrives_unchanged(texts in proptest::collection::vec(hostile(), 5)) {
        let [value, argument, annotation, word, described] = texts.try_into().unwrap();
        let spec = json!({
            "spec": "blueprint/v1",
            "name": "my-agent",
            "agent": {
                "build": { "context": ".", "dockerfile": "Dockerfile", "args": { "A": argument } },
                "annotations": { "example.com/a": annotation },
                "healthcheck": { "test": ["CMD", "check", word] },
            },
            "models": { "own": { "container": { "image": "own:1", "environment": { "A": value } } } },
            "inputs": { "i": { "name": "I", "datatype": "string", "optional": true, "description": described } },
        });
        let file = compose(&spec, "");
        let agent = &file["services"]["agent"];
        prop_assert_eq!(unescaped(&file["services"]["model-own"]["environment"]["A"]), value);
        prop_assert_eq!(unescaped(&agent["build"]["args"]["A"]), argument);
        prop_assert_eq!(unescaped(&agent["annotations"]["example.com/a"]), annotation);
        prop_assert_eq!(unescaped(&agent["healthcheck"]["test"][2]), word);
    }
}

#[test]
fn a_service_waits_for_what_it_needs_and_never_for_a_job() {
    let file = read(&Project::example("ingestion").run("generate compose --print").stdout);
    let services = file["services"].as_object().unwrap();
    for (name, service) in services.iter().filter(|(name, _)| !name.ends_with("-done")) {
        for (other, wait) in service["depends_on"].as_object().into_iter().flatten() {
            let target = &services[other];
            assert!(target["profiles"].is_null(), "{name} waits for {other}, which may never start");
            // What looks at a job is no service of the user's.
            assert!(!other.starts_with("ingestion-") || *name == format!("{other}-ready"), "{name} waits for {other}");
            let healthy = wait["condition"] == "service_healthy";
            assert!(!healthy || target["healthcheck"].is_object(), "{name} waits for {other} to be healthy");
        }
    }
    let done = &services["ingestion-seed-done"]["depends_on"]["ingestion-seed"];
    assert_eq!(done["condition"], "service_completed_successfully");
}

#[test]
fn what_only_answers_over_the_network_is_polled_as_long_as_its_check_allows() {
    let health = |checks: &str| {
        let text = format!("{{\"path\": \"/ready\"{checks}}}");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let spec = json!({
        "spec": "blueprint/v1", "name": "my-agent", "agent": { "image": "a:1", "healthcheck": health("") },
        "models": { "slow": { "container": {
            "image": "m:1", "port": 80, "healthcheck": health(", \"interval\": \"30s\", \"retries\": 60"),
        } } },
        "ingestion": { "once": {
            "container": { "image": "j:1", "port": 90, "healthcheck": health("") }, "trigger": { "type": "startup" },
        } },
    });
    let services = &compose(&spec, "")["services"];
    assert_eq!(services["agent-ready"]["environment"]["LIMIT"], "120");
    assert_eq!(services["model-slow-ready"]["environment"]["LIMIT"], "1800");
    assert_eq!(services["agent-done"]["depends_on"]["agent-ready"]["condition"], "service_completed_successfully");
    assert_eq!(services["agent-done"]["scale"], 0);
    // A job ends by itself, and that is what tells.
    assert!(services["ingestion-once-ready"].is_null(), "{services}");
    assert!(services["ingestion-once-done"]["depends_on"]["ingestion-once"].is_object(), "{services}");
}

#[test]
fn no_process_gains_powers_and_what_is_ours_drops_those_it_does_not_need() {
    let project = Project::example("frontend-postgres");
    let file = read(&project.run("generate compose --print").stdout);
    for (name, service) in file["services"].as_object().unwrap() {
        assert_eq!(service["security_opt"], json!(["no-new-privileges:true"]), "{name}");
        let is_ours =
            ["-init", "-ready", "-done"].iter().any(|end| name.ends_with(end)) || name.starts_with("knowledge-");
        assert_eq!(service["cap_drop"] == json!(["ALL"]), is_ours, "{name}");
    }
    let inits: Vec<_> =
        file["services"].as_object().unwrap().iter().filter(|(name, _)| name.ends_with("-init")).collect();
    assert!(inits.iter().all(|(_, init)| init["cap_add"] == json!(["CHOWN", "FOWNER", "FSETID"])), "{inits:?}");
    let postgres = &file["services"]["knowledge-articles"];
    assert_eq!(postgres["shm_size"], "256m");
    assert!(postgres["cap_add"].as_array().unwrap().contains(&"SETUID".into()));
    let project = project.file("ast.toml", "[compose]\nno-new-privileges = false\n");
    assert!(!project.run("generate compose --print").stdout.contains("no-new-privileges"));
}

#[test]
fn only_what_stays_up_is_watched_and_nothing_that_is_generated() {
    let services = &read(&Project::example("ingestion").run("generate compose --print").stdout)["services"];
    let ignored = &services["agent"]["develop"]["watch"][0]["ignore"];
    for path in [".ast", ".env", ".env.example", ".git", "compose", "compose.yaml", "deploy/kubernetes", "env"] {
        assert!(ignored.as_array().unwrap().contains(&path.into()), "{path} is not in {ignored}");
    }
    assert!(services["ingestion-page-saved"]["develop"].is_object());
    for job in ["ingestion-seed", "ingestion-nightly", "ingestion-rebuild"] {
        assert!(services[job]["build"].is_object() && services[job]["develop"].is_null(), "{job}");
    }
}

#[test]
fn a_helper_takes_no_other_service_s_name() {
    let own = |path: bool| {
        let health = if path { json!({ "path": "/" }) } else { json!({ "test": ["CMD", "x"] }) };
        json!({ "container": { "image": "m:1", "port": 80, "healthcheck": health } })
    };
    let spec = json!({
        "spec": "blueprint/v1", "name": "my-agent", "agent": { "image": "a:1" },
        "models": { "a": own(true), "a-ready": own(false) },
    });
    let file = compose(&spec, "");
    assert_eq!(file["services"]["model-a-ready"]["image"], "m:1");
    let waits = file["services"]["agent"]["depends_on"].as_object().unwrap();
    assert_eq!(waits["model-a-helper-ready"]["condition"], "service_completed_successfully");
    assert_eq!(waits["model-a-ready"]["condition"], "service_healthy");
}

#[test]
fn a_project_s_ports_are_its_own_and_of_this_machine_only() {
    let spec = json!({
        "spec": "blueprint/v1", "name": "my-agent", "agent": { "image": "a:1" },
        "knowledge": { "a": { "provider": "redis" }, "b": { "provider": "redis" }, "c": { "provider": "qdrant" } },
    });
    let file = compose(&spec, "");
    let services = file["services"].as_object().unwrap();
    let ports: Vec<_> = services.values().flat_map(|one| one["ports"].as_array().into_iter().flatten()).collect();
    let expected = [
        "127.0.0.1:${ASTRO_PORT_KNOWLEDGE_A:-6379}:6379",
        "127.0.0.1:${ASTRO_PORT_KNOWLEDGE_B:-6380}:6379",
        "127.0.0.1:${ASTRO_PORT_KNOWLEDGE_C_HTTP:-6333}:6333",
        "127.0.0.1:${ASTRO_PORT_KNOWLEDGE_C_GRPC:-6334}:6334",
    ];
    assert_eq!(ports, expected);
}

#[test]
fn a_file_elsewhere_says_the_way_to_the_project() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: src\n    dockerfile: Dockerfile\n\
        knowledge:\n  db:\n    provider: postgres\n";
    let project = Project::new()
        .file("bot/astropods.yml", spec)
        .file("bot/src/Dockerfile", "")
        .file("bot/ast.toml", "[compose]\nfile = \"local/compose.yaml\"\ndir = \"local/files\"\n");
    project.run("generate compose bot --out-dir out");
    let file = read(&fs::read_to_string(project.path("out/local/compose.yaml")).unwrap());
    assert_eq!(file["services"]["agent"]["build"]["context"], "../../bot/src");
    let config = file["configs"]["knowledge-db-vector-sql"]["file"].as_str().unwrap();
    assert_eq!(config, "./files/knowledge-db/vector.sql");
    assert!(project.path("out/local/files/knowledge-db/vector.sql").exists());
}

#[test]
fn a_file_that_a_container_reads_recreates_it_when_it_changes() {
    let spec = |model: &str| {
        json!({
            "spec": "blueprint/v1", "name": "my-agent", "agent": { "image": "a:1" },
            "models": { "m": { "provider": "gateway", "models": [model] } },
        })
    };
    let label = |spec: &Value, args: &str| {
        compose(spec, args)["services"]["gateway"]["labels"]["ast.files"].as_str().unwrap().to_owned()
    };
    let mock = label(&spec("claude-sonnet-4-6"), "--gateway mock");
    assert_eq!(mock, label(&spec("claude-sonnet-4-6"), "--gateway mock"));
    assert_ne!(mock, label(&spec("claude-sonnet-4-6"), "--gateway local"));
    assert_ne!(mock, label(&spec("of-our-own"), "--gateway mock"), "a mock gateway answers to what the spec names");
}

#[test]
fn a_gpu_is_asked_for_in_a_file_of_its_own() {
    let gpu = |runtime: &str| json!({ "container": { "image": "m:1", "gpu": { "vram": "24Gi", "runtime": runtime } } });
    let spec = json!({
        "spec": "blueprint/v1", "name": "my-agent", "agent": { "image": "a:1" },
        "models": { "green": gpu("cuda"), "red": gpu("rocm") },
    });
    let project = Project::new().file("astropods.yml", spec.to_string());
    project.run("generate compose");
    let base = fs::read_to_string(project.path("compose.yaml")).unwrap();
    assert!(!base.contains("nvidia") && !base.contains("/dev/"), "it has to start on a machine without one");
    let extra = read(&fs::read_to_string(project.path("compose/gpu.yaml")).unwrap());
    let devices = &extra["services"]["model-green"]["deploy"]["resources"]["reservations"]["devices"];
    assert_eq!(devices[0], json!({ "driver": "nvidia", "count": 1, "capabilities": ["gpu"] }));
    assert_eq!(extra["services"]["model-red"]["devices"], json!(["/dev/kfd", "/dev/dri"]));
}

#[test]
fn files_of_the_user_s_are_left_alone_and_mentioned() {
    let project = Project::new()
        .file("astropods.yml", GOOD)
        .file("compose.yaml", "services: {}\n")
        .file("compose.override.yaml", "services: {}\n");
    let refused = project.run("generate compose");
    assert_eq!(refused.status, Status::Invalid);
    assert!(refused.stderr.contains("refused compose.yaml") && refused.stderr.contains("--force"), "{refused:?}");
    assert_eq!(fs::read_to_string(project.path("compose.yaml")).unwrap(), "services: {}\n");
    fs::remove_file(project.path("compose.yaml")).unwrap();
    let written = project.run("generate compose");
    assert_eq!(written.status, Status::Fine);
    assert!(written.stderr.contains("`compose.override.yaml` is yours"), "{}", written.stderr);
    assert_eq!(fs::read_to_string(project.path("compose.override.yaml")).unwrap(), "services: {}\n");
}

#[test]
fn a_file_that_compose_does_not_find_says_how_it_is_named() {
    let project = Project::new()
        .file("astropods.yml", GOOD)
        .file("ast.toml", "[compose]\nfile = \"deploy/stack.yaml\"\n")
        .file("deploy/compose.override.yaml", "services: {}\n");
    let written = project.run("generate compose");
    assert_eq!(written.status, Status::Fine);
    assert!(!written.stderr.contains("is yours"), "{}", written.stderr);
    let text = fs::read_to_string(project.path("deploy/stack.yaml")).unwrap();
    assert!(text.contains("#   docker compose -f deploy/stack.yaml up --wait"), "{text}");
    assert!(!text.contains("#   docker compose up") && !text.contains("compose.override.yaml"), "{text}");
}

#[test]
fn ports_that_are_taken_move_and_lines_stay() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().port();
    let spec = format!(
        "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nmodels:\n  own:\n    container:\n      image: m:1\n      port: {taken}\n"
    );
    let project = Project::new().file("astropods.yml", spec).file(".env", "# mine\n");
    let moved = project.run("env sync --ports");
    assert!(moved.stdout.contains("moved a port that is taken: ASTRO_PORT_MODEL_OWN="), "{}", moved.stdout);
    let text = fs::read_to_string(project.path(".env")).unwrap();
    assert!(text.starts_with("# mine\n") && !text.contains(&format!("={taken}\n")), "{text}");
    assert!(!project.run("env sync --ports").stdout.contains("moved"));
    assert_eq!(fs::read_to_string(project.path(".env")).unwrap(), text);
}
