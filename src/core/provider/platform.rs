//! What every project has, whatever it declares: ports, disks, users.

use std::sync::LazyLock;

use serde::Deserialize;

/// What every project has.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// The agent.
    pub agent: AgentFacts,
    /// The messaging sidecar.
    pub messaging: MessagingFacts,
    /// How a server is asked whether it is ready.
    pub health: HealthFacts,
    /// A container of which nothing else is known.
    pub container: ContainerFacts,
}

/// A port, and where it is published in a local run.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedPort {
    /// The number inside of the container.
    pub port: u16,
    /// The number on the host.
    pub published: u16,
}

/// The agent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentFacts {
    /// The port of one without a frontend.
    pub port: u16,
    /// The port of a frontend, in production.
    pub frontend: PublishedPort,
    /// Where its disk is.
    pub disk: String,
    /// The disk's size in a cluster.
    pub size: String,
}

/// The messaging sidecar.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessagingFacts {
    /// Its gRPC server.
    pub grpc: PublishedPort,
    /// Its web adapter on its own.
    pub web: PublishedPort,
    /// The port of its web adapter in the agent's pod.
    pub web_in_pod: u16,
    /// The folder for files that it shares with the agent.
    pub files: String,
    /// The file of its chat history.
    pub chats: String,
    /// What its Slack adapter is given; it starts where the first of them is set.
    pub slack: Vec<Token>,
}

/// A secret that somebody gets elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The variable.
    pub name: String,
    /// What it is.
    pub description: String,
}

/// How a server is asked whether it is ready: durations as Compose writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealthFacts {
    /// Between two checks.
    pub interval: String,
    /// For one check.
    pub timeout: String,
    /// Failures that make it unhealthy.
    pub retries: u32,
    /// How long failures of a start don't count.
    pub start: String,
}

/// A container of which nothing else is known.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContainerFacts {
    /// The port of one that declares none.
    pub port: u16,
    /// The port of a webhook that declares none.
    pub webhook: u16,
    /// User and group.
    pub user: u32,
    /// User and group of a disk in a rehearsal, where a cluster is to choose them.
    pub any: u32,
    /// The size of its disk in a cluster.
    pub size: String,
}

/// The hosted platform: where people log in, and what a login is good for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hosted {
    /// The origin of its API.
    pub server: String,
    /// The path that says who somebody is.
    pub me: String,
    /// The path that gives a key of the gateway; `{account}` stands for the account's name.
    pub keys: String,
    /// The origin of the identity server.
    pub identity: String,
    /// The path there that begins a login by a code.
    pub device: String,
    /// The path there that gives tokens.
    pub token: String,
    /// The path there that ends a session.
    pub logout: String,
    /// The public id of this client.
    pub client: String,
}

/// The hosted platform.
pub fn hosted() -> &'static Hosted {
    static HOSTED: LazyLock<Hosted> = LazyLock::new(|| super::facts("hosted"));
    &HOSTED
}

/// What every project has.
pub fn platform() -> &'static Platform {
    static PLATFORM: LazyLock<Platform> = LazyLock::new(|| super::facts("platform"));
    &PLATFORM
}
