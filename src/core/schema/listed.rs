//! Entries of a section that were written as a list, as other tools have them: a word each, or a mapping with a `name`.

use super::stores;
use crate::document::form::Form;
use crate::document::{Cursor, ScalarType};
use crate::provider::server;
use crate::source::Source;

/// How many of them are shown as entries.
const MOST: usize = 2;
/// The most characters of a name that is shown.
const LONGEST: usize = 40;

/// The entries with their names; none where one of them says too little.
pub(crate) fn entries(source: &Source, list: &Cursor<'_>, section: &str) -> Option<Vec<(String, Form)>> {
    let entry = |item: Cursor<'_>| match item.node.as_scalar() {
        Some(scalar) => stores::entry(section, &scalar.text)
            .or_else(|| (section == "models").then(|| models_entry(&scalar.text)).flatten()),
        None => section_entry(source, &item).map(|entry| if section == "models" { with_models(entry) } else { entry }),
    };
    list.items().map(entry).collect()
}

/// How the first of them are written as entries; none where they have no names.
pub(crate) fn help(source: &Source, list: &Cursor<'_>, section: &str) -> Option<String> {
    let mut shown = Vec::new();
    for item in list.items().take(MOST) {
        let name = word(source, item.get("name").as_ref().unwrap_or(&item))?;
        let entry = match (section, item.get("provider"), stores::entry(section, &name)) {
            (_, Some(provider), _) => format!("{name}: {{provider: {}}}", word(source, &provider)?),
            (_, None, Some((provider, _))) => format!("{provider}: {{provider: {provider}}}"),
            ("ingestion", ..) => format!("{name}: {{container: {{image: {name}:1}}, trigger: {{type: startup}}}}"),
            ("knowledge" | "integrations", ..) => format!("{name}: {{container: {{image: {name}:1}}}}"),
            _ => return None,
        };
        shown.push(entry);
    }
    let more = if list.items().nth(MOST).is_some() { ", …" } else { "" };
    let own = if section == "integrations" { "; a tool in the agent's own code needs none" } else { "" };
    (!shown.is_empty())
        .then(|| format!("write each as an entry under its name: `{section}: {{{}{more}}}`{own}", shown.join(", ")))
}

/// A word as the name of an entry, where it can be one and may be shown.
fn word(source: &Source, at: &Cursor<'_>) -> Option<String> {
    let scalar = at.node.as_scalar().filter(|_| !source.is_hidden(at.place.span.start))?;
    let name = scalar.text.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(is_letter);
    (is_name && name.len() <= LONGEST).then_some(name)
}

/// An item with a name of its own, or that of its provider.
pub(super) fn section_entry(source: &Source, item: &Cursor<'_>) -> Option<(String, Form)> {
    let Form::Map(mut entries) = Form::of(source, item.node)? else { return None };
    let name = item.get("name").or_else(|| item.get("provider"))?;
    let name = name.node.as_scalar().filter(|name| name.kind == ScalarType::String)?.text.clone();
    entries.retain(|(key, _)| key != "name");
    (!entries.is_empty()).then_some((name, Form::Map(entries)))
}

/// A model as an entry of whoever serves it.
fn models_entry(id: &str) -> Option<(String, Form)> {
    let id = id.trim();
    let form = Form::map([("provider", Form::text(server([id])?)), ("models", Form::List(vec![Form::text(id)]))]);
    Some((id.replace(|c: char| !c.is_ascii_alphanumeric(), "-"), form))
}

/// An entry that is called as its model, which it would not have otherwise.
fn with_models((name, form): (String, Form)) -> (String, Form) {
    let Form::Map(mut entries) = form else { return (name, form) };
    let has = |key: &str| entries.iter().any(|(known, _)| known == key);
    if has("provider") && !has("model") && !has("models") && server([name.as_str()]).is_some() {
        entries.push(("models".to_owned(), Form::List(vec![Form::text(&name)])));
    }
    (name, Form::Map(entries))
}
