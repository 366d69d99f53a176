//! What can be written at a place of `ast.toml`, and what its keys and values mean: from the table of settings.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::Value as Json;

use super::about::About;
use super::offer::{Offer, OfferKind};
use super::value::SCHEDULES;
use crate::options::{PUBLISHED, property, row};
use crate::plan::{BoundPlan, TriggerType};
use crate::rule;
use crate::source::Span;

static SCHEMA: LazyLock<Json> = LazyLock::new(|| serde_json::from_str(PUBLISHED).unwrap_or_default());

/// A place of the text: the table that it is in, the key of its line, and the word that is written.
struct Spot {
    /// The keys from the root to the table that the line's key belongs to.
    table: Vec<String>,
    /// The key whose value is written; none where a key is written.
    key: Option<String>,
    word: Span,
    is_header: bool,
}

impl Spot {
    fn at(text: &str, offset: usize) -> Option<Self> {
        let (entry, header) = above(&text[..offset]);
        let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let before = &text[line_start..offset];
        if before.contains('#') {
            return None;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | ':');
        let start = before.char_indices().rfind(|(_, c)| !is_word(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let end = line[before.len()..].find(|c| !is_word(c)).map_or(line.len(), |at| before.len() + at);
        let word = Span::new(line_start + start, line_start + end);
        let written = &text[entry..offset];
        if let Some(header) = written.trim_start().strip_prefix('[') {
            let mut table = keys(header.trim_start_matches('['));
            table.pop();
            return Some(Self { table, key: None, word, is_header: true });
        }
        let mut table = header;
        let Some((path, _)) = written.split_once('=') else {
            let mut typed = keys(before);
            typed.pop();
            table.extend(typed);
            return Some(Self { table, key: None, word, is_header: false });
        };
        let mut path = keys(path);
        let key = path.pop()?;
        table.extend(path);
        Some(Self { table, key: Some(key), word, is_header: false })
    }

    /// The schema of the table.
    fn schema(&self) -> Option<&'static Json> {
        inside(&self.table)
    }
}

/// Where the entry begins that a text ends in, which a list lets go over lines, and the keys of the last header above it.
fn above(text: &str) -> (usize, Vec<String>) {
    let (mut entry, mut header, mut open) = (0, Vec::new(), 0_usize);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if open == 0 {
            entry = start;
        }
        start += line.len();
        match line.trim_start().strip_prefix('[') {
            Some(named) if open == 0 => {
                if start < text.len() || line.ends_with('\n') {
                    header = keys(named.trim_start_matches('[').split(']').next().unwrap_or_default());
                }
            }
            _ => open = open_after(line, open),
        }
    }
    if open == 0 && text.ends_with('\n') {
        entry = text.len();
    }
    (entry, header)
}

/// How many lists are open after a line, if so many were before it.
fn open_after(line: &str, mut open: usize) -> usize {
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(end)) if c == end => quote = None,
            ('#', None) => break,
            ('[', None) => open += 1,
            (']', None) => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open
}

/// The keys of a dotted key, of which the last may still be empty.
fn keys(text: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for c in text.trim().chars() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('.', None) => keys.push(String::new()),
            (c, None) if c.is_whitespace() => {}
            (c, _) => keys.last_mut().into_iter().for_each(|key| key.push(c)),
        }
    }
    keys
}

/// The schema of what stands under some keys.
fn inside(keys: &[String]) -> Option<&'static Json> {
    property(&SCHEMA, keys)
}

/// What can be written at a byte of an options file; `plan` is that of the spec beside it, bound to a cluster.
pub fn setting_offers(text: &str, offset: usize, plan: Option<&BoundPlan>) -> Vec<Offer> {
    let Some(spot) = Spot::at(text, offset) else { return Vec::new() };
    let Some(schema) = spot.schema() else { return Vec::new() };
    match &spot.key {
        None => key_offers(&spot, schema, plan),
        Some(key) => {
            let path: Vec<String> = spot.table.iter().chain([key]).cloned().collect();
            let Some(value) = inside(&path) else { return Vec::new() };
            if is_schedule(&spot.table) {
                return schedule_offers(text, &spot);
            }
            let is_quoted = spot.word.start > 0 && matches!(text.as_bytes()[spot.word.start - 1], b'"' | b'\'');
            words(value).map(|(word, about)| word_offer(&spot, word, about, is_quoted)).collect()
        }
    }
}

/// Whether a table says when jobs run: that of the project, or of an environment.
fn is_schedule(table: &[String]) -> bool {
    let table: Vec<&str> = table.iter().map(String::as_str).collect();
    matches!(table.as_slice(), ["schedules"] | ["environments", _, "schedules"])
}

/// Cron expressions, for all that stands behind `=` on the line.
fn schedule_offers(text: &str, spot: &Spot) -> Vec<Offer> {
    let start = text[..spot.word.start].rfind('=').map_or(spot.word.start, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let blank = line.len() - line.trim_start().len();
    let word = Span::new(start + blank, start + line.trim_end().len().max(blank));
    let one = |(cron, words): &(&str, &str)| Offer {
        plain: format!("\"{cron}\""),
        detail: Some((*words).to_owned()),
        filter: Some(format!("{cron} {words}")),
        ..Offer::new(OfferKind::Word, cron, word)
    };
    SCHEDULES.iter().map(one).collect()
}

fn key_offers(spot: &Spot, schema: &'static Json, plan: Option<&BoundPlan>) -> Vec<Offer> {
    let properties = schema.get("properties").and_then(Json::as_object);
    let tables = |value: &Json| value.get("properties").is_some() || value.get("additionalProperties").is_some();
    let known = properties.into_iter().flatten().filter(|(_, value)| !spot.is_header || tables(value));
    let mut offers: Vec<Offer> = known
        .map(|(key, value)| {
            let path: Vec<String> = spot.table.iter().chain([key]).cloned().collect();
            let mut offer = Offer::new(OfferKind::Key, key, spot.word);
            offer.text = Some(described(&path, value));
            if !spot.is_header && !tables(value) {
                offer.plain = format!("{key} = ");
            }
            offer
        })
        .collect();
    offers.extend(names(&spot.table, plan).into_iter().map(|name| {
        let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let mut offer = Offer::new(OfferKind::Name, &name, spot.word);
        offer.plain = if is_bare { name } else { format!("\"{name}\"") };
        offer
    }));
    offers
}

/// The names that are known of what the user names in a table.
fn names(table: &[String], plan: Option<&BoundPlan>) -> Vec<String> {
    let table: Vec<&str> = table.iter().map(String::as_str).collect();
    if table == ["rules"] {
        return rule::codes().map(|code| code.id.to_owned()).collect();
    }
    let Some(plan) = plan else { return Vec::new() };
    // An environment says the same below its own name.
    let table = match table.as_slice() {
        ["environments", _, rest @ ..] => rest,
        table => table,
    };
    match table {
        ["values"] => plan.supplies.iter().filter(|supply| !supply.secret).map(|supply| supply.name.clone()).collect(),
        ["components"] | ["cluster", "components"] => {
            plan.containers.iter().map(|container| container.id.to_string()).collect()
        }
        ["cluster", "secret-keys"] => {
            plan.supplies.iter().filter(|supply| supply.secret).map(|supply| supply.name.clone()).collect()
        }
        ["schedules"] => {
            let scheduled = plan.containers.iter().filter(|container| container.trigger == Some(TriggerType::Schedule));
            scheduled.map(|container| container.id.entry.clone()).collect()
        }
        _ => Vec::new(),
    }
}

fn word_offer(spot: &Spot, word: &str, about: Option<&str>, is_quoted: bool) -> Offer {
    let mut offer = Offer::new(OfferKind::Word, word, spot.word);
    offer.detail = about.map(str::to_owned);
    if !is_quoted && !matches!(word, "true" | "false") {
        offer.plain = format!("\"{word}\"");
    }
    offer
}

/// The only words that a value can be, or an item of it, with what each means.
fn words(value: &'static Json) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let value = value.get("anyOf").map_or(value, |any| &any[0]);
    let value = value.get("items").unwrap_or(value);
    let is_boolean = value.get("type").is_some_and(|kind| kind == "boolean" || kind[0] == "boolean");
    let choices = value.get("oneOf").and_then(Json::as_array).into_iter().flatten();
    let choices = choices
        .filter_map(|choice| Some((choice.get("const")?.as_str()?, choice.get("description").and_then(Json::as_str))));
    let of_boolean: &[&str] = if is_boolean { &["true", "false"] } else { &[] };
    let targets: Vec<&'static str> = match value.get("pattern").and_then(Json::as_str) {
        Some(pattern) if pattern.contains("sdk-") => target_names(),
        _ => Vec::new(),
    };
    choices.chain(of_boolean.iter().map(|word| (*word, None))).chain(targets.into_iter().map(|word| (word, None)))
}

fn target_names() -> Vec<&'static str> {
    crate::target::TARGETS.iter().map(|target| target.id()).collect()
}

/// What a key says, its default and its flag.
fn described(path: &[String], value: &Json) -> String {
    let mut text = value.get("description").and_then(Json::as_str).unwrap_or_default().to_owned();
    // An environment is built on the project's own, and no flag says what one has.
    let Some(row) = row(path).filter(|_| path.first().is_none_or(|key| key != "environments")) else { return text };
    if let Some(default) = row.default_text() {
        let _ = write!(text, "\n\nDefault: `{default}`.");
    }
    if let Some(flag) = row.flag {
        let _ = write!(text, "\n\nFlag: `{}`.", format!("--{} {}", flag.name, flag.value).trim_end());
    }
    text
}

/// What there is to say of a key of an options file.
pub fn setting_about(text: &str, offset: usize) -> Option<About> {
    let mut spot = Spot::at(text, offset)?;
    let word = text.get(spot.word.start..spot.word.end).filter(|word| !word.is_empty())?;
    let key = spot.key.take().unwrap_or_else(|| word.to_owned());
    let path: Vec<String> = spot.table.iter().cloned().chain([key]).collect();
    let value = inside(&path)?;
    let about = words(value).find(|(choice, _)| *choice == word).and_then(|(_, about)| about);
    let text = match about {
        Some(about) => format!("**{word}**: {about}"),
        None => format!("**{}**\n\n{}", path.join("."), described(&path, value)),
    };
    Some(About { span: spot.word, text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::LANGUAGES;

    /// The labels that are offered at `|`.
    fn labels(text: &str) -> Vec<String> {
        let offset = text.find('|').unwrap();
        let offers = setting_offers(&text.replace('|', ""), offset, None);
        offers.into_iter().map(|offer| offer.label).collect()
    }

    #[test]
    fn keys_tables_words_and_names_are_offered_where_they_stand() {
        assert!(labels("|").contains(&"otel-endpoint".to_owned()));
        assert_eq!(labels("[gateway]\n|"), ["mode", "url", "image"]);
        assert_eq!(labels("gateway.|"), ["mode", "url", "image"]);
        assert_eq!(labels("[gateway]\nmode = \"|\""), ["hosted", "local", "mock"]);
        assert_eq!(labels("[cluster]\ntls = |"), ["true", "false"]);
        assert!(labels("[cluster.|]").contains(&"route".to_owned()));
        assert!(!labels("[cluster.|]").contains(&"host".to_owned()));
        assert!(labels("[cluster.components.\"knowledge.db\"]\n|").contains(&"storage".to_owned()));
        assert!(labels("[environments.staging.|]").contains(&"cluster".to_owned()));
        let of_cluster = labels("[environments.staging.cluster]\n|");
        assert!(of_cluster.contains(&"tag".to_owned()) && !of_cluster.contains(&"qdrant-key".to_owned()));
        assert!(labels("targets = [\"env\", \"|\"]").contains(&"kubernetes".to_owned()));
        assert!(labels("targets = [\n  \"env\", # [\n  \"|\"\n]\n").contains(&"kubernetes".to_owned()));
        assert_eq!(labels("targets = [\n  \"env\",\n]\n[gateway]\n|"), ["mode", "url", "image"]);
        assert!(labels("[rules]\n|").contains(&"unknown-provider".to_owned()));
        // What is replaced begins after the letter, not within it.
        let replaced = setting_offers("ü", 2, None).first().map(|offer| offer.word);
        assert_eq!(replaced, Some(Span::new(2, 2)));
        assert_eq!(labels("[schedules]\nnightly = |")[0], "0 * * * *");
        assert_eq!(labels("[environments.x.schedules]\nnightly = \"0 |2\"")[0], "0 * * * *");
        assert_eq!(labels("# |"), Vec::<String>::new());
        assert_eq!(labels("[nowhere]\n|"), Vec::<String>::new());
        assert!(LANGUAGES.iter().all(|language| labels("[sdk.|]").contains(&(*language).to_owned())));
    }

    #[test]
    fn a_key_says_its_default_and_its_flag() {
        let about = |text: &str| {
            let offset = text.find('|').unwrap();
            setting_about(&text.replace('|', ""), offset).map(|about| about.text)
        };
        let text = about("[cluster]\nover|lay = \"x\"").unwrap();
        assert!(
            text.contains("**cluster.overlay**") && text.contains("`production`") && text.contains("`--overlay NAME`")
        );
        assert!(about("[cluster.components.agent]\ncp|u = \"1\"").unwrap().contains("The CPU that it is given."));
        assert!(about("[gateway]\nmode = \"mo|ck\"").unwrap().contains("makes its answers up"));
        assert_eq!(about("[gateway]\nnothing| = 1"), None);
    }
}
