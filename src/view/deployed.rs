//! What a name is to a cluster alone: a Secret, a ConfigMap, or an address outside of the project.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::explain::{Explanation, fact};
use super::explained::{AddressKind, Explained, ObjectKind};
use super::language;
use crate::options::SecretsMode;
use crate::plan::{BoundContainer, BoundPlan, Cluster, EnvRow, Id, Reach, Remote, Supplied, Variable, naming};
use crate::text::one_line;

/// An object of a cluster that holds values.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-object")]
pub struct Object {
    pub(super) kind: ObjectKind,
    /// Its name.
    pub(super) name: String,
    /// What it is to the cluster: `Secret` or `ConfigMap`.
    pub(super) what: &'static str,
    /// Its keys; never their values.
    pub(super) keys: Vec<String>,
    /// The containers that read it.
    pub(super) read_by: Vec<Id>,
}

/// An address outside of the project, and who may connect to it in a cluster.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "explained-address")]
pub struct Address {
    pub(super) kind: AddressKind,
    /// The address: a host alone.
    pub(super) name: String,
    /// The port that is meant.
    #[schemars(range(min = 1))]
    pub(super) port: u16,
    /// The containers that may connect to it; where it is a name, if its address is public.
    pub(super) open_to: Vec<Id>,
    /// Those that may not.
    pub(super) shut_to: Vec<Id>,
    /// The container that answers there, where it is a public host of the project's own; null elsewhere.
    pub(super) serves: Option<Id>,
    /// Whether it was written as no name of the project can be: with a number, a scheme or a port.
    #[serde(skip)]
    is_plain: bool,
}

/// What a name is to a cluster, by the plan that is bound to it.
pub fn explain_deployed(name: &str, plan: Option<&BoundPlan>) -> Option<Explanation> {
    let own = plan.and_then(|plan| object(name, plan, plan.cluster.as_ref()?));
    own.or_else(|| address(name, plan))
}

impl Explanation {
    /// Whether a name can be nothing else than what is said of it, however near to another it is.
    pub fn is_sure(&self) -> bool {
        match &self.answer {
            Explained::Address(address) => address.is_plain,
            _ => true,
        }
    }
}

fn object(name: &str, plan: &BoundPlan, cluster: &Cluster) -> Option<Explanation> {
    let secret = cluster.secrets.get(name);
    let is_values = cluster.values == name && !cluster.supplied.is_empty();
    let keys = secret.map(Vec::as_slice).or_else(|| is_values.then_some(cluster.supplied.as_slice()))?;
    let reads = |variable: &Variable| match variable {
        Variable::Secret { secret, .. } => secret == name,
        Variable::Value { .. } => is_values,
        Variable::Literal(_) | Variable::Composed { .. } => false,
    };
    let is_reader = |container: &&BoundContainer| {
        container.placement.as_ref().is_some_and(|placement| placement.env.further.iter().any(|(_, own)| reads(own)))
    };
    let answer = Object {
        kind: ObjectKind::Object,
        name: name.to_owned(),
        what: if secret.is_some() { "Secret" } else { "ConfigMap" },
        keys: keys.iter().map(|key| key.key.clone()).collect(),
        read_by: plan.containers.iter().filter(is_reader).map(|container| container.id.clone()).collect(),
    };
    let mut facts = String::new();
    for (at, key) in keys.iter().enumerate() {
        fact(&mut facts, if at == 0 { "keys" } else { "" }, &said(key));
    }
    fact(&mut facts, "read by", &listed(&answer.read_by));
    let made = if secret.is_some() { made(name, keys, cluster) } else { VALUES.to_owned() };
    fact(&mut facts, "made", &made);
    let about = format!(" is a {} of this project in the namespace `{}`", answer.what, cluster.namespace);
    Some(Explanation { name: name.to_owned(), about, facts, answer: Explained::Object(answer) })
}

const VALUES: &str = "with the manifests; `values.properties` of an overlay fills it, or the chart's `values`, or `[values]` \
     in `ast.toml`";

/// How a Secret comes to be.
fn made(name: &str, keys: &[Supplied], cluster: &Cluster) -> String {
    let file = naming::file(name);
    match cluster.mode {
        _ if keys.iter().all(|key| key.exists) => {
            "by whoever keeps it in the cluster: `secret-keys` under `[cluster]` in `ast.toml` names it".to_owned()
        }
        SecretsMode::Generator => format!(
            "by `kubectl apply -k` of the manifests' folder `secrets` (of an environment `overlays/NAME/secrets`), where `{file}.env.example` is to be copied to \
             `{file}.env` and filled"
        ),
        SecretsMode::Existing => {
            "by you, before the rest: `secrets = \"existing\"` under `[cluster]` says so".to_owned()
        }
        SecretsMode::External => {
            format!("by the External Secrets operator, of its store `{}`", one_line(&cluster.store.name, LONGEST))
        }
    }
}

fn said(key: &Supplied) -> String {
    let of = if key.key == key.name { String::new() } else { format!(", for {}", key.name) };
    let need = if key.required { ", required" } else { ", optional" };
    format!("{}{of}{need}", key.key)
}

/// How much of a name is shown.
const LONGEST: usize = 253;

fn listed(ids: &[Id]) -> String {
    if ids.is_empty() {
        return "no container".to_owned();
    }
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The container whose public host it is.
fn server(host: &str, plan: &BoundPlan) -> Option<Id> {
    let is_url = |row: &EnvRow| {
        let url = row.value.as_deref().filter(|_| row.name == "ASTRO_EXTERNAL_AGENT_URL");
        url.and_then(|url| url.split_once("://")).is_some_and(|(_, own)| own == host)
    };
    let is_its = |container: &&BoundContainer| {
        let own = container.placement.as_ref().and_then(|placement| placement.host.as_ref());
        own.is_some_and(|own| own.as_str() == host) || container.id == Id::AGENT && container.env.iter().any(is_url)
    };
    plan.containers.iter().find(is_its).map(|container| container.id.clone())
}

/// A host of the project's own.
fn served(mut answer: Address, id: Id, plan: Option<&BoundPlan>) -> Explanation {
    let routes = plan.and_then(|plan| plan.cluster.as_ref()).map(|cluster| cluster.routes.as_slice());
    let route = routes.unwrap_or_default().iter().find(|route| route.host == answer.name);
    let mut facts = String::new();
    fact(&mut facts, "here", "nothing answers to it: a local run is reached by its published port");
    match route {
        Some(route) => fact(&mut facts, "cluster", &format!("a route leads to port {} of {id}", route.port)),
        None => fact(&mut facts, "cluster", "no route leads there: `route` under `[cluster]` in `ast.toml` makes one"),
    }
    fact(&mut facts, "set by", "`host`, under `[cluster]` for the agent or `[cluster.components.ID]` for a webhook");
    let about = format!(" is the public host of {id} in a cluster");
    answer.serves = Some(id);
    answer.is_plain = true;
    Explanation { name: answer.name.clone(), about, facts, answer: Explained::Address(answer) }
}

/// Who may connect to an address, as the policies of a cluster have it.
fn address(name: &str, plan: Option<&BoundPlan>) -> Option<Explanation> {
    // Words of the language alone are no address.
    let remote = Remote::read(name).filter(|_| !language::is_path(name))?;
    let port = remote.port;
    let mut answer = Address {
        kind: AddressKind::Address,
        name: remote.host.clone(),
        port,
        open_to: Vec::new(),
        shut_to: Vec::new(),
        serves: None,
        is_plain: remote.address.is_some() || name.contains(':'),
    };
    if let Some(id) = plan.and_then(|plan| server(&answer.name, plan)) {
        return Some(served(answer, id, plan));
    }
    let mut ways = BTreeSet::new();
    for container in plan.map(|plan| plan.containers.as_slice()).unwrap_or_default() {
        let Some(placement) = &container.placement else { continue };
        let open: Vec<&Reach> = placement.egress.iter().filter(|reach| reach.may_open(&remote)).collect();
        let side = if open.is_empty() { &mut answer.shut_to } else { &mut answer.open_to };
        side.push(container.id.clone());
        ways.extend(open);
    }
    let mut facts = String::new();
    fact(&mut facts, "here", "containers reach it as this machine does");
    if plan.is_none() {
        fact(
            &mut facts,
            "cluster",
            "port 443 of public addresses is open to all but stores, and private networks are shut",
        );
    } else {
        fact(&mut facts, "open to", &format!("{}, at port {port} in a cluster", listed(&answer.open_to)));
        if !answer.shut_to.is_empty() {
            fact(&mut facts, "shut to", &listed(&answer.shut_to));
        }
    }
    // Any address at all needs no more.
    let is_sure = ways.iter().any(|way| matches!(way, Reach::Port(_)));
    if remote.address.is_none() && !answer.open_to.is_empty() && !is_sure {
        fact(&mut facts, "if", "its address is public: private networks are shut");
    }
    let range = match remote.address {
        Some(address) => format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 }),
        None => "10.0.0.0/8".to_owned(),
    };
    fact(
        &mut facts,
        "to open",
        &format!(
            "`egress = [\"{range}:{port}\"]` opens a range, `[\"{port}\"]` the port of any address; policies know no names"
        ),
    );
    let place = answer.shut_to.first().or(answer.open_to.first()).cloned().unwrap_or(Id::AGENT);
    fact(
        &mut facts,
        "",
        &format!("it stands in `ast.toml`, under `[cluster]` for all or `[cluster.components.\"{place}\"]` for one"),
    );
    let about = " is an address outside of this project".to_owned();
    Some(Explanation { name: answer.name.clone(), about, facts, answer: Explained::Address(answer) })
}
