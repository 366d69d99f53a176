//! What somebody meets who does not know the commands yet: help, wrong calls, and what names mean.

use ast::cli::Status;

use crate::project::{GOOD, Project};

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent: {image: my-agent:1}\n\
    knowledge:\n  a: {provider: postgres}\n  b: {provider: postgres}\n\
    integrations: {tickets: {provider: jira}}\n\
    providers: {jira: {scope: [integrations], variables: [{name: TOKEN, datatype: string, secret: true}]}}\n";

fn project() -> Project {
    Project::new().file("astropods.yml", SPEC)
}

#[test]
fn help_is_found_by_every_name_that_is_tried() {
    for args in ["help", "--help", "-h"] {
        let outcome = project().run(args);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (Status::Fine, ""), "{args}");
        assert!(outcome.stdout.contains("Examples:\n  ast init"), "{}", outcome.stdout);
    }
    assert_eq!(project().run("help plan").stdout, project().run("plan --help").stdout);
    let outcome = project().run("generate --help");
    for target in ast::target::TARGETS.iter() {
        assert!(outcome.stdout.contains(&format!("\n  {}", target.id())), "{}", outcome.stdout);
    }
}

#[test]
fn a_wrong_call_says_what_to_write() {
    let table = [
        ("validate --deny warning", "`--deny warnings`"),
        ("plan --gateway-url https://a.example/v1", "expected an origin without a path"),
        ("plan --otel-endpoint collector", "expected a URL"),
        ("plan --adapters sms", "expected `slack` or `web`"),
        ("plan --schedule nightly=daily", "expected five fields"),
        ("env sync no/such/.env", "there is no folder"),
        ("generate env --out-dir astropods.yml/x", "not a folder"),
        // A word that lacks is shown by the first example of the help, or of that of the command above.
        ("explain", "tip: as in `ast explain POSTGRES_HOST`"),
        ("add knowledge", "tip: as in `ast add knowledge postgres`"),
        ("--color never dev ask", "tip: as in `ast dev ask \"Who are you?\"`"),
    ];
    for (args, words) in table {
        let outcome = project().run(args);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""), "{args}");
        assert!(outcome.stderr.contains(words), "{args}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("os error"), "{args}: {}", outcome.stderr);
    }
    let outcome = project()
        .file("x/y", "")
        .run_with(vec!["plan".into(), "--schedule".into(), "nightly=0 2 * * *".into()], ast::cli::Terminal::default());
    assert!(outcome.stderr.contains("`nightly` is not an ingestion that runs by a schedule"), "{}", outcome.stderr);
}

#[test]
fn a_name_is_explained_by_what_it_stands_for() {
    let explain = |name: &str| project().run(&format!("explain {name}")).stdout;
    let own = explain("jira");
    assert!(own.contains("used by    integrations.tickets, which brings JIRA_TOKEN"), "{own}");
    assert!(explain("redis").contains("gives    REDIS_HOST, REDIS_PORT, REDIS_URL, REDIS_PASSWORD"));
    // The other store has a variable of this name too, with another value.
    let password = explain("POSTGRES_PASSWORD");
    assert!(password.contains("given to   knowledge.a\n"), "{password}");
    assert!(password.contains("given to   knowledge.b, where it is POSTGRES_B_PASSWORD\n"), "{password}");
    let near = project().run("explain tickets").stderr;
    assert!(near.contains("did you mean `integrations.tickets`?"), "{near}");
    let port = explain("ASTRO_PORT_KNOWLEDGE_B");
    assert!(port.contains("port 5432 of knowledge.b") && port.contains("default    5433\n"), "{port}");
    for address in ["5433", "localhost:5433", "http://127.0.0.1:5433/"] {
        assert_eq!(explain(address), port, "{address}");
    }
    let other = project().run("explain ASTRO_PORT_POSTGRES").stderr;
    assert!(other.contains("`ASTRO_PORT_KNOWLEDGE_B` (5433)"), "{other}");
    let cluster = explain("POSTGRES_PASSWORD --for cluster");
    assert!(cluster.contains("of the cluster; it is required"), "{cluster}");
}

#[test]
fn a_line_of_an_env_file_that_says_nothing_is_found_and_not_shown() {
    let project = project().file(".env", "JIRA_TOKEN=x\n# fine\nHOME\n\nhunter2 without a name\nexport PATH\n");
    let outcome = project.run("env check");
    assert_eq!(outcome.status, Status::Invalid);
    assert_eq!(
        outcome.stdout.lines().next(),
        Some(".env:5:1: error[invalid]: this line is neither `NAME=VALUE` nor a comment")
    );
    assert!(!outcome.stdout.contains("hunter2"), "{}", outcome.stdout);
    assert_eq!(outcome.stdout.lines().count(), 2, "{}", outcome.stdout);
    let project = project.file(".env", "JIRA_TOKEN=\"hunter2\n");
    let outcome = project.run("env check");
    assert!(outcome.stdout.starts_with(".env:1:1: error[invalid]: the quote that"), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("hunter2"), "{}", outcome.stdout);
}

#[test]
fn an_env_file_that_is_read_only_stays_as_it_is() {
    let project = project().file(".env", "MINE=1\n");
    let path = project.path(".env");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let outcome = project.run("env sync");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""));
    assert!(outcome.stderr.contains("`.env` is read-only"), "{}", outcome.stderr);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "MINE=1\n");
}

#[test]
fn what_the_slack_adapter_still_needs_is_told_though_nothing_fails_without_it() {
    let spec = |adapter: &str| format!("{GOOD}dev:\n  interfaces: [{adapter}]\n");
    let told = |adapter: &str, env: &str| {
        Project::new().file("astropods.yml", spec(adapter)).file(".env", env).run("plan --env-file .env").stdout
    };
    assert!(
        told("slack", "").contains("the Slack adapter still needs `SLACK_BOT_TOKEN` and `SLACK_APP_TOKEN` in `.env`")
    );
    assert!(told("slack", "SLACK_BOT_TOKEN=x\n").contains("the Slack adapter still needs `SLACK_APP_TOKEN` in `.env`"));
    assert!(!told("web", "").contains("the Slack adapter"));
}

#[test]
fn a_plan_says_what_the_env_file_beside_the_spec_lacks() {
    let spec = format!(
        "{GOOD}inputs:\n  one: {{name: ONE, datatype: string, secret: true}}\n  two: {{name: TWO, datatype: string}}\n  \
         three: {{name: THREE, datatype: string}}\n"
    );
    let drawn = |env: Option<&str>| {
        let project = Project::new().file("astropods.yml", &spec);
        let project = match env {
            Some(env) => project.file(".env", env),
            None => project,
        };
        let drawn = project.run("plan").stdout;
        drawn[drawn.find("missing").unwrap()..].to_owned()
    };
    let lacks = |drawn: &str| ["ONE", "TWO", "THREE"].map(|name| drawn.contains(&format!("{name}:")));
    let without = drawn(None);
    assert_eq!(lacks(&without), [true; 3], "{without}");
    let with = drawn(Some("ONE=hunter2\nTWO=\n"));
    assert_eq!(lacks(&with), [false, true, true], "{with}");
    assert!(with.starts_with("missing beside what `.env` sets") && !with.contains("hunter2"), "{with}");
    let all = drawn(Some("ONE=a\nTWO=b\nTHREE=c\n"));
    assert_eq!(all.trim_end(), "missing beside what `.env` sets");
    let cluster = Project::new().file("astropods.yml", &spec).file(".env", "ONE=a\n").run("plan --for cluster").stdout;
    assert!(cluster.contains("ONE:"), "what a cluster gets is not in `.env`: {cluster}");
}

#[test]
fn a_plan_can_show_one_container() {
    let project = Project::example("support-desk");
    let whole = project.run("plan").stdout;
    assert!(whole.contains("SLACK_ENABLED     = true where SLACK_BOT_TOKEN is set"), "{whole}");
    let outcome = project.run("plan --only knowledge-parts");
    assert!(outcome.stdout.contains("\nknowledge.parts  neo4j:"), "{}", outcome.stdout);
    for other in ["agent  support-desk", "messaging  ", "outside of this project", "GITHUB_TOKEN", "to know"] {
        assert!(whole.contains(other) && !outcome.stdout.contains(other), "{other}: {}", outcome.stdout);
    }
    assert!(project.run("plan --only agent").stdout.contains("\n├─ GITHUB_TOKEN: "), "what it needs is told");
    let answer: serde_json::Value =
        serde_json::from_str(&project.run("plan --only agent --format json").stdout).unwrap();
    assert_eq!((answer["containers"].as_array().unwrap().len(), &answer["containers"][0]["id"]), (1, &"agent".into()));
    let outcome = project.run("plan --only knowledge.part");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""));
    assert!(outcome.stderr.contains("did you mean `knowledge.parts`?"), "{}", outcome.stderr);
}

/// Words of neighbouring tools.
const FOREIGN: &[&str] = &[
    "env",
    "environment",
    "envFrom",
    "env_file",
    "vars",
    "variables",
    "configmap",
    "config",
    "settings",
    "ports",
    "port",
    "expose",
    "command",
    "entrypoint",
    "args",
    "replicas",
    "scale",
    "autoscale",
    "hpa",
    "min_instances",
    "memory",
    "cpu",
    "resources",
    "limits",
    "cron",
    "schedule",
    "cronjob",
    "job",
    "worker",
    "queue",
    "volume",
    "volumes",
    "disk",
    "storage",
    "liveness",
    "readiness",
    "probe",
    "depends_on",
    "networks",
    "restart",
    "secrets",
    "secret",
    "labels",
    "namespace",
    "host",
    "domain",
    "ingress",
    "tls",
    "route",
    "user",
    "runAsUser",
    "securityContext",
    "tools",
    "mcp",
    "prompt",
    "temperature",
    "vectordb",
    "database",
    "db",
    "cache",
    "webhook",
    "api_key",
    "token",
    "llm",
    "embedding",
    "services",
    "containers",
    "registry",
    "tag",
    "owner",
    "visibility",
    "slack",
    "discord",
    "ui",
    "interface",
    "model",
    "ollama",
    "valkey",
    "profiles",
    "helm",
    "docker",
];

#[test]
fn words_of_other_tools_lead_somewhere() {
    assert!(FOREIGN.len() > 60);
    let project = project();
    for word in FOREIGN {
        let outcome = project.run(&format!("explain {word}"));
        assert!(outcome.status == Status::Fine && outcome.stdout.lines().count() > 1, "{word}: {outcome:?}");
    }
    for (args, said) in [
        ("generate --for cluster", "`ast generate kubernetes`"),
        ("generate k8s", "did you mean `kubernetes`?"),
        ("generate cluster", "did you mean `kubernetes`?"),
        ("generate python", "did you mean `sdk-python`?"),
        ("generate --all", "without a target"),
        ("plan --json", "`--format json`"),
        ("validate --fix", "`ast fix`"),
        ("check", "`ast validate`"),
        ("new", "`ast init`"),
        ("up", "`ast dev`"),
        ("logs", "`ast dev`"),
        ("deploy", "`ast generate kubernetes`"),
    ] {
        let outcome = project.run(args);
        assert!(outcome.status == Status::Failed && outcome.stderr.contains(said), "{args}: {outcome:?}");
        // What only looks alike is not named beside it.
        for other in ["--force", "--allow", "`schema`", "'schema'", "'logout'", "-- --json"] {
            assert!(!outcome.stderr.contains(other), "{args}: {outcome:?}");
        }
    }
}

#[test]
fn what_a_guess_makes_of_words_of_other_tools_means_what_they_meant() {
    let table = [
        ("knowledge:\n  cache: {provider: redis, port: 6379}\n", "  cache: {provider: redis}\n"),
        (
            "knowledge:\n  db:\n    image: postgres:16\n    volumes: [\"data:/var/lib\"]\n",
            "  db:\n    provider: postgres\n",
        ),
        ("env:\n  REGION: eu\n", "inputs:\n  region:\n    name: REGION\n    datatype: string\n    default: eu\n"),
    ];
    let head = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
    for (text, expected) in table {
        let project = Project::new().file("astropods.yml", format!("{head}{text}"));
        let outcome = project.run("fix --unsafe");
        let fixed = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
        assert!(outcome.status == Status::Fine && fixed.ends_with(expected), "{fixed}\n{}", outcome.stdout);
    }
    for (written, expected) in [
        ("curl -f http://localhost:8080/health", "{test: [CMD-SHELL, \"curl -f http://localhost:8080/health\"]}"),
        ("http://localhost:8080/health", "{path: /health}"),
        ("/health", "{path: /health}"),
    ] {
        let project = Project::new().file("astropods.yml", format!("{head}  healthcheck: {written}\n"));
        project.run("fix --unsafe");
        let fixed = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
        assert_eq!(fixed, format!("{head}  healthcheck: {expected}\n"));
    }
    let entries = "models:\n  main: gpt-4o\ninputs:\n  api-token: string\n  PORT: 8080\n";
    let project = Project::new().file("astropods.yml", format!("{head}{entries}"));
    assert_eq!(project.run("fix --unsafe").status, Status::Fine);
    let fixed = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
    for line in [
        "  main: {provider: openai, models: [gpt-4o]}\n",
        "  api-token: {name: API_TOKEN, datatype: string}\n",
        "  PORT: {name: PORT, datatype: number, default: \"8080\"}\n",
    ] {
        assert!(fixed.contains(line), "{fixed}");
    }
    // What is kept of a store is no provider's matter where there is none.
    let kept = "knowledge:\n  db:\n    container: {image: \"my-db:1\"}\n    persistent: true\n";
    let project = Project::new().file("astropods.yml", format!("{head}{kept}"));
    project.run("fix");
    assert!(std::fs::read_to_string(project.path("astropods.yml")).unwrap().contains("persistent: true"));
}

#[test]
fn a_folder_that_is_not_there_is_made_where_nothing_is_asked() {
    let project = Project::new();
    let made = project.run("init my-agent --yes --image my-agent:1 --interface frontend");
    assert_eq!(made.status, Status::Fine, "{}", made.stderr);
    assert!(project.path("my-agent/astropods.yml").exists());
    let kind = project.run("add interface messaging");
    assert!(kind.stderr.contains("`ast explain interfaces`") && !kind.stderr.contains("similar"), "{}", kind.stderr);
}

#[test]
fn options_of_a_folder_above_that_do_not_hold_are_told() {
    let project = Project::new()
        .file("ast.toml", "[cluster]\nregistry = \"ghcr.io/acme\"\n")
        .file("one/astropods.yml", GOOD)
        .file("two/astropods.yml", GOOD.replace("my-agent", "other"))
        .file("two/ast.toml", "[cluster]\ntag = \"2\"\n");
    let said = project.run("validate .");
    assert!(said.status == Status::Fine && said.stdout.matches("hidden-options").count() == 1, "{}", said.stdout);
    assert!(said.stdout.contains("`extend = \"../ast.toml\"`"), "{}", said.stdout);
    let project = project.file("two/ast.toml", "extend = \"../ast.toml\"\n[cluster]\ntag = \"2\"\n");
    assert!(!project.run("validate .").stdout.contains("hidden-options"));
    // A key of another table leads there.
    let project = project.file("one/ast.toml", "registry = \"ghcr.io/acme\"\n");
    assert!(project.run("validate one").stdout.contains("it stands under `[cluster]`"));
}

#[test]
fn a_credential_is_shown_nowhere_and_told_wherever_it_stands() {
    let credential = "xoxb-000000000000-abcdefghijkl";
    let spec = format!(
        "{SPEC}slack:\n  token: {credential}\ninputs:\n  key:\n    name: STRIPE_KEY\n    datatype: string\n    default: {credential}\n"
    );
    let project = Project::new().file("astropods.yml", spec);
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit"] {
        let outcome = project.run(&format!("validate --format {format}"));
        assert!(outcome.stdout.contains("written-credential"), "{}", outcome.stdout);
        assert!(!outcome.stdout.contains(credential), "{}", outcome.stdout);
    }
    // A default that looks like one is that of a secret, whatever else is said of it.
    let valid = SPEC.to_owned()
        + "inputs:\n  key:\n    name: STRIPE_KEY\n    datatype: string\n    default: "
        + credential
        + "\n";
    let project = Project::new().file("astropods.yml", valid);
    let made = project.run("generate env compose kubernetes");
    assert_eq!(made.status, Status::Fine, "{}", made.stderr);
    for path in [".env.example", "env/agent.env", "compose.yaml", "deploy/kubernetes/base/agent.yaml"] {
        let text = std::fs::read_to_string(project.path(path)).unwrap();
        assert!(text.contains("STRIPE_KEY") && !text.contains(credential), "{path}: {text}");
    }
}

#[test]
fn above_many_projects_each_command_says_how_one_is_named() {
    let project = Project::new().file("agents/a/astropods.yml", GOOD).file("agents/b/astropods.yml", GOOD);
    for args in ["add model claude-sonnet-4-6", "remove input X"] {
        let told = project.run(args);
        assert!(told.status == Status::Failed && told.stderr.contains("as in `agents/a`"), "{args}: {told:?}");
    }
    let told = project.run("add model claude-sonnet-4-6 agents/a");
    assert_eq!(told.status, Status::Fine, "{told:?}");
}

#[test]
fn a_job_that_is_added_with_a_schedule_says_when_it_runs() {
    let project = Project::new().file("astropods.yml", GOOD);
    let added = project.run_with(
        ["add", "ingestion", "nightly", "--image", "a:1", "--cron", "0 2 * * *"].map(Into::into).into(),
        ast::cli::Terminal::default(),
    );
    assert_eq!(added.status, Status::Fine, "{added:?}");
    let note = added.stderr.lines().find(|line| line.starts_with("note: it runs ")).unwrap();
    assert!(note.contains("02:00") && note.contains("UTC; next on ") && note.contains("`[schedules]`"), "{note}");
    assert!(!project.run("add ingestion other --image a:1").stderr.contains("it runs"));
}

/// The help of the only finding of a spec.
fn help(spec: &str) -> String {
    let project = Project::new().file("astropods.yml", spec);
    let json: serde_json::Value = serde_json::from_str(&project.run("validate --format json").stdout).unwrap();
    let found = json["files"][0]["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{spec}{json}");
    found[0]["help"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_key_that_is_none_is_answered_by_what_explain_knows_of_it() {
    for (lines, said) in [
        ("llm: x\n", "a model that the agent calls is an entry of `models`"),
        ("channels: x\n", "how users reach the agent stands in `agent.interfaces`"),
        ("parameters: x\n", "what the deployer says is an input"),
        ("config: x\n", "what the deployer says is an input"),
        ("tasks: x\n", "jobs are entries of `ingestion`"),
        ("labels: x\n", "write `annotations` under `agent`"),
        ("metadata: x\n", "the agent's name stands at the top"),
        ("description: x\n", "remove it: descriptions and tags stand in AGENT.md"),
        // Whoever writes a spec today is not led to what older ones had.
        ("foo: x\n", "expected `spec`, `name`, `agent`, `models`"),
        ("models: {port: 9000}\n", "`port` is a key of an entry's `container`"),
        ("models: {image: foo}\n", "`image` is a key of an entry's `container`"),
        ("knowledge: {name: foo}\n", "the name of an entry is its key"),
        ("knowledge: {url: \"http://x\"}\n", "`url` stands where an entry has its name"),
        ("knowledge: {type: postgres}\n", "who serves an entry is its `provider`"),
        ("knowledge: {memory: redis}\n", "write `memory: {provider: redis}`"),
        ("models: {model: gpt-5}\n", "`model` is a key of an entry"),
    ] {
        let help = help(&format!("{GOOD}{lines}"));
        assert!(help.starts_with(said), "{lines}{help}");
    }
    for key in ["channels", "config", "meta", "description", "tasks"] {
        let help = help(&format!("spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  {key}: x\n"));
        assert!(!help.starts_with("expected"), "{key}: {help}");
    }
    let meta = project().run("explain meta");
    assert!(meta.status == Status::Fine && meta.stdout.contains("AGENT.md"), "{meta:?}");
}

#[test]
fn secrets_that_are_listed_by_name_become_inputs() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nsecrets: [NOTION_API_KEY, CRM_TOKEN]\n";
    let project = Project::new().file("astropods.yml", spec);
    assert_eq!(project.run("fix --unsafe").status, Status::Fine);
    let fixed = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
    assert!(fixed.contains("name: NOTION_API_KEY") && fixed.matches("secret: true").count() == 2, "{fixed}");
    // What may be a value is left to a person.
    let project = Project::new().file("astropods.yml", spec.replace("CRM_TOKEN", "hunter2"));
    assert!(!project.run("fix --unsafe --diff").stdout.contains("inputs"));
}

#[test]
fn secrets_and_variables_are_added_to_the_inputs_that_there_are() {
    let head = "spec: blueprint/v1\nname: my-agent\n";
    let fixed = |lines: &str| {
        let project = Project::new().file("astropods.yml", format!("{head}{lines}"));
        let ran = project.run("fix --unsafe");
        (ran.status, std::fs::read_to_string(project.path("astropods.yml")).unwrap().replacen(head, "", 1))
    };
    let level = "    - name: LOG_LEVEL\n      datatype: string\n      default: info\n";
    let dsn = "    - name: SENTRY_DSN\n      datatype: string\n      secret: true\n";
    let (env, secrets) = ("  env:\n    LOG_LEVEL: info\n", "  secrets:\n    - SENTRY_DSN\n");
    let agent = "agent:\n  image: a:1\n";
    assert_eq!(fixed(&format!("{agent}{env}{secrets}")), (Status::Fine, format!("{agent}  inputs:\n{level}{dsn}")));
    assert_eq!(fixed(&format!("{agent}{secrets}{env}")), (Status::Fine, format!("{agent}  inputs:\n{dsn}{level}")));
    let inputs = "  inputs:\n  - {name: A, datatype: string}  # own\n\n  # what follows\n";
    let added = inputs.replace("# own\n", &format!("# own\n{}", dsn.replace("\n  ", "\n").replacen("  ", "", 1)));
    assert_eq!(fixed(&format!("{agent}{inputs}{secrets}")), (Status::Fine, format!("{agent}{added}")));
    assert_eq!(fixed(&format!("{agent}{secrets}{inputs}")), (Status::Fine, format!("{agent}{added}")));
    let top = "inputs:\n  region:\n    name: REGION\n    datatype: string\n";
    let added = "  sentry-dsn:\n    name: SENTRY_DSN\n    datatype: string\n    secret: true\n";
    assert_eq!(fixed(&format!("{agent}{top}secrets: [SENTRY_DSN]\n")), (Status::Fine, format!("{agent}{top}{added}")));
    // What isn't one clear edit is left to a person.
    for lines in [
        "  inputs: [{name: A, datatype: string}]\n  secrets: [SENTRY_DSN]\n",
        "  inputs:\n    - {name: SENTRY_DSN, datatype: string}\n  secrets: [SENTRY_DSN]\n",
        "  inputs:\n    - {name: A, datatype: string}\n  secrets:\n    # of ours\n    - SENTRY_DSN\n",
    ] {
        assert_eq!(fixed(&format!("{agent}{lines}")), (Status::Invalid, format!("{agent}{lines}")));
    }
}

#[test]
fn a_fix_between_braces_reads_as_one_on_a_line_does() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: .}\n";
    let told = Project::new().file("astropods.yml", spec).run("validate").stdout;
    assert!(told.contains("   fix: add `dockerfile: Dockerfile` (a guess)\n"), "{told}");
}

const DEPLOYED: &str = "[environments.production.cluster]\nhost = \"h.acme.io\"\nroute = {kind = \"ingress\"}\n\
    namespace = \"prod\"\n[environments.staging.cluster]\nsecrets = \"external\"\negress = [\"10.0.0.0/8:5432\"]\n";

#[test]
fn what_the_program_names_in_a_cluster_can_be_asked_for() {
    let project = project().file("ast.toml", DEPLOYED);
    let explain = |words: &str| project.run(&format!("explain {words}")).stdout;
    assert!(explain("JIRA_TOKEN --env production").contains("in Secret `my-agent` of the cluster"));
    let secret = explain("my-agent");
    for said in [
        "my-agent is a Secret of this project in the namespace `my-agent`\n",
        "keys       JIRA_TOKEN, required\n",
        "read by    agent\n",
        "`my-agent.env.example` is to be copied",
    ] {
        assert!(secret.contains(said), "{secret}");
    }
    let external = explain("my-agent --env staging");
    assert!(external.contains("by the External Secrets operator"), "{external}");
    assert!(explain("my-agent --env production").contains("namespace `prod`"));
    let unknown = project.run("explain JIRA_TOKEN --env prod");
    assert_eq!((unknown.status, unknown.stdout.as_str()), (Status::Failed, ""), "{unknown:?}");
}

#[test]
fn an_entry_that_is_not_there_is_not_explained_by_its_section() {
    for (name, said) in [
        ("knowledge.nonsense", "`knowledge` has no entry `nonsense`\n  help: there are `knowledge.a`, `knowledge.b`"),
        ("integrations.tickts", "help: did you mean `integrations.tickets`?"),
        ("models.x", "help: it has none; `ast explain models`"),
    ] {
        let outcome = project().run(&format!("explain {name}"));
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""), "{name}");
        assert!(outcome.stderr.contains(said), "{name}: {}", outcome.stderr);
    }
    // A key may be meant, and the page is there for who asks for it.
    let key = project().run("explain knowledge.provider").stdout;
    assert!(key.starts_with("models.<name>.provider") || key.starts_with("knowledge.<name>.provider"), "{key}");
    assert!(project().run("explain providers.jira").stdout.contains("providers: "));
}

#[test]
fn who_reaches_an_address_in_a_cluster_can_be_asked() {
    let project = project().file("ast.toml", DEPLOYED);
    let explain = |words: &str| project.run(&format!("explain {words}")).stdout;
    let public = explain("api.example.com");
    for said in
        ["open to    agent", "at port 443", "shut to    knowledge.a, knowledge.b\n", "private networks are shut"]
    {
        assert!(public.contains(said), "{public}");
    }
    let private = explain("https://user:hunter2@10.1.2.3:5432/db");
    assert!(private.contains("10.1.2.3 is an address") && private.contains("open to    no container"), "{private}");
    assert!(private.contains("`egress = [\"10.1.2.3/32:5432\"]`") && !private.contains("hunter2"), "{private}");
    for name in ["NetworkPolicy", "network-policy", "netpol"] {
        assert!(explain(name).contains("private networks are shut"), "{name}");
    }
    assert!(explain("egress").contains("private networks are shut"));
    for host in ["agent.example.com", "dev.build.com"] {
        assert!(explain(host).contains("address outside"), "{host}");
    }
    let own = explain("h.acme.io --env production");
    assert!(own.starts_with("h.acme.io is the public host of agent in a cluster\n"), "{own}");
    assert!(own.contains("a route leads to port") && own.contains(" of agent\n"), "{own}");
    assert!(explain("ingestion.container.environment").starts_with("models.<name>.container.environment: "));
    assert!(project.run("explain agent.container").stderr.contains("nothing is called `agent.container`"));
    // A slip of a name that is known is none of an address.
    assert!(project.run("explain agnt.healthcheck").stderr.contains("did you mean `agent.healthcheck`?"));
}

#[test]
fn a_summary_is_of_an_environment_where_there_are_some() {
    let project = Project::new().file("astropods.yml", SPEC).file("ast.toml", DEPLOYED);
    let plain = project.run("generate kubernetes --summary");
    assert!(plain.stderr.contains("note: this is of the project's own options; `--env NAME` (production, staging)"));
    // The sum is that of the rows.
    assert!(plain.stdout.contains("\nmessaging    sidecar "), "{}", plain.stdout);
    let one = project.run("generate kubernetes --summary --env production");
    assert!(one.stdout.starts_with("namespace prod\n") && one.stdout.contains("exposed hosts: h.acme.io"), "{one:?}");
    assert!(!one.stderr.contains("note: "), "{one:?}");
    let all = project.run("generate helm --summary --env all").stdout;
    assert!(
        all.contains("environment production, namespace prod\n") && all.contains("\nenvironment staging, "),
        "{all}"
    );
    let refused = project.run("generate kubernetes --env production");
    assert!(refused.status == Status::Failed && refused.stderr.contains("add `--summary`"), "{refused:?}");
}

#[test]
fn a_model_that_is_added_says_what_it_leaves_open() {
    for (words, said) in [
        ("clade-sonnet-4-6", "not a model of the gateway, did you mean `claude-sonnet-4-6`?"),
        ("gpt-4o-mini", "not a model of the gateway"),
        ("e --provider cohere --model embed-v4.0", "note: no container gets `embed-v4.0` by a variable"),
    ] {
        let outcome = project().run(&format!("add model {words}"));
        assert!(outcome.status == Status::Fine && outcome.stderr.contains(said), "{words}: {outcome:?}");
    }
    for words in ["chat", "claude-sonnet-4-6", "e --provider cohere", "own --image m:1"] {
        let outcome = project().run(&format!("add model {words}"));
        assert!(!outcome.stderr.contains("note: "), "{words}: {outcome:?}");
    }
}
