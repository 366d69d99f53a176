//! What a deployment asks of a cluster, in numbers, and what has to be there before it.

use crate::options::{RouteKind, SecretsMode};
use crate::plan::{self, BoundPlan, Cluster, Placement};
use crate::target::manifest::{claimed, components, sidecar};
use crate::target::{Footprint, Replicas, Total, Workload, WorkloadKind};

/// What a deployment is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::target) enum Means {
    /// Folders of manifests, the namespace and the claims apart.
    Folders,
    /// A chart, of a release that is called as it is.
    Chart,
}

/// The summary: workloads, totals at the most replicas, hosts, and what must exist beforehand.
pub(in crate::target) fn summary(plan: &BoundPlan, cluster: &Cluster, means: Means) -> Footprint {
    let (mut cpu, mut memory, mut storage) = (0.0, 0.0, 0.0);
    let mut workloads = Vec::new();
    for (container, placement) in components(plan) {
        let (least, most) = replicas(cluster, placement);
        let sidecar = sidecar(plan, container).map(|(sidecar, placement)| (&sidecar.id, placement));
        for member in std::iter::once(placement).chain(sidecar.map(|(_, placement)| placement)) {
            cpu += member.resources.cpu.value() * f64::from(most);
            memory += member.resources.memory.value() * f64::from(most);
        }
        let disk = placement.disk.as_ref().map_or(0.0, |disk| disk.size.value());
        storage += disk * f64::from(most.max(1));
        workloads.push(Workload {
            component: container.id.clone(),
            kind: kind(&placement.workload),
            name: placement.name.clone(),
            replicas: range(least, most),
            cpu: placement.resources.cpu.as_str().to_owned(),
            memory: placement.resources.memory.as_str().to_owned(),
            storage: placement.disk.as_ref().map(|disk| disk.size.as_str().to_owned()),
        });
        // It runs in the pods of the agent, as many times.
        workloads.extend(sidecar.map(|(id, placement)| Workload {
            component: id.clone(),
            kind: kind(&placement.workload),
            name: placement.name.clone(),
            replicas: range(least, most),
            cpu: placement.resources.cpu.as_str().to_owned(),
            memory: placement.resources.memory.as_str().to_owned(),
            storage: None,
        }));
    }
    Footprint {
        namespace: cluster.namespace.clone(),
        workloads,
        total: Total {
            cpu: format!("{}m", (cpu * 1000.0).round()),
            memory: format!("{}Mi", (memory / MEBI).ceil()),
            storage: format!("{}Gi", (storage / GIBI).ceil()),
        },
        hosts: cluster.routes.iter().map(|route| route.host.clone()).collect(),
        beforehand: beforehand(plan, cluster, means),
    }
}

const MEBI: f64 = 1_048_576.0;
const GIBI: f64 = 1_073_741_824.0;

fn kind(workload: &plan::Workload) -> WorkloadKind {
    match workload {
        plan::Workload::Stateful => WorkloadKind::StatefulSet,
        plan::Workload::Stateless { .. } => WorkloadKind::Deployment,
        plan::Workload::Job => WorkloadKind::Job,
        plan::Workload::CronJob { suspended: true, .. } => WorkloadKind::Suspended,
        plan::Workload::CronJob { .. } => WorkloadKind::CronJob,
        plan::Workload::Sidecar => WorkloadKind::Sidecar,
    }
}

fn range(least: u32, most: u32) -> Replicas {
    if least == most { Replicas::Fixed(most) } else { Replicas::Between { min: least, max: most } }
}

/// How many replicas run at least and at most.
fn replicas(cluster: &Cluster, placement: &Placement) -> (u32, u32) {
    match (cluster.autoscale, &placement.workload) {
        (Some(bounds), _) if placement.name == cluster.agent => (bounds.min, bounds.max),
        (_, plan::Workload::CronJob { .. }) => (0, 1),
        _ => (placement.replicas, placement.replicas),
    }
}

/// The Secrets and the values that somebody supplies.
fn supplies(cluster: &Cluster, means: Means) -> Vec<String> {
    let mut needs = Vec::new();
    for (name, keys) in &cluster.secrets {
        let required: Vec<_> = keys.iter().filter(|key| key.required).map(|key| key.key.as_str()).collect();
        let optional: Vec<_> = keys.iter().filter(|key| !key.required).map(|key| key.key.as_str()).collect();
        let mut words = Vec::new();
        if !required.is_empty() {
            words.push(required.join(", "));
        }
        if !optional.is_empty() {
            words.push(format!("optional {}", optional.join(", ")));
        }
        needs.push(format!("Secret {name}: {}", words.join("; ")));
    }
    let required = cluster.supplied.iter().filter(|value| value.required);
    needs.extend(required.map(|value| match means {
        Means::Chart => format!("value values.{} of the chart", value.name),
        Means::Folders => format!("value {} in ConfigMap {} (by an overlay)", value.name, cluster.values),
    }));
    needs
}

fn beforehand(plan: &BoundPlan, cluster: &Cluster, means: Means) -> Vec<String> {
    let is_chart = means == Means::Chart;
    let made = match means {
        Means::Chart => " (`helm install --create-namespace` makes it)",
        Means::Folders if cluster.makes_namespace => " (the folder namespace/)",
        Means::Folders => "",
    };
    let mut needs = vec![format!("Namespace {}{made}", cluster.namespace)];
    // A chart has its claims.
    for (_, placement, _) in claimed(plan).filter(|_| !is_chart) {
        needs.push(format!("PersistentVolumeClaim {} (the folder namespace/)", placement.name));
    }
    needs.extend(supplies(cluster, means));
    if cluster.mode == SecretsMode::External {
        needs.push(format!("the External Secrets operator, and its store {}", cluster.store.name));
    }
    needs.extend(cluster.pull_secrets.iter().map(|secret| format!("Secret {} to pull images", secret.as_str())));
    needs.extend(cluster.priority_class.iter().map(|class| format!("PriorityClass {}", class.as_str())));
    let mut classes: Vec<_> = components(plan)
        .filter_map(|(_, placement)| placement.disk.as_ref()?.class.as_ref())
        .map(|class| format!("StorageClass {}", class.as_str()))
        .collect();
    classes.sort();
    classes.dedup();
    needs.extend(classes);
    for route in &cluster.routes {
        needs.extend(
            route.tls_secret.iter().map(|secret| format!("Secret {secret} with the certificate of {}", route.host)),
        );
        if route.kind == RouteKind::HttpRoute {
            needs.extend(route.gateway.iter().map(|(_, name)| format!("Gateway {name} that admits {}", route.host)));
        }
    }
    if cluster.autoscale.is_some() {
        needs.push("a metrics server, for the autoscaler".to_owned());
    }
    for (container, _) in components(plan) {
        if let Some(gpu) = &container.gpu {
            needs.push(format!("a node with a {} GPU, for {}", gpu.runtime, container.id));
        }
    }
    let mut images: Vec<_> = plan
        .containers
        .iter()
        .filter(|container| container.build.is_some())
        .filter_map(|container| container.placement.as_ref())
        .map(|placement| format!("image {}, built and pushed", placement.image))
        .collect();
    images.sort();
    images.dedup();
    needs.extend(images);
    needs
}
