//! Env files: what real shells make of those that we write, what is added to a user's own, and what is said of one.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use ast::cli::Status;
use ast::dotenv::encode;
use proptest::prelude::*;

use crate::project::Project;

/// What shells, and Compose, obey in some place or other; a command among it leaves a file.
const HOSTILE: [&str; 26] = [
    "`touch ran`",
    "$(touch ran)",
    "${X:=$(touch ran)}",
    "<(touch ran)",
    "'",
    "\"",
    "\\",
    "$",
    "${",
    "}",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ";touch ran",
    "&touch ran",
    "|touch ran",
    "\ntouch ran\n",
    "#",
    "!",
    "~",
    "*",
    "\u{1b}]0;x\u{7}",
    "\u{85}",
    "\u{202e}é🦀",
];

/// Sources a file in a folder as people do, and gives the value of each name.
fn source(shell: &str, folder: &Path, file: &str, names: &[String]) -> Vec<String> {
    let show: String = names.iter().map(|name| format!("printf '%s\\0' \"${name}\"; ")).collect();
    let before = fs::read_dir(folder).unwrap().count();
    let script = format!("set -a; . ./{file}; {show} printf end");
    let output = Command::new(shell).args(["-c", &script]).current_dir(folder).env_clear().output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty() && shown.ends_with("end"),
        "{shell}: {output:?}\n{text}"
    );
    assert_eq!(fs::read_dir(folder).unwrap().count(), before, "{shell} ran something of\n{text}");
    shown.split('\0').take(names.len()).map(str::to_owned).collect()
}

/// The same file with every assignment that is a comment made one that counts.
fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let name = bare.split_once('=').map_or("", |(name, _)| name);
        if ast::dotenv::is_name(name) { bare } else { line }
    });
    lines.map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_shell_runs_anything_of_a_value_and_what_is_not_escaped_arrives(
        values in prop::collection::vec(
            prop::collection::vec(prop_oneof![prop::sample::select(HOSTILE.as_slice()).prop_map(str::to_owned), "[ -~]{0,4}"], 0..5),
            24,
        ),
    ) {
        let values: Vec<String> = values.into_iter().map(|parts| parts.concat()).collect();
        let names: Vec<String> = (0..values.len()).map(|at| format!("V{at}")).collect();
        let text: String = names.iter().zip(&values).map(|(name, value)| format!("{name}={}\n", encode(value))).collect();
        let project = Project::new().file("values.env", text);
        for shell in ["sh", "bash"] {
            for (value, arrived) in values.iter().zip(source(shell, &project.path(""), "values.env", &names)) {
                assert!(*value == arrived || encode(value).starts_with('"'), "{shell}: {value:?} arrived as {arrived:?}");
            }
        }
    }
}

#[test]
fn no_shell_runs_anything_of_what_a_spec_brings_into_an_env_file() {
    let mut spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  inputs:\n".to_owned();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = serde_json::to_string(&format!("it's {text} b")).unwrap();
        spec.push_str(&format!("    - {{name: V{at}, datatype: string, default: {quoted}, description: {quoted}}}\n"));
        spec.push_str(&format!(
            "    - {{name: S{at}, datatype: string, display-as: select, options: [{quoted}], secret: true}}\n"
        ));
    }
    spec.push_str("knowledge:\n  db: {provider: postgres}\n  cache: {provider: redis}\n");
    let project = Project::new().file("astropods.yml", spec);
    for command in ["generate env", "env sync"] {
        assert_eq!(project.run(command).status, Status::Fine, "{}", project.run(command).stderr);
    }
    for path in [".env", ".env.example", "env/agent.host.env"] {
        let text = fs::read_to_string(project.path(path)).unwrap();
        let sourced = Project::new().file("as-it-is.env", &text).file("uncommented.env", uncommented(&text));
        assert_ne!(text, uncommented(&text), "{path} has comments that set something");
        for shell in ["sh", "bash"] {
            source(shell, &sourced.path(""), "as-it-is.env", &[]);
            source(shell, &sourced.path(""), "uncommented.env", &[]);
        }
    }
}

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent: {image: a:1, astro_ai_gateway: true}\n\
    models: {chat: {provider: openai}}\nknowledge: {g: {provider: neo4j}, s: {provider: mysql}}\n\
    inputs: {text: {name: TEXT, datatype: string, default: \"a\\nb\"}}\n";

fn synced(before: &str, args: &str) -> (String, String) {
    let project = Project::new().file("astropods.yml", SPEC).file(".env", before);
    let outcome = project.run(&format!("env sync {args}"));
    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    (fs::read_to_string(project.path(".env")).unwrap(), outcome.stdout)
}

#[test]
fn sync_adds_no_name_that_a_line_could_be_setting() {
    for line in [
        "OPENAI_API_KEY: sk-x",
        "OPENAI_API_KEY : sk-x",
        "export\tOPENAI_API_KEY=sk-x",
        "export OPENAI_API_KEY = 'sk-x'",
        "OPENAI_API_KEY\n",
        "export OPENAI_API_KEY\n",
        "OPENAI_API_KEY=$ELSEWHERE",
        "OPENAI_API_KEY=",
        "A='1'OPENAI_API_KEY=sk-x",
    ] {
        let (text, told) = synced(line, "");
        assert!(text.starts_with(line.trim_end()), "{text}");
        assert_eq!(text.matches("OPENAI_API_KEY").count(), 1, "{text}");
        assert!(!told.lines().next().unwrap().contains("OPENAI_API_KEY"), "{told}");
    }
    // What stands inside of another value sets nothing.
    assert_eq!(synced("A='\nOPENAI_API_KEY=x\n'\n", "").0.matches("\nOPENAI_API_KEY=").count(), 2);
}

#[test]
fn sync_fills_an_empty_assignment_in_place() {
    for (before, after) in [
        ("ASTRO_GATEWAY_API_KEY=\nA=1\n", "ASTRO_GATEWAY_API_KEY=sk-"),
        ("ASTRO_GATEWAY_API_KEY=\"\" # mine\n", "ASTRO_GATEWAY_API_KEY=sk-"),
        ("export ASTRO_GATEWAY_API_KEY = ''\r\nA=1\r\n", "export ASTRO_GATEWAY_API_KEY = sk-"),
        ("ASTRO_GATEWAY_API_KEY:\n", "ASTRO_GATEWAY_API_KEY: sk-"),
        ("TEXT=\nASTRO_GATEWAY_API_KEY=", "TEXT=\"a\\nb\"\nASTRO_GATEWAY_API_KEY=sk-"),
    ] {
        let (text, told) = synced(before, "--gateway mock");
        assert!(text.starts_with(after), "{text}");
        assert!(told.contains("generated: ASTRO_GATEWAY_API_KEY"), "{told}");
        assert_eq!(text.matches("ASTRO_GATEWAY_API_KEY").count(), 1, "{text}");
        // Everything else of the file stays.
        for kept in before.split(['\n', '\r']).filter(|line| line.contains("A=1") || line.contains('#')) {
            assert!(text.contains(kept.split_once('#').map_or(kept, |(_, comment)| comment)), "{text}");
        }
        assert_eq!(synced(&text, "--gateway mock").0, text, "a second run changes nothing");
    }
}

#[test]
fn sync_leaves_a_file_alone_that_is_no_env_file() {
    let hostile = "A=1\nhunter2 without a name\n";
    let files = [
        ("astropods.yml", SPEC),
        ("ast.toml", "otel-endpoint = \"http://o:1\"\n"),
        ("compose.yaml", "services: {}\n"),
        ("other", "agent:\n  image: a:1\n"),
        ("list", "A:\n- hunter2\n"),
        ("notes", hostile),
        (".env", "-----BEGIN KEY-----\nhunter2\n"),
        // What is added would become a part of the value.
        (".env", "A=1\nOPENAI_API_KEY=\"hunter2\n"),
        (".env", "OPENAI_API_KEY='hunter2 $b"),
    ];
    for (name, text) in files {
        let project = Project::new().file("astropods.yml", SPEC).file(name, text);
        symlink(project.path(name), project.path("link")).unwrap();
        // The spec under its own name is a project, whose `.env` is completed.
        for named in [name, "link"].into_iter().filter(|named| *named != "astropods.yml") {
            let outcome = project.run(&format!("env sync {named}"));
            assert_eq!(outcome.status, Status::Failed, "{name}: {}", outcome.stdout);
            assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
            assert_eq!(fs::read_to_string(project.path(name)).unwrap(), text);
        }
        assert_ne!(fs::metadata(project.path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let project = Project::new().file("astropods.yml", SPEC).file("notes", hostile);
    assert_eq!(project.run("env sync astropods.yml").status, Status::Fine);
    assert!(project.path(".env").exists());
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), SPEC);
    let told = project.run("env sync notes").stderr;
    assert!(told.contains("`notes` is not an env file: line 2 is not `NAME=VALUE`"), "{told}");
}

#[test]
fn one_token_of_slack_asks_for_the_other() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {image: \"x:1\"}\ndev:\n  interfaces:\n    messaging:\n      adapters: [slack]\n";
    let checked = |env: &str| {
        let project = Project::new().file("astropods.yml", spec).file(".env", env);
        let outcome = project.run("env check");
        assert!(!outcome.stdout.contains("xoxb-hunter2"), "{}", outcome.stdout);
        (outcome.status, outcome.stdout)
    };
    for env in ["", "SLACK_BOT_TOKEN=xoxb-hunter2\nSLACK_APP_TOKEN=xapp-1\n"] {
        assert!(!checked(env).1.contains("warning"), "{env}");
    }
    for (env, missing) in
        [("SLACK_BOT_TOKEN=xoxb-hunter2\n", "SLACK_APP_TOKEN"), ("SLACK_APP_TOKEN=xapp-1\n", "SLACK_BOT_TOKEN")]
    {
        let (status, told) = checked(env);
        assert!(status == Status::Fine && told.contains(&format!("`{missing}` is not set")), "{told}");
    }
}

#[test]
fn check_tells_what_compose_would_read_differently_from_what_was_meant_and_shows_no_value() {
    let filled = "ASTRO_GATEWAY_URL=https://g.example.com\nASTRO_GATEWAY_API_KEY=k\nOPENAI_API_KEY=k\nTEXT=t\n";
    let problem = |line: &str| {
        let project = Project::new().file("astropods.yml", SPEC).file(".env", format!("{filled}{line}\n"));
        let outcome = project.run("env check --format json");
        let json: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert!(!outcome.stdout.contains("hunter2"), "{}", outcome.stdout);
        assert_eq!(project.run("env check").status, outcome.status);
        let kinds = json["problems"].as_array().unwrap().iter();
        let mut kinds: Vec<_> = kinds.map(|found| found["kind"].as_str().unwrap().to_owned()).collect();
        kinds.sort();
        assert_eq!(outcome.status == Status::Fine, json["valid"].as_bool().unwrap());
        (outcome.status, kinds.join(" "))
    };
    let wrong = [
        ("ASTRO_GATEWAY_URL=foo", "duplicate invalid"),
        ("ASTRO_GATEWAY_URL=ftp://x", "duplicate invalid"),
        ("ASTRO_GATEWAY_URL=https://hunter2@x", "duplicate invalid"),
        ("ASTRO_GATEWAY_URL=https://x/v1", "duplicate invalid"),
        ("OPENAI_API_KEY=\"hunter2\\nx\"", "duplicate invalid"),
        ("OPENAI_API_KEY=hunter2’", "duplicate invalid"),
        ("OPENAI_API_KEY=a$hunter2", "duplicate unset"),
        ("OPENAI_API_KEY=\"tr0ub${hunter2}\"", "duplicate unset"),
        ("OPENAI_API_KEY=${", "duplicate invalid"),
        ("OPENAI_API_KEY='it\\'s hunter2", "duplicate invalid"),
        ("OPENAI_API_KEY=${hunter2:?no}", "duplicate invalid"),
        ("hunter2 is here", "invalid"),
        ("NEO4J_AUTH=neo4j/short", "invalid"),
        ("NEO4J_AUTH=hunter2/long-enough", "invalid"),
        ("MYSQL_USER=root", "invalid"),
    ];
    for (line, kinds) in wrong {
        assert_eq!(problem(line), (Status::Invalid, kinds.to_owned()), "{line}");
    }
    let fine = [
        ("", ""),
        ("NEO4J_AUTH: none", ""),
        ("NEO4J_AUTH=neo4j/hunter2-is-long", ""),
        ("export\tMYSQL_USER=me", ""),
        ("MYSQL_PASSWORD='hunter2$money'", ""),
        ("MYSQL_PASSWORD=hunter2$$money", ""),
        ("MYSQL_PASSWORD=$OPENAI_API_KEY", ""),
        ("MYSQL_PASSWORD=${NOWHERE:-hunter2}", ""),
        ("TEXT=again", "duplicate"),
        ("OPENAI_API_KEY=\"hunter2\\n\"", "duplicate literal"),
        ("MYSQL_PASSWORD=' hunter2'", "literal"),
    ];
    for (line, kinds) in fine {
        assert_eq!(problem(line), (Status::Fine, kinds.to_owned()), "{line}");
    }
}

#[test]
fn a_name_that_the_environment_overrides_now_is_told() {
    let spec = SPEC.replace("name: TEXT", "name: LANG");
    let text = "ASTRO_GATEWAY_URL=https://g\nASTRO_GATEWAY_API_KEY=k\nOPENAI_API_KEY=$FROM_OUTSIDE\nLANG=x\n";
    let project = Project::new().file("astropods.yml", spec).file(".env", text);
    let check = |lang: &str| {
        let mut ast = Command::new(env!("CARGO_BIN_EXE_ast"));
        ast.args(["env", "check"]).current_dir(project.path("")).env("LANG", lang).env("FROM_OUTSIDE", "hunter2");
        String::from_utf8(ast.output().unwrap().stdout).unwrap()
    };
    assert_eq!(check("x"), ".env has everything\n");
    let told = check("hunter2");
    assert!(told.contains(".env:4:1: warning[overridden]: the environment sets `LANG` too"), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn three_at_once_make_up_one_key_and_each_says_what_it_did() {
    for _ in 0..3 {
        let project = Project::new().file("astropods.yml", SPEC).file(".env", "MINE=1\n");
        let runs: Vec<_> = (0..3)
            .map(|_| {
                let mut ast = Command::new(env!("CARGO_BIN_EXE_ast"));
                ast.args(["env", "sync", "--gateway", "mock"]).current_dir(project.path(""));
                ast.env("XDG_STATE_HOME", project.path("state")).stdout(Stdio::piped()).stderr(Stdio::piped());
                ast.spawn().unwrap()
            })
            .collect();
        let told: Vec<_> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
        assert!(told.iter().all(|run| run.status.success()), "{told:?}");
        let generated = told.iter().filter(|run| String::from_utf8_lossy(&run.stdout).contains("generated:")).count();
        let text = fs::read_to_string(project.path(".env")).unwrap();
        assert_eq!((generated, text.matches("ASTRO_GATEWAY_API_KEY=sk-").count()), (1, 1), "{text}");
        assert_eq!((text.matches("OPENAI_API_KEY=").count(), text.starts_with("MINE=1\n")), (1, true), "{text}");
    }
}

#[test]
fn a_port_that_two_containers_would_have_is_found_and_one_that_is_none() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {image: \"x:1\", interfaces: {frontend: true}}\n\
        knowledge:\n  a: {provider: redis}\n  b: {provider: redis}\n";
    let checked = |env: &str| {
        let outcome = Project::new().file("astropods.yml", spec).file(".env", env).run("env check");
        assert!(!outcome.stdout.contains("hunter2"), "{}", outcome.stdout);
        (outcome.status, outcome.stdout)
    };
    for env in
        ["", "ASTRO_PORT_AGENT=\n", "ASTRO_PORT_AGENT=6390\n", "ASTRO_PORT_AGENT=6379\nASTRO_PORT_KNOWLEDGE_A=3200\n"]
    {
        let (status, told) = checked(env);
        assert!(status == Status::Fine && !told.contains("ASTRO_PORT"), "{env}: {told}");
    }
    let (status, told) = checked("ASTRO_PORT_AGENT=6379\n");
    assert_eq!(status, Status::Invalid, "{told}");
    let expected = "`ASTRO_PORT_AGENT` has the port of `agent` on 6379, which `knowledge.a` has too";
    assert!(told.contains(expected) && told.contains("such as 6381"), "{told}");
    // Of two lines the later one is told.
    let (status, told) = checked("ASTRO_PORT_AGENT=9000\nASTRO_PORT_KNOWLEDGE_B=9000\n");
    assert_eq!((status, told.matches("error[").count()), (Status::Invalid, 1), "{told}");
    assert!(
        told.contains(
            "2:1: error[invalid]: `ASTRO_PORT_KNOWLEDGE_B` has the port of `knowledge.b` on 9000, which `agent` has too"
        ),
        "{told}"
    );
    for value in ["hunter2", "0", "65536", "-1", "80 80"] {
        let (status, told) = checked(&format!("ASTRO_PORT_AGENT={value}\n"));
        assert!(status == Status::Invalid && told.contains("`ASTRO_PORT_AGENT` is not a port"), "{value}: {told}");
        assert!(told.contains("from 1 to 65535"), "{told}");
    }
    // What starts here asks the same before it starts anything.
    for command in ["dev", "run -- true"] {
        let project = Project::new().file("astropods.yml", spec).file(".env", "ASTRO_PORT_KNOWLEDGE_A=hunter2\n");
        let outcome = project.run(command);
        assert!(outcome.stderr.contains("`ASTRO_PORT_KNOWLEDGE_A` is not a port"), "{command}: {outcome:?}");
        assert!(!format!("{outcome:?}").contains("hunter2"), "{command}");
    }
    // A cluster publishes nothing here.
    let project = Project::new().file("astropods.yml", spec).file(".env", "ASTRO_PORT_AGENT=6379\nNOBODYS=1\n");
    let cluster = project.run("env check --for cluster").stdout;
    assert!(cluster.contains("nothing reads `NOBODYS`"), "{cluster}");
    assert!(!cluster.contains("has the port") && !cluster.contains("nothing reads `ASTRO_PORT"), "{cluster}");
}

#[test]
fn a_name_that_is_gone_is_taken_for_that_of_no_other_store() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nknowledge:\n  archive: {provider: postgres}\n  \
                orders: {provider: postgres}\n";
    let given = "POSTGRES_DB_PASSWORD=a\nPOSTGRES_PASSWORD=b\nPOSTGRES_ORDERS_PASSWORD=c\n";
    let told = Project::new().file("astropods.yml", spec).file(".env", given).run("env check").stdout;
    let expected = "nothing reads `POSTGRES_DB_PASSWORD`\n  help: each store has its own: `POSTGRES_ORDERS_PASSWORD` of \
                    knowledge.orders, `POSTGRES_PASSWORD` of knowledge.archive\n";
    assert!(told.contains(expected), "{told}");
}
