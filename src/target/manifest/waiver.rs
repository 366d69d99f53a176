//! What a scanner finds on a workload for a reason: said on the object itself, and only where the reason holds.
//!
//! `CKV_K8S_35` (secrets as variables) is not waived: it is what the language asks for, and the page says so.

use super::object::Map;
use super::pod::{Container, Pod};
use crate::image::ImageRef;
use crate::plan::Placement;

/// Waivers as annotations. A reason must not hold a `=`.
pub(super) fn waivers(pod: &Pod, placement: &Placement) -> Map {
    let all = || pod.init_containers.iter().chain(&pod.containers);
    let found = [
        (
            "CKV_K8S_8",
            pod.containers.iter().any(|container| container.liveness_probe.is_none()) && !is_job(pod),
            "the spec declares no healthcheck for it, and none is made up",
        ),
        (
            "CKV_K8S_9",
            pod.containers.iter().any(|container| container.readiness_probe.is_none()) && !is_job(pod),
            "the spec declares no healthcheck for it, and none is made up",
        ),
        ("CKV_K8S_14", all().any(is_loose), "no release is named; give one, or a digest by option"),
        (
            "CKV_K8S_15",
            all().any(|container| !is_digest(container) && !is_loose(container)),
            "a release does not change, so it is pulled once a node; a digest by option says it for sure",
        ),
        ("CKV_K8S_22", !placement.confinement.read_only, "it writes to its root file system"),
        (
            "CKV_K8S_40",
            all().any(|container| container.security_context.run_as_user.is_none_or(|user| user < 10_000)),
            match placement.confinement.user {
                Some(_) => "the user is the one that the image is made for; another by option",
                None => "the cluster chooses the user; another by option",
            },
        ),
        ("CKV_K8S_43", !all().all(is_digest), "the release is named; digests are given by option"),
    ];
    let needed = found.into_iter().filter(|(_, needed, _)| *needed);
    needed
        .enumerate()
        .map(|(index, (check, _, reason))| (format!("checkov.io/skip{}", index + 1), format!("{check}={reason}")))
        .collect()
}

fn is_job(pod: &Pod) -> bool {
    pod.restart_policy.is_some()
}

fn is_digest(container: &Container) -> bool {
    container.image.contains('@')
}

/// Whether the image names no release.
fn is_loose(container: &Container) -> bool {
    ImageRef::parse(&container.image).is_ok_and(|image| image.is_loose())
}
