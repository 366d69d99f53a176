//! A rehearsal of a cluster in Compose, held against the plan and against the manifests of the same spec.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use ast::cli::Status;
use serde_json::{Value, json};

use crate::kubernetes::cases;
use crate::project::{GOOD, Project};

const SPEC: &str = "knowledge:\n  db: {provider: postgres}\n  graph: {provider: neo4j}\nintegrations:\n  worker:\n    \
    container: {image: \"worker:1\", port: 80, volume: /work}\n  other:\n    container: {image: \"other:1\", port: 81, healthcheck: {path: /}}\n\
    ingestion:\n  once:\n    container: {image: \"once:1\", volume: /kept}\n    trigger: {type: manual}\n";

fn project(options: &str) -> Project {
    Project::new().file("astropods.yml", format!("{GOOD}{SPEC}")).file("ast.toml", options)
}

fn compose(project: &Project, flags: &str) -> Value {
    let outcome = project.run(&format!("generate compose --print {flags}"));
    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    serde_yaml_ng::from_str(&outcome.stdout).unwrap()
}

fn plan(project: &Project, flags: &str) -> Value {
    serde_json::from_str(&project.run(&format!("plan --format json {flags}")).stdout).unwrap()
}

fn services(file: &Value) -> impl Iterator<Item = (&str, &Value)> {
    file["services"].as_object().unwrap().iter().map(|(name, service)| (name.as_str(), service))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap()).collect()
}

/// Every two that share a network.
fn neighbours(file: &Value) -> BTreeSet<(String, String)> {
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, service) in services(file) {
        let networks = texts(&service["networks"]);
        assert_eq!(networks.is_empty(), service["network_mode"] == "none", "{name} is on the network of all");
        for network in networks {
            members.entry(network).or_default().push(name);
        }
    }
    let known: BTreeSet<&str> = file["networks"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members.keys().copied().collect::<BTreeSet<_>>(), known);
    let pairs = members.values().flat_map(|ends| ends.iter().flat_map(|one| ends.iter().map(move |two| (one, two))));
    pairs.filter(|(one, two)| one < two).map(|(one, two)| ((*one).to_owned(), (*two).to_owned())).collect()
}

/// Every two that the plan connects, and what is polled with what polls it.
fn connected(file: &Value, plan: &Value) -> BTreeSet<(String, String)> {
    let all = plan["containers"].as_array().unwrap();
    let service = |id: &Value| all.iter().find(|one| one["id"] == *id).map(|one| one["service"].as_str().unwrap());
    let edges = plan["edges"].as_array().unwrap().iter();
    let planned = edges.filter_map(|edge| Some((service(&edge["from"])?, service(&edge["to"])?)));
    let polls = services(file).filter_map(|(name, service)| {
        let url = service["environment"]["URL"].as_str().filter(|_| name.ends_with("-ready"))?;
        Some((name, url.strip_prefix("http://")?.split(':').next()?))
    });
    let pairs = planned.chain(polls).map(|(one, two)| (one.min(two).to_owned(), one.max(two).to_owned()));
    pairs.collect()
}

#[test]
fn two_services_share_a_network_where_the_plan_connects_them_and_nowhere_else() {
    let mut seen = 0;
    let folder =
        fs::read_dir("tests/corpus-alike").unwrap().chain(fs::read_dir("../shared/corpus").into_iter().flatten());
    let files = folder.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let of_files = files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()));
    for (case, spec) in cases().into_iter().chain(of_files) {
        let project = Project::new().file("astropods.yml", spec);
        for mode in ["hosted", "mock"] {
            let flags = format!("--restrict --gateway {mode}");
            if project.run(&format!("generate compose --print {flags}")).status == Status::Invalid {
                continue;
            }
            let (file, plan) = (compose(&project, &flags), plan(&project, &flags));
            let wanted = connected(&file, &plan);
            assert_eq!(neighbours(&file), wanted, "{case}, {mode}");
            seen += wanted.len();
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn what_options_connect_shares_a_network_and_an_edge_both_ways_is_one() {
    let options = "[compose]\nrestrict = true\n[components.\"integrations.worker\"]\nconnects = [\"knowledge.db\", \
        \"integrations.other\"]\n[components.\"integrations.other\"]\nconnects = [\"integrations.worker\"]\n";
    let project = project(options);
    let file = compose(&project, "");
    assert_eq!(neighbours(&file), connected(&file, &plan(&project, "")));
    let of_both = ["integration-worker", "integration-other"].map(|name| texts(&file["services"][name]["networks"]));
    assert_eq!(of_both[0].iter().filter(|name| of_both[1].contains(name)).count(), 1);
    assert!(neighbours(&file).contains(&("integration-worker".into(), "knowledge-db".into())));
}

#[test]
fn only_what_a_cluster_lets_out_has_a_way_out_and_what_is_published_stays_so() {
    let file = compose(&project("[compose]\nrestrict = true\n"), "");
    let networks = file["networks"].as_object().unwrap();
    // A poll learns only by asking outside that a name is gone.
    let is_store = |name: &str| name.starts_with("knowledge-") && !name.ends_with("-ready");
    let masked = |network: &Value| network["driver_opts"]["com.docker.network.bridge.enable_ip_masquerade"] != "false";
    for (name, service) in services(&file) {
        let own: Vec<&Value> = texts(&service["networks"])
            .iter()
            .map(|network| &networks[*network])
            .filter(|one| one["internal"].is_null())
            .collect();
        let helper = ["-init", "-done"].iter().any(|end| name.ends_with(end));
        // Stores have ports on this machine, and no way out.
        assert_eq!(own.len(), usize::from(!helper), "{name}");
        assert!(own.iter().all(|network| masked(network) != is_store(name)), "{name}");
    }
    let option = "[compose]\nrestrict = true\n[cluster.components.\"knowledge.db\"]\negress = [\"443\"]\n";
    let file = compose(&project(option), "");
    assert!(texts(&file["services"]["knowledge-db"]["networks"]).contains(&"knowledge-db--outside"));
    assert!(texts(&file["services"]["knowledge-graph"]["networks"]).contains(&"knowledge-graph--published"));
}

/// Who a pod's container is and what it may write to: user and group, groups beside, whether its root is read-only, folders.
type Held = (String, Vec<String>, bool, Vec<String>);

/// The same of every container of the manifests, by its name on labels, which is the service's.
fn manifests(project: &Project) -> BTreeMap<String, Held> {
    let mut found = BTreeMap::new();
    for file in fs::read_dir(project.path("deploy/kubernetes/base")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for object in text.split("\n---\n").map(|text| serde_yaml_ng::from_str::<Value>(text).unwrap()) {
            let template = [&object["spec"]["template"], &object["spec"]["jobTemplate"]["spec"]["template"]];
            let Some(pod) = template.iter().map(|one| &one["spec"]).find(|pod| pod.is_object()) else { continue };
            let folders: Vec<&Value> = pod["volumes"].as_array().into_iter().flatten().collect();
            let is_scratch = |name: &Value| {
                folders.iter().any(|one| {
                    one["name"] == *name && one["emptyDir"].is_object() && one["emptyDir"]["medium"].is_null()
                })
            };
            let all = [&pod["initContainers"], &pod["containers"]]
                .into_iter()
                .flat_map(|all| all.as_array().into_iter().flatten());
            for container in all.filter(|container| !container["name"].as_str().unwrap().starts_with("wait-")) {
                let own = &container["securityContext"];
                let mounts = container["volumeMounts"].as_array().into_iter().flatten();
                let scratch = mounts.filter(|mount| is_scratch(&mount["name"]));
                let scratch = scratch.map(|mount| mount["mountPath"].as_str().unwrap().to_owned()).collect();
                let user = format!("{}:{}", own["runAsUser"], own["runAsGroup"]);
                let groups = vec![pod["securityContext"]["fsGroup"].to_string()];
                let read_only = own["readOnlyRootFilesystem"] == true;
                found.insert(container["name"].as_str().unwrap().to_owned(), (user, groups, read_only, scratch));
            }
        }
    }
    found
}

fn held(service: &Value) -> Held {
    let folder = |text: &&str| text.split(':').next().unwrap().replace("$$", "$");
    (
        service["user"].as_str().unwrap_or_default().to_owned(),
        texts(&service["group_add"]).into_iter().map(str::to_owned).collect(),
        service["read_only"] == true,
        texts(&service["tmpfs"]).iter().map(folder).collect(),
    )
}

#[test]
fn every_service_is_held_as_its_pod_is() {
    let sets = [
        "",
        "--user 2000 --set agent.user=3000 --set agent.group=3001 --set agent.fs-group=3002 --set agent.writable=/var/cache,/run/$x \
         --set agent.read-only-root=false",
    ];
    let mut seen = 0;
    for (case, spec) in cases() {
        for set in sets {
            let project = Project::new().file("astropods.yml", &spec);
            assert_eq!(project.run(&format!("generate kubernetes {set}")).status, Status::Fine, "{case}");
            let pods = manifests(&project);
            let file = compose(&project, &format!("--restrict {set}"));
            let plan = plan(&project, "--restrict");
            for container in plan["containers"].as_array().unwrap() {
                let name = container["service"].as_str().unwrap();
                let service = &file["services"][name];
                let Some(pod) = pods.get(name) else { panic!("{case}: no pod has {name}") };
                assert_eq!(held(service), *pod, "{case} {set}: {name}");
                assert_eq!(
                    (&service["cap_drop"], &service["cap_add"]),
                    (&json!(["ALL"]), &Value::Null),
                    "{case}: {name}"
                );
                assert_eq!(service["security_opt"], json!(["no-new-privileges:true"]), "{case}: {name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn every_disk_is_prepared_for_its_group_before_anything_writes_to_it() {
    let file = compose(&project("[compose]\nrestrict = true\n[cluster.components.agent]\nfs-group = 4000\n"), "");
    let mut seen = 0;
    for (name, service) in services(&file).filter(|(name, _)| !name.ends_with("-init")) {
        for volume in texts(&service["volumes"]) {
            let (disk, mount) = volume.split_once(':').unwrap();
            assert!(disk.ends_with("-claim") && mount.ends_with(":nocopy"), "{volume}");
            let init = &file["services"][format!("{name}-init")];
            let wait = &service["depends_on"][format!("{name}-init")]["condition"];
            assert_eq!((&init["user"], wait), (&json!("0:0"), &json!("service_completed_successfully")), "{name}");
            assert_eq!(init["volumes"], json!([format!("{disk}:/data")]), "{name}");
            assert_eq!(init["profiles"], service["profiles"], "what nobody waits for makes `up --wait` fail");
            let owner = format!("chown 0:{} /data", texts(&service["group_add"])[0]);
            assert!(init["command"].to_string().contains(&owner), "{owner}: {init}");
            seen += 1;
        }
    }
    assert_eq!(seen, 5);
}

#[test]
fn a_disk_that_agent_and_sidecar_share_has_one_group() {
    let project = Project::example("support-desk");
    let file = compose(&project, "--restrict --set agent.fs-group=4000 --set messaging.user=5000");
    for name in ["agent", "astro-messaging"] {
        assert_eq!(file["services"][name]["group_add"], json!(["4000"]), "{name}");
    }
    assert_eq!(file["services"]["astro-messaging"]["user"], "5000:1000");
    let script = file["services"]["astro-messaging-init"]["command"].to_string();
    assert!(script.contains("chown 0:4000 /data /data/files"), "{script}");
    assert!(file["services"]["agent-init"].is_null());
}

#[test]
fn an_id_that_a_cluster_chooses_is_nobody_s_here() {
    let file =
        compose(&project("[compose]\nrestrict = true\n[cluster]\nuser = \"any\"\n"), "--set knowledge.db.user=999");
    assert_eq!(file["services"]["agent"]["user"], "54321");
    assert_eq!(file["services"]["agent"]["group_add"], json!(["54321"]));
    assert_eq!(file["services"]["knowledge-db"]["user"], "999:999");
}

#[test]
fn a_gateway_on_this_machine_stays_as_it_is_but_for_its_networks() {
    let project = Project::example("gateway-quickstart");
    let file = compose(&project, "--restrict --gateway local");
    let gateway = &file["services"]["gateway"];
    assert!(gateway["user"].is_null() && gateway["read_only"].is_null() && gateway["cap_drop"].is_null(), "{gateway}");
    assert_eq!(texts(&gateway["networks"]), ["agent--gateway", "gateway--outside"]);
}

#[test]
fn a_port_below_1024_needs_no_power() {
    let file = compose(&project("[compose]\nrestrict = true\n"), "");
    let sysctls = |name: &str| file["services"][name]["sysctls"].clone();
    assert_eq!(sysctls("integration-worker"), json!({ "net.ipv4.ip_unprivileged_port_start": "0" }));
    assert_eq!(sysctls("knowledge-db"), Value::Null);
}

#[test]
fn the_flag_stands_alone_is_remembered_and_can_be_taken_back() {
    let project = project("[compose]\nno-new-privileges = false\n");
    let plain = project.run("generate compose --print").stdout;
    assert!(!plain.contains("networks:") && !plain.contains("read_only") && !plain.contains("no-new-privileges"));
    // A path that follows is a path.
    assert_eq!(project.run("generate compose --restrict .").status, Status::Fine);
    let written = fs::read_to_string(project.path("compose.yaml")).unwrap();
    assert!(written.contains("read_only: true") && written.contains("no-new-privileges:true"));
    assert_eq!(project.run("generate --check").status, Status::Fine);
    assert_eq!(project.run("generate compose --restrict=false").status, Status::Fine);
    assert_eq!(fs::read_to_string(project.path("compose.yaml")).unwrap(), plain);
    let refused = project.run("generate compose --restrict=no");
    assert_eq!(refused.status, Status::Failed, "{}", refused.stderr);
}

#[test]
fn the_range_of_a_second_checkout_is_no_stranger_in_its_env_file() {
    let project = project("").file(".env", "ASTRO_SUBNET=10.77\n");
    let said = project.run("env check");
    assert!(!format!("{}{}", said.stdout, said.stderr).contains("ASTRO_SUBNET"), "{said:?}");
    assert!(compose(&project, "--restrict").to_string().contains("${ASTRO_SUBNET:-10."));
}
