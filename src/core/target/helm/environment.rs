//! The values of an environment: what of the chart's values it says otherwise.

use serde_json::{Map, Value};

use super::Chart;
use super::fact::{Fact, defaults};
use crate::options::Tag;
use crate::tree::{HEADER, to_yaml};

/// What the environment's chart says otherwise than the project's own, as values of the latter.
pub(super) fn values(own: &Chart<'_>, facts: &[Fact], there: &Chart<'_>, others: &[Fact]) -> Map<String, Value> {
    let mut values = differing(&defaults(facts), &defaults(others));
    // What is baked into the chart, and a value beats.
    let tag = |chart: &Chart<'_>| chart.settings.cluster.tag.as_ref().map(|tag| Tag::as_str(tag).to_owned());
    if let Some(tag) = tag(there).filter(|there| tag(own).as_ref() != Some(there)) {
        set(&mut values, "image", "tag", &tag);
    }
    for value in &there.cluster.supplied {
        let before = own.cluster.supplied.iter().find(|other| other.name == value.name);
        let is_same = before.is_some_and(|before| before.default == value.default);
        if let Some(default) = value.default.as_ref().filter(|_| !is_same) {
            set(&mut values, "values", &value.name, default);
        }
    }
    values
}

/// Sets a value of a group.
fn set(values: &mut Map<String, Value>, group: &str, key: &str, value: &str) {
    let mut inner = match values.remove(group) {
        Some(Value::Object(inner)) => inner,
        _ => Map::new(),
    };
    inner.insert(key.to_owned(), value.into());
    values.insert(group.to_owned(), Value::Object(inner));
}

/// What of the second is not the same in the first. An environment is built on the project's own options, and so leaves
/// nothing out.
fn differing(own: &Value, there: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    for (key, value) in there.as_object().into_iter().flatten() {
        match (&own[key], value) {
            (before, after) if before == after => {}
            (before @ Value::Object(_), after @ Value::Object(_)) => {
                let inner = differing(before, after);
                if !inner.is_empty() {
                    found.insert(key.clone(), Value::Object(inner));
                }
            }
            (_, after) => {
                found.insert(key.clone(), after.clone());
            }
        }
    }
    found
}

/// The file of values.
pub(super) fn text(name: &str, values: &Map<String, Value>) -> Result<String, String> {
    let about = format!("# {HEADER}\n#\n# What {name} says otherwise than values.yaml.\n");
    if values.is_empty() {
        return Ok(format!("{about}{{}}\n"));
    }
    Ok(format!("{about}\n{}\n", to_yaml(values)?.trim_end()))
}
