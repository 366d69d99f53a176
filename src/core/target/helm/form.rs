//! The forms of values, which the schema has once each and refers to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::fact::{Content, Fact};
use crate::quantity;

/// The forms that facts refer to.
pub(super) fn definitions(facts: &[Fact]) -> Map<String, Value> {
    let mut used = BTreeSet::new();
    collect(facts, &mut used);
    // Those that others refer to.
    for (form, inner) in [("resources", "amounts"), ("amounts", "amount"), ("optionalAmount", "amount")] {
        if used.contains(form) {
            used.insert(inner.to_owned());
        }
    }
    let defined = used.into_iter().map(|form| {
        let schema = form_of(&form);
        (form, schema)
    });
    defined.collect()
}

fn collect(facts: &[Fact], used: &mut BTreeSet<String>) {
    for fact in facts {
        match &fact.content {
            Content::Group(facts) => collect(facts, used),
            Content::Value(_, schema) => {
                let form = schema["$ref"].as_str().and_then(|form| form.rsplit('/').next());
                used.extend(form.map(str::to_owned));
            }
        }
    }
}

fn form_of(form: &str) -> Value {
    match form {
        "bool" => json!({ "type": "boolean" }),
        "count" => json!({ "type": "integer", "minimum": 1 }),
        "number" => json!({ "type": "integer", "minimum": 0 }),
        "id" => json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "const": "any" }] }),
        "texts" => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        "names" => json!({ "type": "array", "items": { "type": "string" } }),
        "list" => json!({ "type": "array", "items": { "type": "object" } }),
        "named" => items_with(&["name"]),
        "mounts" => items_with(&["name", "mountPath"]),
        "object" => json!({ "type": "object" }),
        "amount" => json!({ "anyOf": [{ "type": "string", "pattern": quantity::PATTERN }, { "type": "number" }] }),
        "amounts" => json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/amount" } }),
        "resources" => {
            let amounts = json!({ "$ref": "#/definitions/amounts" });
            let claims = json!({ "type": "array" });
            let properties = json!({ "requests": amounts, "limits": amounts, "claims": claims });
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        "digest" => json!({ "type": "string", "pattern": "^(sha256:[0-9a-f]{64})?$" }),
        "pullPolicy" => json!({ "enum": ["", "Always", "IfNotPresent", "Never"] }),
        "mode" => json!({ "enum": ["existing", "values", "external"] }),
        "route" => json!({ "enum": ["none", "ingress", "httproute"] }),
        "storeKind" => json!({ "enum": ["SecretStore", "ClusterSecretStore"] }),
        "keys" => {
            let text = json!({ "type": "string", "minLength": 1 });
            let key = json!({
                "type": "object", "additionalProperties": false, "required": ["secret", "key"],
                "properties": { "secret": text, "key": text },
            });
            json!({ "type": "object", "additionalProperties": key })
        }
        "egress" => {
            let port = json!({ "type": "integer", "minimum": 1, "maximum": 65535 });
            let rule = json!({
                "type": "object", "additionalProperties": false, "required": ["port"],
                "properties": { "port": port, "cidr": { "type": "string" } },
            });
            json!({ "type": "array", "items": rule })
        }
        "pullSecrets" => json!({ "type": "array", "items": { "type": ["string", "object"] } }),
        _ => json!({ "type": "string" }),
    }
}

/// A list of mappings that have these texts.
fn items_with(keys: &[&str]) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let properties: Map<_, _> = keys.iter().map(|key| ((*key).to_owned(), text.clone())).collect();
    json!({ "type": "array", "items": { "type": "object", "required": keys, "properties": properties } })
}
