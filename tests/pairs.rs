//! Changes of a spec with what is said of each, written by hand: every class of consequence at least three times.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::project::Project;

const BASE: &str = "spec: blueprint/v1
name: support
agent:
  image: \"agent:1\"
  interfaces: {frontend: true}
knowledge:
  db: {provider: postgres}
  cache: {provider: redis}
models:
  chat: {provider: gateway, models: [claude-sonnet-4-6, claude-haiku-4-5]}
  own: {container: {image: \"own:1\", port: 8000, volume: /models}}
integrations:
  hub: {provider: github}
  tool: {container: {image: \"tool:1\", port: 7000}}
inputs:
  limit: {name: LIMIT, datatype: number, default: \"5\", description: how many}
  tone: {name: TONE, datatype: string, display-as: select, options: [warm, cool], default: warm}
ingestion:
  nightly: {container: {image: \"job:1\"}, trigger: {type: schedule}}
dev:
  schedules: {nightly: 0 3 * * *}
";

/// What is replaced, what by, and lines of what is said, the first of them first.
const PAIRS: &[(&str, &str, &[&str])] = &[
    // A disk is left behind.
    (
        "  cache: {provider: redis}\n",
        "",
        &[
            "loses-data+breaks | `knowledge.cache` is gone; its disk stays behind",
            "breaks+restarts | `agent` no longer gets `REDIS_URL`",
            "breaks | client code of `agent` has no `knowledge.cache.url` any more",
        ],
    ),
    (
        "  db: ",
        "  store: ",
        &[
            "loses-data+breaks+restarts | `knowledge.db` is called `knowledge.store`: it starts with an empty disk, and the one that it had stays behind",
            "breaks | `knowledge.db` is called `knowledge.store` in client code of `agent`",
            "needs-value | has to be in Secret `support-knowledge-store` instead of `support-knowledge-db`: `POSTGRES_PASSWORD` (`agent` and 2 more read it)",
        ],
    ),
    // Another reader of a secret.
    (
        "ingestion:\n",
        "ingestion:\n  weekly: {container: {image: \"job:1\"}, trigger: {type: webhook}}\n",
        &["harmless | `ingestion.weekly` is new"],
    ),
    (
        "ingestion:\n  nightly: {container: {image: \"job:1\"}, trigger: {type: schedule}}\ndev:\n  schedules: {nightly: 0 3 * * *}\n",
        "",
        &[
            "breaks | container `ingestion.nightly` is gone",
            "needs-value | has to be in Secret `support` instead of `support-shared`: `ASTRO_GATEWAY_API_KEY` (`agent` reads it)",
        ],
    ),
    (
        "cache: {provider: redis}",
        "cache: {provider: qdrant}",
        &[
            "loses-data+breaks+restarts | `knowledge.cache` is `qdrant` instead of `redis`, and what it kept stays behind",
        ],
    ),
    (
        "name: support",
        "name: helper",
        &[
            "loses-data+breaks+restarts | the agent is called `helper` instead of `support`: its disks stay behind under the old name",
        ],
    ),
    (
        ", volume: /models",
        "",
        &["loses-data | `models.own` has no disk `data` any more, and what it held stays behind"],
    ),
    // Something that relied on it works no more.
    ("  hub: {provider: github}\n", "", &["breaks | `integrations.hub` is gone"]),
    (
        "  tool: {container: {image: \"tool:1\", port: 7000}}\n",
        "",
        &["breaks | `integrations.tool` is gone", "breaks+restarts | `agent` no longer gets `INTEGRATION_TOOL_URL`"],
    ),
    (
        ", claude-haiku-4-5]",
        "]",
        &[
            "breaks | `models.chat` no longer offers `claude-haiku-4-5`",
            "breaks | in `agent`, a choice is gone for `MODEL_CHAT`",
        ],
    ),
    ("[warm, cool]", "[warm, cold]", &["breaks | in `agent`, a choice is gone for `TONE`"]),
    (
        "port: 7000",
        "port: 7001",
        &[
            "breaks+restarts | port `http` of `integrations.tool` is `7001 on 7001 of this machine` instead of `7000 on 7000 of this machine`",
        ],
    ),
    (
        "name: LIMIT",
        "name: MOST",
        &["breaks+restarts | `agent` no longer gets `LIMIT`", "restarts | `agent` gets `MOST`"],
    ),
    ("datatype: number", "datatype: string", &["breaks | client code of `agent` has another type for `inputs.limit`"]),
    ("  tool: ", "  wrench: ", &["breaks+restarts | `integrations.tool` is called `integrations.wrench`"]),
    // Somebody has to supply a value.
    (
        "inputs:\n",
        "inputs:\n  token: {name: TOKEN, datatype: string, secret: true}\n",
        &["needs-value | has to be set: `TOKEN` (`agent` and 3 more read it)", "restarts | `agent` gets `TOKEN`"],
    ),
    (
        "knowledge:\n",
        "knowledge:\n  facts: {provider: pinecone}\n",
        &["needs-value | has to be set: `PINECONE_API_KEY` (`agent` and 1 more read it)"],
    ),
    (
        "models:\n",
        "models:\n  other: {provider: openai}\n",
        &["needs-value | has to be set: `OPENAI_API_KEY` (`agent` and 1 more read it)"],
    ),
    (
        ", default: \"5\"",
        "",
        &["needs-value | has to be set, or is asked for otherwise: `LIMIT` (`agent` and 3 more read it)"],
    ),
    // What runs is started anew.
    ("agent:1", "agent:2", &["restarts | `agent` runs `agent:2` instead of `agent:1`"]),
    ("job:1", "job:2", &["restarts | `ingestion.nightly` runs `job:2` instead of `job:1`"]),
    ("default: \"5\"", "default: \"6\"", &["restarts | in `agent`, `LIMIT` is `6` instead of `5`"]),
    ("port: 7000}", "port: 7000, environment: {LEVEL: high}}", &["restarts | `integrations.tool` gets `LEVEL`"]),
    (
        "port: 7000}",
        "port: 7000, healthcheck: {path: /ready}}",
        &["restarts | the health check of `integrations.tool` is another one"],
    ),
    // Nothing that works stops working.
    (
        "claude-haiku-4-5]",
        "claude-haiku-4-5, claude-opus-4-8]",
        &["harmless | `models.chat` offers more models", "harmless | in `agent`, more can be chosen for `MODEL_CHAT`"],
    ),
    ("[warm, cool]", "[warm, cool, dry]", &["harmless | in `agent`, more can be chosen for `TONE`"]),
    (
        "ingestion:\n",
        "ingestion:\n  extra: {container: {image: \"job:1\"}, trigger: {type: webhook}}\n",
        &["harmless | `ingestion.extra` is new"],
    ),
    ("0 3 * * *", "0 4 * * *", &["harmless | `schedule` of `ingestion.nightly` is `0 4 * * *` instead of `0 3 * * *`"]),
    // A text for people.
    (
        "description: how many",
        "description: as many",
        &["text | in `agent`, another text says what is meant by `LIMIT`"],
    ),
    ("warm}", "warm, description: how it speaks}", &["text | in `agent`, a text says now what is meant by `TONE`"]),
    (", description: how many", "", &["text | in `agent`, no text says any more what is meant by `LIMIT`"]),
    // Nothing changes.
    ("name: support\n", "name: support # as ever\n", &[]),
    ("{provider: redis}", "{\"provider\": 'redis'}", &[]),
    ("name: support\n", "name: \"support\"\n", &[]),
];

#[test]
fn what_is_said_of_each_change_is_what_was_written_by_hand() {
    let project = Project::new().file("old/astropods.yml", BASE);
    let (mut wrong, mut classes) = (Vec::new(), BTreeMap::new());
    for (from, to, expected) in PAIRS {
        assert!(BASE.contains(from), "{from}");
        fs::create_dir_all(project.path("new")).unwrap();
        fs::write(project.path("new/astropods.yml"), BASE.replacen(from, to, 1)).unwrap();
        let outcome = project.run("diff old new --format json");
        let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let changes = answer["projects"][0]["changes"].as_array().unwrap();
        let line = |change: &Value| {
            let follows = change["consequences"].as_array().unwrap().iter().map(|word| word.as_str().unwrap());
            format!("{} | {}", follows.collect::<Vec<_>>().join("+"), change["message"].as_str().unwrap())
        };
        let told: Vec<String> = changes.iter().map(line).collect();
        let is_worst = match expected.first() {
            Some(first) => {
                told.iter().any(|line| line == first) && told[0].split(" | ").next() == first.split(" | ").next()
            }
            None => told.is_empty(),
        };
        if !is_worst || !expected.iter().all(|line| told.iter().any(|other| other == line)) {
            wrong.push(format!("{from:?} → {to:?}\n  {}", told[..told.len().min(12)].join("\n  ")));
        }
        if let Some(first) = expected.first() {
            *classes.entry(first.split([' ', '+']).next().unwrap()).or_insert(0) += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(PAIRS.len() >= 30 && classes.len() == 6 && classes.values().all(|count| *count >= 3), "{classes:?}");
}

/// A project of which files were generated and others written by hand.
fn deployed() -> Project {
    let overlay = "resources: [../../base]
patches:
  - target: {kind: StatefulSet, name: support-knowledge-cache}
    patch: |-
      - {op: replace, path: /spec/replicas, value: 1}
";
    let project = Project::new().file("astropods.yml", BASE);
    let made = project.run("generate kubernetes helm --registry registry.example.com --tag 1");
    assert!(made.stderr.contains("created"), "{made:?}");
    let project = project.file("deploy/kubernetes/overlays/mine/kustomization.yaml", overlay);
    let project = project.file("deploy/kubernetes/secrets/support-knowledge-cache.env", "REDIS_PASSWORD=hunter2\n");
    let project = project.file(".env", "REDIS_PASSWORD=hunter2\nLIMIT=7\nOTHER=hunter2\n");
    for words in
        ["init --quiet", "add --force .", "-c user.name=a -c user.email=a@b.example commit --quiet --message one"]
    {
        let done = std::process::Command::new("git").current_dir(project.path("")).args(words.split(' ')).status();
        assert!(done.unwrap().success(), "{words}");
    }
    project
}

#[test]
fn what_somebody_wrote_by_hand_and_no_longer_fits_is_told_and_no_value_of_it() {
    let project = deployed().file("astropods.yml", BASE.replace("  cache: {provider: redis}\n", ""));
    let told = project.run("diff").stdout;
    for line in [
        "  yours  .env: nothing reads `REDIS_PASSWORD` any more; remove it there\n",
        "  yours  deploy/kubernetes/overlays/mine/kustomization.yaml: it patches the StatefulSet `support-knowledge-cache`, \
         which is not generated any more; remove the patch, or name another\n",
        "  yours  deploy/kubernetes/secrets/support-knowledge-cache.env: nothing reads it any more; move its values, and \
         remove it\n",
        "the chart no longer takes `knowledge.cache`",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("hunter2") && !told.contains("OTHER") && !told.contains("`LIMIT`"), "{told}");
    let comment = project.run("diff --format markdown").stdout;
    assert!(comment.contains("\n- `.env`: nothing reads `REDIS_PASSWORD` any more"), "{comment}");
    // A choice in `.env` beats what the spec offers, that of a model too.
    let project = project.file(".env", "MODEL_CHAT=claude-haiku-4-5\nTONE=cool\n");
    let less =
        BASE.replace("claude-sonnet-4-6, claude-haiku-4-5", "claude-sonnet-4-6").replace("warm, cool", "warm, dry");
    let project = project.file("astropods.yml", less);
    let told = project.run("diff").stdout;
    for name in ["MODEL_CHAT", "TONE"] {
        assert!(told.contains(&format!("  yours  .env: `{name}` has a choice that is gone; write one")), "{told}");
    }
    // A rename of an entry is one of a value of the chart.
    let project = project.file("astropods.yml", BASE.replace("  tool: ", "  wrench: "));
    let told = project.run("diff").stdout;
    assert!(
        told.contains("no longer takes `integrations.tool`") && told.contains("takes `integrations.wrench`"),
        "{told}"
    );
    assert!(!told.contains("yours"), "{told}");
    // So is a value of a value: what is built from here has no registry of its own.
    let built =
        BASE.replace("{image: \"tool:1\", port: 7000}", "{build: {context: ., dockerfile: Dockerfile}, port: 7000}");
    let project = project.file("astropods.yml", built).file("Dockerfile", "FROM scratch\n");
    let told = project.run("diff").stdout;
    assert!(told.contains("the chart no longer takes `integrations.tool.image.registry`"), "{told}");
    let project = project.file("astropods.yml", format!("# a comment\n{BASE}"));
    assert_eq!(project.run("diff").stdout, "astropods.yml\n  nothing changes\n");
}

#[test]
fn a_picture_of_a_change_marks_what_comes_goes_and_is_altered() {
    let old = deployed();
    let edited = BASE
        .replace("  cache: {provider: redis}\n", "  facts: {provider: qdrant}\n")
        .replace("tool:1", "tool:2")
        .replace("port: 7000", "port: 7001");
    let project = old.file("astropods.yml", edited);
    let drawn = project.run("graph --diff --format mermaid");
    for part in [
        "removed · knowledge · redis",
        "added · knowledge · qdrant",
        "changed · integration",
        "#43; http 7001",
        "− http 7000",
    ] {
        assert!(drawn.stdout.contains(part), "{part}: {}", drawn.stdout);
    }
    assert!(!drawn.stdout.contains("changed · knowledge"), "{}", drawn.stdout);
    let svg = project.run("graph --diff HEAD --for cluster").stdout;
    assert!(svg.contains("class=\"knowledge added\"") && svg.contains("class=\"knowledge removed\""));
    // An arrow comes and goes with its box, and the marks are explained.
    for part in [
        "\"wire added\"",
        "\"wire removed\"",
        "\"head added\"",
        "\"head removed\"",
        ">added<",
        ">changed<",
        ">removed<",
    ] {
        assert!(svg.contains(part), "{part}: {svg}");
    }
    let plain = project.run("graph --for cluster").stdout;
    assert!(!plain.contains("\"wire added\"") && !plain.contains(">added<"), "{plain}");
    assert!(!project.run("graph --for cluster").stdout.contains("class=\"knowledge added\""));
    assert_eq!(project.run("graph --diff nowhere").status, ast::cli::Status::Failed);
    let unchanged = project.run("graph --diff astropods.yml --format mermaid").stdout;
    assert_eq!(unchanged, project.run("graph --format mermaid").stdout);
}
