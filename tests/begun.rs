//! The first runs of somebody who has only the pages and the program: what stops them says what to do next.

use std::fs;

use ast::cli::Status;

use crate::account::user::User;
use crate::project::{GOOD, Project};

/// An agent with keys of its own, and no gateway.
const OWN: &str = "  interfaces: {frontend: true}\nmodels:\n  openai: {provider: openai}\n";

#[test]
fn without_an_engine_a_run_names_what_wants_one_and_the_way_without() {
    let docker = "#!/bin/sh\necho 'Cannot connect to the engine' >&2\nexit 1\n";
    let of = |spec: &str| {
        let user = User::new().program("docker", docker);
        fs::write(user.path("astropods.yml"), spec).unwrap();
        user
    };
    let chat = "  astro_ai_gateway: true\n  interfaces: {messaging: true}\ndev: {interfaces: {messaging: {adapters: [web]}}}\n";
    let store = "knowledge: {db: {provider: redis}}\n";
    for (spec, named, apart) in [
        (format!("{GOOD}{chat}"), "messaging would be started in a container, and no engine answers", "without it"),
        (
            format!("{GOOD}{chat}{store}"),
            "knowledge.db, messaging would be started in containers, and no engine answers",
            "without them",
        ),
    ] {
        let user = of(&spec);
        let ended = user.run("run --gateway mock -- echo it ran", "").is(2);
        assert!(ended.stderr.contains(named), "{}", ended.stderr);
        assert!(ended.stderr.contains(&format!("`--no-start` runs the command {apart}")), "{}", ended.stderr);
        assert!(user.run("run --gateway mock --no-start -- echo it ran", "").is(0).stdout.contains("it ran"));
    }
    let alone = of(&format!("{GOOD}  astro_ai_gateway: true\n  interfaces: {{frontend: true}}\n"));
    assert!(alone.run("run --gateway mock -- echo it ran", "").is(0).stdout.contains("it ran"));
}

#[test]
fn a_gateway_that_nothing_calls_is_told_where_somebody_asks_for_one() {
    let note = "note: nothing of this project calls the gateway, so `--gateway mock` changes nothing";
    let project = Project::new().file("astropods.yml", format!("{GOOD}{OWN}"));
    // Both end where a value is missing, before anything is started.
    for command in ["run --gateway mock -- true", "dev --gateway mock"] {
        let told = project.run(command).stderr;
        assert!(told.contains(note) && told.contains("`astro_ai_gateway: true` under `agent`"), "{command}: {told}");
    }
    assert!(!project.run("run -- true").stderr.contains("note: nothing"), "nobody asked for one");
    let gateway = Project::new()
        .file("astropods.yml", format!("{GOOD}  astro_ai_gateway: true\n  inputs: [{{name: A, datatype: string}}]\n"));
    assert!(!gateway.run("dev --gateway mock").stderr.contains("note: nothing"));
}

/// Sources of a project without the gateway, in which each line that imports what its client code lacks says so.
const IMPORTS: [(&str, &str); 5] = [
    (
        "agent.py",
        "from my_agent_ast import gateway  # GONE\nfrom my_agent_ast import (\n    Settings,\n    models as ours,\n    async_gateway as far,  # GONE\n)\nfrom my_agent_ast import _factory, extra, load_env_file\nfrom other import gateway as mine\nimport my_agent_ast as all\n",
    ),
    (
        "src/a.ts",
        "import { gateway } from \"@ast/my-agent/gateway\"; // GONE\nimport { Settings } from \"@ast/my-agent\";\nimport { gateway as g } from \"../sdk/mastra/gateway.js\"; // GONE\nimport { gateway as own } from \"./gateway.js\";\n",
    ),
    (
        "src/main.rs",
        "use my_agent_ast::gateway::gateway; // GONE\nuse my_agent_ast::gateway; // GONE\nuse my_agent_ast::{Settings, models};\nuse my_agent_ast::read;\n",
    ),
    ("silent.py", "from my_agent_ast import gateway  # ast: ignore[missing-client-name] it is tried\n"),
    ("sdk/python/my_agent_ast/extra.py", ""),
];

#[test]
fn an_audit_finds_a_gateway_that_client_code_does_not_have() {
    let spec = |gateway: &str| {
        format!(
            "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {{context: ., dockerfile: Dockerfile}}\n{gateway}{OWN}"
        )
    };
    let files = IMPORTS.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
    let project = files.file("astropods.yml", spec("")).file("Dockerfile", "FROM scratch\nCOPY . .\nCMD [\"x\"]\n");
    assert_eq!(project.run("generate sdk-python sdk-mastra sdk-rust").status, Status::Fine);
    let told = || {
        let outcome = project.run("audit --format short");
        let lines = outcome.stdout.lines().filter(|line| line.contains("[missing-client-name]"));
        let place = |line: &str| line.split(':').take(2).collect::<Vec<_>>().join(":");
        let mut places: Vec<String> = lines.map(place).collect();
        places.sort();
        places
    };
    let mut expected = Vec::new();
    for (path, text) in IMPORTS {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains("GONE"));
        expected.extend(lines.map(|(at, _)| format!("{path}:{}", at + 1)));
    }
    assert_eq!(told(), expected);
    let text = project.run("audit").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("`my_agent_ast`, which is generated, has no `gateway`"), "{text}");
    assert!(text.contains("`astro_ai_gateway: true` under `agent`"), "{text}");
    fs::write(project.path("astropods.yml"), spec("  astro_ai_gateway: true\n")).unwrap();
    assert_eq!(project.run("generate").status, Status::Fine);
    assert_eq!(told(), Vec::<String>::new());
}
