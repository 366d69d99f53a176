//! The usual value of a key that is required: what most specs have there, where something can be said of it.

use crate::diagnostic::Applicability::{self, Safe, Unsafe};
use crate::document::form::Form;
use crate::document::{Cursor, Document, Entry};
use crate::provider::catalogue;

/// The value of `key` in the mapping at `at`, and whether nothing else can be meant.
pub(super) fn value(document: &Document, at: &Cursor<'_>, key: &str) -> Option<(Form, Applicability)> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let text = |text: &str| Form::text(text);
    let guess = match (tokens.as_slice(), key) {
        ([], "spec") => return Some((text("blueprint/v1"), Safe)),
        (["sandbox", "browser"], "name") => return Some((text("chromium"), Safe)),
        ([], "name") => text("my-agent"),
        ([], "agent") => Form::map([("build", build("."))]),
        (["sandbox"], "toolchain") => text("auto"),
        (["models" | "knowledge" | "integrations", name], "provider") => text(&provider(tokens[0], name)?),
        (["ingestion", name], "container") if !has_any(at, &["image", "build"]) => {
            Form::map([("build", build(&format!("./{}", word(name)?)))])
        }
        (["ingestion", name], "trigger") => Form::map([("type", text(trigger(document, name)))]),
        (["ingestion", name, "trigger"], "type") => text(trigger(document, name)),
        (["inputs", name], "name") => text(&variable(name)?),
        (["inputs", _] | [.., "inputs" | "variables", _], "datatype") => text("string"),
        (["connections", _], "reason") => {
            text(&format!("uses your {} account", at.get("provider")?.node.as_scalar()?.text))
        }
        (["providers", name], "scope") => Form::List(users(document, name).into_iter().map(Form::text).collect()),
        (["providers", _], "variables") => Form::List(vec![Form::map([
            ("name", text("TOKEN")),
            ("datatype", text("string")),
            ("secret", Form::Raw("true".into())),
        ])]),
        ([.., "build"], "context") => text("."),
        ([.., "build"], "dockerfile") => text("Dockerfile"),
        ([.., "build", "secrets", _], "id") => text(&at.get("env")?.node.as_scalar()?.text.to_ascii_lowercase()),
        _ => return None,
    };
    Some((guess, Unsafe))
}

/// What a flag means where a mapping is asked for.
pub(super) fn switched_on(at: &Cursor<'_>) -> Option<Form> {
    let pointer = at.place.pointer.as_str();
    Some(match pointer {
        "/sandbox" => Form::map([("toolchain", Form::text("auto"))]),
        "/sandbox/browser" => Form::map([("name", Form::text("chromium"))]),
        "/dev/interfaces/frontend" => Form::map([("port", Form::Raw("3000".into()))]),
        _ if pointer.ends_with("/container/gpu") => Form::map([("runtime", Form::text("cuda"))]),
        _ => return None,
    })
}

fn build(context: &str) -> Form {
    Form::map([("context", Form::text(context)), ("dockerfile", Form::text("Dockerfile"))])
}

fn has_any(at: &Cursor<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| at.get(key).is_some())
}

/// A name that can be a folder's.
fn word(name: &str) -> Option<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    (!name.is_empty() && name.chars().all(is_word)).then_some(name)
}

/// The provider that an entry is named after.
fn provider(section: &str, name: &str) -> Option<String> {
    let built_in = catalogue().get(name).filter(|provider| provider.section == section);
    built_in.map(|provider| provider.name.clone())
}

/// The variable that a key stands for.
pub(super) fn variable(key: &str) -> Option<String> {
    let name = key.to_ascii_uppercase().replace(['-', '.', ' '], "_");
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_name = name.bytes().next().is_some_and(is_letter);
    (is_name && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())).then_some(name)
}

/// How a job is started: by its schedule, if it has one, else by hand.
fn trigger(document: &Document, name: &str) -> &'static str {
    let schedules = document.at(&"/dev/schedules".into());
    if schedules.is_some_and(|schedules| schedules.get(name).is_some()) { "schedule" } else { "manual" }
}

/// The sections whose entries use a provider of your own.
fn users(document: &Document, name: &str) -> Vec<&'static str> {
    let uses = |section: &&'static str| {
        let entries = document.root.as_ref().and_then(|root| root.entry(section)?.value.as_mapping());
        let is_used = |entry: &Entry| {
            let provider = entry.value.entry("provider").and_then(|provider| provider.value.as_scalar());
            provider.is_some_and(|provider| provider.text == name)
        };
        entries.is_some_and(|entries| entries.iter().any(is_used))
    };
    let users: Vec<_> = ["models", "knowledge", "integrations"].into_iter().filter(uses).collect();
    if users.is_empty() { vec!["integrations"] } else { users }
}
