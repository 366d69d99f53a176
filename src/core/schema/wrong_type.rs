//! A value of another type than its key asks for: what is said of it, and the fix that keeps what was written.

use jsonschema::error::TypeKind;
use serde_json::{Value, json};

use super::check::subject;
use super::nameless::nameless;
use super::shallow::shallow;
use super::turn::turned;
use super::words::{describe_type, quoted, quoted_list};
use super::{codes, form, listed, reached, usual};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::document::form::Form;
use crate::document::{Cursor, Document, Scalar, ScalarType, Style, quote};
use crate::provider::{catalogue, server};
use crate::source::{Source, Span};
use crate::spec::DataType;

/// The finding at a value of another type than `kind`, which `schema` asks for.
pub(super) fn wrong_type(
    source: &Source,
    document: &Document,
    kind: &TypeKind,
    schema: &'static Value,
    at: &Cursor<'_>,
) -> Diagnostic {
    let mut diagnostic = said(source, kind, schema, at);
    if let Some((help, fix)) = shallow(source, document, at) {
        diagnostic = diagnostic.help(help);
        diagnostic.fixes = fix.into_iter().collect();
        return diagnostic;
    }
    if diagnostic.fixes.is_empty() && !source.is_hidden(at.place.span.start) {
        diagnostic.fixes.extend(turned(source, document, kind, schema, at));
    }
    diagnostic
}

/// Whether a type is among those that a key asks for.
pub(super) fn expects(kind: &TypeKind, name: &str) -> bool {
    match kind {
        TypeKind::Single(kind) => kind.to_string() == name,
        TypeKind::Multiple(kinds) => kinds.iter().any(|kind| kind.to_string() == name),
    }
}

fn said(source: &Source, kind: &TypeKind, schema: &'static Value, at: &Cursor<'_>) -> Diagnostic {
    let expects = |name: &str| expects(kind, name);
    let expected = expected(kind);
    let written = source.slice(at.place.span);
    if at.node.is_null() && written.trim().is_empty() {
        let message = format!("{} is empty: expected {expected}", subject(at));
        return Diagnostic::at_key(&codes::WRONG_TYPE, &at.place, message).help("give it a value, or remove the key");
    }
    let is_secret = source.is_hidden(at.place.span.start);
    let message = format!("{}: expected {expected}, found {}", subject(at), describe_type(at.node, is_secret));
    let diagnostic = Diagnostic::at_value(&codes::WRONG_TYPE, &at.place, message);
    if let Some(help) = nameless(at) {
        return diagnostic.help(help);
    }
    if let Some(help) = reached::help(at).or_else(|| listed_help(source, at, &expects)) {
        return diagnostic.help(help);
    }
    let shown = || shape(schema, at, &expects).unwrap_or_else(|| format!("write {expected}"));
    let Some(scalar) = at.node.as_scalar() else { return diagnostic.help(shown()) };
    // What a tag types stays that, however it is written.
    let before = source.text().get(..at.place.span.start).and_then(|before| before.split_whitespace().next_back());
    let before = before.unwrap_or_default().trim_start_matches(['[', '{', ',']);
    if before.starts_with('!') {
        return diagnostic.help("remove the tag");
    }
    let is_typed = scalar.kind != ScalarType::String && scalar.style == Style::Plain && written == scalar.text;
    if expects("string") && is_typed {
        return as_text(diagnostic, schema, at.place.span, written, is_secret);
    }
    if let Some(word) = typed(scalar, &expects) {
        let title = if word.starts_with(|c: char| c.is_ascii_digit()) {
            "remove the quotes".to_owned()
        } else {
            format!("write `{word}`")
        };
        let diagnostic = diagnostic.help(format!("write `{word}` without quotes"));
        return diagnostic.fix(title, Applicability::Safe, at.place.span, word);
    }
    if let Some((sign, edits)) = spaced(source, schema, at, &expects) {
        let help = format!("put a space after `{sign}`");
        let fix = Fix { title: help.clone(), applicability: Applicability::Unsafe, edits };
        return Diagnostic { fixes: vec![fix], ..diagnostic.help(help) };
    }
    // An anchor would name what is put around the value.
    let is_simple = scalar.style != Style::Block && !written.contains('\n') && !is_secret && !before.starts_with('&');
    let holder = if is_simple { within(source, schema, at, &expects) } else { None };
    match holder {
        Some((help, title, text)) => {
            let diagnostic = diagnostic.help(format!("write {}", quoted(&help)));
            match text {
                Some(text) => diagnostic.fix(title, Applicability::Unsafe, at.place.span, text),
                None => diagnostic,
            }
        }
        None => diagnostic.help(shown()),
    }
}

/// How the items of a section are written as its entries.
fn listed_help(source: &Source, at: &Cursor<'_>, expects: &impl Fn(&str) -> bool) -> Option<String> {
    at.node.as_sequence().filter(|_| expects("object"))?;
    let section = at.place.pointer.as_str().strip_prefix('/')?;
    listed::help(source, at, section)
}

/// The types that a key asks for, in words.
fn expected(kind: &TypeKind) -> String {
    let words = [
        ("object", "a mapping"),
        ("array", "a list"),
        ("string", "a string"),
        ("boolean", "`true` or `false`"),
        ("integer", "a whole number"),
        ("number", "a number"),
    ];
    let expected: Vec<&str> = words.iter().filter(|(name, _)| expects(kind, name)).map(|(_, words)| *words).collect();
    expected.join(" or ")
}

/// What YAML types where a text is asked for: quotes make it one, or a unit that it lacks.
fn as_text(diagnostic: Diagnostic, schema: &'static Value, span: Span, written: &str, is_secret: bool) -> Diagnostic {
    let Some(text) = text_of(schema, written) else { return diagnostic.help(words(schema)) };
    if text != written {
        let diagnostic = diagnostic.help(format!("give it a unit: `{text}`"));
        return diagnostic.fix(format!("write `{text}`"), Applicability::Unsafe, span, text);
    }
    if is_secret {
        let mut diagnostic = diagnostic.help("quote it, or rather remove it: a default of a secret is never used");
        diagnostic.fixes.push(quote_unseen(span));
        return diagnostic;
    }
    let diagnostic = diagnostic.help(format!("quote it: `{}`", quote(written)));
    diagnostic.fix("quote the value as it is written", Applicability::Safe, span, quote(written))
}

/// What a text says where a boolean or a number is asked for.
fn typed(scalar: &Scalar, expects: &impl Fn(&str) -> bool) -> Option<String> {
    if scalar.kind != ScalarType::String {
        return None;
    }
    let word = scalar.text.trim();
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" if expects("boolean") => return Some("true".to_owned()),
        "false" | "no" | "off" | "n" if expects("boolean") => return Some("false".to_owned()),
        _ => {}
    }
    let is_number = word.parse::<u32>().is_ok_and(|number| number.to_string() == word);
    (is_number && (expects("integer") || expects("number"))).then(|| word.to_owned())
}

/// The list or mapping that a scalar belongs into: how it is shown, what putting it there is called, and its text.
fn within(
    source: &Source,
    schema: &'static Value,
    at: &Cursor<'_>,
    expects: &impl Fn(&str) -> bool,
) -> Option<(String, &'static str, Option<String>)> {
    let scalar = at.node.as_scalar()?;
    let written = source.slice(at.place.span);
    let is_quoted = scalar.style == Style::Quoted;
    let is_plain = !is_quoted && !written.contains([',', '[', ']', '{', '}', '#']);
    let inside = if is_quoted || is_plain { written.to_owned() } else { quote(&scalar.text) };
    if expects("array") && !expects("object") {
        if at.place.pointer.as_str().ends_with("/healthcheck/test") && scalar.kind == ScalarType::String {
            let command = ["CMD-SHELL ", "CMD "].iter().find_map(|word| scalar.text.strip_prefix(word));
            let shell = if written.starts_with('"') { "\"CMD-SHELL\"" } else { "CMD-SHELL" };
            let list = format!("[{shell}, {}]", quote(command.unwrap_or(&scalar.text)));
            return Some((list.clone(), "run it in a shell", Some(list)));
        }
        let list = format!("[{inside}]");
        let is_taken = form::takes(schema, &json!([at.node.to_json()]));
        return is_taken.then(|| (list.clone(), "make it a list of one", Some(list)));
    }
    if at.place.pointer.as_str().ends_with("/healthcheck") && scalar.kind == ScalarType::String {
        let check = check(scalar.text.trim());
        let title = if check.starts_with("{test") { "run it in a shell" } else { "make it a mapping" };
        let is_json = source.slice(at.place.key).starts_with('"');
        return Some((check.clone(), title, Some(check).filter(|_| expects("object") && !is_json)));
    }
    if let Some(text) = entry(at, scalar).filter(|_| expects("object")) {
        let name = at.place.pointer.tokens().last()?;
        let is_json = source.slice(at.place.key).starts_with('"');
        return Some((format!("{name}: {text}"), "make it a mapping", Some(text).filter(|_| !is_json)));
    }
    // A key after a key is not a value.
    let is_glued = form::properties(schema).any(|(key, _)| scalar.text.starts_with(&format!("{key}:")));
    let (form, mapping) = form::mapping(schema, at, Some(&inside)).filter(|_| expects("object") && !is_glued)?;
    // In JSON, keys are quoted.
    let is_json = source.slice(at.place.key).starts_with('"');
    Some((form, "make it a mapping", mapping.filter(|_| !is_json)))
}

/// The entry that a text stands for: the type or the default of an input, or a model of a provider.
fn entry(at: &Cursor<'_>, scalar: &Scalar) -> Option<String> {
    let tokens: Vec<_> = at.place.pointer.tokens().collect();
    let text = scalar.text.trim();
    let form = match tokens.as_slice() {
        [section, key] if section == "inputs" => {
            let word = |word: &str| Form::text(word);
            let mut entries = vec![("name".to_owned(), Form::Text(usual::variable(key)?))];
            if DataType::WORDS.contains(&text) {
                entries.push(("datatype".to_owned(), word(text)));
            } else {
                let datatype = match scalar.kind {
                    ScalarType::String => "string",
                    _ if scalar.as_bool().is_some() => "boolean",
                    _ if text.parse::<f64>().is_ok() => "number",
                    _ => return None,
                };
                entries.push(("datatype".to_owned(), word(datatype)));
                entries.push(("default".to_owned(), Form::Raw(quote(text))));
            }
            Form::Map(entries)
        }
        [section, _] if section == "models" && catalogue().get(text).is_none() => {
            let provider = Form::text(server([text])?);
            Form::Map(vec![
                ("provider".to_owned(), provider),
                ("models".to_owned(), Form::List(vec![Form::Text(text.to_owned())])),
            ])
        }
        _ => return None,
    };
    Some(form.in_braces(false))
}

/// The health check that a text stands for: a command, the path of a URL, or a path.
fn check(text: &str) -> String {
    if text.contains(char::is_whitespace) {
        let command = ["CMD-SHELL ", "CMD "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
        return format!("{{test: [CMD-SHELL, {}]}}", quote(command));
    }
    let path = match text.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
        None => text.to_owned(),
    };
    format!("{{path: {}}}", Form::Text(path).in_braces(false))
}

/// What a number or boolean becomes in quotes, with a unit where it means nothing without: a text that the key takes.
fn text_of(schema: &'static Value, written: &str) -> Option<String> {
    let unit = match schema.get("x-rule").and_then(Value::as_str) {
        Some("healthcheck-duration") => "s",
        Some("gpu-vram") => "Gi",
        _ => "",
    };
    let text = format!("{written}{unit}");
    form::takes(schema, &json!(text)).then_some(text)
}

/// The texts that a key takes.
fn words(schema: &Value) -> String {
    let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    let words: Vec<&str> = list("enum").filter_map(Value::as_str).collect();
    if !words.is_empty() {
        return format!("expected {}", quoted_list(&words, "or"));
    }
    let example = list("examples").next().or_else(|| schema.get("default")).and_then(Value::as_str);
    example.map_or_else(|| "write a string".into(), |example| format!("write a string, as in `{example}`"))
}

/// How a mapping or list is written at a place, with a name from what is there.
fn shape(schema: &'static Value, at: &Cursor<'_>, expects: &impl Fn(&str) -> bool) -> Option<String> {
    let first = at.entries().next().map(|(entry, _)| entry.key.as_str());
    if expects("array") {
        let shown = form::list(at)?;
        return Some(match first.filter(|_| shown.starts_with("- name:")) {
            Some(first) => format!("write a list here, as in {}", quoted(&format!("- name: {first}"))),
            None => format!("write a list, as in `{shown}`"),
        });
    }
    let assigned = at.items().next().and_then(|item| Some(item.node.as_scalar()?.text.split_once('=')?.0.to_owned()));
    if let Some(name) = assigned.filter(|_| expects("object")) {
        return Some(format!("write a mapping, as in {}", quoted(&format!("{name}: value"))));
    }
    let (form, _) = form::mapping(schema, at, None).filter(|_| expects("object"))?;
    Some(format!("write {}", quoted(&form)))
}

/// The spaces that were left out after `:` or `-`, where that explains every line.
fn spaced(
    source: &Source,
    schema: &'static Value,
    at: &Cursor<'_>,
    expects: &impl Fn(&str) -> bool,
) -> Option<(char, Vec<Edit>)> {
    let scalar = at.node.as_scalar().filter(|scalar| scalar.style == Style::Plain)?;
    // Behind its key on one line, it would be a key within a key.
    let is_own_line =
        source.slice(Span::new(at.place.key.end.min(at.place.span.start), at.place.span.start)).contains('\n');
    if scalar.kind != ScalarType::String || !is_own_line {
        return None;
    }
    let sign = if expects("object") { ':' } else { '-' };
    let known: Vec<&str> = form::properties(schema).map(|(key, _)| key).collect();
    let is_name = |key: &str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let is_key = |key: &str| if known.is_empty() { is_name(key) } else { known.contains(&key) };
    let mut edits = Vec::new();
    let mut offset = at.place.span.start;
    for line in source.slice(at.place.span).split_inclusive('\n') {
        let (before, behind) = line.split_once(sign)?;
        let fits = match sign {
            ':' => is_key(before.trim_start()) && !behind.starts_with("//"),
            _ => expects("array") && before.trim().is_empty() && !behind.starts_with('-'),
        };
        if !fits || behind.trim().is_empty() || behind.starts_with(' ') {
            return None;
        }
        let place = offset + before.len() + 1;
        edits.push(Edit { span: Span::new(place, place), text: " ".into() });
        offset += line.len();
    }
    Some((sign, edits))
}

/// The fix that puts a plain number, boolean or null in quotes without repeating it.
fn quote_unseen(span: Span) -> Fix {
    let quote = |at: usize| Edit { span: Span::new(at, at), text: "\"".into() };
    Fix {
        title: "quote the value as it is written".into(),
        applicability: Applicability::Safe,
        edits: vec![quote(span.start), quote(span.end)],
    }
}
