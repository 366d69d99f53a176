//! A spec with every text of the language in it, and the places of these texts.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ast::document::{Cursor, Document, NodeKind};
use ast::source::Span;
use serde_json::Value;

static SCHEMA: LazyLock<Value> = LazyLock::new(ast::schema::derive);

/// Every key of the language that takes a text.
pub(super) const FULL: &str = r#"spec: blueprint/v1
name: my-agent
meta: {description: d, tags: [t], visibility: public}
agent:
  image: my-agent:1
  skills: [{name: search, description: finds}]
  annotations: {example.com/a: b}
  inputs: [{name: AGENT_INPUT, datatype: string, description: d, default: v}]
  healthcheck: {test: [CMD, "true"], path: /health, interval: 10s, timeout: 5s}
models:
  chat: {provider: gateway, models: [gpt-5, claude-sonnet-4-5]}
  old: {provider: openai, model: gpt-5}
  own: {provider: custom}
  local:
    container:
      build: {context: ., dockerfile: Dockerfile, target: t, args: {A: b}, secrets: [{id: s, env: E}]}
      port: 9000
      volume: /data
      environment: {PLAIN: value}
      gpu: {vram: 24Gi, runtime: cuda}
    inputs: [{name: MODEL_INPUT, datatype: string, description: d, default: v}]
knowledge:
  db: {provider: postgres, inputs: [{name: STORE_INPUT, datatype: string, description: d}]}
  files: {container: {image: "files:1", port: 80}}
integrations:
  code: {provider: github, inputs: [{name: CODE_INPUT, datatype: string, default: v}]}
  tool: {container: {image: "tool:1", port: 81, environment: {B: c}}}
providers:
  custom:
    scope: [models]
    variables: [{name: TOKEN, datatype: string, secret: true, description: d}, {name: PLACE, datatype: string, default: v}]
    config: {any: thing}
inputs:
  limit: {name: LIMIT, datatype: string, display-as: select, description: d, options: [a, b], default: a}
  other: {name: OTHER, datatype: string, description: d, default: v}
ingestion:
  load:
    container: {image: "load:1", environment: {C: d}}
    trigger: {type: schedule}
    inputs: [{name: LOAD_INPUT, datatype: string, description: d, default: v}]
dev:
  command: run me
  interfaces:
    messaging:
      adapters: [slack, web]
      slack: {actionable_reactions: [r], allowed_channel_ids: [c], allowed_user_ids: [u], observe_channel_ids: [o], more: m}
      log_level: info
  schedules: {load: "0 2 * * *"}
  overrides: {messagingImage: "messaging:1"}
sandbox:
  toolchain: auto
  packages: [jq]
  python: {version: "3.12", packages: [numpy]}
  node: {version: "22", packages: [left]}
  browser: {name: chromium}
  env: {D: e}
  setup: [make]
connections: [{provider: github, scopes: [repo], reason: to read}]
"#;

/// The texts of a spec: what each is, and where.
pub(super) fn texts(document: &Document) -> Vec<(String, Span)> {
    let mut found = Vec::new();
    if let Some(root) = document.cursor() {
        walk(&root, &SCHEMA, "", &mut found);
    }
    found
}

fn resolve<'a>(schema: &'static Value, path: &'a str, own: &'a mut String) -> (&'static Value, &'a str) {
    let Some(reference) = schema["$ref"].as_str() else { return (schema, path) };
    reference.rsplit('/').next().unwrap().clone_into(own);
    (SCHEMA.pointer(reference.trim_start_matches('#')).unwrap(), own)
}

fn walk(at: &Cursor<'_>, schema: &'static Value, path: &str, found: &mut Vec<(String, Span)>) {
    let mut own = String::new();
    let (schema, path) = resolve(schema, path, &mut own);
    if let NodeKind::Scalar(_) = at.node.kind
        && takes_text(schema)
    {
        found.push((path.to_owned(), at.place.span));
    }
    for item in at.items() {
        walk(&item, &schema["items"], &format!("{path}[]"), found);
    }
    for (entry, value) in at.entries() {
        match schema["properties"].get(&entry.key) {
            Some(shape) => walk(&value, shape, &format!("{path}.{}", entry.key), found),
            None => {
                found.push((format!("{path}{{}}"), entry.key_span));
                walk(&value, &schema["additionalProperties"], &format!("{path}.*"), found);
            }
        }
    }
}

fn takes_text(schema: &Value) -> bool {
    let kinds = &schema["type"];
    kinds == "string" || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == "string"))
}

/// What takes a text in the language, as the schema has it.
pub(super) fn of_the_language() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    list(&SCHEMA, "", &mut seen, &mut found);
    found
}

fn list(schema: &'static Value, path: &str, seen: &mut BTreeSet<String>, found: &mut BTreeSet<String>) {
    let mut own = String::new();
    let (schema, path) = resolve(schema, path, &mut own);
    if !path.is_empty() && !path.contains(['.', '[', '{']) && !seen.insert(path.to_owned()) {
        return;
    }
    if takes_text(schema) && schema.get("not").is_none() {
        found.insert(path.to_owned());
    }
    if schema["items"].is_object() {
        list(&schema["items"], &format!("{path}[]"), seen, found);
    }
    for (key, shape) in schema["properties"].as_object().into_iter().flatten() {
        list(shape, &format!("{path}.{key}"), seen, found);
    }
    if schema["additionalProperties"].is_object() {
        found.insert(format!("{path}{{}}"));
        list(&schema["additionalProperties"], &format!("{path}.*"), seen, found);
    }
}
