//! The compose file as types, in the order in which people write its keys.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use crate::tree::Paragraph;

/// A compose file.
#[derive(Debug, Serialize)]
pub(super) struct File {
    /// The project.
    pub(super) name: String,
    /// The services by name.
    pub(super) services: BTreeMap<String, Paragraph<Service>>,
    /// The networks; none where all services share the one that Compose makes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) networks: BTreeMap<String, Network>,
    /// The disks; all of them are the project's own.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", serialize_with = "by_default")]
    pub(super) volumes: BTreeSet<String>,
    /// Generated files that services read.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) configs: BTreeMap<String, Config>,
    /// What builds are given in secret.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) secrets: BTreeMap<String, Secret>,
}

/// A service.
#[derive(Debug, Default, Serialize)]
pub(super) struct Service {
    pub(super) image: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) build: Option<Build>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profiles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scale: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) group_add: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_drop: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) cap_add: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) security_opt: Vec<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) sysctls: BTreeMap<&'static str, &'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) read_only: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tmpfs: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shm_size: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) init: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stop_grace_period: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) entrypoint: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) command: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) network_mode: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) networks: Vec<String>,
    /// A variable without a value is set only where the user sets it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) environment: BTreeMap<String, Option<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) configs: Vec<ServiceConfig>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) depends_on: BTreeMap<String, Dependency>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) healthcheck: Option<Healthcheck>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) annotations: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) develop: Option<Develop>,
}

/// A network.
#[derive(Debug, Serialize)]
pub(super) struct Network {
    /// Whether no way leads out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) internal: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) driver_opts: BTreeMap<&'static str, &'static str>,
    pub(super) ipam: Addresses,
}

/// The addresses of a network.
#[derive(Debug, Serialize)]
pub(super) struct Addresses {
    pub(super) config: [Subnet; 1],
}

/// A range of addresses.
#[derive(Debug, Serialize)]
pub(super) struct Subnet {
    pub(super) subnet: String,
}

/// How to build an image.
#[derive(Debug, Serialize)]
pub(super) struct Build {
    pub(super) context: String,
    pub(super) dockerfile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) args: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) secrets: Vec<BuildSecret>,
}

/// A secret of a build.
#[derive(Debug, Serialize)]
pub(super) struct BuildSecret {
    /// The secret's name in this file.
    pub(super) source: String,
    /// The id in the Dockerfile.
    pub(super) target: String,
}

/// A generated file in a service.
#[derive(Debug, Serialize)]
pub(super) struct ServiceConfig {
    /// The file's name in this file.
    pub(super) source: String,
    /// Where the container finds it.
    pub(super) target: String,
}

/// When another service counts as ready.
#[derive(Debug, Serialize)]
pub(super) struct Dependency {
    pub(super) condition: Condition,
}

/// What another service has to have reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum Condition {
    #[serde(rename = "service_started")]
    Started,
    #[serde(rename = "service_healthy")]
    Healthy,
    #[serde(rename = "service_completed_successfully")]
    Completed,
}

/// A check that runs inside of a container.
#[derive(Debug, Serialize)]
pub(super) struct Healthcheck {
    pub(super) test: Vec<String>,
    pub(super) interval: String,
    pub(super) timeout: String,
    pub(super) retries: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_period: Option<String>,
}

/// What `docker compose watch` does.
#[derive(Debug, Serialize)]
pub(super) struct Develop {
    pub(super) watch: Vec<Watch>,
}

/// A folder whose changes are acted on.
#[derive(Debug, Serialize)]
pub(super) struct Watch {
    pub(super) action: &'static str,
    pub(super) path: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ignore: Vec<String>,
}

/// A generated file.
#[derive(Debug, Serialize)]
pub(super) struct Config {
    pub(super) file: String,
}

/// A secret that comes from where Compose runs.
#[derive(Debug, Serialize)]
pub(super) struct Secret {
    pub(super) environment: String,
}

/// Names of what is as Compose makes it by default: each with `{}`.
fn by_default<S: Serializer>(names: &BTreeSet<String>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(names.iter().map(|name| (name, BTreeMap::<&str, &str>::new())))
}

/// The extra file with what only a machine with a GPU can start.
#[derive(Debug, Serialize)]
pub(super) struct GpuFile {
    pub(super) services: BTreeMap<String, GpuService>,
}

/// What a GPU adds to a service.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum GpuService {
    /// NVIDIA, by the runtime's device requests.
    Cuda { deploy: Deploy },
    /// AMD, by the kernel's devices.
    Rocm { devices: [&'static str; 2], group_add: [&'static str; 1] },
}

/// The resources of a service.
#[derive(Debug, Serialize)]
pub(super) struct Deploy {
    pub(super) resources: Resources,
}

/// What is reserved.
#[derive(Debug, Serialize)]
pub(super) struct Resources {
    pub(super) reservations: Reservations,
}

/// The devices that are reserved.
#[derive(Debug, Serialize)]
pub(super) struct Reservations {
    pub(super) devices: [Device; 1],
}

/// A device.
#[derive(Debug, Serialize)]
pub(super) struct Device {
    pub(super) driver: &'static str,
    pub(super) count: u32,
    pub(super) capabilities: [&'static str; 1],
}
