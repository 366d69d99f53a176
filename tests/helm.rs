//! Charts as they are made: what a template may hold, what its values are, and that neither depends on where it is made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

use ast::cli::Status;
use serde_json::Value;

use crate::kubernetes::{ALL as MANIFESTS, RICH, cases};
use crate::project::Project;

/// The files of a chart, by their paths in it.
fn chart(project: &Project, flags: &str) -> BTreeMap<String, String> {
    let outcome = project.run(&format!("generate helm {flags}"));
    assert_eq!(outcome.status, Status::Fine, "{}", outcome.stderr);
    let mut files = BTreeMap::new();
    let charts: Vec<_> =
        fs::read_dir(project.path("deploy/helm")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(charts.len(), 1, "{charts:?}");
    let root = &charts[0];
    for folder in [root.clone(), root.join("templates")] {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(path).unwrap());
        }
    }
    files
}

/// Every case, without options and with many, and its chart.
static ALL: LazyLock<Vec<(String, BTreeMap<String, String>)>> = LazyLock::new(|| {
    let made = cases().into_iter().flat_map(|(name, spec)| {
        ["", RICH].map(|flags| (name.clone(), chart(&Project::new().file("astropods.yml", &spec), flags)))
    });
    made.collect()
});

/// The templates of objects in a chart.
fn templates(files: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    let texts = ["templates/NOTES.txt", "templates/_helpers.tpl"];
    files.iter().filter(move |(file, _)| file.starts_with("templates/") && !texts.contains(&file.as_str()))
}

/// The actions of a template, without their braces; what is between them.
fn actions(text: &str) -> (Vec<&str>, String) {
    let (mut found, mut between, mut rest) = (Vec::new(), String::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        between.push_str(before);
        let (action, after) = after.split_once("}}").unwrap_or((after, ""));
        found.push(action);
        rest = after;
    }
    (found, between + rest)
}

fn yaml(text: &str) -> Value {
    serde_yaml_ng::from_str(text).unwrap()
}

#[test]
fn every_action_is_one_of_ours_whatever_a_spec_holds() {
    let ours = [
        "include \"",
        "$.Values.",
        "range ",
        "with ",
        "if ",
        "end",
        ".",
        "$key",
        "$value",
        "define \"",
        "print ",
        "(",
        "max ",
    ];
    for (name, files) in ALL.iter() {
        for (file, text) in templates(files) {
            let (actions, _) = actions(text);
            for action in actions {
                let action = action.trim_matches(['-', ' ']);
                let is_brace = action == "\"{{\"" || action == "\"";
                let is_ours = ours.iter().any(|begin| action.starts_with(begin)) || action.starts_with("$.Release");
                assert!(is_brace || is_ours, "{name} {file}: {action}");
                // A literal of a user's has no brace.
                assert!(is_brace || !action.contains('{'), "{name} {file}: {action}");
            }
        }
    }
}

#[test]
fn the_schema_takes_the_values_and_the_readme_has_every_one() {
    fn leaves(path: &str, value: &Value, schema: &Value, root: &Value, found: &mut BTreeSet<String>) {
        let schema = match schema["$ref"].as_str() {
            Some(form) => &root["definitions"][form.rsplit('/').next().unwrap()],
            None => schema,
        };
        match (&schema["properties"], value) {
            (Value::Object(properties), Value::Object(map)) if !path.ends_with("resources") => {
                for (key, value) in map {
                    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    leaves(&below, value, &properties[key], root, found);
                }
            }
            _ => {
                found.insert(path.to_owned());
            }
        }
    }
    for (name, files) in ALL.iter() {
        let values = yaml(&files["values.yaml"]);
        let schema: Value = serde_json::from_str(&files["values.schema.json"]).unwrap();
        let found: Vec<String> =
            jsonschema::draft7::new(&schema).unwrap().iter_errors(&values).map(|e| e.to_string()).collect();
        assert_eq!(found, Vec::<String>::new(), "{name}");
        let mut wrong = values.clone();
        wrong["agent"]["imgae"] = Value::Null;
        assert!(!jsonschema::draft7::is_valid(&schema, &wrong), "{name}");
        let mut paths = BTreeSet::new();
        leaves("", &values, &schema, &schema, &mut paths);
        assert!(paths.len() > 40, "{paths:?}");
        for path in paths {
            assert!(files["README.md"].contains(&format!("| `{path}` |")), "{name}: {path}");
        }
    }
}

#[test]
fn a_chart_has_the_objects_of_the_manifests() {
    // Made of values, and so there in either form.
    let of_values = ["Ingress", "HTTPRoute", "Secret", "ExternalSecret", "Namespace"];
    for ((name, files), (other, _, built)) in ALL.iter().zip(MANIFESTS.iter()) {
        assert_eq!(name, other);
        let mut found: Vec<&str> = templates(files)
            .flat_map(|(_, text)| text.lines())
            .filter_map(|line| line.strip_prefix("kind: "))
            .filter(|kind| !of_values.contains(kind))
            .collect();
        let kinds = built.objects.iter().filter_map(|object| object["kind"].as_str());
        let mut expected: Vec<&str> = kinds.filter(|kind| !of_values.contains(kind)).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_readme_says_which_secret_holds_which_key_as_pods_read_it() {
    let mut seen = 0;
    for ((name, files), (_, rich, built)) in ALL.iter().zip(MANIFESTS.iter()) {
        for (_, template) in built.templates().filter(|_| !rich) {
            let containers = ["containers", "initContainers"].map(|kind| template["spec"][kind].as_array());
            for row in containers.into_iter().flatten().flatten().filter_map(|one| one["env"].as_array()).flatten() {
                let reference = &row["valueFrom"]["secretKeyRef"];
                let (Some(secret), Some(key)) = (reference["name"].as_str(), reference["key"].as_str()) else {
                    continue;
                };
                assert!(files["README.md"].contains(&format!("\n| `{secret}` | `{key}` | ")), "{name}: {secret}/{key}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn what_a_chart_is_made_of_does_not_depend_on_the_place() {
    let spec = include_str!("kubernetes/everything.yml");
    let project = Project::new().file("astropods.yml", spec);
    let first = chart(&project, RICH);
    let other = Project::new().file("astropods.yml", spec);
    assert_eq!(first, chart(&other, RICH));
    assert_eq!(project.run("generate --check").status, Status::Fine);
    assert!(first.values().all(|text| !text.contains('\0')), "no mark is left");
}

#[test]
fn a_chart_is_made_again_over_an_earlier_one() {
    let spec = include_str!("kubernetes/everything.yml");
    let project = Project::new().file("astropods.yml", spec);
    for (file, text) in chart(&project, "") {
        // A file that does not say so itself is somebody else's.
        let head: String = text.chars().take(1000).collect();
        assert!(head.contains("generated by ast from astropods.yml"), "{file}");
    }
    let less = spec.replace("  hook:\n", "  other:\n").replace("token: {name: TOKEN", "token: {name: ANOTHER");
    let project = project.file("astropods.yml", less);
    let files = chart(&project, "--host a.example.com");
    assert!(files.contains_key("templates/ingestion-other.yaml"));
    assert!(!files.contains_key("templates/ingestion-hook.yaml"));
}

#[test]
fn options_are_the_defaults_of_values() {
    let project = Project::new().file("astropods.yml", include_str!("kubernetes/everything.yml"));
    let digest = format!("sha256:{}", "ab".repeat(32));
    let flags = format!(
        "--host a.example.com --route httproute --route-gateway infra/public --secret-key TOKEN=prod/token --tag 007 \
         --egress 10.0.0.0/8:5432 --set agent.digest={digest} --set ingestion.hook.host=h.example.com --replicas 3..9 \
         --set integrations.tool.replicas=0 --chart-version 2.1.0 --registry registry.example.com:5000/a/b"
    );
    let files = chart(&project, &flags);
    let values = yaml(&files["values.yaml"]);
    for (pointer, expected) in [
        ("/route/kind", serde_json::json!("httproute")),
        ("/route/host", serde_json::json!("a.example.com")),
        ("/route/gateway", serde_json::json!({"name": "public", "namespace": "infra"})),
        ("/secrets/keys", serde_json::json!({"TOKEN": {"secret": "prod", "key": "token"}})),
        ("/network/egress", serde_json::json!([{"cidr": "10.0.0.0/8", "port": 5432}])),
        ("/agent/image/digest", serde_json::json!(digest)),
        ("/ingestion/hook/host", serde_json::json!("h.example.com")),
        ("/integrations/tool/replicas", serde_json::json!(0)),
        ("/autoscaling/max", serde_json::json!(9)),
        ("/image/registry", serde_json::json!("registry.example.com:5000")),
        ("/image/path", serde_json::json!("a/b")),
    ] {
        assert_eq!(values.pointer(pointer), Some(&expected), "{pointer}");
    }
    let about = yaml(&files["Chart.yaml"]);
    assert_eq!((&about["version"], &about["appVersion"]), (&"2.1.0".into(), &"007".into()));
    let refused = project.run("generate helm --chart-version 2.1");
    assert_eq!(refused.status, Status::Failed);
    assert!(refused.stderr.contains("expected a version such as `1.4.0`"), "{}", refused.stderr);
}

#[test]
fn no_default_of_a_secret_and_no_value_that_is_given_is_in_a_chart() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  inputs:\n    \
        - {name: KEY, datatype: string, secret: true, default: hunter2}\n    - {name: PLAIN, datatype: string}\n";
    let project = Project::new().file("astropods.yml", spec);
    let files = chart(&project, "--var PLAIN=hunter3 --var KEY=hunter4");
    assert!(files["values.yaml"].contains("PLAIN: \"\""));
    for (file, text) in files {
        assert!(["hunter2", "hunter3", "hunter4"].iter().all(|secret| !text.contains(secret)), "{file}: {text}");
    }
}

#[test]
fn a_chart_sums_up_what_its_release_needs() {
    let project = Project::example("ingestion");
    let text = project.run("generate helm --summary").stdout;
    assert!(text.contains("value values.ASTRO_GATEWAY_URL of the chart"), "{text}");
    assert!(text.contains("--create-namespace") && !text.contains("overlay"), "{text}");
    assert!(
        text.contains("StatefulSet  ") && text.contains("handbook-search: ") || text.contains("handbook-search"),
        "{text}"
    );
}

#[test]
fn what_the_quick_start_gives_is_what_reviewers_saw() {
    for (file, text) in chart(&Project::example("gateway-quickstart"), "") {
        let file = file.replace('/', "__");
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("helm__gateway-quickstart__{file}"), text);
        });
    }
}
