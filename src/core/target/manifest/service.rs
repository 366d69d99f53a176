//! Services: where a component is reached, and what gives an agent's replicas their identity.

use super::object::{Manifest, Metadata, Object, Service, ServicePort, manifest};
use super::template::{labels, selector, sidecar};
use crate::plan::{BoundContainer, BoundPlan, BoundPort, Cluster, Id, Placement, Workload};

/// The Services of a container; none for what only connects to others.
pub(super) fn services(
    plan: &BoundPlan,
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
    origin: &str,
) -> Result<Vec<Manifest>, String> {
    let ports = ports(plan, container);
    let serves = matches!(placement.workload, Workload::Stateful | Workload::Stateless { .. });
    if !serves || ports.is_empty() {
        return Ok(Vec::new());
    }
    let agent = container.id == Id::AGENT;
    let service = |name: &str, cluster_ip: Option<&'static str>| Object {
        api_version: "v1",
        kind: "Service",
        metadata: Metadata {
            name: name.to_owned(),
            labels: labels(cluster, container, placement),
            ..Metadata::default()
        },
        spec: Service {
            cluster_ip,
            selector: selector(cluster, placement),
            session_affinity: (agent && cluster.autoscale.is_some() && cluster_ip.is_none()).then_some("ClientIP"),
            ports: ports.clone(),
        },
    };
    let mut services = vec![manifest(origin, &service(&placement.name, None))?];
    if agent {
        let origin = format!("{origin}: the identity of its replicas");
        services.push(manifest(&origin, &service(&cluster.headless, Some("None")))?);
    }
    Ok(services)
}

/// A container's own ports, and the sidecar's that are not only for its neighbour.
fn ports(plan: &BoundPlan, container: &BoundContainer) -> Vec<ServicePort> {
    let web = sidecar(plan, container).into_iter().flat_map(|(sidecar, _)| sidecar.ports.iter());
    let of = |port: &BoundPort| ServicePort {
        name: port.name.clone(),
        port: port.container,
        target_port: port.name.clone(),
    };
    container.ports.iter().chain(web.filter(|port| port.name != "grpc")).map(of).collect()
}
