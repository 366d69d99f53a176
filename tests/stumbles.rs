//! Where newcomers took a wrong turn: what they are told there leads on.

use ast::cli::Status;

use crate::deltas::git;
use crate::project::{GOOD, Project};

#[test]
fn a_file_that_is_not_made_is_answered_by_those_that_are() {
    let project = Project::new().file("astropods.yml", format!("{GOOD}models: {{chat: {{provider: gateway}}}}\n"));
    for (args, near, listed) in [
        (
            "generate helm --print=value.yml",
            "did you mean `deploy/helm/my-agent/values.yaml`? ",
            "`deploy/helm/my-agent/Chart.yaml`",
        ),
        (
            "generate kubernetes --print=agent.yml",
            "did you mean `deploy/kubernetes/base/agent.yaml`? ",
            "the files are ",
        ),
        ("generate env --print=x/agent.env", "did you mean `env/agent.env`? ", "the files are "),
        ("generate compose --print=zzz", "", "the files are `compose.yaml`"),
        ("generate sdk-python --print", "", "`sdk/python/README.md`"),
    ] {
        let outcome = project.run(args);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""), "{args}");
        assert!(outcome.stderr.contains(near) && outcome.stderr.contains(listed), "{args}: {}", outcome.stderr);
    }
    let many: String = (0..60).map(|at| format!("  s{at}: {{container: {{image: \"x:1\"}}}}\n")).collect();
    let project = Project::new().file("astropods.yml", format!("{GOOD}integrations:\n{many}"));
    let outcome = project.run("generate kubernetes --print=zzz");
    assert!(outcome.stderr.matches('`').count() < 100 && outcome.stderr.contains("shows all"), "{}", outcome.stderr);
}

#[test]
fn a_template_says_how_its_agent_is_reached_and_how_that_is_chosen() {
    for (args, said) in [
        ("--template python", "note: users reach it by a frontend, at `POST /chat`; `--interface messaging` makes"),
        ("--template rust", "note: users reach it by a frontend, at `POST /chat`; chat on the web and in Slack takes"),
        ("--template python --interface messaging", "note: users reach it by the adapter `web`; chat on the web"),
        ("--template python --interface frontend", ""),
    ] {
        let outcome = Project::new().run(&format!("init my-agent {args}"));
        assert_eq!(outcome.status, Status::Fine, "{args}: {outcome:?}");
        let notes = outcome.stderr.lines().filter(|line| line.starts_with("note: users reach")).count();
        assert!(outcome.stderr.contains(said) && notes == usize::from(!said.is_empty()), "{args}: {outcome:?}");
    }
}

#[test]
fn a_first_spec_says_where_git_would_take_the_values() {
    let init = |ignore: Option<&str>, is_repository: bool| {
        let mut project = Project::new().file("Dockerfile", "FROM scratch\nEXPOSE 8080\n");
        if let Some(text) = ignore {
            project = project.file(".gitignore", text);
        }
        if is_repository {
            git(&project, "init -q .");
        }
        let outcome = project.run("init --yes --name my-agent");
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let now = std::fs::read_to_string(project.path(".gitignore")).ok();
        assert_eq!(now.as_deref(), ignore, "it is the user's");
        outcome.stderr.contains("add a line `.env` to `.gitignore`")
    };
    assert!(init(None, true) && init(Some("target\n!.env\n"), true));
    assert!(!init(Some("*.env\n"), true) && !init(Some(".env\n"), true) && !init(None, false));
}

#[test]
fn what_code_reads_by_the_name_of_an_address_with_a_password_is_declared_secret() {
    let names = ["AMQP_URL", "DATABASE_URL", "MONGO_URL", "PGPASSWORD", "POSTGRES_DSN", "REDIS_URL", "SENTRY_DSN"];
    let code: String =
        names.iter().chain(&["API_URL", "DB_NAME"]).map(|name| format!("os.environ[\"{name}\"]\n")).collect();
    let project = Project::new()
        .file(
            "astropods.yml",
            "spec: blueprint/v1\nname: my-agent\nagent: {build: {context: ., dockerfile: Dockerfile}}\n",
        )
        .file("Dockerfile", "FROM python:3.12\nCOPY . .\nCMD [\"python\", \"a.py\"]\n")
        .file("a.py", format!("import os\n{code}"));
    let outcome = project.run("audit --fix");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    let spec = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
    for name in names {
        assert!(spec.contains(&format!("name: {name}\n    datatype: string\n    secret: true\n")), "{name}\n{spec}");
    }
    assert_eq!(spec.matches("secret: true").count(), names.len(), "{spec}");
}

#[test]
fn a_number_of_replicas_that_is_taken_out_is_told_where_it_goes() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  replicas: 3\nintegrations:\n  x:\n    \
                container: {image: \"x:1\"}\n    replicas: 4\n    memory: 2Gi\n    cpus: [1]\n";
    let project = Project::new().file("astropods.yml", spec);
    let told = project.run("validate").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let outcome = project.run("fix --unsafe");
    for (line, table) in [
        ("min = 3", "[cluster.replicas]"),
        ("replicas = 4", "[cluster.components.\"integrations.x\"]"),
        ("memory = \"2Gi\"", "[cluster.components.\"integrations.x\"]"),
    ] {
        assert!(told.contains(&format!("`{table}`, as in `{line}`")), "{line}: {told}");
        let fixed = format!("; still to do: `{line}` under `{table}` in `ast.toml`");
        assert!(outcome.stderr.contains(&fixed) || outcome.stdout.contains(&fixed), "{line}: {outcome:?}");
    }
    // What is written there is what options take.
    let options =
        "[cluster.replicas]\nmin = 3\n[cluster.components.\"integrations.x\"]\nreplicas = 4\nmemory = \"2Gi\"\n";
    let project = project.file("ast.toml", options);
    assert_eq!(project.run("validate").status, Status::Fine, "{:?}", project.run("validate"));
}

#[test]
fn entries_that_were_written_as_a_list_are_led_to_a_valid_section_in_one() {
    for (body, help, fixed) in [
        (
            "tools: [web_search, jira]\n",
            "`integrations: {web-search: {container: {image: web-search:1}}, jira: {container: {image: jira:1}}}`; a tool \
             in the agent's own code needs none",
            None,
        ),
        (
            "tools:\n  - name: search\n    image: x:1\n",
            "write each as an entry under its name: `integrations: {search: {container: {image: search:1}}}`",
            Some("integrations:\n  search:\n    container:\n      image: x:1\n"),
        ),
        (
            "tools: [github]\n",
            "`integrations: {github: {provider: github}}`",
            Some("integrations: {github: {provider: github}}\n"),
        ),
        (
            "tools:\n  - name: code\n    provider: github\n",
            "{code: {provider: github}}",
            Some("integrations:\n  code:\n    provider: github\n"),
        ),
        ("integrations: [web_search]\n", "`integrations: {web-search: {container: {image: web-search:1}}}`", None),
        (
            "ingestion:\n  - name: nightly job\n",
            "`ingestion: {nightly-job: {container: {image: nightly-job:1}, trigger: {type: startup}}}`",
            None,
        ),
    ] {
        let project = Project::new().file("astropods.yml", format!("{GOOD}{body}"));
        let told = project.run("validate").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains(help), "{body}: {told}");
        if let Some(fixed) = fixed {
            assert_eq!(project.run("fix --unsafe").status, Status::Fine, "{body}");
            let spec = std::fs::read_to_string(project.path("astropods.yml")).unwrap();
            assert_eq!(spec, format!("{GOOD}{fixed}"), "{body}");
        }
        // What is shown is valid as it is written.
        let form = told.split("name: `").nth(1).and_then(|rest| rest.split('`').next()).unwrap();
        let shown = Project::new().file("astropods.yml", format!("{GOOD}{form}\n"));
        assert_eq!(shown.run("validate --deny warnings").status, Status::Fine, "{form}: {:?}", shown.run("validate"));
    }
    // A text that may not be shown is not.
    let hidden = "tools:\n  - name: sk-ant-0123456789abcdef0123456789abcdef\n";
    let project = Project::new().file("astropods.yml", format!("{GOOD}{hidden}"));
    assert!(!format!("{:?}", project.run("validate")).contains("0123456789abcdef"));
}

#[test]
fn what_a_run_has_nothing_of_is_said_once_it_is_made() {
    let spec = GOOD.replace("image: my-agent:1", "image: my-agent:1\n  interfaces: {frontend: true}");
    let no_route = "note: users are sent to `https://a.example.com`, and no route leads there";
    let idle = "note: `--registry` and `--tag` change nothing";
    let only_code = "note: only client code was generated here so far; `ast generate compose`";
    let project = Project::new().file("astropods.yml", &spec);
    for (args, note) in [
        ("generate kubernetes --host a.example.com", no_route),
        ("generate helm --host a.example.com", no_route),
        ("generate kubernetes --registry r.example.com/x --tag 2", idle),
    ] {
        let told = project.run(args).stderr;
        assert!(told.contains(note), "{args}: {told}");
    }
    let built = spec.replace("image: my-agent:1", "build: {context: ., dockerfile: Dockerfile}");
    let project = Project::new().file("astropods.yml", built).file("Dockerfile", "FROM scratch\n");
    for args in [
        "generate kubernetes --host a.example.com --route ingress",
        "generate kubernetes --registry r.example.com/x --tag 2",
        "generate compose",
    ] {
        let told = project.run(args).stderr;
        assert!(![no_route, "nothing: ", only_code].iter().any(|note| told.contains(note)), "{args}: {told}");
    }
    // A plain run makes what was made before, which a template begins with client code alone.
    let project = Project::new().file("astropods.yml", &spec);
    assert!(!project.run("generate sdk-python").stderr.contains(only_code));
    assert!(project.run("generate").stderr.contains(only_code));
    assert!(!project.run("generate --check").stderr.contains(only_code));
    project.run("generate compose");
    assert!(!project.run("generate").stderr.contains(only_code));
}

#[test]
fn what_a_job_is_given_is_told_whole_and_what_waits_in_a_cluster() {
    let body = "knowledge: {db: {provider: postgres}}\ningestion:\n  nightly:\n    container: {image: \"job:1\"}\n    \
                trigger: {type: manual}\n    inputs: [{name: OWN, datatype: string}]\n";
    let project = Project::new().file("astropods.yml", format!("{GOOD}{body}"));
    let told = project.run("explain ingestion.nightly").stdout;
    assert!(told.contains("OWN, which somebody has to set") && told.contains("POSTGRES_HOST"), "{told}");
    let waits = |args: &str| project.run(args).stdout.matches("waits for").count();
    assert_eq!((waits("plan --only agent"), waits("plan --only agent --for cluster")), (1, 0));
    assert!(project.run("plan --for cluster").stdout.contains("waits for knowledge-db to answer"));
}

#[test]
fn the_overlay_of_an_environment_makes_its_namespace() {
    let options = "[environments.staging.cluster]\nnamespace = \"s\"\n";
    let project = Project::new().file("astropods.yml", GOOD).file("ast.toml", options);
    let told = project.run("generate kubernetes --summary --env staging").stdout;
    assert!(told.contains("Namespace s (the folder overlays/staging/namespace/)"), "{told}");
    let told = project.run("generate kubernetes --summary").stdout;
    assert!(told.contains("(the folder namespace/)"), "{told}");
}

#[test]
fn a_command_that_is_named_is_the_one_for_the_place_that_was_looked_at() {
    let project = Project::new().file("a/astropods.yml", "spec: blueprint/v1\nname: my-agent\nagnet:\n  image: a:1\n");
    let told = project.run("fix a");
    assert!((told.stdout + &told.stderr).contains("`ast fix --unsafe --diff a` shows it"));
    let told = Project::new().file("astropods.yml", GOOD).run("dev ask hello").stderr;
    assert!(told.contains("what `ast run` runs is asked at its own port"), "{told}");
}

/// What is asked for in other words than a command has is understood, or answered by a command that does it.
#[test]
fn words_that_are_not_those_of_a_command_lead_to_one() {
    let project = Project::new().file("astropods.yml", GOOD).file("ast.toml", "[compose]\nfile = \"c.yaml\"\n");
    for command in ["validate ast.toml", "fix ast.toml", "plan ast.toml"] {
        let told = project.run(command);
        assert!(
            told.status != Status::Fine && format!("{told:?}").contains("these are options"),
            "{command}: {told:?}"
        );
    }
    let told = project.run("generate kubernetes --check --out-dir build --tag 1.4");
    assert!(told.stderr.contains("run `ast generate kubernetes --out-dir build --tag 1.4`"), "{told:?}");
    assert!(project.run("generate env --check").stderr.contains("run `ast generate`"));
    let told = project.run("add ingestion sync --image job:1 --trigger webhook --diff");
    assert!(told.stdout.contains("type: webhook"), "{told:?}");
    let told = project.run("init new --template mastra --interface frontend,messaging");
    assert!(told.stderr.contains("leave `--interface` out"), "{told:?}");
    let told = Project::new().run("init . --image a:1 --interface none --yes");
    assert!(told.stderr.contains("created astropods.yml") && !told.stderr.contains("`cd "), "{told:?}");
    let meta = GOOD.replace("agent:\n", "meta:\n  description: what it does\nagent:\n");
    let told = Project::new().file("astropods.yml", meta).run("fix");
    assert!(told.stderr.ends_with("note: none of this has a fix; it is left to you\n"), "{told:?}");
}
