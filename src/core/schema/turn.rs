//! A value of another shape than its key asks for, turned into that shape where what was written says how.

use jsonschema::error::TypeKind;
use serde_json::Value;

use super::nameless::{is_entry_key, nameless};
use super::unknown_key::{mount, only, port};
use super::wrong_type::expects;
use super::{form, listed, reached, stores, usual};
use crate::diagnostic::nearest::guess;
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::document::form::Form;
use crate::document::{Cursor, Document, NodeKind, ScalarType, insertion, removal};
use crate::source::{Source, Span};

/// The fix that turns a value, as a guess.
pub(super) fn turned(
    source: &Source,
    document: &Document,
    kind: &TypeKind,
    schema: &'static Value,
    at: &Cursor<'_>,
) -> Option<Fix> {
    let expects = |name: &str| expects(kind, name);
    if at.node.is_null() && !expects("null") {
        return filled(source, document, at, expects("string"));
    }
    if expects("array")
        && let Some(fix) = dashed(source, at)
    {
        return Some(fix);
    }
    if let Some(fix) = reached::fix(source, document, at) {
        return Some(fix);
    }
    if nameless(at).is_some() {
        return named(source, document, at);
    }
    let (title, form) = match &at.node.kind {
        NodeKind::Broken => return None,
        NodeKind::Mapping(_) if expects("array") => ("make it a list", list(source, at)?),
        NodeKind::Sequence(_) if expects("object") => ("make it a mapping", mapping(source, at)?),
        NodeKind::Mapping(_) | NodeKind::Sequence(_) if expects("string") && is_at(at, "default") => {
            ("write it as JSON, in quotes", Form::Text(at.node.to_json().to_string()))
        }
        NodeKind::Mapping(_) => ("write the value alone", alone(source, schema, at.entries().map(|(_, value)| value))?),
        NodeKind::Sequence(_) if expects("integer") && is_at(at, "port") => {
            ("write the port of the container alone", Form::Raw(port(&only(at.node)?)?.to_string()))
        }
        NodeKind::Sequence(_) if is_at(at, "volume") => ("write the path alone", Form::Text(mount(&only(at.node)?)?)),
        NodeKind::Sequence(_) if is_at(at, "command") => ("write it as one text", Form::Text(command(at)?)),
        NodeKind::Sequence(_) => ("write the value alone", alone(source, schema, at.items())?),
        NodeKind::Scalar(_) => return scalar(source, schema, at, &expects),
    };
    let edit = insertion::replaced(source, document, &at.place, &form)?;
    Some(guessed(title, edit))
}

fn guessed(title: impl Into<String>, edit: Edit) -> Fix {
    Fix { title: title.into(), applicability: Applicability::Unsafe, edits: vec![edit] }
}

fn is_at(at: &Cursor<'_>, key: &str) -> bool {
    last(at).as_deref() == Some(key)
}

fn last(at: &Cursor<'_>) -> Option<String> {
    at.place.pointer.tokens().last()
}

/// The usual value of a key that is left empty; a variable that is left empty is an empty text.
fn filled(source: &Source, document: &Document, at: &Cursor<'_>, is_text: bool) -> Option<Fix> {
    let pointer = removal::parent(&at.place.pointer);
    let parent = document.at(&pointer)?;
    let holder = pointer.tokens().last().unwrap_or_default();
    let is_variable = ["environment", "env", "args", "annotations"].contains(&holder.as_str());
    let usual = usual::value(document, &parent, &last(at)?);
    let (value, applicability) = match usual {
        Some(usual) => usual,
        None if is_variable && is_text => (Form::text(""), Applicability::Unsafe),
        None => return None,
    };
    let edit = insertion::value(source, &at.place, &value)?;
    Some(Fix { title: format!("write `{}`", value.in_braces(false)), applicability, edits: vec![edit] })
}

/// A name for an entry that stands where its section has names; the first of its keys says it for all.
fn named(source: &Source, document: &Document, at: &Cursor<'_>) -> Option<Fix> {
    let section = document.at(&removal::parent(&at.place.pointer))?;
    let (first, _) = section.entries().next()?;
    // What stands beside another word than a key may be an entry.
    let is_sure = is_entry_key(at) || section.entries().all(|(_, value)| nameless(&value).is_some());
    if first.key_span != at.place.key || !is_sure {
        return None;
    }
    let form = Form::map([("main", Form::of(source, section.node)?)]);
    Some(guessed("put a name before it", insertion::replaced(source, document, &section.place, &form)?))
}

/// The space that was left out after the dash of an item.
fn dashed(source: &Source, at: &Cursor<'_>) -> Option<Fix> {
    let entries = at.node.as_mapping()?;
    let first = entries.first().filter(|first| first.key.len() > 1 && first.key.starts_with('-'))?;
    let behind = first.key_span.start + 1;
    let is_item = entries.len() == 1 && source.slice(first.key_span).starts_with('-');
    is_item.then(|| guessed("put a space after `-`", Edit { span: Span::new(behind, behind), text: " ".into() }))
}

/// The only value of a list or mapping, if the key takes it.
fn alone<'a>(source: &Source, schema: &'static Value, mut values: impl Iterator<Item = Cursor<'a>>) -> Option<Form> {
    let only = values.next().filter(|only| only.node.as_scalar().is_some())?;
    let is_alone = values.next().is_none() && !source.is_hidden(only.place.span.start);
    let form = Form::of(source, only.node).filter(|_| is_alone)?;
    form::takes(schema, &only.node.to_json()).then_some(form)
}

/// The words of a command as one text; none where one would have to be quoted.
fn command(at: &Cursor<'_>) -> Option<String> {
    let is_plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:=,@+".contains(c));
    let words = at.items().map(|item| item.node.as_scalar().map(|word| word.text.clone()));
    let words: Vec<String> = words.collect::<Option<_>>()?;
    words.iter().all(|word| is_plain(word) && !word.is_empty()).then(|| words.join(" "))
}

/// The entries of a mapping as items, each with its key as its name.
fn list(source: &Source, at: &Cursor<'_>) -> Option<Form> {
    let (id, name): (&str, fn(&str) -> Option<String>) = match last(at)?.as_str() {
        "inputs" | "variables" => ("name", usual::variable),
        "skills" => ("name", |key| Some(key.to_ascii_lowercase())),
        "connections" => ("provider", |key| Some(key.to_ascii_lowercase())),
        "secrets" => ("id", |key| Some(key.to_owned())),
        _ => return None,
    };
    let mut items = Vec::new();
    for (entry, value) in at.entries() {
        let mut keys = match Form::of(source, value.node)? {
            Form::Map(entries) => entries,
            Form::Raw(_) if value.node.is_null() => Vec::new(),
            scalar if id == "name" && is_at(at, "skills") => vec![("description".to_owned(), scalar)],
            _ => return None,
        };
        if !keys.iter().any(|(key, _)| key == id) {
            keys.insert(0, (id.to_owned(), Form::Text(name(&entry.key)?)));
        }
        items.push(Form::Map(keys));
    }
    (!items.is_empty()).then_some(Form::List(items))
}

/// The items of a list as entries.
fn mapping(source: &Source, at: &Cursor<'_>) -> Option<Form> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let entries = match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [section @ ("models" | "knowledge" | "integrations" | "ingestion" | "providers")] => {
            listed::entries(source, at, section)?
        }
        [.., "environment" | "env" | "args" | "annotations"] => {
            at.items().map(|item| assigned(source, &item)).collect::<Option<Vec<_>>>()?
        }
        _ => return None,
    };
    let mut names: Vec<_> = entries.iter().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    (!entries.is_empty() && names.len() == entries.len()).then_some(Form::Map(entries))
}

/// `NAME=value`, or a mapping of one entry.
fn assigned(source: &Source, item: &Cursor<'_>) -> Option<(String, Form)> {
    if let Some(scalar) = item.node.as_scalar() {
        let (name, value) = scalar.text.split_once('=').unwrap_or((&scalar.text, ""));
        return (!name.trim().is_empty()).then(|| (name.to_owned(), Form::text(value)));
    }
    match (Form::of(source, item.node)?, item.node.as_mapping()?) {
        (Form::Map(mut entries), [_]) => entries.pop(),
        _ => None,
    }
}

/// A scalar that says what is meant in another form.
fn scalar(source: &Source, schema: &'static Value, at: &Cursor<'_>, expects: &impl Fn(&str) -> bool) -> Option<Fix> {
    let scalar = at.node.as_scalar()?;
    let text = scalar.text.trim();
    let is_json = insertion::is_json(source, at.place.key);
    let written = |form: &Form| {
        let text = form.in_braces(is_json);
        guessed(format!("write `{text}`"), Edit { span: at.place.span, text })
    };
    let words = |keyword: &str| -> Vec<&'static str> {
        schema.get(keyword).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    };
    if expects("boolean") {
        let is_on = match text.to_ascii_lowercase().as_str() {
            "1" | "enabled" | "enable" | "always" => true,
            "0" | "disabled" | "disable" | "never" | "none" => false,
            _ => return None,
        };
        return Some(written(&Form::Raw(is_on.to_string())));
    }
    if expects("integer") && is_at(at, "port") {
        return port(text).map(|port| written(&Form::Raw(port.to_string())));
    }
    if is_at(at, "interfaces") && expects("object") && ["slack", "web"].contains(&text) {
        return Some(written(&Form::List(vec![Form::text(text)])));
    }
    if expects("object")
        && let Some(section @ ("models" | "knowledge" | "integrations")) = at.place.pointer.as_str().strip_prefix('/')
        && let Some((name, entry)) = stores::entry(section, text)
    {
        return Some(written(&Form::Map(vec![(name, entry)])));
    }
    if expects("object") && scalar.as_bool() == Some(true) {
        return usual::switched_on(at).map(|form| written(&form));
    }
    let is_listed = ["packages", "scopes", "scope", "adapters", "models"].contains(&last(at)?.as_str());
    if expects("array") && is_listed && scalar.kind == ScalarType::String {
        let parts = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty());
        return Some(written(&Form::List(parts.map(Form::text).collect())));
    }
    let enumerated = words("enum");
    let examples = words("examples");
    let candidates = if examples.is_empty() { &enumerated } else { &examples };
    if expects("string") && scalar.kind != ScalarType::String && !enumerated.is_empty() {
        let only = candidates.first().copied().filter(|_| candidates.len() == 1);
        return guess(text, candidates).or(only).map(|word| written(&Form::text(word)));
    }
    None
}
