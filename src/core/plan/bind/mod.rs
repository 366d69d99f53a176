//! From the neutral plan to a bound one: the only place that knows what is different in a cluster.

mod client;
mod cluster;
mod connect;
mod env;
mod gateway;
mod image;
mod place;
mod rehearse;
mod supply;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::bound::{BoundComponent, BoundContainer, BoundGateway, BoundPlan, Volume};
use super::claim::EnvKind;
use super::container::Container;
use super::id::{ContainerKind, Id};
use super::mark::{Mark, Names};
use super::model::{Plan, Ways};
use super::platform::{BoundPlatform, Interfaces};
use super::value::{Credential, EnvRow};
use crate::diagnostic::Report;
use crate::options::{Amount, Argument, Settings, Values};
use crate::provider::{ModelKind, model_kind};
pub use cluster::{ASTRAY, CODES, findings};
pub use image::{PlanImage, images};
use place::Places;

/// Where a plan is bound to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum For {
    /// Containers on one machine.
    Local,
    /// Kubernetes.
    Cluster,
}

/// What a plan is bound with: where it runs, the options, and the values that are known.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// Local or cluster.
    pub target: For,
    /// The options.
    pub settings: &'a Settings,
    /// Who names objects in a cluster.
    pub names: Names,
    /// Values that are known, by supply name; never part of a generated file.
    pub values: &'a Values,
}

impl Binding<'_> {
    /// What the names of objects begin with: the agent's name, unless a release of a chart says.
    fn stem(&self, agent: &str) -> String {
        match self.names {
            Names::Agent => agent.to_owned(),
            Names::Release => Mark::Stem.to_string(),
        }
    }
}

/// Binds a plan.
pub fn bind(plan: &Plan, binding: &Binding<'_>) -> BoundPlan {
    let mut bound = begin(plan, binding);
    cluster::complete(plan, binding, &mut bound);
    rehearse::complete(binding, &mut bound);
    bound
}

/// A bound plan before what only a cluster asks for, or only a rehearsal of one: containers, variables and edges.
fn begin(plan: &Plan, binding: &Binding<'_>) -> BoundPlan {
    let places = Places::of(plan, binding);
    let mut containers: Vec<_> = plan
        .containers
        .iter()
        .filter(|container| places.exists(&container.id))
        .map(|container| container_of(plan, binding, &places, container))
        .collect();
    if places.exists(&Id::GATEWAY) {
        containers.push(gateway::container(plan, binding, &places));
    }
    let edges = connect::edges(plan, binding, &containers);
    connect::wait(&mut containers, binding.settings);
    let mut supplies = supply::collect(plan, binding, &containers);
    supplies.sort_by(|a, b| a.name.cmp(&b.name));
    BoundPlan {
        target: binding.target,
        name: plan.name.as_ref().map(|name| name.name().to_owned()),
        scope: plan.name.as_ref().and_then(|name| name.scope()).map(str::to_owned),
        gateway: BoundGateway {
            enabled: !plan.gateway.declared_by.is_empty(),
            declared_by: plan.gateway.declared_by.iter().map(|place| place.pointer.clone()).collect(),
            models: plan.gateway.models.iter().cloned().collect(),
            known: client::offers(plan),
            routes: if places.exists(&Id::GATEWAY) { gateway::routes(plan, binding) } else { Vec::new() },
        },
        components: components(plan, &containers),
        clients: client::clients(plan),
        is_locked: plan.lock.is_there(),
        helper_image: image::of_helper(plan, binding),
        host_env: host_rows(plan, binding, places),
        credentials: credentials(&containers),
        containers,
        edges,
        supplies,
        platform: BoundPlatform {
            sandbox: plan.platform.sandbox.clone(),
            connections: plan.platform.connections.clone(),
            skills: plan.platform.skills.clone(),
            interfaces: Interfaces { frontend: plan.frontend.is_some(), messaging: plan.messaging.in_cluster },
            distributed: plan.distributed,
        },
        cluster: None,
        ways: Ways::default(),
    }
}

/// What leads nowhere in the cluster that a plan would be bound to; no object of a cluster says more of that.
pub fn astray(plan: &Plan, binding: &Binding<'_>) -> Report {
    cluster::astray(plan, &begin(plan, binding))
}

/// The agent's variables for running it outside of a container, against the published ports; `moved` says where one is
/// published instead, by its variable.
pub fn host_env(plan: &Plan, binding: &Binding<'_>, moved: impl Fn(&str) -> Option<u16>) -> Vec<EnvRow> {
    let mut places = Places::of(plan, binding);
    places.move_ports(moved);
    host_rows(plan, binding, places)
}

fn host_rows(plan: &Plan, binding: &Binding<'_>, places: Places) -> Vec<EnvRow> {
    let agent = plan.container(&Id::AGENT).filter(|_| binding.target == For::Local);
    let places = places.seen_from_host();
    agent.map(|agent| env::rows(plan, binding, &places, agent)).unwrap_or_default()
}

fn container_of(plan: &Plan, binding: &Binding<'_>, places: &Places, container: &Container) -> BoundContainer {
    let local = binding.target == For::Local;
    let dev_command = container.dev_command.as_ref().filter(|_| local);
    let scheduled = container.trigger == Some(crate::spec::TriggerType::Schedule);
    let given = binding.settings.component(&container.id.to_string());
    let option = scheduled.then(|| binding.settings.schedules.get(&container.id.entry)).flatten();
    let schedule = option.map(|option| option.as_str().to_owned()).or_else(|| container.schedule.clone());
    let words = |given: &Option<Vec<Argument>>| -> Vec<String> {
        given.iter().flatten().map(|word| word.as_str().to_owned()).collect()
    };
    let (entrypoint, command) = match dev_command {
        Some(command) => (vec!["sh".into(), "-c".into(), command.clone()], Vec::new()),
        // How a store is started belongs to its provider: its password may be among the words.
        None if !container.command.is_empty() => (Vec::new(), container.command.clone()),
        None => (words(&given.command), words(&given.args)),
    };
    BoundContainer {
        id: container.id.clone(),
        kind: container.id.kind,
        service: places.service(&container.id),
        image: image::of(plan, binding, places, container),
        build: container.build.clone(),
        init: given.init.unwrap_or(container.build.is_some() || dev_command.is_some()),
        capabilities: container.store.map(|store| store.capabilities.as_slice()),
        shared_memory: given.shm.clone().or_else(|| container.store?.shared_memory.as_deref().map(Amount::fixed)),
        entrypoint,
        command,
        user: container.user.map(|(user, _)| user),
        group: container.user.map(|(_, group)| group),
        writable: container.writable.clone(),
        annotations: container.annotations.clone(),
        ports: places.ports(&container.id),
        volumes: container
            .volume
            .iter()
            .map(|mount| Volume { name: "data".into(), mount: mount.clone(), persistent: true })
            .collect(),
        health: container.health.clone().map(|mut health| {
            if container.id == Id::AGENT && health.path.is_some() {
                health.port = places.ports(&Id::AGENT).first().map(|port| port.container);
            }
            health
        }),
        gpu: container.gpu.clone(),
        trigger: container.trigger,
        schedule,
        depends_on: Vec::new(),
        env: env::rows(plan, binding, places, container),
        files: container.files.clone(),
        placement: None,
        rehearsal: None,
    }
}

fn components(plan: &Plan, containers: &[BoundContainer]) -> Vec<BoundComponent> {
    let mut brought: HashMap<&Id, Vec<String>> = HashMap::new();
    for container in containers
        .iter()
        .filter(|container| matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Ingestion))
    {
        for row in &container.env {
            let own =
                |id: &&Id| (id.kind == ContainerKind::Ingestion) == (container.id.kind == ContainerKind::Ingestion);
            if let Some(id) = row.component.as_ref().filter(own) {
                brought.entry(id).or_default().push(row.name.clone());
            }
        }
    }
    plan.components
        .iter()
        .map(|component| BoundComponent {
            id: component.id.clone(),
            section: component.section,
            entry: component.id.entry.clone(),
            provider: component.provider.clone(),
            container: component.has_container.then(|| component.id.clone()),
            models: component.models.clone(),
            default: component.models.first().cloned(),
            variables: brought.remove(&component.id).unwrap_or_default(),
            built_in: component.built_in,
            model_kind: component.models.first().map_or(ModelKind::Chat, |id| model_kind(id)),
            declared_by: component.place.pointer.clone(),
        })
        .collect()
}

fn credentials(containers: &[BoundContainer]) -> Vec<Credential> {
    let mut credentials: BTreeMap<String, Credential> = BTreeMap::new();
    let readers = containers
        .iter()
        .filter(|container| matches!(container.id.kind, ContainerKind::Agent | ContainerKind::Messaging));
    for row in readers.flat_map(|container| &container.env).filter(|row| row.kind == EnvKind::Credential) {
        let custom = row.declared_by.as_ref().is_some_and(|pointer| pointer.is_within("providers"));
        let section = if custom {
            "providers"
        } else {
            row.component.as_ref().and_then(Id::section).map_or("platform", crate::spec::Section::as_str)
        };
        credentials.entry(row.name.clone()).or_insert_with(|| Credential {
            name: row.name.clone(),
            provider: row.provider.clone(),
            section,
            optional: !row.required && row.default.is_none(),
            description: row.description.clone(),
            declared_by: row.declared_by.clone(),
        });
    }
    credentials.into_values().collect()
}
