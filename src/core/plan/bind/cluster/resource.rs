//! What containers are given and may take where no option says.

use crate::options::{Amount, PlacementSettings};
use crate::plan::bound::BoundContainer;
use crate::plan::cluster::Resources;
use crate::plan::id::ContainerKind;
use crate::provider::Store;

/// CPU given, CPU at most, memory.
type Figures<'a> = (&'a str, &'a str, &'a str);

const STANDARD: Figures<'_> = ("100m", "1", "1Gi");
const WITH_GPU: Figures<'_> = ("2", "4", "8Gi");
const MESSAGING: Figures<'_> = ("100m", "500m", "256Mi");
const WAITING: Figures<'_> = ("10m", "500m", "64Mi");
const EPHEMERAL: &str = "1Gi";

/// A container's resources.
pub(super) fn resources(container: &BoundContainer, store: Option<&Store>, given: &PlacementSettings) -> Resources {
    let figures = match (container.id.kind, store) {
        (ContainerKind::Messaging, _) => MESSAGING,
        (_, Some(store)) => (store.resources.cpu.as_str(), "1", store.resources.memory.as_str()),
        _ if container.gpu.is_some() => WITH_GPU,
        _ => STANDARD,
    };
    let mut resources = of(figures);
    let set = |field: &mut Amount, given: &Option<Amount>| {
        if let Some(given) = given {
            field.clone_from(given);
        }
    };
    set(&mut resources.cpu, &given.cpu);
    set(&mut resources.cpu_limit, &given.cpu_limit);
    set(&mut resources.memory, &given.memory);
    set(&mut resources.ephemeral, &given.ephemeral_storage);
    // More can't be given than may be taken.
    if resources.cpu_limit.value() < resources.cpu.value() {
        resources.cpu_limit = resources.cpu.clone();
    }
    resources.memory_limit = match &container.shared_memory {
        Some(shared) => resources.memory.plus(shared),
        None => resources.memory.clone(),
    };
    resources
}

/// The resources of what only waits.
pub(super) fn waiting() -> Resources {
    of(WAITING)
}

fn of((cpu, cpu_limit, memory): Figures<'_>) -> Resources {
    Resources {
        cpu: Amount::fixed(cpu),
        cpu_limit: Amount::fixed(cpu_limit),
        memory: Amount::fixed(memory),
        memory_limit: Amount::fixed(memory),
        ephemeral: Amount::fixed(EPHEMERAL),
    }
}
