//! What there is to say of the key or value at a place.

use super::component::component;
use super::cron::cron;
use super::fact::facts;
use super::path::{Hit, hit};
use super::value::{key_of, provider_text};
use super::word::meaning;
use super::{Known, anchor};
use crate::document::removal;
use crate::plan::Id;
use crate::plan::lookup::{self, Match};
use crate::schema::node::Shape;
use crate::source::{Pointer, Span};
use crate::spec::Section;
use crate::text::{block, cell, code as span_of_code, markdown};
use crate::view::{self, Explained, Explanation};

/// What is said of a place.
#[derive(Debug)]
pub struct About {
    /// What it is said of.
    pub span: Span,
    /// The text, in Markdown.
    pub text: String,
}

/// What there is to say of a byte of the text that `known` was made of.
pub fn about(known: &Known<'_>, offset: usize) -> Option<About> {
    if let Some(code) = code(known, offset) {
        return Some(code);
    }
    if let Some((span, text)) = anchor::about(known.compilation, offset) {
        return Some(About { span, text });
    }
    let hit = hit(&known.compilation.document, offset)?;
    let mut parts: Vec<String> = if hit.is_key { of_key(known, &hit) } else { of_value(known, &hit) };
    if parts.is_empty() && !hit.is_key {
        parts.extend(of_word(&hit));
    }
    (!parts.is_empty()).then(|| About { span: hit.span(), text: parts.join("\n\n---\n\n") })
}

/// The code in a comment that silences it.
fn code(known: &Known<'_>, offset: usize) -> Option<About> {
    let compilation = known.compilation;
    let span = compilation.document.comments.iter().find(|span| span.touches(offset))?;
    let comment = compilation.source.slice(*span);
    let is_of_code = |c: char| c.is_ascii_lowercase() || c == '-';
    let at = offset - span.start;
    let start = comment[..at].rfind(|c| !is_of_code(c)).map_or(0, |start| start + 1);
    let end = comment[at..].find(|c| !is_of_code(c)).map_or(comment.len(), |end| at + end);
    let code = crate::rule::codes().find(|code| code.id == &comment[start..end])?;
    let text = format!("**{}**: {}\n\n{}", code.id, code.summary, code.explanation);
    Some(About { span: Span::new(span.start + start, span.start + end), text })
}

fn of_key(known: &Known<'_>, hit: &Hit) -> Vec<String> {
    let tokens = hit.tokens();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let mut parts = Vec::new();
    match tokens.as_slice() {
        ["agent"] => parts.extend(component(known.plan, &Id::AGENT)),
        ["dev", "schedules", name] => parts.extend(component(known.plan, &Id::entry(Section::Ingestion, name))),
        ["inputs", _] => parts.extend(input(known, &hit.place.pointer)),
        ["providers", name] => parts.extend(explained(known, name, is_provider)),
        [section, name] => {
            parts.extend(Section::parse(section).and_then(|section| component(known.plan, &Id::entry(section, name))));
        }
        [.., "environment", name] => parts.extend(explained(known, name, is_variable)),
        _ => {}
    }
    // Of a name that the user chose the language knows nothing more.
    let path = hit.place.pointer.as_str();
    let is_named = Shape::at(&path[..path.rfind('/').unwrap_or(0)].into()).is_some_and(Shape::is_named);
    if !is_named || parts.is_empty() {
        parts.extend(key_text(&hit.place.pointer, &hit.text));
    }
    parts
}

/// A key of the language: its text, its type, its words and its default.
fn key_text(pointer: &Pointer, key: &str) -> Option<String> {
    let shape = Shape::at(pointer)?;
    let mut facts: Vec<String> = shape.kind().map(str::to_owned).into_iter().collect();
    let path = pointer.as_str();
    let holder = Shape::at(&path[..path.rfind('/').unwrap_or(0)].into());
    if holder.is_some_and(|holder| holder.keys().any(|other| other.name == key && other.required)) {
        facts.push("required".to_owned());
    }
    if let Some(default) = shape.default() {
        facts.push(format!("default `{}`", default.as_str().map_or_else(|| default.to_string(), str::to_owned)));
    }
    let words = shape.words();
    let mut text = shape.text()?.to_owned();
    if words.len() > 1 {
        let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
        text.push_str(&format!("\n\nOne of {}.", words.join(", ")));
    }
    Some(format!("**{}** ({})\n\n{text}", markdown(key), facts.join(", ")))
}

fn of_value(known: &Known<'_>, hit: &Hit) -> Vec<String> {
    let tokens = hit.tokens();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let text = hit.text.as_str();
    let part = match tokens.as_slice() {
        ["connections", _, "provider"] => connection(&hit.place.pointer, text),
        [section, _, "provider"] => provider(known, section, text),
        ["models", _, "models", _] | ["models", _, "model"] => explained(known, text, is_model),
        [.., "inputs", _, "name"] => explained(known, text, is_variable),
        ["providers", name, "variables", _, "name"] => {
            let prefix = crate::plan::naming::variable(name);
            explained(known, &format!("{prefix}_{text}"), is_variable).or_else(|| explained(known, name, is_provider))
        }
        [.., "environment", name] => explained(known, name, is_variable),
        ["dev", "schedules", _] => cron(text, known.now),
        _ => None,
    };
    part.into_iter().collect()
}

/// A value that is only that of its key: what it means, if it is a word of the language, and what the key is.
fn of_word(hit: &Hit) -> Option<String> {
    let key = key_of(&hit.place.pointer);
    let mut pointer = hit.place.pointer.clone();
    // The text of an item is that of its list.
    while pointer.tokens().last().is_some_and(|last| last != key) {
        pointer = removal::parent(&pointer);
    }
    let text = key_text(&pointer, &key)?;
    Some(match meaning(&key, &hit.text) {
        Some(meaning) => format!("**{}**: {meaning}\n\n---\n\n{text}", markdown(&hit.text)),
        None => text,
    })
}

/// An account that users connect.
fn connection(pointer: &Pointer, name: &str) -> Option<String> {
    let what = Shape::at(pointer)?.text()?;
    let section = Shape::at(&"/connections".into())?.text()?;
    let about = "The platform knows it by this word and looks after the account: nothing of it is set here, in a local run there is none.";
    Some(format!("**{}** · an account\n\n{what} {section} {about}", markdown(name)))
}

fn provider(known: &Known<'_>, section: &str, name: &str) -> Option<String> {
    let spec = known.compilation.spec.as_ref()?;
    match lookup::provider(spec, Section::parse(section)?, name) {
        Match::BuiltIn(provider) | Match::Foreign(provider) => Some(format!(
            "**{}** · a built-in provider for `{}`\n\n{}",
            provider.name,
            provider.section,
            provider_text(provider)
        )),
        Match::Custom(..) | Match::OutOfScope(_) => explained(known, name, is_provider),
        Match::Broken | Match::Unknown => None,
    }
}

/// The variable of a top-level input.
fn input(known: &Known<'_>, pointer: &Pointer) -> Option<String> {
    let name = known.compilation.document.at(&pointer.key("name"))?;
    explained(known, &name.node.as_scalar()?.text, is_variable)
}

/// What there is to say of a variable.
pub(super) fn variable(known: &Known<'_>, name: &str) -> Option<String> {
    explained(known, name, is_variable)
}

/// What `ast explain` says of a name that is of a kind, as it says it.
fn explained(known: &Known<'_>, name: &str, kind: fn(&Explained) -> bool) -> Option<String> {
    let found = view::explain(name, Some((known.compilation, known.plan)));
    let Explanation { name, about, facts: lines, answer } = found.into_iter().find(|found| kind(&found.answer))?;
    // A description may be the user's.
    let about = if is_variable(&answer) { markdown(&about) } else { about };
    let told = match &answer {
        Explained::Variable(_) | Explained::OwnProvider(_) => facts(&lines),
        Explained::Model(_) => cell(lines.trim_end()),
        _ => block(lines.trim_end(), "text"),
    };
    Some(format!("{}{about}\n\n{told}", bold(&name)))
}

/// A name that stands out; one that Markdown reads something into stands as code.
fn bold(name: &str) -> String {
    let escaped = markdown(name);
    if escaped == name { format!("**{name}**") } else { span_of_code(name) }
}

fn is_variable(found: &Explained) -> bool {
    matches!(found, Explained::Variable(_))
}

fn is_provider(found: &Explained) -> bool {
    matches!(found, Explained::Provider(_) | Explained::OwnProvider(_))
}

fn is_model(found: &Explained) -> bool {
    matches!(found, Explained::Model(_))
}
