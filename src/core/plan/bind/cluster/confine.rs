//! Who the processes of a container are in a cluster, and what they may write to.

use crate::options::{PlacementSettings, User};
use crate::plan::bind::Binding;
use crate::plan::bound::BoundContainer;
use crate::plan::confinement::Confinement;
use crate::provider::platform;

/// What the processes of a container may do: what options say, else what its image is made for.
pub(in crate::plan::bind) fn confinement(binding: &Binding<'_>, container: &BoundContainer) -> Confinement {
    let given = binding.settings.placed(&container.id.to_string());
    let (user, group) = identity(binding, given, container.user.zip(container.group));
    let can_be_read_only = container.writable.iter().all(|folder| folder != "/");
    Confinement {
        user,
        group,
        fs_group: given.fs_group.or(group),
        read_only: given.read_only_root.unwrap_or(can_be_read_only),
        scratch: scratch(container, given),
        low_port: container.ports.iter().any(|port| port.container < 1024),
    }
}

/// User and group: what options say, else what the image is made for; none where the cluster is to choose.
pub(super) fn identity(
    binding: &Binding<'_>,
    given: &PlacementSettings,
    image: Option<(u32, u32)>,
) -> (Option<u32>, Option<u32>) {
    let (user, group) = image.unwrap_or((platform().container.user, platform().container.user));
    // An id for all is for those whose image wants no other.
    let of_all = binding.settings.cluster.user.filter(|user| *user == User::Any || image.is_none());
    match given.user.or(of_all) {
        Some(User::Any) => (None, given.group),
        Some(User::Id(id)) => (Some(id.get()), Some(given.group.unwrap_or(group))),
        None => (Some(user), Some(given.group.unwrap_or(group))),
    }
}

/// Folders that are written to beside disks: `/tmp` always, each once, and no disk's own.
fn scratch(container: &BoundContainer, given: &PlacementSettings) -> Vec<String> {
    let own = container.writable.iter().map(String::as_str);
    let more = given.writable.iter().flatten().map(crate::options::Folder::as_str);
    let trimmed = |folder: &str| folder.trim_end_matches('/').to_owned();
    let mut folders: Vec<String> = std::iter::once("/tmp").chain(own).chain(more).map(trimmed).collect();
    let is_shared = |folder: &str| folder == "/dev/shm" && container.shared_memory.is_some();
    folders.retain(|folder| {
        !folder.is_empty() && !is_shared(folder) && container.volumes.iter().all(|disk| trimmed(&disk.mount) != *folder)
    });
    folders.sort();
    folders.dedup();
    folders
}
