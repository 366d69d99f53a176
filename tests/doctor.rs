//! `ast doctor` as a whole process: every program that it asks is a script of the test's.

use std::fs;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::account::user::User;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n";

/// A Docker on which everything is fine; what a test says beside that comes first.
fn docker(before: &str) -> String {
    format!(
        "#!/bin/sh\necho \"$PWD $*\" >>\"$HOME/asked\"\n{before}\ncase \"$1 $2\" in\n\
         'version --format') echo 27.1.2 ;;\n'compose version') echo 2.40.3 ;;\n'image inspect') echo sha256:1 ;;\nesac\n"
    )
}

/// Somebody whose machine has everything, and whose gateway takes their key.
fn user(before: &str) -> User {
    let user = User::new().program("docker", &docker(before));
    fs::write(user.path("astropods.yml"), SPEC).unwrap();
    user.platform.state().good_keys.push("sk-hunter2".to_owned());
    let values = format!("ASTRO_GATEWAY_URL={}\nASTRO_GATEWAY_API_KEY=sk-hunter2\n", user.platform.url);
    fs::write(user.path(".env"), values).unwrap();
    user
}

#[test]
fn a_machine_that_has_everything_is_fine() {
    let user = user("");
    let ended = user.run("doctor", "").is(0);
    let lines: Vec<_> = ended.stdout.lines().map(|line| line.split_whitespace().take(2).collect::<Vec<_>>()).collect();
    let checks: Vec<_> = lines.iter().skip(1).map(|words| (words[0], words[1])).collect();
    assert_eq!(
        checks,
        ["spec", "engine", "compose", "values", "ports", "images", "gateway"].map(|check| ("ok", check)),
        "{}",
        ended.stdout
    );
    let asked = fs::read_to_string(user.path("asked")).unwrap();
    assert!(asked.lines().all(|line| line.starts_with("/ ")), "in a folder of nobody's: {asked}");
    assert_eq!(asked.matches("manifest").count(), 0, "an image that is here is asked of nobody");
    let json: Value = serde_json::from_str(&user.run("doctor --format json", "").is(0).stdout).unwrap();
    assert_eq!(json["checks"][2]["message"], "Docker 27.1.2 answers");
    let mut schema: Value = serde_json::from_str(include_str!("../schema/output.schema.json")).unwrap();
    schema["$ref"] = json!("#/$defs/doctor");
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json), "{json}");
}

#[test]
fn each_thing_that_is_missing_has_its_remedy() {
    // What Docker does first, the line that says so, and its remedy.
    for (before, line, remedy) in [
        (
            "[ \"$1\" = version ] && { echo 'Cannot connect' >&2; exit 1; }",
            "error    engine   it does not answer: Cannot connect",
            "docker info",
        ),
        (
            "[ \"$1\" = compose ] && { echo 2.3.3; exit; }",
            "error    compose  Compose 2.3.3 is too old",
            "install Compose 2.26",
        ),
        ("[ \"$1\" = compose ] && exit 125", "error    compose  it does not answer", "install Compose"),
        (
            "case $1 in image) exit 1 ;; manifest) echo 'no such manifest: my-agent' >&2; exit 1 ;; esac",
            "error    images   `my-agent:1` can't be pulled: no such manifest: my-agent",
            "docker login",
        ),
    ] {
        let ended = user(before).run("doctor", "").is(1).says(line);
        let line = ended.stdout.lines().find(|found| found.starts_with(line)).unwrap();
        assert!(line.contains(remedy), "{line}");
    }
    let pulled = "[ \"$1\" = image ] && exit 1";
    user(pulled).run("doctor", "").is(0).says("ok       images   1 here or to be pulled");
}

#[test]
fn values_and_a_spec_that_are_wrong_are_told() {
    let user = user("");
    fs::write(user.path("astropods.yml"), format!("{SPEC}models:\n  big: {{provider: openai}}\n")).unwrap();
    user.run("doctor", "").is(1).says("error    values   missing or wrong: OPENAI_API_KEY; `ast env sync`");
    fs::write(user.path("astropods.yml"), "spec: blueprint/v1\nname: my-agent\n").unwrap();
    let ended = user.run("doctor", "").is(1).says("error    spec     astropods.yml has an error; `ast validate`");
    assert!(!ended.stdout.contains("gateway"), "{}", ended.stdout);
    fs::remove_file(user.path("astropods.yml")).unwrap();
    user.run("doctor", "").is(0).says("skipped  spec     no astropods.yml here");
}

#[test]
fn of_many_projects_each_has_a_line_and_what_they_share_is_said_once() {
    let user = user("");
    for (name, spec) in [
        ("a", SPEC),
        ("b", "spec: blueprint/v1\nname: b-agent\nagent: {image: b:1}\nmodels: {big: {provider: openai}}\n"),
    ] {
        fs::create_dir_all(user.path("agents").join(name)).unwrap();
        fs::write(user.path("agents").join(name).join("astropods.yml"), spec).unwrap();
    }
    fs::copy(user.path(".env"), user.path("agents/a/.env")).unwrap();
    let ended = user.run("doctor agents", "").is(1);
    let lines: Vec<&str> = ended.stdout.lines().skip(1).collect();
    assert!(lines[0].starts_with("ok       engine") && lines[1].starts_with("ok       compose"), "{}", ended.stdout);
    assert_eq!(lines[2], "ok       spec     agents/a/astropods.yml: nothing keeps it from running");
    assert!(
        lines[3]
            .starts_with("error    values   agents/b/astropods.yml: missing or wrong: OPENAI_API_KEY; `ast env sync`")
    );
    assert_eq!(lines.len(), 4, "{}", ended.stdout);
    let json: Value =
        serde_json::from_str(&user.run("doctor agents/a agents/b --format json", "").is(1).stdout).unwrap();
    assert_eq!(json["checks"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&json["projects"][0]["path"], &json["projects"][0]["checks"][1]["check"]),
        (&json!("agents/a/astropods.yml"), &json!("values"))
    );
    let mut schema: Value = serde_json::from_str(include_str!("../schema/output.schema.json")).unwrap();
    schema["$ref"] = json!("#/$defs/doctor");
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&json), "{json}");
    fs::write(user.path("agents/b/astropods.yml"), "name: b\n").unwrap();
    user.run("doctor agents", "").is(1).says("error    spec     agents/b/astropods.yml has");
    // What is the same for several is told once.
    fs::write(user.path("agents/b/astropods.yml"), SPEC).unwrap();
    fs::remove_file(user.path("agents/a/.env")).unwrap();
    let ended = user.run("doctor agents", "").is(1).says("error    gateway  all 2 projects: nobody is logged in");
    assert_eq!(ended.stdout.matches("nobody is logged in").count(), 1, "{}", ended.stdout);
    fs::copy(user.path(".env"), user.path("agents/a/.env")).unwrap();
    fs::copy(user.path(".env"), user.path("agents/b/.env")).unwrap();
    user.run("doctor agents", "").is(0);
}

#[test]
fn what_is_called_as_a_secret_is_and_is_none_is_a_warning() {
    let user = user("");
    let inputs = "inputs:\n  a: {name: STRIPE_KEY, datatype: string, default: x}\n  b: {name: TOKEN_LIMIT, datatype: number, default: \"1\"}\n";
    fs::write(user.path("astropods.yml"), format!("{SPEC}{inputs}")).unwrap();
    user.run("doctor", "")
        .is(0)
        .says("warning  spec     STRIPE_KEY is called as a secret is, and is none; say `secret: true`");
    let written = "integrations:\n  tool: {container: {image: \"t:1\", port: 9000, environment: {DB_PASSWORD: hunterX2, MODE: x}}}\n";
    fs::write(user.path("astropods.yml"), format!("{SPEC}{written}")).unwrap();
    let ran = user.run("doctor", "").is(0);
    ran.says("warning  spec     DB_PASSWORD is called as a secret is, and is none");
}

#[test]
fn a_port_is_free_or_the_projects_own_or_somebodys() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let spec = format!("{SPEC}knowledge:\n  cache: {{provider: redis}}\n");
    let set = |user: &User| {
        fs::write(user.path("astropods.yml"), &spec).unwrap();
        let values = fs::read_to_string(user.path(".env")).unwrap();
        fs::write(user.path(".env"), format!("{values}ASTRO_PORT_KNOWLEDGE_CACHE={port}\n")).unwrap();
    };
    let nobody = user("");
    set(&nobody);
    nobody.run("doctor", "").is(1).says(&format!(
        "error    ports    {port} of knowledge.cache is taken by another program; stop that, or move ours by `ast env sync --ports`"
    ));
    let other = user("[ \"$1\" = ps ] && printf 'web-1\\t/somewhere/else\\n'");
    set(&other);
    other.run("doctor", "").is(1).says("is taken by the container `web-1`");
    let own = user("[ \"$1\" = ps ] && printf 'my-agent-1\\t%s/.ast/dev\\n' \"$(readlink -f \"$HOME\")\"");
    set(&own);
    own.run("doctor", "").is(0).says("free or the project's own");
}

#[test]
fn the_gateway_is_asked_with_the_key_that_a_run_would_use() {
    let wrong = user("");
    wrong.platform.state().good_keys.clear();
    wrong.run("doctor", "").is(1).says("error    gateway  the gateway http").says("does not take the key");
    let nobody = user("");
    fs::write(nobody.path(".env"), "").unwrap();
    nobody.run("doctor", "").is(1).says("error    gateway  nobody is logged in").says("`ast login --gateway URL`");
    nobody.run("doctor --gateway mock", "").is(0);
    nobody.run("login", "").is(0);
    nobody.run("doctor", "").is(1).says("does not take the key");
    let key = "sk-hunter2-own";
    nobody.platform.state().good_keys.push(key.to_owned());
    nobody.run(&format!("login --gateway {}", nobody.platform.url), key).is(0);
    nobody.run("doctor", "").is(0).says("your own, by `ast login --gateway`, takes the key");
}

#[test]
fn a_key_of_the_environment_is_not_sent_to_a_url_of_a_file() {
    let user = user("").variable("ASTRO_GATEWAY_API_KEY", "sk-hunter2-mine");
    user.run("doctor", "").is(0).says("skipped  gateway  not asked");
    assert_eq!(user.platform.count("/v1/models"), 0);
}

#[test]
fn a_cluster_is_looked_at_where_something_was_generated_for_one() {
    let kubectl = "#!/bin/sh\ncase \"$1\" in\nconfig) echo kind-a ;;\n\
                   version) echo '{\"serverVersion\":{\"gitVersion\":\"v1.32.3\"}}' ;;\nesac\n";
    let user = user("").program("kubectl", kubectl);
    let ended = user.run("doctor", "").is(0);
    assert!(!ended.stdout.contains("kubectl"));
    user.run("generate kubernetes", "").is(0);
    user.run("doctor", "").is(0).says("ok       kubectl  `kind-a` answers, Kubernetes v1.32.3");
    fs::write(user.path("ast.toml"), "targets = [\"helm\"]\n").unwrap();
    let user = user.program("helm", "#!/bin/sh\nexit 1\n");
    user.run("doctor", "").is(1).says("error    helm     it does not answer");
    let user =
        user.program("kubectl", "#!/bin/sh\n[ \"$1\" = config ] && echo kind-a || { echo refused >&2; exit 1; }\n");
    user.run("doctor", "").is(1).says("error    kubectl  the cluster of `kind-a` does not answer: refused");
}

#[test]
fn nothing_that_a_repository_has_is_run() {
    let user = user("");
    fs::create_dir(user.path("project")).unwrap();
    fs::create_dir(user.path("project/.git")).unwrap();
    for name in ["docker", "ast"] {
        let theirs = user.path("project").join(name);
        fs::write(&theirs, "#!/bin/sh\ntouch \"$HOME/evil\"\n").unwrap();
        fs::set_permissions(&theirs, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let mut command = user.command("doctor");
    let project = user.path("project").canonicalize().unwrap();
    let path = format!(".::{}:{}:{}", project.display(), user.path("bin").display(), std::env::var("PATH").unwrap());
    let ended = User::ended(command.current_dir(&project).env("PATH", path).spawn().unwrap());
    assert!(!user.path("evil").exists() && ended.stdout.contains("Docker 27.1.2 answers"), "{ended:?}");
}

#[test]
fn another_program_called_ast_is_seen() {
    let user = user("").program("ast", "#!/bin/sh\necho 'ast version 9.9'\n");
    user.run("doctor", "").is(0).says("warning  ast      `ast` starts").says("which is ast version 9.9");
    let copy = format!("#!/bin/sh\necho 'ast {}'\n", env!("CARGO_PKG_VERSION"));
    user.program("ast", &copy).run("doctor", "").is(0).says("another copy of this program");
}

#[test]
fn a_port_that_the_values_give_twice_is_told_with_both_containers() {
    let user = user("");
    let store = "  interfaces: {frontend: true}\nknowledge: {db: {provider: redis}}\n";
    fs::write(user.path("astropods.yml"), format!("{SPEC}{store}")).unwrap();
    let values = fs::read_to_string(user.path(".env")).unwrap();
    for (line, told) in [
        ("ASTRO_PORT_AGENT=6379", "`ASTRO_PORT_AGENT` has the port of `agent` on 6379, which `knowledge.db` has too; "),
        ("ASTRO_PORT_AGENT=abc", "`ASTRO_PORT_AGENT` is not a port; "),
    ] {
        fs::write(user.path(".env"), format!("{values}{line}\n")).unwrap();
        let ended = user.run("doctor", "").is(1);
        assert!(ended.stdout.contains(&format!("error    ports    {told}")), "{}", ended.stdout);
        assert!(ended.stdout.contains("ok       values"), "{}", ended.stdout);
    }
}
