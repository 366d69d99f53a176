//! What a run has to know of its plan.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::Check;
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, Id};
use crate::spec::TriggerType;

/// How long the start of anything may take at least.
const PATIENCE: u64 = 120;
/// How much longer than its slowest check a run waits.
const BEYOND: u64 = 60;

/// The facts of a run.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The agent's service.
    pub agent: String,
    /// The services that are built.
    pub built: Vec<String>,
    /// The names of what is built.
    pub images: BTreeMap<String, String>,
    /// The services that run until they are stopped.
    pub staying: BTreeSet<String>,
    /// The jobs that run at the start.
    pub jobs: BTreeSet<String>,
    /// How the agent is heard from.
    pub answers: Answers,
    /// The port of this machine at which people talk to the agent, where it has none of its own.
    pub chat: Option<u16>,
    /// Whether it has to be known that containers reach this machine, before they are started.
    pub probes: bool,
    /// Whether that is looked at again once everything is there, as it was known from before.
    pub probes_later: bool,
    /// How long the start may take, once everything is built.
    pub patience: Duration,
    /// The jobs that run when somebody asks for them, or a schedule does.
    pub on_demand: Vec<String>,
    /// When jobs are started, by their services.
    pub schedules: BTreeMap<String, String>,
    /// Whether a save starts again what has ended.
    pub watches: bool,
    /// How stores are asked whether they are ready, by their services.
    pub checks: BTreeMap<String, Check>,
}

/// How the agent is heard from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Answers {
    /// By a port of this machine, at a path.
    Port(u16, String),
    /// By a check, which Compose waits for.
    Check,
    /// Not at all: that it runs is all there is to see.
    #[default]
    Nothing,
}

impl Facts {
    /// The facts of a plan; `port` is the number that the agent's first port has on this machine.
    pub fn of(plan: &BoundPlan, port: Option<u16>, patience: Option<Duration>) -> Self {
        let services = || plan.containers.iter().filter_map(|found| Some((found, found.service.clone()?)));
        let is_on_demand = |trigger| matches!(trigger, Some(TriggerType::Schedule | TriggerType::Manual));
        let checks = plan.containers.iter().filter_map(|container| container.health.as_ref());
        let slowest = checks.map(crate::plan::Health::patience).max().unwrap_or_default().max(PATIENCE);
        let agent = plan.container(&Id::AGENT);
        let health = agent.and_then(|agent| agent.health.as_ref());
        let path = health.and_then(|health| health.path.clone());
        let answers = match (port, health) {
            (Some(port), _) => Answers::Port(port, path.unwrap_or_else(|| "/".to_owned())),
            (None, Some(health)) if health.test.is_some() || health.path.is_some() => Answers::Check,
            _ => Answers::Nothing,
        };
        let of_trigger = |wanted: fn(Option<TriggerType>) -> bool| {
            services().filter(|(found, _)| wanted(found.trigger)).map(|(_, service)| service).collect()
        };
        Self {
            agent: agent.and_then(|agent| agent.service.clone()).unwrap_or_default(),
            built: services()
                .filter(|(found, _)| found.build.is_some() && !is_on_demand(found.trigger))
                .map(|(_, service)| service)
                .collect(),
            images: services()
                .filter(|(found, _)| found.build.is_some())
                .filter_map(|(found, service)| Some((service, found.image.clone()?)))
                .collect(),
            staying: of_trigger(|trigger| trigger.is_none_or(|trigger| trigger == TriggerType::Webhook)),
            jobs: of_trigger(|trigger| trigger == Some(TriggerType::Startup)),
            answers,
            chat: None,
            probes: false,
            probes_later: false,
            patience: patience.unwrap_or(Duration::from_secs(slowest + BEYOND)),
            on_demand: services()
                .filter(|(found, _)| is_on_demand(found.trigger))
                .map(|(_, service)| service)
                .collect(),
            schedules: services()
                .filter(|(found, _)| found.trigger == Some(TriggerType::Schedule))
                .filter_map(|(found, service)| Some((service, found.schedule.clone()?)))
                .collect(),
            watches: false,
            checks: plan.containers.iter().filter_map(check).map(|check| (check.service.clone(), check)).collect(),
        }
    }

    /// The service that a helper asks whether it is ready.
    pub(super) fn asked_by<'a>(&self, helper: &'a str) -> Option<&'a str> {
        let asked = helper.strip_suffix("-ready")?;
        (self.staying.contains(asked) && !self.staying.contains(helper)).then_some(asked)
    }

    /// Whether it is a service of the spec's, and no helper of ours.
    pub(super) fn declares(&self, service: &str) -> bool {
        self.staying.contains(service) || self.jobs.contains(service)
    }
}

/// How a store is asked whether it is ready, where a shell asks that in it.
fn check(store: &BoundContainer) -> Option<Check> {
    let health = store.health.as_ref().filter(|_| store.id.kind == ContainerKind::Knowledge)?;
    let [_, command] = health.test.as_deref().filter(|test| test.first().is_some_and(|word| word == "CMD-SHELL"))?
    else {
        return None;
    };
    let patience = health.patience().max(PATIENCE);
    Some(Check { service: store.service.clone()?, command: command.clone(), patience })
}
