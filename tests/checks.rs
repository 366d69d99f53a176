//! Health checks, schedules and amounts: what can't be meant is said, and put right where that can be told.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

/// The findings of a spec, as (code, severity, help).
fn found(spec: &str) -> Vec<(String, String, String)> {
    let ran = Project::new().file("astropods.yml", spec).run("validate --format json");
    let ran: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let found = ran["files"][0]["diagnostics"].as_array().unwrap();
    found.iter().map(|found| (text(found, "code"), text(found, "severity"), text(found, "help"))).collect()
}

fn fixed(spec: &str, flags: &str) -> String {
    let project = Project::new().file("astropods.yml", spec);
    project.run(&format!("fix {flags}"));
    fs::read_to_string(project.path("astropods.yml")).unwrap()
}

fn health(test: &str) -> String {
    format!("{GOOD}  healthcheck:\n    test: {test}\n")
}

fn scheduled(expression: &str) -> String {
    format!(
        "{GOOD}ingestion:\n  nightly:\n    container:\n      image: job:1\n    trigger:\n      type: schedule\n\
         dev:\n  schedules:\n    nightly: {expression}\n"
    )
}

#[test]
fn a_check_that_needs_a_shell_and_has_none_is_a_warning() {
    for (test, repaired) in [
        (
            "[CMD, \"curl -f http://localhost/ || exit 1\"]",
            Some("[CMD-SHELL, \"curl -f http://localhost/ || exit 1\"]"),
        ),
        ("[\"CMD\", 'wget -q localhost']", Some("[\"CMD-SHELL\", 'wget -q localhost']")),
        ("[\"curl -f http://localhost\"]", Some("[\"CMD-SHELL\", \"curl -f http://localhost\"]")),
        ("[CMD, curl, \"http://localhost:${PORT:-3000}/\"]", None),
        ("[CMD, curl, \"http://localhost:$PORT/\"]", None),
        ("[curl, -f, \"$URL\"]", None),
        (
            "[CMD-SHELL, curl -f, \"http://localhost:$PORT/x\"]",
            Some("[CMD-SHELL, \"curl -f http://localhost:$PORT/x\"]"),
        ),
        (
            "\n    - CMD-SHELL\n    - wget\n    - -q\n    - localhost",
            Some("\n    - CMD-SHELL\n    - \"wget -q localhost\""),
        ),
    ] {
        let said = found(&health(test));
        assert_eq!(said.len(), 1, "{test}: {said:?}");
        assert_eq!((said[0].0.as_str(), said[0].1.as_str()), ("healthcheck-command", "warning"), "{test}");
        let expected = health(repaired.unwrap_or(test));
        assert_eq!(fixed(&health(test), "--unsafe"), expected);
    }
    for test in [
        "[CMD-SHELL, \"curl -f http://localhost:$PORT/ || exit 1\"]",
        "[CMD, sh, -c, \"test -n \\\"$PORT\\\"\"]",
        "[CMD, /bin/bash, -c, \"curl $URL\"]",
        "[CMD, curl, -f, \"http://localhost/?price=5$\"]",
        "[CMD, pg_isready]",
        "[CMD-SHELL, \"curl -f $0\", \"http://localhost/\"]",
        "[curl, -f, \"a b\"]",
        "[CMD, grep, \"^x$\", /f]",
    ] {
        assert_eq!(found(&health(test)), [], "{test}");
    }
}

#[test]
fn a_schedule_of_another_dialect_is_put_into_five_fields() {
    for (before, after) in
        [("\"@daily\"", "\"0 0 * * *\""), ("\"0 2 * * 7\"", "\"0 2 * * 0\""), ("'0 2 * * 1-7'", "\"0 2 * * *\"")]
    {
        assert_eq!(found(&scheduled(before))[0].0, "cron-expression");
        assert_eq!(fixed(&scheduled(before), ""), scheduled(after));
    }
    let zoned = scheduled("TZ=Europe/Berlin 0 2 * * *");
    let said = found(&zoned);
    assert!(said[0].2.contains("`0 2 * * *`") && said[0].2.contains("--time-zone"), "{said:?}");
    assert_eq!(fixed(&zoned, ""), zoned);
    assert_eq!(fixed(&zoned, "--unsafe"), scheduled("\"0 2 * * *\""));
    assert!(found(&scheduled("\"@reboot\""))[0].2.contains("startup"));

    let options = Project::new()
        .file("astropods.yml", scheduled("\"0 2 * * *\""))
        .file("ast.toml", "[schedules]\nnightly = '@weekly'\n");
    let said = options.run("validate").stdout;
    assert!(said.contains("ast.toml") && said.contains("write `0 0 * * 0`"), "{said}");
    let flag = Project::new().file("astropods.yml", scheduled("\"0 2 * * *\"")).run("plan --schedule nightly=@hourly");
    assert!(flag.stderr.contains("--schedule") && flag.stderr.contains("write `0 * * * *`"), "{}", flag.stderr);
}

#[test]
fn a_schedule_that_never_comes_is_a_warning() {
    let said = found(&scheduled("\"0 0 31 2 *\""));
    assert_eq!((said[0].0.as_str(), said[0].1.as_str()), ("schedule-never", "warning"));
    assert_eq!(found(&scheduled("\"0 0 31 2 1\"")), []);
}

#[test]
fn a_duration_may_have_a_plus_which_no_output_has() {
    let spec = health("[CMD, true-ish]") + "    interval: +5s\n    timeout: \"+1m30s\"\n";
    let project = Project::new().file("astropods.yml", spec);
    assert_eq!(project.run("validate").status, Status::Fine);
    let printed = project.run("generate compose --print").stdout;
    assert!(printed.contains("interval: 5s") && !printed.contains("+5s"), "{printed}");
}

#[test]
fn an_amount_that_can_not_be_meant_is_a_warning() {
    let gpu = |vram: &str| {
        format!("{GOOD}models:\n  m:\n    container:\n      image: m:1\n      gpu:\n        vram: {vram}\n")
    };
    for (vram, after) in [("\"24\"", "\"24Gi\""), ("512Ki", "512Ki"), ("24m", "24m"), ("\"1e3\"", "\"1e3\"")] {
        let said = found(&gpu(vram));
        assert_eq!((said[0].0.as_str(), said[0].1.as_str()), ("tiny-amount", "warning"), "{vram}: {said:?}");
        assert_eq!(fixed(&gpu(vram), "--unsafe"), gpu(after));
    }
    assert_eq!(fixed(&gpu("24"), "--unsafe"), gpu("24Gi"));
    assert_eq!(found(&gpu("1Mi")), []);

    let project = Project::new().file("astropods.yml", GOOD);
    for flag in ["memory=512", "storage=5", "ephemeral-storage=1k", "cpu=0.0001", "cpu-limit=0.5m"] {
        let said = project.run(&format!("plan --for cluster --set agent.{flag}")).stderr;
        let (name, value) = flag.split_once('=').unwrap();
        assert!(said.contains(&format!("warning: `--set`: `{name}` of `agent` is `{value}`, less than")), "{said}");
    }
    let said = project.run("plan --for cluster --set agent.memory=1Mi --set agent.cpu=1m").stderr;
    assert!(!said.contains("less than"), "{said}");
    let file = "[components.agent]\nshm = \"64\"\n[cluster.components.agent]\nstorage = \"5\"\n";
    let said = Project::new().file("astropods.yml", GOOD).file("ast.toml", file).run("validate --format short").stdout;
    for place in ["ast.toml:2:7: warning[invalid-options]", "ast.toml:4:11: warning[invalid-options]"] {
        assert!(said.contains(place), "{said}");
    }
    let never = Project::new()
        .file("astropods.yml", scheduled("\"0 2 * * *\""))
        .file("ast.toml", "[schedules]\nnightly = '0 0 31 2 *'\n");
    let said = never.run("plan --for cluster").stderr;
    assert!(said.contains("cluster-schedule") && said.contains("never comes"), "{said}");
}

#[test]
fn a_value_that_no_process_can_be_given_is_an_error() {
    let input = |length: usize| {
        format!("{GOOD}inputs:\n  p:\n    name: PROMPT\n    datatype: string\n    default: {}\n", "x".repeat(length))
    };
    assert_eq!(found(&input(100 * 1024)), []);
    let said = found(&input(100 * 1024 + 1));
    assert_eq!((said[0].0.as_str(), said[0].1.as_str()), ("value-length", "error"));
    let set = |length: usize| {
        let value = "x".repeat(length);
        format!("{GOOD}integrations:\n  i:\n    container:\n      image: i:1\n      environment:\n        A: {value}\n")
    };
    assert_eq!(found(&set(100 * 1024)), []);
    assert_eq!(found(&set(100 * 1024 + 1))[0].0, "value-length");
}

#[test]
fn a_reference_of_another_tool_is_a_warning_that_says_how_it_is_resolved() {
    let spec = format!("{GOOD}models:\n  chat:\n    provider: openai\n");
    for (value, words) in [
        ("op://Dev/openai/key", "`op run"),
        ("ref+vault://secret/openai#/key", "vals"),
        ("vault:secret/data/openai#key", "`vault kv get`"),
        ("arn:aws:secretsmanager:eu-west-1:1:secret:openai", "get-secret-value"),
    ] {
        let project = Project::new().file("astropods.yml", &spec).file(".env", format!("OPENAI_API_KEY='{value}'\n"));
        let ran = project.run("env check --format json");
        let said: Value = serde_json::from_str(&ran.stdout).unwrap();
        let found = said["problems"].as_array().unwrap();
        assert_eq!((&found[0]["kind"], &found[0]["severity"]), (&"reference".into(), &"warning".into()), "{said}");
        assert!(found[0]["help"].as_str().unwrap().contains(words), "{said}");
        assert!(!ran.stdout.contains(value));
    }
    for value in ["sk-op://", "vault:", "vault: a b", "ref+", "sk-1", "vault:pass"] {
        let project = Project::new().file("astropods.yml", &spec).file(".env", format!("OPENAI_API_KEY='{value}'\n"));
        assert!(!project.run("env check --format json").stdout.contains("\"reference\""), "{value}");
    }
}
