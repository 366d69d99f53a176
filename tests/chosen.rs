//! The image of each container is chosen once: compose, Kubernetes and the chart name the same, whatever options say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

const DIGEST: &str = "sha256:abababababababababababababababababababababababababababababababab";

/// Every image of a target's files, by the name of its container; what waits for a store is named after it.
pub(crate) type Images = BTreeMap<String, String>;

fn yaml(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap()
}

fn name(container: &str) -> &str {
    container.strip_prefix("wait-").unwrap_or(container)
}

/// What the compose file names, without its helpers.
pub(crate) fn of_compose(project: &Project) -> Images {
    let file = yaml(&fs::read_to_string(project.path("compose.yaml")).unwrap());
    let services = file["services"].as_object().unwrap();
    let is_own = |name: &str| !["-init", "-ready", "-done"].iter().any(|end| name.ends_with(end));
    let image = |(name, service): (&String, &Value)| (name.clone(), service["image"].as_str().unwrap().to_owned());
    services.iter().filter(|(name, _)| is_own(name)).map(image).collect()
}

/// What the manifests name; one name has one image wherever it stands.
pub(crate) fn of_kubernetes(project: &Project) -> Images {
    fn gather(value: &Value, images: &mut BTreeMap<String, BTreeSet<String>>) {
        match value {
            Value::Object(fields) => {
                if let (Some(container), Some(image)) =
                    (fields.get("name").and_then(Value::as_str), fields.get("image").and_then(Value::as_str))
                {
                    images.entry(name(container).to_owned()).or_default().insert(image.to_owned());
                }
                fields.values().for_each(|value| gather(value, images));
            }
            Value::Array(items) => items.iter().for_each(|value| gather(value, images)),
            _ => {}
        }
    }
    let mut images = BTreeMap::new();
    for path in fs::read_dir(project.path("deploy/kubernetes/base")).unwrap().map(|entry| entry.unwrap().path()) {
        for document in fs::read_to_string(path).unwrap().split("\n---\n") {
            gather(&yaml(document), &mut images);
        }
    }
    let one = |(name, images): (String, BTreeSet<String>)| {
        assert_eq!(images.len(), 1, "{name}: {images:?}");
        (name, images.into_iter().next().unwrap())
    };
    images.into_iter().map(one).collect()
}

/// What the values of the chart come to, as its helper joins them; `charts.py` asks Helm itself.
pub(crate) fn of_helm(project: &Project) -> Images {
    let folder = fs::read_dir(project.path("deploy/helm")).unwrap().next().unwrap().unwrap().path();
    let values = yaml(&fs::read_to_string(folder.join("values.yaml")).unwrap());
    let app = yaml(&fs::read_to_string(folder.join("Chart.yaml")).unwrap())["appVersion"].as_str().unwrap().to_owned();
    let texts = |path: &Path| fs::read_to_string(path).unwrap();
    let templates: String =
        fs::read_dir(folder.join("templates")).unwrap().map(|entry| texts(&entry.unwrap().path())).collect();
    let mut images = Images::new();
    for call in templates.split(".image\" (list $ ").skip(1).map(|rest| rest.split(')').collect::<Vec<_>>()) {
        // `(index $.Values "models" "a")`, or `$.Values.models.a`, and whether it is built here.
        let (way, rest) = match call[0].strip_prefix("(index $.Values ") {
            Some(way) => (way.split(' ').map(|key| key.trim_matches('"').to_owned()).collect::<Vec<_>>(), call[1]),
            None => {
                let (way, rest) = call[0].split_once(' ').unwrap();
                (way.trim_start_matches("$.Values.").split('.').map(str::to_owned).collect(), rest)
            }
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let Some(image) = way.iter().try_fold(&values, |at, key| at.get(key)).map(|own| &own["image"]) else {
            continue;
        };
        let text = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
        let is_built = words[0] == "true";
        let host = text(if is_built { &values["image"] } else { image }, "registry");
        let path = if is_built { text(&values["image"], "path") } else { String::new() };
        let parts: Vec<_> =
            [host, path, text(image, "repository")].into_iter().filter(|part| !part.is_empty()).collect();
        let (mut tag, digest) = (text(image, "tag"), text(image, "digest"));
        if is_built && tag.is_empty() {
            tag.clone_from(&app);
        }
        let shows_tag = !tag.is_empty() && (digest.is_empty() || words.get(1) == Some(&"true"));
        let tag = if shows_tag { format!(":{tag}") } else { String::new() };
        let digest = if digest.is_empty() { String::new() } else { format!("@{digest}") };
        images.insert(service(&way), format!("{}{tag}{digest}", parts.join("/")));
    }
    images
}

/// What a container is called, by the way to its values.
fn service(way: &[String]) -> String {
    match way {
        [only] if only == "messaging" => "astro-messaging".to_owned(),
        [only] => only.clone(),
        [section, entry] => {
            let section = section.strip_suffix('s').unwrap_or(section);
            let fold = |c: char| if matches!(c, '_' | '.') { '-' } else { c };
            format!("{section}-{}", entry.to_lowercase().chars().map(fold).collect::<String>())
        }
        _ => unreachable!("{way:?}"),
    }
}

/// Holds the three targets of a project against each other, and gives what they name.
pub(crate) fn agree(project: &Project, what: &str) -> Images {
    let outcome = project.run("generate compose kubernetes helm --tag 1.4 --registry r.example.com/team");
    assert_eq!(outcome.status, Status::Fine, "{what}: {}", outcome.stderr);
    let (local, cluster, chart) = (of_compose(project), of_kubernetes(project), of_helm(project));
    assert!(!cluster.is_empty());
    assert_eq!(cluster, chart, "{what}");
    // What is built here has its digest only once it was pushed.
    let is_built = |image: &str| image.starts_with("r.example.com/team/");
    for (name, image) in local.iter().filter(|(_, image)| !is_built(image)) {
        if let Some(other) = cluster.get(name) {
            assert_eq!(image, other, "{what}: {name}");
        }
    }
    cluster.into_iter().chain(local).collect()
}

/// Every example, what users write, and one of every kind.
pub(crate) fn specs() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["examples", "tests/corpus-alike", "tests/kubernetes"] {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let file = if path.is_dir() { path.join("astropods.yml") } else { path };
            if file.extension().is_some_and(|extension| extension == "yml") && file.exists() {
                let text = fs::read_to_string(&file).unwrap();
                let project = Project::new().file("astropods.yml", &text);
                if project.run("validate").status == Status::Fine {
                    found.push((file.display().to_string(), text));
                }
            }
        }
    }
    assert!(found.len() >= 12, "{}", found.len());
    found.push((
        "pinned".to_owned(),
        format!(
            "{GOOD}knowledge:\n  db: {{provider: postgres}}\n  cache: {{provider: redis}}\nmodels:\n  m: {{container: {{image: \"ghcr.io/a/m:2@{DIGEST}\"}}}}\n\
             integrations:\n  Own_Name: {{container: {{image: \"localhost:5000/n@{DIGEST}\"}}}}\n  loose: {{container: {{image: redis}}}}\n\
             ingestion:\n  job: {{container: {{image: \"j:1\"}}, trigger: {{type: manual}}}}\n"
        ),
    ));
    found
}

/// The digest of every container as options give it.
fn pins(project: &Project) -> String {
    let plan: Value = serde_json::from_str(&project.run("plan --format json --for cluster").stdout).unwrap();
    let ids = plan["containers"].as_array().unwrap().iter().map(|container| container["id"].as_str().unwrap());
    ids.map(|id| format!("[cluster.components.\"{id}\"]\ndigest = \"{DIGEST}\"\n")).collect()
}

#[test]
fn every_target_names_the_image_that_every_other_names() {
    let mirrors = "[mirrors]\n\"docker.io\" = \"mirror.example.com/hub/\"\n\"*\" = \"mirror.example.com:5000/all\"\n";
    for (path, spec) in specs() {
        let project = Project::new().file("astropods.yml", &spec);
        let plain = agree(&project, &path);
        let pins = pins(&project);
        let with = |options: &str, what: &str| {
            let project = Project::new().file("astropods.yml", &spec).file("ast.toml", options);
            agree(&project, &format!("{path} with {what}"))
        };
        let mirrored = with(mirrors, "mirrors");
        for (name, image) in plain {
            let is_built = image.starts_with("r.example.com/team/");
            assert_eq!(mirrored[&name].starts_with("mirror.example.com"), !is_built, "{path}: {name}");
        }
        for image in with(&pins, "digests").values().chain(with(&(pins.clone() + mirrors), "both").values()) {
            assert!(image.ends_with(DIGEST) || image.starts_with("r.example.com/team/"), "{path}: {image}");
        }
    }
}

#[test]
fn a_mirror_stands_for_the_registry_that_a_name_says() {
    let spec = format!(
        "{GOOD}knowledge:\n  cache: {{provider: redis}}\nintegrations:\n  a: {{container: {{image: \"ghcr.io/x/a:1\"}}}}\n  \
         b: {{container: {{image: \"Quay.example.com:5000/b@{DIGEST}\"}}}}\n  c: {{container: {{image: \"mirror.example.com/c:1\"}}}}\n"
    );
    let options = "[mirrors]\n\"docker.io\" = \"mirror.example.com/hub\"\n\"*\" = \"mirror.example.com/all\"\n";
    let project = Project::new().file("astropods.yml", &spec).file("ast.toml", options);
    let images = agree(&project, "mirrors");
    assert_eq!(images["agent"], "mirror.example.com/hub/library/my-agent:1");
    assert!(images["knowledge-cache"].starts_with("mirror.example.com/hub/library/redis:7."));
    assert_eq!(images["integration-a"], "mirror.example.com/all/ghcr.io/x/a:1");
    assert_eq!(images["integration-b"], format!("mirror.example.com/all/quay.example.com-5000/b@{DIGEST}"));
    assert_eq!(images["integration-c"], "mirror.example.com/c:1");
    let compose = fs::read_to_string(project.path("compose.yaml")).unwrap();
    assert_eq!(
        compose.matches("image: mirror.example.com/hub/library/busybox:").count(),
        compose.matches("busybox").count()
    );
    let plan = project.run("plan --mirror ghcr.io=other.example.com --format json").stdout;
    assert!(plan.contains("\"other.example.com/x/a:1\"") && plan.contains("mirror.example.com/hub/library/redis"));
}

#[test]
fn an_image_of_options_stands_everywhere_instead_of_the_one_that_was_known() {
    let spec = format!(
        "{GOOD}  astro_ai_gateway: true\nknowledge:\n  db: {{provider: postgres}}\nintegrations:\n  a: {{container: {{image: \"a:1\"}}}}\n"
    );
    let options = "[gateway]\nmode = \"mock\"\nimage = \"r.example.com/litellm:2\"\n[compose]\nhelper-image = \"r.example.com/box:1\"\n\
        [messaging]\nimage = \"r.example.com/messaging:3\"\n[components.\"knowledge.db\"]\nimage = \"pgvector/pgvector:0.8.1-pg17\"\n\
        [components.\"integrations.a\"]\nimage = \"a:2\"\n[components.agent]\nimage = \"mine:2\"\n";
    let project = Project::new().file("astropods.yml", &spec).file("ast.toml", options);
    let images = agree(&project, "images");
    let expected = [
        ("agent", "mine:2"),
        ("astro-messaging", "r.example.com/messaging:3"),
        ("gateway", "r.example.com/litellm:2"),
        ("integration-a", "a:2"),
        ("knowledge-db", "pgvector/pgvector:0.8.1-pg17"),
    ];
    assert_eq!(images, expected.map(|(name, image)| (name.to_owned(), image.to_owned())).into());
    assert!(fs::read_to_string(project.path("compose.yaml")).unwrap().contains("image: r.example.com/box:1"));
}

#[test]
fn what_no_image_of_options_can_stand_for_is_told_where_it_is_said() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {build: {context: ., dockerfile: Dockerfile}}\nknowledge:\n  db: {provider: postgres}\n";
    let told = |options: &str| {
        let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "").file("ast.toml", options);
        let outcome = project.run("validate --format short");
        (outcome.status, outcome.stdout)
    };
    for (options, status, message) in [
        ("[components.agent]\nimage = \"a:1\"\n", Status::Failed, "the image of `agent` is built here"),
        ("[components.messaging]\nimage = \"a:1\"\n", Status::Failed, "the image of `messaging` is said once"),
        ("[components.gateway]\nimage = \"a:1\"\n", Status::Failed, "its image is said under `[gateway]`"),
        ("[components.\"knowledge.db\"]\nimage = \"postgres:18\"\n", Status::Fine, "is not postgres 17, with which"),
        ("[mirrors]\n\"https://a\" = \"b.example.com\"\n", Status::Failed, "`https://a` is not the host of a registry"),
        ("[mirrors]\n\"hub\" = \"b.example.com\"\n", Status::Failed, "`hub` is not the host of a registry"),
        ("[mirrors]\n\"*\" = \"a b\"\n", Status::Failed, "a host and a path"),
    ] {
        let (found, text) = told(options);
        assert_eq!(found, status, "{options}: {text}");
        // Help stands in the long form alone.
        let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "").file("ast.toml", options);
        let long = project.run("validate").stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains("ast.toml:") && (text.contains(message) || long.contains(message)),
            "{options}: {text}{long}"
        );
    }
    for fine in ["postgres:17.9", "pgvector/pgvector:0.8.1-pg17", "mirror.example.com/postgres@sha256:"] {
        let digest = if fine.ends_with(':') { "ab".repeat(32) } else { String::new() };
        let (status, text) = told(&format!("[components.\"knowledge.db\"]\nimage = \"{fine}{digest}\"\n"));
        assert_eq!((status, text.contains("ast.toml")), (Status::Fine, false), "{text}");
    }
}
