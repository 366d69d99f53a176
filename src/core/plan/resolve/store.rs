//! What the stores that `ast` runs are made of, and what they give the agent (SPEC 6.2).

use std::collections::BTreeMap;

use super::super::claim::{Claim, EnvKind, Precedence, SupplyClaim, Symbol, Syntax};
use super::super::container::{Container, Health, MountedFile, Port};
use super::super::lookup::Match;
use super::super::{id::Id, naming};
use super::{Resolved, Resolver};
use crate::provider::{InitFile, Provider, Store, StoreCredential};

/// The container of a store: all of it is the catalogue's.
pub(super) fn container(one: &Resolved<'_>, store: &'static Store) -> Container {
    let mut container = Container::new(one.id.clone(), one.entry.place.clone());
    container.image = Some(store.image.clone());
    container.command.clone_from(&store.command);
    container.user = Some((store.user, store.group));
    container.writable.clone_from(&store.scratch);
    if store.writable_root {
        container.writable.insert(0, "/".into());
    }
    container.ports = store.ports.iter().map(|port| Port { name: port.name.clone(), number: port.port }).collect();
    container.volume = Some(store.data.clone());
    container.health = Some(Health {
        test: (!store.health.test.is_empty()).then(|| store.health.test.clone()),
        path: store.health.path.clone(),
        port: store.health.port,
        ..Health::of_a_server()
    });
    let file = |file: &InitFile| MountedFile { path: file.path.clone(), content: file.content.clone() };
    container.files = store.init.iter().map(file).collect();
    container.store = Some(store);
    container
}

/// The stores of one kind.
#[derive(Default)]
struct Kin<'a> {
    count: usize,
    /// The one named as the provider, ignoring case.
    namesake: Option<&'a str>,
    /// The first by the bytes of its name.
    first: Option<&'a str>,
}

impl<'a> Kin<'a> {
    fn add(&mut self, provider: &Provider, entry: &'a str) {
        self.count += 1;
        self.first = Some(self.first.map_or(entry, |first| first.min(entry)));
        if entry.eq_ignore_ascii_case(&provider.name) {
            self.namesake = self.namesake.or(Some(entry));
        }
    }
}

/// The names that one of several stores of a kind goes by.
struct Names {
    /// What the agent's variables start with.
    agent: Vec<String>,
    /// What the supplies' names start with.
    supply: String,
}

impl Names {
    fn of(provider: &Provider, entry: &str, kin: &Kin<'_>) -> Self {
        let bare = naming::variable(&provider.name);
        let qualified = format!("{bare}_{}", naming::variable(entry));
        let primary = kin.namesake.or(kin.first);
        if kin.count == 1 || kin.namesake == Some(entry) {
            Self { agent: vec![bare.clone()], supply: bare }
        } else if primary == Some(entry) {
            Self { agent: vec![bare.clone(), qualified], supply: bare }
        } else {
            Self { agent: vec![qualified.clone()], supply: qualified }
        }
    }

    /// The name that one with this prefix repeats: the first of the agent's is the value's own.
    fn repeated(&self, prefix: &str, suffix: &str) -> Option<String> {
        let first = self.agent.first().filter(|first| *first != prefix)?;
        Some(format!("{first}_{suffix}"))
    }
}

impl<'a> Resolver<'a> {
    pub(super) fn stores(&mut self, resolved: &[Resolved<'a>]) {
        let stores: Vec<_> = resolved
            .iter()
            .filter(|one| one.entry.container.is_absent())
            .filter_map(|one| match one.provider {
                Some(Match::BuiltIn(provider)) => Some((one, provider, provider.store.as_ref()?)),
                _ => None,
            })
            .collect();
        let mut kinds: BTreeMap<&str, Kin<'_>> = BTreeMap::new();
        for (one, provider, _) in &stores {
            kinds.entry(&provider.name).or_default().add(provider, one.entry.name);
        }
        for (one, provider, store) in &stores {
            let names = Names::of(provider, one.entry.name, kinds.entry(&provider.name).or_default());
            self.store(one, store, &names);
        }
    }

    fn store(&mut self, one: &Resolved<'a>, store: &'static Store, names: &Names) {
        let port = store.client_port();
        for prefix in &names.agent {
            let mut values =
                vec![("HOST", Symbol::Host(one.id.clone())), ("PORT", Symbol::PortOf(one.id.clone(), port))];
            if let Some(url) = &store.url {
                let password = url.password.as_ref().map(|suffix| format!("{}_{suffix}", names.supply));
                values.push(("URL", Symbol::Url { id: one.id.clone(), scheme: url.scheme.clone(), port, password }));
            }
            for (suffix, value) in values {
                let mut claim = Self::connection(one, suffix, value);
                claim.alias_of = names.repeated(prefix, suffix);
                self.claim(&Id::AGENT, &format!("{prefix}_{suffix}"), claim);
            }
        }
        for (name, value) in &store.constants {
            let mut claim = Claim::new(Precedence::Owner, EnvKind::Constant, Symbol::Literal(value.clone()));
            claim.component = Some(one.id.clone());
            claim.provider = one.entry.provider.text().map(str::to_owned);
            claim.blame = Some(one.entry.place.clone());
            self.claim(&one.id, name, claim);
        }
        for credential in &store.credentials {
            self.store_credential(one, credential, names);
        }
    }

    fn store_credential(&mut self, one: &Resolved<'a>, credential: &StoreCredential, names: &Names) {
        let supply = format!("{}_{}", names.supply, credential.suffix);
        let mut claim = Self::connection(one, &credential.suffix, Symbol::Supply(supply.clone()));
        claim.kind = EnvKind::StoreCredential;
        claim.description = Some(credential.description.clone());
        if !credential.private {
            for prefix in &names.agent {
                let name = format!("{prefix}_{}", credential.suffix);
                self.owned.insert(name.clone(), supply.clone());
                let alias_of = names.repeated(prefix, &credential.suffix);
                self.claim(&Id::AGENT, &name, Claim { alias_of, ..claim.clone() });
            }
        }
        // The image's name is owned too; of several stores the primary one's counts, as for the agent.
        if names.agent.iter().any(|prefix| *prefix == naming::variable(one.entry.provider.text().unwrap_or_default())) {
            self.owned.entry(credential.own.clone()).or_insert_with(|| supply.clone());
        }
        self.claim(&one.id, &credential.own, claim);
        let database = self.plan.name.as_ref().map_or_else(String::new, |name| naming::database(name.name()));
        let says = SupplyClaim {
            secret: credential.secret,
            optional: credential.optional,
            default: credential.default.as_ref().map(|default| default.replace("{database}", &database)),
            local_default: credential.local.clone(),
            syntax: if credential.url_safe { Syntax::PartOfUrl } else { Syntax::Any },
            store: Some(one.id.clone()),
            place: Some(one.entry.place.clone()),
            ..SupplyClaim::owner(EnvKind::StoreCredential)
        };
        self.supply(&supply, says);
    }
}
