//! The values of a chart, each a fact once: values.yaml, its schema and the table of the README are made of them.

use serde_json::{Map, Value, json};

use super::print::{holds, unheard};
use crate::text;
use crate::tree::{HEADER, to_yaml};

/// A value or a group of them.
pub(super) struct Fact {
    pub(super) key: String,
    /// What it is, in a sentence.
    pub(super) about: String,
    pub(super) content: Content,
    /// What kind of group it is, where others are like it.
    kind: Option<&'static str>,
}

/// What a key holds.
pub(super) enum Content {
    /// Further values.
    Group(Vec<Fact>),
    /// A value: what it is unless it is set, and its schema.
    Value(Value, Value),
}

impl Fact {
    /// A value that is set by one of the shared forms of the schema.
    pub(super) fn new(key: &str, default: impl Into<Value>, form: &str, about: &str) -> Self {
        let schema = json!({ "$ref": format!("#/definitions/{form}") });
        Self {
            key: key.to_owned(),
            about: about.to_owned(),
            content: Content::Value(default.into(), schema),
            kind: None,
        }
    }

    /// A group of values.
    pub(super) fn group(key: &str, about: &str, facts: Vec<Self>) -> Self {
        Self { key: key.to_owned(), about: about.to_owned(), content: Content::Group(facts), kind: None }
    }

    /// A group that others are like.
    pub(super) fn like(kind: &'static str, key: &str, about: &str, facts: Vec<Self>) -> Self {
        Self { kind: Some(kind), ..Self::group(key, about, facts) }
    }
}

/// What facts are unless something is set.
pub(super) fn defaults(facts: &[Fact]) -> Value {
    let of = |fact: &Fact| match &fact.content {
        Content::Group(facts) => defaults(facts),
        Content::Value(value, _) => value.clone(),
    };
    Value::Object(facts.iter().map(|fact| (fact.key.clone(), of(fact))).collect())
}

/// Facts as they are written: a mapping in which a word stands above each, for its comment.
fn written(facts: &[Fact], prefix: &str, comments: &mut Vec<String>) -> Value {
    let mut map = Map::new();
    for fact in facts {
        if !fact.about.is_empty() {
            let word = format!("{prefix}{}", comments.len());
            comments.push(text::comment(&fact.about));
            map.insert(word.clone(), word.into());
        }
        let value = match &fact.content {
            Content::Group(facts) => written(facts, prefix, comments),
            Content::Value(value, _) => value.clone(),
        };
        map.insert(fact.key.clone(), value);
    }
    Value::Object(map)
}

/// `values.yaml`.
pub(super) fn values(agent: &str, facts: &[Fact]) -> Result<String, String> {
    let all = written(facts, "", &mut Vec::new());
    let (prefix, mut comments) = (unheard("comment", |word| holds(&all, word)), Vec::new());
    let yaml = to_yaml(&written(facts, &prefix, &mut comments))?;
    let mut text = format!("# {HEADER}\n#\n# What a deployment of {} can say.\n", text::comment(agent));
    for line in yaml.trim_end().lines() {
        let (pad, rest) = line.split_at(line.len() - line.trim_start().len());
        let word = rest.split_once(": ").filter(|(key, value)| key == value).map(|(key, _)| key);
        let number = word.and_then(|word| word.strip_prefix(prefix.as_str())?.parse::<usize>().ok());
        match number.and_then(|number| comments.get(number)) {
            // Paragraphs, as a person writes them.
            Some(comment) if pad.is_empty() => text.push_str(&format!("\n# {comment}\n")),
            Some(comment) => text.push_str(&format!("{pad}# {comment}\n")),
            None => text.push_str(&format!("{line}\n")),
        }
    }
    Ok(text)
}

/// `values.schema.json`.
pub(super) fn schema(facts: &[Fact]) -> Result<String, String> {
    let mut shared = Map::new();
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("$comment".to_owned(), HEADER.into());
    schema.extend(object(facts, &mut shared));
    shared.extend(super::form::definitions(facts));
    schema.insert("definitions".to_owned(), Value::Object(shared));
    // What other charts read of it is theirs to say; `enabled` is what charts of charts switch this one by.
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        if let Some(global) = properties.get_mut("global").and_then(Value::as_object_mut) {
            global.remove("additionalProperties");
        }
        properties.insert("enabled".to_owned(), json!({ "type": "boolean" }));
    }
    let text = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())?;
    Ok(format!("{text}\n"))
}

/// A mapping that takes these keys and no other. What several groups of one kind have alike stands once, in `shared`.
fn object(facts: &[Fact], shared: &mut Map<String, Value>) -> Map<String, Value> {
    let mut properties = Map::new();
    for fact in facts {
        let schema = match &fact.content {
            Content::Group(facts) => {
                let own = Value::Object(object(facts, shared));
                fact.kind.map_or_else(|| own.clone(), |kind| refer(kind, &own, shared))
            }
            Content::Value(_, schema) => schema.clone(),
        };
        properties.insert(fact.key.clone(), schema);
    }
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema
}

/// A reference to the definition that is the same; the forms of a kind are few.
fn refer(kind: &str, own: &Value, shared: &mut Map<String, Value>) -> Value {
    let mut name = kind.to_owned();
    for number in 2.. {
        if shared.entry(name.clone()).or_insert_with(|| own.clone()) == own {
            break;
        }
        name = format!("{kind}{number}");
    }
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// A row of the README's table.
#[derive(serde::Serialize)]
pub(super) struct Row {
    pub(super) path: String,
    pub(super) default: String,
    pub(super) about: String,
}

/// The rows of the README's table.
pub(super) fn rows(facts: &[Fact]) -> Vec<Row> {
    let mut rows = Vec::new();
    collect("", facts, &mut rows);
    rows
}

fn collect(before: &str, facts: &[Fact], rows: &mut Vec<Row>) {
    for fact in facts {
        let path = format!("{before}{}", fact.key);
        match &fact.content {
            Content::Group(facts) => collect(&format!("{path}."), facts, rows),
            Content::Value(default, _) => rows.push(Row {
                path: text::code(&path),
                default: text::code(&default.to_string()),
                about: text::cell(&fact.about),
            }),
        }
    }
}
