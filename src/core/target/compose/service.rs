//! A container of the plan as a service.

use std::collections::BTreeMap;

use super::file::{Build, BuildSecret, Develop, Healthcheck, Service, ServiceConfig, Watch};
use super::helper::{Helpers, group};
use super::path::Paths;
use super::restrict::{self, CLAIM};
use super::value::value;
use crate::dotenv::reference::literal;
use crate::options::Amount;
use crate::plan::TriggerType;
use crate::plan::{BoundContainer, BoundPlan, BoundPort, ContainerKind, Health, Volume, naming};
use crate::quantity;

/// The profile of what runs only when it is asked for.
pub(super) const ON_DEMAND: &str = "ingestion";

/// The service of a container.
pub(super) fn service(helpers: &Helpers<'_>, paths: &Paths<'_>, container: &BoundContainer, name: &str) -> Service {
    let plan = helpers.plan;
    let on_demand = is_on_demand(container);
    let shares_disk = matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Messaging);
    let environment =
        container.env.iter().map(|row| (row.name.clone(), value(plan, row, on_demand))).collect::<BTreeMap<_, _>>();
    let mut service = Service {
        image: literal(container.image.as_deref().unwrap_or_default()),
        build: container.build.as_ref().map(|build| self::build(paths, name, build)),
        profiles: if on_demand { vec![ON_DEMAND.to_owned()] } else { Vec::new() },
        group_add: if shares_disk { vec![group()] } else { Vec::new() },
        cap_drop: container.capabilities.iter().map(|_| "ALL").collect(),
        cap_add: container.capabilities.into_iter().flatten().cloned().collect(),
        security_opt: helpers.security(),
        shm_size: container.shared_memory.as_ref().map(size),
        // A shell as the first process does not pass signals on: it would be killed after ten seconds.
        init: container.init,
        entrypoint: container.entrypoint.iter().map(|word| literal(word)).collect(),
        command: container.command.iter().map(|word| literal(word)).collect(),
        environment,
        ports: container.ports.iter().filter_map(port).collect(),
        volumes: container.volumes.iter().map(|volume| mount(container, name, volume)).collect(),
        configs: paths
            .of(name)
            .map(|file| ServiceConfig { source: file.name.clone(), target: file.target.clone() })
            .collect(),
        depends_on: helpers.dependencies(container),
        healthcheck: container.health.as_ref().and_then(healthcheck),
        // Compose does not notice that a mounted file changed; a label that does recreates the container.
        labels: paths.label(name).into_iter().collect(),
        annotations: annotations(plan, container),
        develop: container.build.as_ref().filter(|_| stays_up(container)).map(|build| develop(paths, build)),
        ..Service::default()
    };
    if let Some(confinement) = restrict::confinement(container) {
        restrict::confine(&mut service, confinement);
    }
    service
}

/// Whether it runs only when it is asked for.
pub(super) fn is_on_demand(container: &BoundContainer) -> bool {
    matches!(container.trigger, Some(TriggerType::Schedule | TriggerType::Manual))
}

/// Whether it is meant to run until it is stopped: a job would be run again by a touched file.
pub(super) fn stays_up(container: &BoundContainer) -> bool {
    container.trigger.is_none_or(|trigger| trigger == TriggerType::Webhook)
}

/// The disk of a container; agent and sidecar share one.
pub(super) fn disk(container: &BoundContainer, service: &str, volume: &Volume) -> String {
    let owner = if container.id.kind == ContainerKind::Messaging { "agent" } else { service };
    let name = if restrict::confinement(container).is_some() { CLAIM } else { &volume.name };
    format!("{}-{name}", naming::cut(owner, naming::LABEL - name.len() - 1))
}

fn mount(container: &BoundContainer, service: &str, volume: &Volume) -> String {
    // Engines fill a new disk with what the image has in its place.
    let empty = if restrict::confinement(container).is_some() { ":nocopy" } else { "" };
    format!("{}:{}{empty}", disk(container, service, volume), literal(&volume.mount))
}

fn port(port: &BoundPort) -> Option<String> {
    let (variable, host) = (port.variable.as_ref()?, port.host?);
    Some(format!("127.0.0.1:${{{variable}:-{host}}}:{}", port.container))
}

/// An amount of memory as Compose writes it.
fn size(amount: &Amount) -> String {
    let (number, letter) = quantity::exact(amount.bytes());
    format!("{number}{}", if letter.is_empty() { "b".to_owned() } else { letter.to_lowercase() })
}

/// What `docker compose watch` builds again; it leaves out by itself what `.dockerignore` names.
fn develop(paths: &Paths<'_>, build: &crate::plan::Build) -> Develop {
    let ignore = paths.generated(build).iter().map(|path| literal(path)).collect();
    Develop { watch: vec![Watch { action: "rebuild", path: literal(&paths.context(build)), ignore }] }
}

fn build(paths: &Paths<'_>, service: &str, build: &crate::plan::Build) -> Build {
    let literals = |map: &BTreeMap<String, String>| {
        map.iter().map(|(name, value)| (literal(name), literal(value))).collect::<BTreeMap<_, _>>()
    };
    Build {
        context: literal(&paths.context(build)),
        dockerfile: literal(&build.dockerfile),
        target: build.target.as_deref().map(literal),
        args: literals(&build.args),
        secrets: build
            .secrets
            .iter()
            .map(|secret| BuildSecret { source: build_secret(service, &secret.id), target: literal(&secret.id) })
            .collect(),
    }
}

/// The name in the file of a build's secret.
pub(super) fn build_secret(service: &str, id: &str) -> String {
    format!("{service}-{}", naming::service(id))
}

/// A check that runs in the container. One by a path needs a tool that the image may not have: see [`super::helper`].
fn healthcheck(health: &Health) -> Option<Healthcheck> {
    let test = health.test.as_ref()?;
    let named = test.first().is_some_and(|word| matches!(word.as_str(), "CMD" | "CMD-SHELL" | "NONE"));
    let words = (!named).then_some("CMD").into_iter().chain(test.iter().map(String::as_str));
    Some(Healthcheck {
        test: words.map(literal).collect(),
        interval: health.interval.clone(),
        timeout: health.timeout.clone(),
        retries: health.retries,
        start_period: health.start_period.map(str::to_owned),
    })
}

/// Hints of the user's, and what only the platform serves.
fn annotations(plan: &BoundPlan, container: &BoundContainer) -> BTreeMap<String, String> {
    let mut annotations: BTreeMap<_, _> =
        container.annotations.iter().map(|(key, value)| (literal(key), literal(value))).collect();
    if container.id.kind == ContainerKind::Agent {
        for (name, value) in plan.platform.carried() {
            annotations.insert(format!("astropods/{name}"), literal(&value));
        }
    }
    annotations
}
