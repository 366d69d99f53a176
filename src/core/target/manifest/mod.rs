//! The Kubernetes objects of a plan that is bound to a cluster; how they are laid out as files is a target's.
//!
//! Every decision is in the plan ([`crate::plan::Cluster`], [`crate::plan::Placement`]).

mod config;
mod connection;
mod container;
mod network;
mod object;
mod pod;
mod route;
mod scale;
mod secret;
mod service;
mod template;
mod waiver;
mod workload;

use crate::options::SecretsMode;
use crate::plan::{BoundContainer, BoundPlan, Cluster, ContainerKind, Disk, Id, Placement, Workload};
use connection::Connections;
use object::{Metadata, Namespace, Object, ServiceAccount, manifest};

pub(super) use object::{Manifest, Map};
pub(super) use route::route;
pub(super) use secret::{external_secret, wanted};
pub(super) use template::{VALUES_HASH, common_labels, sidecar};
pub(super) use waiver::{WAIVER, WAIVERS, Waivers};

/// Every object, by the part of a deployment that it belongs to.
pub(super) struct Manifests {
    /// The name and the objects of what belongs to no component, then of each component, in the plan's order.
    pub(super) base: Vec<(String, Vec<Manifest>)>,
    /// Where all of it runs, if that is made.
    pub(super) namespace: Option<Manifest>,
    /// The disks of what is no StatefulSet, which outlive it.
    pub(super) claims: Vec<Manifest>,
    /// What an operator makes Secrets of.
    pub(super) external_secrets: Vec<Manifest>,
}

/// The objects of a plan.
pub(super) fn manifests(plan: &BoundPlan, cluster: &Cluster) -> Result<Manifests, String> {
    let mut base = vec![("common".to_owned(), common(cluster)?)];
    let connections = Connections::of(plan);
    for (container, placement) in components(plan) {
        base.push((placement.short.clone(), component(plan, &connections, cluster, container, placement)?));
    }
    let namespace = cluster.makes_namespace.then(|| namespace(cluster)).transpose()?;
    let external_secrets = match cluster.mode {
        SecretsMode::External => secret::external(cluster)?,
        SecretsMode::Existing | SecretsMode::Generator => Vec::new(),
    };
    Ok(Manifests { base, namespace, claims: claims(plan, cluster)?, external_secrets })
}

/// The containers with how they run; the sidecar is part of the agent.
pub(super) fn components(plan: &BoundPlan) -> impl Iterator<Item = (&BoundContainer, &Placement)> {
    let all = plan.containers.iter().filter_map(|container| Some((container, container.placement.as_ref()?)));
    all.filter(|(_, placement)| placement.workload != Workload::Sidecar)
}

/// What belongs to no component.
fn common(cluster: &Cluster) -> Result<Vec<Manifest>, String> {
    let account = ServiceAccount {
        api_version: "v1",
        kind: "ServiceAccount",
        metadata: Metadata { name: cluster.agent.clone(), labels: common_labels(cluster), ..Metadata::default() },
        automount_service_account_token: false,
    };
    let mut manifests = vec![manifest("whom pods act as: nobody, as they get no token", &account)?];
    manifests.push(config::values(cluster)?);
    manifests.push(network::default_deny(cluster)?);
    Ok(manifests)
}

/// Everything of a component.
fn component(
    plan: &BoundPlan,
    connections: &Connections<'_>,
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<Vec<Manifest>, String> {
    let from = origin(plan, container);
    let mut manifests = config::configs(cluster, container, placement, &from)?;
    if let Some((beside, its)) = sidecar(plan, container) {
        manifests.extend(config::configs(cluster, beside, its, &origin(plan, beside))?);
    }
    manifests.extend(service::services(plan, cluster, container, placement, &from)?);
    manifests.extend(workload::workload(plan, cluster, container, placement, &from)?);
    if container.id == Id::AGENT {
        manifests.extend(scale::scale(cluster, container, placement, &from)?);
    }
    manifests.extend(network::policy(plan, connections, cluster, container, placement, &from)?);
    for its in cluster.routes.iter().filter(|route| route.service == placement.name) {
        manifests.extend(route::route(cluster, its)?);
    }
    Ok(manifests)
}

/// The declaration that an object comes from.
fn origin(plan: &BoundPlan, container: &BoundContainer) -> String {
    match container.id.kind {
        ContainerKind::Messaging => "messaging, the sidecar of agent.interfaces".to_owned(),
        _ => plan.declaration(container),
    }
}

/// The namespace, in which nothing runs with more rights than it needs.
fn namespace(cluster: &Cluster) -> Result<Manifest, String> {
    let mut labels: Map = common_labels(cluster);
    for mode in ["enforce", "audit", "warn"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), "restricted".to_owned());
    }
    let metadata = Metadata { name: cluster.namespace.clone(), labels, ..Metadata::default() };
    manifest("where all of it runs", &Namespace { api_version: "v1", kind: "Namespace", metadata })
}

/// The disks of what is not a StatefulSet, which are claimed apart.
pub(super) fn claimed(plan: &BoundPlan) -> impl Iterator<Item = (&BoundContainer, &Placement, &Disk)> {
    let lasting = components(plan).filter(|(_, placement)| placement.workload != Workload::Stateful);
    lasting.filter_map(|(container, placement)| Some((container, placement, placement.disk.as_ref()?)))
}

fn claims(plan: &BoundPlan, cluster: &Cluster) -> Result<Vec<Manifest>, String> {
    let claim = |(container, placement, disk): (&BoundContainer, &Placement, &Disk)| {
        let spec = workload::claim(disk);
        let metadata = Metadata {
            name: placement.name.clone(),
            labels: template::labels(cluster, container, placement),
            ..Metadata::default()
        };
        let object = Object { api_version: "v1", kind: "PersistentVolumeClaim", metadata, spec };
        manifest(&format!("{}: its disk", origin(plan, container)), &object)
    };
    claimed(plan).map(claim).collect()
}
