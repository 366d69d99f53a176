//! `ast init --from`: what compose files in the manner of public agent stacks become, and what is listed as lost.

use std::fs;
use std::path::Path;

use ast::cli::Status;
use proptest::prelude::*;

use crate::project::Project;

/// Each file with the service that is named as its agent.
const FILES: [(&str, &str); 13] = [
    ("bounds", ""),
    ("chat-and-vectors", ""),
    ("images-alone", "bot"),
    ("local-models", ""),
    ("mcp-servers", ""),
    ("mysql-and-mailer", ""),
    ("observability", ""),
    ("odd-words", ""),
    ("rag-behind-nginx", ""),
    ("rag-with-ingestion", ""),
    ("several-built", "back"),
    ("two-of-a-kind", ""),
    ("workflow-worker-cache", ""),
];

/// An import of a file, and what it wrote and listed.
fn imported(name: &str, agent: &str) -> (Project, String) {
    let text = fs::read_to_string(format!("tests/imports/{name}.yaml")).unwrap();
    let project = Project::new().file("compose.yaml", text);
    let agent = if agent.is_empty() { String::new() } else { format!(" --agent {agent}") };
    let outcome = project.run(&format!("init --from compose.yaml --name my-stack{agent}"));
    assert_eq!(outcome.status, Status::Fine, "{name}: {outcome:?}");
    let listed: String = outcome
        .stderr
        .lines()
        .filter(|line| line.starts_with("compose.yaml:"))
        .map(|line| format!("{line}\n"))
        .collect();
    let read = |file: &str| fs::read_to_string(project.path(file)).unwrap_or_default();
    let made = format!("{}\n--- ast.toml\n{}\n--- listed\n{listed}", read("astropods.yml"), read("ast.toml"));
    (project, made)
}

#[test]
fn a_compose_file_becomes_what_is_written_beside_it() {
    for (name, agent) in FILES {
        let (project, made) = imported(name, agent);
        let expected = Path::new("tests/imports").join(format!("{name}.expected"));
        if std::env::var("UPDATE").is_ok() {
            fs::write(&expected, &made).unwrap();
        }
        assert_eq!(made, fs::read_to_string(expected).unwrap_or_default(), "{name}");
        // What is built is not there; nothing else is wrong.
        let found = project.run("validate --format short").stdout;
        let others: Vec<&str> =
            found.lines().filter(|line| line.contains(": warning") && !line.contains("missing-build-path")).collect();
        assert!(others.is_empty(), "{name}: {others:?}");
        assert_eq!(project.run("init --from compose.yaml").stderr, "nothing to do: `astropods.yml` is there\n");
    }
}

#[test]
fn no_secret_of_a_compose_file_comes_along() {
    for (name, agent) in FILES {
        let (_, made) = imported(name, agent);
        for secret in ["xoxb-1-2-3", "secret-password", "GF_SECURITY_ADMIN_PASSWORD: admin"] {
            assert!(!made.contains(secret), "{name}: {made}");
        }
    }
}

#[test]
fn which_service_is_the_agent_has_to_be_said_where_nothing_shows_it() {
    let text = fs::read_to_string("tests/imports/several-built.yaml").unwrap();
    let project = Project::new().file("compose.yaml", text);
    let outcome = project.run("init --from compose.yaml");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("there are front, back"), "{outcome:?}");
    assert_eq!(project.run("init --from compose.yaml --agent nobody").status, Status::Failed);
    for (text, said) in [("services: [", "line 1"), ("a: b\n", "has no `services`"), ("", "can't be imported")] {
        let outcome = Project::new().file("compose.yaml", text).run("init --from compose.yaml");
        assert!(outcome.status == Status::Failed && outcome.stderr.contains(said), "{text}: {outcome:?}");
    }
    // A name that is given twice holds as it is given last, and what would take long is refused.
    let twice = "services:\n  a:\n    build: .\n    ports: ['80:80']\n    environment: [LEVEL=1, LEVEL=2]\n";
    let project = Project::new().file("compose.yaml", twice);
    assert_eq!(project.run("init --from compose.yaml").status, Status::Fine);
    let spec = fs::read_to_string(project.path("astropods.yml")).unwrap();
    assert!(spec.contains("default: \"2\"") && !spec.contains("\"1\""), "{spec}");
    let many: String = (0..1000).map(|at| format!("  s{at}: {{image: x, environment: {{A: s1}}}}\n")).collect();
    let outcome = Project::new().file("compose.yaml", format!("services:\n{many}")).run("init --from compose.yaml");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("more than 500"), "{outcome:?}");
    // Options that are there are not written over.
    let project = Project::new()
        .file("compose.yaml", "services:\n  a: {build: ., ports: ['80:80'], command: run}\n")
        .file("ast.toml", "[dev]\nask = \"/chat\"\n");
    let outcome = project.run("init --from compose.yaml");
    assert!(outcome.status == Status::Fine && outcome.stderr.contains("args = "), "{outcome:?}");
    assert_eq!(fs::read_to_string(project.path("ast.toml")).unwrap(), "[dev]\nask = \"/chat\"\n");
}

/// What a stack becomes whose agent is `api`: the spec, its options, and the list.
fn brought(services: &str) -> (String, String, String) {
    let text = format!("services:\n  api: {{build: ., ports: ['80:80']}}\n{services}");
    let project = Project::new().file("compose.yaml", text);
    let outcome = project.run("init --from compose.yaml --agent api");
    assert_eq!(outcome.status, Status::Fine, "{services}: {outcome:?}");
    let found = project.run("validate --format short").stdout;
    assert!(!found.contains(": warning") || found.contains("missing-build-path"), "{services}: {found}");
    let read = |file: &str| fs::read_to_string(project.path(file)).unwrap_or_default();
    (read("astropods.yml"), read("ast.toml"), outcome.stderr)
}

#[test]
fn of_a_value_the_hosts_alone_are_renamed() {
    let others = "  amqp: {image: 'rabbitmq:4'}\n  search: {image: 'x:1', container_name: find}\n";
    for (value, expected) in [
        ("amqp://amqp:5672/amqp", "amqp://integration-amqp:5672/amqp"),
        ("amqp://amqp", "amqp://integration-amqp"),
        ("amqp://amqp:1,search:2/x", "amqp://integration-amqp:1,integration-search:2/x"),
        ("http://search:1,http://amqp:2", "http://integration-search:1,http://integration-amqp:2"),
        ("http://x.example/amqp?to=amqp&at=http://amqp:1", ""),
        ("http://amqp.example:1/", ""),
        ("http://my-amqp:1", ""),
        ("amqp:5672", "integration-amqp:5672"),
        ("amqp:1,search:2", "integration-amqp:1,integration-search:2"),
        ("amqp", ""),
        ("amqp:latest", ""),
        ("a word of amqp and http://find:1 here", "a word of amqp and http://integration-search:1 here"),
        ("jdbc:amqp://amqp:1/amqp", "jdbc:amqp://integration-amqp:1/amqp"),
        ("mail.example/amqp", ""),
    ] {
        let expected = if expected.is_empty() { value } else { expected };
        let (spec, ..) = brought(&format!("{others}  other:\n    image: y:1\n    environment: {{X: '{value}'}}\n"));
        assert!(spec.lines().any(|line| line.trim().replace('"', "") == format!("X: {expected}")), "{value}: {spec}");
    }
    let (spec, ..) =
        brought(&format!("{others}  other: {{image: 'y:1', environment: {{X_HOST: amqp, HOSTS: 'amqp,find'}}}}\n"));
    assert!(
        spec.contains("X_HOST: integration-amqp\n") && spec.contains("integration-amqp,integration-search"),
        "{spec}"
    );
    // A command says hosts too, and is not taken over with what may be a password.
    let command = "command: [run, '--to=amqp://amqp:1']";
    let (_, options, listed) = brought(&format!("{others}  other: {{image: 'y:1', {command}}}\n"));
    assert!(options.contains("\"--to=amqp://integration-amqp:1\"") && listed.contains("other.command"), "{options}");
    let command = "command: [run, '--to=amqp://u:hunter2@amqp:1']";
    let (_, options, listed) = brought(&format!("{others}  other: {{image: 'y:1', {command}}}\n"));
    assert!(!options.contains("hunter2") && listed.contains("other.command: it may hold a secret"), "{listed}");
}

#[test]
fn who_is_named_in_an_address_may_be_connected_to_at_the_port_that_it_says() {
    let stack = "  db: {image: 'postgres:17', environment: {POSTGRES_PASSWORD: x}}\n  search: {image: 'x:1'}\n  \
                 web: {image: 'w:1', environment: {DB: 'postgres://u:${P}@db/x', SEARCH: 'http://search:7700', API: 'http://api:80'}}\n";
    let (spec, options, listed) = brought(stack);
    assert!(options.contains("connects = [\"knowledge.db\", \"integrations.search\", \"agent\"]"), "{options}");
    assert!(spec.contains("      image: x:1\n      port: 7700\n"), "{spec}");
    assert!(listed.contains("with `knowledge-db` for `db`"), "{listed}");
    // What another says of the agent is its port too, where it publishes none itself.
    let text = "services:\n  api: {build: .}\n  web: {image: 'w:1', environment: {API: 'http://api:8000'}}\n";
    let project = Project::new().file("compose.yaml", text);
    assert_eq!(project.run("init --from compose.yaml --agent api").status, Status::Fine);
    let spec = fs::read_to_string(project.path("astropods.yml")).unwrap();
    assert!(spec.contains("frontend: true") && spec.contains("port: 8000"), "{spec}");
}

#[test]
fn an_address_without_the_password_that_a_store_gets_is_asked_for() {
    let other = "other: {image: 'y:1', environment: {CACHE: 'redis://redis:6379/0', CACHE_HOST: redis}}";
    let (spec, _, listed) = brought(&format!("  redis: {{image: 'redis:7'}}\n  {other}\n"));
    assert!(spec.contains("- name: CACHE\n        datatype: string\n        secret: true"), "{spec}");
    assert!(listed.contains("set `CACHE` in `.env` to `redis://:PASSWORD@knowledge-redis:6379/0`"), "{listed}");
    assert!(listed.contains("CACHE_HOST") && listed.contains("`redis` has a password here, which"), "{listed}");
    // Where there was one, nothing is new.
    let locked = "redis: {image: 'redis:7', command: redis-server --requirepass x}";
    let (_, _, listed) = brought(&format!("  {locked}\n  {other}\n"));
    assert!(!listed.contains("has a password here"), "{listed}");
}

#[test]
fn what_only_one_container_has_here_or_logs_in_otherwise_is_told() {
    let stack = "  db: {image: 'postgres:17', volumes: ['rows:/var/lib/postgresql/data']}\n  queue: {image: 'redis:7'}\n  \
                 one: {image: 'y:1', volumes: ['files:/files', 'rows:/rows', 'own:/own'], environment: {URL: 'postgres://a:b@db/c'}}\n  \
                 two: {image: 'y:1', volumes: [{type: volume, source: files, target: /other}]}\n";
    let (_, _, listed) = brought(stack);
    for said in [
        "one.volumes: `files` is also that of `two`, and",
        "one.volumes: `rows` is also that of `db`, and",
        "two.volumes: `files` is also that of `one`, and",
        "one.environment.URL: it may be a secret, which a spec does not hold: set `URL` in `.env`, with `knowledge-db` \
         for `db` and the login of `knowledge.db`",
    ] {
        assert_eq!(listed.matches(said).count(), 1, "{said}: {listed}");
    }
    assert!(!listed.contains("`own`") && !listed.contains("db.volumes: `rows`"), "{listed}");
    let text = "services:\n  api:\n    build: .\n    ports: ['80:80']\n    labels: ['traefik.enable=true']\n    \
                environment: {QUEUE_HOST: queue}\n  queue: {image: 'redis:7', labels: {team: mine}}\n";
    let listed = Project::new().file("compose.yaml", text).run("init --from compose.yaml").stderr;
    assert!(listed.contains("api.labels: ways in are `[cluster.route]`"), "{listed}");
    assert!(listed.contains("queue.labels: labels are the project's own"), "{listed}");
    assert!(listed.contains("`queue` has a password here, which the entry gives too"), "{listed}");
}

#[test]
fn a_plain_get_of_the_own_port_is_a_path() {
    for (test, path) in [
        ("curl -f http://localhost:80/healthz", "/healthz"),
        ("curl -fsS --max-time 5 -o /dev/null http://127.0.0.1/health || exit 1", "/health"),
        ("[CMD, curl, --fail, 'http://localhost']", "/"),
        ("[CMD-SHELL, 'wget -qO- http://0.0.0.0:80/a/b >/dev/null 2>&1 || exit 1']", "/a/b"),
        ("wget --no-verbose --tries=1 --spider http://localhost/ping", "/ping"),
        ("curl http://localhost/healthz", ""),
        ("curl -f http://localhost:81/healthz", ""),
        ("curl -f http://other/healthz", ""),
        ("curl -f https://localhost:80/healthz", ""),
        ("curl -f -X POST http://localhost/healthz", ""),
        ("curl -f http://localhost/healthz | grep ok", ""),
        ("curl -f http://localhost/healthz && test -e /ready", ""),
        ("curl -f http://localhost/a http://localhost/b", ""),
        ("curl -f http://localhost/$$PAGE", ""),
        ("python check.py", ""),
    ] {
        let text = format!(
            "services:\n  api: {{build: ., ports: ['80:80'], healthcheck: {{interval: 5s, test: {}}}}}\n",
            if test.starts_with('[') { test.to_owned() } else { format!("\"{test}\"") }
        );
        let project = Project::new().file("compose.yaml", text);
        assert_eq!(project.run("init --from compose.yaml").status, Status::Fine, "{test}");
        let spec = fs::read_to_string(project.path("astropods.yml")).unwrap();
        let is_path = spec.contains(&format!("    path: {path}\n    interval: 5s\n")) && !spec.contains("test:");
        assert_eq!(is_path, !path.is_empty(), "{test}: {spec}");
    }
}

#[test]
fn what_the_platform_does_otherwise_is_led_to_its_place() {
    for (service, said) in [
        ("{image: 'nginx:1.27'}", "`[cluster.route]`"),
        ("{image: 'docker.io/library/caddy:2'}", "`ast remove integration one`"),
        ("{build: {context: jobs}, command: crond -f}", "`ast add ingestion one --build jobs --cron \"0 2 * * *\"`"),
        (
            "{image: 'j:1', command: sh -c \"echo '30 4 * * 1 run' | crontab - && cron -f\"}",
            "`ast add ingestion one --image j:1 --cron \"30 4 * * 1\"`",
        ),
        ("{image: 'j:1', entrypoint: [/usr/local/bin/supercronic, /crontab]}", "`ast add ingestion one"),
        (
            "{image: 'mcuadros/ofelia:0.3', volumes: ['/var/run/docker.sock:/var/run/docker.sock']}",
            "`ast add ingestion one",
        ),
        ("{image: 'j:1', volumes: ['/var/run/docker.sock:/var/run/docker.sock']}", "is given to no container"),
        ("{image: 'j:1', command: python worker.py, depends_on: [db]}", "trigger `webhook`"),
        ("{image: 'j:1', command: celery -A app worker, environment: {A: 'x://db:1'}}", "trigger `webhook`"),
    ] {
        let stack = format!("  db: {{image: 'postgres:17'}}\n  one: {service}\n");
        let (_, _, listed) = brought(&stack);
        let found = listed.lines().filter(|line| line.contains("one") && line.contains(said)).count();
        assert_eq!(found, 1, "{service}: {listed}");
        assert!(!listed.contains("copy them into the image"), "{listed}");
        assert!(
            !listed.lines().any(|line| line.contains(": one.") && line.contains("what the entry gives")),
            "{listed}"
        );
    }
    // What is reached by a port, or reads no store, is no worker.
    for service in ["{image: 'j:1', expose: ['1'], depends_on: [db]}", "{image: 'j:1'}"] {
        let (_, _, listed) = brought(&format!("  db: {{image: 'postgres:17'}}\n  one: {service}\n"));
        assert!(!listed.contains("webhook"), "{listed}");
    }
}

#[test]
fn a_project_is_called_as_its_file_says_unless_somebody_says_otherwise() {
    let service = "services: {api: {build: ., ports: ['80:80']}}\n";
    for (name, args, expected) in [
        ("name: Paper_Search\n", "", "name: paper-search\n"),
        ("name: ${NAME:-papers}\n", "", "name: papers\n"),
        ("name: ${NAME}\n", " folder --yes", "name: folder\n"),
        ("name: papers\n", " --name mine", "name: mine\n"),
        ("", " folder --yes", "name: folder\n"),
    ] {
        let project = Project::new().file("compose.yaml", format!("{name}{service}")).file("folder/x", "");
        let outcome = project.run(&format!("init --from compose.yaml{args}"));
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let place = if args.contains("folder") { "folder/astropods.yml" } else { "astropods.yml" };
        let spec = fs::read_to_string(project.path(place)).unwrap();
        assert!(spec.contains(expected), "{name}{args}: {spec}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn whatever_a_service_says_gives_a_valid_spec_or_none(
        key in "(image|environment|ports|volumes|command|healthcheck|depends_on|build|shm_size|restart|profiles|[a-z]{3})",
        value in "([ -~]{0,20}|\\[[ -~]{0,12}\\]|\\{[a-zA-Z]{1,8}: [ -~]{0,12}\\})",
    ) {
        let text = format!("services:\n  a:\n    build: .\n    ports: [\"80:80\"]\n    {key}: {value}\n  b:\n    image: x:1\n    {key}: {value}\n");
        let project = Project::new().file("compose.yaml", text);
        let outcome = project.run("init --from compose.yaml --agent a");
        let is_made = project.path("astropods.yml").exists();
        prop_assert_eq!(outcome.status == Status::Fine, is_made, "{:?}", outcome);
        prop_assert!(!is_made || project.run("validate").status == Status::Fine);
    }
}
