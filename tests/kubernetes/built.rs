//! Manifests that were generated for a spec, read back as objects, beside the plan that the command line prints.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ast::cli::Status;
use ast::source::Source;
use serde_json::Value;

use crate::project::Project;

/// Options of every kind that fit any spec.
pub(crate) const RICH: &str = "--host agent.example.com --route ingress --route-class nginx --registry registry.example.com/team \
     --tag 1.4.2 --namespace team-a --overlay staging --image-pull-secret regcred --priority-class high --time-zone Europe/Berlin \
     --storage-class fast --startup-seconds 120 --egress 10.0.0.0/8:5432,8443 --ingress-from ingress-nginx \
     --gateway-url https://gateway.example.com:8443 --otel-endpoint http://otel.observability:4318 \
     --messaging-image registry.example.com/messaging:2.1 --set agent.user=10001 --set agent.storage=8Gi \
     --set agent.writable=/var/cache,/run --secrets external --secret-store vault --qdrant-key true";

/// What was generated, kept in memory: many tests look at the same.
pub(crate) struct Built {
    /// The objects of the base and of what outlives it.
    pub(crate) objects: Vec<Value>,
    /// The plan for a cluster, as the command line prints it.
    pub(crate) plan: Value,
    pub(crate) compose: String,
    pub(crate) summary: String,
    /// Every file, by its path below the folder of the manifests.
    pub(crate) files: BTreeMap<String, String>,
}

/// Every case, without options and with many: its name, whether with many, and what was generated.
pub(crate) static ALL: LazyLock<Vec<(String, bool, Built)>> = LazyLock::new(|| {
    let made = cases().into_iter().flat_map(|(name, spec)| {
        [false, true].map(|rich| (name.clone(), rich, Built::of(&spec, if rich { RICH } else { "" })))
    });
    made.collect()
});

/// Specs of every kind, by what they are called: the examples, those of the hand-written sets, and hostile ones.
pub(crate) fn cases() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in ["examples", "tests/expected"] {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            files.extend(Some(entry.join("astropods.yml")).filter(|file| file.exists()));
        }
    }
    files.sort();
    let mut cases: Vec<(String, String)> =
        files.iter().map(|file| (file.display().to_string(), fs::read_to_string(file).unwrap())).collect();
    cases.push(("long names".into(), long()));
    cases.push(("everything".into(), include_str!("everything.yml").into()));
    cases.push(("hostile".into(), include_str!("hostile.yml").into()));
    cases
}

/// Names of seventy characters, and names that look alike once they are cut.
fn long() -> String {
    let alike = "a".repeat(60);
    let name = format!("n{}", "x".repeat(62));
    format!(
        "spec: blueprint/v1\nname: {name}\nagent:\n  image: a:1\n  distributed: true\nknowledge:\n  {alike}-one-more:\n    provider: redis\n  \
         {alike}-one-less:\n    provider: redis\n  db:\n    provider: postgres\n  db-init:\n    provider: postgres\n  \
         db-files:\n    provider: postgres\ningestion:\n  {alike}-first:\n    container: {{image: i:1, volume: /w}}\n    \
         trigger: {{type: startup}}\n  {alike}-other:\n    container: {{image: i:1}}\n    trigger: {{type: startup}}\n  \
         {alike}-third:\n    container: {{image: i:1}}\n    trigger: {{type: manual}}\n  {alike}-hooks:\n    \
         container: {{image: i:1, volume: /w}}\n    trigger: {{type: webhook}}\nmodels:\n  {alike}-gpu:\n    \
         container: {{image: m:1, gpu: {{vram: 24Gi}}}}\n"
    )
}

impl Built {
    pub(crate) fn of(spec: &str, flags: &str) -> Self {
        let project = Project::new().file("astropods.yml", spec);
        let run = |command: &str| {
            let outcome = project.run(command);
            assert_eq!(outcome.status, Status::Fine, "{command}: {}", outcome.stderr);
            outcome.stdout
        };
        run(&format!("generate kubernetes {flags}"));
        let plan = serde_json::from_str(&run(&format!("plan --for cluster --format json {flags}"))).unwrap();
        let compose = run("generate compose --print");
        let summary = run(&format!("generate kubernetes --summary {flags}"));
        let files = tree(&project.path("deploy/kubernetes"));
        let objects = ["base", "namespace"].iter().flat_map(|folder| read(folder, &files)).collect();
        Self { objects, plan, compose, summary, files }
    }

    /// The objects of a kind.
    pub(crate) fn kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.objects.iter().filter(move |object| object["kind"] == kind)
    }

    /// Every workload with its pod's template.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (&Value, &Value)> {
        self.objects.iter().filter_map(|object| {
            let template = match object["kind"].as_str().unwrap() {
                "StatefulSet" | "Deployment" | "Job" => &object["spec"]["template"],
                "CronJob" => &object["spec"]["jobTemplate"]["spec"]["template"],
                _ => return None,
            };
            Some((object, template))
        })
    }

    /// The containers of the plan, each with the built one and its pod's template.
    pub(crate) fn containers(&self) -> Vec<(&Value, &Value, &Value)> {
        let planned = self.plan["containers"].as_array().unwrap();
        planned
            .iter()
            .map(|planned| {
                let id = planned["id"].as_str().unwrap();
                let name = short(id);
                let found = self.templates().find_map(|(_, template)| {
                    let all = all_containers(&template["spec"]);
                    let one = all.into_iter().find(|container| container["name"] == name.as_str())?;
                    Some((planned, one, template))
                });
                found.ok_or_else(|| format!("no container {name} of {id}")).unwrap()
            })
            .collect()
    }
}

/// The name of a container within its pod.
pub(crate) fn short(id: &str) -> String {
    let kinds = [
        ("models.", "model-"),
        ("knowledge.", "knowledge-"),
        ("integrations.", "integration-"),
        ("ingestion.", "ingestion-"),
    ];
    for (section, kind) in kinds {
        if let Some(entry) = id.strip_prefix(section) {
            return ast::plan::naming::cut(&format!("{kind}{}", ast::plan::naming::service(entry)), 63);
        }
    }
    if id == "messaging" { "astro-messaging".to_owned() } else { id.to_owned() }
}

/// Init containers and containers of a pod.
pub(crate) fn all_containers(pod: &Value) -> Vec<&Value> {
    ["initContainers", "containers"].iter().flat_map(|key| pod[key].as_array().into_iter().flatten()).collect()
}

/// Every file below a folder, by its path.
fn tree(root: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

/// The objects of every file that a folder's kustomization names; it names all of them.
fn read(folder: &str, files: &BTreeMap<String, String>) -> Vec<Value> {
    let kustomization = parse(&files[&format!("{folder}/kustomization.yaml")]);
    let named: Vec<&str> =
        kustomization["resources"].as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    let there = files.keys().filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'));
    assert_eq!(named, there.filter(|name| *name != "kustomization.yaml").collect::<Vec<_>>());
    let texts = named.iter().map(|file| &files[&format!("{folder}/{file}")]);
    texts.flat_map(|text| text.split("\n---\n").map(parse).collect::<Vec<_>>()).collect()
}

pub(crate) fn parse(text: &str) -> Value {
    let (document, report) = ast::document::parse(&Source::new("x.yaml", text));
    assert!(!report.has_errors(), "{report:?}\n{text}");
    document.root.unwrap().to_json()
}
