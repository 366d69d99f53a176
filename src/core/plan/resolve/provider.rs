//! What hosted, custom and gateway providers give the agent (SPEC 5, 6.1 and 6.4).

use std::collections::BTreeMap;

use super::super::claim::{Claim, Declaration, EnvKind, Precedence, SupplyClaim, Symbol, Syntax};
use super::super::lookup::Match;
use super::super::{id::Id, naming};
use super::{Resolved, Resolver};
use crate::provider::Provider;
use crate::spec::{CustomProvider, Input, Named};

impl<'a> Resolved<'a> {
    /// Which provider it is of: whether a built-in one, and its name.
    fn provider_key(&self) -> Option<(bool, &'a str)> {
        match self.provider? {
            Match::BuiltIn(provider) => Some((true, &provider.name)),
            Match::Custom(named, _) => Some((false, &named.name)),
            Match::OutOfScope(_) | Match::Broken | Match::Foreign(_) | Match::Unknown => None,
        }
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn providers(&mut self, resolved: &[Resolved<'a>]) {
        // Several entries of one provider are told apart by their names, across sections too.
        let mut entries: BTreeMap<Option<(bool, &str)>, usize> = BTreeMap::new();
        for one in resolved {
            *entries.entry(one.provider_key()).or_default() += 1;
        }
        let is_shared = |one: &Resolved<'a>| entries.get(&one.provider_key()).is_some_and(|count| *count > 1);
        for one in resolved.iter().filter(|one| one.entry.container.is_absent()) {
            match one.provider {
                Some(Match::BuiltIn(provider)) if provider.gateway.is_some() => self.gateway_entry(one),
                Some(Match::BuiltIn(provider)) => self.hosted(one, provider, is_shared(one)),
                Some(Match::Custom(named, custom)) => self.custom(one, named, custom, is_shared(one)),
                Some(Match::OutOfScope(_) | Match::Broken | Match::Foreign(_) | Match::Unknown) | None => {}
            }
        }
    }

    /// A gateway entry opens the gateway, and with `models` offers a choice.
    fn gateway_entry(&mut self, one: &Resolved<'a>) {
        self.open_gateway(one.entry.place);
        let ids = one.entry.model.map(crate::spec::Model::ids).unwrap_or_default();
        let ids: Vec<String> = ids.iter().map(|id| id.value.clone()).collect();
        self.plan.gateway.models.extend(ids.iter().cloned());
        let Some(first) = ids.first() else { return };
        let name = format!("MODEL_{}", naming::variable(one.entry.name));
        let mut claim = self.owned_claim(one, EnvKind::ModelChoice, &name);
        claim.part = Some("MODEL".into());
        claim.description = Some(format!("model for `{}`, one of {}", one.entry.name, ids.join(", ")));
        self.claim(&Id::AGENT, &name, claim);
        let supply = SupplyClaim {
            default: Some(first.clone()),
            place: Some(one.entry.place.clone()),
            ..SupplyClaim::owner(EnvKind::ModelChoice)
        };
        self.supply(&name, supply);
    }

    fn hosted(&mut self, one: &Resolved<'a>, provider: &'static Provider, shared: bool) {
        for credential in &provider.credentials {
            let name = format!("{}_{}", naming::prefix(&provider.name, one.entry.name, shared), credential.suffix);
            let mut claim = self.owned_claim(one, EnvKind::Credential, &name);
            claim.provider = Some(provider.name.clone());
            claim.part = Some(credential.suffix.clone());
            claim.description = Some(credential.description.clone());
            self.claim(&Id::AGENT, &name, claim);
            let supply = SupplyClaim {
                secret: credential.secret,
                syntax: if credential.secret { Syntax::Key } else { Syntax::Any },
                place: Some(one.entry.place.clone()),
                ..SupplyClaim::owner(EnvKind::Credential)
            };
            self.supply(&name, supply);
        }
    }

    fn custom(
        &mut self,
        one: &Resolved<'a>,
        named: &'a Named<CustomProvider>,
        custom: &'a CustomProvider,
        shared: bool,
    ) {
        for variable in custom.variables.items() {
            let Some(declaration) = Declaration::of(variable) else { continue };
            let prefix = naming::prefix(&named.name, one.entry.name, shared);
            let name = format!("{prefix}_{}", declaration.name);
            let kind = if declaration.is_secret() { EnvKind::Credential } else { EnvKind::Input };
            let mut claim = self.owned_claim(one, kind, &name);
            claim.declared_by = Some(variable.place.clone());
            claim.provider = Some(named.name.clone());
            claim.part = Some(declaration.name.clone());
            claim.description.clone_from(&declaration.description);
            claim.input = Some(declaration.clone());
            self.claim(&Id::AGENT, &name, claim);
            let supply = SupplyClaim {
                secret: declaration.is_secret(),
                optional: declaration.optional.unwrap_or(false),
                default: declaration.default.clone(),
                input: Some(declaration),
                place: Some(blame_of(variable)),
                ..SupplyClaim::owner(kind)
            };
            self.supply(&name, supply);
        }
    }

    /// An owner's claim on a supplied value; the name is the supply's.
    fn owned_claim(&mut self, one: &Resolved<'a>, kind: EnvKind, name: &str) -> Claim {
        self.owned.insert(name.to_owned(), name.to_owned());
        Claim {
            component: Some(one.id.clone()),
            declared_by: Some(one.entry.place.clone()),
            blame: Some(one.entry.place.clone()),
            provider: one.entry.provider.text().map(str::to_owned),
            ..Claim::new(Precedence::Owner, kind, Symbol::Supply(name.to_owned()))
        }
    }

    /// Gives every ingestion what the agent has of the gateway and of entries (SPEC 6.6).
    pub(super) fn share_with_ingestion(&mut self) {
        let Some(agent) = self.containers.get(&Id::AGENT) else { return };
        let shared = agent.env.clone();
        for container in self
            .containers
            .values_mut()
            .filter(|container| container.id.kind == super::super::id::ContainerKind::Ingestion)
        {
            container.env.clone_from(&shared);
        }
    }
}

/// The place to point at for an input: its `name`.
pub(super) fn blame_of(input: &Input) -> crate::source::Place {
    input.variable().map_or_else(|| input.place.clone(), |name| name.place.clone())
}
