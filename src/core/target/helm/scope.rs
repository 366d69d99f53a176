//! The plan of a chart, with the ways to its containers that its objects' names lead to.

use std::collections::HashMap;

use crate::options::Settings;
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, Id, Route, naming};
use crate::target::manifest::components;

use super::code::own;

/// A plan and the ways to its containers.
pub(super) struct Scope<'a> {
    pub(super) plan: &'a BoundPlan,
    /// What options say of it, what is left to values too.
    pub(super) settings: &'a Settings,
    /// By what waits for them.
    waited_for: HashMap<String, &'a BoundContainer>,
    /// Webhooks by the names of their objects.
    webhooks: HashMap<&'a str, &'a Id>,
}

impl<'a> Scope<'a> {
    pub(super) fn of(plan: &'a BoundPlan, settings: &'a Settings) -> Self {
        let wait = |one: &'a BoundContainer| (naming::cut(&format!("wait-{}", one.id.service()), naming::LABEL), one);
        let jobs = components(plan).filter(|(container, _)| container.id.kind == ContainerKind::Ingestion);
        Self {
            plan,
            settings,
            waited_for: plan.containers.iter().map(wait).collect(),
            webhooks: jobs.map(|(container, placement)| (placement.name.as_str(), &container.id)).collect(),
        }
    }

    /// The store that an init container waits for.
    pub(super) fn waited_for(&self, name: &str) -> Result<&'a BoundContainer, String> {
        self.waited_for.get(name).copied().ok_or_else(|| format!("nothing is waited for by {name}"))
    }

    /// What a route leads to, and the code that gives its host.
    pub(super) fn route(&self, route: &Route) -> (String, String) {
        match self.webhooks.get(route.name.as_str()) {
            Some(id) => (id.to_string(), format!("{}.host", own(id))),
            None => (Id::AGENT.to_string(), "$.Values.route.host".to_owned()),
        }
    }
}
