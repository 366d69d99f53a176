//! Options that do not fit the plan: they name what is not there, or ask for what can't be.
//!
//! A form that is wrong is found where options are read. What is found here takes the plan, or two options.

use std::collections::BTreeSet;

use super::bound::BoundPlan;
use crate::diagnostic::Severity;
use crate::diagnostic::nearest::nearest;
use crate::options::{ClusterSettings, RouteKind, Settings};
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
}

/// What of the settings does not fit a plan that is bound to a cluster, which has everything that they can name.
pub fn misfits(plan: &BoundPlan, settings: &Settings) -> Vec<Misfit> {
    let mut found = Misfits::default();
    components(plan, settings, &mut found);
    supplies(plan, settings, &mut found);
    replicas(settings, &mut found);
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
    settings.cluster != ClusterSettings::default() || !settings.schedules.is_empty()
}

#[derive(Default)]
struct Misfits(Vec<Misfit>);

impl Misfits {
    fn push(&mut self, severity: Severity, setting: &[&str], message: String, help: String) {
        let setting = setting.iter().fold(Pointer::root(), |pointer, token| pointer.key(token));
        self.0.push(Misfit { setting, severity, message, help });
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
    let ids: BTreeSet<String> = plan.containers.iter().map(|container| container.id.to_string()).collect();
    for id in settings.cluster.components.keys().filter(|id| !ids.contains(*id)) {
        let help = did_you_mean(id, &ids).unwrap_or_else(|| format!("the containers are {}", listed(&ids)));
        found.error(&["cluster", "components", id], format!("no container of the plan is called `{id}`"), help);
    }
}

fn supplies(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let names: BTreeSet<String> = plan.supplies.iter().map(|supply| supply.name.clone()).collect();
    let keys = settings.cluster.secret_keys.keys().map(|name| (vec!["cluster", "secret-keys", name], name));
    let optional = settings.cluster.secret_store.optional.iter().flatten();
    let optional = optional.map(|name| (vec!["cluster", "secret-store", "optional"], name));
    for (setting, name) in keys.chain(optional).filter(|(_, name)| !names.contains(*name)) {
        let help = did_you_mean(name, &names);
        let help = help.unwrap_or_else(|| "`ast plan --for cluster` lists what is supplied".to_owned());
        found.error(&setting, format!("no container asks for the value `{name}`"), help);
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

fn replicas(settings: &Settings, found: &mut Misfits) {
    let replicas = &settings.cluster.replicas;
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
        found.push(Severity::Warning, &["schedules", name], message, help);
    }
}
