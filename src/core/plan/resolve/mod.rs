//! From the spec to the neutral plan. Total: what is broken is left out, what collides is kept.

mod container;
mod input;
mod messaging;
mod provider;
mod store;

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::claim::{Claim, Condition, EnvKind, Precedence, SupplyClaim, Symbol, Syntax};
use super::container::Container;
use super::id::Id;
use super::lookup::{self, Match};
use super::model::{Component, Frontend, Messaging, Plan, Platform};
use crate::options::{Adapter, Word as _};
use crate::provider::platform;
use crate::source::Place;
use crate::spec::{Entry, Spec};

/// The name under which the gateway's URL is injected and supplied.
pub const GATEWAY_URL: &str = "ASTRO_GATEWAY_URL";
/// The name under which the gateway's key is injected and supplied.
pub const GATEWAY_KEY: &str = "ASTRO_GATEWAY_API_KEY";

/// Resolves a spec.
///
/// Owners come before inputs, which describe what they own; ingestion is there before what is shared with it; and the
/// platform and its sidecar after every container that they look at. What `environment` says goes before all.
pub fn resolve(spec: &Spec) -> Plan {
    let mut resolver = Resolver::new(spec);
    resolver.agent();
    resolver.entries();
    resolver.ingestion();
    resolver.share_with_ingestion();
    resolver.platform();
    resolver.messaging();
    resolver.inputs();
    resolver.environment();
    resolver.finish()
}

/// The plan as it grows. Owners' claims come first, so that inputs find what they describe.
struct Resolver<'a> {
    spec: &'a Spec,
    plan: Plan,
    containers: IndexMap<Id, Container>,
    /// Owned names whose value is supplied, with the supply's name.
    owned: BTreeMap<String, String>,
}

/// An entry with what its provider stands for.
struct Resolved<'a> {
    entry: Entry<'a>,
    id: Id,
    provider: Option<Match<'a>>,
}

impl<'a> Resolver<'a> {
    fn new(spec: &'a Spec) -> Self {
        let plan = Plan {
            name: spec.name.get().map(|name| name.value.clone()),
            platform: Platform {
                sandbox: spec.sandbox.get().map(super::platform::sandbox),
                connections: spec.connections.get().map(|list| super::platform::connections(&list.items)),
                skills: spec.agent.get().and_then(|agent| Some(super::platform::skills(&agent.skills.get()?.items))),
            },
            ..Plan::default()
        };
        Self { spec, plan, containers: IndexMap::new(), owned: BTreeMap::new() }
    }

    fn agent(&mut self) {
        let spec = self.spec;
        let mut container =
            Container::new(Id::AGENT, spec.agent.get().map(|agent| agent.place.clone()).unwrap_or_default());
        let dev = spec.dev.get();
        container.dev_command = dev.and_then(|dev| dev.command.text()).map(str::to_owned);
        container.volume = Some(platform().agent.disk.clone());
        if let Some(agent) = spec.agent.get() {
            let declared =
                dev.and_then(|dev| dev.interfaces.get()).and_then(|interfaces| interfaces.frontend()?.port.value());
            self.plan.distributed = agent.distributed.value().unwrap_or(false);
            self.plan.frontend =
                agent.frontend().then(|| Frontend { dev_port: declared.unwrap_or(platform().agent.frontend.port) });
            container.image = agent.image.text().map(str::to_owned);
            container.build = agent.build.get().map(container::build);
            container.health = agent.healthcheck.get().map(|check| container::health(check, None));
            container.annotations = agent
                .annotations
                .entries()
                .iter()
                .filter_map(|named| Some((named.name.clone(), named.get()?.value.clone())))
                .collect();
        }
        self.plan.messaging = self.messaging_settings();
        self.add(container);
        if let Some(switch) = spec.agent.get().filter(|agent| agent.gateway()).and_then(|a| a.astro_ai_gateway.get()) {
            self.open_gateway(&switch.place);
        }
    }

    fn messaging_settings(&self) -> Messaging {
        let agent = self.spec.agent.get();
        let dev = self.spec.dev.get();
        let interfaces = dev.and_then(|dev| dev.interfaces.get());
        let messaging = interfaces.and_then(|interfaces| interfaces.messaging());
        let adapters = dev.map_or(&[][..], crate::spec::Dev::adapters).iter();
        let known = adapters.map(|adapter| adapter.value.as_str()).filter(|name| Adapter::CHOICES.contains(name));
        let mut adapters: Vec<_> = known.map(str::to_owned).collect();
        adapters.sort();
        adapters.dedup();
        Messaging {
            in_cluster: agent.is_none_or(crate::spec::Agent::messaging),
            adapters,
            image: dev.and_then(|dev| dev.overrides.get()?.messaging_image.text()).map(str::to_owned),
            log_level: messaging.and_then(|messaging| messaging.log_level.value()),
            slack: messaging.and_then(|messaging| messaging.slack.get()).map(|slack| slack.json.clone()),
        }
    }

    fn entries(&mut self) {
        let spec = self.spec;
        let resolved: Vec<Resolved<'_>> = spec
            .entries()
            .map(|entry| Resolved {
                entry,
                id: Id::entry(entry.section, entry.name),
                provider: entry.provider.text().map(|name| lookup::provider(spec, entry.section, name)),
            })
            .collect();
        for one in &resolved {
            let store = match one.provider {
                Some(Match::BuiltIn(provider)) => provider.store.as_ref(),
                _ => None,
            };
            if let Some(declared) = one.entry.container.get() {
                self.custom_container(one, declared);
            } else if let Some(store) = store {
                self.add(store::container(one, store));
            }
            self.plan.components.push(Component {
                id: one.id.clone(),
                section: one.entry.section,
                place: one.entry.place.clone(),
                provider: one.entry.provider.text().map(str::to_owned),
                built_in: match one.provider {
                    Some(Match::BuiltIn(provider)) => Some(&provider.name),
                    _ => None,
                },
                has_container: one.entry.container.get().is_some() || store.is_some(),
                models: one
                    .entry
                    .model
                    .map(|model| model.ids().iter().map(|id| id.value.clone()).collect())
                    .unwrap_or_default(),
            });
        }
        self.providers(&resolved);
        self.stores(&resolved);
    }

    fn environment(&mut self) {
        for (section, name, container) in self.spec.containers() {
            let id = Id::entry(section, name);
            for named in container.environment.entries() {
                let Some(text) = named.get() else { continue };
                let mut claim =
                    Claim::new(Precedence::Environment, EnvKind::Environment, Symbol::Literal(text.value.clone()));
                claim.declared_by = Some(named.place.clone());
                claim.blame = Some(named.place.clone());
                self.claim(&id, &named.name, claim);
            }
        }
    }

    fn finish(self) -> Plan {
        let Self { mut plan, containers, .. } = self;
        let mut containers: Vec<_> = containers.into_values().collect();
        containers.sort_by_key(|container| container.id.kind);
        plan.components.sort_by_key(|component| component.id.kind);
        for container in &mut containers {
            container.env.sort_unstable_keys();
        }
        plan.containers = containers;
        plan
    }

    fn add(&mut self, container: Container) {
        self.containers.insert(container.id.clone(), container);
    }

    /// Adds a claim on a variable of a container; one that is not there is a broken declaration's.
    fn claim(&mut self, id: &Id, name: &str, claim: impl Into<Rc<Claim>>) {
        if let Some(container) = self.containers.get_mut(id) {
            container.env.entry(name.to_owned()).or_default().push(claim.into());
        }
    }

    fn supply(&mut self, name: &str, claim: SupplyClaim) {
        self.plan.supplies.entry(name.to_owned()).or_default().push(claim);
    }

    /// Notes an opt-in to the gateway; the first one brings the two variables.
    fn open_gateway(&mut self, place: &Place) {
        let first = self.plan.gateway.declared_by.is_empty();
        self.plan.gateway.declared_by.push(place.clone());
        if !first {
            return;
        }
        let words = [
            (GATEWAY_URL, "URL", Symbol::GatewayUrl, Syntax::Url, "origin of the AI Gateway, without a path"),
            (GATEWAY_KEY, "API_KEY", Symbol::Supply(GATEWAY_KEY.into()), Syntax::Key, "key for the AI Gateway"),
        ];
        for (name, part, value, syntax, description) in words {
            let mut claim = Claim::new(Precedence::Owner, EnvKind::Gateway, value);
            claim.declared_by = Some(place.clone());
            claim.blame = Some(place.clone());
            claim.provider = Some("gateway".into());
            claim.part = Some(part.into());
            claim.description = Some(description.into());
            self.claim(&Id::AGENT, name, claim);
            self.owned.insert(name.into(), name.into());
            let secret = syntax == Syntax::Key;
            self.supply(name, SupplyClaim { secret, syntax, ..SupplyClaim::owner(EnvKind::Gateway) });
        }
    }
}

impl Claim {
    /// A claim that stands always and says no more than what it is.
    pub(super) fn new(level: Precedence, kind: EnvKind, value: Symbol) -> Self {
        Self {
            level,
            kind,
            component: None,
            part: None,
            alias_of: None,
            value,
            condition: Condition::Always,
            declared_by: None,
            blame: None,
            provider: None,
            description: None,
            input: None,
        }
    }
}

impl SupplyClaim {
    /// What an owner says of a plain, required value.
    pub(super) fn owner(kind: EnvKind) -> Self {
        Self {
            level: Precedence::Owner,
            secret: false,
            optional: false,
            default: None,
            local_default: None,
            syntax: Syntax::Any,
            store: None,
            input: None,
            place: None,
            list: None,
            kind,
        }
    }
}
