//! The first runs of somebody who has only the pages and the program: what stops them says what to do next.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

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

#[test]
fn what_comes_after_a_first_spec_is_a_run_that_answers() {
    let next = |example: &str, package: &str| {
        let project = Project::new().file("Dockerfile", "FROM x\nEXPOSE 8000\n").file(".env.example", example);
        let outcome = project.file("requirements.txt", package).run("init --name my-agent");
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        outcome.stderr
    };
    // The mock stands in for the gateway alone.
    let own = next("OPENAI_API_KEY=\n", "openai\n");
    assert!(own.contains("next: `ast dev` runs it here") && !own.contains("mock"), "{own}");
    let gateway = next("", "openai\n");
    assert!(gateway.contains("next: `ast dev --gateway mock` runs it here"), "{gateway}");
    let compose = "services: {web: {build: ., ports: [\"80:80\"], environment: {OPENAI_API_KEY: x}}}\n";
    let outcome = Project::new().file("compose.yaml", compose).run("init --from compose.yaml --name my-agent");
    assert!(outcome.stderr.contains("next: `ast dev` runs it here"), "{outcome:?}");
}

#[test]
fn a_folder_is_made_where_all_is_said_of_it() {
    let project = Project::new();
    let outcome = project.run("init agents/new --image x:1 --interface frontend");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    assert!(project.path("agents/new/astropods.yml").is_file());
    for args in ["init other --image x:1", "init other --interface none", "init other"] {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Failed, "{args}");
        assert!(outcome.stderr.contains("make it first, or say `--yes`"), "{args}: {}", outcome.stderr);
        assert!(!project.path("other").exists(), "{args}");
    }
    let outcome = project.run("init other --from compose.yaml");
    assert!(outcome.status == Status::Failed && !outcome.stderr.contains("--yes"), "{outcome:?}");
}

#[test]
fn a_name_of_one_letter_is_told_how_long_names_are() {
    let outcome = Project::new().run("init --template python --name m");
    assert_eq!(outcome.status, Status::Failed, "{outcome:?}");
    assert!(outcome.stderr.contains("2 to 63 lower-case letters, digits and hyphens, a letter first"), "{outcome:?}");
}

#[test]
fn a_first_spec_can_be_seen_before_it_is_written() {
    let project = Project::new().file("Dockerfile", "FROM x\nEXPOSE 8000\n");
    let outcome = project.run("init new --image x:1 --interface none --diff");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    assert!(
        outcome.stdout.contains("+++ b/new/astropods.yml\n") && outcome.stdout.contains("+name: new\n"),
        "{outcome:?}"
    );
    assert!(!project.path("new").exists() && !outcome.stderr.contains("created"), "{outcome:?}");
    let outcome = project.run("init --name my-agent --diff");
    assert!(outcome.stdout.contains("+    dockerfile: Dockerfile\n"), "{outcome:?}");
    let compose = "services: {web: {build: ., command: [a], ports: [\"80:80\"]}}\n";
    let project = project.file("compose.yaml", compose);
    let outcome = project.run("init --from compose.yaml --name my-agent --diff");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    for file in ["+++ b/astropods.yml\n", "+++ b/ast.toml\n"] {
        assert!(outcome.stdout.contains(file), "{file}: {outcome:?}");
    }
    let mut left: Vec<_> = fs::read_dir(project.path(".")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["Dockerfile", "compose.yaml"]);
    // The tip of `--dry-run` is one that holds.
    assert!(project.run("init --dry-run").stderr.contains("`--diff`"));
    let outcome = project.run("init a --template python --diff");
    assert!(outcome.status == Status::Failed && !project.path("a").exists(), "{outcome:?}");
}

#[test]
fn a_first_spec_says_what_it_leaves_of_a_compose_file_and_of_an_address() {
    let init = |example: &str, compose: Option<&str>| {
        let project = Project::new().file("app/Dockerfile", "FROM x\nEXPOSE 8000\n").file("app/.env.example", example);
        let project = project.file("app/requirements.txt", "psycopg\nredis\n");
        let project = match compose {
            Some(name) => project.file(&format!("app/{name}"), "services: {}\n"),
            None => project,
        };
        let outcome = project.run("init app");
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        assert!(!format!("{outcome:?}").contains("hunter2"));
        outcome.stderr
    };
    let told = init("DATABASE_URL=postgres://me:hunter2@localhost/app\n", Some("docker-compose.yml"));
    let way = "`ast init app --from app/docker-compose.yml`";
    assert!(told.contains(way) && told.contains("remove `app/astropods.yml`"), "{told}");
    let note = told.lines().find(|line| line.contains("`DATABASE_URL`")).unwrap_or_default();
    for words in ["`knowledge.postgres`", "POSTGRES_HOST", "`localhost`", "`ast remove input DATABASE_URL`"] {
        assert!(note.contains(words), "{words}: {told}");
    }
    // What no store of the spec is, or what the store gives by that name, is an input like others.
    for example in ["MONGO_URL=\n", "REDIS_URL=\n", "MYSQL_URL=\n", "BASE_URL=x\n", "DATABASE_POOL=3\n"] {
        assert!(!init(example, None).contains("note:"), "{example}");
    }
    assert!(init("POSTGRES_URL=\n", None).contains("`ast remove input POSTGRES_URL`"));
    assert!(init("DB_HOST=localhost\n", None).contains("`ast remove input DB_HOST`"));
}

#[test]
fn lines_that_are_there_and_empty_are_not_said_to_be_added() {
    let spec = format!("{GOOD}  inputs:\n    - {{name: TOKEN, datatype: string, secret: true}}\n");
    for command in ["run -- true", "dev"] {
        let told = |env: &str| Project::new().file("astropods.yml", &spec).file(".env", env).run(command).stderr;
        let absent = told("OTHER=1\n");
        assert!(absent.contains("note: `ast env sync` adds the lines that are missing"), "{command}: {absent}");
        let empty = told("TOKEN=\n");
        assert!(empty.contains("`TOKEN` is empty") && !empty.contains("env sync"), "{command}: {empty}");
    }
}

/// Sources in which each line that reads `REGION` says so.
const READS: [(&str, &str); 5] = [
    (
        "agent.py",
        "import os\nregion = os.environ[\"REGION\"]  # READ\nother = os.environ[\"REGION_2\"]\nprint(\"REGION\")\n",
    ),
    ("tests/test_agent.py", "import os\ndef test(m):\n    os.getenv(\"REGION\")  # READ\n"),
    ("src/a.ts", "const region = process.env.REGION; // READ\nconst REGION = 1;\n"),
    ("src/main.rs", "fn main() {\n    std::env::var(\"REGION\").unwrap(); // READ\n}\n"),
    ("node_modules/x/a.js", "process.env.REGION;\n"),
];

#[test]
fn the_code_that_reads_an_input_by_its_variable_is_told_where_that_is_gone() {
    let spec = format!("{GOOD}inputs:\n  region: {{name: REGION, datatype: string}}\n");
    let files = READS.iter().fold(Project::new(), |project, (path, text)| project.file(path, text));
    let project = files.file("astropods.yml", &spec).file(".env", "REGION=hunter2\n");
    let mut expected = Vec::new();
    for (path, text) in READS {
        let lines = text.lines().enumerate().filter(|(_, line)| line.contains("READ"));
        expected.extend(lines.map(|(at, _)| format!("{path}:{}", at + 1)));
    }
    expected.sort();
    for (args, new) in [("remove input REGION", Value::Null), ("rename input REGION AREA", "AREA".into())] {
        let answer: Value = serde_json::from_str(&project.run(&format!("{args} --diff --format json")).stdout).unwrap();
        let reads = answer["reads"].as_array().unwrap();
        let mut places: Vec<_> =
            reads.iter().map(|read| format!("{}:{}", read["file"].as_str().unwrap(), read["line"])).collect();
        places.sort();
        assert_eq!(places, expected, "{args}: {answer:#}");
        assert!(reads.iter().all(|read| read["name"] == "REGION" && read["new"] == new), "{args}: {answer:#}");
    }
    let told = project.run("rename input REGION AREA");
    assert!(told.stdout.contains("  agent.py:2: reads `REGION`, which is `AREA` now\n"), "{told:?}");
    assert!(told.stdout.contains(".env: `REGION` is called `AREA` now; rename it there"), "{told:?}");
    assert!(!format!("{told:?}").contains("hunter2"), "{told:?}");
    let project = project.file(".env", "AREA=hunter2\n").file("agent.py", "import os\nos.environ[\"AREA\"]\n");
    let told = project.run("remove input AREA");
    assert!(told.stdout.contains("  agent.py:2: reads `AREA`, which nothing gives any more\n"), "{told:?}");
    assert!(told.stdout.contains(".env: nothing reads `AREA` any more; remove it there"), "{told:?}");
    // Where something else gives the name, the code has it as before.
    let kept = Project::new().file("agent.py", READS[0].1).file(
        "astropods.yml",
        format!("{GOOD}  environment: {{REGION: x}}\ninputs:\n  region: {{name: REGION, datatype: string}}\n"),
    );
    assert!(!kept.run("remove input REGION").stdout.contains("agent.py"));
}

#[test]
fn the_code_that_reads_what_an_entry_gives_is_told_where_that_is_called_otherwise_or_gone() {
    let spec = format!("{GOOD}knowledge:\n  archive: {{provider: postgres}}\n  db: {{provider: postgres}}\n");
    let code = "import os\na = os.environ[\"POSTGRES_DB_HOST\"]\nb = os.environ[\"POSTGRES_ARCHIVE_HOST\"]\n\
                c = os.environ[\"POSTGRES_HOST\"]\nd = os.environ[\"POSTGRES_DB_PASSWORD\"]\n";
    let project = Project::new().file("astropods.yml", &spec).file("agent.py", code);
    let reads = |args: &str| {
        let answer: Value = serde_json::from_str(&project.run(&format!("{args} --diff --format json")).stdout).unwrap();
        let reads = answer["reads"].as_array().unwrap().iter();
        reads.map(|read| format!("{} {} {}", read["line"], read["name"], read["new"])).collect::<Vec<_>>()
    };
    assert_eq!(
        reads("rename knowledge db orders"),
        [r#"2 "POSTGRES_DB_HOST" "POSTGRES_ORDERS_HOST""#, r#"5 "POSTGRES_DB_PASSWORD" "POSTGRES_ORDERS_PASSWORD""#]
    );
    // The first of several by its name has the short names, which lead to another database from then on.
    assert_eq!(
        reads("rename knowledge archive old"),
        [r#"3 "POSTGRES_ARCHIVE_HOST" "POSTGRES_OLD_HOST""#, r#"4 "POSTGRES_HOST" "POSTGRES_OLD_HOST""#]
    );
    let added = project.run("add knowledge aaa --provider postgres --diff").stderr;
    for said in [
        "breaks         in `agent`, `knowledge.aaa` instead of `knowledge.archive` gives `POSTGRES_DB`, `POSTGRES_HOST`, \
         `POSTGRES_PASSWORD`, `POSTGRES_PORT`, `POSTGRES_USER`\n",
        "  agent.py:4: reads `POSTGRES_HOST`, which is that of `knowledge.aaa` now; what it was is `POSTGRES_ARCHIVE_HOST`\n",
    ] {
        assert!(added.contains(said), "{added}");
    }
    // Alone, a store has no name in its variables.
    assert_eq!(
        reads("remove knowledge db"),
        [
            r#"2 "POSTGRES_DB_HOST" null"#,
            r#"3 "POSTGRES_ARCHIVE_HOST" "POSTGRES_HOST""#,
            r#"5 "POSTGRES_DB_PASSWORD" null"#
        ]
    );
    let told = project.run("rename knowledge db orders").stdout;
    assert!(told.contains("  agent.py:2: reads `POSTGRES_DB_HOST`, which is `POSTGRES_ORDERS_HOST` now\n"), "{told}");
}

#[test]
fn the_code_that_reads_what_a_model_or_an_integration_gives_is_told_where_that_is_gone() {
    let spec = format!(
        "{GOOD}models:\n  chat: {{provider: openai, models: [gpt-5]}}\nintegrations:\n  git: {{provider: github}}\n"
    );
    let plan = Project::new().file("astropods.yml", &spec).run("plan --format json").stdout;
    let plan: Value = serde_json::from_str(&plan).unwrap();
    for (args, id) in [("remove model chat", "models.chat"), ("remove integration git", "integrations.git")] {
        let given = plan["components"].as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap();
        let name = given["variables"][0].as_str().unwrap();
        let project = Project::new().file("astropods.yml", &spec);
        let project = project.file("agent.ts", format!("const it = process.env.{name};\n"));
        let told = project.run(args).stdout;
        assert!(told.contains(&format!("  agent.ts:1: reads `{name}`, which nothing gives any more\n")), "{told}");
    }
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
