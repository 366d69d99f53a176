//! What a service becomes: the agent, an entry with a provider, or one with a container.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::given::Given;
use super::lost::Lost;
use super::service::{Role, Service};
use super::texts;
use super::words::{resolved, words};
use crate::document::form::Form;
use crate::plan::Id;
use crate::spec::Section;
use crate::start::catalogued::{given, platform};

/// Why a port is not taken over.
const CHOSEN: &str = "the port on this machine is chosen: `ast plan` shows it and its variable";

/// A part of the spec.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) name: String,
    /// None for the agent.
    pub(super) section: Option<Section>,
    pub(super) id: String,
    pub(super) form: Form,
    /// The settings of local development, of the agent alone.
    pub(super) dev: Form,
    /// What `ast.toml` says of it.
    pub(super) settings: Map<String, Value>,
}

impl Made {
    fn of(service: &Service<'_>, form: Vec<(String, Form)>) -> Self {
        let section = service.section();
        let id = section.map_or(Id::AGENT, |section| Id::entry(section, &service.name)).to_string();
        Self {
            name: service.name.clone(),
            section,
            id,
            form: Form::Map(form),
            dev: Form::Map(Vec::new()),
            settings: Map::new(),
        }
    }
}

fn put(form: &mut Vec<(String, Form)>, key: &str, value: Option<Form>) {
    form.extend(value.map(|value| (key.to_owned(), value)));
}

/// The agent: what it is given becomes inputs of its own.
pub(super) fn agent(
    service: &Service<'_>,
    stores: &[(&str, &str)],
    hosts: &BTreeMap<String, String>,
    lost: &mut Vec<Lost>,
) -> Made {
    let mut form = Vec::new();
    put(&mut form, "image", service.image.as_ref().map(Form::text));
    put(&mut form, "build", service.build.clone());
    let flag = Form::Raw("true".to_owned());
    if !service.ports.is_empty() {
        put(&mut form, "interfaces", Some(Form::map([("frontend", flag)])));
    }
    put(&mut form, "healthcheck", healthcheck(service, lost));
    let mut made = Made::of(service, form);
    let (by_catalogue, platform) = (given(), platform());
    let mut inputs = Vec::new();
    for variable in Given::all(&service.name, &service.at, hosts, lost) {
        let giver = by_catalogue.get(&variable.name).and_then(|(_, provider)| {
            stores.iter().find(|(_, given)| given == provider).map(|(name, _)| format!("knowledge.{name}"))
        });
        let giver = giver.or_else(|| platform.contains(&variable.name).then(|| "the platform".to_owned()));
        if let Some(giver) = giver {
            let what = format!("{}.environment.{}", service.name, variable.name);
            lost.retain(|lost| lost.what != what);
            lost.push(Lost::at(variable.span, what, format!("{giver} gives it to the agent")));
            continue;
        }
        inputs.push(variable.input(&service.name, lost));
    }
    // What the service was given, the agent gets alone.
    if let Form::Map(form) = &mut made.form {
        put(form, "inputs", (!inputs.is_empty()).then_some(Form::List(inputs)));
    }
    if let Some(port) = service.ports.first() {
        // The port in the container, as programs often listen on one port alone; the one on this machine is chosen.
        if port.target != 80 {
            let number = Form::Raw(port.target.to_string());
            made.dev = Form::map([("interfaces", Form::map([("frontend", Form::map([("port", number)]))]))]);
            let span = service.at.get("ports").map(|ports| ports.place.key).unwrap_or_default();
            let reason = format!(
                "in a cluster the agent has to listen on the port that `PORT` says, not always on {}",
                port.target
            );
            lost.push(Lost::at(span, format!("{}.ports", service.name), reason));
        }
    }
    for disk in service.disks.iter().filter(|disk| *disk != "/data") {
        let span = service.at.get("volumes").map(|volumes| volumes.place.key).unwrap_or_default();
        lost.push(Lost::at(
            span,
            format!("{}.volumes", service.name),
            format!("the agent's disk is at `/data`, not at `{disk}`"),
        ));
    }
    made.settings = settings(service, &BTreeMap::new(), lost);
    made
}

/// A store: its provider says everything else of it.
pub(super) fn store(service: &Service<'_>, provider: &str, lost: &mut Vec<Lost>) -> Made {
    let image = service.image.as_deref().unwrap_or_default();
    let span = service.at.get("image").map(|image| image.place.span).unwrap_or_default();
    lost.push(Lost::at(
        span,
        format!("{}.image", service.name),
        format!("`{provider}` has an image of the catalogue instead of `{image}`"),
    ));
    for (key, reason) in [
        ("command", "the provider says how it is started"),
        ("entrypoint", "the provider says how it is started"),
        ("environment", "its user, password and database are values of `.env`; `ast plan` lists them"),
        ("ports", CHOSEN),
        ("volumes", "its disk is made anew: copy what the old one holds"),
    ] {
        if let Some(at) = service.at.get(key) {
            lost.push(Lost::key(&service.name, &at, key, reason));
        }
    }
    Made::of(service, vec![("provider".to_owned(), Form::text(provider))])
}

/// A container of an integration or of a job.
pub(super) fn container(
    service: &Service<'_>,
    hosts: &BTreeMap<String, String>,
    ids: &BTreeMap<String, String>,
    lost: &mut Vec<Lost>,
) -> Made {
    let mut container = Vec::new();
    put(&mut container, "image", service.image.as_ref().map(Form::text));
    put(&mut container, "build", service.build.clone());
    put(&mut container, "port", service.port().map(|port| Form::Raw(port.to_string())));
    put(&mut container, "volume", service.disks.first().map(Form::text));
    for disk in service.disks.iter().skip(1) {
        let span = service.at.get("volumes").map(|volumes| volumes.place.key).unwrap_or_default();
        lost.push(Lost::at(
            span,
            format!("{}.volumes", service.name),
            format!("a container has one disk, and not also `{disk}`"),
        ));
    }
    if let Some(at) = service.at.get("ports").filter(|_| service.ports.iter().any(|port| port.published.is_some())) {
        lost.push(Lost::key(&service.name, &at, "ports", CHOSEN));
    }
    let (mut environment, mut inputs) = (Vec::new(), Vec::new());
    for variable in Given::all(&service.name, &service.at, hosts, lost) {
        match variable.text.as_ref().filter(|_| !variable.is_asked) {
            Some(text) => environment.push((variable.name.clone(), Form::text(text))),
            None if variable.is_asked || variable.is_secret => {
                inputs.push(variable.input(&service.name, lost));
            }
            None => environment.push((variable.name.clone(), Form::text(""))),
        }
    }
    put(&mut container, "environment", (!environment.is_empty()).then_some(Form::Map(environment)));
    put(&mut container, "healthcheck", healthcheck(service, lost));
    let mut form = vec![("container".to_owned(), Form::Map(container))];
    if service.role == Role::Job {
        put(&mut form, "trigger", Some(Form::map([("type", Form::text("manual"))])));
    }
    put(&mut form, "inputs", (!inputs.is_empty()).then_some(Form::List(inputs)));
    let mut made = Made::of(service, form);
    made.settings = settings(service, ids, lost);
    made
}

fn healthcheck(service: &Service<'_>, lost: &mut Vec<Lost>) -> Option<Form> {
    let at = service.at.get("healthcheck")?;
    let mut form = Vec::new();
    let test = at.get("test")?;
    let is_line = test.node.as_scalar().is_some();
    let texts: Vec<String> = texts(&test)?.iter().map(|text| text.replace("$$", "$")).collect();
    let all: Vec<String> = is_line.then(|| "CMD-SHELL".to_owned()).into_iter().chain(texts).collect();
    if all.first().is_none_or(|first| first == "NONE") {
        return None;
    }
    put(&mut form, "test", Some(Form::List(all.into_iter().map(Form::text).collect())));
    for (entry, value) in at.entries() {
        let text = value.node.as_scalar().map(|scalar| resolved(&scalar.text).text);
        match (entry.key.as_str(), text) {
            ("test", _) => {}
            ("interval" | "timeout", Some(text)) => put(&mut form, &entry.key, Some(Form::Raw(text))),
            ("retries", Some(text)) if text.parse::<u32>().is_ok_and(|times| times > 0) => {
                put(&mut form, "retries", Some(Form::Raw(text)));
            }
            ("disable", Some(text)) if text == "true" => return None,
            (key, _) => lost.push(Lost::key(
                &service.name,
                &value,
                &format!("healthcheck.{key}"),
                "a check has a test, an interval, a timeout and retries; a start may take minutes",
            )),
        }
    }
    Some(Form::Map(form))
}

/// What `ast.toml` says of a container.
fn settings(service: &Service<'_>, ids: &BTreeMap<String, String>, lost: &mut Vec<Lost>) -> Map<String, Value> {
    let mut settings = Map::new();
    for (key, setting) in [("entrypoint", "command"), ("command", "args")] {
        let Some(at) = service.at.get(key).filter(|at| !at.node.is_null()) else { continue };
        let line = at.node.as_scalar().map(|scalar| resolved(&scalar.text));
        let found = match line {
            Some(line) => words(&line.text).filter(|_| !line.is_open),
            None => texts(&at)
                .map(|texts| texts.iter().map(|text| resolved(text)).collect::<Vec<_>>())
                .filter(|texts| !texts.iter().any(|text| text.is_open))
                .map(|texts| texts.into_iter().map(|text| text.text).collect()),
        };
        match found.filter(|words| !words.is_empty()) {
            Some(words) => drop(settings.insert(setting.to_owned(), json!(words))),
            None => lost.push(Lost::key(
                &service.name,
                &at,
                key,
                "it needs a shell or a variable to be read: say its words under `[components]` in `ast.toml`",
            )),
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
    if let Some(depends) = service.at.get("depends_on") {
        let mut names: Vec<String> = depends.entries().map(|(entry, _)| entry.key.clone()).collect();
        names.extend(depends.items().filter_map(|item| Some(item.node.as_scalar()?.text.clone())));
        let connects: Vec<&String> =
            names.iter().filter_map(|name| ids.get(name)).filter(|id| !id.starts_with("ingestion.")).collect();
        if !connects.is_empty() {
            settings.insert("connects".to_owned(), json!(connects));
        }
    }
    settings
}
