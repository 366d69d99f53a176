//! What options change, what they refuse, and that a spec's text alone is warned of.

use std::fs;

use ast::cli::Status;
use serde_json::{Value, json};

use super::built::parse;
use super::{Built, RICH};
use crate::project::{GOOD, Project};

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  distributed: true\n  interfaces: {frontend: true, messaging: true}\n\
     knowledge:\n  cache: {provider: redis}\ninputs:\n  key: {name: KEY, datatype: string, secret: true}\n  spare: {name: SPARE, datatype: string, secret: true, optional: true}\n\
     ingestion:\n  hook:\n    container: {image: h:1}\n    trigger: {type: webhook}\n";

#[test]
fn a_route_leads_to_what_is_offered() {
    let built = Built::of(
        SPEC,
        "--host a.example.com --route ingress --route-class nginx --set ingestion.hook.host=h.example.com",
    );
    let routes: Vec<&Value> = built.kind("Ingress").collect();
    assert_eq!(routes.len(), 2);
    let backend = |route: &Value| {
        let backend = &route["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"];
        (backend["name"].as_str().unwrap().to_owned(), backend["port"]["number"].as_u64().unwrap())
    };
    assert_eq!(backend(routes[0]), ("my-agent".into(), 80));
    assert_eq!(routes[0]["spec"]["tls"][0]["secretName"], "my-agent-tls");
    assert_eq!(backend(routes[1]), ("my-agent-ingestion-hook".into(), 3001));
    let plain = Built::of(SPEC, "--host a.example.com --route ingress --tls false");
    assert!(plain.kind("Ingress").next().unwrap()["spec"].get("tls").is_none());
    let chat = SPEC.replace("frontend: true", "frontend: false");
    let built = Built::of(&chat, "--host a.example.com --route httproute --route-gateway infra/public");
    let route = &built.kind("HTTPRoute").next().unwrap()["spec"];
    // With what the server would fill in.
    let gateway = json!({
        "group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "infra", "name": "public",
    });
    let service = json!({ "group": "", "kind": "Service", "name": "my-agent", "port": 8090, "weight": 1 });
    assert_eq!((&route["parentRefs"][0], &route["rules"][0]["backendRefs"][0]), (&gateway, &service));
}

#[test]
fn the_base_is_the_same_however_secrets_come_to_be() {
    let [generated, existing, external] =
        ["generator", "existing", "external"].map(|mode| Built::of(SPEC, &format!("--secrets {mode}")));
    assert_eq!(generated.objects, existing.objects);
    assert_eq!(generated.objects, external.objects);
    let folder = |built: &Built| built.files.keys().any(|path| path.starts_with("secrets/"));
    assert!(folder(&generated) && !folder(&existing) && folder(&external));
    assert_eq!(generated.files["secrets/.gitignore"].clone().lines().last(), Some("*.env"));
    let kustomization = parse(&generated.files["secrets/kustomization.yaml"]);
    assert_eq!(kustomization["generatorOptions"]["disableNameSuffixHash"], true);
    let example = generated.files["secrets/my-agent-shared.env.example"].clone();
    assert!(example.lines().filter(|line| !line.is_empty()).all(|line| line.starts_with('#')), "{example}");
    assert!(example.contains("\n#KEY=\n") && example.contains("\n#SPARE=\n"), "{example}");
    let secrets = parse(external.files["secrets/external-secrets.yaml"].clone().split("\n---\n").last().unwrap());
    assert_eq!(
        (&secrets["apiVersion"], &secrets["spec"]["data"].as_array().unwrap().len()),
        (&"external-secrets.io/v1".into(), &1)
    );
    let optional = SPEC
        .replace("secret: true}", "secret: true, optional: true}")
        .replace("cache: {provider: redis}", "q: {provider: qdrant}");
    assert!(!folder(&Built::of(&optional, "--secrets external")), "nothing is fetched");
    let overlay = parse(&generated.files["overlays/production/kustomization.yaml"]);
    assert_eq!(overlay["resources"], serde_json::json!(["../../base"]));
}

#[test]
fn a_value_that_exists_is_taken_from_where_it_is() {
    let built = Built::of(SPEC, "--secret-key KEY=prod/api-key --secret-key SPARE=prod/spare");
    let (_, agent, _) = built.containers().into_iter().find(|(plan, ..)| plan["id"] == "agent").unwrap();
    let row = agent["env"].as_array().unwrap().iter().find(|row| row["name"] == "KEY").unwrap();
    assert_eq!(row["valueFrom"]["secretKeyRef"], serde_json::json!({"name": "prod", "key": "api-key"}));
    assert!(!built.files.contains_key("secrets/prod.env.example"));
}

#[test]
fn settings_of_one_container_change_it_alone() {
    let digest = format!("sha256:{}", "ab".repeat(32));
    let built = Built::of(
        SPEC,
        &format!(
            "--set agent.digest={digest} --set agent.cpu-limit=2 --set agent.read-only-root=false --set knowledge.cache.storage=20Gi"
        ),
    );
    let (_, agent, template) = built.containers().into_iter().find(|(plan, ..)| plan["id"] == "agent").unwrap();
    assert_eq!(agent["image"], format!("a@{digest}"));
    assert_eq!(agent["resources"]["limits"]["cpu"], "2");
    assert_eq!(agent["securityContext"]["readOnlyRootFilesystem"], false);
    assert_eq!(template["spec"]["initContainers"][0]["securityContext"]["readOnlyRootFilesystem"], true);
    let cache = built.kind("StatefulSet").find(|set| set["metadata"]["name"] == "my-agent-knowledge-cache").unwrap();
    assert_eq!(cache["spec"]["volumeClaimTemplates"][0]["spec"]["resources"]["requests"]["storage"], "20Gi");
    let scaler = built.kind("HorizontalPodAutoscaler").next().unwrap();
    assert_eq!((&scaler["spec"]["minReplicas"], &scaler["spec"]["maxReplicas"]), (&2.into(), &4.into()));
}

#[test]
fn the_file_says_what_flags_say() {
    let file = "[cluster]\nnamespace = \"team\"\nsecrets = \"existing\"\n[cluster.components.\"knowledge.cache\"]\nstorage = \"20Gi\"\n\
        [cluster.route]\nkind = \"ingress\"\n[cluster.route.annotations]\n\"example.com/a\" = \"b\"\n";
    let project = Project::new().file("astropods.yml", SPEC).file("ast.toml", file);
    assert_eq!(
        project.run("generate kubernetes --host a.example.com --set knowledge.cache.memory=1Gi").status,
        Status::Fine
    );
    let text = fs::read_to_string(project.path("deploy/kubernetes/base/knowledge-cache.yaml")).unwrap();
    assert!(text.contains("storage: 20Gi") && text.contains("memory: 1Gi"), "{text}");
    let text = fs::read_to_string(project.path("deploy/kubernetes/base/agent.yaml")).unwrap();
    assert!(text.contains("example.com/a: b"));
    assert!(!project.path("deploy/kubernetes/secrets").exists());
    assert_eq!(project.run("generate --check").status, Status::Fine, "the manifest has the flags");
}

#[test]
fn the_page_s_settings_are_settings() {
    let page = fs::read_to_string("docs/kubernetes.md").unwrap();
    let block = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let spec = SPEC.replace("cache: {provider: redis}", "db: {provider: postgres}").replace(
        "    trigger: {type: webhook}\n",
        "    trigger: {type: webhook}\n  nightly:\n    container: {image: 'n:1'}\n    trigger: {type: schedule}\n",
    );
    let project = Project::new().file("astropods.yml", spec).file("ast.toml", block);
    let outcome = project.run("generate kubernetes");
    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    // Every flag that the page names is one of the command's.
    let help = project.run("generate --help").stdout;
    let flags = page
        .split('`')
        .filter_map(|code| code.strip_prefix("--"))
        .map(|code| code.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>());
    let is_known = |flag: &String| [' ', '['].iter().any(|end| help.contains(&format!("--{flag}{end}")));
    let unknown: Vec<_> = flags.filter(|flag| !is_known(flag) && *flag != "check").collect();
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn an_option_that_fits_nothing_is_refused_with_the_way_out() {
    let project = Project::new().file("astropods.yml", SPEC);
    let cases = [
        ("--set knowledge.cahe.memory=1Gi", "did you mean `knowledge.cache`?"),
        ("--set agent.memroy=1Gi", "memroy"),
        ("--set agent.memory=lots", "expected an amount"),
        ("--secret-key KYE=a/b", "did you mean `KEY`?"),
        ("--route ingress", "--host"),
        ("--route httproute --host a.example.com", "--route-gateway"),
        ("--route ingress --host a_b", "host name"),
        ("--namespace Team", "lower-case"),
        ("--replicas 4..2", "MIN..MAX"),
        ("--egress 10.0.0.0:1", "CIDR"),
        ("--set agent.user=0", "no pod may run as root"),
        ("--tag a/b", "expected a tag"),
        ("--registry https://r.example.com", "write `r.example.com`"),
    ];
    for (flags, words) in cases {
        let outcome = project.run(&format!("generate kubernetes {flags}"));
        assert_eq!(outcome.status, Status::Failed, "{flags}");
        assert!(outcome.stderr.contains(words), "{flags}: {}", outcome.stderr);
    }
    assert!(!project.path("deploy").exists());
}

#[test]
fn what_only_a_cluster_minds_is_said_only_for_a_cluster() {
    let spec = SPEC.replace("image: a:1", "build: {context: ., dockerfile: Dockerfile}").replace(
        "    trigger: {type: webhook}\n",
        "    trigger: {type: webhook}\n  nightly:\n    container: {image: 'n:latest'}\n    trigger: {type: schedule}\n",
    );
    let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "FROM scratch\n");
    assert!(!project.run("generate env").stderr.contains("cluster-"));
    assert!(!project.run("plan").stderr.contains("cluster-"));
    let said = project.run("generate kubernetes").stderr;
    for words in [
        "no cluster can pull it",
        "`n:latest` is another image",
        "so it is suspended",
        "a chat history of its own",
        "`astropods/messaging:latest`",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(project.run("plan --for cluster").stderr.contains("cluster-schedule"));
    let project = project.file("ast.toml", "[rules]\ncluster-replicas = \"allow\"\ncluster-schedule = \"deny\"\n");
    let said = project.run("generate kubernetes --force");
    assert_eq!(said.status, Status::Invalid);
    assert!(!said.stderr.contains("cluster-replicas"), "{}", said.stderr);
}

#[test]
fn names_that_kubernetes_refuses_are_errors_of_a_cluster() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  annotations: {'a b': x}\nknowledge:\n  db:\n    container: {image: d:1, environment: {'..x': y}}\n";
    let project = Project::new().file("astropods.yml", spec);
    assert_eq!(project.run("generate env").status, Status::Fine);
    let said = project.run("generate kubernetes");
    assert_eq!(said.status, Status::Invalid);
    assert!(said.stderr.contains("`a b`") && said.stderr.contains("`..x`"), "{}", said.stderr);
}

#[test]
fn an_overlay_is_made_once_and_then_the_user_s() {
    let project = Project::new().file("astropods.yml", SPEC);
    project.run("generate kubernetes");
    let path = project.path("deploy/kubernetes/overlays/production/kustomization.yaml");
    fs::write(&path, "mine").unwrap();
    let again = project.run("generate kubernetes --format json").stdout;
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    assert!(again.contains("\"kept\""), "{again}");
    let manifest = fs::read_to_string(project.path(".ast/manifest.json")).unwrap();
    assert!(!manifest.contains("overlays/") && manifest.contains("base/agent.yaml"));
}

#[test]
fn a_summary_is_for_people_and_for_programs() {
    let project = Project::new().file("astropods.yml", SPEC);
    let text = project.run("generate kubernetes --summary --host a.example.com --route ingress").stdout;
    for line in ["namespace my-agent", "exposed hosts: a.example.com", "- a metrics server, for the autoscaler"] {
        assert!(text.contains(line), "{text}");
    }
    // Four agents with their sidecars, the store, and the webhook.
    assert!(text.contains("cpu 1000m, memory 6400Mi, storage 30Gi"), "{text}");
    let json: Value = serde_json::from_str(&project.run("generate kubernetes --summary --format json").stdout).unwrap();
    assert_eq!(json["summary"]["workloads"][0]["replicas"], serde_json::json!({"min": 2, "max": 4}));
    assert!(!project.path("deploy").exists());
    assert_eq!(project.run("generate env --summary").status, Status::Failed);
}

#[test]
fn what_the_examples_give_is_what_reviewers_saw() {
    for (name, flags) in [("gateway-quickstart", ""), ("ingestion", RICH)] {
        let built = Built::of(&fs::read_to_string(format!("examples/{name}/astropods.yml")).unwrap(), flags);
        for (path, text) in &built.files {
            let file = path.replace('/', "__");
            insta::with_settings!({ snapshot_path => "../golden", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("kubernetes__{name}__{file}"), text);
            });
        }
    }
}

#[test]
fn a_cluster_chooses_users_where_it_is_left_to() {
    let project = Project::example("frontend-postgres");
    let generated = |flags: &str| {
        let project = Project::example("frontend-postgres");
        assert_eq!(project.run(&format!("generate kubernetes {flags}")).status, Status::Fine);
        ["agent", "knowledge-articles"]
            .map(|name| fs::read_to_string(project.path(&format!("deploy/kubernetes/base/{name}.yaml"))).unwrap())
    };
    for text in generated("--user any") {
        for key in ["runAsUser", "runAsGroup", "fsGroup:"] {
            assert!(!text.contains(key), "{key} is in\n{text}");
        }
        assert!(text.contains("runAsNonRoot: true"), "{text}");
    }
    let [agent, store] = generated("--user any --set knowledge.articles.user=999 --set knowledge.articles.group=999");
    assert!(!agent.contains("runAsUser") && store.contains("runAsUser: 999") && store.contains("fsGroup: 999"));
    let [agent, store] = generated("--user 20000");
    assert!(agent.contains("runAsUser: 20000") && !store.contains("20000"), "a store's image wants its own user");
    for wrong in ["0", "root", "1.5"] {
        assert!(project.run(&format!("plan --user {wrong}")).stderr.contains("--user"), "{wrong}");
    }
    for (toml, place) in [("user = 0", "2:8"), ("user = \"root\"", "2:8"), ("user = -1", "2:8"), ("user = true", "2:8")]
    {
        let project = Project::new().file("astropods.yml", GOOD).file("ast.toml", format!("[cluster]\n{toml}\n"));
        let said = project.run("validate --format short").stdout;
        assert!(said.contains(&format!("ast.toml:{place}: error[invalid-options]")), "{said}");
    }
}

#[test]
fn a_namespace_is_made_unless_it_is_there_or_not_ours() {
    let made = |flags: &str| {
        let project = Project::example("gateway-quickstart");
        let said = project.run(&format!("generate kubernetes {flags}"));
        (said.status, said.stderr, project.path("deploy/kubernetes/namespace").exists())
    };
    assert!(made("").2);
    assert!(!made("--create-namespace false").2);
    let (status, said, is_made) = made("--namespace default");
    assert!(
        status == Status::Fine && !is_made && said.contains("warning: `--namespace`: `default` is shared"),
        "{said}"
    );
    let (status, said, _) = made("--namespace kube-system");
    assert!(status == Status::Failed && said.contains("`kube-system` belongs to the cluster itself"), "{said}");
}

#[test]
fn a_gateway_inside_of_the_cluster_wants_the_port_of_its_pods() {
    let warns = |flags: &str| {
        let project = Project::example("gateway-quickstart");
        project.run(&format!("plan --for cluster {flags}")).stderr.contains("cluster-gateway")
    };
    assert!(warns("--gateway-url http://litellm.ai.svc"));
    assert!(warns("--gateway-url http://litellm:4000"));
    assert!(warns("--gateway-url http://litellm.ai.svc.cluster.local"));
    assert!(!warns("--gateway-url https://gateway.example.com"));
    assert!(!warns("--gateway-url http://litellm.ai.svc --egress 4000"));
}
