//! From the claims on a container's variables to rows: which claim wins, and what the others add.

use std::rc::Rc;

use super::super::claim::{Claim, Condition, Declaration, EnvKind, Precedence, SupplyClaim, SupplyClaims, Symbol};
use super::super::container::Container;
use super::super::id::Id;
use super::super::mark::{Mark, Names};
use super::super::model::Plan;
use super::super::resolve::GATEWAY_URL;
use super::super::template::Template;
use super::super::value::EnvRow;
use super::place::Places;
use super::{Binding, For};
use crate::options::{GatewayMode, Tag};
use crate::provider::platform;
use crate::spec::{DataType, LogLevel};

/// The rows of a container, by name.
pub(super) fn rows(plan: &Plan, binding: &Binding<'_>, places: &Places, container: &Container) -> Vec<EnvRow> {
    let binder = Binder { plan, binding, places };
    container.env.iter().filter_map(|(name, claims)| binder.row(name, claims)).collect()
}

/// A value that is known and may be shown.
pub(super) fn known(binding: &Binding<'_>, supply: &str, secret: bool) -> Option<String> {
    let given = binding.values.get(supply).filter(|value| !secret && !value.is_empty());
    given.map(str::to_owned)
}

/// What is said of a supplied value, as it holds in one container.
#[derive(Debug, Default)]
pub(super) struct Says {
    pub(super) secret: bool,
    pub(super) required: bool,
    pub(super) optional: bool,
    pub(super) default: Option<String>,
    pub(super) description: Option<String>,
    pub(super) input: Option<Rc<Declaration>>,
}

struct Binder<'a> {
    plan: &'a Plan,
    binding: &'a Binding<'a>,
    places: &'a Places,
}

/// A symbol's value: shown, composed, or supplied.
enum Bound {
    Value(Option<String>),
    Composed(Template),
    Supplied(String),
}

impl Binder<'_> {
    fn row(&self, name: &str, claims: &[Rc<Claim>]) -> Option<EnvRow> {
        let standing: Vec<&Claim> =
            claims.iter().map(AsRef::as_ref).filter(|claim: &&Claim| self.stands(claim.condition)).collect();
        // The narrowest claim wins; of equal ones the first, as the rules report the others.
        let winner = standing.iter().rev().max_by_key(|claim| claim.level)?;
        let inputs = || standing.iter().filter(|claim| claim.level < Precedence::Owner);
        let described = inputs().rev().max_by_key(|claim| claim.level).filter(|claim| claim.description.is_some());
        let mut row = EnvRow {
            name: name.to_owned(),
            kind: winner.kind,
            component: winner.component.clone(),
            datatype: DataType::String,
            options: model_options(self.plan, winner),
            secret: false,
            required: false,
            value: None,
            default: None,
            reference: None,
            template: None,
            declared_by: winner.declared_by.as_ref().map(|place| place.pointer.clone()),
            provider: winner.provider.clone(),
            optional: false,
            description: described
                .filter(|_| winner.level != Precedence::Environment)
                .unwrap_or(winner)
                .description
                .clone(),
            supply: None,
        };
        match self.value(&winner.value) {
            Bound::Value(value) => row.value = value,
            Bound::Composed(template) => {
                row.secret = template.shows() && is_secret(self.plan, template.supply());
                row.supply = Some(template.supply().to_owned());
                row.template = Some(template);
            }
            Bound::Supplied(supply) => {
                let says = says(self.plan, self.binding, &supply, &standing);
                row.secret = says.secret;
                row.required = says.required;
                row.optional = says.optional;
                row.value =
                    known(self.binding, &supply, says.secret).or_else(|| says.default.clone().filter(|_| !says.secret));
                row.default = says.default;
                row.description = says.description.or(row.description);
                if let Some(input) = says.input {
                    row.datatype = input.datatype.unwrap_or(DataType::String);
                    if !input.options.is_empty() {
                        row.options.clone_from(&input.options);
                    }
                }
                row.reference = (supply != name).then(|| supply.clone());
                row.supply = Some(supply);
            }
        }
        Some(row)
    }

    fn stands(&self, condition: Condition) -> bool {
        let cluster = self.binding.target == For::Cluster;
        match condition {
            Condition::Always => true,
            Condition::Messaging => self.places.adapters.is_some(),
            Condition::WebAdapter => self.places.has_adapter("web"),
            Condition::SlackAdapter => self.places.has_adapter("slack"),
            Condition::Local => !cluster,
            Condition::Otel => self.binding.settings.otel_endpoint.is_some(),
            Condition::PublicHost => cluster && (self.is_open() || self.binding.settings.cluster.host.is_some()),
        }
    }

    /// Whether a release of a chart says what an option would.
    fn is_open(&self) -> bool {
        self.binding.names == Names::Release
    }

    fn value(&self, symbol: &Symbol) -> Bound {
        let host = |id: &Id| self.places.address(id);
        let value = match symbol {
            Symbol::Supply(name) => return Bound::Supplied(name.clone()),
            Symbol::GatewayUrl
                if self.binding.target == For::Cluster
                    || self.binding.settings.gateway.mode() == GatewayMode::Hosted =>
            {
                return Bound::Supplied(GATEWAY_URL.into());
            }
            Symbol::GatewayUrl => {
                let port = self.places.first_port(&Id::GATEWAY);
                host(&Id::GATEWAY).zip(port).map(|(host, port)| format!("http://{host}:{port}"))
            }
            Symbol::Literal(text) => Some(text.clone()),
            Symbol::Host(id) => host(id),
            Symbol::PortOf(id, port) => Some(self.places.reached_at(id, *port).to_string()),
            Symbol::Url { id, scheme, port, password } => match (host(id), password) {
                (Some(host), Some(supply)) => {
                    let port = self.places.reached_at(id, *port);
                    let (before, after) = (format!("{scheme}://:"), format!("@{host}:{port}"));
                    return Bound::Composed(Template::Around { before, supply: supply.clone(), after });
                }
                (Some(host), None) => Some(format!("{scheme}://{host}:{}", self.places.reached_at(id, *port))),
                (None, _) => None,
            },
            Symbol::SlackEnabled if self.binding.target == For::Local => {
                let token = platform().messaging.slack.first().map(|token| token.name.clone()).unwrap_or_default();
                return Bound::Composed(Template::Present { supply: token, text: "true" });
            }
            Symbol::SlackEnabled => Some("true".into()),
            Symbol::AgentName => self.plan.name.as_ref().map(|name| name.name().to_owned()),
            Symbol::AgentBuild if self.binding.target == For::Local => Some("dev".into()),
            Symbol::AgentBuild if self.is_open() => Some(Mark::Tag.to_string()),
            Symbol::AgentBuild => {
                Some(self.binding.settings.cluster.tag.as_ref().map_or("dev", Tag::as_str).to_owned())
            }
            Symbol::AgentHost => host(&Id::AGENT),
            Symbol::AgentUrl => {
                let port = self.places.first_port(&Id::AGENT);
                host(&Id::AGENT).zip(port).map(|(host, port)| format!("http://{host}:{port}"))
            }
            Symbol::MessagingAddress => {
                let host = host(&Id::MESSAGING).unwrap_or_else(|| "localhost".into());
                let port = self.places.first_port(&Id::MESSAGING);
                port.map(|port| format!("{host}:{port}"))
            }
            Symbol::FrontendPort => self.places.first_port(&Id::AGENT).map(|port| port.to_string()),
            Symbol::LogLevel => {
                let otherwise = if self.binding.target == For::Local { LogLevel::Debug } else { LogLevel::Info };
                Some(self.plan.messaging.log_level.unwrap_or(otherwise).as_str().into())
            }
            Symbol::WebListenAddress => Some(format!(":{}", self.places.web_port())),
            Symbol::OtelEndpoint => self.binding.settings.otel_endpoint.as_ref().map(|url| url.as_str().to_owned()),
            Symbol::ExternalUrl if self.is_open() => Some(Mark::PublicUrl.to_string()),
            Symbol::ExternalUrl => {
                let scheme = if self.binding.settings.cluster.tls() { "https" } else { "http" };
                self.binding.settings.cluster.host.as_ref().map(|host| format!("{scheme}://{}", host.as_str()))
            }
        };
        Bound::Value(value)
    }
}

/// The models that an entry's deployer chooses from.
pub(super) fn model_options(plan: &Plan, claim: &Claim) -> Vec<String> {
    if claim.kind != EnvKind::ModelChoice {
        return Vec::new();
    }
    let entry = claim.component.as_ref().and_then(|id| plan.component(id));
    entry.map(|entry| entry.models.clone()).unwrap_or_default()
}

/// Whether a supplied value must never be shown.
pub(super) fn is_secret(plan: &Plan, supply: &str) -> bool {
    plan.supplies.get(supply).is_some_and(SupplyClaims::is_secret)
}

/// What holds of a supply in a container that has these claims on it.
///
/// An owned value is described by its inputs everywhere; one that nobody owns, by the inputs
/// that reach this container, the narrower ones field by field.
pub(super) fn says(plan: &Plan, binding: &Binding<'_>, supply: &str, standing: &[&Claim]) -> Says {
    let claims = plan.supplies.get(supply);
    let owner = claims.and_then(SupplyClaims::owner);
    let of_level = |level: Precedence| -> Option<Rc<Declaration>> {
        if owner.is_some() {
            claims.and_then(|claims| claims.first(level)).and_then(|claim| claim.input.clone())
        } else {
            standing.iter().find(|claim| claim.level == level).and_then(|claim| claim.input.clone())
        }
    };
    let (narrow, top) = (of_level(Precedence::Narrow), of_level(Precedence::Top));
    let mut says = merge(binding, owner, narrow.as_ref(), top.as_ref(), is_secret(plan, supply));
    // Options say a plain value instead of the spec's default, and a secret's is in no file that others read.
    if let Some(value) = binding.settings.values.get(supply).filter(|_| !says.secret) {
        says.default = Some(value.as_str().to_owned());
        says.required = false;
    }
    says
}

/// Merges what an owner, a narrow and a top-level input say.
fn merge(
    binding: &Binding<'_>,
    owner: Option<&SupplyClaim>,
    narrow: Option<&Rc<Declaration>>,
    top: Option<&Rc<Declaration>>,
    secret: bool,
) -> Says {
    let inputs = || [narrow, top].into_iter().flatten();
    let declared = inputs().find_map(|input| input.default.clone()).filter(|_| !secret);
    let owners = owner.and_then(|owner| owner_default(binding, owner));
    let default = declared.or(owners);
    let by_input = inputs().find_map(|input| input.optional);
    let has_input = inputs().next().is_some();
    let optional = match owner {
        Some(owner) if keeps_its_requiredness(binding, owner) => false,
        Some(owner) if !has_input => owner_optional(binding, owner),
        _ => by_input.unwrap_or(false),
    };
    let own = owner.and_then(|owner| owner.input.clone());
    Says {
        secret,
        optional,
        required: !optional && default.is_none() && !is_generated(binding, owner),
        default,
        description: inputs().find_map(|input| input.description.clone()),
        input: narrow.or(top).cloned().or(own),
    }
}

/// A cluster's store has a password, whatever an input says of it.
fn keeps_its_requiredness(binding: &Binding<'_>, owner: &SupplyClaim) -> bool {
    binding.target == For::Cluster && owner.kind == EnvKind::StoreCredential && owner.secret && !owner.optional
}

fn owner_optional(binding: &Binding<'_>, owner: &SupplyClaim) -> bool {
    match owner.kind {
        // The adapter's tokens: a local run starts without them.
        EnvKind::Platform => binding.target == For::Local,
        EnvKind::StoreCredential if owner.optional => {
            binding.target == For::Local || !binding.settings.cluster.qdrant_key()
        }
        _ => owner.optional,
    }
}

fn owner_default(binding: &Binding<'_>, owner: &SupplyClaim) -> Option<String> {
    match binding.target {
        For::Local if owner.local_default.is_some() => owner.local_default.clone(),
        _ if owner.kind == EnvKind::Gateway && !owner.secret => {
            binding.settings.gateway.url.as_ref().map(|url| url.as_str().to_owned())
        }
        _ => owner.default.clone().filter(|_| !owner.secret),
    }
}

/// Whether `ast env sync` makes the value up: the key of a gateway that runs locally.
pub(super) fn is_generated(binding: &Binding<'_>, owner: Option<&SupplyClaim>) -> bool {
    let key = owner.is_some_and(|owner| owner.kind == EnvKind::Gateway && owner.secret);
    key && binding.target == For::Local && binding.settings.gateway.mode() != GatewayMode::Hosted
}
