//! The local gateway: a container that only a binding knows of.

use std::collections::BTreeSet;

use super::super::bound::{BoundContainer, ServedModel};
use super::super::claim::EnvKind;
use super::super::container::Health;
use super::super::id::{ContainerKind, Id};
use super::super::model::Plan;
use super::super::resolve::GATEWAY_KEY;
use super::super::value::EnvRow;
use super::env::known;
use super::place::Places;
use super::{Binding, image};
use crate::options::GatewayMode;
use crate::provider::{LocalGateway, ModelKind, catalogue, models};
use crate::spec::DataType;

/// The local gateway's container. Its master key is the agent's key.
pub(super) fn container(plan: &Plan, binding: &Binding<'_>, places: &Places) -> BoundContainer {
    let declared_by = plan.gateway.declared_by.first().map(|place| place.pointer.clone());
    let row = |name: &str, kind: EnvKind, secret: bool, supply: &str| EnvRow {
        name: name.to_owned(),
        kind,
        component: None,
        datatype: DataType::String,
        options: Vec::new(),
        secret,
        required: false,
        value: known(binding, supply, secret),
        default: None,
        reference: (name != supply).then(|| supply.to_owned()),
        template: None,
        declared_by: declared_by.clone(),
        provider: Some("gateway".into()),
        description: None,
        optional: kind == EnvKind::Credential,
        supply: Some(supply.to_owned()),
    };
    let mut env = vec![row("LITELLM_MASTER_KEY", EnvKind::Gateway, true, GATEWAY_KEY)];
    if binding.settings.gateway.mode() == GatewayMode::Local {
        let keys: BTreeSet<_> = models().iter().flat_map(|model| model.local.variables()).collect();
        env.extend(keys.into_iter().map(|(key, secret)| row(key, EnvKind::Credential, secret, key)));
    }
    env.sort_by(|a, b| a.name.cmp(&b.name));
    let facts = catalogue().get("gateway").and_then(|provider| provider.gateway.as_ref());
    BoundContainer {
        id: Id::GATEWAY,
        kind: ContainerKind::Gateway,
        service: places.service(&Id::GATEWAY),
        image: facts.map(|facts| image::of_gateway(plan, binding, facts)),
        build: None,
        entrypoint: facts.and_then(|facts| facts.command.first()).cloned().into_iter().collect(),
        command: facts.map(|facts| facts.command.iter().skip(1).cloned().collect()).unwrap_or_default(),
        user: None,
        group: None,
        writable: Vec::new(),
        annotations: std::collections::BTreeMap::new(),
        ports: places.ports(&Id::GATEWAY),
        volumes: Vec::new(),
        health: facts.map(health),
        gpu: None,
        trigger: None,
        schedule: None,
        depends_on: Vec::new(),
        env,
        files: Vec::new(),
        init: false,
        capabilities: None,
        shared_memory: None,
        placement: None,
        rehearsal: None,
    }
}

/// It starts slowly, and is asked often until it answers.
fn health(facts: &LocalGateway) -> Health {
    Health { test: Some(facts.test.clone()), ..Health::of_a_server() }
}

/// What the local gateway answers to: the catalogue, and, where answers are made up, what the spec names beside it.
pub(super) fn routes(plan: &Plan, binding: &Binding<'_>) -> Vec<ServedModel> {
    let mock = binding.settings.gateway.mode() == GatewayMode::Mock;
    let known = models().iter().map(|model| ServedModel {
        id: model.id.clone(),
        kind: model.kind,
        upstream: (!mock).then(|| model.local.model.clone()),
    });
    let unknown = plan.gateway.models.iter().filter(|id| mock && models().iter().all(|model| model.id != **id));
    known.chain(unknown.map(|id| ServedModel { id: id.clone(), kind: ModelKind::Chat, upstream: None })).collect()
}

/// The port that an origin is reached at.
pub(super) fn port_of(url: &str) -> u16 {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
    port.unwrap_or(if scheme == "http" { 80 } else { 443 })
}
