//! How a change of one fact is said.

use super::facts::{CHART, Fact, Facts, Key, lasting};
use super::{How, Kind, Said};
use crate::text::one_line;

/// How much of a value is shown in a message.
const MOST: usize = 60;
/// How many models that are gone are named.
const MOST_NAMED: usize = 6;

/// The words that a change is told with.
struct Words {
    id: String,
    name: String,
    from: String,
    to: String,
    instead: String,
    /// Whether there is only more to choose from, or only less or something else; none where more than that changed.
    offers: Option<bool>,
    /// What can be chosen no more.
    less: Vec<String>,
    /// Whether what was had a disk that outlives it.
    lasted: bool,
}

fn of_one(before: String, item: String, after: impl Into<String>) -> Said {
    Said { before, item, after: after.into() }
}

fn alone(message: String) -> Said {
    of_one(message, String::new(), "")
}

pub(super) fn said(key: &Key, how: How, old: Option<&Fact>, new: Option<&Fact>, before: &Facts, after: &Facts) -> Said {
    let (from, to) = (short(old), short(new));
    let instead = match (&from, &to) {
        (Some(from), Some(to)) if from != to => format!("is {to} instead of {from}"),
        (None, Some(to)) => format!("is {to}"),
        (Some(from), None) => format!("is no longer {from}"),
        _ => "is another one".to_owned(),
    };
    let offers = match (old, new) {
        (Some(old), Some(new)) if new.only_offers_more(old) => Some(true),
        (Some(old), Some(new)) if old.whole == new.whole => Some(false),
        _ => None,
    };
    let now = new.map(|fact| fact.choices.as_slice()).unwrap_or_default();
    let less = old.into_iter().flat_map(|fact| &fact.choices).filter(|choice| !now.contains(choice));
    let words = Words {
        offers,
        less: less.map(|choice| quoted(choice)).collect(),
        id: quoted(key.id.as_deref().unwrap_or_default()),
        name: quoted(key.name.as_deref().unwrap_or_default()),
        from: from.unwrap_or_default(),
        to: to.unwrap_or_default(),
        instead,
        lasted: old.is_some_and(|fact| fact.lasts),
    };
    if let Some((from, to)) = old.zip(new).and_then(|(old, new)| new.leads_elsewhere(old)) {
        let before = format!("in {}, {} instead of {} gives ", words.id, quoted(to), quoted(from));
        return of_one(before, words.name, "");
    }
    match key.kind {
        Kind::Variable | Kind::Secret if key.id.is_none() => {
            let facts = if how == How::Removed { before } else { after };
            let readers = readers(key.name.as_deref().unwrap_or_default(), facts);
            if let Some((from, to)) = old.zip(new).and_then(|(old, new)| new.moved_from(old)) {
                let before = format!("has to be in Secret {} instead of {}: ", quoted(to), quoted(from));
                return of_one(before, format!("{}{readers}", words.name), "");
            }
            supplied(how, new.is_some_and(|fact| fact.required), &words, &readers)
        }
        Kind::Variable | Kind::Secret | Kind::ClientName | Kind::Text => named(key, how, words),
        Kind::Component | Kind::Container | Kind::Image => entry(key, how, words),
        Kind::Port if how == How::Changed && words.from == words.to => moved(&words, new),
        Kind::Disk | Kind::Port | Kind::Connection | Kind::Route => way(key, how, words),
        Kind::Option => project(key, how, words, lasting(before)),
    }
}

fn entry(key: &Key, how: How, words: Words) -> Said {
    if key.kind == Kind::Container && key.name.is_some() {
        return part(key, &words);
    }
    let Words { id, from, to, instead, lasted, offers, less, .. } = words;
    let disk = |text: &'static str| if lasted { text } else { "" };
    match (key.kind, how) {
        (Kind::Container, How::Added) => alone(format!("container {id} is new")),
        (Kind::Container, _) => alone(format!("container {id} is gone{}", disk("; its disk stays behind"))),
        (Kind::Image, _) => alone(format!("{id} runs {}", instead.trim_start_matches("is "))),
        (_, How::Added) => alone(format!("{id} is new")),
        (_, How::Removed) => alone(format!("{id} is gone{}", disk("; its disk stays behind"))),
        _ if offers == Some(true) => alone(format!("{id} offers more models")),
        _ if offers == Some(false) && !less.is_empty() => alone(format!("{id} no longer offers {}", some(&less))),
        _ if offers == Some(false) => alone(format!("{id} no longer offers all models that it did")),
        _ if from == to => alone(format!("{id} offers other models, or has another default")),
        _ => alone(format!("{id} {instead}{}", disk(", and what it kept stays behind"))),
    }
}

/// The first of some names.
fn some(names: &[String]) -> String {
    let left = names.len().saturating_sub(MOST_NAMED);
    let more = if left > 0 { format!(" and {left} more") } else { String::new() };
    format!("{}{more}", names.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", "))
}

/// What is said of a part of a container, which a plan has a word for that people need not know.
fn part(key: &Key, words: &Words) -> Said {
    let Words { id, name, from, to, instead, .. } = words;
    let gone = |to: &str| if to.is_empty() { "nothing".to_owned() } else { to.to_owned() };
    alone(match key.name.as_deref() {
        Some("service") => format!("the host name of {id} {instead}"),
        Some("name of objects") => format!("the objects of {id} in the cluster have other names"),
        Some("depends_on") => format!("{id} waits for other containers before it starts"),
        Some("waiting for stores") => format!("{id} waits for other stores before it starts in the cluster"),
        Some("health" | "cluster health check") => format!("the health check of {id} is another one"),
        Some("build") => format!("{id} is built otherwise"),
        Some("reach") => {
            format!("{id} may connect to {} instead of {}, beside containers of the project", gone(to), gone(from))
        }
        Some("open ports") => {
            format!("{id} is open to connections from outside of the project on {} instead of {}", gone(to), gone(from))
        }
        _ => return of_one(String::new(), name.replace('_', " "), format!(" of {id} {instead}")),
    })
}

fn supplied(how: How, asks: bool, words: &Words, readers: &str) -> Said {
    let (before, after) = match how {
        How::Removed => ("nobody asks for ", " any more"),
        How::Added if asks => ("has to be set: ", ""),
        How::Added => ("can be set: ", ""),
        _ if words.offers == Some(true) => ("can have more values: ", ""),
        _ if words.offers == Some(false) => ("can't have every value that it could: ", ""),
        _ if asks => ("has to be set, or is asked for otherwise: ", ""),
        _ => ("has another default, or is asked for otherwise: ", ""),
    };
    of_one(before.to_owned(), format!("{}{readers}", words.name), after)
}

fn named(key: &Key, how: How, words: Words) -> Said {
    let Words { id, name, from, to, instead, offers, .. } = words;
    match (key.kind, how) {
        (Kind::ClientName, How::Changed) if offers == Some(true) => {
            of_one(format!("client code of {id} takes more values for "), name, "")
        }
        (Kind::Variable | Kind::Secret, How::Changed) if offers.is_some() => {
            let less = if offers == Some(true) { "more can be chosen for " } else { "a choice is gone for " };
            of_one(format!("in {id}, {less}"), name, "")
        }
        (Kind::ClientName, _) if key.id.is_none() => alone(format!("the package of client code {instead}")),
        (Kind::ClientName, How::Added) => of_one(format!("client code of {id} has "), name, ""),
        (Kind::ClientName, How::Removed) => of_one(format!("client code of {id} has no "), name, " any more"),
        (Kind::ClientName, _) => of_one(format!("client code of {id} has another type for "), name, ""),
        (Kind::Text, How::Added) => of_one(format!("in {id}, a text says now what is meant by "), name, ""),
        (Kind::Text, How::Removed) => of_one(format!("in {id}, no text says any more what is meant by "), name, ""),
        (Kind::Text, _) => of_one(format!("in {id}, another text says what is meant by "), name, ""),
        (_, How::Added) => of_one(format!("{id} gets "), name, ""),
        (_, How::Removed) => of_one(format!("{id} no longer gets "), name, ""),
        _ if from == to => of_one(format!("in {id}, "), name, " comes from elsewhere"),
        _ => of_one(format!("in {id}, "), format!("{name} {instead}"), ""),
    }
}

/// A port that another line of `.env` moves.
fn moved(words: &Words, new: Option<&Fact>) -> Said {
    let port: serde_json::Value = new.and_then(|fact| serde_json::from_str(&fact.whole).ok()).unwrap_or_default();
    let variable = port["variable"].as_str().map(quoted).unwrap_or_default();
    alone(format!("what moves port {} of {} in `.env` is called {variable} now", words.name, words.id))
}

fn way(key: &Key, how: How, words: Words) -> Said {
    let Words { id, name, from, to, instead, .. } = words;
    match (key.kind, how) {
        (Kind::Disk, How::Added) => alone(format!("{id} has a disk {name}")),
        (Kind::Disk, How::Removed) => alone(format!("{id} has no disk {name} any more, and what it held stays behind")),
        (Kind::Disk, _) if from == to => alone(format!("disk {name} of {id} is kept otherwise")),
        (Kind::Disk, _) => alone(format!("disk {name} of {id} {instead}")),
        (Kind::Port, How::Added) => of_one(format!("{id} listens on "), format!("{name} {to}"), ""),
        (Kind::Port, How::Removed) => of_one(format!("{id} no longer listens on "), format!("{name} {from}"), ""),
        (Kind::Port, _) => alone(format!("port {name} of {id} {instead}")),
        (Kind::Connection, How::Removed) => of_one(format!("{id} no longer connects to "), name, ""),
        (Kind::Connection, _) => of_one(format!("{id} connects to "), name, ""),
        (_, How::Added) => alone(format!("{to} leads in from outside")),
        (_, How::Removed) => alone(format!("{from} no longer leads in from outside")),
        _ if from == to => alone(format!("the route to {to} is made otherwise")),
        _ => alone(format!("the route from outside {instead}")),
    }
}

fn project(key: &Key, how: How, words: Words, lasts: bool) -> Said {
    let Words { name, from, to, instead, .. } = words;
    if let Some(value) = key.name.as_deref().and_then(|name| name.strip_prefix(CHART)) {
        let value = quoted(value);
        return match how {
            How::Removed => of_one("the chart no longer takes ".to_owned(), value, ""),
            _ => of_one("the chart takes ".to_owned(), value, ""),
        };
    }
    let disk = |text: &'static str| if lasts { text } else { "" };
    alone(match (key.name.as_deref(), how) {
        (Some("name"), How::Added) => format!("{to} is new"),
        (Some("name"), How::Removed) => format!("{from} is gone"),
        (Some("name"), _) => {
            format!("the agent is called {to} instead of {from}{}", disk(": its disks stay behind under the old name"))
        }
        (Some("namespace"), How::Changed) => {
            format!("the namespace {instead}{}", disk(", and what runs and is kept in the old one stays there"))
        }
        _ => format!("{name} {instead}"),
    })
}

/// Who reads a value, in words.
fn readers(name: &str, facts: &Facts) -> String {
    let is_read = |key: &&Key| key.kind == Kind::Variable && key.name.as_deref() == Some(name);
    let readers: Vec<_> = facts.keys().filter(is_read).filter_map(|key| key.id.as_deref().map(quoted)).collect();
    match &readers[..] {
        [] => String::new(),
        [one] => format!(" ({one} reads it)"),
        [first, rest @ ..] => format!(" ({first} and {} more read it)", rest.len()),
    }
}

/// A text between backticks, which it has none of.
fn quoted(text: &str) -> String {
    format!("`{}`", one_line(text, MOST).replace('`', "'"))
}

fn short(fact: Option<&Fact>) -> Option<String> {
    fact?.shown.as_deref().map(quoted)
}
