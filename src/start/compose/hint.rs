//! Services whose work is done otherwise here, and how.

use super::lost::Lost;
use super::net::Net;
use super::service::{Role, Service, repository};
use super::texts;
use crate::document::form::Form;

/// What passes requests on, by the ends of images' repositories and by the names of services.
const PROXIES: &[&str] = &[
    "nginx",
    "nginx-unprivileged",
    "nginx-proxy",
    "nginx-proxy-manager",
    "openresty",
    "traefik",
    "caddy",
    "haproxy",
    "envoy",
    "reverse-proxy",
];
/// Programs that start others by a schedule.
const CLOCKS: &[&str] = &["cron", "crond", "crontab", "go-crond", "supercronic", "ofelia", "yacron"];
/// What is shown where no schedule is seen.
const NIGHTLY: &str = "0 2 * * *";

/// Lists what to do about a service that would be nothing but a container; whether there is something.
pub(super) fn hints(service: &Service<'_>, net: &Net, lost: &mut Vec<Lost>) -> bool {
    if service.role != Role::Other {
        return false;
    }
    let name = plain(&service.name).unwrap_or("NAME");
    let commands: Vec<String> = ["entrypoint", "command"]
        .iter()
        .flat_map(|key| service.at.get(key).and_then(|at| texts(&at)).unwrap_or_default())
        .collect();
    let image = service.image.as_deref().and_then(repository);
    let is_any = |of: &[&str], found: &str| of.contains(&found);
    let is_clock =
        |text: &String| text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| is_any(CLOCKS, word));
    let reason = if image.is_some_and(|image| is_any(PROXIES, image)) || is_any(PROXIES, &service.name) {
        format!(
            "if it only passes requests on, nothing is needed for it: the agent's port is published on this machine, and \
             in a cluster `kind` and `host` under `[cluster.route]` in `ast.toml` lead to it (then `ast remove integration {name}`)"
        )
    } else if image.is_some_and(|image| is_any(CLOCKS, image)) || commands.iter().any(is_clock) {
        let schedule = commands.iter().find_map(|text| schedule(text)).unwrap_or_else(|| NIGHTLY.to_owned());
        format!(
            "what runs by a schedule is a job, which ends: `ast add ingestion {name} {} --cron \"{schedule}\"`, with the \
             command of its crontab under `[components]` in `ast.toml`, and then `ast remove integration {name}`",
            source(service)
        )
    } else if is_worker(service, net) {
        "an integration gets no variables of stores, so that its own have to be set; as an entry of `ingestion` with the \
         trigger `webhook` it stays up too, and gets them under the names that `ast plan` lists; others are `inputs` of its own"
            .to_owned()
    } else {
        return false;
    };
    lost.push(Lost::at(service.at.place.key, service.name.as_str(), reason));
    true
}

/// Whether nobody reaches a service, and it reaches a store.
fn is_worker(service: &Service<'_>, net: &Net) -> bool {
    let is_reached = net.peer(&service.name).is_none_or(|peer| peer.port.is_some());
    let waits = service.waits_for();
    let mut others = waits.iter().filter_map(|name| net.peer(name)).chain(net.spoken_to(service));
    !is_reached && others.any(|peer| matches!(peer.role, Role::Store(_)))
}

/// A text that a shell takes for one word, whoever wrote the file.
fn plain(text: &str) -> Option<&str> {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "._/:@-".contains(c)) && !text.starts_with('-');
    is_plain.then_some(text)
}

/// How `ast add` is told what runs.
fn source(service: &Service<'_>) -> String {
    let context = match &service.build {
        Some(Form::Map(build)) => build.iter().find_map(|(key, value)| match value {
            Form::Text(text) if key == "context" => Some(text.as_str()),
            _ => None,
        }),
        _ => None,
    };
    match (context, &service.image) {
        (Some(context), _) => format!("--build {}", plain(context).unwrap_or("FOLDER")),
        (None, image) => {
            let image = image.as_deref().and_then(plain);
            format!("--image {}", image.unwrap_or("IMAGE"))
        }
    }
}

/// Five words one after the other that could be fields of a schedule.
fn schedule(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '"')).collect();
    let is_field = |word: &&str| {
        !word.is_empty()
            && word.starts_with(|c: char| c == '*' || c.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_digit() || b"*/,-".contains(&byte))
    };
    words.windows(5).find(|five| five.iter().all(is_field)).map(|five| five.join(" "))
}
