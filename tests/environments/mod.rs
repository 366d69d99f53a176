//! Environments of one project: what each has, what it lacks, and where they differ.

mod generated;
mod seeded;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Outcome, Project};

const SPEC: &str = "inputs:\n  limit: {name: LIMIT, datatype: number, default: \"5\"}\n  \
                    region: {name: REGION, datatype: string}\n  token: {name: TOKEN, datatype: string, secret: true}\n  \
                    mode: {name: MODE, datatype: string, display-as: select, options: [fast, slow], default: fast}\n";

fn project(options: &str) -> Project {
    Project::new().file("astropods.yml", format!("{GOOD}{SPEC}")).file("ast.toml", options)
}

fn fine(project: &Project, args: &str) -> Outcome {
    let outcome = project.run(args);
    assert_eq!(outcome.status, Status::Fine, "{args}: {}{}", outcome.stdout, outcome.stderr);
    outcome
}

/// The findings of the options file, each as its line, its message and its help.
fn findings(options: &str) -> Vec<String> {
    let outcome = project(options).run("validate --format json");
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let file = answer["files"].as_array().unwrap().iter().find(|file| file["path"] == "ast.toml");
    let all = file.map(|file| file["diagnostics"].as_array().unwrap().clone()).unwrap_or_default();
    let line = |found: &Value| {
        let text = |key: &str| found[key].as_str().unwrap_or("-").to_owned();
        format!("{}: {} | {} | {}", found["range"]["start"]["line"], text("pointer"), text("message"), text("help"))
    };
    all.iter().map(line).collect()
}

fn agent_value(plan: &Value, name: &str) -> (Value, Value) {
    let row = plan["containers"][0]["env"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    (row["value"].clone(), row["required"].clone())
}

#[test]
fn an_environment_is_built_on_the_project_s_own_options_and_a_flag_beats_both() {
    let project = project(
        "[values]\nREGION = \"own\"\n[cluster]\ntag = \"1\"\nregistry = \"r.example\"\n\
         [environments.staging.values]\nREGION = \"eu\"\nLIMIT = \"7\"\n[environments.staging.cluster]\ntag = \"2\"\n",
    );
    let plan = |args: &str| -> Value { serde_json::from_str(&fine(&project, args).stdout).unwrap() };
    let own = plan("plan --for cluster --format json");
    assert_eq!(agent_value(&own, "REGION"), ("own".into(), false.into()));
    assert_eq!(agent_value(&own, "LIMIT"), ("5".into(), false.into()));
    let staging = plan("plan --env staging --format json");
    assert_eq!(staging["for"], "cluster");
    assert_eq!(agent_value(&staging, "REGION").0, "eu");
    assert_eq!(agent_value(&staging, "LIMIT").0, "7");
    assert_eq!(agent_value(&staging, "ASTRO_AGENT_BUILD").0, "2");
    let flagged = plan("plan --env staging --tag 3 --var LIMIT=9 --format json");
    assert_eq!(agent_value(&flagged, "ASTRO_AGENT_BUILD").0, "3");
    assert_eq!(agent_value(&flagged, "LIMIT").0, "9");
    let local = plan("plan --env staging --for local --format json");
    assert_eq!((&local["for"], agent_value(&local, "LIMIT").0), (&"local".into(), "7".into()));
}

#[test]
fn what_many_projects_share_says_environments_too() {
    let shared = "[environments.staging.values]\nREGION = \"eu\"\nOF_ANOTHER = \"x\"\n[environments.staging.cluster]\ntag = \"2\"\n";
    let own = "extend = \"../ast.toml\"\n[environments.staging.cluster]\nnamespace = \"mine\"\n";
    let project = Project::new()
        .file(".git/HEAD", "")
        .file("ast.toml", shared)
        .file("a/astropods.yml", format!("{GOOD}{SPEC}"))
        .file("a/ast.toml", own)
        .cwd("a");
    let plan: Value = serde_json::from_str(&fine(&project, "plan --env staging --format json").stdout).unwrap();
    assert_eq!(agent_value(&plan, "REGION").0, "eu");
    assert_eq!(agent_value(&plan, "ASTRO_AGENT_BUILD").0, "2");
}

#[test]
fn an_environment_that_is_not_there_is_answered_with_those_that_are() {
    let project = project("[environments.staging]\n");
    for (args, help) in [
        ("plan --env stagin", "did you mean `staging`?"),
        ("plan --env x", "ast.toml has staging"),
        ("env check --env x", "ast.toml has staging"),
        ("dev --env x", "ast.toml has staging"),
        ("plan --env all --only agent", "leave one of them out"),
    ] {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Failed, "{args}");
        assert!(outcome.stderr.contains(help), "{args}: {}", outcome.stderr);
    }
    assert!(!project.path(".ast").exists());
    let none = Project::new().file("astropods.yml", GOOD).run("plan --env all");
    assert!(none.stderr.contains("a table `[environments.NAME]` in ast.toml"), "{}", none.stderr);
}

#[test]
fn a_wrong_word_of_an_environment_is_pointed_at_and_a_key_leads_to_its_place() {
    let options = "[environments.Prod]\n[environments.all]\n[environments.staging]\nregistry = \"x\"\nqdrant-key = true\nvalus = 1\n\
                   [environments.staging.cluster]\nstorage = \"5Gi\"\nhost = \"A b\"\n\
                   [environments.staging.cluster.replicas]\nmin = 3\nmax = 2\n\
                   [environments.staging.cluster.components.agnt]\ncpu = \"1\"\n[environments.staging.schedules]\nnightly = \"0 1 * * *\"\n";
    let found = findings(options);
    let expected = [
        "1: /environments/Prod | expected lower-case letters, digits and `-`, at most 63, a letter or digit first and last, found `Prod` | rename it",
        "2: /environments/all | `all` stands for every environment, in `ast plan --env all` | give this one another name",
        "4: /environments/staging/registry | unknown key `registry` | it stands under `[environments.staging.cluster]`",
        "5: /environments/staging/qdrant-key | unknown key `qdrant-key` | it is the same in every environment: write it under `[cluster]`",
        "6: /environments/staging/valus | unknown key `valus` | did you mean `values`?",
        "8: /environments/staging/cluster/storage | unknown key `storage` | it stands under `[environments.staging.cluster.components.ID]`",
        "9: /environments/staging/cluster/host | expected a host name such as `agent.example.com`, found `A b` | write letters",
        "10: /environments/staging/cluster/replicas | one `agent` runs, as it is not `distributed` | set",
        "12: /environments/staging/cluster/replicas/max | at most 2 replicas are fewer than at least 3 | raise",
        "13: /environments/staging/cluster/components/agnt | no container of the plan is called `agnt` | did you mean `agent`?",
        "16: /environments/staging/schedules/nightly | `nightly` is not an ingestion that runs by a schedule | remove it",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_fault_of_two_levels_together_is_told_of_the_environment_and_one_of_the_project_s_own_once() {
    let lowered = findings("[cluster.replicas]\nmax = 3\n[environments.staging.cluster.replicas]\nmin = 4\n");
    let bounds: Vec<_> = lowered.iter().filter(|found| !found.contains("is not `distributed`")).collect();
    assert_eq!(bounds.len(), 1, "{lowered:#?}");
    assert!(bounds[0].starts_with("3: /environments/staging | in `staging`: at most 3 replicas"), "{lowered:#?}");
    let own =
        findings("[cluster.components.agnt]\ncpu = \"1\"\n[environments.a.cluster]\ntag = \"1\"\n[environments.b]\n");
    assert_eq!(own.len(), 1, "{own:#?}");
}

#[test]
fn a_secret_among_values_is_refused_at_its_place_and_shown_nowhere() {
    let key = format!("sk-{}", "a1B2c3D4e5F6".repeat(3));
    let options = format!(
        "[values]\nTOKEN = \"hunter2hunter2\"\n[environments.staging.values]\nTOKEN = \"hunter2hunter2\"\nREGION = \"{key}\"\n\
         LIMIT = \"hunter2hunter2\"\nMODE = \"hunter2hunter2\"\nNOTHING = \"hunter2hunter2\"\n"
    );
    let found = findings(&options);
    let expected = [
        "2: /values/TOKEN | `TOKEN` is a secret, and this file is read by many | take it out",
        "4: /environments/staging/values/TOKEN | `TOKEN` is a secret",
        "5: /environments/staging/values/REGION | the value of `REGION` looks like a credential",
        "6: /environments/staging/values/LIMIT | `LIMIT` is no number",
        "7: /environments/staging/values/MODE | `MODE` is none of its options | write one of fast, slow",
        "8: /environments/staging/values/NOTHING | no container asks for the value `NOTHING`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
    let commands = [
        "validate",
        "plan",
        "plan --env all",
        "validate --format json",
        "env check",
        "generate",
        "validate --format sarif",
    ];
    for options in [options.as_str(), "[values]\nTOKEN = \"hunter2hunter2\n", "[values]\nREGION = 22222222\n[values]\n"]
    {
        for command in commands {
            let Outcome { stdout, stderr, status } = project(options).run(command);
            assert_ne!(status, Status::Fine, "{command}");
            for secret in ["hunter2", &key, "22222222"] {
                assert!(!stdout.contains(secret) && !stderr.contains(secret), "{command}: {stdout}{stderr}");
            }
        }
    }
}

#[test]
fn an_env_file_is_held_to_what_an_environment_lacks() {
    let project = project("[environments.staging.values]\nREGION = \"eu\"\n[environments.production]\n");
    let missing = |args: &str| -> Vec<String> {
        let answer: Value = serde_json::from_str(&project.run(args).stdout).unwrap();
        assert_eq!(answer["for"], "cluster");
        let problems = answer["problems"].as_array().unwrap();
        problems.iter().map(|problem| problem["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(missing("env check --env staging --format json"), ["TOKEN"]);
    assert_eq!(missing("env check --env production --format json"), ["REGION", "TOKEN"]);
    assert_eq!(missing("env check --env production --var REGION=x --format json"), ["TOKEN"]);
}

#[test]
fn more_environments_than_a_person_has_are_refused() {
    let options: String = (0..40).map(|number| format!("[environments.e{number:02}]\n")).collect();
    let found = findings(&options);
    assert_eq!(found.len(), 8, "{found:#?}");
    assert!(found[0].contains("`e32` is one more than 32 environments"), "{found:#?}");
}
