//! The env files of an overlay, which kustomize reads, and where Compose looks for what `env sync` writes.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: ghcr.io/example/my-agent:1\nmodels:\n  chat: {provider: openai}\n\
    knowledge:\n  db: {provider: postgres}\ninputs:\n  region: {name: REGION, datatype: string}\n  limit: {name: LIMIT, datatype: number, optional: true}\n";

/// The overlay's values, and the env file of a Secret that holds a key.
fn overlay(project: &Project) -> (String, Vec<String>) {
    let ran = project.run("generate kubernetes --namespace my-agent");
    assert_eq!(ran.status, Status::Fine, "{ran:?}");
    let secrets = fs::read_dir(project.path("deploy/kubernetes/secrets")).unwrap();
    let names = secrets.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut files: Vec<_> = names.filter_map(|name| name.strip_suffix(".example").map(str::to_owned)).collect();
    files.sort();
    ("deploy/kubernetes/overlays/production/values.properties".to_owned(), files)
}

/// What a check says of a file: names and kinds, and how it ends.
fn checked(project: &Project, file: &str) -> (Status, Vec<(String, String)>) {
    let ran = project.run(&format!("env check {file} --for cluster --format json"));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
    let problems = answer["problems"].as_array().unwrap();
    (ran.status, problems.iter().map(|problem| (text(problem, "name"), text(problem, "kind"))).collect())
}

fn pair(name: &str, kind: &str) -> (String, String) {
    (name.to_owned(), kind.to_owned())
}

#[test]
fn the_values_of_an_overlay_are_held_to_what_belongs_into_them_alone() {
    let project = Project::new().file("astropods.yml", SPEC);
    let (values, _) = overlay(&project);
    assert_eq!(checked(&project, &values), (Status::Invalid, vec![pair("REGION", "missing")]));
    let project = project.file(&values, "# all\n  REGION=eu west $HOME ${X\nLIMIT=5\r\n");
    assert_eq!(checked(&project, &values), (Status::Fine, Vec::new()));
    let project = project.file(&values, "REGION=\"eu\"\nLIMIT=many\nREGOIN=eu\nOPENAI_API_KEY=k\nno key\n");
    let (status, found) = checked(&project, &values);
    assert_eq!(status, Status::Invalid);
    for expected in [
        pair("REGION", "literal"),
        pair("LIMIT", "invalid"),
        pair("REGOIN", "unknown"),
        pair("OPENAI_API_KEY", "unknown"),
        pair("", "invalid"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn the_file_of_a_secret_is_held_to_its_keys_alone() {
    let project = Project::new().file("astropods.yml", SPEC);
    let (_, files) = overlay(&project);
    assert!(files.len() > 1, "{files:?}");
    for file in &files {
        let path = format!("deploy/kubernetes/secrets/{file}");
        let example = fs::read_to_string(project.path(&format!("{path}.example"))).unwrap();
        let keys: Vec<&str> = example.lines().filter_map(|line| line.strip_prefix('#')?.strip_suffix('=')).collect();
        let given: String = keys.iter().map(|key| format!("{key}=it's-$ecret-#1\n")).collect();
        fs::write(project.path(&path), &given).unwrap();
        assert_eq!(checked(&project, &path), (Status::Fine, Vec::new()), "{file}: {given}");
        fs::write(project.path(&path), "").unwrap();
        let (status, found) = checked(&project, &path);
        assert_eq!((status, found.len()), (Status::Invalid, keys.len()), "{file}: {found:?}");
    }
}

#[test]
fn another_output_folder_has_the_env_file_that_compose_reads_there() {
    let project = Project::new().file("astropods.yml", SPEC);
    let ran = project.run("generate compose --out-dir build");
    assert!(ran.stderr.contains("Compose reads `build/.env` here; `ast env sync --out-dir build` fills it"), "{ran:?}");
    assert!(!project.run("generate compose").stderr.contains("env sync --out-dir"));
    let synced = project.run("env sync --out-dir build");
    assert_eq!(synced.status, Status::Fine, "{synced:?}");
    assert!(project.path("build/.env").is_file() && !project.path(".env").exists());
    let checked = project.run("env check --out-dir build");
    assert!(checked.stdout.contains("build/.env"), "{checked:?}");
    assert_eq!(project.run("env check x.env --out-dir build").status, Status::Failed);
}

#[test]
fn a_later_run_says_what_of_an_overlay_no_longer_fits() {
    let spec = |inputs: &str, jobs: &str| format!("{GOOD}inputs:\n{inputs}ingestion:\n{jobs}");
    let input = |name: &str| {
        let key = name.to_lowercase();
        format!("  {key}: {{name: {name}, datatype: string}}\n")
    };
    let job = |name: &str| format!("  {name}:\n    container: {{image: \"j:1\"}}\n    trigger: {{type: manual}}\n");
    let project = Project::new().file("astropods.yml", spec(&input("REGION"), &(job("old") + &job("kept"))));
    let first = project.run("generate kubernetes");
    assert!(!first.stderr.contains("warning: deploy"), "what is made in this run fits: {}", first.stderr);
    let folder = "deploy/kubernetes/overlays/production";
    let patch = |kind: &str, name: &str| format!("  - target: {{kind: {kind}, name: {name}}}\n    patch: '[]'\n");
    let kustomization = format!(
        "namespace: elsewhere\nresources: [../../base]\nconfigMapGenerator:\n  - {{name: my-agent-values, behavior: merge, envs: [values.properties]}}\npatches:\n{}{}{}",
        patch("CronJob", "my-agent-ingestion-old"),
        patch("CronJob", "my-agent-ingestion-kept"),
        patch("CronJob", "my-agent-.*"),
    );
    let project = project
        .file(&format!("{folder}/values.properties"), "REGION=eu\n")
        .file(&format!("{folder}/kustomization.yaml"), kustomization);
    let project = project.file("astropods.yml", spec(&(input("ZONE") + &input("TIER")), &job("kept")));
    let said = project.run("generate kubernetes").stderr;
    let told: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix(&format!("warning: {folder}/"))).collect();
    for (file, words) in [
        ("values.properties", "`REGION`"),
        ("values.properties", "`ZONE`"),
        ("values.properties", "`TIER`"),
        ("kustomization.yaml", "it keeps the namespace `elsewhere`, and the base has `my-agent`"),
        ("kustomization.yaml", "it patches the CronJob `my-agent-ingestion-old`, which is not generated any more"),
    ] {
        assert!(told.iter().any(|line| line.starts_with(file) && line.contains(words)), "{words} is not in\n{said}");
    }
    assert_eq!(told.len(), 5, "{said}");
    // One that was made before there was a value to fill in.
    let bare = project.file(&format!("{folder}/kustomization.yaml"), "resources: [../../base]\n");
    let said = bare.run("generate kubernetes").stderr;
    assert!(said.contains("no value of `values.properties` arrives; add `configMapGenerator:"), "{said}");
    let spoofed = bare.file(&format!("{folder}/kustomization.yaml"), "namespace: \"x\\n::error::\\e[31m\"\n");
    let said = spoofed.run("generate kubernetes").stderr;
    assert!(!said.lines().any(|line| line.starts_with("::")) && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn a_later_run_says_what_of_filled_secrets_no_longer_fits() {
    let folder = "deploy/kubernetes/secrets";
    let told = |project: &Project, flags: &str| {
        let said = project.run(&format!("generate kubernetes --namespace my-agent {flags}")).stderr;
        assert!(!said.contains("hunter2"), "{said}");
        let lines = said.lines().filter_map(|line| line.strip_prefix(&format!("warning: {folder}/")));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let project = Project::new().file("astropods.yml", SPEC);
    let (_, files) = overlay(&project);
    assert_eq!(files, ["my-agent-knowledge-db.env", "my-agent.env"]);
    // Whoever fills in nothing on this machine has the values elsewhere.
    assert_eq!(told(&project, ""), [""; 0]);
    let project = project.file(&format!("{folder}/my-agent-knowledge-db.env"), "POSTGRES_PASSWORD=hunter2\n");
    insta::assert_snapshot!(told(&project, "").join("\n"), @"my-agent.env: it is not there, and kustomize asks for it; copy `my-agent.env.example` and set `OPENAI_API_KEY`");
    let project = project.file(&format!("{folder}/my-agent.env"), "OPENAI_API_KEY=hunter2\n");
    assert_eq!(told(&project, ""), [""; 0]);
    let secret = "inputs:\n  key: {name: SIGNING_KEY, datatype: string, secret: true}\n";
    let spec = SPEC.replace("  db:", "  main:").replace("inputs:\n", secret);
    let project = project.file("astropods.yml", spec);
    insta::assert_snapshot!(told(&project, "").join("\n"), @"
    my-agent-knowledge-db.env: nothing reads it any more; move its values, and remove it
    my-agent.env: `SIGNING_KEY` is not set, and `agent` needs it; add `SIGNING_KEY=…`
    my-agent-knowledge-main.env: it is not there, and kustomize asks for it; copy `my-agent-knowledge-main.env.example` and set `POSTGRES_PASSWORD`
    ");
    insta::assert_snapshot!(told(&project, "--secrets existing").join("\n"), @"
    my-agent-knowledge-db.env: nothing reads it any more; move its values, and remove it
    my-agent.env: nothing reads it any more; move its values, and remove it
    ");
}
