//! What `ast.toml` says of a container: how it is started, and whom it connects to.

use serde_json::{Map, Value, json};

use super::address::{addresses, renamed};
use super::lost::Lost;
use super::net::Net;
use super::service::{Role, Service};
use super::texts;
use super::words::resolved;
use crate::start::shell::words;
use crate::start::values::is_secret;

/// The options of a service.
pub(super) fn settings(service: &Service<'_>, net: &Net, lost: &mut Vec<Lost>) -> Map<String, Value> {
    let mut settings = Map::new();
    for (key, setting) in [("entrypoint", "command"), ("command", "args")] {
        if let Some(words) = started(service, key, net, lost) {
            settings.insert(setting.to_owned(), json!(words));
        }
    }
    if let Some(init) =
        service.at.get("init").and_then(|init| init.node.as_scalar().map(|scalar| scalar.text == "true"))
    {
        settings.insert("init".to_owned(), json!(init));
    }
    if let Some(at) = service.at.get("shm_size") {
        let text = at.node.as_scalar().map(|scalar| scalar.text.to_ascii_lowercase()).unwrap_or_default();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            "g" | "gb" => Some("Gi"),
            "m" | "mb" => Some("Mi"),
            _ => None,
        };
        match unit.filter(|_| digits.parse::<u32>().is_ok_and(|amount| amount > 0)) {
            Some(unit) => drop(settings.insert("shm".to_owned(), json!(format!("{digits}{unit}")))),
            None => lost.push(Lost::key(
                &service.name,
                &at,
                "shm_size",
                "say `shm` under `[components]` in `ast.toml`, such as \"1Gi\"",
            )),
        }
    }
    let connects = connects(service, net);
    if !connects.is_empty() {
        settings.insert("connects".to_owned(), json!(connects));
    }
    settings
}

/// The words that it is started with, the hosts among them by their new names.
fn started(service: &Service<'_>, key: &str, net: &Net, lost: &mut Vec<Lost>) -> Option<Vec<String>> {
    let at = service.at.get(key).filter(|at| !at.node.is_null())?;
    let line = at.node.as_scalar().map(|scalar| resolved(&scalar.text));
    let found = match line {
        Some(line) => words(&line.text).filter(|_| !line.is_open),
        None => texts(&at)
            .map(|texts| texts.iter().map(|text| resolved(text)).collect::<Vec<_>>())
            .filter(|texts| !texts.iter().any(|text| text.is_open))
            .map(|texts| texts.into_iter().map(|text| text.text).collect()),
    };
    let Some(words) = found.filter(|words| !words.is_empty()) else {
        let reason = "it needs a shell or a variable to be read: say its words under `[components]` in `ast.toml`";
        lost.push(Lost::key(&service.name, &at, key, reason));
        return None;
    };
    if words.iter().any(|word| is_secret("", word)) {
        let reason = "it may hold a secret, which options don't: let it read a variable that is a secret input";
        lost.push(Lost::key(&service.name, &at, key, reason));
        return None;
    }
    let mut told = |word: String| {
        let (word, peers) = renamed(&word, &addresses(&word, false), net);
        for (old, peer) in peers {
            let instead = if peer.gives(service.role) { "what the entry gives" } else { "a variable that is an input" };
            let reason = format!("{}: let it read {instead} instead", peer.is_called(&old));
            lost.push(Lost::key(&service.name, &at, key, reason));
        }
        word
    };
    Some(words.into_iter().map(&mut told).collect())
}

/// Whom it may connect to beside those that serve the agent and jobs anyway: whom it waits for, and whom it names.
fn connects(service: &Service<'_>, net: &Net) -> Vec<String> {
    if service.role == Role::Agent {
        return Vec::new();
    }
    let waits = service.waits_for();
    let named = net.spoken_to(service).into_iter().filter(|peer| service.role != Role::Job || peer.role == Role::Agent);
    let own = net.peer(&service.name).map(|peer| &peer.id);
    let mut ids: Vec<String> = Vec::new();
    for peer in waits.iter().filter_map(|name| net.peer(name)).chain(named) {
        if peer.role != Role::Job && Some(&peer.id) != own && !ids.contains(&peer.id) {
            ids.push(peer.id.clone());
        }
    }
    ids
}
