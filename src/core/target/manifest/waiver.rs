//! What a scanner finds on a workload for a reason: said on the object itself, and only where the reason holds.
//!
//! `CKV_K8S_35` (secrets as variables) is not waived: it is what the language asks for, and the page says so.

use serde::Serialize;

use super::object::Map;
use super::pod::{Container, Pod};
use crate::image::ImageRef;
use crate::plan::Placement;

/// Each finding that is waived, with its reason, which must not hold a `=`.
#[derive(Serialize)]
pub(in crate::target) struct Waivers {
    live: &'static str,
    ready: &'static str,
    loose: &'static str,
    named: &'static str,
    root: &'static str,
    own_user: &'static str,
    any_user: &'static str,
    tag: &'static str,
}

/// The waivers.
pub(in crate::target) const WAIVERS: Waivers = Waivers {
    live: "CKV_K8S_8=the spec declares no healthcheck for it, and none is made up",
    ready: "CKV_K8S_9=the spec declares no healthcheck for it, and none is made up",
    loose: "CKV_K8S_14=no release is named; give one, or a digest by option",
    named: "CKV_K8S_15=a release does not change, so it is pulled once a node; a digest by option says it for sure",
    root: "CKV_K8S_22=it writes to its root file system",
    own_user: "CKV_K8S_40=the user is the one that the image is made for; another by option",
    any_user: "CKV_K8S_40=the cluster chooses the user; another by option",
    tag: "CKV_K8S_43=the release is named; digests are given by option",
};

impl Waivers {
    /// Whether a waiver holds whatever a deployer decides: images, users and roots may be others.
    pub(in crate::target) fn is_fixed(&self, waiver: &str) -> bool {
        [self.live, self.ready].contains(&waiver)
    }
}

/// What the annotations of waivers begin with.
pub(in crate::target) const WAIVER: &str = "checkov.io/skip";

/// Waivers as annotations.
pub(super) fn waivers(pod: &Pod, placement: &Placement) -> Map {
    let all = || pod.init_containers.iter().chain(&pod.containers);
    let low = |container: &Container| container.security_context.run_as_user.is_none_or(|user| user < 10_000);
    let found = [
        (WAIVERS.live, pod.containers.iter().any(|one| one.liveness_probe.is_none()) && !is_job(pod)),
        (WAIVERS.ready, pod.containers.iter().any(|one| one.readiness_probe.is_none()) && !is_job(pod)),
        (WAIVERS.loose, all().any(is_loose)),
        (WAIVERS.named, all().any(|container| !is_digest(container) && !is_loose(container))),
        (WAIVERS.root, !placement.confinement.read_only),
        // A scanner looks at no container that comes first here.
        (placement.confinement.user.map_or(WAIVERS.any_user, |_| WAIVERS.own_user), pod.containers.iter().any(low)),
        (WAIVERS.tag, !all().all(is_digest)),
    ];
    let needed = found.into_iter().filter(|(_, needed)| *needed);
    needed.enumerate().map(|(index, (waiver, _))| (format!("{WAIVER}{}", index + 1), waiver.to_owned())).collect()
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
