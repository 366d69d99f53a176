//! What the user's own code relies on wherever it runs: the claims of its container, read the same in every binding.

use std::rc::Rc;

use super::super::claim::{Claim, EnvKind, Precedence, SupplyClaims, Symbol, Syntax};
use super::super::client::{Client, ClientValue, Offer, ValueType};
use super::super::id::ContainerKind;
use super::super::model::Plan;
use super::super::resolve::GATEWAY_URL;
use super::env::{is_secret, model_options, says};
use super::{Binding, For};
use crate::options::{Settings, Values};
use crate::plan::Names;
use crate::provider::models;
use crate::spec::DataType;

/// The agent and every ingestion.
pub(super) fn clients(plan: &Plan) -> Vec<Client> {
    // Without options a cluster assumes least: nothing has a default that holds on one machine only.
    let (settings, values) = (Settings::default(), Values::default());
    let strictest = Binding { target: For::Cluster, names: Names::Agent, settings: &settings, values: &values };
    let of = |kind| matches!(kind, ContainerKind::Agent | ContainerKind::Ingestion);
    let containers = plan.containers.iter().filter(|container| of(container.id.kind));
    containers
        .map(|container| Client {
            id: container.id.clone(),
            values: container.env.iter().filter_map(|(name, claims)| value(plan, &strictest, name, claims)).collect(),
        })
        .collect()
}

/// The gateway's models: the catalogue, then what the spec offers beside it.
pub(super) fn offers(plan: &Plan) -> Vec<Offer> {
    let known = models().iter().map(|model| Offer { id: model.id.clone(), kind: model.kind });
    let own = plan.gateway.models.iter().filter(|id| models().iter().all(|model| model.id != **id));
    known.chain(own.map(|id| Offer { id: id.clone(), kind: crate::provider::model_kind(id) })).collect()
}

/// A variable as code reads it; none for a second name of one value.
fn value(plan: &Plan, binding: &Binding<'_>, name: &str, claims: &[Rc<Claim>]) -> Option<ClientValue> {
    let all: Vec<&Claim> = claims.iter().map(AsRef::as_ref).collect();
    // `environment` changes what a value is, not what it is for.
    let declared =
        all.iter().rev().filter(|claim| claim.level != Precedence::Environment).max_by_key(|claim| claim.level);
    let claim = *declared.or(all.first())?;
    if claim.alias_of.is_some() {
        return None;
    }
    let mut value = ClientValue {
        name: name.to_owned(),
        kind: claim.kind,
        component: claim.component.clone(),
        part: claim.part.clone(),
        datatype: ValueType::Data(DataType::String),
        options: model_options(plan, claim),
        secret: false,
        optional: claim.kind == EnvKind::Platform,
        default: None,
        declared_by: claim.declared_by.as_ref().map(|place| place.pointer.clone()),
        description: claim.description.clone(),
    };
    let supply = match &claim.value {
        Symbol::Supply(supply) => Some(supply.as_str()),
        Symbol::GatewayUrl => Some(GATEWAY_URL),
        _ => None,
    };
    if let Some(supply) = supply {
        let says = says(plan, binding, supply, &all);
        value.secret = says.secret;
        value.optional = says.optional;
        value.default = says.default.filter(|_| !says.secret);
        value.description = says.description.or(value.description);
        value.datatype = match plan.supplies.get(supply).map(SupplyClaims::syntax) {
            Some(Syntax::Url) => ValueType::Url,
            Some(Syntax::Key) if says.secret => ValueType::Key,
            _ => ValueType::Data(says.input.as_ref().and_then(|input| input.datatype).unwrap_or(DataType::String)),
        };
        if let Some(input) = says.input.filter(|input| !input.options.is_empty()) {
            value.options.clone_from(&input.options);
        }
        return Some(value);
    }
    match &claim.value {
        Symbol::PortOf(..) | Symbol::FrontendPort => value.datatype = ValueType::Port,
        Symbol::Url { password: Some(supply), .. } => value.secret = is_secret(plan, supply),
        Symbol::Literal(text) if claim.kind == EnvKind::Environment => value.default = Some(text.clone()),
        _ => {}
    }
    // A computed value is described by its inputs alone.
    let inputs = all.iter().rev().filter(|claim| claim.level < Precedence::Owner && claim.description.is_some());
    if let Some(input) = inputs.max_by_key(|claim| claim.level).filter(|_| claim.level == Precedence::Owner) {
        value.description.clone_from(&input.description);
    }
    Some(value)
}
