//! `ast dev`, as far as it comes without an engine: none of these may reach one.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

const GATEWAY: &str = "  astro_ai_gateway: true\n";

#[test]
fn the_hosted_gateway_without_a_key_has_three_ways_and_a_status_of_its_own() {
    let project = Project::new().file("astropods.yml", format!("{GOOD}{GATEWAY}"));
    let ran = project.run("dev");
    assert_eq!(ran.status, Status::Ended(3), "{ran:?}");
    for way in ["three ways", "`--gateway local`", "`--gateway mock`", "ASTRO_GATEWAY_API_KEY"] {
        assert!(ran.stderr.contains(way), "{way}: {ran:?}");
    }
    // Any other value is named, and is no matter of a login.
    let input = "  inputs:\n    - {name: TOKEN, datatype: string, secret: true}\n";
    let project = Project::new().file("astropods.yml", format!("{GOOD}{GATEWAY}{input}"));
    let ran = project.run("dev start --gateway mock");
    assert_eq!(ran.status, Status::Invalid, "{ran:?}");
    assert!(ran.stderr.contains("TOKEN") && !ran.stderr.contains("ASTRO_GATEWAY"), "{ran:?}");
}

#[test]
fn a_spec_with_errors_starts_nothing() {
    let project = Project::new().file("astropods.yml", "spec: blueprint/v1\nname: x\n");
    let ran = project.run("dev");
    assert_eq!(ran.status, Status::Invalid, "{ran:?}");
    assert!(!project.path(".ast").exists());
    let ran = Project::new().run("dev");
    assert_eq!(ran.status, Status::Failed, "{ran:?}");
}

#[test]
fn what_a_repository_says_of_a_run_is_not_believed() {
    let key = "a1".repeat(24);
    let state = format!(r#"{{"project":"theirs","key":"sk-{key}","port":4711,"process":1234,"proxied":true}}"#);
    let project = Project::new().file("astropods.yml", GOOD).file(".ast/dev/state.json", state);
    let ran = project.run("dev status --format json");
    assert_eq!(ran.status, Status::Invalid, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&answer["project"], &answer["held"]), (&Value::Null, &Value::Bool(false)));
    let ran = project.run("dev stop");
    assert!(ran.stderr.contains("nothing of this project was started"), "{ran:?}");
    for command in ["dev restart", "dev logs"] {
        assert_eq!(project.run(command).status, Status::Failed, "{command}");
    }
}

#[test]
fn nothing_is_written_through_a_link_of_a_repository() {
    let project = Project::new().file("astropods.yml", format!("{GOOD}{GATEWAY}")).file("elsewhere/kept", "");
    fs::create_dir(project.path(".ast")).unwrap();
    std::os::unix::fs::symlink(project.path("elsewhere"), project.path(".ast/dev")).unwrap();
    let ran = project.run("dev");
    assert_eq!(ran.status, Status::Failed, "{ran:?}");
    assert_eq!(fs::read_dir(project.path("elsewhere")).unwrap().count(), 1);
}

#[test]
fn words_that_lead_nowhere_are_told() {
    let project = Project::new().file("astropods.yml", GOOD);
    for (command, said) in [
        ("dev run nothing", "there is no job `nothing`"),
        ("dev ask hello", "no path is named"),
        ("dev --project-name A", "expected at most 63 lower-case letters"),
        ("dev --gateway-script x.yaml", "is for the mock"),
        ("dev logs --since=-x", "expected a duration"),
        ("dev nothing-here", "nothing-here"),
    ] {
        let ran = project.run(command);
        assert_eq!(ran.status, Status::Failed, "{command}: {ran:?}");
        assert!(ran.stderr.contains(said), "{command}: {ran:?}");
    }
}

#[test]
fn the_long_forms_of_the_platform_s_page_are_the_same() {
    let project = Project::new().file("astropods.yml", format!("{GOOD}{GATEWAY}"));
    let short = project.run("dev").stderr;
    for long in ["dev start", "dev project start", "project start"] {
        assert_eq!(project.run(long).stderr, short, "{long}");
    }
}
