//! Which container, in a form that sorts and prints the same everywhere.

use std::fmt;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::spec::Section;

/// What a container is for; in the order in which plans list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ContainerKind {
    /// The agent itself.
    Agent,
    /// A model server.
    Model,
    /// A data store.
    Knowledge,
    /// A service.
    Integration,
    /// A data pipeline.
    Ingestion,
    /// The messaging sidecar.
    Messaging,
    /// A local gateway.
    Gateway,
}

/// A container or an entry of a section: `agent`, `knowledge.db`, `gateway`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(inline, with = "String")]
pub struct Id {
    /// What it is for.
    pub kind: ContainerKind,
    /// The entry's name; empty for those that there is only one of.
    pub entry: String,
}

impl ContainerKind {
    /// Whether a container of this kind may call services in a cluster that nothing declares, at port 443 outside of
    /// private networks: all may, but for one that keeps data.
    pub fn calls_out(self) -> bool {
        self != Self::Knowledge
    }

    /// The singular word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Model => "model",
            Self::Knowledge => "knowledge",
            Self::Integration => "integration",
            Self::Ingestion => "ingestion",
            Self::Messaging => "messaging",
            Self::Gateway => "gateway",
        }
    }
}

impl Id {
    /// The agent.
    pub const AGENT: Self = Self { kind: ContainerKind::Agent, entry: String::new() };
    /// The messaging sidecar.
    pub const MESSAGING: Self = Self { kind: ContainerKind::Messaging, entry: String::new() };
    /// The local gateway.
    pub const GATEWAY: Self = Self { kind: ContainerKind::Gateway, entry: String::new() };

    /// An entry of a section.
    pub fn entry(section: Section, name: &str) -> Self {
        let kind = match section {
            Section::Models => ContainerKind::Model,
            Section::Knowledge => ContainerKind::Knowledge,
            Section::Integrations => ContainerKind::Integration,
            Section::Ingestion => ContainerKind::Ingestion,
        };
        Self { kind, entry: name.to_owned() }
    }

    /// The section that it is declared in, where it is an entry.
    pub fn section(&self) -> Option<Section> {
        match self.kind {
            ContainerKind::Model => Some(Section::Models),
            ContainerKind::Knowledge => Some(Section::Knowledge),
            ContainerKind::Integration => Some(Section::Integrations),
            ContainerKind::Ingestion => Some(Section::Ingestion),
            ContainerKind::Agent | ContainerKind::Messaging | ContainerKind::Gateway => None,
        }
    }

    /// The name of its service on the local network, before it is cut to a label's length.
    pub fn service(&self) -> String {
        match self.kind {
            ContainerKind::Agent | ContainerKind::Gateway => self.kind.as_str().to_owned(),
            ContainerKind::Messaging => "astro-messaging".to_owned(),
            _ => format!("{}-{}", self.kind.as_str(), super::naming::service(&self.entry)),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.section() {
            Some(section) => write!(f, "{}.{}", section.as_str(), self.entry),
            None => f.write_str(self.kind.as_str()),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
