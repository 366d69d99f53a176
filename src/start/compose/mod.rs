//! From a compose file to a spec: what has a place there gets it, and everything else is listed with its line and a reason.
//!
//! One service is the agent. Images of stores in the catalogue become their providers, other services containers of
//! integrations, and those that run once jobs. Nothing is run, fetched or followed.

mod address;
mod check;
mod disk;
mod entry;
mod given;
mod hint;
mod lost;
mod net;
mod peer;
mod port;
mod service;
mod settings;
mod words;

use serde_json::{Map, Value};

use super::name::agent_name;
use super::outline::text;
use crate::document::form::Form;
use crate::document::{Cursor, parse};
use crate::options::{self, Settings};
use crate::source::Source;
use crate::spec::Section;

use entry::{Made, agent, container, store};
pub(crate) use lost::Lost;
use net::Net;
use service::{Role, Service};
use words::resolved;

/// The most services that are imported; no stack that somebody wrote by hand has as many.
const MOST_SERVICES: usize = 500;

/// What a compose file became.
#[derive(Debug, Clone, Default)]
pub(crate) struct Imported {
    /// The spec.
    pub(crate) text: String,
    /// The options beside it, if it needs some.
    pub(crate) options: Option<String>,
    /// What could not be taken over, in the order of the file.
    pub(crate) lost: Vec<Lost>,
}

/// Why a file is not imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unclear {
    /// It can't be read, or has no services.
    Broken(String),
    /// Nothing says which service is the agent; those that there are.
    Agent(Vec<String>),
}

/// Imports a file; `chosen` is the service that is the agent and `name` the project's, if somebody says so. `usual` is its
/// name where the file has none either.
pub(crate) fn imported(
    source: &Source,
    chosen: Option<&str>,
    name: Option<&str>,
    usual: &str,
) -> Result<Imported, Unclear> {
    let (document, report) = parse(source);
    if report.has_errors() {
        let first = report.iter().find(|found| found.severity == crate::diagnostic::Severity::Error);
        let line = first.map_or(1, |found| source.position(found.span.start).line);
        let why = first.map(|found| found.message.clone()).unwrap_or_default();
        return Err(Unclear::Broken(format!("line {line}: {why}")));
    }
    let root = document.cursor().ok_or_else(|| Unclear::Broken("it is empty".to_owned()))?;
    let services =
        root.get("services").filter(|services| services.node.as_mapping().is_some_and(|all| !all.is_empty()));
    let services = services.ok_or_else(|| Unclear::Broken("it has no `services`".to_owned()))?;
    if services.node.as_mapping().is_some_and(|all| all.len() > MOST_SERVICES) {
        return Err(Unclear::Broken(format!("it has more than {MOST_SERVICES} services")));
    }
    let mut lost = lost::of_file(&root);
    let mut services: Vec<Service<'_>> =
        services.entries().map(|(entry, at)| Service::read(&entry.key, at, &mut lost)).collect();
    let agent_at = chosen_agent(&services, chosen)?;
    services[agent_at].role = Role::Agent;
    let made = made(&services, &mut lost);
    lost.sort_by_key(|lost| lost.span);
    let called = || root.get("name").and_then(|name| Some(resolved(&name.node.as_scalar()?.text)));
    let name = match name {
        Some(name) => name.to_owned(),
        None => called()
            .filter(|name| !name.is_open && !name.text.is_empty())
            .map_or_else(|| usual.to_owned(), |name| agent_name(&name.text)),
    };
    Ok(Imported { text: spec(&name, &made), options: settings(&made), lost })
}

fn chosen_agent(services: &[Service<'_>], chosen: Option<&str>) -> Result<usize, Unclear> {
    let names = || services.iter().map(|service| service.name.clone()).collect();
    let mut fits = services.iter().enumerate().filter(|(_, service)| match chosen {
        Some(chosen) => service.name == chosen,
        None => service.build.is_some() && !service.ports.is_empty(),
    });
    match (fits.next(), fits.next()) {
        (Some((at, _)), None) => Ok(at),
        _ => Err(Unclear::Agent(names())),
    }
}

fn made(services: &[Service<'_>], lost: &mut Vec<Lost>) -> Vec<Made> {
    let net = Net::of(services);
    disk::shared(services, lost);
    let made = |service: &Service<'_>| match service.role {
        Role::Agent => agent(service, &net, lost),
        Role::Store(provider) => store(service, provider, lost),
        Role::Job | Role::Other => container(service, &net, lost),
    };
    services.iter().map(made).collect()
}

fn spec(name: &str, made: &[Made]) -> String {
    let of = |section: Section| {
        let entries = made.iter().filter(|made| made.section == Some(section));
        Form::Map(entries.map(|made| (made.name.clone(), made.form.clone())).collect())
    };
    let agent = made.iter().find(|made| made.section.is_none());
    let form = |pick: fn(&Made) -> &Form| agent.map_or(Form::Map(Vec::new()), |made| pick(made).clone());
    text(&[
        ("spec", Form::text("blueprint/v1")),
        ("name", Form::text(name)),
        ("agent", form(|made| &made.form)),
        ("knowledge", of(Section::Knowledge)),
        ("integrations", of(Section::Integrations)),
        ("ingestion", of(Section::Ingestion)),
        ("dev", form(|made| &made.dev)),
    ])
}

/// The options of what is started otherwise than its image says, and of who connects to whom.
fn settings(made: &[Made]) -> Option<String> {
    let said = made.iter().filter(|made| !made.settings.is_empty());
    let components: Map<String, Value> =
        said.map(|made| (made.id.clone(), Value::Object(made.settings.clone()))).collect();
    if components.is_empty() {
        return None;
    }
    let said = Map::from_iter([("components".to_owned(), Value::Object(components))]);
    Settings::recorded(&said).and_then(|settings| options::written(&settings))
}

/// The texts of a list, or the one text.
fn texts(at: &Cursor<'_>) -> Option<Vec<String>> {
    if let Some(scalar) = at.node.as_scalar() {
        return Some(vec![scalar.text.clone()]);
    }
    at.items().map(|item| item.node.as_scalar().map(|scalar| scalar.text.clone())).collect()
}
