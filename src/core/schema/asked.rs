//! Inputs made of what another tool has for variables and secrets.

use super::{unknown_key, usual};
use crate::diagnostic::Edit;
use crate::document::form::Form;
use crate::document::{Cursor, Document, Entry, insertion, removal};
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
    if !is_list || !["", "/agent"].contains(&place) {
        return None;
    }
    let inputs = names.into_iter().map(|name| {
        let secret = ("secret".to_owned(), Form::Raw("true".into()));
        Form::Map(vec![("name".to_owned(), Form::Text(name)), ("datatype".to_owned(), Form::text("string")), secret])
    });
    let (_, edits) = written(source, document, at, value, inputs.collect())?;
    Some(("write each as an input with `secret: true`".to_owned(), edits))
}

/// An entry as inputs of what holds it: in its place, or after those that there are.
pub(super) fn written(
    source: &Source,
    document: &Document,
    at: &Cursor<'_>,
    value: &Cursor<'_>,
    inputs: Vec<Form>,
) -> Option<(String, Vec<Edit>)> {
    if let Some(others) = at.get("inputs") {
        return Some(("add it to `inputs`".to_owned(), appended(source, document, &others, value, inputs)?));
    }
    let form = match at.place.pointer.as_str() {
        "" => Form::Map(inputs.into_iter().map(named).collect::<Option<_>>()?),
        _ => Form::List(inputs),
    };
    unknown_key::rewritten(source, document, value, "inputs", &form)
}

/// The same after the inputs that there are, where those stand in lines and none of them has the name.
fn appended(
    source: &Source,
    document: &Document,
    others: &Cursor<'_>,
    value: &Cursor<'_>,
    inputs: Vec<Form>,
) -> Option<Vec<Edit>> {
    removal::lines(source, &value.place)?;
    let name = |input: &Cursor<'_>| Some(input.get("name")?.node.as_scalar()?.text.clone());
    let is_there = |key: &str, variable: &str| {
        let named =
            others.entries().any(|(entry, value)| entry.key == key || name(&value).as_deref() == Some(variable));
        named || others.items().any(|item| name(&item).as_deref() == Some(variable))
    };
    let mut lines = Vec::new();
    for input in inputs {
        let (key, input) = named(input)?;
        if is_there(&key, variable(&input)?) {
            return None;
        }
        lines.extend(if others.node.as_mapping().is_some() {
            input.under(&key)
        } else {
            Form::List(vec![input]).in_lines()
        });
    }
    insertion::replacing(source, document, &value.place, others, &lines)
}

/// The name that an input says.
fn variable(input: &Form) -> Option<&str> {
    let Form::Map(entries) = input else { return None };
    let (_, Form::Text(variable)) = entries.iter().find(|(key, _)| key == "name")? else { return None };
    Some(variable)
}

/// What a key of other tools' inputs is called here, where that is not said too; inputs themselves at the top of the file.
pub(super) fn reworded(at: &Cursor<'_>, key: &str, value: Option<&Cursor<'_>>) -> Option<&'static str> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let name = match (tokens.as_slice(), key.to_ascii_lowercase().replace('-', "_").as_str()) {
        ([], "variables" | "vars") if value.is_some_and(are_inputs) => "inputs",
        ([.., list, _], "sensitive" | "is_secret" | "confidential" | "masked") if is_list(list) => "secret",
        ([.., list, _], "display" | "display_type" | "widget") if is_list(list) => "display-as",
        _ => return None,
    };
    at.get(name).is_none().then_some(name)
}

fn is_list(section: &str) -> bool {
    ["inputs", "variables"].contains(&section)
}

/// Whether entries are inputs already, each with its variable's name.
fn are_inputs(entries: &Cursor<'_>) -> bool {
    let is_input = |at: &Cursor<'_>| at.get("name").is_some_and(|name| name.node.as_scalar().is_some());
    entries.entries().next().is_some() && entries.entries().all(|(_, at)| is_input(&at))
}

/// Variables with fixed values, which refer to none.
pub(super) fn fixed(value: &Cursor<'_>) -> Option<Form> {
    let one = |name: &str, text: &str| {
        let name = usual::variable(name).filter(|variable| variable == name)?;
        (!text.contains('$')).then(|| (name, Form::text(text)))
    };
    let of_entries = value.entries().map(|(entry, value)| {
        let scalar = value.node.as_scalar().filter(|_| !value.node.is_null())?;
        one(&entry.key, &scalar.text)
    });
    let of_items = value.items().map(|item| {
        let (name, text) = item.node.as_scalar()?.text.split_once('=')?;
        one(name, text)
    });
    let all: Vec<(String, Form)> = of_entries.chain(of_items).collect::<Option<_>>()?;
    (!all.is_empty()).then_some(Form::Map(all))
}

/// What a variable is where nobody sets it: a value that refers to one by itself, as Compose writes it (`${REGION:-eu}`),
/// says that in the reference, if at all.
fn fallback(text: String) -> Option<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let begins = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    // Beside a name without braces, Compose takes everything as it is.
    if text.strip_prefix('$').is_some_and(|name| begins(name) && name.chars().all(is_word)) {
        return None;
    }
    let inside = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let Some(inside) = inside.filter(|inside| begins(inside) && !inside.contains(['$', '{', '}'])) else {
        return Some(text);
    };
    let rest = inside.trim_start_matches(is_word);
    match rest.strip_prefix(':').unwrap_or(rest).split_at_checked(1) {
        None if rest.is_empty() => None,
        Some(("-", other)) => Some(other.to_owned()),
        Some(("?", _)) => None,
        _ => Some(text),
    }
}

/// Variables as inputs of the agent, each with its value as the default.
pub(super) fn inputs(value: &Cursor<'_>) -> Option<Vec<Form>> {
    let input = |name: &str, default: Option<String>| {
        let name = usual::variable(name).filter(|variable| variable == name)?;
        let mut entries = vec![("name".to_owned(), Form::Text(name)), ("datatype".to_owned(), Form::text("string"))];
        let default = default.and_then(fallback).filter(|text| !text.is_empty());
        entries.extend(default.map(|text| ("default".to_owned(), Form::Text(text))));
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
    let key = variable(&input)?.to_ascii_lowercase().replace('_', "-");
    Some((key, input))
}

#[cfg(test)]
mod tests {
    use super::fallback;

    #[test]
    fn a_reference_stands_for_what_it_says_beside_it() {
        for (text, expected) in [
            ("eu", Some("eu")),
            ("$", Some("$")),
            ("${REGION}", None),
            ("$REGION", None),
            ("${REGION:-eu west}", Some("eu west")),
            ("${REGION-}", Some("")),
            ("${REGION:?say which}", None),
            ("${A:-${B}}", Some("${A:-${B}}")),
            ("${A:+b}", Some("${A:+b}")),
            ("http://${HOST}:80", Some("http://${HOST}:80")),
            ("$5 and more", Some("$5 and more")),
            ("$5", Some("$5")),
            ("$5-10", Some("$5-10")),
            ("$HOST-replica", Some("$HOST-replica")),
            ("$HOST?x=1", Some("$HOST?x=1")),
            ("${A:-x}-{y}", Some("${A:-x}-{y}")),
            ("${A:-$B}", Some("${A:-$B}")),
            ("${A:}", Some("${A:}")),
        ] {
            assert_eq!(fallback(text.to_owned()).as_deref(), expected, "{text}");
        }
    }
}
