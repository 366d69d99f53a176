//! What options say of single containers, in both topologies: whom they connect to, how they are started, what they share.

use std::fs;

use ast::cli::Status;
use serde_json::{Value, json};

use crate::project::{GOOD, Project};

const SPEC: &str = "knowledge:\n  db: {provider: postgres}\n  cache: {provider: redis}\nintegrations:\n  worker:\n    \
    container: {image: \"worker:1\", port: 80}\n    inputs:\n      - {name: POSTGRES_PASSWORD, datatype: string, secret: true}\n\
    ingestion:\n  silent:\n    container: {image: \"silent:1\"}\n    trigger: {type: manual}\n  hook:\n    container: {image: \"hook:1\", port: 81}\n    \
    trigger: {type: webhook}\n";

fn project(options: &str) -> Project {
    Project::new().file("astropods.yml", format!("{GOOD}{SPEC}")).file("ast.toml", options)
}

fn plan(project: &Project, target: &str) -> Value {
    serde_json::from_str(&project.run(&format!("plan --format json --for {target}")).stdout).unwrap()
}

fn container<'a>(plan: &'a Value, id: &str) -> &'a Value {
    plan["containers"].as_array().unwrap().iter().find(|container| container["id"] == id).unwrap()
}

fn objects(project: &Project, name: &str) -> Vec<Value> {
    let text = fs::read_to_string(project.path(&format!("deploy/kubernetes/base/{name}.yaml"))).unwrap();
    text.split("\n---\n").map(|text| serde_yaml_ng::from_str(text).unwrap()).collect()
}

#[test]
fn what_options_connect_is_an_edge_and_waits_where_that_closes_no_circle() {
    let worker = "integrations.worker";
    let options = format!(
        "[components.\"{worker}\"]\nconnects = [\"knowledge.db\", \"agent\", \"ingestion.hook\"]\n\
         [components.\"knowledge.db\"]\nconnects = [\"{worker}\", \"knowledge.cache\"]\n"
    );
    let project = project(&options);
    for target in ["local", "cluster"] {
        let plan = plan(&project, target);
        let edges = plan["edges"].as_array().unwrap();
        for (from, to, port) in [
            (worker, "knowledge.db", 5432),
            (worker, "agent", 8080),
            (worker, "ingestion.hook", 81),
            ("knowledge.db", worker, 80),
            ("knowledge.db", "knowledge.cache", 6379),
        ] {
            assert!(edges.contains(&json!({ "from": from, "to": to, "port": port })), "{from} to {to} for {target}");
        }
        let waits = |id: &str| {
            let all = container(&plan, id)["depends_on"].as_array().unwrap().iter();
            all.map(|wait| wait["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        // The agent waits for the worker; and of two that connect to each other, neither waits.
        assert_eq!(waits(worker), Vec::<String>::new(), "{target}");
        assert_eq!(waits("knowledge.db"), ["knowledge.cache"], "{target}");
    }
    assert_eq!(project.run("generate kubernetes").status, Status::Fine);
    let ports = |name: &str, side: &str| {
        let policy = objects(&project, name).into_iter().find(|object| object["kind"] == "NetworkPolicy").unwrap();
        policy["spec"][side].to_string()
    };
    assert!(ports("integration-worker", "egress").contains("5432"));
    assert!(ports("knowledge-db", "ingress").contains("integration-worker"));
    assert!(ports("agent", "ingress").contains("integration-worker"));
}

#[test]
fn a_container_is_started_with_the_words_that_options_say() {
    let project = project(
        "[components.\"integrations.worker\"]\ncommand = [\"run\", \"$HOME\"]\nargs = [\"--all\", \"a b\"]\ninit = true\nshm = \"1Gi\"\n",
    );
    let services: Value = serde_yaml_ng::from_str(&project.run("generate compose --print").stdout).unwrap();
    let service = &services["services"]["integration-worker"];
    assert_eq!(service["entrypoint"], json!(["run", "$$HOME"]));
    assert_eq!(service["command"], json!(["--all", "a b"]));
    assert_eq!((&service["init"], &service["shm_size"]), (&json!(true), &json!("1g")));
    assert_eq!(project.run("generate kubernetes").status, Status::Fine);
    let objects = objects(&project, "integration-worker");
    let workload = objects.iter().find(|object| object["kind"] == "Deployment").unwrap();
    let pod = &workload["spec"]["template"]["spec"];
    let container = &pod["containers"][0];
    assert_eq!((&container["command"], &container["args"]), (&json!(["run", "$$HOME"]), &json!(["--all", "a b"])));
    assert_eq!(container["resources"]["limits"]["memory"], "2Gi");
    let shared =
        pod["volumes"].as_array().unwrap().iter().find(|volume| volume["emptyDir"]["medium"] == "Memory").unwrap();
    assert_eq!(shared["emptyDir"]["sizeLimit"], "1Gi");
}

#[test]
fn a_command_for_local_runs_stands_alone_there() {
    let spec = format!("{GOOD}dev: {{command: \"npm run dev\"}}\n");
    let project =
        Project::new().file("astropods.yml", spec).file("ast.toml", "[components.agent]\nargs = [\"serve\"]\n");
    let (local, cluster) = (plan(&project, "local"), plan(&project, "cluster"));
    assert_eq!(container(&local, "agent")["entrypoint"], json!(["sh", "-c", "npm run dev"]));
    assert_eq!(container(&local, "agent")["command"], json!([]));
    assert_eq!(container(&cluster, "agent")["command"], json!(["serve"]));
}

#[test]
fn what_does_not_fit_is_told_where_it_stands() {
    let options = "[components.nobody]\ninit = true\n[components.\"integrations.worker\"]\nconnects = [\"knowledge.bd\", \
        \"integrations.worker\", \"ingestion.silent\", \"gateway\"]\n[components.\"knowledge.cache\"]\nargs = [\"--loud\"]\n";
    let said = project(options).run("validate --format short");
    assert_eq!(said.status, Status::Failed);
    for line in [
        "ast.toml:1:13: error[invalid-options]: no container of the plan is called `nobody`",
        "ast.toml:4:13: error[invalid-options]: no container of the plan is called `knowledge.bd`",
        "ast.toml:4:29: error[invalid-options]: `integrations.worker` reaches itself already",
        "ast.toml:4:52: error[invalid-options]: `ingestion.silent` listens on no port that is known",
        "ast.toml:4:72: error[invalid-options]: `gateway` is a container on this machine alone, and hosted for a cluster",
        "ast.toml:6:8: error[invalid-options]: the provider of `knowledge.cache` says how it is started",
    ] {
        assert!(said.stdout.contains(line), "{line} is not in\n{}", said.stdout);
    }
}

#[test]
fn a_cluster_warns_of_local_hosts_and_of_passwords_without_a_way() {
    let hosts = "  api:\n    container:\n      image: \"api:1\"\n      environment: {DSN: \"postgres://u@knowledge-db:5432/x\", OTHER: \"see knowledge-db\"}\n";
    let inputs = "inputs:\n  host: {name: DATABASE_HOST, datatype: string, default: knowledge-db}\n";
    let spec = format!("{GOOD}{}{inputs}", SPEC.replace("ingestion:\n", &format!("{hosts}ingestion:\n")));
    let project = Project::new().file("astropods.yml", spec);
    let said = project.run("plan --for cluster").stderr;
    // As it is without the margin and the breaks of a terminal.
    let said = said.replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(said.matches("warning[cluster-host]").count(), 2, "{said}");
    assert!(said.contains("in a cluster that is `my-agent-knowledge-db`"), "{said}");
    assert!(said.contains("read `POSTGRES_HOST`, which has the right one everywhere"), "{said}");
    assert_eq!(said.matches("warning[cluster-connection]").count(), 1, "{said}");
    assert!(said.contains("connects = [\"knowledge.db\"]"), "{said}");
    assert!(!project.run("plan").stderr.contains("cluster-"));
    let project = project.file("ast.toml", "[components.\"integrations.worker\"]\nconnects = [\"knowledge.db\"]\n");
    assert!(!project.run("plan --for cluster").stderr.contains("cluster-connection"));
}

/// What a spec says that leads nowhere in a cluster.
fn astray(comment: &str) -> String {
    let input =
        format!("inputs:\n  host: {{name: DATABASE_HOST, datatype: string, default: knowledge-db}} {comment}\n");
    format!("{GOOD}knowledge:\n  db: {{provider: postgres}}\n{input}")
}

#[test]
fn a_project_that_goes_to_a_cluster_is_advised_of_what_leads_nowhere_there() {
    let told = |project: &Project| project.run("validate --format short").stdout;
    let found = "advice[cluster-host]: `knowledge-db` is the host of `knowledge.db` in a local run";
    let project = Project::new().file("astropods.yml", astray(""));
    assert!(!told(&project).contains("cluster-"), "nobody said that it goes to a cluster");
    assert!(told(&project.file("ast.toml", "targets = [\"kubernetes\"]\n")).contains(found));
    // What was generated says it too, and what was generated elsewhere does not.
    let project = Project::new().file("astropods.yml", astray(""));
    project.run("generate compose");
    assert!(!told(&project).contains("cluster-"));
    project.run("generate kubernetes");
    assert!(told(&project).contains(found), "{}", told(&project));
    assert_eq!(project.run("validate --deny warnings").status, Status::Fine);
    let project = project.file("ast.toml", "[rules]\ncluster-host = \"deny\"\n");
    assert_eq!(project.run("validate").status, Status::Invalid);
}

#[test]
fn what_silences_a_finding_for_a_cluster_is_idle_only_where_there_is_none() {
    let silenced = Project::new().file("astropods.yml", astray("# ast: ignore[cluster-host] theirs"));
    let idle = astray("").replace("provider: postgres}", "provider: postgres} # ast: ignore[cluster-host]");
    let idle = Project::new().file("astropods.yml", idle);
    for project in [&silenced, &idle] {
        assert!(!project.run("validate").stdout.contains("unused-suppression"), "it may be found in a cluster");
        assert_eq!(project.run("fix --diff").stdout, "");
    }
    let told = |project: &Project| project.run("plan --for cluster").stderr;
    assert!(!told(&silenced).contains("cluster-host") && !told(&silenced).contains("unused"), "{}", told(&silenced));
    assert!(told(&idle).contains("warning[unused-suppression]"), "{}", told(&idle));
    // One that silences what every look finds has done so, whatever else is looked for.
    let model = "models:\n  m: {provider: gateway, models: [claude-3]} # ast: ignore[unknown-model]\n";
    let other = Project::new().file("astropods.yml", format!("{GOOD}{model}"));
    assert!(!told(&other).contains("unused-suppression"), "{}", told(&other));
}

#[test]
fn what_leads_from_one_circle_to_another_waits() {
    let services = ["a", "b", "c", "d"].map(|name| format!("  {name}: {{container: {{image: \"s:1\", port: 80}}}}\n"));
    let connect = |from: &str, to: &[&str]| {
        let to: Vec<_> = to.iter().map(|to| format!("integrations.{to}")).collect();
        format!("[components.\"integrations.{from}\"]\nconnects = {to:?}\n")
    };
    let options =
        [connect("a", &["b", "c"]), connect("b", &["a"]), connect("c", &["d"]), connect("d", &["c"])].concat();
    let spec = format!("{GOOD}integrations:\n{}", services.concat());
    let project = Project::new().file("astropods.yml", spec).file("ast.toml", options);
    let plan = plan(&project, "local");
    let waits = |id: &str| container(&plan, &format!("integrations.{id}"))["depends_on"].clone();
    assert_eq!(waits("a")[0]["id"], "integrations.c");
    assert_eq!([waits("a").as_array().unwrap().len(), waits("c").as_array().unwrap().len()], [1, 0]);
}

#[test]
fn what_lies_on_no_circle_waits_however_much_is_connected() {
    let entries = 2000;
    let services: String =
        (0..entries).map(|n| format!("  s{n:04}: {{container: {{image: \"s:1\", port: 80}}}}\n")).collect();
    let connect = |from: usize, to: usize| {
        format!("[components.\"integrations.s{from:04}\"]\nconnects = [\"integrations.s{to:04}\"]\n")
    };
    // A chain; and the same one closed to a ring.
    let chain: String = (1..entries).map(|n| connect(n, n - 1)).collect();
    let spec = format!("{GOOD}integrations:\n{services}");
    let waits = |options: &str| {
        let project = Project::new().file("astropods.yml", &spec).file("ast.toml", options);
        let plan = plan(&project, "local");
        let all = plan["containers"].as_array().unwrap().iter().filter(|one| one["kind"] == "integration");
        all.map(|one| one["depends_on"].as_array().unwrap().len()).sum::<usize>()
    };
    assert_eq!(waits(&chain), entries - 1);
    assert_eq!(waits(&(chain + &connect(0, entries - 1))), 0);
}

#[test]
fn a_digest_pins_an_image_everywhere_but_where_it_is_built() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let pin = |id: &str| format!("[cluster.components.\"{id}\"]\ndigest = \"{digest}\"\n");
    let ids = ["agent", "knowledge.db", "integrations.worker", "ingestion.silent"];
    let built = "spec: blueprint/v1\nname: my-agent\nagent: {build: {context: ., dockerfile: Dockerfile}}\n";
    let project = Project::new()
        .file("astropods.yml", format!("{built}{SPEC}"))
        .file("Dockerfile", "FROM scratch\n")
        .file("ast.toml", ids.map(pin).concat());
    for target in ["local", "cluster"] {
        let plan = plan(&project, target);
        let image = |id: &str| container(&plan, id)["image"].as_str().unwrap().to_owned();
        assert_eq!(image("integrations.worker"), format!("worker@{digest}"), "{target}");
        assert_eq!(image("ingestion.silent"), format!("silent@{digest}"), "{target}");
        assert_eq!(image("knowledge.db"), format!("pgvector/pgvector@{digest}"), "{target}");
        assert!(!image("knowledge.cache").contains('@'), "{target}");
        assert_eq!(image("agent").contains('@'), target == "cluster", "{target}");
    }
    assert_eq!(project.run("generate compose kubernetes").status, Status::Fine);
    let compose = fs::read_to_string(project.path("compose.yaml")).unwrap();
    assert_eq!(compose.matches(&format!("pgvector/pgvector@{digest}")).count(), 1);
    // What waits for a store runs its image.
    let jobs = fs::read_to_string(project.path("deploy/kubernetes/base/ingestion-hook.yaml")).unwrap();
    assert!(jobs.contains(&format!("pgvector/pgvector@{digest}")) && !jobs.contains("image: postgres:"), "{jobs}");
}

#[test]
fn an_input_that_brings_a_variable_into_a_container_is_no_mere_description() {
    let told = |project: &Project| project.run("validate --format short").stdout;
    assert!(told(&project("")).contains("this input describes it, and brings it to who lacks it"), "the worker alone");
    let agents = "  inputs:\n    - {name: POSTGRES_PASSWORD, datatype: string, secret: true}\n";
    let both = told(&Project::new().file("astropods.yml", format!("{GOOD}{agents}{SPEC}")));
    assert_eq!(both.matches("this input only describes it").count(), 1, "{both}");
}

#[test]
fn replicas_that_never_run_are_told_and_those_of_another_project_are_not() {
    let spec = format!("{GOOD}integrations:\n  tool: {{container: {{image: \"t:1\", port: 7000}}}}\n");
    let project = Project::new().file("a/astropods.yml", &spec);
    let told = |project: &Project| project.run("validate a --format short").stdout;
    let options = "[cluster.replicas]\nmin = 3\n[cluster.components.agent]\nreplicas = 2\n\
                   [cluster.components.\"integrations.tool\"]\nreplicas = 2\n";
    let project = project.file("a/ast.toml", options);
    let said = told(&project);
    assert!(said.contains("warning[invalid-options]: one `agent` runs, as it is not `distributed`"), "{said}");
    assert!(said.contains("one `agent` runs, whatever this says") && !said.contains("`integrations.tool`"), "{said}");
    let distributed = spec.replace("agent:\n", "agent:\n  distributed: true\n");
    assert!(!told(&project.file("a/astropods.yml", distributed)).contains("one `agent` runs, as"));
    // What many share may be meant for others.
    let shared = Project::new().file("a/astropods.yml", &spec).file("ast.toml", "[cluster.replicas]\nmin = 3\n");
    assert!(!told(&shared).contains("`agent` runs"), "{}", told(&shared));
}

#[test]
fn a_plan_for_a_cluster_has_every_way_out_that_its_policies_open() {
    let project = Project::new().file("astropods.yml", GOOD);
    let ways = |options: &str| {
        fs::write(project.path("ast.toml"), options).unwrap();
        let plan = project.run("plan --for cluster --only agent").stdout;
        plan.lines().find_map(|line| line.split_once("connects to ")).map(|(_, ways)| ways.to_owned()).unwrap()
    };
    assert_eq!(ways(""), "the internet (443) without private networks");
    assert_eq!(
        ways("[cluster]\negress = [\"10.20.0.0/16:5432\", \"6379\"]\n"),
        "the internet (443) without private networks, any address (6379), 10.20.0.0/16 (5432)"
    );
}

#[test]
fn a_health_check_that_asks_the_local_port_is_told_where_a_cluster_is_meant() {
    let spec = |check: &str| {
        format!(
            "{GOOD}  interfaces: {{frontend: true}}\n  healthcheck: {check}\ndev: {{interfaces: {{frontend: {{port: 4111}}}}}}\n"
        )
    };
    let told = |check: &str| {
        let project =
            Project::new().file("astropods.yml", spec(check)).file("ast.toml", "targets = [\"kubernetes\"]\n");
        project.run("validate --format short").stdout
    };
    let said = told("{test: [CMD-SHELL, \"curl -f http://localhost:4111/health || exit 1\"]}");
    let found =
        "3:1: advice[cluster-health]: the health check asks port 4111, and the frontend listens on 80 in a cluster";
    assert!(said.contains(found), "{said}");
    for fine in ["{path: /health}", "{test: [CMD-SHELL, \"curl -f http://localhost:$PORT/health\"]}"] {
        assert!(!told(fine).contains("cluster-health"), "{fine}");
    }
}
