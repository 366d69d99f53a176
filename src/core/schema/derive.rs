//! From the types' skeleton to the published schema: what schemars can't know of the language.

use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

use crate::provider;

/// The schema as it is published in `schema/astropods.schema.json`.
///
/// Beside standard keywords it has one annotation: `x-rule` names the rule that reports a violation
/// of the subschema in its own words.
pub fn derive() -> Value {
    let mut root = crate::spec::skeleton().to_value();
    annotate(&mut root);
    let mut nullable = BTreeSet::new();
    walk(&mut root, &mut |schema| require(schema, &mut nullable));
    exclude(&mut root);
    for (name, definition) in definitions(&mut root) {
        if nullable.contains(name) {
            allow_null(definition);
        }
    }
    super::editor::describe(&mut root);
    root
}

/// What only people read of a schema.
const NOTES: [&str; 6] =
    ["title", "description", "markdownDescription", "examples", "defaultSnippets", "markdownEnumDescriptions"];

/// The published schema without what rules say better, which is what is compiled with the crate.
///
/// What violates a pattern of an `x-rule` is refused by the type that reads it, and reported by that rule: of the pattern,
/// only that something has to be there is left. To compile two such patterns was more than half of a cold start, and to
/// compile what was left a sixth: it is a format there, which a function of ours answers for.
pub fn shape() -> Value {
    let mut root = derive();
    slim(&mut root);
    root
}

/// Patterns that are functions in what is compiled, each with the name of its format.
const FORMATS: [(&str, &str); 2] = [(r"\S", "filled"), ("[1-9]", "above-zero")];

/// Whether something is in a text but white space, as the pattern `\S` has it.
pub(super) fn is_filled(text: &str) -> bool {
    // The one of the two characters is white space to Unicode alone, the other to patterns alone.
    text.chars().any(|c| c == '\u{85}' || !(c.is_whitespace() || c == '\u{feff}'))
}

/// Whether a text has a digit of a number that is not zero.
pub(super) fn is_above_zero(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

fn slim(schema: &mut Value) {
    let Value::Object(map) = schema else {
        return schema.as_array_mut().into_iter().flatten().for_each(slim);
    };
    map.retain(|keyword, _| {
        !["propertyNames", "format"].contains(&keyword.as_str()) && !NOTES.contains(&keyword.as_str())
    });
    if map.contains_key("x-rule") {
        map.shift_remove("maxLength");
        let is_text = map.contains_key("type");
        match map.get_mut("pattern") {
            Some(pattern) if takes_blank(pattern) => drop(map.shift_remove("pattern")),
            Some(pattern) if is_text => *pattern = json!("\\S"),
            _ => {}
        }
    }
    let pattern = map.get("pattern").and_then(Value::as_str);
    if let Some((_, format)) = FORMATS.iter().find(|(known, _)| pattern == Some(known)) {
        map.shift_remove("pattern");
        map.insert("format".into(), json!(format));
    }
    for (keyword, value) in map {
        match value {
            // The keys of these are names.
            Value::Object(named) if matches!(keyword.as_str(), "properties" | "$defs") => {
                named.values_mut().for_each(slim);
            }
            _ => slim(value),
        }
    }
}

/// Whether a pattern leaves a text of blanks to the rule as well.
fn takes_blank(pattern: &Value) -> bool {
    pattern.as_str().is_some_and(|pattern| pattern.starts_with(r"^\s*$|"))
}

fn annotate(root: &mut Value) {
    let Value::Object(map) = root else { return };
    let mut annotated = Map::new();
    annotated.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    annotated.insert("title".into(), json!("astropods.yml"));
    for (key, value) in std::mem::take(map) {
        annotated.entry(key).or_insert(value);
    }
    *map = annotated;
}

fn definitions(root: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    root.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flatten()
}

/// Visits every schema that describes a mapping by its keys.
fn walk(schema: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") {
                visit(map);
            }
            for (_, value) in map.iter_mut() {
                walk(value, visit);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// Turns the markers of the types into standard keywords: what is required, and what may be left empty.
///
/// An optional mapping or list may be null: `ast` warns of it, and a schema can't warn. A definition
/// says so itself, as draft-07 readers see nothing beside `$ref`; where it may not be null, a `type` beside the
/// `$ref` says that.
fn require(schema: &mut Map<String, Value>, nullable: &mut BTreeSet<String>) {
    let mut required = Vec::new();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    for (key, property) in properties.iter_mut() {
        let Value::Object(property) = property else { continue };
        let is_required = property.remove("x-required").is_some();
        let not_empty = property.remove("x-not-empty").is_some() || is_required;
        if is_required {
            required.push(json!(key));
            let free = !["pattern", "enum", "const"].iter().any(|keyword| property.contains_key(*keyword));
            if free && property.get("type") == Some(&json!("string")) {
                property.insert("pattern".into(), json!(r"\S"));
            }
        }
        let reference = property.get("$ref").and_then(Value::as_str).map(str::to_owned);
        match reference.as_deref().and_then(|reference| reference.strip_prefix("#/$defs/")) {
            Some(_) if not_empty => {
                property.insert("type".into(), json!("object"));
            }
            Some(name) => {
                nullable.insert(name.to_owned());
            }
            None if !not_empty => allow_null_of(property),
            None => {}
        }
        for inner in ["additionalProperties", "items"] {
            if let Some(Value::Object(inner)) = property.get_mut(inner)
                && inner.contains_key("$ref")
            {
                inner.insert("type".into(), json!("object"));
            }
        }
    }
    // The derived list takes every field for required, as none is an `Option`.
    schema.remove("required");
    if !required.is_empty() {
        schema.insert("required".into(), Value::Array(required));
    }
}

fn allow_null(schema: &mut Value) {
    if let Value::Object(map) = schema {
        allow_null_of(map);
    }
}

fn allow_null_of(schema: &mut Map<String, Value>) {
    let collection = |kind: &Value| kind == "object" || kind == "array";
    match schema.get_mut("type") {
        Some(Value::Array(kinds)) if kinds.iter().any(collection) => kinds.push(json!("null")),
        Some(kind) if collection(kind) => *kind = json!([kind.clone(), "null"]),
        _ => {}
    }
}

/// What excludes what. The rules report it, as they know that an empty value counts as absent.
fn exclude(root: &mut Value) {
    let exactly_one = |a: &str, b: &str| json!([{ "required": [a] }, { "required": [b] }]);
    for (name, definition) in definitions(root) {
        let Value::Object(definition) = definition else { continue };
        match name.as_str() {
            "Agent" | "Container" => {
                definition.insert("oneOf".into(), exactly_one("image", "build"));
            }
            // The rule reports it, and says more.
            "Input" => {
                let is_select =
                    json!({ "properties": { "display-as": { "const": "select" } }, "required": ["display-as"] });
                definition.insert("if".into(), is_select);
                let options = json!({ "required": ["options"], "properties": { "options": { "minItems": 1 } } });
                definition.insert("then".into(), options);
            }
            "Model" => {
                definition.insert("oneOf".into(), exactly_one("provider", "container"));
                definition.insert("not".into(), json!({ "required": ["models", "model"] }));
                complete_providers(definition, crate::spec::Section::Models);
            }
            "Knowledge" => {
                definition.insert("oneOf".into(), exactly_one("provider", "container"));
                complete_providers(definition, crate::spec::Section::Knowledge);
            }
            "Integration" => {
                definition.insert("oneOf".into(), exactly_one("provider", "container"));
                complete_providers(definition, crate::spec::Section::Integrations);
            }
            _ => {}
        }
    }
}

/// Lets editors complete the built-in providers of a section without forbidding the user's own.
fn complete_providers(definition: &mut Map<String, Value>, section: crate::spec::Section) {
    let names: Vec<_> = provider::catalogue().of(section.as_str()).map(|provider| provider.name.clone()).collect();
    if let Some(Value::Object(property)) = definition.get_mut("properties").and_then(|p| p.get_mut("provider")) {
        property.insert("anyOf".into(), json!([{ "enum": names }, {}]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_marker_of_the_types_is_left_in_the_published_schema() {
        let text = derive().to_string();
        assert!(!text.contains("x-required") && !text.contains("x-not-empty"), "{text}");
    }

    #[test]
    fn every_key_has_a_description() {
        let mut schema = derive();
        let mut bare = Vec::new();
        walk(&mut schema, &mut |schema| {
            // A condition names a key without describing it.
            let described = schema.get("properties").filter(|_| schema.contains_key("additionalProperties"));
            let Some(Value::Object(properties)) = described else { return };
            bare.extend(
                properties.iter().filter(|(_, value)| value.get("description").is_none()).map(|(key, _)| key.clone()),
            );
        });
        assert_eq!(bare, Vec::<String>::new());
    }
}
