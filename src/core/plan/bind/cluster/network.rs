//! Who may connect where in a cluster, beside the plan's edges.

use super::super::gateway::port_of;
use crate::options::PlacementSettings;
use crate::plan::bind::Binding;
use crate::plan::bound::{BoundContainer, BoundPlan, EdgeEnd};
use crate::plan::cluster::Reach;
use crate::plan::id::{ContainerKind, Id};
use crate::spec::TriggerType;

/// The port on which the agent is offered: the frontend's, else the sidecar's web adapter's, else the agent's own.
pub(super) fn offered(bound: &BoundPlan) -> Option<u16> {
    let own = bound.container(&Id::AGENT)?.ports.first().map(|port| port.container);
    let web = bound.container(&Id::MESSAGING).and_then(|sidecar| sidecar.ports.iter().find(|port| port.name == "web"));
    if bound.platform.interfaces.frontend { own } else { web.map(|port| port.container).or(own) }
}

/// The ports of a container that may be connected to from outside of the project.
pub(super) fn exposed(bound: &BoundPlan, container: &BoundContainer) -> Vec<u16> {
    match container.id.kind {
        ContainerKind::Agent | ContainerKind::Messaging => offered(bound)
            .filter(|offered| container.ports.iter().any(|port| port.container == *offered))
            .into_iter()
            .collect(),
        ContainerKind::Ingestion if container.trigger == Some(TriggerType::Webhook) => {
            container.ports.iter().map(|port| port.container).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a container may connect to anything beside the plan's edges between containers.
pub(in crate::plan::bind) fn reaches_out(binding: &Binding<'_>, bound: &BoundPlan, container: &BoundContainer) -> bool {
    let given = binding.settings.placed(&container.id.to_string());
    !egress(binding, bound, container, given).is_empty()
}

/// Where a container may connect to beside the plan's edges between containers.
pub(super) fn egress(
    binding: &Binding<'_>,
    bound: &BoundPlan,
    container: &BoundContainer,
    given: &PlacementSettings,
) -> Vec<Reach> {
    let mut reach = Vec::new();
    if container.id.kind.calls_out() {
        reach.push(Reach::Outside);
    }
    if bound.edges_from(&container.id).iter().any(|edge| matches!(edge.to, EdgeEnd::Hosted(_)))
        && let Some(url) = &binding.settings.gateway.url
    {
        reach.push(Reach::Port(port_of(url.as_str())));
    }
    if container.id.kind == ContainerKind::Agent
        && let Some(url) = &binding.settings.otel_endpoint
    {
        reach.push(Reach::Port(port_of(url.as_str())));
    }
    reach.extend(binding.settings.cluster.egress.iter().chain(&given.egress).flatten().map(Reach::of));
    reach.sort();
    reach.dedup();
    reach
}
