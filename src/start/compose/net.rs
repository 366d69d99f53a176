//! The services of a file by their names, and who of them gives which variable.

use std::collections::BTreeMap;

use super::address::{addresses, is_host};
use super::given::pairs;
use super::peer::Peer;
use super::service::{Role, Service};
use super::texts;
use super::words::resolved;
use crate::start::catalogued::{given, platform};

/// What a service is among.
#[derive(Debug)]
pub(super) struct Net {
    /// The services in the order of the file.
    peers: Vec<Peer>,
    /// Where each stands, by the names that others find it by.
    names: BTreeMap<String, usize>,
    /// The stores in the order of the file, with their providers.
    stores: Vec<(String, &'static str)>,
    /// What the catalogue gives, by the variable: the section and the provider.
    by_catalogue: BTreeMap<String, (&'static str, &'static str)>,
    platform: Vec<String>,
}

impl Net {
    pub(super) fn of(services: &[Service<'_>]) -> Self {
        let mut names: BTreeMap<String, usize> =
            services.iter().enumerate().map(|(at, service)| (service.name.clone(), at)).collect();
        for (at, service) in services.iter().enumerate() {
            for key in ["container_name", "hostname"] {
                let also = service.at.get(key).and_then(|name| Some(resolved(&name.node.as_scalar()?.text).text));
                also.map(|name| names.entry(name).or_insert(at));
            }
        }
        let stores = services.iter().filter_map(|service| match service.role {
            Role::Store(provider) => Some((service.name.clone(), provider)),
            Role::Agent | Role::Job | Role::Other => None,
        });
        let peers = services.iter().map(Peer::of).collect();
        let mut net = Self { peers, names, stores: stores.collect(), by_catalogue: given(), platform: platform() };
        // Who says no port of its own is reached at the one that others say first.
        for (host, port) in services.iter().flat_map(said) {
            if let Some(peer) = net.names.get(&host).and_then(|at| net.peers.get_mut(*at)) {
                peer.port = peer.port.or(port);
            }
        }
        net
    }

    pub(super) fn peer(&self, name: &str) -> Option<&Peer> {
        self.peers.get(*self.names.get(name)?)
    }

    /// Those whose addresses a service says, each once.
    pub(super) fn spoken_to(&self, service: &Service<'_>) -> Vec<&Peer> {
        let mut found: Vec<&Peer> = Vec::new();
        for (host, _) in said(service) {
            if let Some(peer) = self.peer(&host).filter(|peer| found.iter().all(|one| one.id != peer.id)) {
                found.push(peer);
            }
        }
        found
    }

    /// Who gives a variable to the agent or a job anyway.
    pub(super) fn giver(&self, variable: &str, reader: Role) -> Option<String> {
        let is_reader = matches!(reader, Role::Agent | Role::Job);
        let (_, provider) = self.by_catalogue.get(variable).filter(|_| is_reader).copied().unzip();
        let store = self.stores.iter().find(|(_, store)| Some(*store) == provider);
        let is_platform = reader == Role::Agent && self.platform.iter().any(|name| name == variable);
        store.map(|(name, _)| format!("knowledge.{name}")).or_else(|| is_platform.then(|| "the platform".to_owned()))
    }
}

/// The hosts that the variables and the command of a service say, with their ports.
fn said(service: &Service<'_>) -> Vec<(String, Option<u16>)> {
    let mut found = Vec::new();
    let mut read = |text: &str, is_host: bool| {
        let text = resolved(text).text;
        let all = addresses(&text, is_host).into_iter();
        found.extend(all.map(|address| (text[address.host].to_owned(), address.port)));
    };
    for (name, value, _) in service.at.get("environment").iter().flat_map(pairs) {
        read(&value.unwrap_or_default(), is_host(&name));
    }
    for key in ["entrypoint", "command"] {
        let all = service.at.get(key).and_then(|at| texts(&at)).unwrap_or_default();
        for text in all {
            read(&text, false);
        }
    }
    found
}
