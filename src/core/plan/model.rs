//! The neutral plan: what every container gets, symbolically, before anything is local or in a cluster.
//!
//! A container's variable is a list of *claims*, one for each declaration that asks for it. Keeping
//! them all, instead of deciding while collecting, is what lets the rules show both places of a
//! collision, `ast explain` tell the whole story, and the binding decide in one place.

use std::collections::BTreeMap;

use indexmap::IndexSet;

use super::claim::SupplyClaims;
use super::container::Container;
use super::id::Id;
use super::platform::{Connection, Sandbox, Skill};
use crate::document::Index;
use crate::image::Lock;
use crate::source::Place;
use crate::spec::{FullName, LogLevel, Section};

/// The plan of one agent.
#[derive(Debug, Default)]
pub struct Plan {
    /// The agent's name, if it could be read.
    pub name: Option<FullName>,
    /// The gateway, if anything opts in.
    pub gateway: Gateway,
    /// Every entry of models, knowledge and integrations, hosted ones too, and every ingestion.
    pub components: Vec<Component>,
    /// Every container, the agent first, then by section and name.
    pub containers: Vec<Container>,
    /// Every value that somebody supplies, with everything that declares something of it.
    pub supplies: BTreeMap<String, SupplyClaims>,
    /// What the messaging sidecar is made of.
    pub messaging: Messaging,
    /// Whether the agent has a web frontend.
    pub frontend: Option<Frontend>,
    /// Whether several replicas of the agent may run.
    pub distributed: bool,
    /// What only the platform serves.
    pub platform: Platform,
    /// The digests that images are pinned to; a fact of the disk, and none of the spec's.
    pub lock: Lock,
    /// The way to containers and components by their ids.
    pub(super) ways: Ways,
}

/// Who opts in to the gateway, and for which models.
#[derive(Debug, Default)]
pub struct Gateway {
    /// The agent's switch and the gateway entries.
    pub declared_by: Vec<Place>,
    /// The ids that entries offer, in order, each once.
    pub models: IndexSet<String>,
}

/// The local frontend.
#[derive(Debug, Clone, Copy)]
pub struct Frontend {
    /// The port that it listens on locally; 80 in a cluster.
    pub dev_port: u16,
}

/// The messaging sidecar as the spec has it; options may say otherwise.
#[derive(Debug, Default)]
pub struct Messaging {
    /// Whether the agent talks through it in a cluster.
    pub in_cluster: bool,
    /// The adapters that `dev.interfaces` asks for: without any there is no sidecar locally, and a cluster has its own.
    pub adapters: Vec<String>,
    /// Another image.
    pub image: Option<String>,
    /// How much it logs.
    pub log_level: Option<LogLevel>,
    /// The Slack adapter's settings as JSON.
    pub slack: Option<serde_json::Value>,
}

/// What targets carry along and nothing local serves.
#[derive(Debug, Default)]
pub struct Platform {
    /// The sandbox as declared.
    pub sandbox: Option<Sandbox>,
    /// The connections as declared.
    pub connections: Option<Vec<Connection>>,
    /// The skills as declared.
    pub skills: Option<Vec<Skill>>,
}

/// An entry of a section.
#[derive(Debug)]
pub struct Component {
    /// Which one.
    pub id: Id,
    /// Its section.
    pub section: Section,
    /// Where it is declared.
    pub place: Place,
    /// Its provider, as written.
    pub provider: Option<String>,
    /// The built-in provider that this is.
    pub built_in: Option<&'static str>,
    /// Whether a container of this project stands for it.
    pub has_container: bool,
    /// The ids of its models.
    pub models: Vec<String>,
}

/// The way to containers and components by their ids.
#[derive(Debug, Default)]
pub(super) struct Ways {
    pub(super) containers: Index,
    pub(super) components: Index,
}
