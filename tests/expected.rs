//! The plan against sets that were written by hand from the language's reference, not from our output.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ast::compile::{Facts, bind, compile};
use ast::options::{File, Options, Settings};
use ast::plan::{BoundPlan, For};
use ast::source::Source;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "for")]
    target: String,
    #[serde(default)]
    options: Said,
    containers: BTreeMap<String, BTreeMap<String, Row>>,
    supplies: BTreeMap<String, Supply>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Said {
    host: Option<String>,
    tag: Option<String>,
    registry: Option<String>,
    adapters: Option<Vec<String>>,
}

impl Said {
    fn settings(self) -> Settings {
        let Self { host, tag, registry, adapters } = self;
        let cluster = json!({ "host": host, "tag": tag, "registry": registry });
        serde_json::from_value(json!({ "cluster": cluster, "messaging": { "adapters": adapters } })).unwrap()
    }
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Row {
    kind: String,
    value: Option<String>,
    secret: bool,
    required: bool,
    default: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
}

#[derive(Deserialize, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
struct Supply {
    secret: bool,
    required: bool,
    default: Option<String>,
    read_by: Vec<String>,
}

fn plan(spec: &Path, target: For, settings: Settings) -> BoundPlan {
    let text = fs::read_to_string(spec).unwrap();
    let options = Options::new(File::default(), settings);
    let compilation = compile(Source::new("astropods.yml", text), |_| Facts::default(), &options);
    assert!(!compilation.report.has_errors(), "{}: {:?}", spec.display(), compilation.report);
    bind(&compilation, &options, target)
}

#[test]
fn every_variable_of_every_container_is_what_the_reference_says() {
    let mut cases = 0;
    let mut differences = Vec::new();
    for folder in
        fs::read_dir("tests/expected").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for name in ["expected.json", "expected.cluster.json"] {
            let Ok(text) = fs::read_to_string(folder.join(name)) else { continue };
            let mut expected: Expected = serde_json::from_str(&text).unwrap();
            let target = if expected.target == "local" { For::Local } else { For::Cluster };
            let plan = plan(&folder.join("astropods.yml"), target, std::mem::take(&mut expected.options).settings());
            compare(&folder.join(name), &expected, &plan, &mut differences);
            cases += 1;
        }
    }
    assert!(cases >= 10, "only {cases} cases found");
    assert_eq!(differences, Vec::<String>::new());
}

fn compare(case: &Path, expected: &Expected, plan: &BoundPlan, differences: &mut Vec<String>) {
    let case = case.display();
    let mut same = |what: String, ours: String, theirs: String| {
        if ours != theirs {
            differences.push(format!("{case}: {what}: ours {ours}, by hand {theirs}"));
        }
    };
    let kind = |kind| serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
    let containers: BTreeMap<String, BTreeMap<String, Row>> = plan
        .containers
        .iter()
        .map(|container| {
            let rows = container.env.iter().map(|row| {
                let found = Row {
                    kind: kind(row.kind),
                    value: row.value.clone(),
                    secret: row.secret,
                    required: row.required,
                    default: row.default.clone(),
                    reference: row.reference.clone(),
                };
                (row.name.clone(), found)
            });
            (container.id.to_string(), rows.collect())
        })
        .collect();
    same("containers".into(), format!("{:?}", keys(&containers)), format!("{:?}", keys(&expected.containers)));
    for (id, rows) in &expected.containers {
        let ours = containers.get(id);
        same(id.clone(), format!("{:?}", ours.map(keys)), format!("{:?}", Some(keys(rows))));
        for (name, row) in rows {
            let found = ours.and_then(|rows| rows.get(name));
            same(format!("{id} {name}"), format!("{found:?}"), format!("{:?}", Some(row)));
        }
    }
    let supplies: BTreeMap<String, Supply> = plan
        .supplies
        .iter()
        .map(|supply| {
            let mut read_by: Vec<String> = supply.read_by.iter().map(ToString::to_string).collect();
            read_by.sort();
            let found =
                Supply { secret: supply.secret, required: supply.required, default: supply.default.clone(), read_by };
            (supply.name.clone(), found)
        })
        .collect();
    same("supplies".into(), format!("{:?}", keys(&supplies)), format!("{:?}", keys(&expected.supplies)));
    for (name, supply) in &expected.supplies {
        same(name.clone(), format!("{:?}", supplies.get(name)), format!("{:?}", Some(supply)));
    }
}

fn keys<T>(map: &BTreeMap<String, T>) -> Vec<&str> {
    map.keys().map(String::as_str).collect()
}
