//! A bound plan taken apart into facts, one for each thing that can change alone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::{Kind, Side, Where, deployed, moved};
use crate::plan::{BoundContainer, BoundPlan, Client, EdgeEnd, EnvKind, EnvRow, Supply};

/// What a fact is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) kind: Kind,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
}

impl Key {
    pub(super) fn new(kind: Kind, id: Option<&str>, name: Option<&str>) -> Self {
        Self { kind, id: id.map(str::to_owned), name: name.map(str::to_owned) }
    }
}

/// A fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fact {
    /// What is shown of it; none where it is a secret, or too long to say.
    pub(super) shown: Option<String>,
    /// All of it, by which it is compared.
    pub(super) whole: String,
    /// Whether it outlives what it belongs to.
    pub(super) lasts: bool,
    /// Whether somebody has to supply it.
    pub(super) required: bool,
    /// What can be chosen for it; another choice alone changes nothing that runs.
    pub(super) choices: Vec<String>,
    /// The Secret of a cluster that somebody has to put it into.
    pub(super) secret: Option<String>,
    /// The entry that a variable leads to.
    pub(super) source: Option<String>,
}

impl Fact {
    /// Whether another says the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.whole == other.whole && self.choices == other.choices && self.moved_from(other).is_none()
    }

    /// The Secret that it has to be put into, where it was to be put into another.
    pub(super) fn moved_from<'a>(&'a self, before: &'a Self) -> Option<(&'a str, &'a str)> {
        let (from, to) = (before.secret.as_deref()?, self.secret.as_deref()?);
        (from != to).then_some((from, to))
    }

    /// The entry that it leads to, where it led to another: it has the same name and other data.
    pub(super) fn leads_elsewhere<'a>(&'a self, before: &'a Self) -> Option<(&'a str, &'a str)> {
        let (from, to) = (before.source.as_deref()?, self.source.as_deref()?);
        (from != to).then_some((from, to))
    }

    /// Whether there is only more to choose from than before.
    pub(super) fn only_offers_more(&self, before: &Self) -> bool {
        let kept = || before.choices.iter().all(|choice| self.choices.contains(choice));
        self.whole == before.whole && !before.choices.is_empty() && kept()
    }
}

/// The facts of a side, as they are seen somewhere.
pub(super) type Facts = BTreeMap<Key, Fact>;

/// Settings that say where files go and what is in them, which no plan knows.
const OF_FILES: [&str; 9] = [
    "/env",
    "/compose/file",
    "/compose/dir",
    "/compose/restrict",
    "/gateway/mode",
    "/helm",
    "/cluster/dir",
    "/sdk",
    "/targets",
];

/// What stands before the name of a chart's value.
pub(super) const CHART: &str = "helm.values.";

/// What of a container is shown as it is.
const SHORT: [&str; 6] = ["service", "schedule", "trigger", "user", "group", "kind"];

pub(super) fn of(side: Side<'_>, place: Where) -> Facts {
    let mut facts = Facts::new();
    let plan = match place {
        Where::Client => {
            side.local.clients.iter().for_each(|client| client_names(client, &mut facts));
            add(&mut facts, Kind::ClientName, None, Some("package"), side.local.name.clone(), &side.local.name);
            return facts;
        }
        Where::Local => side.local,
        Where::Cluster => side.cluster,
    };
    let settings = serde_json::to_value(side.settings).unwrap_or_default();
    for at in OF_FILES {
        if let Some(value) = settings.pointer(at) {
            add(
                &mut facts,
                Kind::Option,
                None,
                Some(&at[1..].replace('/', ".")),
                value.as_str().map(str::to_owned),
                value,
            );
        }
    }
    let name = [plan.scope.as_deref(), plan.name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("/");
    add(&mut facts, Kind::Option, None, Some("name"), Some(name.clone()), &name);
    entries(plan, &mut facts);
    plan.containers.iter().for_each(|of| container(of, &mut facts));
    for edge in &plan.edges {
        let to = match &edge.to {
            EdgeEnd::Container(id) => id.to_string(),
            EdgeEnd::Hosted(name) => (*name).to_owned(),
        };
        let name = format!("{to}:{}", edge.port);
        add(&mut facts, Kind::Connection, Some(&edge.from.to_string()), Some(&name), None, &());
    }
    plan.supplies.iter().for_each(|of| supply(of, &mut facts));
    for (secret, keys) in plan.cluster.iter().flat_map(|cluster| &cluster.secrets) {
        for key in keys.iter().filter(|key| !key.exists) {
            if let Some(fact) = facts.get_mut(&Key::new(Kind::Secret, None, Some(&key.name))) {
                fact.secret = Some(secret.clone());
            }
        }
    }
    if let Some(cluster) = &plan.cluster {
        for route in &cluster.routes {
            let whole = format!("{route:?}");
            add(&mut facts, Kind::Route, None, Some(&route.name), Some(route.host.clone()), &whole);
        }
        for part in deployed::options(cluster) {
            add(&mut facts, Kind::Option, None, Some(&part.name), part.shown, &part.whole);
        }
    }
    facts
}

/// Whether a container had a disk that outlives it.
pub(super) fn lasting(before: &Facts) -> bool {
    before.iter().any(|(key, fact)| key.kind == Kind::Container && fact.lasts)
}

/// The values of a chart that another lacks, as the uppermost of those that are below each other.
pub(super) fn chart(of: &BTreeSet<String>, other: &BTreeSet<String>, facts: &mut Facts) {
    let is_below = |name: &str| name.rsplit_once('.').is_some_and(|(above, _)| !other.contains(above));
    for name in of.difference(other).filter(|name| !is_below(name)) {
        add(facts, Kind::Option, None, Some(&format!("{CHART}{name}")), None, &());
    }
}

fn add(
    facts: &mut Facts,
    kind: Kind,
    id: Option<&str>,
    name: Option<&str>,
    shown: Option<String>,
    whole: &impl Serialize,
) {
    let whole = serde_json::to_string(whole).unwrap_or_default();
    facts.insert(Key::new(kind, id, name), Fact { shown, whole, ..Fact::default() });
}

fn entries(plan: &BoundPlan, facts: &mut Facts) {
    for entry in &plan.components {
        let id = entry.id.to_string();
        let shown = entry.provider.clone().or_else(|| Some("container".to_owned()));
        let whole = (&entry.provider, &entry.container, &entry.default);
        add(facts, Kind::Component, Some(&id), None, shown, &whole);
        let disks = entry.container.as_ref().and_then(|id| plan.container(id)).map(|container| &container.volumes);
        if let Some(fact) = facts.get_mut(&Key::new(Kind::Component, Some(&id), None)) {
            fact.lasts = disks.is_some_and(|disks| disks.iter().any(|disk| disk.persistent));
            fact.choices.clone_from(&entry.models);
        }
    }
    let gateway = &plan.gateway;
    if gateway.enabled {
        add(facts, Kind::Component, Some("gateway"), None, None, &());
        if let Some(fact) = facts.get_mut(&Key::new(Kind::Component, Some("gateway"), None)) {
            fact.choices.clone_from(&gateway.models);
        }
    }
    let platform = serde_json::to_value(&plan.platform).unwrap_or_default();
    for (key, value) in platform.as_object().into_iter().flatten() {
        add(facts, Kind::Option, None, Some(&format!("platform.{key}")), None, value);
    }
}

fn container(of: &BoundContainer, facts: &mut Facts) {
    let id = of.id.to_string();
    let is_kept = of.volumes.iter().any(|volume| volume.persistent);
    facts.insert(Key::new(Kind::Container, Some(&id), None), Fact { lasts: is_kept, ..Fact::default() });
    let image = of.placement.as_ref().map(|placement| placement.image.clone()).or_else(|| of.image.clone());
    add(facts, Kind::Image, Some(&id), None, image.clone(), &image);
    for port in &of.ports {
        let shown = match port.host {
            Some(host) => format!("{} on {host} of this machine", port.container),
            None => port.container.to_string(),
        };
        add(facts, Kind::Port, Some(&id), Some(&port.name), Some(shown), port);
    }
    for volume in &of.volumes {
        add(facts, Kind::Disk, Some(&id), Some(&volume.name), Some(volume.mount.clone()), volume);
        if let Some(fact) = facts.get_mut(&Key::new(Kind::Disk, Some(&id), Some(&volume.name))) {
            fact.lasts = volume.persistent;
        }
    }
    of.env.iter().for_each(|row| variable(&id, row, facts));
    let mut rest = serde_json::to_value(of).unwrap_or_default();
    // A check is a command, whether that is said or not.
    if let Some(test) = rest.pointer_mut("/health/test").and_then(Value::as_array_mut) {
        let is_said = test.len() > 1 && test.first().is_some_and(|first| first == "CMD");
        test.drain(..usize::from(is_said));
    }
    let own = ["id", "image", "ports", "volumes", "env"];
    for (key, value) in rest.as_object().into_iter().flatten().filter(|(key, _)| !own.contains(&key.as_str())) {
        let shown = SHORT.contains(&key.as_str()).then(|| text(value)).flatten();
        add(facts, Kind::Container, Some(&id), Some(key), shown, value);
    }
    let mut more = |name: &str, whole: String| add(facts, Kind::Container, Some(&id), Some(name), None, &whole);
    more("mounted files", format!("{:?}", of.files));
    more("init process", format!("{:?}", of.init));
    more("capabilities", format!("{:?}", of.capabilities));
    more("shared memory", format!("{:?}", of.shared_memory));
    more("restrictions", format!("{:?}", of.rehearsal));
    for part in of.placement.iter().flat_map(deployed::container) {
        add(facts, Kind::Container, Some(&id), Some(&part.name), part.shown, &part.whole);
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// What a row says of its variable, without its place in the spec.
fn variable(id: &str, row: &EnvRow, facts: &mut Facts) {
    let template = row.template.as_ref().map(ToString::to_string);
    let shown = row.value.clone().or(template).or_else(|| row.default.clone()).filter(|_| !row.secret);
    let mut whole = serde_json::to_value(row).unwrap_or_default();
    for key in ["description", "declared_by", "options"] {
        whole.as_object_mut().and_then(|row| row.remove(key));
    }
    let whole = (whole, row.optional, &row.supply);
    add(facts, Kind::Variable, Some(id), Some(&row.name), shown, &whole);
    if let Some(fact) = facts.get_mut(&Key::new(Kind::Variable, Some(id), Some(&row.name))) {
        fact.choices.clone_from(&row.options);
        fact.source = moved::source(row);
    }
    if let Some(description) = &row.description {
        add(facts, Kind::Text, Some(id), Some(&row.name), Some(description.clone()), description);
    }
}

fn supply(of: &Supply, facts: &mut Facts) {
    let kind = if of.secret { Kind::Secret } else { Kind::Variable };
    let whole = (of.required, &of.default, of.generated, format!("{:?}{:?}", of.datatype, of.syntax));
    add(facts, kind, None, Some(&of.name), of.default.clone().filter(|_| !of.secret), &whole);
    if let Some(fact) = facts.get_mut(&Key::new(kind, None, Some(&of.name))) {
        fact.required = of.required;
        fact.choices.clone_from(&of.options);
    }
}

fn client_names(client: &Client, facts: &mut Facts) {
    facts.insert(Key::new(Kind::Container, Some(&client.id.to_string()), None), Fact::default());
    for value in &client.values {
        let name = match (&value.component, &value.part) {
            (Some(id), Some(part)) => format!("{id}.{}", part.to_lowercase()),
            _ => {
                let of = match value.kind {
                    EnvKind::Platform => "platform",
                    EnvKind::Gateway => "gateway",
                    _ => "inputs",
                };
                format!("{of}.{}", value.name.to_lowercase())
            }
        };
        // Its default and the variable's name are told where the container gets it: code reads neither.
        let whole = (value.secret, value.optional, format!("{:?}", value.datatype));
        add(facts, Kind::ClientName, Some(&client.id.to_string()), Some(&name), None, &whole);
        if let Some(fact) = facts.get_mut(&Key::new(Kind::ClientName, Some(&client.id.to_string()), Some(&name))) {
            fact.choices.clone_from(&value.options);
        }
        if value.component.is_none() && value.declared_by.is_some() {
            // Errors name the place in the spec.
            add(facts, Kind::Text, Some(&client.id.to_string()), Some(&value.name), None, &value.declared_by);
        }
    }
}
