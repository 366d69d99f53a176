//! What a place takes: whether a value, which keys, and the form that is shown to whoever wrote something else.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::{Map, Value};

use super::check::SCHEMA;
use crate::document::Cursor;

/// Forms by place, the first that fits. A place that begins with `/` is a whole pointer, another the end of one;
/// `*` is any token. What was written takes the place of the first value, if that makes a valid one.
const MAPPINGS: &[(&str, &[(&str, &str)])] = &[
    ("/agent", &[("image", "my-agent:1")]),
    ("/models/*", &[("provider", "openai")]),
    ("/knowledge/*", &[("provider", "postgres")]),
    ("/integrations/*", &[("provider", "github")]),
    ("/ingestion/*", &[("container", "{image: my-job:1}"), ("trigger", "{type: startup}")]),
    ("/models", &[("main", "{provider: openai}")]),
    ("/knowledge", &[("db", "{provider: postgres}")]),
    ("/integrations", &[("code", "{provider: github}")]),
    ("/inputs", &[("region", "{name: REGION, datatype: string}")]),
    ("/connections/*", &[("provider", "github"), ("reason", "uses your account")]),
    ("/dev/interfaces/*", &[("port", "3000")]),
    ("/sandbox", &[("toolchain", "auto")]),
    ("/sandbox/browser", &[("name", "chromium")]),
    ("/sandbox/*", &[("version", "3.12")]),
    ("build", &[("context", "."), ("dockerfile", "Dockerfile")]),
    ("build/secrets/*", &[("id", "npm"), ("env", "NPM_TOKEN")]),
    ("container", &[("image", "my-image:1")]),
    ("trigger", &[("type", "schedule")]),
    ("healthcheck", &[("path", "/health")]),
    ("gpu", &[("vram", "24Gi")]),
    ("interfaces", &[("frontend", "true")]),
    ("skills/*", &[("name", "review")]),
    ("inputs/*", &[("name", "REGION"), ("datatype", "string")]),
    ("variables/*", &[("name", "TOKEN"), ("datatype", "string")]),
    ("environment", &[("NAME", "value")]),
    ("env", &[("NAME", "value")]),
    ("args", &[("NAME", "value")]),
];

/// Items of lists that aren't plain words.
const LISTS: &[(&str, &str)] = &[
    ("inputs", "- name: REGION"),
    ("skills", "- name: review"),
    ("variables", "- name: TOKEN"),
    ("secrets", "- id: npm"),
    ("connections", "- provider: github"),
    ("test", "[CMD-SHELL, \"curl -f http://localhost:8080/health\"]"),
];

/// Whether a place is the one at hand. No key of a place is escaped in a pointer.
fn is_at(place: &str, at: &Cursor<'_>) -> bool {
    let (is_whole, place) = place.strip_prefix('/').map_or((false, place), |place| (true, place));
    // What stands before the first `/` of a pointer is none of its tokens.
    let mut tokens = at.place.pointer.as_str().split('/').skip(1).collect::<Vec<_>>().into_iter().rev();
    let is_end = place.split('/').rev().all(|a| tokens.next().is_some_and(|b| a == "*" || a == b));
    is_end && (!is_whole || tokens.next().is_none())
}

/// The form of the mapping at a place, and the text that makes one of the scalar that was written there.
pub(super) fn mapping(
    schema: &'static Value,
    at: &Cursor<'_>,
    written: Option<&str>,
) -> Option<(String, Option<String>)> {
    let (_, keys) = MAPPINGS.iter().find(|(place, _)| is_at(place, at))?;
    let ((first, example), rest) = keys.split_first()?;
    let rest: String = rest.iter().map(|(key, value)| format!(", {key}: {value}")).collect();
    let wrapped = written.filter(|_| {
        let words = keys.iter().map(|(key, value)| ((*key).into(), Value::from(*value)));
        let mut value: Map<String, Value> = words.collect();
        value.insert((*first).into(), at.node.to_json());
        takes(schema, &Value::Object(value))
    });
    let form = format!("{first}: {}{rest}", wrapped.unwrap_or(example));
    let name = at.place.pointer.tokens().last()?;
    let shown = if name.parse::<usize>().is_ok() { format!("- {form}") } else { format!("{name}: {{{form}}}") };
    Some((shown, wrapped.map(|_| format!("{{{form}}}"))))
}

/// The form of the items of the list at a place.
pub(super) fn list(at: &Cursor<'_>) -> Option<&'static str> {
    LISTS.iter().find(|(place, _)| is_at(place, at)).map(|(_, form)| *form)
}

/// Subschemas that values were tried by, by their addresses: each is compiled once, however many values there are.
static VALIDATORS: Mutex<BTreeMap<usize, Option<Validator>>> = Mutex::new(BTreeMap::new());

/// Whether a subschema takes a value.
pub(super) fn takes(schema: &'static Value, value: &Value) -> bool {
    let mut validators = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    let validator = validators.entry(std::ptr::from_ref(schema).addr()).or_insert_with(|| compiled(schema));
    validator.as_ref().is_some_and(|validator| validator.is_valid(value))
}

fn compiled(schema: &Value) -> Option<Validator> {
    let mut schema = schema.clone();
    let refers = schema.to_string().contains("\"$ref\"");
    if let (true, Value::Object(schema), Some(definitions)) = (refers, &mut schema, SCHEMA.get("$defs")) {
        schema.insert("$defs".into(), definitions.clone());
    }
    jsonschema::validator_for(&schema).ok()
}

/// What a subschema refers to, or itself.
pub(super) fn resolved(schema: &'static Value) -> &'static Value {
    let path = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
    path.and_then(|path| SCHEMA.pointer(path)).unwrap_or(schema)
}

/// The keys that a mapping can have, without retired ones, each with its subschema.
pub(super) fn properties(schema: &'static Value) -> impl Iterator<Item = (&'static str, &'static Value)> {
    let properties = resolved(schema).get("properties").and_then(Value::as_object).into_iter().flatten();
    properties.filter(|(_, property)| property.get("not").is_none()).map(|(key, property)| (key.as_str(), property))
}

/// Whether a key is still one to write.
pub(super) fn is_current(property: &Value) -> bool {
    property.get("deprecated").is_none()
}

/// Where keys belong that a mapping doesn't know: mappings that know them, each with the way there from the top of the file.
pub(super) struct Homes(Vec<(Vec<String>, &'static Map<String, Value>)>);

impl Homes {
    /// Those of the mapping at `at`: what stands in it, then the top of the file, then the agent.
    pub(super) fn of(schema: &'static Value, at: &Cursor<'_>) -> Self {
        let known = |schema: &'static Value| resolved(schema).get("properties").and_then(Value::as_object);
        let way: Vec<String> = at.place.pointer.tokens().collect();
        let children = properties(schema).filter(|(_, property)| is_current(property));
        let mut homes: Vec<_> = children
            .filter_map(|(key, property)| {
                Some((way.iter().cloned().chain([key.to_owned()]).collect(), known(property)?))
            })
            .collect();
        homes.extend(known(&SCHEMA).filter(|_| way.len() == 1).map(|top| (Vec::new(), top)));
        let agent = SCHEMA.pointer("/properties/agent").filter(|_| !way.is_empty()).and_then(known);
        homes.extend(agent.map(|agent| (vec!["agent".to_owned()], agent)));
        Self(homes)
    }

    /// Where a key belongs.
    pub(super) fn find(&self, key: &str) -> Option<&[String]> {
        let has = |keys: &Map<String, Value>| keys.get(key).is_some_and(|property| property.get("not").is_none());
        self.0.iter().find(|(_, keys)| has(keys)).map(|(way, _)| way.as_slice())
    }
}
