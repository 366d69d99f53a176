//! Many specs in one run: told as if each was alone, in their order, however many threads work on them.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

/// Specs of every kind, with what a run alone would say of each.
const KINDS: [&str; 6] = [
    GOOD,
    "spec: blueprint/v1\nname:   my-agent\nagent:\n    image: my-agent:1\n",
    "spec: astro/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  imgae: x\n",
    "spec: blueprint/v1\nname: [\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n- name: LIMIT\n  datatype: string\n  default: 3\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels: {a: {provider: opnai}}\n",
];

/// How many specs there are.
const COUNT: usize = 90;

fn path(number: usize) -> String {
    format!("s/{number:03}/astropods.yml")
}

fn project() -> Project {
    (0..COUNT).fold(Project::new(), |project, number| {
        // Some are long, so that those after them are done first.
        let comment = "# a line of its own\n".repeat(if number % 7 == 0 { 400 } else { 0 });
        let spec = KINDS[number % KINDS.len()].replace("my-agent", &format!("agent-{number}"));
        project.file(&path(number), format!("{comment}{spec}"))
    })
}

#[test]
fn a_folder_is_told_as_its_specs_one_after_the_other() {
    let project = project();
    for args in [
        "validate",
        "validate --format short",
        "validate --format github",
        "fix --diff",
        "fix --unsafe --diff",
        "fmt --diff",
    ] {
        let alone = (0..COUNT).map(|number| project.run(&format!("{args} {}", path(number))).stdout);
        // The last line of each counts.
        let counts = args == "validate";
        let findings = |text: String| match text.trim_end().rsplit_once('\n') {
            Some((findings, _)) if counts => format!("{findings}\n"),
            _ if counts => String::new(),
            _ => text,
        };
        let expected: String = alone.map(findings).collect();
        let told = findings(project.run(&format!("{args} s")).stdout);
        assert!(told == expected, "{args}:\n{told}\ninstead of\n{expected}");
    }
}

#[test]
fn programs_are_told_of_a_folder_in_the_order_of_its_specs() {
    let project = project();
    for args in ["validate --format json", "fix --diff --format json", "fmt --check --format json"] {
        let files = |path: &str| {
            let told: Value = serde_json::from_str(&project.run(&format!("{args} {path}")).stdout).unwrap();
            told["files"].as_array().unwrap().clone()
        };
        let expected: Vec<Value> = (0..COUNT).flat_map(|number| files(&path(number))).collect();
        assert_eq!(files("s"), expected, "{args}");
    }
    for format in ["sarif", "gitlab", "junit"] {
        let first = project.run(&format!("validate --format {format} s"));
        let places: Vec<_> = (0..COUNT).filter_map(|number| first.stdout.find(&path(number))).collect();
        assert!(places.len() > COUNT / 2 && places.is_sorted(), "{format}");
    }
}

#[test]
fn every_spec_of_a_folder_is_written() {
    for (command, status) in [("fix", Status::Invalid), ("fmt", Status::Invalid)] {
        let (together, apart) = (project(), project());
        assert_eq!(together.run(&format!("{command} s")).status, status);
        for number in 0..COUNT {
            apart.run(&format!("{command} {}", path(number)));
            let text = |of: &Project| fs::read_to_string(of.path(&path(number))).unwrap();
            assert_eq!(text(&together), text(&apart), "{command} {number}");
        }
    }
}

#[test]
fn what_is_named_twice_is_read_again_once_it_is_written() {
    for command in ["fix", "fmt"] {
        let text = "spec: astro/v1\nname:   my-agent\nagent:\n  image: my-agent:1\n";
        let project = Project::new().file("s/astropods.yml", text).file("t/astropods.yml", text);
        let outcome = project.run(&format!("{command} s/astropods.yml t s ./s t"));
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        assert_eq!(outcome.stderr.lines().count(), 2, "{outcome:?}");
    }
}
