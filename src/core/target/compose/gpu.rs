//! The extra file for machines with a GPU, so that the project starts without one too.

use std::collections::BTreeMap;

use super::file::{Deploy, Device, GpuFile, GpuService, Reservations, Resources};
use super::services;
use crate::plan::GpuRuntime;
use crate::plan::{BoundPlan, Gpu};

/// The file; none where no container asks for a GPU.
pub(super) fn file(plan: &BoundPlan) -> Option<GpuFile> {
    let wanted =
        services(plan).filter_map(|(container, name)| Some((name.to_owned(), service(container.gpu.as_ref()?))));
    let services: BTreeMap<_, _> = wanted.collect();
    (!services.is_empty()).then_some(GpuFile { services })
}

fn service(gpu: &Gpu) -> GpuService {
    if gpu.runtime == GpuRuntime::Rocm {
        return GpuService::Rocm { devices: ["/dev/kfd", "/dev/dri"], group_add: ["video"] };
    }
    let device = Device { driver: "nvidia", count: 1, capabilities: ["gpu"] };
    GpuService::Cuda { deploy: Deploy { resources: Resources { reservations: Reservations { devices: [device] } } } }
}
