//! What can be written at a place of `ast.toml`, and what its keys and values mean: from the table of settings.

use std::fmt::Write as _;
use std::sync::LazyLock;
use std::time::SystemTime;

use serde_json::Value as Json;

use super::about::About;
use super::cron::cron;
use super::offer::{Offer, OfferKind};
use super::setting_spot::Spot;
use super::value::SCHEDULES;
use crate::options::{PUBLISHED, property, row};
use crate::plan::{BoundPlan, TriggerType};
use crate::rule;
use crate::source::Span;

static SCHEMA: LazyLock<Json> = LazyLock::new(|| serde_json::from_str(PUBLISHED).unwrap_or_default());

/// The schema of what stands under some keys.
fn inside(keys: &[String]) -> Option<&'static Json> {
    property(&SCHEMA, keys)
}

/// What can be written at a byte of an options file; `plan` is that of the spec beside it, bound to a cluster.
pub fn setting_offers(text: &str, offset: usize, plan: Option<&BoundPlan>) -> Vec<Offer> {
    let Some(spot) = Spot::at(text, offset) else { return Vec::new() };
    let Some(schema) = inside(&spot.table) else { return Vec::new() };
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

/// All that stands behind the `=` of a byte's line.
fn value_at(text: &str, offset: usize) -> Span {
    let start = text[..offset].rfind('=').map_or(offset, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let blank = line.len() - line.trim_start().len();
    Span::new(start + blank, start + line.trim_end().len().max(blank))
}

/// Cron expressions, for all that stands behind `=` on the line.
fn schedule_offers(text: &str, spot: &Spot) -> Vec<Offer> {
    let word = value_at(text, spot.word.start);
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
            if !spot.is_header {
                offer.plain = if tables(value) { opened(spot, key) } else { format!("{key} = ") };
            }
            offer
        })
        .collect();
    let of_name = schema.get("additionalProperties").unwrap_or(&Json::Null);
    offers.extend(names(&spot.table, plan).into_iter().map(|name| {
        let mut offer = Offer::new(OfferKind::Name, &name, spot.word);
        offer.plain = if spot.is_header {
            written(&name)
        } else if tables(of_name) {
            opened(spot, &name)
        } else {
            format!("{} = ", written(&name))
        };
        offer
    }));
    offers
}

/// The table of a key: under a header of its own, where its line has nothing else yet.
fn opened(spot: &Spot, key: &str) -> String {
    if !spot.is_first {
        return written(key);
    }
    let path: Vec<String> = spot.table.iter().map(String::as_str).chain([key]).map(written).collect();
    format!("[{}]\n", path.join("."))
}

/// A key as TOML has it.
fn written(key: &str) -> String {
    let is_bare = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { key.to_owned() } else { format!("\"{key}\"") }
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

/// What there is to say of a key of an options file, or of when a schedule runs from `now` on.
pub fn setting_about(text: &str, offset: usize, now: SystemTime) -> Option<About> {
    let mut spot = Spot::at(text, offset)?;
    if is_schedule(&spot.table) && spot.key.is_some() {
        let span = value_at(text, spot.word.start);
        let expression = text[span.start..span.end].trim_matches(['"', '\'']);
        if let Some(text) = cron(expression, now) {
            return Some(About { span, text });
        }
    }
    let word = text.get(spot.word.start..spot.word.end).filter(|word| !word.is_empty())?;
    let key = spot.key.take().unwrap_or_else(|| word.to_owned());
    let path: Vec<String> = spot.table.iter().cloned().chain([key]).collect();
    let value = inside(&path)?;
    let about = words(value).find(|(choice, _)| *choice == word).and_then(|(_, about)| about);
    let text = match about {
        Some(about) => format!("**{word}**: {about}"),
        // What a user names means what its table does.
        None if value.get("description").is_none() => {
            let table = inside(&spot.table)?;
            format!("**{}**\n\n{}", path.join("."), described(&spot.table, table))
        }
        None => format!("**{}**\n\n{}", path.join("."), described(&path, value)),
    };
    Some(About { span: spot.word, text })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
    fn what_is_written_is_toml() {
        let written = |text: &str, label: &str| {
            let offset = text.find('|').unwrap();
            let offers = setting_offers(&text.replace('|', ""), offset, None);
            offers.into_iter().find(|offer| offer.label == label).unwrap().plain
        };
        assert_eq!(written("|", "gateway"), "[gateway]\n");
        assert_eq!(written("[cluster]\nro|", "route"), "[cluster.route]\n");
        assert_eq!(written("[|]", "gateway"), "gateway");
        assert_eq!(written("cluster.|", "route"), "route");
        assert_eq!(written("[cluster]\n|", "tag"), "tag = ");
        assert_eq!(written("[rules]\n|", "empty-section"), "empty-section = ");
    }

    #[test]
    fn a_key_says_its_default_and_its_flag() {
        let about = |text: &str| {
            let offset = text.find('|').unwrap();
            let noon = SystemTime::UNIX_EPOCH + Duration::from_hours(491_028);
            setting_about(&text.replace('|', ""), offset, noon).map(|about| about.text)
        };
        let text = about("[cluster]\nover|lay = \"x\"").unwrap();
        assert!(
            text.contains("**cluster.overlay**") && text.contains("`production`") && text.contains("`--overlay NAME`")
        );
        assert!(about("[cluster.components.agent]\ncp|u = \"1\"").unwrap().contains("The CPU that it is given."));
        assert!(about("[gateway]\nmode = \"mo|ck\"").unwrap().contains("makes its answers up"));
        assert_eq!(about("[gateway]\nnothing| = 1"), None);
        let when = about("[schedules]\nnightly = \"0 2| * * *\"").unwrap();
        assert!(when.starts_with("`0 2 * * *`: ") && when.contains("Wednesday 7 January"), "{when}");
        assert!(
            about("[schedules]\nnigh|tly = \"0 2 * * *\"").unwrap().starts_with("**schedules.nightly**\n\nThe cron")
        );
    }
}
