//! How each container runs in a cluster.

use std::rc::Rc;

use super::confine::{self, identity};
use super::{Homes, env, network, resource};
use crate::options::{Amount, Count, PlacementSettings};
use crate::plan::bind::Binding;
use crate::plan::bound::{BoundContainer, BoundPlan};
use crate::plan::cluster::{Disk, Placement, Probe, ProbeAction, Wait, Workload};
use crate::plan::container::Health;
use crate::plan::id::ContainerKind;
use crate::plan::model::Plan;
use crate::plan::naming;
use crate::provider::platform;
use crate::spec::{GoDuration, TriggerType};

/// A date that comes once a year, for what never runs by the clock.
const NEVER: &str = "0 0 1 1 *";

/// How a container runs.
pub(super) fn placement(
    plan: &Plan,
    binding: &Binding<'_>,
    bound: &BoundPlan,
    homes: &Homes,
    waits: &Rc<[Wait]>,
    container: &BoundContainer,
) -> Placement {
    let id = &container.id;
    let store = plan.container(id).and_then(|container| container.store);
    let given = binding.settings.placed(&id.to_string());
    let workload = workload(container);
    let serves = matches!(workload, Workload::Stateful | Workload::Stateless { .. });
    Placement {
        name: homes.name_of(container),
        short: naming::cut(&id.service(), naming::LABEL),
        replicas: if matches!(workload, Workload::Stateless { recreate: false }) {
            given.replicas.unwrap_or(1)
        } else {
            1
        },
        image: container.image.clone().unwrap_or_default(),
        resources: resource::resources(container, store, given),
        confinement: confine::confinement(binding, container),
        disk: disk(binding, container, given),
        waits: if id.kind == ContainerKind::Ingestion { Rc::clone(waits) } else { Rc::default() },
        probe: container.health.as_ref().filter(|_| serves).and_then(|health| probe(binding, health, store.is_some())),
        exposed: network::exposed(bound, container),
        egress: network::egress(binding, bound, container, given),
        host: given.host.clone(),
        deadline: given.deadline_seconds.map(Count::get),
        env: env::environment(bound, homes, &container.env),
        workload,
    }
}

fn workload(container: &BoundContainer) -> Workload {
    let has_disk = !container.volumes.is_empty();
    match (container.id.kind, container.trigger) {
        (ContainerKind::Messaging, _) => Workload::Sidecar,
        (ContainerKind::Agent, _) => Workload::Stateful,
        (ContainerKind::Ingestion, Some(TriggerType::Startup)) => Workload::Job,
        (ContainerKind::Ingestion, Some(TriggerType::Webhook)) => {
            Workload::Stateless { recreate: has_disk || container.gpu.is_some() }
        }
        (ContainerKind::Ingestion, _) => Workload::CronJob {
            schedule: container.schedule.clone().unwrap_or_else(|| NEVER.to_owned()),
            suspended: container.schedule.is_none(),
        },
        _ if has_disk => Workload::Stateful,
        // Of two pods that want the one free GPU, the new one would wait forever for the old one.
        _ => Workload::Stateless { recreate: container.gpu.is_some() },
    }
}

fn disk(binding: &Binding<'_>, container: &BoundContainer, given: &PlacementSettings) -> Option<Disk> {
    let volume = container.volumes.first()?;
    let mounts = match container.id.kind {
        // It shares the agent's disk: its own folder of it, and the one for files.
        ContainerKind::Messaging => {
            let files = format!("{}/files", volume.mount.trim_end_matches('/'));
            vec![(volume.mount.clone(), Some("messaging")), (files, Some("files"))]
        }
        _ => vec![(volume.mount.clone(), None)],
    };
    let size =
        if container.id.kind == ContainerKind::Agent { &platform().agent.size } else { &platform().container.size };
    Some(Disk {
        mounts,
        size: given.storage.clone().unwrap_or_else(|| Amount::fixed(size)),
        class: given.storage_class.clone().or_else(|| binding.settings.cluster.storage_class.clone()),
    })
}

/// What every ingestion waits for: each store of a provider, in the store's own image, without credentials.
pub(super) fn waits(plan: &Plan, binding: &Binding<'_>, bound: &BoundPlan) -> Rc<[Wait]> {
    let wait = |container: &BoundContainer| {
        let store = plan.container(&container.id)?.store?;
        let (host, port) = (container.service.as_deref()?, store.client_port().to_string());
        let given = binding.settings.placed(&container.id.to_string());
        let (user, group) = identity(binding, given, Some((store.user, store.group)));
        Some(Wait {
            name: naming::cut(&format!("wait-{}", container.id.service()), naming::LABEL),
            image: container.image.clone().unwrap_or_default(),
            command: store.wait.iter().map(|word| word.replace("{host}", host).replace("{port}", &port)).collect(),
            seconds: binding.settings.cluster.startup_seconds().get(),
            user,
            group,
            resources: resource::waiting(),
        })
    };
    bound.containers.iter().filter_map(wait).collect()
}

/// A check in whole seconds. A store's own is made for a quick local start; in a cluster it runs for months.
fn probe(binding: &Binding<'_>, health: &Health, is_store: bool) -> Option<Probe> {
    let action = match (&health.test, &health.path) {
        (Some(test), _) => ProbeAction::Exec(command(test)?),
        (None, Some(path)) => ProbeAction::Get(format!("/{}", path.trim_start_matches('/')), health.port?),
        (None, None) => return None,
    };
    let seconds = |text: &str| {
        let duration = GoDuration::parse(text).map(|parsed| parsed.duration()).unwrap_or_default();
        let whole = duration.as_secs() + u64::from(duration.subsec_nanos() > 0);
        u32::try_from(whole).unwrap_or(u32::MAX).clamp(1, i32::MAX.unsigned_abs())
    };
    Some(Probe {
        action,
        period: if is_store { 10 } else { seconds(&health.interval) },
        timeout: seconds(&health.timeout),
        retries: if is_store { 3 } else { health.retries },
        startup: binding.settings.cluster.startup_seconds().get(),
    })
}

/// A check in Docker's notation as a command; none where it says that there is none.
fn command(test: &[String]) -> Option<Vec<String>> {
    match test.split_first()? {
        (first, _) if first == "NONE" => None,
        (first, rest) if first == "CMD" => Some(rest.to_vec()),
        // As an engine does: of more than one text the first is the command, and the others are its `$0`, `$1`….
        (first, rest) if first == "CMD-SHELL" && !rest.is_empty() => {
            Some(["/bin/sh", "-c"].map(String::from).iter().chain(rest).cloned().collect())
        }
        (first, _) if first == "CMD-SHELL" => None,
        _ => Some(test.to_vec()),
    }
    .filter(|command| !command.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_in_docker_s_notation_becomes_a_command() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(command(&words(&["CMD", "a", "b"])), Some(words(&["a", "b"])));
        assert_eq!(command(&words(&["CMD-SHELL", "a | b"])), Some(words(&["/bin/sh", "-c", "a | b"])));
        assert_eq!(command(&words(&["CMD-SHELL", "a $0", "b"])), Some(words(&["/bin/sh", "-c", "a $0", "b"])));
        assert_eq!(command(&words(&["CMD-SHELL"])), None);
        assert_eq!(command(&words(&["a", "CMD"])), Some(words(&["a", "CMD"])));
        assert_eq!(command(&words(&["NONE"])), None);
        assert_eq!(command(&words(&["CMD"])), None);
    }
}
