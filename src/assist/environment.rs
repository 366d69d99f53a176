//! `.env` while it is written: its findings, what repairs them, what can be written, and what a name means.
//!
//! What is said comes from the spec alone. The values of the file are other people's secrets: none of them is part of
//! an answer.

use std::collections::BTreeSet;

use super::Known;
use super::about::{About, variable};
use super::offer::{Offer, OfferKind};
use super::repair::{Purpose, Repair};
use crate::diagnostic::Edit;
use crate::diagnostic::nearest::nearest;
use crate::dotenv::{self, Form, Problem, ProblemKind};
use crate::plan::Supply;
use crate::source::{Source, Span};
use crate::text::markdown;

/// How many values are offered for one line.
const MOST_CHOICES: usize = 5;

/// What is wrong with a file, beside nothing that the environment sets.
pub fn env_findings(known: &Known<'_>, source: &Source) -> Vec<Problem> {
    dotenv::check(known.plan, source, &|_| None)
}

/// What can be done about some of the findings: a name that was meant, a line that goes, lines that are missing.
pub fn env_repairs(known: &Known<'_>, source: &Source, found: &[Problem]) -> Vec<Repair<'static>> {
    let mut repairs = Vec::new();
    for problem in found.iter().filter(|problem| matches!(problem.kind, ProblemKind::Unknown | ProblemKind::Duplicate))
    {
        let Some(span) = problem.span else { continue };
        let names = unset(known, source).map(|supply| supply.name.as_str());
        let near = nearest(&problem.name, names).filter(|_| problem.kind == ProblemKind::Unknown);
        repairs.extend(near.map(|near| {
            let edit = Edit { span, text: near.to_owned() };
            Repair::new(&format!("rename it to `{near}`"), Purpose::Fix, None, vec![edit])
        }));
        let line = source.line(source.position(span.start).line);
        let end = source.text()[line.end..].find('\n').map_or(source.text().len(), |at| line.end + at + 1);
        let edit = Edit { span: Span::new(line.start, end.max(line.end)), text: String::new() };
        // A value over lines goes on below: what is left of it would mean something else.
        let value = source.slice(Span::new(span.end, line.end));
        if value.matches(['"', '\'']).count().is_multiple_of(2) {
            repairs.push(Repair::new(&format!("remove `{}`", problem.name), Purpose::Fix, None, vec![edit]));
        }
    }
    repairs.extend(chosen(known, source, found));
    let is_missing = |supply: &&Supply| {
        found.iter().any(|problem| problem.kind == ProblemKind::Missing && problem.name == supply.name)
    };
    let missing: Vec<&Supply> = known.plan.supplies.iter().filter(is_missing).collect();
    if missing.len() > 1 {
        let title = format!("add the {} variables that are missing", missing.len());
        repairs.extend(added(source, &title, &missing));
    }
    for supply in missing {
        repairs.extend(added(source, &format!("add `{}`", supply.name), &[supply]));
    }
    repairs
}

/// A value that can be chosen, in place of one that is missing or wrong on its line.
fn chosen(known: &Known<'_>, source: &Source, found: &[Problem]) -> Vec<Repair<'static>> {
    let assignments = dotenv::read(source, &|_| None).assignments;
    let is_wrong = |problem: &&Problem| matches!(problem.kind, ProblemKind::Missing | ProblemKind::Invalid);
    let mut repairs = Vec::new();
    for problem in found.iter().filter(is_wrong) {
        let supply = known.plan.supply(&problem.name).filter(|supply| !supply.secret);
        let line = assignments.iter().find(|line| Some(line.span) == problem.span && line.form == Form::Equals);
        let Some((supply, line)) = supply.zip(line) else { continue };
        for value in supply.options.iter().filter(|value| is_plain(value)).take(MOST_CHOICES) {
            let edits = vec![Edit { span: line.place, text: value.clone() }];
            repairs.push(Repair::new(&format!("write `{value}`"), Purpose::Fix, None, edits));
        }
    }
    repairs
}

/// Whether a value needs no quotes in an env file.
fn is_plain(value: &str) -> bool {
    !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/:".contains(&byte))
}

/// Lines for variables at the end of the file, each to be filled in; none for one that has a line already.
fn added(source: &Source, title: &str, supplies: &[&Supply]) -> Option<Repair<'static>> {
    let set = set(source);
    let text = source.text();
    let mut lines = if text.is_empty() || text.ends_with('\n') { String::new() } else { "\n".to_owned() };
    let open = supplies.iter().filter(|supply| !set.contains(supply.name.as_str()));
    let before = lines.len();
    open.for_each(|supply| {
        if let Some(about) = supply.description.as_deref() {
            lines.push_str(&format!("{}\n", crate::text::comments(about)));
        }
        lines.push_str(&format!("{}=\n", supply.name));
    });
    let edits = vec![Edit { span: Span::new(text.len(), text.len()), text: lines.clone() }];
    (lines.len() > before).then(|| Repair::new(title, Purpose::Add, None, edits))
}

/// The names that the file sets.
fn set(source: &Source) -> BTreeSet<String> {
    let reading = dotenv::read(source, &|_| None);
    reading.assignments.into_iter().filter(dotenv::Assignment::counts).map(|found| found.name).collect()
}

fn unset<'a>(known: &Known<'a>, source: &Source) -> impl Iterator<Item = &'a Supply> {
    let set = set(source);
    known.plan.supplies.iter().filter(move |supply| !set.contains(&supply.name))
}

/// What can be written at a byte: names that nothing sets yet, and after one of them what it can be.
pub fn env_offers(known: &Known<'_>, source: &Source, offset: usize) -> Vec<Offer> {
    let text = source.text();
    let Some(before) = text.get(..offset) else { return Vec::new() };
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[start..];
    let end = text[offset..].find(|c: char| c.is_whitespace() || c == '=').map_or(text.len(), |at| offset + at);
    if let Some((name, typed)) = line.split_once('=') {
        let word = Span::new(offset - typed.len(), end);
        let supply = known.plan.supply(name.trim()).filter(|supply| !supply.secret);
        let words: Vec<String> = supply.map(values).unwrap_or_default();
        return words.iter().map(|word_of| Offer::new(OfferKind::Word, word_of, word)).collect();
    }
    if line.contains('#') {
        return Vec::new();
    }
    let typed = line.rsplit(' ').next().unwrap_or_default();
    let word = Span::new(offset - typed.len(), end);
    let has_value = text[end..].starts_with('=');
    let one = |supply: &Supply| Offer {
        plain: if has_value { supply.name.clone() } else { format!("{}=", supply.name) },
        detail: Some(if supply.required { "required" } else { "optional" }.to_owned()),
        text: supply.description.as_deref().map(markdown),
        rank: usize::from(!supply.required),
        ..Offer::new(OfferKind::Variable, &supply.name, word)
    };
    unset(known, source).map(one).collect()
}

/// What a value can be, as the spec says it.
fn values(supply: &Supply) -> Vec<String> {
    let options = supply.options.clone();
    let default = supply.default.clone().filter(|default| !options.contains(default));
    options.into_iter().chain(default).filter(|word| !word.contains(['\n', '\r'])).collect()
}

/// What there is to say of the name at a byte.
pub fn env_about(known: &Known<'_>, source: &Source, offset: usize) -> Option<About> {
    let reading = dotenv::read(source, &|_| None);
    let found = reading.assignments.into_iter().find(|found| found.span.touches(offset))?;
    Some(About { span: found.span, text: variable(known, &found.name)? })
}
