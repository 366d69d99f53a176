//! Who may connect to whom: nobody, and then exactly what the plan says.

use serde::Serialize;

use super::connection::Connections;
use super::object::{Manifest, Map, Metadata, Object, Selector, manifest};
use super::template::{common_labels, labels, selector, sidecar};
use crate::plan::{BoundContainer, BoundPlan, Cluster, PRIVATE, PRIVATE_6, Placement, Reach};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Isolation {
    pod_selector: Selector,
    policy_types: [&'static str; 2],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ingress: Vec<Ingress>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    egress: Vec<Egress>,
}

#[derive(Serialize)]
struct Ingress {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    from: Vec<Peer>,
    ports: Vec<Port>,
}

#[derive(Serialize)]
struct Egress {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<Peer>,
    ports: Vec<Port>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Peer {
    PodSelector(Selector),
    NamespaceSelector(Selector),
    IpBlock(Block),
}

#[derive(Serialize)]
struct Block {
    cidr: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    except: Vec<&'static str>,
}

#[derive(Clone, Serialize)]
struct Port {
    protocol: &'static str,
    port: u16,
}

fn tcp(port: u16) -> Port {
    Port { protocol: "TCP", port }
}

fn object(name: &str, labels: Map, spec: Isolation) -> Object<Isolation> {
    Object {
        api_version: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: Metadata { name: name.to_owned(), labels, ..Metadata::default() },
        spec,
    }
}

/// Nothing but names may be asked for, by every pod of this agent and of no other.
pub(super) fn default_deny(cluster: &Cluster) -> Result<Manifest, String> {
    let instance = "app.kubernetes.io/instance".to_owned();
    let udp = |port| Port { protocol: "UDP", port };
    // The second is where OpenShift's name servers listen behind their Service.
    let names = vec![udp(53), tcp(53), udp(5353), tcp(5353)];
    let spec = Isolation {
        pod_selector: Selector { match_labels: Map::from([(instance, cluster.agent.clone())]) },
        policy_types: ["Ingress", "Egress"],
        ingress: Vec::new(),
        egress: vec![Egress { to: Vec::new(), ports: names }],
    };
    // No component is called so: its name begins with what it is.
    let name = format!("{}-default", cluster.agent);
    manifest(
        "no connection but to name servers, unless another policy says so",
        &object(&name, common_labels(cluster), spec),
    )
}

/// What a component may do beside.
pub(super) fn policy(
    plan: &BoundPlan,
    connections: &Connections<'_>,
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
    origin: &str,
) -> Result<Option<Manifest>, String> {
    let members = || std::iter::once((container, placement)).chain(sidecar(plan, container));
    let spec = Isolation {
        pod_selector: Selector { match_labels: selector(cluster, placement) },
        policy_types: ["Ingress", "Egress"],
        ingress: ingress(
            connections,
            cluster,
            container,
            members().flat_map(|(_, placement)| placement.exposed.iter().copied()),
        ),
        egress: egress(connections, cluster, container, members().flat_map(|(_, placement)| &placement.egress)),
    };
    if spec.ingress.is_empty() && spec.egress.is_empty() {
        return Ok(None);
    }
    let origin = format!("{origin}: who connects to it, and where it connects to");
    manifest(&origin, &object(&placement.name, labels(cluster, container, placement), spec)).map(Some)
}

/// From whoever has an edge to it; and to what is exposed, from everybody or from the namespaces that options name.
fn ingress(
    connections: &Connections<'_>,
    cluster: &Cluster,
    container: &BoundContainer,
    exposed: impl Iterator<Item = u16>,
) -> Vec<Ingress> {
    let mut rules = Vec::new();
    for (placement, ports) in connections.into(&container.id) {
        rules.push(Ingress { from: vec![pods(cluster, placement)], ports: ports.into_iter().map(tcp).collect() });
    }
    let ports: Vec<_> = exposed.map(tcp).collect();
    if !ports.is_empty() {
        let namespace = |name: &str| {
            let label = "kubernetes.io/metadata.name".to_owned();
            Peer::NamespaceSelector(Selector { match_labels: Map::from([(label, name.to_owned())]) })
        };
        let from = cluster.ingress_from.iter().map(|name| namespace(name.as_str())).collect();
        rules.push(Ingress { from, ports });
    }
    rules
}

fn egress<'a>(
    connections: &Connections<'_>,
    cluster: &Cluster,
    container: &BoundContainer,
    reach: impl Iterator<Item = &'a Reach>,
) -> Vec<Egress> {
    let mut rules = Vec::new();
    for (placement, ports) in connections.from(&container.id) {
        rules.push(Egress { to: vec![pods(cluster, placement)], ports: ports.into_iter().map(tcp).collect() });
    }
    let mut reach: Vec<_> = reach.collect();
    reach.sort();
    reach.dedup();
    rules.extend(reach.into_iter().map(outward));
    rules
}

fn pods(cluster: &Cluster, placement: &Placement) -> Peer {
    Peer::PodSelector(Selector { match_labels: selector(cluster, placement) })
}

fn outward(reach: &Reach) -> Egress {
    let block =
        |cidr: &str, except: &[&'static str]| Peer::IpBlock(Block { cidr: cidr.to_owned(), except: except.into() });
    match reach {
        Reach::Outside => {
            Egress { to: vec![block("0.0.0.0/0", &PRIVATE), block("::/0", &PRIVATE_6)], ports: vec![tcp(443)] }
        }
        Reach::Port(port) => Egress { to: Vec::new(), ports: vec![tcp(*port)] },
        Reach::Range(range, port) => Egress { to: vec![block(range, &[])], ports: vec![tcp(*port)] },
    }
}
