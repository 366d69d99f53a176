//! What a service becomes: the agent, an entry with a provider, or one with a container.

use serde_json::{Map, Value};

use super::check::healthcheck;
use super::given::Given;
use super::hint::hints;
use super::lost::Lost;
use super::net::Net;
use super::service::{Role, Service};
use super::settings::settings;
use crate::document::form::Form;
use crate::plan::Id;
use crate::provider::catalogue;
use crate::spec::Section;

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
pub(super) fn agent(service: &Service<'_>, net: &Net, lost: &mut Vec<Lost>) -> Made {
    let mut form = Vec::new();
    put(&mut form, "image", service.image.as_ref().map(Form::text));
    put(&mut form, "build", service.build.clone());
    let port = net.peer(&service.name).and_then(|peer| peer.port);
    if port.is_some() {
        put(&mut form, "interfaces", Some(Form::map([("frontend", Form::Raw("true".to_owned()))])));
    }
    put(&mut form, "healthcheck", healthcheck(service, port, lost));
    let inputs: Vec<Form> =
        Given::all(service, net, lost).into_iter().map(|variable| variable.input(&service.name, lost)).collect();
    // What the service was given, the agent gets alone.
    put(&mut form, "inputs", (!inputs.is_empty()).then_some(Form::List(inputs)));
    let mut made = Made::of(service, form);
    // The port in the container, as programs often listen on one port alone; the one on this machine is chosen.
    if let Some(port) = port.filter(|port| *port != 80) {
        let number = Form::Raw(port.to_string());
        made.dev = Form::map([("interfaces", Form::map([("frontend", Form::map([("port", number)]))]))]);
        let said = ["ports", "expose"].iter().find_map(|key| service.at.get(key)).unwrap_or(service.at.clone());
        let reason = format!("in a cluster the agent has to listen on the port that `PORT` says, not always on {port}");
        lost.push(Lost::at(said.place.key, format!("{}.ports", service.name), reason));
    }
    for disk in service.disks.iter().filter(|disk| disk.mount != "/data") {
        let reason = format!("the agent's disk is at `/data`, not at `{}`", disk.mount);
        lost.push(Lost::at(disk.span, format!("{}.volumes", service.name), reason));
    }
    made.settings = settings(service, net, lost);
    made
}

/// A store: its provider says everything else of it.
pub(super) fn store(service: &Service<'_>, provider: &str, lost: &mut Vec<Lost>) -> Made {
    let image = service.image.as_deref().unwrap_or_default();
    let span = service.at.get("image").map(|image| image.place.span).unwrap_or_default();
    let own = catalogue().get(provider).and_then(|provider| provider.store.as_ref());
    let own = own.map_or("an image of the catalogue", |store| store.image.as_str());
    lost.push(Lost::at(
        span,
        format!("{}.image", service.name),
        format!("`{provider}` runs {own} instead of `{image}`"),
    ));
    for (key, reason) in [
        ("command", "the provider says how it is started"),
        ("entrypoint", "the provider says how it is started"),
        ("environment", "its user, password and database are values of `.env`; `ast plan` lists them"),
        ("ports", CHOSEN),
        ("volumes", "its disk is made anew: copy what the old one holds"),
    ] {
        let has_disk = key != "volumes" || !service.disks.is_empty();
        if let Some(at) = service.at.get(key).filter(|_| has_disk) {
            lost.push(Lost::key(&service.name, &at, key, reason));
        }
    }
    Made::of(service, vec![("provider".to_owned(), Form::text(provider))])
}

/// Lists what is turned round of a container that is not the agent's, and what is taken for granted of one that is kept.
fn turned(service: &Service<'_>, net: &Net, is_told: bool, lost: &mut Vec<Lost>) {
    if service.role != Role::Other {
        return;
    }
    let is_agent = |name: &String| net.peer(name).is_some_and(|peer| peer.role == Role::Agent);
    if let Some(at) = service.at.get("depends_on").filter(|_| service.waits_for().iter().any(is_agent)) {
        let reason = "the agent waits for its integrations here, and none of them for the agent: it has to try again";
        lost.push(Lost::key(&service.name, &at, "depends_on", reason));
    }
    if !is_told && net.peer(&service.name).is_some_and(|peer| peer.port.is_none()) {
        let reason = "no port is said: 8080 is taken for it, and published; another is `port` under its `container`";
        lost.push(Lost::at(service.at.place.key, format!("{}.ports", service.name), reason));
    }
}

/// A container of an integration or of a job.
pub(super) fn container(service: &Service<'_>, net: &Net, lost: &mut Vec<Lost>) -> Made {
    let is_told = hints(service, net, lost);
    turned(service, net, is_told, lost);
    let port = net.peer(&service.name).and_then(|peer| peer.port);
    let mut container = Vec::new();
    put(&mut container, "image", service.image.as_ref().map(Form::text));
    put(&mut container, "build", service.build.clone());
    put(&mut container, "port", port.map(|port| Form::Raw(port.to_string())));
    put(&mut container, "volume", service.disks.first().map(|disk| Form::text(&disk.mount)));
    for disk in service.disks.iter().skip(1) {
        let reason = format!("a container has one disk, and not also `{}`", disk.mount);
        lost.push(Lost::at(disk.span, format!("{}.volumes", service.name), reason));
    }
    if let Some(at) = service.at.get("ports").filter(|_| service.ports.iter().any(|port| port.published.is_some())) {
        lost.push(Lost::key(&service.name, &at, "ports", CHOSEN));
    }
    let (mut environment, mut inputs) = (Vec::new(), Vec::new());
    for variable in Given::all(service, net, lost) {
        match variable.text.as_ref().filter(|_| !variable.is_asked) {
            Some(text) => environment.push((variable.name.clone(), Form::text(text))),
            None if variable.is_asked || variable.is_secret => {
                inputs.push(variable.input(&service.name, lost));
            }
            None => environment.push((variable.name.clone(), Form::text(""))),
        }
    }
    put(&mut container, "environment", (!environment.is_empty()).then_some(Form::Map(environment)));
    put(&mut container, "healthcheck", healthcheck(service, port, lost));
    let mut form = vec![("container".to_owned(), Form::Map(container))];
    if service.role == Role::Job {
        put(&mut form, "trigger", Some(Form::map([("type", Form::text("manual"))])));
    }
    put(&mut form, "inputs", (!inputs.is_empty()).then_some(Form::List(inputs)));
    let mut made = Made::of(service, form);
    made.settings = settings(service, net, lost);
    made
}
