//! From a bound plan to what only a cluster asks for: names of objects, resources, users, routes, and who may connect.

mod address;
mod codes;
mod confine;
mod env;
mod finding;
mod network;
mod place;
mod resource;

use std::collections::{BTreeMap, BTreeSet};

use super::super::bound::{BoundContainer, BoundPlan};
use super::super::cluster::{Autoscale, Cluster, ExternalStore, Route, Supplied, Workload};
use super::super::id::ContainerKind;
use super::super::mark::Names;
use super::super::model::Plan;
use super::super::naming;
use super::super::value::Supply;
use super::place::OBJECT;
use super::{Binding, For};
use crate::options::{self, RouteKind};

pub use codes::{ASTRAY, CODES};
pub(super) use confine::confinement;
pub(in crate::plan) use finding::astray;
pub use finding::findings;
pub(super) use network::reaches_out;

/// Adds to a bound plan what only a cluster asks for; nothing where it is bound to something else.
pub(super) fn complete(plan: &Plan, binding: &Binding<'_>, bound: &mut BoundPlan) {
    if binding.target != For::Cluster {
        return;
    }
    let agent = name(binding, bound);
    let homes = Homes::of(bound, binding, &agent);
    let waits = place::waits(plan, binding, bound);
    let place = |container| place::placement(plan, binding, bound, &homes, &waits, container);
    let placements: Vec<_> = bound.containers.iter().map(place).collect();
    for (container, placement) in bound.containers.iter_mut().zip(placements) {
        container.placement = Some(placement);
    }
    bound.cluster = Some(cluster(binding, bound, &homes, agent));
}

/// The agent's name as objects have it.
fn name(binding: &Binding<'_>, bound: &BoundPlan) -> String {
    naming::cut(&binding.stem(bound.name.as_deref().unwrap_or("agent")), OBJECT)
}

/// Where supplied values lie: which Secret, under which key.
pub(super) struct Homes {
    agent: String,
    secrets: BTreeMap<String, (String, String)>,
    /// Supplies that an option says where to find.
    given: BTreeSet<String>,
}

impl Homes {
    fn of(bound: &BoundPlan, binding: &Binding<'_>, agent: &str) -> Self {
        let mut homes = Self { agent: agent.to_owned(), secrets: BTreeMap::new(), given: BTreeSet::new() };
        for supply in bound.supplies.iter().filter(|supply| supply.secret) {
            let given = binding.settings.cluster.secret_keys.get(&supply.name);
            let home = match given.and_then(|key| key.as_str().split_once('/')) {
                Some((secret, key)) => {
                    homes.given.insert(supply.name.clone());
                    (secret.to_owned(), key.to_owned())
                }
                None => (homes.secret_of(bound, supply), supply.name.clone()),
            };
            homes.secrets.insert(supply.name.clone(), home);
        }
        homes
    }

    /// The Secret by origin: the store's, the one reader's, or the one for what several read.
    fn secret_of(&self, bound: &BoundPlan, supply: &Supply) -> String {
        let owner = supply.owner.as_ref().and_then(|id| bound.container(id));
        owner.map_or_else(|| self.shared(), |owner| self.name_of(owner))
    }

    fn shared(&self) -> String {
        format!("{}-shared", self.agent)
    }

    /// The name of a container's objects.
    fn name_of(&self, container: &BoundContainer) -> String {
        match &container.service {
            Some(service) => service.clone(),
            None => naming::cut(&format!("{}-{}", self.agent, container.id.service()), naming::LABEL),
        }
    }

    /// The Secret and the key of a supply, if it is secret.
    fn secret(&self, supply: &str) -> Option<&(String, String)> {
        self.secrets.get(supply)
    }
}

fn cluster(binding: &Binding<'_>, bound: &BoundPlan, homes: &Homes, agent: String) -> Cluster {
    let given = &binding.settings.cluster;
    let text = |name: &Option<options::ObjectName>| name.as_ref().map(|name| name.as_str().to_owned());
    let optional = given.secret_store.optional.clone().unwrap_or_default();
    let supplied = |supply: &Supply| Supplied {
        name: supply.name.clone(),
        key: homes.secret(&supply.name).map_or_else(|| supply.name.clone(), |(_, key)| key.clone()),
        required: supply.required,
        default: supply.default.clone(),
        description: supply.description.clone(),
        exists: homes.given.contains(&supply.name),
        fetched: supply.required || optional.contains(&supply.name),
    };
    let mut secrets: BTreeMap<String, Vec<Supplied>> = BTreeMap::new();
    for supply in &bound.supplies {
        if let Some((secret, _)) = homes.secret(&supply.name) {
            secrets.entry(secret.clone()).or_default().push(supplied(supply));
        }
    }
    let store = &given.secret_store;
    let replicas = &given.replicas;
    let min = replicas.min().get();
    let namespace = text(&given.namespace).unwrap_or_else(|| agent.clone());
    Cluster {
        makes_namespace: given.create_namespace() && namespace != "default",
        namespace,
        overlay: given.overlay().into(),
        headless: format!("{agent}-headless"),
        values: format!("{agent}-values"),
        supplied: bound.supplies.iter().filter(|supply| !supply.secret).map(supplied).collect(),
        secrets,
        mode: given.secrets(),
        store: ExternalStore {
            name: store.name.as_ref().map_or_else(|| agent.clone(), |name| name.as_str().to_owned()),
            kind: store.kind(),
            refresh: store.refresh().into(),
        },
        pull_secrets: given.image_pull_secrets.clone().unwrap_or_default(),
        priority_class: given.priority_class.clone(),
        time_zone: given.time_zone().into(),
        autoscale: bound.platform.distributed.then(|| Autoscale {
            min,
            max: replicas.max().get().max(min),
            cpu: replicas.cpu().get(),
        }),
        routes: routes(binding, bound, &agent),
        ingress_from: given.ingress_from.clone().unwrap_or_default(),
        agent,
    }
}

/// The routes that options ask for: to the agent, and to each webhook that has a host of its own.
fn routes(binding: &Binding<'_>, bound: &BoundPlan, agent: &str) -> Vec<Route> {
    let given = &binding.settings.cluster.route;
    let kind = given.kind();
    let route = |name: &str, port: u16, host: &str| Route {
        kind,
        name: name.to_owned(),
        service: name.to_owned(),
        port,
        host: host.to_owned(),
        class: given.class.as_ref().map(|class| class.as_str().to_owned()),
        gateway: given.gateway.as_ref().map(|gateway| match gateway.as_str().split_once('/') {
            Some((namespace, name)) => (Some(namespace.to_owned()), name.to_owned()),
            None => (None, gateway.as_str().to_owned()),
        }),
        tls_secret: (binding.settings.cluster.tls() && kind == RouteKind::Ingress)
            .then(|| given.tls_secret.as_ref().map_or_else(|| format!("{name}-tls"), |name| name.as_str().to_owned())),
        annotations: given.annotations.clone(),
    };
    // A release decides whether there is one, and for which host.
    let is_open = binding.names == Names::Release;
    if kind == RouteKind::None && !is_open {
        return Vec::new();
    }
    let host = |said: Option<&options::HostName>| match said {
        None if is_open => Some(String::new()),
        said => said.map(|host| host.as_str().to_owned()),
    };
    let mut routes = Vec::new();
    if let (Some(host), Some(port)) = (host(binding.settings.cluster.host.as_ref()), network::offered(bound)) {
        routes.push(route(agent, port, &host));
    }
    for container in bound.containers.iter().filter(|container| container.id.kind == ContainerKind::Ingestion) {
        let Some(placement) = &container.placement else { continue };
        let serves = matches!(placement.workload, Workload::Stateless { .. });
        if let (true, Some(host), Some(port)) = (serves, host(placement.host.as_ref()), container.ports.first()) {
            routes.push(route(&placement.name, port.container, &host));
        }
    }
    routes
}
