//! `ast init --from`: what compose files in the manner of public agent stacks become, and what is listed as lost.

use std::fs;
use std::path::Path;

use ast::cli::Status;
use proptest::prelude::*;

use crate::project::Project;

/// Each file with the service that is named as its agent.
const FILES: [(&str, &str); 12] = [
    ("bounds", ""),
    ("chat-and-vectors", ""),
    ("images-alone", "bot"),
    ("local-models", ""),
    ("mcp-servers", ""),
    ("mysql-and-mailer", ""),
    ("observability", ""),
    ("odd-words", ""),
    ("rag-with-ingestion", ""),
    ("several-built", "back"),
    ("two-of-a-kind", ""),
    ("workflow-worker-cache", ""),
];

/// An import of a file, and what it wrote and listed.
fn imported(name: &str, agent: &str) -> (Project, String) {
    let text = fs::read_to_string(format!("tests/imports/{name}.yaml")).unwrap();
    let project = Project::new().file("compose.yaml", text);
    let agent = if agent.is_empty() { String::new() } else { format!(" --agent {agent}") };
    let outcome = project.run(&format!("init --from compose.yaml --name my-stack{agent}"));
    assert_eq!(outcome.status, Status::Fine, "{name}: {outcome:?}");
    let listed: String = outcome
        .stderr
        .lines()
        .filter(|line| line.starts_with("compose.yaml:"))
        .map(|line| format!("{line}\n"))
        .collect();
    let read = |file: &str| fs::read_to_string(project.path(file)).unwrap_or_default();
    let made = format!("{}\n--- ast.toml\n{}\n--- listed\n{listed}", read("astropods.yml"), read("ast.toml"));
    (project, made)
}

#[test]
fn a_compose_file_becomes_what_is_written_beside_it() {
    for (name, agent) in FILES {
        let (project, made) = imported(name, agent);
        let expected = Path::new("tests/imports").join(format!("{name}.expected"));
        if std::env::var("UPDATE").is_ok() {
            fs::write(&expected, &made).unwrap();
        }
        assert_eq!(made, fs::read_to_string(expected).unwrap_or_default(), "{name}");
        // What is built is not there; nothing else is wrong.
        let found = project.run("validate --format short").stdout;
        let others: Vec<&str> =
            found.lines().filter(|line| line.contains(": warning") && !line.contains("missing-build-path")).collect();
        assert!(others.is_empty(), "{name}: {others:?}");
        assert_eq!(project.run("init --from compose.yaml").stderr, "nothing to do: `astropods.yml` is there\n");
    }
}

#[test]
fn no_secret_of_a_compose_file_comes_along() {
    for (name, agent) in FILES {
        let (_, made) = imported(name, agent);
        for secret in ["xoxb-1-2-3", "secret-password", "GF_SECURITY_ADMIN_PASSWORD: admin"] {
            assert!(!made.contains(secret), "{name}: {made}");
        }
    }
}

#[test]
fn which_service_is_the_agent_has_to_be_said_where_nothing_shows_it() {
    let text = fs::read_to_string("tests/imports/several-built.yaml").unwrap();
    let project = Project::new().file("compose.yaml", text);
    let outcome = project.run("init --from compose.yaml");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("there are front, back"), "{outcome:?}");
    assert_eq!(project.run("init --from compose.yaml --agent nobody").status, Status::Failed);
    for (text, said) in [("services: [", "line 1"), ("a: b\n", "has no `services`"), ("", "can't be imported")] {
        let outcome = Project::new().file("compose.yaml", text).run("init --from compose.yaml");
        assert!(outcome.status == Status::Failed && outcome.stderr.contains(said), "{text}: {outcome:?}");
    }
    // A name that is given twice holds as it is given last, and what would take long is refused.
    let twice = "services:\n  a:\n    build: .\n    ports: ['80:80']\n    environment: [LEVEL=1, LEVEL=2]\n";
    let project = Project::new().file("compose.yaml", twice);
    assert_eq!(project.run("init --from compose.yaml").status, Status::Fine);
    let spec = fs::read_to_string(project.path("astropods.yml")).unwrap();
    assert!(spec.contains("default: \"2\"") && !spec.contains("\"1\""), "{spec}");
    let many: String = (0..1000).map(|at| format!("  s{at}: {{image: x, environment: {{A: s1}}}}\n")).collect();
    let outcome = Project::new().file("compose.yaml", format!("services:\n{many}")).run("init --from compose.yaml");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("more than 500"), "{outcome:?}");
    // Options that are there are not written over.
    let project = Project::new()
        .file("compose.yaml", "services:\n  a: {build: ., ports: ['80:80'], command: run}\n")
        .file("ast.toml", "[dev]\nask = \"/chat\"\n");
    let outcome = project.run("init --from compose.yaml");
    assert!(outcome.status == Status::Fine && outcome.stderr.contains("args = "), "{outcome:?}");
    assert_eq!(fs::read_to_string(project.path("ast.toml")).unwrap(), "[dev]\nask = \"/chat\"\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_service_says_gives_a_valid_spec_or_none(
        key in "(image|environment|ports|volumes|command|healthcheck|depends_on|build|shm_size|restart|profiles|[a-z]{3})",
        value in "([ -~]{0,20}|\\[[ -~]{0,12}\\]|\\{[a-zA-Z]{1,8}: [ -~]{0,12}\\})",
    ) {
        let text = format!("services:\n  a:\n    build: .\n    ports: [\"80:80\"]\n    {key}: {value}\n  b:\n    image: x:1\n    {key}: {value}\n");
        let project = Project::new().file("compose.yaml", text);
        let outcome = project.run("init --from compose.yaml --agent a");
        let is_made = project.path("astropods.yml").exists();
        prop_assert_eq!(outcome.status == Status::Fine, is_made, "{:?}", outcome);
        prop_assert!(!is_made || project.run("validate").status == Status::Fine);
    }
}
