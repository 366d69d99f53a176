//! The plan bound to local or cluster. Its parts are those of the answer of `ast plan --format json`: what of them no program
//! is told is skipped.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::client::{Client, Offer};
use super::cluster::{Cluster, Placement};
use super::confinement::Rehearsal;
use super::container::{Build, Gpu, Health, MountedFile};
use super::id::{ContainerKind, Id};
use super::model::Ways;
use super::platform::BoundPlatform;
use super::value::{Credential, EnvRow, Supply};
use crate::options::Amount;
use crate::provider::ModelKind;
use crate::source::Pointer;
use crate::spec::{Section, TriggerType};

/// A plan with concrete hosts, ports and values.
#[derive(Debug)]
pub struct BoundPlan {
    /// `local` or `cluster`.
    pub target: super::For,
    /// The agent's name without its scope, if it could be read.
    pub name: Option<String>,
    /// The name's scope.
    pub scope: Option<String>,
    /// The gateway.
    pub gateway: BoundGateway,
    /// Every entry, hosted ones too.
    pub components: Vec<BoundComponent>,
    /// Every container.
    pub containers: Vec<BoundContainer>,
    /// Who connects to whom, sorted.
    pub edges: Vec<Edge>,
    /// The values that somebody, or `ast env sync`, provides; once each, by name.
    pub supplies: Vec<Supply>,
    /// The credentials that the agent and its sidecar use.
    pub credentials: Vec<Credential>,
    /// What only the platform serves.
    pub platform: BoundPlatform,
    /// Whether a lock pins its images.
    pub is_locked: bool,
    /// The image of the helper services in Compose, which prepare disks and poll.
    pub helper_image: String,
    /// The agent's variables for running it outside of a container; none for a cluster.
    pub host_env: Vec<EnvRow>,
    /// What only a cluster asks for.
    pub cluster: Option<Cluster>,
    /// What the code of the agent and of each ingestion relies on; the same in every binding.
    pub clients: Vec<Client>,
    /// The way to containers and components by their ids.
    pub(super) ways: Ways,
}

/// The gateway.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BoundGateway {
    /// Whether anything opts in.
    pub enabled: bool,
    /// What opts in: JSON pointers into the spec (RFC 6901).
    pub declared_by: Vec<Pointer>,
    /// The ids that entries offer.
    pub models: Vec<String>,
    /// What one on this machine answers to; nothing where it is hosted.
    #[serde(skip)]
    pub routes: Vec<ServedModel>,
    /// The ids that are known to be served, and what the spec names beside them.
    #[serde(skip)]
    pub known: Vec<Offer>,
}

/// A model of a gateway on this machine.
#[derive(Debug)]
pub struct ServedModel {
    /// The id that clients send.
    pub id: String,
    /// What it makes.
    pub kind: ModelKind,
    /// The model that answers; none where the answer is made up.
    pub upstream: Option<String>,
}

/// An entry of a section.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BoundComponent {
    /// Which one.
    pub id: Id,
    /// Its section.
    pub section: Section,
    /// Its name.
    pub entry: String,
    /// Its provider.
    pub provider: Option<String>,
    /// The container that stands for it, where one does.
    pub container: Option<Id>,
    /// The ids of its models.
    pub models: Vec<String>,
    /// The model that is used where none is chosen.
    pub default: Option<String>,
    /// The agent's variables that it brings.
    pub variables: Vec<String>,
    /// The built-in provider that it is of.
    #[serde(skip)]
    pub built_in: Option<&'static str>,
    /// What its models make: as the catalogue says of the first.
    #[serde(skip)]
    pub model_kind: ModelKind,
    /// The place of its declaration, as a pointer.
    #[serde(skip)]
    pub declared_by: Pointer,
}

/// A container.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "container")]
pub struct BoundContainer {
    /// Which one.
    pub id: Id,
    /// What it is for.
    pub kind: ContainerKind,
    /// Its short host name; none for a sidecar.
    pub service: Option<String>,
    /// Its image; for a built one, what the build is named.
    pub image: Option<String>,
    /// How to build it.
    pub build: Option<Build>,
    /// What it runs instead of its image's entrypoint.
    pub entrypoint: Vec<String>,
    /// What it runs instead of its image's command.
    pub command: Vec<String>,
    /// The user that it runs as, where that is known.
    pub user: Option<u32>,
    /// The group that it runs as, where that is known.
    pub group: Option<u32>,
    /// Folders that it writes to beside its volumes; `/` where its root can't be read-only.
    pub writable: Vec<String>,
    /// Hints for runtimes.
    pub annotations: BTreeMap<String, String>,
    /// Its ports.
    pub ports: Vec<BoundPort>,
    /// Its disks.
    pub volumes: Vec<Volume>,
    /// How to tell that it is ready.
    pub health: Option<Health>,
    /// Its GPU.
    pub gpu: Option<Gpu>,
    /// What starts it, for ingestion.
    pub trigger: Option<TriggerType>,
    /// When it is started.
    pub schedule: Option<String>,
    /// What it waits for.
    pub depends_on: Vec<Dependency>,
    /// Its variables, by name.
    pub env: Vec<EnvRow>,
    /// Files that it reads.
    #[serde(skip)]
    pub files: Vec<MountedFile>,
    /// Whether a small first process passes signals on to it in a local run.
    #[serde(skip)]
    pub init: bool,
    /// The powers of root's that it needs locally, as its image prepares its disk and becomes another user; none where
    /// nothing is known of it.
    #[serde(skip)]
    pub capabilities: Option<&'static [String]>,
    /// How much memory its processes can share, where that is said.
    #[serde(skip)]
    pub shared_memory: Option<Amount>,
    /// How it runs in a cluster.
    #[serde(skip)]
    pub placement: Option<Placement>,
    /// How it runs in a rehearsal of one.
    #[serde(skip)]
    pub rehearsal: Option<Rehearsal>,
}

/// A port.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BoundPort {
    /// `http`, `grpc`, `web`, `bolt`, or the store's name.
    pub name: String,
    /// The number inside the container.
    #[schemars(range(min = 1))]
    pub container: u16,
    /// The number on the host, where it is published.
    #[schemars(range(min = 1))]
    pub host: Option<u16>,
    /// The variable that overrides the number on the host.
    pub variable: Option<String>,
}

/// A disk.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Volume {
    /// Its name within the container.
    pub name: String,
    /// Where it is mounted.
    pub mount: String,
    /// Whether it outlives the container.
    pub persistent: bool,
}

/// A container that another one waits for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Dependency {
    /// Which one.
    pub id: Id,
    /// Until when.
    pub condition: Waits,
}

/// Until when a container waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Waits {
    /// Its check succeeds.
    Healthy,
    /// It runs; there is no check.
    Started,
}

/// A connection from one container to another, or out of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Edge {
    /// Who connects.
    pub from: Id,
    /// To whom.
    pub to: EdgeEnd,
    /// The port's number.
    #[schemars(range(min = 1))]
    pub port: u16,
}

/// The end of an edge.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum EdgeEnd {
    /// A container.
    Container(Id),
    /// `external:gateway`: the hosted gateway.
    Hosted(&'static str),
}
