//! The base's objects as an environment has them: what has to be added, patched and taken away.
//!
//! Patches are of JSON (RFC 6902), which say exactly what becomes what: a merge by keys would need to know which lists
//! are keyed, and could not take anything out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::source::Pointer;
use crate::target::manifest::Manifest;

/// What an object is known by: its kind, and its name or, of a job whose name is of its template, its component.
type Key<'a> = (&'a str, &'a str);

/// What differs between the objects of the base and those of an environment.
#[derive(Default)]
pub(super) struct Difference<'a> {
    /// Those that only the environment has.
    pub(super) added: Vec<&'a Manifest>,
    /// Those of the base that are others there.
    pub(super) changed: Vec<Changed<'a>>,
    /// Those that only the base has.
    pub(super) removed: Vec<&'a Manifest>,
}

/// An object of the base that is another one.
pub(super) struct Changed<'a> {
    pub(super) object: &'a Manifest,
    pub(super) steps: Vec<Step>,
    /// Whether it is called otherwise.
    pub(super) is_renamed: bool,
}

/// A step of a patch.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Step {
    op: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
}

/// The kind of an object, and its name.
pub(super) fn named(manifest: &Manifest) -> Key<'_> {
    let text = |at: &str| manifest.object.pointer(at).and_then(Value::as_str).unwrap_or_default();
    (text("/kind"), text("/metadata/name"))
}

fn key(manifest: &Manifest) -> Key<'_> {
    let (kind, name) = named(manifest);
    let component = manifest.object.pointer("/metadata/labels/app.kubernetes.io~1name").and_then(Value::as_str);
    (kind, component.filter(|_| kind == "Job").unwrap_or(name))
}

/// What differs.
pub(super) fn difference<'a>(
    base: impl IntoIterator<Item = &'a Manifest>,
    own: impl IntoIterator<Item = &'a Manifest>,
) -> Difference<'a> {
    let mut found = Difference::default();
    let mut own: BTreeMap<Key<'_>, &Manifest> = own.into_iter().map(|manifest| (key(manifest), manifest)).collect();
    for object in base {
        let Some(other) = own.remove(&key(object)) else {
            found.removed.push(object);
            continue;
        };
        let mut steps = Vec::new();
        compare(&object.object, &other.object, &Pointer::root(), &mut steps);
        if !steps.is_empty() {
            found.changed.push(Changed { object, steps, is_renamed: named(object).1 != named(other).1 });
        }
    }
    found.added = own.into_values().collect();
    found
}

/// The steps from one value to another. A list of another length is another list.
fn compare(from: &Value, to: &Value, at: &Pointer, steps: &mut Vec<Step>) {
    let step =
        |op, at: &Pointer, value: Option<&Value>| Step { op, path: at.as_str().to_owned(), value: value.cloned() };
    match (from, to) {
        _ if from == to => {}
        (Value::Object(from), Value::Object(to)) => {
            for key in from.keys().filter(|key| !to.contains_key(*key)) {
                steps.push(step("remove", &at.key(key), None));
            }
            for (key, value) in to {
                match from.get(key) {
                    Some(before) => compare(before, value, &at.key(key), steps),
                    None => steps.push(step("add", &at.key(key), Some(value))),
                }
            }
        }
        (Value::Array(from), Value::Array(to)) if from.len() == to.len() => {
            for (number, (from, to)) in from.iter().zip(to).enumerate() {
                compare(from, to, &at.item(number), steps);
            }
        }
        _ => steps.push(step("replace", at, Some(to))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn steps_say_what_becomes_what_and_nothing_else() {
        let from = json!({ "a": 1, "b": { "x/y~z": "1", "gone": true }, "c": [1, { "d": 2 }], "e": [1] });
        let to = json!({ "a": 1, "b": { "x/y~z": "2", "new": [] }, "c": [1, { "d": 3 }], "e": [1, 2] });
        let mut steps = Vec::new();
        compare(&from, &to, &Pointer::root(), &mut steps);
        let expected = json!([
            { "op": "remove", "path": "/b/gone" },
            { "op": "replace", "path": "/b/x~1y~0z", "value": "2" },
            { "op": "add", "path": "/b/new", "value": [] },
            { "op": "replace", "path": "/c/1/d", "value": 3 },
            { "op": "replace", "path": "/e", "value": [1, 2] },
        ]);
        assert_eq!(serde_json::to_value(steps).unwrap(), expected);
    }
}
