//! A value of another type than its key asks for: what is said of it, and the fix that keeps what was written.

use jsonschema::error::TypeKind;

use super::check::subject;
use super::codes;
use super::words::describe_type;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::document::{Cursor, ScalarType, Style, quote};
use crate::source::{Source, Span};

/// The finding at a value of another type than `kind`.
pub(super) fn wrong_type(source: &Source, kind: &TypeKind, at: &Cursor<'_>) -> Diagnostic {
    let expects = |name: &str| match kind {
        TypeKind::Single(kind) => kind.to_string() == name,
        TypeKind::Multiple(kinds) => kinds.iter().any(|kind| kind.to_string() == name),
    };
    let expected = [
        ("object", "a mapping"),
        ("array", "a list"),
        ("string", "a string"),
        ("boolean", "`true` or `false`"),
        ("integer", "a whole number"),
        ("number", "a number"),
    ];
    let expected: Vec<&str> = expected.iter().filter(|(name, _)| expects(name)).map(|(_, words)| *words).collect();
    let expected = expected.join(" or ");
    let written = source.slice(at.place.span);
    if at.node.is_null() && written.trim().is_empty() {
        let message = format!("{} is empty: expected {expected}", subject(at));
        return Diagnostic::at_key(&codes::WRONG_TYPE, &at.place, message).help("give it a value, or remove the key");
    }
    let is_secret = source.is_hidden(at.place.span.start);
    let message = format!("{}: expected {expected}, found {}", subject(at), describe_type(at.node, is_secret));
    let mut diagnostic = Diagnostic::at_value(&codes::WRONG_TYPE, &at.place, message);
    let Some(scalar) = at.node.as_scalar() else { return diagnostic.help(format!("write {expected}")) };
    let span = at.place.span;
    // What a tag types stays that, however it is written.
    let before = source.text().get(..span.start).and_then(|before| before.split_whitespace().next_back());
    if before.is_some_and(|before| before.trim_start_matches(['[', '{', ',']).starts_with('!')) {
        return diagnostic.help("remove the tag");
    }
    if expects("string") && scalar.kind != ScalarType::String && scalar.style == Style::Plain && written == scalar.text
    {
        if is_secret {
            diagnostic = diagnostic.help("quote it, or rather remove it: a default of a secret is never used");
            diagnostic.fixes.push(quote_unseen(span));
            return diagnostic;
        }
        diagnostic = diagnostic.help(format!("quote it: `{}`", quote(written)));
        return diagnostic.fix("quote the value as it is written", Applicability::Safe, span, quote(written));
    }
    if scalar.kind == ScalarType::String {
        let word = scalar.text.trim();
        let boolean = match word.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => Some("true"),
            "false" | "no" | "off" | "n" => Some("false"),
            _ => None,
        };
        if let Some(boolean) = boolean.filter(|_| expects("boolean")) {
            diagnostic = diagnostic.help(format!("write `{boolean}` without quotes"));
            return diagnostic.fix(format!("write `{boolean}`"), Applicability::Safe, span, boolean);
        }
        if (expects("integer") || expects("number"))
            && word.parse::<u32>().is_ok_and(|number| number.to_string() == word)
        {
            diagnostic = diagnostic.help(format!("write `{word}` without quotes"));
            return diagnostic.fix("remove the quotes", Applicability::Safe, span, word);
        }
    }
    if expects("array") && !expects("object") && scalar.style != Style::Block && !written.contains(['\n', ',']) {
        diagnostic = diagnostic.help("write a list");
        return diagnostic.fix("make it a list of one", Applicability::Unsafe, span, format!("[{written}]"));
    }
    diagnostic.help(format!("write {expected}"))
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
