//! The value of a secret is told nowhere, wherever it was given and however what holds it is broken.
//!
//! A run looks at some of the broken specs in a few ways and at a few in all; where `MUTANTS` says how many, at more of
//! them in all.

use std::ffi::OsString;

use super::{Shown, by_command, by_commands, by_requests, in_files};
use crate::mutation;
use crate::project::Project;

/// What must not be seen. Nothing else has it in its name.
const MARK: &str = "hunterMARK42";

/// A secret in each place that has one, each default in another style. What says that it is one stands first, so that
/// a text that is cut off before it has no default either.
const SPEC: &str = r#"spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1
  inputs:
    - secret: true
      name: AGENT_KEY
      datatype: string
      default: hunterMARK42
models:
  chat:
    provider: gateway
    models: [gpt-5]
  own:
    provider: custom
    inputs:
      - {secret: true, name: OWN_KEY, datatype: string, default: "hunterMARK42"}
knowledge:
  db:
    provider: postgres
providers:
  custom:
    scope: [models]
    variables:
      - secret: true
        name: TOKEN
        datatype: string
        description: what it is
        default: 'hunterMARK42'
inputs:
  key:
    secret: true
    name: KEY
    datatype: string
    description: what it is
    default: |
      hunterMARK42
      and a hunterMARK42
  limit:
    name: LIMIT
    datatype: number
    default: "3"
"#;

/// One broken spec of so many is looked at in a few ways.
const FEW: usize = 5;
/// One of so many is looked at in all.
const STRIDE: usize = 5 * 53;

/// What breaks a line: a key glued to its value, quotes and brackets that stay open, another indentation.
fn broken(line: &str) -> Vec<String> {
    let indent = &line[..line.len() - line.trim_start().len()];
    let content = line.trim_start();
    let mut lines = vec![
        String::new(),
        format!(" {line}"),
        format!("\t{line}"),
        line.strip_prefix("  ").unwrap_or(line).to_owned(),
        line.strip_prefix(' ').unwrap_or(line).to_owned(),
        content.to_owned(),
        line.replacen(": ", ":", 1),
        line.replacen(": ", " ", 1),
        line.replacen(": ", " = ", 1),
        line.replacen(": ", ": \"", 1),
        line.replacen(": ", ": '", 1),
        line.replacen(": ", ": [", 1),
        line.replacen(": ", ": {", 1),
        line.replacen(": ", ": |", 1),
        line.replacen(": ", ": #", 1),
        line.replacen(": ", ": @", 1),
        line.replacen(": ", ": *", 1),
        line.replacen(": ", ": &", 1),
        line.replacen(": ", ": !", 1),
        line.replacen(": ", ": - ", 1),
        line.replacen(": ", ": x: ", 1),
        line.replacen(": ", ":\n", 1),
        line.replacen(": ", &format!(":\n{indent}"), 1),
        format!("{indent}- {content}"),
        format!("{indent}# {content}"),
        format!("{line}\n{line}"),
        format!("{line}\n---"),
        format!("{line} }}"),
        format!("{line}]"),
        format!("{line}\""),
        format!("{line}\u{7}"),
        format!("\"{line}"),
        line.replace(['"', '\''], ""),
        line.replacen(['"', '\''], "", 1),
        line.replace("true", "\"yes\""),
        line.replace("true", "[true]"),
        line.replace("true", ""),
        line.replace("secret", "Secret"),
        line.replace("secret", "secrets"),
        line.replace("secret", "sercet"),
        line.replace("default", "defualt"),
        line.replace("default", "value"),
        line.replace("default", "8080"),
    ];
    lines.retain(|broken| broken != line);
    // Then the block is a part of the description.
    lines.retain(|broken| !line.contains('|') || !broken.is_empty());
    // Without what says so, nothing is a secret.
    lines.retain(|broken| {
        !line.contains("secret") || broken.to_lowercase().contains("secret") || broken.contains("sercet")
    });
    lines.retain(|broken| !line.contains("secret") || !broken.trim_start().trim_start_matches("- ").starts_with('#'));
    lines
}

/// Every broken form of the spec.
fn specs() -> Vec<String> {
    let mut specs = mutation::mutants(SPEC);
    let lines: Vec<&str> = SPEC.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let put = |line: &str| {
            let mut lines = lines.clone();
            lines[number] = line;
            lines.join("\n") + "\n"
        };
        specs.extend(broken(line).iter().map(|line| put(line)));
        specs.push(lines[..number].join("\n"));
        specs.push(format!("{}\n{}", lines[..number].join("\n"), &line[..line.len() / 2]));
    }
    specs.extend(["[", "{", "\"", "---\n", "x\n", "- ", "? "].map(|before| format!("{before}{SPEC}")));
    specs.push(SPEC.replace('\n', "\r"));
    specs.push(SPEC.replace('\n', "\r\n"));
    specs
}

/// The first of what was shown that has the mark in it.
fn leak(shown: &[Shown]) -> Option<String> {
    let found = shown.iter().find(|shown| shown.text.contains(MARK))?;
    let line = found.text.lines().find(|line| line.contains(MARK)).unwrap_or_default();
    Some(format!("{}: {line}", found.by))
}

/// Everything that is shown of a spec whose secrets are given in every way.
fn all(spec: &str, env: &str) -> Vec<Shown> {
    let project =
        Project::new().file("astropods.yml", spec).file(".env", env).file("other.env", env).file("given.env", env);
    let given: Vec<OsString> = [
        "--var",
        "KEY=hunterMARK42",
        "--var",
        "AGENT_KEY=hunterMARK42",
        "--var",
        "POSTGRES_PASSWORD=hunterMARK42",
        "--env-file",
        "given.env",
    ]
    .map(OsString::from)
    .to_vec();
    let mut shown = by_commands(&project, ".", "KEY", &given);
    shown.extend(in_files(&project.path(""), &["astropods.yml", ".env", "other.env", "given.env"]));
    shown.extend(by_requests(spec, 4));
    shown
}

const ENV: &str =
    "KEY=hunterMARK42\nAGENT_KEY=\"hunterMARK42\"\nPOSTGRES_PASSWORD='hunterMARK42'\nNOBODY=hunterMARK42\n";
/// Env files that no reader takes as they are.
const BROKEN_ENVS: &[&str] = &[
    "KEY=\"hunterMARK42\nAGENT_KEY=x\n",
    "KEY='hunterMARK42\n",
    "KEY hunterMARK42\nhunterMARK42\n",
    "KEY: hunterMARK42\n  - hunterMARK42\n",
    "KEY=${hunterMARK42\nAGENT_KEY=$hunterMARK42\nPOSTGRES_PASSWORD=${X:-hunterMARK42}\n",
    "KEY=hunterMARK42 hunterMARK42\nKEY=hunterMARK42\nTOKEN=\\hunterMARK42\n",
    "=hunterMARK42\nKEY = \"a\" hunterMARK42\nexport hunterMARK42\n",
    "KEY=hunterMARK42\r\nAGENT_KEY=\"a\nhunterMARK42\"\r\n\u{0}hunterMARK42\n",
];

#[test]
fn no_secret_is_told_however_the_spec_is_broken() {
    let specs = specs();
    assert!(specs.len() > 700, "{}", specs.len());
    let mut leaks = Vec::new();
    let few = mutation::share(FEW);
    let all_of = if few == FEW { STRIDE } else { 23 };
    for (number, spec) in specs.iter().enumerate().filter(|(number, _)| number % few == 0) {
        let project = Project::new().file("astropods.yml", spec);
        let runs = ["validate DIR", "plan DIR --format json", "fix DIR --unsafe --diff --format json"];
        let mut shown: Vec<_> = runs.iter().map(|run| by_command(&project, run, (".", "KEY", &[]))).collect();
        if number % all_of == 0 {
            shown.extend(all(spec, ENV));
        }
        leaks.extend(leak(&shown).map(|leak| format!("{leak}\n{spec}")));
    }
    for leak in &leaks {
        println!("{leak}\n======");
    }
    assert!(leaks.is_empty(), "{} of {} specs tell it, as in\n{}", leaks.len(), specs.len(), leaks[leaks.len() / 2]);
}

#[test]
fn no_secret_is_told_of_a_broken_env_file() {
    for env in BROKEN_ENVS.iter().chain([&ENV]) {
        assert_eq!(leak(&all(SPEC, env)), None, "{env}");
    }
}
