//! Inputs: which containers each reaches, and which supplied value it describes (SPEC 6.5).

use std::rc::Rc;

use super::super::claim::{Claim, Declaration, EnvKind, Precedence, SupplyClaim, Symbol};
use super::super::id::Id;
use super::super::lookup::{self, Match};
use super::Resolver;
use super::provider::blame_of;
use crate::spec::{Entry, Input, Section};

impl Resolver<'_> {
    pub(super) fn inputs(&mut self) {
        let spec = self.spec;
        let mut everywhere = vec![Id::AGENT];
        everywhere.extend(spec.containers().map(|(section, name, _)| Id::entry(section, name)));
        for input in spec.inputs.entries().iter().filter_map(crate::spec::Named::get) {
            self.input(input, Precedence::Top, &everywhere, None);
        }
        for input in spec.agent.get().map(|agent| agent.inputs.items()).unwrap_or_default() {
            self.input(input, Precedence::Narrow, &[Id::AGENT], Some(&Id::AGENT));
        }
        for entry in spec.entries() {
            self.entry_inputs(&entry);
        }
        for named in spec.ingestion.entries() {
            let id = Id::entry(Section::Ingestion, &named.name);
            for input in named.get().map(|ingestion| ingestion.inputs.items()).unwrap_or_default() {
                self.input(input, Precedence::Narrow, std::slice::from_ref(&id), Some(&id));
            }
        }
    }

    fn entry_inputs(&mut self, entry: &Entry<'_>) {
        let id = Id::entry(entry.section, entry.name);
        let provider = entry.provider.text().map(|name| lookup::provider(self.spec, entry.section, name));
        let is_store = matches!(provider, Some(Match::BuiltIn(provider)) if provider.store.is_some());
        let reader = if is_store || !entry.container.is_absent() { id.clone() } else { Id::AGENT };
        for input in entry.inputs.get().map(|list| list.items.as_slice()).unwrap_or_default() {
            self.input(input, Precedence::Narrow, std::slice::from_ref(&reader), Some(&id));
        }
    }

    fn input(&mut self, input: &Input, level: Precedence, readers: &[Id], component: Option<&Id>) {
        let Some(declaration) = Declaration::of(input) else { return };
        let name = declaration.name.clone();
        let supply = self.supply_described_by(&name, readers);
        let claim = Rc::new(Claim {
            component: component.filter(|id| **id != Id::AGENT).cloned(),
            declared_by: Some(input.place.clone()),
            blame: Some(blame_of(input)),
            description: declaration.description.clone(),
            input: Some(Rc::clone(&declaration)),
            ..Claim::new(level, EnvKind::Input, Symbol::Supply(supply.clone()))
        });
        for reader in readers {
            self.claim(reader, &name, Rc::clone(&claim));
        }
        let says = SupplyClaim {
            level,
            secret: declaration.is_secret(),
            optional: declaration.optional.unwrap_or(false),
            default: declaration.default.clone(),
            input: Some(declaration),
            place: Some(blame_of(input)),
            list: component.cloned(),
            ..SupplyClaim::owner(EnvKind::Input)
        };
        self.supply(&supply, says);
    }

    /// The supply that an input's name stands for: a store's own, where the input is that store's;
    /// else the owner's of that name; else the name itself.
    fn supply_described_by(&self, name: &str, readers: &[Id]) -> String {
        let own = match readers {
            [reader] => self.containers.get(reader),
            _ => None,
        };
        let claims = own.and_then(|container| container.env.get(name)).into_iter().flatten();
        // Owners' claims come first, and inputs can be many.
        let mut owners = claims.take_while(|claim| claim.level == Precedence::Owner);
        let supply = owners.find_map(|claim| match &claim.value {
            Symbol::Supply(supply) => Some(supply),
            _ => None,
        });
        supply.or_else(|| self.owned.get(name)).map_or_else(|| name.to_owned(), Clone::clone)
    }
}
