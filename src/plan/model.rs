//! The neutral plan: what every container gets, symbolically, before anything is local or in a cluster.
//!
//! A container's variable is a list of *claims*, one for each declaration that asks for it. Keeping
//! them all, instead of deciding while collecting, is what lets the rules show both places of a
//! collision, `ast explain` tell the whole story, and the binding decide in one place.

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexSet;

use super::container::Container;
use super::id::Id;
use super::supply::SupplyClaims;
use super::way::Ways;
use crate::source::Place;
use crate::spec::{DataType, FullName, Input, LogLevel};

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
    /// The adapters of a local run; without any there is no sidecar locally.
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
    pub sandbox: Option<serde_json::Value>,
    /// The connections as declared.
    pub connections: Option<serde_json::Value>,
    /// The skills as declared.
    pub skills: Option<serde_json::Value>,
}

/// An entry of a section.
#[derive(Debug)]
pub struct Component {
    /// Which one.
    pub id: Id,
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

/// Why a variable exists; the vocabulary of plans and explanations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnvKind {
    /// The gateway's URL or key.
    Gateway,
    /// The chosen model of a gateway entry.
    ModelChoice,
    /// What a hosted service is used with.
    Credential,
    /// Host, port or URL of a container.
    Connection,
    /// User, password, database or key of a store.
    StoreCredential,
    /// A value that the deployer is asked for.
    Input,
    /// Set by `environment`.
    Environment,
    /// A setting of a store that never changes.
    Constant,
    /// Set by the platform.
    Platform,
}

/// How narrow a claim is: a narrower one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A top-level input.
    Top,
    /// An input of an entry or of the agent.
    Narrow,
    /// A provider, a store or the platform, which own the name.
    Owner,
    /// The container's own `environment`.
    Environment,
}

/// A declaration that asks for a variable in a container.
#[derive(Debug, Clone)]
pub struct Claim {
    /// How narrow it is.
    pub level: Level,
    /// Why it exists.
    pub kind: EnvKind,
    /// The entry that brings it.
    pub component: Option<Id>,
    /// What it is within its entry, as the end of its name says: `HOST`, `API_KEY`; none for other names.
    pub part: Option<String>,
    /// The name that it repeats, where one value has two.
    pub alias_of: Option<String>,
    /// Where its value comes from.
    pub value: Symbol,
    /// Where it stands only under some bindings.
    pub condition: Condition,
    /// The place that causes it; none for the platform's and for constants.
    pub declared_by: Option<Place>,
    /// The text to point at when it collides.
    pub blame: Option<Place>,
    /// The provider that it belongs to.
    pub provider: Option<String>,
    /// What it is, in the catalogue's words.
    pub description: Option<String>,
    /// The input that declares it.
    pub input: Option<Rc<Declaration>>,
}

/// Where a value comes from, before it is bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// Written in the spec or the catalogue.
    Literal(String),
    /// Supplied under this name.
    Supply(String),
    /// The host of a container.
    Host(Id),
    /// A port of a container.
    PortOf(Id, u16),
    /// The URL of a container, with the supply that it carries as a password.
    Url {
        /// The container.
        id: Id,
        /// The scheme.
        scheme: String,
        /// The port.
        port: u16,
        /// The supply name of the password.
        password: Option<String>,
    },
    /// The gateway's URL.
    GatewayUrl,
    /// The agent's name.
    AgentName,
    /// The agent's build.
    AgentBuild,
    /// The agent's own host.
    AgentHost,
    /// The agent's own URL.
    AgentUrl,
    /// The messaging sidecar's address.
    MessagingAddress,
    /// The frontend's port.
    FrontendPort,
    /// How much the messaging sidecar logs.
    LogLevel,
    /// Where the sidecar's web adapter listens.
    WebListenAddress,
    /// `true` once the Slack token is supplied, else empty.
    SlackEnabled,
    /// Where telemetry goes.
    OtelEndpoint,
    /// The public URL.
    ExternalUrl,
}

/// Under which bindings a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Always.
    Always,
    /// With a messaging sidecar.
    Messaging,
    /// With the web adapter of the sidecar.
    WebAdapter,
    /// With the Slack adapter of the sidecar.
    SlackAdapter,
    /// In local runs.
    Local,
    /// With an endpoint for telemetry.
    Otel,
    /// In a cluster with a public host.
    PublicHost,
}

/// What an input says of its variable; a flag that is not written is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its variable.
    pub name: String,
    /// Its type.
    pub datatype: Option<DataType>,
    /// `secret`.
    pub secret: Option<bool>,
    /// `optional`.
    pub optional: Option<bool>,
    /// `default`, if not empty.
    pub default: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `options`.
    pub options: Vec<String>,
}

impl Declaration {
    /// What an input declares, if it has a name.
    pub fn of(input: &Input) -> Option<Rc<Self>> {
        let name = input.variable()?.value.as_str().to_owned();
        Some(Rc::new(Self {
            name,
            datatype: input.datatype.value(),
            secret: if input.is_secret() { Some(true) } else { input.secret.value() },
            optional: input.optional.value(),
            default: input.default_text().map(str::to_owned),
            description: input.description.text().map(str::to_owned),
            options: input.options.items().iter().map(|option| option.value.clone()).collect(),
        }))
    }

    /// Whether it must never be shown.
    pub fn is_secret(&self) -> bool {
        self.secret.unwrap_or(false)
    }

    /// Whether two declarations say the same; an absent flag is false.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.said() == other.said()
    }

    /// All that two declarations are compared by.
    pub(super) fn said(&self) -> (bool, bool, Option<DataType>, Option<&str>, &[String]) {
        let (secret, optional) = (self.is_secret(), self.optional.unwrap_or(false));
        (secret, optional, self.datatype, self.default.as_deref(), &self.options)
    }
}
