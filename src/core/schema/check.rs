//! From a tree to findings about its shape: the validator's errors, in our words, at the right node.

use std::sync::LazyLock;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::unknown_key::unknown_keys;
use super::words::{quoted, quoted_list};
use super::wrong_type::wrong_type;
use super::{PUBLISHED, codes, form, usual};
use crate::diagnostic::nearest::{guess, meant};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Report};
use crate::document::form::Form;
use crate::document::insertion::{self, Spot};
use crate::document::{Cursor, Document, NodeKind, ScalarType, removal};
use crate::source::{Pointer, Source};

/// What the errors point into: as it is published, which a test holds to what the types say.
pub(crate) static SCHEMA: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(PUBLISHED).unwrap_or_default());

/// What of the published schema no rule says better, compiled with the crate: at run time that cost two thirds of a cold
/// start. It is the one that the last build derived, so after a change of the types it is updated first
/// (`UPDATE=1 cargo test drift`).
#[jsonschema::validator(
    path = "../../schema/shape.schema.json",
    methods = { is_valid = false, validate = false },
    validate_formats = true,
    formats = { "filled" => crate::schema::derive::is_filled, "above-zero" => crate::schema::derive::is_above_zero },
)]
struct Shape;

/// Checks the shape of a document.
pub fn check(source: &Source, document: &Document) -> Report {
    let Some(root) = document.cursor() else { return Report::default() };
    let instance = root.node.to_json();
    explained(source, document, Shape::iter_errors(&instance))
}

/// The errors of a validator, but for what is reported elsewhere.
fn explained<'a>(source: &Source, document: &Document, errors: impl Iterator<Item = ValidationError<'a>>) -> Report {
    let mut report = Report::default();
    for error in errors {
        let pointer = Pointer::from(error.instance_path().as_str());
        if let Some(at) = document.at(&pointer)
            && !is_reported_elsewhere(&error, &at)
        {
            explain(source, document, &error, &at, &mut report);
        }
    }
    report.keep_quotes(source);
    report
}

/// Whether a rule, or another error at the same node, says it better.
fn is_reported_elsewhere(error: &ValidationError<'_>, at: &Cursor<'_>) -> bool {
    match error.kind() {
        // What could not be read was reported as such.
        _ if matches!(at.node.kind, NodeKind::Broken) => true,
        // Exclusions and retired keys.
        ValidationErrorKind::OneOfNotValid { .. }
        | ValidationErrorKind::OneOfMultipleValid { .. }
        | ValidationErrorKind::Not { .. }
        | ValidationErrorKind::PropertyNames { .. } => true,
        // What depends on another key.
        _ if error.schema_path().as_str().contains("/then/") => true,
        // The older form of `inputs` was a list; the rule for it offers the way.
        ValidationErrorKind::Type { .. } if at.place.pointer.as_str() == "/inputs" => at.node.as_sequence().is_some(),
        ValidationErrorKind::Pattern { .. }
        | ValidationErrorKind::Format { .. }
        | ValidationErrorKind::MaxLength { .. } => {
            !is_blank(at) && owner(error).is_some_and(|schema| schema.get("x-rule").is_some())
        }
        _ => false,
    }
}

/// The subschema that the error comes from.
fn owner(error: &ValidationError<'_>) -> Option<&'static Value> {
    let path = error.schema_path().as_str();
    SCHEMA.pointer(path.rsplit_once('/').map_or("", |(parent, _)| parent))
}

fn is_blank(at: &Cursor<'_>) -> bool {
    at.node.as_scalar().is_some_and(|scalar| scalar.kind == ScalarType::String && scalar.text.trim().is_empty())
}

fn explain(source: &Source, document: &Document, error: &ValidationError<'_>, at: &Cursor<'_>, report: &mut Report) {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let schema = owner(error).unwrap_or(&Value::Null);
            unknown_keys(source, document, schema, at, unexpected, report);
        }
        ValidationErrorKind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            // The key that was most likely meant is reported as an unknown one.
            let written: Vec<&str> = at.entries().map(|(entry, _)| entry.key.as_str()).collect();
            if !meant(&written, &known_keys(error)).contains(&key) {
                report.push(missing_key(source, document, at, key));
            }
        }
        ValidationErrorKind::Type { kind } => {
            report.push(wrong_type(source, document, kind, owner(error).unwrap_or(&Value::Null), at));
        }
        ValidationErrorKind::Enum { .. } | ValidationErrorKind::Pattern { .. } | ValidationErrorKind::Format { .. }
            if is_blank(at) =>
        {
            let message = format!("{} is empty", subject(at));
            let diagnostic = Diagnostic::at_value(&codes::MISSING_KEY, &at.place, message).help("give it a value");
            report.push(with_usual(source, document, at, diagnostic));
        }
        // The words of an enum are strings: one of another type is reported by its type, which is not checked beside.
        ValidationErrorKind::Enum { options } if at.node.as_scalar().is_some_and(|s| s.kind == ScalarType::String) => {
            let diagnostic = unknown_word(options, owner(error), at);
            report.push(of_secret(source, document, at, diagnostic));
        }
        ValidationErrorKind::Enum { .. } => {
            let schema = owner(error).unwrap_or(&Value::Null);
            report.push(wrong_type(source, document, &TypeKind::Single(JsonType::String), schema, at));
        }
        ValidationErrorKind::MinItems { .. } => {
            let message = format!("{} is empty, but has to list something", subject(at));
            let diagnostic = Diagnostic::at_value(&codes::MISSING_KEY, &at.place, message).help("list at least one");
            report.push(with_usual(source, document, at, diagnostic));
        }
        ValidationErrorKind::Minimum { .. } | ValidationErrorKind::Maximum { .. } => {
            report.push(out_of_bounds(error, at));
        }
        _ => {
            report.push(Diagnostic::at_value(
                &codes::INVALID_VALUE,
                &at.place,
                format!("{} is not valid", subject(at)),
            ));
        }
    }
}

/// How a message calls the node: by its key, or as an item of one.
pub(super) fn subject(at: &Cursor<'_>) -> String {
    let tokens: Vec<_> = at.place.pointer.tokens().collect();
    match tokens.as_slice() {
        [] => "the file".into(),
        [.., list, _] if at.place.is_item => format!("an item of {}", quoted(list)),
        [.., key] => quoted(key),
    }
}

/// The keys that the mapping of an error can have, without retired ones.
fn known_keys(error: &ValidationError<'_>) -> Vec<&'static str> {
    owner(error).into_iter().flat_map(form::properties).map(|(key, _)| key).collect()
}

fn missing_key(source: &Source, document: &Document, at: &Cursor<'_>, key: &str) -> Diagnostic {
    let is_root = at.place.pointer == Pointer::root();
    let holder = if is_root { "the file".into() } else { subject(at) };
    let mut diagnostic = Diagnostic::at_key(&codes::MISSING_KEY, &at.place, format!("{holder} has no `{key}`"));
    // The whole spec may stand one level too deep.
    let is_deep = is_root && at.entries().any(|(_, value)| value.get("agent").is_some());
    let usual = usual::value(document, at, key);
    // What nothing else can be meant by is told, also where it can't be put in.
    let told = usual.as_ref().filter(|(_, applicability)| *applicability == Applicability::Safe);
    let told = told.map_or_else(String::new, |(value, _)| format!(" {}", value.in_braces(false)));
    diagnostic = diagnostic.help(format!("add `{key}:{told}`"));
    let Some((value, applicability)) = usual.filter(|_| !is_deep) else { return diagnostic };
    let spot = match key {
        "spec" => Spot::First,
        "name" if is_root => Spot::Behind("spec"),
        "agent" if is_root => Spot::Behind("name"),
        _ => Spot::Last,
    };
    let edits: Vec<_> = insertion::entry(source, at, spot, key, &value).into_iter().collect();
    if !edits.is_empty() {
        let title = format!("add `{key}: {}`", value.in_braces(false));
        diagnostic.fixes.push(Fix { title, applicability, edits });
    }
    diagnostic
}

/// The finding at an empty value, with its usual one.
fn with_usual(source: &Source, document: &Document, at: &Cursor<'_>, mut diagnostic: Diagnostic) -> Diagnostic {
    let parent = document.at(&removal::parent(&at.place.pointer));
    let key = at.place.pointer.tokens().last();
    let usual = parent.zip(key).and_then(|(parent, key)| usual::value(document, &parent, &key));
    if let Some((value, applicability)) = usual
        && let Some(edit) = insertion::replaced(source, document, &at.place, &value)
    {
        let title = format!("write `{}`", value.in_braces(false));
        diagnostic.fixes.push(Fix { title, applicability, edits: vec![edit] });
    }
    diagnostic
}

fn unknown_word<'a>(options: &'a Value, schema: Option<&'a Value>, at: &Cursor<'_>) -> Diagnostic {
    let words = |words: &'a Value| words.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let all: Vec<&str> = words(options);
    // Where some are examples, the others are older ones.
    let words: Vec<&str> = schema.and_then(|schema| schema.get("examples")).map_or_else(|| all.clone(), words);
    let found = at.node.as_scalar().map_or("", |scalar| scalar.text.as_str());
    let message = format!("unknown value {} for {}", quoted(found), subject(at));
    let diagnostic = Diagnostic::at_value(&codes::INVALID_VALUE, &at.place, message);
    let expected = format!("expected {}", quoted_list(&words, "or"));
    let version = || words.iter().copied().find(|word| word.rsplit_once('/').is_some_and(|(_, end)| end == found));
    let help = |near: &str| match words.as_slice() {
        [only] if *only == near => format!("did you mean `{near}`?"),
        _ => format!("did you mean `{near}`? {expected}"),
    };
    // A slip in an older word is that word still.
    let older = || guess(found, &all);
    let only = || words.first().copied().filter(|_| words.len() == 1);
    match guess(found, &words).or_else(version).or_else(older).or_else(only) {
        Some(near) => {
            diagnostic.help(help(near)).fix(format!("write `{near}`"), Applicability::Unsafe, at.place.span, near)
        }
        None => diagnostic.help(expected),
    }
}

/// The finding at a `datatype` that says what a flag beside it does.
fn of_secret(source: &Source, document: &Document, at: &Cursor<'_>, diagnostic: Diagnostic) -> Diagnostic {
    let is_type = at.place.pointer.tokens().last().is_some_and(|key| key == "datatype");
    let word = at.node.as_scalar().map(|scalar| scalar.text.to_ascii_lowercase()).unwrap_or_default();
    let input = document.at(&removal::parent(&at.place.pointer));
    let Some(input) = input.filter(|_| is_type && ["secret", "password", "credential"].contains(&word.as_str())) else {
        return diagnostic;
    };
    let mut diagnostic = diagnostic.help("a secret is a `string` with `secret: true`");
    let mut edits = vec![Edit { span: at.place.span, text: "string".into() }];
    if input.get("secret").is_none() {
        edits.extend(insertion::entry(source, &input, Spot::Last, "secret", &Form::Raw("true".into())));
    }
    let title = "write `datatype: string` and `secret: true`".to_owned();
    diagnostic.fixes = vec![Fix { title, applicability: Applicability::Unsafe, edits }];
    diagnostic
}

fn out_of_bounds(error: &ValidationError<'_>, at: &Cursor<'_>) -> Diagnostic {
    let bound = |keyword: &str| owner(error).and_then(|schema| schema.get(keyword)).map(ToString::to_string);
    let found = at.node.as_scalar().map_or("", |scalar| scalar.text.as_str());
    let expected = match (bound("minimum"), bound("maximum")) {
        (Some(least), Some(most)) => format!("expected {least} to {most}, found {}", quoted(found)),
        (Some(least), None) => format!("expected at least {least}, found {}", quoted(found)),
        (None, Some(most)) => format!("expected at most {most}, found {}", quoted(found)),
        (None, None) => format!("{} is not valid", quoted(found)),
    };
    let message = format!("{} is out of bounds: {expected}", subject(at));
    let diagnostic = Diagnostic::at_value(&codes::INVALID_VALUE, &at.place, message);
    let diagnostic = diagnostic.help("write a number within the bounds");
    // Which port is meant, nothing says.
    match bound("minimum").filter(|_| found.parse() == Ok(0) && at.place.pointer.as_str().ends_with("/retries")) {
        Some(least) => diagnostic.fix(format!("write `{least}`"), Applicability::Unsafe, at.place.span, least),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::derive;
    use super::*;
    use crate::document::parse;
    use crate::rule::codes;

    static PUBLISHED: LazyLock<jsonschema::Validator> = LazyLock::new(|| jsonschema::validator_for(&SCHEMA).unwrap());

    /// What is found by the published schema, and by what is compiled.
    fn found(text: &str) -> [Vec<String>; 2] {
        let source = Source::new("astropods.yml", text);
        let (document, _) = parse(&source);
        let instance = document.root.as_ref().map(crate::document::Node::to_json).unwrap_or_default();
        let by_published = explained(&source, &document, PUBLISHED.iter_errors(&instance));
        let told = |report: &Report| {
            let told = |found: &Diagnostic| {
                format!(
                    "{} {} {} {:?} {:?} {:?}",
                    found.code.id,
                    found.pointer.as_str(),
                    found.message,
                    found.help,
                    found.fixes,
                    found.related
                )
            };
            let mut told: Vec<_> = report.iter().map(told).collect();
            // Errors of one node come in the order of its keywords.
            told.sort_unstable();
            // A validator that is made at run time says of one word that it is not a string and that it is none of the words.
            told.dedup();
            told
        };
        [by_published, check(&source, &document)].map(|report| told(&report))
    }

    #[test]
    fn a_format_is_the_pattern_that_it_stands_for() {
        for (pattern, takes) in [(r"\S", derive::is_filled as fn(&str) -> bool), ("[1-9]", derive::is_above_zero)] {
            let by_pattern = jsonschema::draft202012::new(&serde_json::json!({ "pattern": pattern })).unwrap();
            for c in '\0'..=char::MAX {
                for text in [String::from(c), format!(" {c}"), format!("0{c}")] {
                    assert_eq!(takes(&text), by_pattern.is_valid(&Value::from(text.as_str())), "{pattern} {text:?}");
                }
            }
        }
    }

    proptest! {
        /// Whatever stands where an example has a word or a text, the verdict of the published schema counts.
        #[test]
        fn what_is_compiled_finds_what_the_published_schema_does(
            example in 0..codes().count(), place in 0usize..40,
            word in r#"(""|"  "|"[\u{feff}\u{a0}\u{2003}]{1,2}"|"0s"|'[ -~]{0,6}'|[a-z0-9@/:._-]{1,12}|-?[0-9]{1,5}|true|~|\[\]|\[[a-z0-9 ,]{0,8}\]|\{\}|[0-9.]{1,4}(m|Gi|GB|s)|'é{0,600}'|)"#,
        ) {
            let code = codes().nth(example).map(|code| code.good).unwrap_or_default();
            let lines: Vec<&str> = code.lines().collect();
            let changed: Vec<String> = lines.iter().enumerate().map(|(at, line)| {
                let is_place = !lines.is_empty() && at == place % lines.len();
                match line.split_once(": ").filter(|_| is_place) {
                    Some((key, _)) => format!("{key}: {word}"),
                    None => (*line).to_owned(),
                }
            }).collect();
            for text in [code, &changed.join("\n")] {
                let [by_published, compiled] = found(text);
                prop_assert_eq!(by_published, compiled, "{}", text);
            }
        }
    }
}
