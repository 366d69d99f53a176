//! Containers of the neutral plan, as far as they are the same everywhere.

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::claim::Claim;
use super::id::Id;
use crate::provider::platform;
use crate::source::Place;
use crate::spec::{GoDuration, GpuRuntime, TriggerType};

/// A container, as far as it is the same everywhere.
#[derive(Debug)]
pub struct Container {
    /// Which one.
    pub id: Id,
    /// Where it is declared.
    pub place: Place,
    /// Its image, where it has a finished one.
    pub image: Option<String>,
    /// How to build it.
    pub build: Option<Build>,
    /// What it runs instead of the image's entrypoint, locally only.
    pub dev_command: Option<String>,
    /// What it runs instead of the image's command.
    pub command: Vec<String>,
    /// User and group, where they are known.
    pub user: Option<(u32, u32)>,
    /// Folders that it writes to beside its volumes; `/` where its root can't be read-only.
    pub writable: Vec<String>,
    /// Hints for runtimes.
    pub annotations: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<Port>,
    /// Where its data lies.
    pub volume: Option<String>,
    /// How to tell that it is ready.
    pub health: Option<Health>,
    /// Its GPU.
    pub gpu: Option<Gpu>,
    /// What starts it, for ingestion.
    pub trigger: Option<TriggerType>,
    /// When it is started, for scheduled ingestion: what `dev.schedules` says; an option goes before it.
    pub schedule: Option<String>,
    /// Files that it reads, by where it finds them.
    pub files: Vec<MountedFile>,
    /// The store that it is, where a provider's.
    pub store: Option<&'static crate::provider::Store>,
    /// Its variables, each with every claim on it; a claim that reaches many containers is one.
    pub env: IndexMap<String, Vec<Rc<Claim>>>,
}

/// A file that a container reads.
#[derive(Debug, Clone)]
pub struct MountedFile {
    /// Where the container finds it.
    pub path: String,
    /// Its text.
    pub content: String,
}

/// How to build an image.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "build")]
pub struct Build {
    /// The folder, relative to the spec's.
    pub context: String,
    /// The Dockerfile, relative to the context.
    pub dockerfile: String,
    /// The stage.
    pub target: Option<String>,
    /// Arguments.
    pub args: BTreeMap<String, String>,
    /// Secrets: id and the variable that holds it.
    pub secrets: Vec<BuildSecret>,
}

/// A secret for a build.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BuildSecret {
    /// The id in the Dockerfile.
    pub id: String,
    /// The variable where the build runs.
    pub env: String,
}

/// A port of a container.
#[derive(Debug, Clone)]
pub struct Port {
    /// `http`, `grpc`, `web`, `bolt`, or the store's name.
    pub name: String,
    /// The number inside the container.
    pub number: u16,
}

/// How to tell that a container is ready, every default filled in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "health")]
pub struct Health {
    /// A command, in Docker's notation.
    pub test: Option<Vec<String>>,
    /// A path that answers HTTP GET.
    pub path: Option<String>,
    /// The port for `path`.
    #[schemars(range(min = 1))]
    pub port: Option<u16>,
    /// The time between two checks, as Go writes durations.
    pub interval: String,
    /// The time for one check, as Go writes durations.
    pub timeout: String,
    /// Failures in a row before it counts as unhealthy.
    #[schemars(range(min = 1))]
    pub retries: u32,
    /// How long after the start failures don't count, as Go writes durations.
    #[serde(skip)]
    pub start_period: Option<&'static str>,
}

impl Health {
    /// How a server that we know is asked; what it is asked is left to say.
    pub fn of_a_server() -> Self {
        let facts = &platform().health;
        Self {
            test: None,
            path: None,
            port: None,
            interval: facts.interval.clone(),
            timeout: facts.timeout.clone(),
            retries: facts.retries,
            start_period: Some(&facts.start),
        }
    }

    /// How long it may take until it counts as unhealthy, in seconds.
    pub fn patience(&self) -> u64 {
        let interval = GoDuration::parse(&self.interval).map(|parsed| parsed.duration()).unwrap_or_default();
        interval.saturating_mul(self.retries).as_secs()
    }
}

/// A GPU.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Gpu {
    /// Its memory, as Kubernetes writes it.
    pub vram: Option<String>,
    /// Its make.
    pub runtime: GpuRuntime,
}
