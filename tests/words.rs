//! Words of neighbouring tools: each is answered by where the thing lives in this language, or by `ast.toml`.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

/// The findings of a spec, as (code, help).
fn found(spec: &str) -> Vec<(String, String)> {
    let ran = Project::new().file("astropods.yml", spec).run("validate --format json");
    let ran: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |found: &Value, key: &str| found[key].as_str().unwrap_or_default().to_owned();
    let found = ran["files"][0]["diagnostics"].as_array().unwrap();
    found.iter().map(|found| (text(found, "code"), text(found, "help"))).collect()
}

fn tool(line: &str) -> String {
    format!("{GOOD}integrations:\n  my-tool:\n    container:\n      image: tool:1\n{line}")
}

#[test]
fn a_word_of_another_tool_says_where_the_thing_lives() {
    let cases = [
        (format!("{GOOD}  memory: 2Gi\n"), "under `[cluster.components.\"agent\"]`"),
        (format!("{GOOD}  replicas: 3\n"), "`distributed: true`"),
        (format!("{GOOD}  command: [run]\n"), "`dev.command`"),
        (format!("{GOOD}  env: {{A: b}}\n"), "`inputs: [{name: REGION, datatype: string}]`"),
        (format!("{GOOD}  ports: [80]\n"), "it listens on 8080"),
        (format!("{GOOD}env: {{A: b}}\n"), "under `inputs`"),
        (format!("{GOOD}mcpServers: {{}}\n"), "`ast explain mcp`"),
        (format!("{GOOD}namespace: prod\n"), "`[cluster]`"),
        (format!("{GOOD}services: {{}}\n"), "stores go under `knowledge`"),
        (tool("      memory: 2Gi\n"), "under `[cluster.components.\"integrations.my-tool\"]`"),
        (tool("      command: [run]\n"), "`args` under `[components.\"integrations.my-tool\"]`"),
        (tool("      replicas: 2\n"), "`replicas` under `[cluster.components.\"integrations.my-tool\"]`"),
        (tool("      depends_on: [db]\n"), "remove it"),
        (tool("    mcp: {}\n"), "`ast explain mcp`"),
        (tool("    env: {A: b}\n"), "`environment` of a `container`"),
        (
            format!(
                "{GOOD}ingestion:\n  nightly:\n    container:\n      image: job:1\n    trigger:\n      type: schedule\n      cron: x\n"
            ),
            "`nightly` under `[schedules]`",
        ),
        (format!("{GOOD}  interfaces:\n    slack: true\n"), "`dev.interfaces.messaging.adapters`"),
        (format!("{GOOD}  interfaces: [slack]\n"), "`dev.interfaces.messaging.adapters`"),
        (format!("{GOOD}interfaces: [slack]\n"), "`dev.interfaces.messaging.adapters`"),
        (format!("{GOOD}integrations:\n  s:\n    provider: Slack\n"), "an adapter of messaging"),
        (format!("{GOOD}integrations:\n  s:\n    provider: mcp\n"), "`INTEGRATION_<NAME>_URL`"),
        (tool("    base_url: https://tickets.example\n"), "`inputs: [{name: API_URL, datatype: string}]`"),
        (format!("{GOOD}knowledge:\n  s:\n    provider: pgvector\n"), "write `postgres`"),
        (format!("{GOOD}models:\n  s:\n    provider: ollama\n"), "no longer"),
    ];
    for (spec, help) in cases {
        let found = found(&spec);
        assert_eq!(found.len(), 1, "{spec}\n{found:?}");
        assert!(found[0].1.contains(help), "{spec}\n{found:?}");
    }
}

#[test]
fn a_slip_is_still_a_slip() {
    for (spec, near) in [
        (tool("      ports: 80\n"), "did you mean `port`?"),
        (format!("{GOOD}  healtcheck: {{path: /}}\n"), "did you mean `healthcheck`?"),
        (format!("{GOOD}integrations:\n  s:\n    provider: githib\n"), "did you mean `github`?"),
    ] {
        let found = found(&spec);
        assert!(found[0].1.starts_with(near), "{found:?}");
    }
}

#[test]
fn what_is_told_of_a_word_is_done_by_a_guess_where_it_can_be() {
    let before = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  ai_gateway: true\n  \
        interfaces: [slack, frontend]\nmodels:\n  local:\n    provider: ollama # here\n    models: [llama3]\n";
    let after = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n  \
        interfaces: {frontend: true, messaging: true}\nmodels:\n  local:\n    \
        container: {image: ollama/ollama:0.6.8, port: 11434, volume: /models, environment: {OLLAMA_MODELS: /models}} # here\n    models: [llama3]\n\
        dev:\n  interfaces:\n    messaging:\n      adapters: [slack]\n";
    let project = Project::new().file("astropods.yml", before);
    let ran = project.run("fix --unsafe");
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), after);
    assert_eq!(ran.status, Status::Fine, "{}{}", ran.stdout, ran.stderr);
    // A container that is there already stays, without the provider.
    let both = |provider: &str| format!("{GOOD}models:\n  l:\n{provider}    container: {{image: x:1}}\n");
    let project = Project::new().file("astropods.yml", both("    provider: ollama\n"));
    project.run("fix --unsafe");
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), both(""));
    // In JSON, nothing is guessed.
    let text = "{\"spec\": \"blueprint/v1\", \"name\": \"my-agent\", \"agent\": {\"image\": \"x:1\"}, \"models\": {\"l\": {\"provider\": \"ollama\"}}}";
    let project = Project::new().file("astropods.yml", text);
    project.run("fix --unsafe");
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), text);
}

#[test]
fn adapters_that_stand_where_flags_do_are_kept() {
    let listed = |adapters: &str| format!("dev:\n  interfaces:\n    messaging:\n      adapters: [{adapters}]\n");
    let agent = |lines: &str| format!("{GOOD}  interfaces:{lines}\n");
    let on = agent("\n    messaging: true");
    let table = [
        (agent(" [web, slack]"), agent(" {messaging: true}") + &listed("web, slack")),
        (agent(" slack"), agent(" {messaging: true}") + &listed("slack")),
        (agent("\n    - Web\n    - slack"), format!("{on}{}", listed("web, slack"))),
        (agent("\n    messaging: [web, slack]"), format!("{on}{}", listed("web, slack"))),
        (agent("\n    messaging:\n      adapters:\n        - slack"), format!("{on}{}", listed("slack"))),
        (agent("\n    web: true\n    slack: true"), format!("{on}{}", listed("web, slack"))),
        (
            agent("\n    web: false\n    slack: true"),
            agent("\n    # web: false\n    messaging: true") + &listed("slack"),
        ),
        (format!("{GOOD}interfaces: [web, slack]\n"), format!("{on}{}", listed("web, slack"))),
        (format!("{GOOD}interfaces:\n- slack\n"), format!("{on}{}", listed("slack"))),
        // What is listed already stays, and a frontend is a flag.
        (agent(" [web, frontend]") + &listed("slack"), agent(" {frontend: true, messaging: true}") + &listed("slack")),
        (
            agent(" [slack]") + "dev:\n  interfaces: [web]\n",
            agent(" {messaging: true}") + "dev:\n  interfaces: [web]\n",
        ),
        (
            agent(" [slack]") + "dev:\n  command: ./run\n",
            agent(" {messaging: true}")
                + "dev:\n  command: ./run\n  interfaces:\n    messaging:\n      adapters: [slack]\n",
        ),
    ];
    for (before, after) in table {
        let project = Project::new().file("astropods.yml", &before);
        let ran = project.run("fix --unsafe");
        assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), after, "{before}");
        assert_eq!(ran.status, Status::Fine, "{before}{}{}", ran.stdout, ran.stderr);
        let plan = project.run("plan --format json").stdout;
        assert_eq!(plan.contains("\"messaging\""), after.contains("messaging: true"), "{before}");
    }
    // What is no name of one is left to a person.
    let other = agent(" [web, telegram]");
    let project = Project::new().file("astropods.yml", &other);
    project.run("fix --unsafe");
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), other);
}

#[test]
fn a_word_is_explained_and_what_is_written_of_it_compiles() {
    for word in ["mcp", "MCP", "ollama", "slack", "pgvector"] {
        let said = Project::new().run(&format!("explain {word}")).stdout;
        let (_, example) = said.split_once("write it so:\n\n").unwrap();
        let lines =
            example.lines().map_while(|line| if line.is_empty() { Some("") } else { line.strip_prefix("    ") });
        let example: String = lines.map(|line| format!("{line}\n")).collect();
        let project = Project::new().file("astropods.yml", format!("{GOOD}{example}"));
        assert_eq!(project.run("validate").status, Status::Fine, "{example}");
        let json: Value = serde_json::from_str(&project.run(&format!("explain {word} --format json")).stdout).unwrap();
        assert_eq!(json["found"][0]["kind"], "word");
    }
}

#[test]
fn a_word_of_another_tool_can_be_looked_up() {
    let words = "env environment env_file envs variables ports port expose command entrypoint args cmd replicas scale instances \
        autoscaling memory mem_limit cpu cpus resources limits requests deploy storage disk volumes volume mounts depends_on \
        links networks restart init shm_size user security-context cron schedule schedules timezone mcp mcpServers slack web \
        adapters services jobs cronjobs workers databases registry host hostname domain namespace ingress labels \
        livenessProbe readinessProbe probes health prompt instructions temperature max_tokens api_key token password \
        credentials secrets ollama vllm pgvector litellm valkey claude build image gpu healthcheck";
    let project = Project::new().file("astropods.yml", GOOD);
    for word in words.split_whitespace() {
        let ran = project.run(&format!("explain {word}"));
        assert_eq!(ran.status, Status::Fine, "{word}: {ran:?}");
    }
    insta::assert_snapshot!(project.run("explain ports").stdout, @"
    `ports` is not a key of this language

      under `agent`: it listens on 8080, with `interfaces.frontend` on 80: `dev.interfaces.frontend.port` is another for local runs
      in an entry: write `port: 8080`, the one that the container listens on
    ");
    insta::assert_snapshot!(project.run("explain replicas").stdout, @r#"
    `replicas` is not a key of this language

      at the top or under `agent`: write `distributed: true` under `agent`; how many run is set in `ast.toml`, under `[cluster.replicas]`
      in an entry: it is set for a cluster, in `ast.toml`: `replicas` under `[cluster.components."<section>.<name>"]`
      in an entry of `ingestion`: it is set for a cluster, in `ast.toml`: `replicas` under `[cluster.components."ingestion.<name>"]`
    "#);
}

#[test]
fn keys_and_entries_are_explained() {
    let spec = format!(
        "{GOOD}models:\n  chat: {{provider: gateway, models: [claude-haiku-4-5]}}\nknowledge:\n  db: {{provider: postgres}}\n"
    );
    let project = Project::new().file("astropods.yml", spec);
    insta::assert_snapshot!(project.run("explain agent.healthcheck").stdout, @"
    agent.healthcheck: How to tell that the agent is ready and alive.

    type       mapping
    compose    a check of the service; a `path` is asked over the network by `agent-ready`, so that `up --wait` waits for it
    cluster    startup, readiness and liveness probes
    keys       test, path, interval, timeout, retries

    write it so:

        healthcheck:
          path: /health
    ");
    insta::assert_snapshot!(project.run("explain knowledge.db").stdout, @"
    knowledge.db is an entry of `knowledge` in this project

    from       knowledge.db (astropods.yml:8)
    provider   postgres
    runs       pgvector/pgvector:0.8.0-pg17
    host       knowledge-db
    variables  POSTGRES_DB
               POSTGRES_HOST
               POSTGRES_PASSWORD
               POSTGRES_PORT
               POSTGRES_USER
    ");
    insta::assert_snapshot!(project.run("explain models.chat").stdout, @"
    models.chat is an entry of `models` in this project

    from       models.chat (astropods.yml:6)
    provider   gateway
    runs       outside of this project
    variables  MODEL_CHAT
    ");
    let answer: Value =
        serde_json::from_str(&project.run("explain knowledge.db.container.port --format json").stdout).unwrap();
    let port = &answer["found"][0];
    assert_eq!(port["kind"], "key");
    assert_eq!(port["type"], "number");
    assert_eq!(port["places"].as_array().unwrap().len(), 4, "{port}");
    let said = project.run("explain helthcheck");
    assert!(said.stderr.contains("did you mean `healthcheck`?"), "{said:?}");
}

/// What becomes of a text below the usual agent.
fn repaired(text: &str) -> String {
    let after = repaired_whole(&format!("{GOOD}{text}"));
    after.strip_prefix(GOOD).unwrap_or(&after).to_owned()
}

#[test]
fn a_store_by_the_keys_and_sections_of_other_tools_is_an_entry_of_its_provider() {
    let db = "knowledge:\n  db:\n    provider: postgres\n";
    let table = [
        ("knowledge:\n  db:\n    type: postgres\n", db),
        ("knowledge:\n  db:\n    engine: PostgreSQL\n    version: 16\n", db),
        ("knowledge:\n  db:\n    image: postgres:16\n", db),
        ("models:\n  chat: {kind: anthropic}\n", "models:\n  chat: {provider: anthropic}\n"),
        ("database:\n  type: postgres\n", db),
        (
            "integrations:\n  search:\n    image: search:1\n    ports: [\"7700:7700\"]\n    volumes: [\"./d:/data\"]\n",
            "integrations:\n  search:\n    container:\n      image: search:1\n      port: 7700\n      volume: /data\n",
        ),
        ("databases:\n  # ours\n  db:\n    type: postgres\n", "knowledge:\n  # ours\n  db:\n    provider: postgres\n"),
        ("databases:\n  - name: db\n    type: pg\n", db),
        ("services:\n  db:\n    image: postgres:16\n    ports: [5432:5432]\n", db),
        (
            "models:\n  - name: claude-sonnet-4-6\n    provider: gateway\n",
            "models:\n  claude-sonnet-4-6:\n    provider: gateway\n    models: [claude-sonnet-4-6]\n",
        ),
        ("models: [gpt-4o]\n", "models: {gpt-4o: {provider: openai, models: [gpt-4o]}}\n"),
        (
            "inputs:\n  k:\n    name: API_KEY\n    type: secret\n",
            "inputs:\n  k:\n    name: API_KEY\n    datatype: string\n    secret: true\n",
        ),
        ("databases: [redis]\n", "knowledge:\n  redis:\n    provider: redis\n"),
        ("knowledge: redis\n", "knowledge: {redis: {provider: redis}}\n"),
        (
            "knowledge:\n  db:\n    provider: postgres\ncache: {type: redis}\n",
            &format!("{db}  cache:\n    provider: redis\n"),
        ),
        (
            "db: postgres\nknowledge: {a: {provider: redis}}\n",
            "knowledge: {a: {provider: redis}, postgres: {provider: postgres}}\n",
        ),
    ];
    for (before, after) in table {
        assert_eq!(repaired(before), after, "{before}");
    }
    // One mistake is one finding, and a name that is taken is not written over.
    let told =
        Project::new().file("astropods.yml", format!("{GOOD}knowledge: {{db: {{type: postgres}}}}\n")).run("validate");
    assert!(told.stdout.contains("`provider: postgres`") && told.stdout.contains("1 error in"), "{}", told.stdout);
    let taken = "knowledge: {db: {provider: redis}}\ndatabases: {db: {provider: postgres}}\n";
    assert!(repaired(taken).starts_with("knowledge: {db: {provider: redis}}\n# databases"), "{}", repaired(taken));
}

#[test]
fn a_tab_is_a_level_as_wide_as_those_of_the_lines_around_it() {
    let head = "spec: blueprint/v1\nname: my-agent\nagent:\n";
    let spec = |tab: &str, space: &str| {
        format!("{head}{space}image: a:1\n{tab}inputs:\n{tab}{tab}- name: A\n{tab}{tab}  datatype: string\n")
    };
    for width in [2, 3, 4, 8] {
        let space = " ".repeat(width);
        assert_eq!(repaired_whole(&spec("\t", &space)), spec(&space, &space), "{width}");
    }
    assert_eq!(repaired_whole(&spec("\t", "\t")), spec("  ", "  "));
    // Below a key that spaces indent, they are deeper than it.
    let job = |one: &str, two: &str| {
        format!("{GOOD}ingestion:\n  nightly:\n{one}container:\n{two}image: job:1\n{one}trigger:\n{two}type: manual\n")
    };
    assert_eq!(repaired_whole(&job("\t", "\t\t")), job("    ", "      "));
}

fn repaired_whole(text: &str) -> String {
    let project = Project::new().file("astropods.yml", text);
    let ran = project.run("fix --unsafe");
    assert_eq!(ran.status, Status::Fine, "{text}{}{}", ran.stdout, ran.stderr);
    fs::read_to_string(project.path("astropods.yml")).unwrap()
}

#[test]
fn what_a_store_keeps_beside_another_tools_word_for_its_provider_is_the_providers() {
    let found = found(&format!("{GOOD}knowledge:\n  db:\n    type: postgresql\n    volumes: [\"./data:/data\"]\n"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].1.contains("a provider brings its own"), "{found:?}");
}
