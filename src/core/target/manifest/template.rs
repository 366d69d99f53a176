//! The pod of a container, with its sidecar and what waits: the template that every workload is made around.

use serde_json::{Value, json};

use super::container::{DISK, container, file_key, files, scratch, shared_memory, wait};
use super::object::{Map, Selector, TemplateMetadata};
use super::pod::{Container, Named, Pod, PodSecurity, PodTemplate, Seccomp, Spread, Sysctl, Volume, VolumeSource};
use crate::plan::{BoundContainer, BoundPlan, Cluster, ContainerKind, Id, Placement, Workload, naming};

/// The annotation that changes with the values known now, so that a change rolls what reads them.
pub(in crate::target) const VALUES_HASH: &str = "astropods/values-hash";

/// Labels that tell an agent's pods, and each of its components, apart.
pub(super) fn selector(cluster: &Cluster, placement: &Placement) -> Map {
    Map::from([
        ("app.kubernetes.io/instance".to_owned(), cluster.agent.clone()),
        ("app.kubernetes.io/name".to_owned(), placement.short.clone()),
    ])
}

/// Labels of everything that belongs to a component.
pub(super) fn labels(cluster: &Cluster, container: &BoundContainer, placement: &Placement) -> Map {
    let mut labels = selector(cluster, placement);
    labels.insert("app.kubernetes.io/component".to_owned(), container.id.kind.as_str().to_owned());
    labels.insert("app.kubernetes.io/managed-by".to_owned(), "ast".to_owned());
    labels
}

/// Labels of what belongs to no single component.
pub(in crate::target) fn common_labels(cluster: &Cluster) -> Map {
    Map::from([
        ("app.kubernetes.io/instance".to_owned(), cluster.agent.clone()),
        ("app.kubernetes.io/managed-by".to_owned(), "ast".to_owned()),
    ])
}

/// The container that shares the pod, for the agent.
pub(in crate::target) fn sidecar<'a>(
    plan: &'a BoundPlan,
    of: &BoundContainer,
) -> Option<(&'a BoundContainer, &'a Placement)> {
    let sidecar = plan.container(&Id::MESSAGING).filter(|_| of.id == Id::AGENT)?;
    Some((sidecar, sidecar.placement.as_ref()?))
}

/// The template. `claim` is the claim that holds the disk, where the workload itself doesn't make one.
pub(super) fn template(
    plan: &BoundPlan,
    cluster: &Cluster,
    of: &BoundContainer,
    placement: &Placement,
    claim: Option<&str>,
) -> PodTemplate {
    let shared = sidecar(plan, of);
    let mut init_containers: Vec<Container> = placement.waits.iter().map(wait).collect();
    if let Some((sidecar, its)) = shared {
        init_containers.push(Container { restart_policy: Some("Always"), ..container(cluster, sidecar, its) });
    }
    let members: Vec<_> = std::iter::once((of, placement)).chain(shared).collect();
    let job = matches!(placement.workload, Workload::Job | Workload::CronJob { .. });
    let spread = cluster.autoscale.filter(|_| of.id == Id::AGENT).map(|_| Spread {
        max_skew: 1,
        topology_key: "kubernetes.io/hostname",
        when_unsatisfiable: "ScheduleAnyway",
        label_selector: Selector { match_labels: selector(cluster, placement) },
    });
    let low_port = members.iter().any(|(_, placement)| placement.confinement.low_port);
    PodTemplate {
        metadata: TemplateMetadata {
            name: None,
            labels: labels(cluster, of, placement),
            annotations: annotations(plan, of, &members),
        },
        spec: Pod {
            service_account_name: cluster.agent.clone(),
            automount_service_account_token: false,
            enable_service_links: false,
            restart_policy: job.then_some("Never"),
            priority_class_name: cluster.priority_class.as_ref().map(|class| class.as_str().to_owned()),
            image_pull_secrets: cluster
                .pull_secrets
                .iter()
                .map(|secret| Named { name: secret.as_str().to_owned() })
                .collect(),
            security_context: PodSecurity {
                run_as_non_root: true,
                run_as_user: placement.confinement.user,
                run_as_group: placement.confinement.group,
                fs_group: placement.confinement.fs_group,
                fs_group_change_policy: "OnRootMismatch",
                seccomp_profile: Seccomp::DEFAULT,
                // Safe, and allowed by `restricted`: a user without powers may listen on port 80 of the pod.
                sysctls: low_port
                    .then_some(Sysctl { name: "net.ipv4.ip_unprivileged_port_start", value: "0" })
                    .into_iter()
                    .collect(),
            },
            topology_spread_constraints: spread.into_iter().collect(),
            init_containers,
            containers: vec![container(cluster, of, placement)],
            volumes: volumes(&members, claim),
        },
    }
}

fn volumes(members: &[(&BoundContainer, &Placement)], claim: Option<&str>) -> Vec<Volume> {
    let disk = claim.map(|claim| Volume {
        name: DISK.to_owned(),
        source: VolumeSource::PersistentVolumeClaim { claim_name: claim.to_owned() },
    });
    let of_members = members.iter().flat_map(|(container, placement)| {
        let folders = placement
            .confinement
            .scratch
            .iter()
            .map(|folder| Volume { name: scratch(placement, folder), source: VolumeSource::FOLDER });
        let shared = container.shared_memory.iter().map(|size| Volume {
            name: shared_memory(placement),
            source: VolumeSource::EmptyDir { medium: Some("Memory"), size_limit: Some(size.as_str().to_owned()) },
        });
        let has_files = !container.files.is_empty();
        let read = has_files.then(|| Volume {
            name: files(placement),
            source: VolumeSource::ConfigMap(Named { name: files_name(placement) }),
        });
        folders.chain(shared).chain(read)
    });
    disk.into_iter().chain(of_members).collect()
}

/// The ConfigMap of a container's files: no component's name ends so, as they have single hyphens.
pub(super) fn files_name(placement: &Placement) -> String {
    naming::cut(&format!("{}--files", placement.name), naming::LABEL)
}

/// Hints of the user's, what only the platform serves, the GPU's memory, and the hash of what is read.
fn annotations(plan: &BoundPlan, of: &BoundContainer, members: &[(&BoundContainer, &Placement)]) -> Map {
    let mut annotations: Map = of.annotations.clone();
    if of.id.kind == ContainerKind::Agent {
        annotations.extend(plan.platform.carried().map(|(name, value)| (format!("astropods/{name}"), value)));
    }
    if let Some(vram) = of.gpu.as_ref().and_then(|gpu| gpu.vram.as_ref()) {
        annotations.insert("astropods/gpu-vram".to_owned(), vram.clone());
    }
    let read: Vec<Value> = members
        .iter()
        .map(|(container, placement)| {
            let files: Map =
                container.files.iter().map(|file| (file_key(&file.path).to_owned(), file.content.clone())).collect();
            json!({ "values": placement.env.known, "files": files })
        })
        .collect();
    let hash = naming::fingerprint(&Value::from(read).to_string(), 16);
    annotations.insert(VALUES_HASH.to_owned(), hash);
    annotations
}
