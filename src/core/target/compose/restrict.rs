//! A service held to what a cluster lets its processes do.

use std::collections::BTreeMap;

use super::file::Service;
use crate::dotenv::reference::literal;
use crate::plan::{BoundContainer, Confinement, ContainerKind};
use crate::provider::platform;

/// The name of a disk as a cluster gives one: empty at first, whatever the image has there. It is another one than that of
/// an unrestricted run, whose files belong to other users.
pub(super) const CLAIM: &str = "claim";

/// What holds a container's processes, where that is asked for.
pub(super) fn confinement(container: &BoundContainer) -> Option<&Confinement> {
    container.rehearsal.as_ref()?.confinement.as_ref()
}

/// Takes from a service what a cluster would not give to it.
pub(super) fn confine(service: &mut Service, confinement: &Confinement) {
    let group = confinement.fs_group.map(|group| group.to_string());
    service.user = match (confinement.user, confinement.group) {
        (Some(user), Some(group)) => Some(format!("{user}:{group}")),
        (user, _) => user.map(|user| user.to_string()),
    };
    service.cap_drop = vec!["ALL"];
    service.cap_add = Vec::new();
    service.security_opt = vec!["no-new-privileges:true"];
    service.read_only = confinement.read_only;
    service.tmpfs = confinement.scratch.iter().map(|folder| scratch(folder, confinement)).collect();
    service.group_add = group.into_iter().collect();
    if confinement.low_port {
        service.sysctls = BTreeMap::from([("net.ipv4.ip_unprivileged_port_start", "0")]);
    }
}

/// A folder that is gone with its container, as a cluster makes one: all may write to it, and what they put there belongs
/// to the group of its disks. It is its user's too, as some engines give it the mode that the image's own folder has.
/// Programs may be run from it, which engines forbid unless said.
fn scratch(folder: &str, confinement: &Confinement) -> String {
    let id = |key: &str, id: Option<u32>| id.map(|id| format!(",{key}={id}")).unwrap_or_default();
    let (user, group) = (id("uid", confinement.user), id("gid", confinement.fs_group));
    format!("{}:exec,mode=2777{user}{group}", literal(folder))
}

/// Makes a disk what a cluster makes of it at its first use: root's, and writable for one group; and so the folder that
/// agent and sidecar share, where it is theirs.
pub(super) fn claim(of: &BoundContainer, group: u32) -> String {
    let (disk, files) = (&platform().agent.disk, &platform().messaging.files);
    let is_shared = of.id.kind == ContainerKind::Messaging;
    let (make, folders) = if is_shared {
        (format!("mkdir -p {files}\n"), format!("{disk} {files}"))
    } else {
        (String::new(), disk.clone())
    };
    format!("{make}chown 0:{group} {folders}\nchmod 2775 {folders}\n")
}
