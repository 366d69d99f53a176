//! Inputs made of what another tool has for variables and secrets.

use super::{unknown_key, usual};
use crate::diagnostic::Edit;
use crate::document::form::Form;
use crate::document::{Cursor, Document, Entry};
use crate::source::Source;

/// The inputs that a list of secrets' names stands for, where it has nothing else.
pub(super) fn asked(
    source: &Source,
    document: &Document,
    at: &Cursor<'_>,
    key: &str,
    value: &Cursor<'_>,
) -> Option<(String, Vec<Edit>)> {
    let place = at.place.pointer.as_str();
    let is_list = ["secret", "secrets", "envfrom", "env_from"].contains(&key.to_ascii_lowercase().as_str());
    let is_word = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_name = |name: &str| name.bytes().all(is_word) && name.contains('_') && usual::variable(name).is_some();
    let names = value.items().map(|item| Some(item.node.as_scalar()?.text.clone()).filter(|name| is_name(name)));
    let names = names.collect::<Option<Vec<_>>>().filter(|names| !names.is_empty())?;
    if !is_list || !["", "/agent"].contains(&place) || at.get("inputs").is_some() {
        return None;
    }
    let inputs = names.into_iter().map(|name| {
        let secret = ("secret".to_owned(), Form::Raw("true".into()));
        Form::Map(vec![("name".to_owned(), Form::Text(name)), ("datatype".to_owned(), Form::text("string")), secret])
    });
    let form = match place {
        "" => Form::Map(inputs.map(named).collect::<Option<_>>()?),
        _ => Form::List(inputs.collect()),
    };
    let (_, edits) = unknown_key::rewritten(source, document, value, "inputs", &form)?;
    Some(("write each as an input with `secret: true`".to_owned(), edits))
}

/// Variables as inputs of the agent, each with its value as the default.
pub(super) fn inputs(value: &Cursor<'_>) -> Option<Vec<Form>> {
    let input = |name: &str, default: Option<String>| {
        let name = usual::variable(name).filter(|variable| variable == name)?;
        let mut entries = vec![("name".to_owned(), Form::Text(name)), ("datatype".to_owned(), Form::text("string"))];
        entries.extend(default.filter(|text| !text.is_empty()).map(|text| ("default".to_owned(), Form::Text(text))));
        Some(Form::Map(entries))
    };
    let of_entries = || {
        let one = |(entry, value): (&Entry, Cursor<'_>)| {
            let scalar = value.node.as_scalar()?;
            input(&entry.key, (!value.node.is_null()).then(|| scalar.text.clone()))
        };
        value.entries().map(one).collect::<Option<Vec<_>>>()
    };
    let of_items = || {
        let one = |item: Cursor<'_>| {
            let text = &item.node.as_scalar()?.text;
            match text.split_once('=') {
                Some((name, default)) => input(name, Some(default.to_owned())),
                None => input(text, None),
            }
        };
        value.items().map(one).collect::<Option<Vec<_>>>()
    };
    let inputs = if value.node.as_sequence().is_some() { of_items() } else { of_entries() };
    inputs.filter(|inputs| !inputs.is_empty())
}

/// An input under a name of its own, which is that of its variable in small letters.
pub(super) fn named(input: Form) -> Option<(String, Form)> {
    let Form::Map(entries) = &input else { return None };
    let (_, Form::Text(variable)) = entries.iter().find(|(key, _)| key == "name")? else { return None };
    Some((variable.to_ascii_lowercase().replace('_', "-"), input))
}
