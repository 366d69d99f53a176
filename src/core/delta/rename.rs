//! Entries that have another name and are the same otherwise.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Fact, Facts, Key};
use super::{Change, Consequence, How, Kind, Said, Subject, Where};
use crate::plan::{BoundComponent, BoundPlan, ContainerKind, EnvKind};

/// The ids of then, with those of now.
#[derive(Debug, Default)]
pub(super) struct Renames(BTreeMap<String, String>);

impl Renames {
    /// An entry that is gone and one that is new are one where they are of one section and shape, and where neither could
    /// be another's.
    pub(super) fn find(old: &BoundPlan, new: &BoundPlan) -> Self {
        let alone = |plan: &BoundPlan, other: &BoundPlan| -> Vec<(String, String)> {
            let gone = plan.components.iter().filter(|entry| !other.components.iter().any(|of| of.id == entry.id));
            gone.map(|entry| (entry.id.to_string(), shape(entry, plan))).collect()
        };
        let (gone, come) = (alone(old, new), alone(new, old));
        let only = |of: &[(String, String)], shape: &str| of.iter().filter(|(_, other)| other == shape).count() == 1;
        let pairs = gone.iter().filter(|(_, shape)| only(&gone, shape) && only(&come, shape));
        let pairs = pairs.filter_map(|(id, shape)| {
            come.iter().find(|(_, other)| other == shape).map(|(new, _)| (id.clone(), new.clone()))
        });
        Self(pairs.collect())
    }

    /// What an id of then is called now.
    pub(super) fn now(&self, id: String) -> String {
        self.0.get(&id).cloned().unwrap_or(id)
    }

    /// The facts of then under the names of now.
    pub(super) fn applied(&self, facts: Facts) -> Facts {
        if self.0.is_empty() {
            return facts;
        }
        let new = |id: String| self.now(id);
        let named = |key: Key| {
            let name = match (key.kind, key.name) {
                (Kind::Connection, Some(name)) => Some(match name.rsplit_once(':') {
                    Some((to, port)) => format!("{}:{port}", new(to.to_owned())),
                    None => name,
                }),
                (Kind::ClientName, Some(name)) => Some(match name.rsplit_once('.') {
                    Some((of, part)) => format!("{}.{part}", new(of.to_owned())),
                    None => name,
                }),
                (_, name) => name,
            };
            Key { id: key.id.map(new), name, ..key }
        };
        // Within a fact, an id stands as a text of its own.
        let whole = |whole: String| {
            self.0.iter().fold(whole, |whole, (old, new)| whole.replace(&format!("\"{old}\""), &format!("\"{new}\"")))
        };
        let fact = |fact: Fact| Fact { whole: whole(fact.whole), source: fact.source.map(new), ..fact };
        facts.into_iter().map(|(key, of)| (named(key), fact(of))).collect()
    }

    /// What each means somewhere.
    pub(super) fn changes(&self, before: &Facts, after: &Facts, place: Where) -> Vec<Change> {
        self.0.iter().flat_map(|(old, new)| renamed(old, new, before, after, place)).collect()
    }
}

fn renamed(old: &str, new: &str, before: &Facts, after: &Facts, place: Where) -> Vec<Change> {
    let change = |subject: Subject, consequences: Vec<Consequence>, message: String| Change {
        subject,
        change: How::Renamed,
        from: Some(old.to_owned()),
        to: Some(new.to_owned()),
        consequences,
        seen: vec![place],
        said: Said { before: message.clone(), ..Said::default() },
        message,
    };
    if place == Where::Client {
        let is_of =
            |key: &&Key| key.name.as_deref().and_then(|name| name.rsplit_once('.')).is_some_and(|(of, _)| of == new);
        let readers: BTreeSet<&String> = after.keys().filter(is_of).filter_map(|key| key.id.as_ref()).collect();
        let told = readers.into_iter().map(|id| {
            let subject = Subject { kind: Kind::ClientName, id: Some(id.clone()), name: Some(new.to_owned()) };
            let message = format!("`{old}` is called `{new}` in client code of `{id}`");
            change(subject, vec![Consequence::Breaks], message)
        });
        return told.collect();
    }
    let key = Key::new(Kind::Container, Some(new), None);
    let lasts = [before, after].iter().any(|facts| facts.get(&key).is_some_and(|fact: &Fact| fact.lasts));
    let mut message = format!("`{old}` is called `{new}`");
    let mut consequences = vec![Consequence::Breaks, Consequence::Restarts];
    if lasts {
        message.push_str(": it starts with an empty disk, and the one that it had stays behind");
        consequences.insert(0, Consequence::LosesData);
    }
    vec![change(Subject { kind: Kind::Component, id: Some(new.to_owned()), name: None }, consequences, message)]
}

/// What an entry is, its name aside.
fn shape(entry: &BoundComponent, plan: &BoundPlan) -> String {
    let container = entry.container.as_ref().and_then(|id| plan.container(id));
    let of_container = container.map(|container| {
        let ports: Vec<u16> = container.ports.iter().map(|port| port.container).collect();
        let mounts: Vec<&str> = container.volumes.iter().map(|volume| volume.mount.as_str()).collect();
        let inputs = container.env.iter().filter(|row| row.kind == EnvKind::Input).map(|row| &row.name);
        let inputs: Vec<&String> = inputs.collect();
        let runs = (container.kind == ContainerKind::Ingestion).then_some((container.trigger, &container.schedule));
        // What is built is named after its entry.
        let image = if container.build.is_some() { &None } else { &container.image };
        format!(
            "{image:?}{:?}{ports:?}{mounts:?}{inputs:?}{runs:?}",
            container.build.as_ref().map(|build| &build.context)
        )
    });
    format!("{:?}{:?}{:?}{:?}{of_container:?}", entry.section, entry.provider, entry.models, entry.default)
}
