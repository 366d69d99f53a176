//! From a JSON Schema to a small value that it takes.

mod number;
mod pattern;
mod text;

use std::cell::Cell;

use serde_json::{Map, Value, json};

/// Schemas inside of each other go no deeper than this.
const DEEPEST: usize = 24;
/// The longest list, and the most properties that nobody asks for.
const MOST: u64 = 256;
/// The most values that one is made of.
const MOST_VALUES: usize = 10_000;

/// A small value that a schema takes: what is required and nothing else. Or why none was found.
pub(super) fn smallest(schema: &Value) -> Result<Value, String> {
    let value = Maker { root: schema, left: Cell::new(MOST_VALUES) }.value(schema, 0, 0)?;
    crate::schema::takes(schema, &value)?;
    Ok(value)
}

struct Maker<'a> {
    root: &'a Value,
    /// How many values may still be made.
    left: Cell<usize>,
}

impl Maker<'_> {
    /// The `nth` of the small values of a schema, as far as there are several.
    fn value(&self, schema: &Value, nth: usize, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err(format!("its schema goes deeper than {DEEPEST}"));
        }
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| format!("its schema asks for more than {MOST_VALUES} values"))?);
        let Some(schema) = schema.as_object() else { return Ok(json!({})) };
        let schema = self.resolved(schema, depth)?;
        if let Some(constant) = schema.get("const") {
            return Ok(constant.clone());
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return words.get(nth).or(words.last()).cloned().ok_or_else(|| "its schema has an empty `enum`".to_owned());
        }
        for key in ["anyOf", "oneOf"] {
            if let Some(ways) = schema.get(key).and_then(Value::as_array) {
                return self.one_of(&schema, key, ways, nth, depth);
            }
        }
        match kind(&schema) {
            "object" => self.object(&schema, depth),
            "array" => self.array(&schema, depth),
            "string" => text::smallest(&schema, nth),
            "boolean" => Ok(json!(nth % 2 == 1)),
            "null" => Ok(Value::Null),
            kind => number::smallest(&schema, kind == "integer", nth),
        }
    }

    /// A schema with what it refers to, and all that has to hold as well, in its place.
    fn resolved(&self, schema: &Map<String, Value>, depth: usize) -> Result<Map<String, Value>, String> {
        if depth > DEEPEST {
            return Err("its schema refers to itself".to_owned());
        }
        let mut whole = Map::new();
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let place = reference.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer));
            let found = place.and_then(Value::as_object);
            let found = found.ok_or_else(|| format!("its schema refers to `{reference}`, which is not there"))?;
            whole = self.resolved(found, depth + 1)?;
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(part) = part.as_object() {
                merge(&mut whole, self.resolved(part, depth + 1)?);
            }
        }
        let own = schema.iter().filter(|(key, _)| !matches!(key.as_str(), "$ref" | "allOf"));
        merge(&mut whole, own.map(|(key, value)| (key.clone(), value.clone())).collect());
        Ok(whole)
    }

    /// The first of several ways that leads somewhere.
    fn one_of(
        &self,
        schema: &Map<String, Value>,
        key: &str,
        ways: &[Value],
        nth: usize,
        depth: usize,
    ) -> Result<Value, String> {
        let mut rest = schema.clone();
        rest.remove(key);
        let mut failed = format!("its schema has an empty `{key}`");
        for way in ways {
            let mut whole = rest.clone();
            merge(&mut whole, way.as_object().cloned().unwrap_or_default());
            match self.value(&Value::Object(whole), nth, depth + 1) {
                Ok(value) => return Ok(value),
                Err(why) => failed = why,
            }
        }
        Err(failed)
    }

    fn object(&self, schema: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
        let required = schema.get("required").and_then(Value::as_array);
        let mut required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
        // In the order in which they are declared.
        let place = |name: &&str| properties.keys().position(|key| key == name).unwrap_or(usize::MAX);
        required.sort_by_key(place);
        let least = bound(schema, "minProperties");
        let mut others =
            properties.keys().map(String::as_str).filter(|name| !required.contains(name)).collect::<Vec<_>>();
        others.truncate(least.saturating_sub(required.len()));
        let any = json!(true);
        let more = schema.get("additionalProperties").unwrap_or(&any);
        let mut object = Map::new();
        for name in required.into_iter().chain(others) {
            let value = self.value(properties.get(name).unwrap_or(more), 0, depth + 1)?;
            object.insert(name.to_owned(), value);
        }
        for number in object.len()..least {
            object.insert(format!("key{number}"), self.value(more, 0, depth + 1)?);
        }
        Ok(Value::Object(object))
    }

    fn array(&self, schema: &Map<String, Value>, depth: usize) -> Result<Value, String> {
        let first = schema.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let any = json!({"type": "string"});
        let items = schema.get("items").unwrap_or(&any);
        let unique = schema.get("uniqueItems") == Some(&json!(true));
        let of = |at: usize| self.value(first.get(at).unwrap_or(items), if unique { at } else { 0 }, depth + 1);
        (0..bound(schema, "minItems")).map(of).collect::<Result<Vec<_>, _>>().map(Value::Array)
    }
}

/// A bound of a schema, and no more than can be meant.
fn bound(schema: &Map<String, Value>, key: &str) -> usize {
    let number = schema.get(key).and_then(Value::as_u64).unwrap_or_default().min(MOST);
    usize::try_from(number).unwrap_or_default()
}

/// What a schema asks for: its type, else what its keys are about.
fn kind(schema: &Map<String, Value>) -> &str {
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            let mut kinds = kinds.iter().filter_map(Value::as_str);
            kinds.find(|kind| *kind != "null").unwrap_or("null")
        }
        _ if has(&["items", "prefixItems", "minItems"]) => "array",
        _ if has(&["minLength", "maxLength", "pattern", "format"]) => "string",
        _ if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) => "number",
        _ => "object",
    }
}

/// Adds to a schema what has to hold beside it.
fn merge(schema: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        match (schema.get_mut(&key), value) {
            (Some(Value::Object(old)), Value::Object(new)) if key == "properties" => old.extend(new),
            (Some(Value::Array(old)), Value::Array(new)) if key == "required" => {
                let new = new.into_iter().filter(|name| !old.contains(name)).collect::<Vec<_>>();
                old.extend(new);
            }
            (_, value) => {
                schema.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_small_and_fits() {
        let table = [
            (json!({}), "{}"),
            (
                json!({"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "integer"}, "c": {}}, "required": ["a", "b"]}),
                r#"{"b":"","a":0}"#,
            ),
            (
                json!({"type": "object", "minProperties": 2, "properties": {"a": {"type": "null"}}}),
                r#"{"a":null,"key1":{}}"#,
            ),
            (json!({"enum": ["metric", "imperial"]}), r#""metric""#),
            (json!({"const": 7}), "7"),
            (json!({"type": ["null", "boolean"]}), "false"),
            (json!({"type": "array", "minItems": 2, "items": {"type": "string"}, "uniqueItems": true}), r#"["","a"]"#),
            (json!({"prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2}), r#"[0,""]"#),
            (json!({"anyOf": [{"type": "integer", "minimum": 3}, {"type": "null"}]}), "3"),
            (json!({"anyOf": [{"type": "string", "pattern": "(?=a)"}, {"type": "null"}]}), "null"),
            (
                json!({"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"const": 1}}, "required": ["b"]}]}),
                r#"{"a":0,"b":1}"#,
            ),
            (
                json!({"$ref": "#/$defs/P", "$defs": {"P": {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/$defs/P"}, {"type": "null"}]}}}}}),
                "{}",
            ),
            (json!({"type": "integer", "minimum": 5, "multipleOf": 4}), "8"),
            (json!({"type": "integer", "exclusiveMinimum": 5}), "6"),
            (json!({"type": "number", "maximum": -1.5}), "-1.5"),
            (json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}), "0.5"),
            (json!({"type": "string", "minLength": 3}), r#""aaa""#),
            (json!({"type": "string", "pattern": "^[A-Z]{3}-\\d+$"}), r#""AAA-0""#),
            (json!({"type": "string", "format": "date"}), r#""2025-01-01""#),
        ];
        for (schema, expected) in table {
            assert_eq!(smallest(&schema).map(|value| value.to_string()), Ok(expected.to_owned()), "{schema}");
        }
    }

    #[test]
    fn a_schema_that_nothing_was_found_for_is_told() {
        let table = [
            (json!({"type": "integer", "minimum": 5, "maximum": 3}), "5 is greater than the maximum of 3"),
            (json!({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}}), "its schema refers to itself"),
            (
                json!({"$ref": "https://example.com/x"}),
                "its schema refers to `https://example.com/x`, which is not there",
            ),
            (json!({"properties": {"a": {"$ref": "#"}}, "required": ["a"]}), "its schema refers to itself"),
            (
                json!({"minItems": 200, "items": {"minItems": 200, "items": {}}}),
                "its schema asks for more than 10000 values",
            ),
            (json!({"enum": []}), "its schema has an empty `enum`"),
        ];
        for (schema, why) in table {
            assert_eq!(smallest(&schema).map_err(|found| assert!(found.contains(why), "{found}")), Err(()), "{schema}");
        }
    }
}
