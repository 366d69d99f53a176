//! Where containers are: which exist, their host names, images and ports.

use std::collections::BTreeMap;

use super::super::bound::BoundPort;
use super::super::container::{Container, Port};
use super::super::id::{ContainerKind, Id};
use super::super::model::Plan;
use super::super::naming;
use super::{Binding, For};
use crate::options::GatewayMode;
use crate::options::{Adapter, Registry, Tag};
use crate::provider::{LocalGateway, catalogue, platform};
use crate::spec::TriggerType;

/// What runs pods with a suffix to their names, or gets one itself, has a shorter name.
pub(super) const OBJECT: usize = 52;
/// With the longest registry before it, it is the longest name that engines take.
const IMAGE: usize = 128;

/// The adapters that are said, as the plan has them.
fn words(adapters: &[Adapter]) -> Vec<String> {
    adapters.iter().map(|adapter| adapter.as_str().to_owned()).collect()
}

/// Where every container of a bound plan is.
pub(super) struct Places {
    agent: String,
    /// What the names of objects begin with.
    stem: String,
    target: For,
    registry: Option<Registry>,
    tag: Option<Tag>,
    /// The sidecar's adapters; none where there is no sidecar.
    pub(super) adapters: Option<Vec<String>>,
    services: BTreeMap<Id, Option<String>>,
    ports: BTreeMap<Id, Vec<(Port, Option<u16>)>>,
    /// Whether addresses are those that a process outside of every container uses.
    from_host: bool,
}

/// The numbers that are taken, as ranges that don't touch: the last number of each by its first.
#[derive(Default)]
struct Taken(BTreeMap<u16, u16>);

impl Taken {
    /// Takes the number that is wished for, else the next free one above it, else the next below.
    fn take(&mut self, wish: u16) -> Option<u16> {
        let around = self.0.range(..=wish).next_back().filter(|(_, last)| **last >= wish);
        let free = match around {
            None => wish,
            Some((first, last)) => {
                let below = || first.checked_sub(1).filter(|number| *number > 0);
                last.checked_add(1).or_else(below)?
            }
        };
        let before = free.checked_sub(1);
        let joined = self.0.range(..free).next_back().filter(|(_, last)| Some(**last) == before);
        let first = joined.map_or(free, |(first, _)| *first);
        let after = free.checked_add(1).and_then(|after| self.0.remove(&after));
        self.0.insert(first, after.unwrap_or(free));
        Some(free)
    }
}

impl Places {
    pub(super) fn of(plan: &Plan, binding: &Binding<'_>) -> Self {
        let local = binding.target == For::Local;
        let adapters = if local {
            Some(plan.messaging.adapters.clone()).filter(|adapters| !adapters.is_empty())
        } else {
            let declared = Some(plan.messaging.adapters.clone()).filter(|adapters| !adapters.is_empty());
            let adapters = binding
                .settings
                .messaging
                .adapters
                .as_deref()
                .map(words)
                .or(declared)
                .unwrap_or_else(|| vec!["web".into()]);
            plan.messaging.in_cluster.then_some(adapters)
        };
        let agent = plan.name.as_ref().map_or("agent", |name| name.name()).to_owned();
        let mut places = Self {
            stem: binding.stem(&agent),
            agent,
            target: binding.target,
            registry: binding.settings.cluster.registry.clone(),
            tag: binding.settings.cluster.tag.clone(),
            adapters,
            services: BTreeMap::new(),
            ports: BTreeMap::new(),
            from_host: false,
        };
        for container in &plan.containers {
            if container.id == Id::MESSAGING && places.adapters.is_none() {
                continue;
            }
            let ports = places.ports_of(plan, container);
            places.ports.insert(container.id.clone(), ports.into_iter().map(|port| (port, None)).collect());
            let service = places.name_service(container);
            places.services.insert(container.id.clone(), service);
        }
        if local && binding.settings.gateway.mode() != GatewayMode::Hosted && !plan.gateway.declared_by.is_empty() {
            places.services.insert(Id::GATEWAY, Some(Id::GATEWAY.service()));
            let facts = catalogue().get("gateway").and_then(|provider| provider.gateway.as_ref());
            let port = |facts: &LocalGateway| (Port { name: "http".into(), number: facts.port }, None);
            places.ports.insert(Id::GATEWAY, facts.map(port).into_iter().collect());
        }
        if local {
            places.publish(plan);
        }
        places
    }

    fn name_service(&self, container: &Container) -> Option<String> {
        if self.target == For::Local {
            return Some(naming::cut(&container.id.service(), naming::LABEL));
        }
        let short =
            container.trigger.is_some_and(|trigger| trigger != TriggerType::Webhook) || container.volume.is_some();
        let longest = if short { OBJECT } else { naming::LABEL };
        match container.id.kind {
            // It shares the agent's pod.
            ContainerKind::Messaging => None,
            ContainerKind::Agent => Some(naming::cut(&self.stem, longest)),
            _ => Some(naming::cut(&format!("{}-{}", self.stem, container.id.service()), longest)),
        }
    }

    fn ports_of(&self, plan: &Plan, container: &Container) -> Vec<Port> {
        let http = |number| vec![Port { name: "http".into(), number }];
        match container.id.kind {
            ContainerKind::Agent => match (plan.frontend, self.target) {
                (Some(frontend), For::Local) => http(frontend.dev_port),
                (Some(_), For::Cluster) => http(platform().agent.frontend.port),
                (None, _) => http(platform().agent.port),
            },
            ContainerKind::Messaging => {
                let mut ports = container.ports.clone();
                if self.has_adapter("web") {
                    ports.push(Port { name: "web".into(), number: self.web_port() });
                }
                ports
            }
            _ => container.ports.clone(),
        }
    }

    /// Numbers the ports on the host: wished ones first come, first served, in the order of the services' names.
    fn publish(&mut self, plan: &Plan) {
        let mut order: Vec<(String, Id)> =
            self.services.iter().filter_map(|(id, service)| Some((service.clone()?, id.clone()))).collect();
        order.sort();
        let (mut used, facts) = (Taken::default(), platform());
        for (_, id) in order {
            for (port, host) in self.ports.get_mut(&id).into_iter().flatten() {
                let wish = match (id.kind, port.name.as_str()) {
                    (ContainerKind::Agent, _) if plan.frontend.is_some() => facts.agent.frontend.published,
                    (ContainerKind::Agent, _) => continue,
                    (ContainerKind::Messaging, "grpc") => facts.messaging.grpc.published,
                    (ContainerKind::Messaging, _) => facts.messaging.web.published,
                    _ => port.number,
                };
                *host = used.take(wish);
            }
        }
    }

    pub(super) fn exists(&self, id: &Id) -> bool {
        self.services.contains_key(id)
    }

    pub(super) fn service(&self, id: &Id) -> Option<String> {
        self.services.get(id).cloned().flatten()
    }

    /// The same places as a process on the host sees them: by the published ports.
    pub(super) fn seen_from_host(mut self) -> Self {
        self.from_host = true;
        self
    }

    /// The host name of a container in an address.
    pub(super) fn address(&self, id: &Id) -> Option<String> {
        if self.from_host && self.exists(id) { Some("127.0.0.1".to_owned()) } else { self.service(id) }
    }

    /// The number in an address for a container's port; the agent's own stays what it listens on.
    pub(super) fn reached_at(&self, id: &Id, number: u16) -> u16 {
        if !self.from_host || *id == Id::AGENT {
            return number;
        }
        let ports = self.ports.get(id).into_iter().flatten();
        ports.filter(|(port, _)| port.number == number).find_map(|(_, host)| *host).unwrap_or(number)
    }

    /// The number in an address for a container's first port.
    pub(super) fn first_port(&self, id: &Id) -> Option<u16> {
        let number = self.ports.get(id)?.first()?.0.number;
        Some(self.reached_at(id, number))
    }

    /// Publishes ports elsewhere than they are by default, by their variables.
    pub(super) fn move_ports(&mut self, moved: impl Fn(&str) -> Option<u16>) {
        let ids: Vec<Id> = self.ports.keys().cloned().collect();
        for id in ids {
            let hosts: Vec<_> = self.ports(&id).iter().map(|port| moved(port.variable.as_deref()?)).collect();
            for ((_, host), moved) in self.ports.get_mut(&id).into_iter().flatten().zip(hosts) {
                *host = moved.or(*host);
            }
        }
    }

    pub(super) fn has_adapter(&self, name: &str) -> bool {
        self.adapters.as_ref().is_some_and(|adapters| adapters.iter().any(|adapter| adapter == name))
    }

    pub(super) fn web_port(&self) -> u16 {
        let facts = &platform().messaging;
        if self.target == For::Local { facts.web.port } else { facts.web_in_pod }
    }

    pub(super) fn ports(&self, id: &Id) -> Vec<BoundPort> {
        let ports = self.ports.get(id).map_or(&[][..], Vec::as_slice);
        let service = naming::variable(&self.service(id).unwrap_or_default());
        let variable = |port: &Port| match ports.len() {
            1 => format!("ASTRO_PORT_{service}"),
            _ => format!("ASTRO_PORT_{service}_{}", naming::variable(&port.name)),
        };
        let bound = |(port, host): &(Port, Option<u16>)| BoundPort {
            name: port.name.clone(),
            container: port.number,
            host: *host,
            variable: host.map(|_| variable(port)),
        };
        ports.iter().map(bound).collect()
    }

    /// What a build is named, so that what is built for one target can be pushed for another.
    pub(super) fn built_image(&self, id: &Id) -> String {
        let name = match id.kind {
            ContainerKind::Agent => self.agent.clone(),
            _ => naming::cut(&format!("{}-{}", self.agent, id.service()), IMAGE),
        };
        let repository = match &self.registry {
            Some(registry) => format!("{}/{name}", registry.as_str().trim_end_matches('/')),
            None => name,
        };
        format!("{repository}:{}", self.tag.as_ref().map_or("dev", Tag::as_str))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_wish_gets_what_looking_at_each_number_would_find(
            wishes in proptest::collection::vec(prop_oneof![1..9_u16, 65_530..=u16::MAX], 0..30),
        ) {
            let (mut taken, mut used) = (Taken::default(), BTreeSet::new());
            for wish in wishes {
                let free = (wish..=u16::MAX).chain((1..wish).rev()).find(|number| !used.contains(number));
                used.extend(free);
                prop_assert_eq!(taken.take(wish), free);
            }
        }
    }
}
