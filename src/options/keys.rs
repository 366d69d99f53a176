//! Keys of an options file that mean nothing there: reported, each with where it belongs, and taken out.

use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::environment::{ALL, MOST_ENVIRONMENTS};
use super::read::span_of;
use super::word::ObjectName;
use crate::diagnostic::codes::INVALID_OPTIONS;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::Pointer;

/// Where the environments stand.
const ENVIRONMENTS: &str = "environments";

/// Reports keys that the schema of an options file does not have, and removes them.
pub(super) fn drop_unknown(table: &mut DeTable<'_>, schema: &Json, report: &mut Report) {
    let whole = Home { schema, at: String::new() };
    drop_below(table, schema, &whole, &Pointer::root(), report);
}

/// What a key is looked for in, and how its tables are called.
struct Home<'a> {
    schema: &'a Json,
    at: String,
}

fn drop_below(table: &mut DeTable<'_>, schema: &Json, home: &Home<'_>, pointer: &Pointer, report: &mut Report) {
    let Some(properties) = schema.get("properties").and_then(Json::as_object) else {
        let Some(inner) = schema.get("additionalProperties").filter(|inner| inner.get("properties").is_some()) else {
            return;
        };
        for (name, value) in table.iter_mut() {
            let DeValue::Table(below) = value.get_mut() else { continue };
            let here = pointer.key(name.get_ref());
            // What is the matter with an environment is settled within it, where that can be.
            let own = (*pointer == Pointer::root().key(ENVIRONMENTS))
                .then(|| Home { schema: inner, at: format!("{ENVIRONMENTS}.{}", name.get_ref()) });
            drop_below(below, inner, own.as_ref().unwrap_or(home), &here, report);
        }
        return;
    };
    let mut unknown = Vec::new();
    for (key, value) in table.iter_mut() {
        let name = key.get_ref();
        if let Some(schema) = properties.get(name.as_ref()) {
            if let DeValue::Table(inner) = value.get_mut() {
                drop_below(inner, schema, home, &pointer.key(name), report);
            }
            continue;
        }
        let help = match nearest(name, properties.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => place_of(name, home).unwrap_or_else(|| {
                let keys: Vec<_> = properties.keys().map(|key| format!("`{key}`")).collect();
                format!("remove it; the keys here are {}", keys.join(", "))
            }),
        };
        let (at, message) = (span_of(Some(key.span())), format!("unknown key `{name}`"));
        report.push(Diagnostic::new(&INVALID_OPTIONS, pointer.key(name), at, message).help(help));
        unknown.push(name.to_string());
    }
    for name in unknown {
        table.remove(name.as_str());
    }
}

/// Where a key stands instead.
fn place_of(key: &str, home: &Home<'_>) -> Option<String> {
    let homes = |schema: &Json, at: &str| {
        let mut homes = Vec::new();
        homes_of(key, schema, at, &mut homes);
        homes
    };
    let own = homes(home.schema, &home.at);
    if !own.is_empty() {
        return Some(format!("it stands under {}", own.join(", or ")));
    }
    if home.at.is_empty() {
        return None;
    }
    let whole = super::schema();
    let mut others = homes(&whole, "");
    if whole["properties"].get(key).is_some() {
        others.insert(0, "the uppermost keys".to_owned());
    }
    (!others.is_empty())
        .then(|| format!("it is the same in every environment: write it under {}", others.join(", or ")))
}

/// The tables that have a key, below a table.
fn homes_of(key: &str, schema: &Json, at: &str, homes: &mut Vec<String>) {
    for (name, inner) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
        if at.is_empty() && name == ENVIRONMENTS {
            continue;
        }
        let mut here = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
        let mut inner = inner;
        if let Some(named) = inner.get("additionalProperties").filter(|named| named.get("properties").is_some()) {
            here.push_str(".ID");
            inner = named;
        }
        if inner.get("properties").is_some_and(|properties| properties.get(key).is_some()) {
            homes.push(format!("`[{here}]`"));
        }
        homes_of(key, inner, &here, homes);
    }
}

/// Reports environments that can't be called so, and those that are one too many, and removes them.
pub(super) fn drop_misnamed(table: &mut DeTable<'_>, report: &mut Report) {
    let Some(DeValue::Table(all)) = table.get_mut(ENVIRONMENTS).map(Spanned::get_mut) else { return };
    let mut refused = Vec::new();
    for (count, (key, _)) in all.iter().enumerate() {
        let name = key.get_ref();
        let refusal = match ObjectName::new(name) {
            Err(message) => (message, "rename it, as in `staging`: folders and files are called after it".to_owned()),
            Ok(_) if name == ALL => {
                let message = format!("`{ALL}` stands for every environment, in `ast plan --env {ALL}`");
                (message, "give this one another name".to_owned())
            }
            Ok(_) if count >= MOST_ENVIRONMENTS => {
                let message = format!("`{name}` is one more than {MOST_ENVIRONMENTS} environments");
                (message, "leave some out, or keep them in an `ast.toml` of another folder".to_owned())
            }
            Ok(_) => continue,
        };
        let pointer = Pointer::root().key(ENVIRONMENTS).key(name);
        let found = Diagnostic::new(&INVALID_OPTIONS, pointer, span_of(Some(key.span())), refusal.0);
        report.push(found.help(refusal.1));
        refused.push(name.to_string());
    }
    for name in refused {
        all.remove(name.as_str());
    }
}
