//! Words of neighbouring tools: where the thing that they name lives in this language, or that it lives in `ast.toml`.

use super::other::KINDS;
use super::other::{INSTEAD, PROVIDERS};
use crate::document::Cursor;

/// Where a mapping stands, as far as a word's meaning goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Agent,
    Interfaces,
    Entry,
    Ingestion,
    Container,
    Trigger,
}

use Place::{Agent, Container, Entry, Ingestion, Interfaces, Root, Trigger};

const ANY: &[Place] = &[Root, Agent, Entry, Ingestion, Container];
const RUN: &[Place] = &[Entry, Ingestion, Container];

/// Words for variables, where none of them is a key.
const VARIABLES: &[&str] =
    &["env", "environment", "envs", "env_vars", "env_file", "variables", "vars", "env_from", "envfrom", "configmap"];

/// Keys by the places that they are written in. `{id}` is the container's id, `{name}` the entry's name.
const KEYS: &[(&[&str], &[Place], &str)] = &[
    (
        &["memory", "mem", "mem_limit", "cpu", "cpus", "resources", "limits", "requests", "deploy", "storage", "disk"],
        ANY,
        "it is set for a cluster, in `ast.toml`: `cpu`, `memory` and `storage` under `[cluster.components.\"{id}\"]`",
    ),
    (
        &["replicas", "scale", "instances", "autoscaling", "autoscale", "hpa", "min_instances", "max_instances"],
        &[Root, Agent],
        "write `distributed: true` under `agent`; how many run is set in `ast.toml`, under `[cluster.replicas]`",
    ),
    (
        &["replicas", "scale", "instances", "autoscaling", "autoscale", "hpa", "min_instances", "max_instances"],
        RUN,
        "it is set for a cluster, in `ast.toml`: `replicas` under `[cluster.components.\"{id}\"]`",
    ),
    (
        &["command", "cmd", "entrypoint", "args"],
        &[Agent],
        "the command of its image runs; `dev.command` is another for local runs, `command` and `args` under `[components.agent]` \
         in `ast.toml` are others everywhere",
    ),
    (
        &["command", "cmd", "entrypoint", "args"],
        RUN,
        "the command of its image runs; others are set in `ast.toml`: `command` and `args` under `[components.\"{id}\"]`",
    ),
    (VARIABLES, &[Agent], "declare each variable as an input, as in `inputs: [{name: REGION, datatype: string}]`"),
    (VARIABLES, &[Root], "declare each variable under `inputs`, as in `region: {name: REGION, datatype: string}`"),
    (
        &["env", "envs", "env_vars", "env_file", "vars", "env_from", "envfrom", "configmap"],
        RUN,
        "fixed values stand under `environment` of a `container`; what is asked for is an input",
    ),
    (
        &["secret", "secrets"],
        ANY,
        "declare each as an input with `secret: true`; its value comes from `.env`, or a Secret in a cluster",
    ),
    (
        &["port", "ports", "expose"],
        &[Agent],
        "it listens on 8080, with `interfaces.frontend` on 80: `dev.interfaces.frontend.port` is another for local runs",
    ),
    (&["ports", "expose"], RUN, "write `port: 8080`, the one that the container listens on"),
    (&["volumes", "mounts"], RUN, "write `volume: /data`, the one path of the container that is kept"),
    (
        &["volume", "volumes", "mounts"],
        &[Agent],
        "it has a disk that nothing has to ask for; data of its own is a store under `knowledge`",
    ),
    (
        &["depends_on", "links", "networks", "network"],
        ANY,
        "remove it: order and connections follow from what uses what; more are set in `ast.toml`: `connects` under \
         `[components.\"{id}\"]`",
    ),
    (&["init"], RUN, "it is set in `ast.toml`: `init` under `[components.\"{id}\"]`"),
    (&["shm_size", "shm"], RUN, "it is set in `ast.toml`: `shm` under `[components.\"{id}\"]`"),
    (&["restart"], ANY, "remove it: what stays up is started again"),
    (
        &["user", "run_as", "security_context", "securitycontext", "runasuser"],
        &[Agent, Entry, Ingestion, Container],
        "it is set for a cluster, in `ast.toml`: `user` under `[cluster.components.\"{id}\"]`",
    ),
    (
        &["cron", "schedule", "schedules", "timezone", "time_zone"],
        &[Ingestion, Trigger],
        "write `trigger: {type: schedule}`; when it runs stands under `dev.schedules` for local runs, and for a cluster \
         in `ast.toml`: `{name}` under `[schedules]`, and `time-zone` under `[cluster]`",
    ),
    (
        &["cron", "schedule", "schedules"],
        &[Root, Agent, Entry],
        "what runs on a schedule is an entry of `ingestion`, with `trigger: {type: schedule}`",
    ),
    (
        &["mcp", "mcp_server", "mcp_servers", "mcpservers"],
        &[Root, Agent],
        "each MCP server is an entry of `integrations` with a `container:`; see `ast explain mcp`",
    ),
    (
        &["mcp", "mcp_server", "mcp_servers", "mcpservers"],
        &[Entry, Ingestion, Container],
        "an MCP server is the entry's `container:`; see `ast explain mcp`",
    ),
    (&["slack", "web", "adapters", "discord", "teams", "telegram"], &[Root, Agent, Interfaces], ADAPTERS),
    (
        &["services", "service", "containers"],
        &[Root],
        "stores go under `knowledge`, services under `integrations`, jobs under `ingestion`",
    ),
    (
        &["jobs", "cronjobs", "workers", "tasks", "job", "cronjob", "worker", "task", "pipelines"],
        &[Root, Agent],
        "jobs are entries of `ingestion`",
    ),
    (
        &[
            "databases",
            "stores",
            "memory_store",
            "database",
            "db",
            "cache",
            "queue",
            "vectors",
            "vectordb",
            "vector_store",
            "datastores",
            "datastore",
        ],
        &[Root],
        "stores are entries of `knowledge`",
    ),
    (
        KINDS,
        &[Entry],
        "what serves an entry is its `provider`, as in `provider: postgres` (`ast providers` lists them), or a `container` \
         of your own",
    ),
    (
        &["version", "tag"],
        &[Entry],
        "remove it: a provider's image is one that was tried; another is set in `ast.toml`: `image` under \
         `[components.\"{id}\"]`",
    ),
    (
        &["registry", "host", "hostname", "domain", "namespace", "ingress", "route", "tls", "tag"],
        &[Root, Agent],
        "it is set for a cluster, in `ast.toml`, under `[cluster]`",
    ),
    (
        &[
            "url",
            "uri",
            "dsn",
            "endpoint",
            "base_url",
            "baseurl",
            "api_base",
            "host",
            "hostname",
            "address",
            "connection_string",
        ],
        &[Entry],
        "where something runs elsewhere is told by an input of the entry, as in `inputs: [{name: API_URL, datatype: string}]`",
    ),
    (&["labels"], &[Agent], "write `annotations`"),
    (&["labels"], &[Root], "write `annotations` under `agent`"),
    (
        &["metadata"],
        &[Root, Agent],
        "the agent's name stands at the top, hints for what runs it under `annotations` of `agent`, and its description in \
         AGENT.md",
    ),
    (
        &["webhook", "on", "events"],
        &[Ingestion],
        "write `trigger: {type: webhook}`, or another of schedule, startup and manual",
    ),
    (
        &["profiles", "profile"],
        RUN,
        "what runs when somebody asks for it is an entry of `ingestion`, with `trigger: {type: manual}`",
    ),
    (
        &["owner", "author", "license", "visibility", "tags", "description", "title", "summary"],
        &[Root, Agent],
        DESCRIBED,
    ),
    (
        &["ui", "web_ui", "website", "frontend"],
        &[Root, Agent],
        "write `interfaces: {frontend: true}` under `agent`; it listens on the port that `PORT` says",
    ),
    (
        &[
            "livenessprobe",
            "readinessprobe",
            "liveness_probe",
            "readiness_probe",
            "liveness",
            "readiness",
            "probe",
            "probes",
            "health",
        ],
        &[Agent, Entry, Ingestion, Container],
        "write `healthcheck`, under the agent or a `container`",
    ),
    (
        &["prompt", "system_prompt", "instructions", "temperature", "max_tokens", "top_p"],
        &[Root, Agent, Entry],
        "remove it: the agent's own code says that when it calls a model",
    ),
    (
        &["api_key", "apikey", "token", "password", "credentials"],
        &[Agent, Entry],
        "remove it: a built-in provider asks for its key by itself, another one under `providers`",
    ),
];

const DESCRIBED: &str =
    "remove it: descriptions and tags stand in AGENT.md, and who may see the agent is said to the platform";

pub(super) const ADAPTERS: &str = "Slack and the web are adapters of messaging: write `interfaces: {messaging: true}` under `agent`, and list them \
     under `dev.interfaces.messaging.adapters`; for a cluster in `ast.toml`, under `[messaging]`";

/// Where a key lives that the mapping at `at` doesn't know.
pub(super) fn key(at: &Cursor<'_>, key: &str) -> Option<String> {
    let (place, id, name) = placed(at)?;
    let help = said(place, key)?;
    Some(help.replace("{id}", &id).replace("{name}", name.as_deref().unwrap_or("<name>")))
}

/// What is said of a word that stands where the name of an entry does.
pub(super) fn named(section: &str, word: &str) -> Option<String> {
    let place = if section == "ingestion" { Ingestion } else { Entry };
    let help = said(place, word)?;
    Some(help.replace("{id}", &format!("{section}.<name>")).replace("{name}", "<name>"))
}

fn said(place: Place, word: &str) -> Option<&'static str> {
    let folded = folded(word);
    let found = KEYS.iter().find(|(keys, places, _)| places.contains(&place) && keys.contains(&folded.as_str()));
    found.map(|(_, _, help)| *help)
}

/// The line of `ast.toml` that says what was written beside such a key, and the table that it stands in.
pub(super) fn line(at: &Cursor<'_>, key: &str, written: &str) -> Option<(String, String)> {
    let (place, id, _) = placed(at)?;
    let is_count = written.len() <= 6 && !written.is_empty() && written.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = written.parse::<f32>().is_ok_and(|number| number > 0.0) && written.len() <= 6;
    let is_amount = |units: &[&str]| {
        units.iter().any(|unit| written.strip_suffix(unit).is_some_and(|number| number.parse::<u32>().is_ok()))
    };
    let line = match folded(key).as_str() {
        "replicas" | "scale" | "instances" if is_count && matches!(place, Root | Agent) => {
            return Some((format!("min = {written}"), "[cluster.replicas]".to_owned()));
        }
        "replicas" | "scale" | "instances" if is_count => format!("replicas = {written}"),
        "memory" | "mem" | "mem_limit" if is_amount(&["Ki", "Mi", "Gi"]) => format!("memory = \"{written}\""),
        "cpu" | "cpus" if is_number || is_amount(&["m"]) => format!("cpu = \"{written}\""),
        _ => return None,
    };
    Some((line, format!("[cluster.components.\"{id}\"]")))
}

/// The kind of a place, the id of its container, and its entry's name.
fn placed(at: &Cursor<'_>) -> Option<(Place, String, Option<String>)> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let place = match tokens.as_slice() {
        [] => Root,
        ["agent"] => Agent,
        ["agent", "interfaces"] => Interfaces,
        ["models" | "knowledge" | "integrations", _] => Entry,
        ["ingestion", _] => Ingestion,
        [_, _, "container"] => Container,
        ["ingestion", _, "trigger"] => Trigger,
        _ => return None,
    };
    let name = tokens.get(1).copied().filter(|name| name.chars().count() <= 40);
    let id = match (place, name) {
        (Entry | Ingestion | Container, Some(name)) => format!("{}.{name}", tokens[0]),
        (Entry | Ingestion | Container, None) => format!("{}.<name>", tokens[0]),
        _ => "agent".to_owned(),
    };
    Some((place, id, name.map(str::to_owned)))
}

fn folded(key: &str) -> String {
    key.to_ascii_lowercase().replace('-', "_")
}

/// Where the thing lives that a word names, for each kind of place that people write it in.
pub fn word(word: &str) -> Vec<(&'static str, String)> {
    let folded = folded(word);
    let mut found: Vec<(&str, String)> = Vec::new();
    for (_, places, help) in KEYS.iter().filter(|(keys, ..)| keys.contains(&folded.as_str())) {
        for place in *places {
            let (title, id) = match place {
                Root => (AT_TOP, "agent"),
                Agent => (UNDER_AGENT, "agent"),
                Interfaces => ("under `agent.interfaces`", "agent"),
                Entry | Container => ("in an entry", "<section>.<name>"),
                Ingestion | Trigger => ("in an entry of `ingestion`", "ingestion.<name>"),
            };
            let help = help.replace("{id}", id).replace("{name}", "<name>");
            match found.iter_mut().find(|(other, known)| *other == title || *known == help) {
                Some((other, known)) if *known == help && (*other, title) == (AT_TOP, UNDER_AGENT) => *other = IN_BOTH,
                Some(_) => {}
                None => found.push((title, help)),
            }
        }
    }
    found.extend(
        PROVIDERS.iter().filter(|other| other.word == folded).map(|other| (AS_PROVIDER, other.help.to_owned())),
    );
    let meant = INSTEAD.iter().filter(|(_, words, _)| words.contains(&folded.as_str()));
    found.extend(meant.map(|(section, _, name)| (AS_PROVIDER, format!("write `{name}`, in an entry of `{section}`"))));
    found
}

const AT_TOP: &str = "at the top";
const UNDER_AGENT: &str = "under `agent`";
const IN_BOTH: &str = "at the top or under `agent`";
const AS_PROVIDER: &str = "as a `provider`";

#[cfg(test)]
mod tests {
    use super::super::{check::SCHEMA, form};
    use super::*;

    #[test]
    fn no_word_of_other_tools_is_a_key_where_it_is_one_of_theirs() {
        let schema = |pointer: &str| SCHEMA.pointer(pointer).unwrap();
        let places = [
            (Root, ""),
            (Agent, "/properties/agent"),
            (Interfaces, "/$defs/Interfaces"),
            (Entry, "/$defs/Integration"),
            (Entry, "/$defs/Model"),
            (Entry, "/$defs/Knowledge"),
            (Ingestion, "/$defs/Ingestion"),
            (Container, "/$defs/Container"),
            (Trigger, "/$defs/Trigger"),
        ];
        for (keys, at, help) in KEYS {
            assert!(!help.ends_with('.') && !help.is_empty());
            for (place, pointer) in places.iter().filter(|(place, _)| at.contains(place)) {
                for key in *keys {
                    let mut known = form::properties(schema(pointer));
                    assert!(!known.any(|(known, _)| known == *key), "{key} at {pointer}: {}", *place as u8);
                }
            }
        }
    }
}
