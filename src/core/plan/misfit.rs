//! Options that do not fit the plan: they name what is not there, or ask for what can't be.
//!
//! A form that is wrong is found where options are read. What is found here takes the plan, or two options.

mod image;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use super::bound::{BoundContainer, BoundPlan};
use super::id::Id;
use crate::diagnostic::Severity;
use crate::diagnostic::nearest::nearest;
use crate::options::{
    Amount, Argument, ClusterSettings, ComponentSettings, ObjectName, ReplicaSettings, RouteKind, Settings,
};
use crate::plan::cluster::Workload;
use crate::source::Pointer;
use crate::spec::TriggerType;

/// A setting that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The setting's place in `ast.toml`.
    pub setting: Pointer,
    /// An error, or a warning.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Whether it names what this plan does not have, and another one may.
    pub is_absent: bool,
}

/// What of the settings does not fit a plan that is bound to a cluster, which has everything that they can name.
pub fn misfits(plan: &BoundPlan, settings: &Settings) -> Vec<Misfit> {
    let mut found = Misfits::default();
    components(plan, settings, &mut found);
    image::mirrors(plan, settings, &mut found);
    supplies(plan, settings, &mut found);
    values::given(plan, settings, &mut found);
    namespace(settings, &mut found);
    replicas(plan, settings, &mut found);
    schedules(plan, settings, &mut found);
    found.0
}

/// What settings lack for a deployment; until there is one, a flag may still say it.
pub fn lacking(settings: &Settings) -> Vec<Misfit> {
    let mut found = Misfits::default();
    route(settings, &mut found);
    found.0
}

/// Whether settings say something that may not fit.
pub fn may_misfit(settings: &Settings) -> bool {
    let none_by_name = settings.schedules.is_empty()
        && settings.components.is_empty()
        && settings.mirrors.is_empty()
        && settings.values.is_empty()
        && settings.environments.is_empty();
    settings.cluster != ClusterSettings::default() || !none_by_name
}

#[derive(Default)]
struct Misfits(Vec<Misfit>);

impl Misfits {
    fn push(&mut self, severity: Severity, setting: &[&str], message: String, help: String) {
        let setting = setting.iter().fold(Pointer::root(), |pointer, token| pointer.key(token));
        self.0.push(Misfit { setting, severity, message, help, is_absent: false });
    }

    /// Something that is named and not there.
    fn absent(&mut self, severity: Severity, setting: &[&str], message: String, help: String) {
        self.push(severity, setting, message, help);
        self.0.last_mut().into_iter().for_each(|misfit| misfit.is_absent = true);
    }

    fn error(&mut self, setting: &[&str], message: String, help: impl Into<String>) {
        self.push(Severity::Error, setting, message, help.into());
    }
}

fn did_you_mean(name: &str, known: &BTreeSet<String>) -> Option<String> {
    nearest(name, known.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"))
}

fn listed(names: &BTreeSet<String>) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn components(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let known: BTreeMap<String, &BoundContainer> =
        plan.containers.iter().map(|container| (container.id.to_string(), container)).collect();
    let ids: BTreeSet<String> = known.keys().cloned().collect();
    let stranger = |setting: &[&str], id: &str, found: &mut Misfits| {
        if id == Id::GATEWAY.to_string() {
            let message = format!("`{id}` is a container on this machine alone, and hosted for a cluster");
            return found.error(
                setting,
                message,
                "remove it: what holds the gateway's variables reaches it everywhere, and its image is said under `[gateway]`",
            );
        }
        let help = did_you_mean(id, &ids).unwrap_or_else(|| format!("the containers are {}", listed(&ids)));
        found.absent(Severity::Error, setting, format!("no container of the plan is called `{id}`"), help);
    };
    for id in settings.cluster.components.keys().filter(|id| !ids.contains(*id)) {
        stranger(&["cluster", "components", id], id, found);
    }
    for (id, given) in &settings.components {
        let Some(container) = known.get(id) else {
            stranger(&["components", id], id, found);
            continue;
        };
        started(container, given, found);
        if let Some(given) = &given.image {
            image::chosen(plan, container, given, found);
        }
        for (at, to) in given.connects.iter().flatten().enumerate() {
            let at = at.to_string();
            let setting = ["components", id, "connects", &at];
            match known.get(to) {
                None => stranger(&setting, to, found),
                Some(target) => connected(container, target, &setting, found),
            }
        }
    }
    amounts(settings, found);
}

/// Whether a container can connect to another.
fn connected(from: &BoundContainer, to: &BoundContainer, setting: &[&str], found: &mut Misfits) {
    if [&from.id, &to.id].contains(&&Id::MESSAGING) {
        let message = format!("`{}` is a sidecar: it shares the agent's pod", Id::MESSAGING);
        found.error(setting, message, "connect `agent` instead");
    } else if from.id == to.id {
        found.error(setting, format!("`{}` reaches itself already", from.id), "remove it");
    } else if to.ports.is_empty() {
        let message = format!("`{}` listens on no port that is known", to.id);
        found.error(setting, message, "give its container a `port`");
    }
}

/// How a store of a provider is started is not for options to say: its password may be among the words.
fn started(container: &BoundContainer, given: &ComponentSettings, found: &mut Misfits) {
    let id = container.id.to_string();
    let is_taken = |given: &[Argument], taken: &[String]| given.iter().map(Argument::as_str).eq(taken);
    let keys = [("command", &given.command, &container.entrypoint), ("args", &given.args, &container.command)];
    for (key, given, taken) in keys {
        if given.as_ref().is_some_and(|given| !is_taken(given, taken)) {
            let help = format!("remove it, or write `{id}` with a `container` of its own instead of its provider");
            found.error(&["components", &id, key], format!("the provider of `{id}` says how it is started"), help);
        }
    }
}

/// Amounts that can't be meant: less starts nothing.
fn amounts(settings: &Settings, found: &mut Misfits) {
    const MEBIBYTE: f64 = 1_048_576.0;
    let memory = "give it a unit, as in `5Gi`";
    let cpu = "write cores or thousandths of one, as in `500m`";
    let mut check = |table: &[&str], id: &str, amounts: &[(&str, &Option<Amount>, f64, &str, &str)]| {
        for (key, amount, least, shown, help) in amounts {
            let Some(amount) = amount.as_ref().filter(|amount| amount.value() < *least) else { continue };
            let message = format!("`{key}` of `{id}` is `{}`, less than {shown}", amount.as_str());
            let setting: Vec<&str> = table.iter().copied().chain([id, key]).collect();
            found.push(Severity::Warning, &setting, message, (*help).to_owned());
        }
    };
    for (id, given) in &settings.components {
        check(&["components"], id, &[("shm", &given.shm, MEBIBYTE, "1Mi", memory)]);
    }
    for (id, given) in &settings.cluster.components {
        let amounts = [
            ("memory", &given.memory, MEBIBYTE, "1Mi", memory),
            ("storage", &given.storage, MEBIBYTE, "1Mi", memory),
            ("ephemeral-storage", &given.ephemeral_storage, MEBIBYTE, "1Mi", memory),
            ("cpu", &given.cpu, 1e-3, "1m", cpu),
            ("cpu-limit", &given.cpu_limit, 1e-3, "1m", cpu),
        ];
        check(&["cluster", "components"], id, &amounts);
    }
}

fn supplies(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let names: BTreeSet<String> = plan.supplies.iter().map(|supply| supply.name.clone()).collect();
    let keys = settings.cluster.secret_keys.keys().map(|name| (vec!["cluster", "secret-keys", name], name));
    let optional = settings.cluster.secret_store.optional.iter().flatten();
    let items: Vec<String> = (0..optional.clone().count()).map(|at| at.to_string()).collect();
    let optional = items.iter().zip(optional);
    let optional = optional.map(|(at, name)| (vec!["cluster", "secret-store", "optional", at], name));
    for (setting, name) in keys.chain(optional).filter(|(_, name)| !names.contains(*name)) {
        let help = did_you_mean(name, &names);
        let help = help.unwrap_or_else(|| "`ast plan --for cluster` lists what is supplied".to_owned());
        found.absent(Severity::Error, &setting, format!("no container asks for the value `{name}`"), help);
    }
}

fn route(settings: &Settings, found: &mut Misfits) {
    let route = &settings.cluster.route;
    let kind = ["cluster", "route", "kind"];
    if route.kind() == RouteKind::HttpRoute && route.gateway.is_none() {
        let help = "name it by `--route-gateway [NAMESPACE/]NAME`, or as `gateway` under `[cluster.route]`";
        found.error(&kind, "an HTTPRoute needs a Gateway".to_owned(), help);
    }
    if route.kind() != RouteKind::None && settings.cluster.host.is_none() {
        let help = "give it by `--host NAME`, or as `host` under `[cluster]`";
        found.error(&kind, "a route needs a host name".to_owned(), help);
    }
}

fn namespace(settings: &Settings, found: &mut Misfits) {
    let setting = ["cluster", "namespace"];
    match settings.cluster.namespace.as_ref().map(ObjectName::as_str) {
        Some(name) if name.starts_with("kube-") => {
            found.error(&setting, format!("`{name}` belongs to the cluster itself"), "name one of your own");
        }
        Some("default") => {
            let message = "`default` is shared by all that names no namespace, and keeps no pod restricted".to_owned();
            found.push(Severity::Warning, &setting, message, "name one of your own".to_owned());
        }
        _ => {}
    }
}

fn replicas(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let replicas = &settings.cluster.replicas;
    let is_said = *replicas != ReplicaSettings::default();
    if is_said && plan.cluster.as_ref().is_some_and(|cluster| cluster.autoscale.is_none()) {
        let message = "one `agent` runs, as it is not `distributed`".to_owned();
        let help = "set `distributed: true` in the spec, or remove this".to_owned();
        found.absent(Severity::Warning, &["cluster", "replicas"], message, help);
    }
    let once = |container: &&BoundContainer| {
        let runs = container.placement.as_ref().map(|placement| &placement.workload);
        runs.is_some_and(|workload| !matches!(workload, Workload::Stateless { recreate: false }))
    };
    for container in plan.containers.iter().filter(once) {
        let id = container.id.to_string();
        let given = settings.cluster.components.get(&id).and_then(|given| given.replicas);
        if given.is_some_and(|replicas| replicas > 1) {
            let help = if container.id == Id::AGENT {
                "set `distributed: true` in the spec, and bounds under `[cluster.replicas]`"
            } else {
                "remove it: what has a disk, or is a job, runs once"
            };
            let message = format!("one `{id}` runs, whatever this says");
            found.push(Severity::Warning, &["cluster", "components", &id, "replicas"], message, help.to_owned());
        }
    }
    if let Some(max) = replicas.max.filter(|max| *max < replicas.min()) {
        let message = format!("at most {} replicas are fewer than at least {}", max.get(), replicas.min().get());
        found.error(&["cluster", "replicas", "max"], message, "raise `max`, or lower `min`");
    }
}

fn schedules(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let scheduled = plan.containers.iter().filter(|container| container.trigger == Some(TriggerType::Schedule));
    let scheduled: BTreeSet<String> = scheduled.map(|container| container.id.entry.clone()).collect();
    for name in settings.schedules.keys().filter(|name| !scheduled.contains(*name)) {
        let help = did_you_mean(name, &scheduled);
        let help = help.unwrap_or_else(|| "remove it; it has no effect".to_owned());
        let message = format!("`{name}` is not an ingestion that runs by a schedule");
        found.absent(Severity::Warning, &["schedules", name], message, help);
    }
}
