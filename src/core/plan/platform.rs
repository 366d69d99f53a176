//! What only the platform serves, for targets to carry along as JSON.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use crate::source::Located;
use crate::spec::{self, BrowserName, Package, Toolchain};

/// What only the platform serves.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct BoundPlatform {
    /// The sandbox as declared.
    pub sandbox: Option<Sandbox>,
    /// The connections as declared.
    pub connections: Option<Vec<Connection>>,
    /// The skills as declared.
    pub skills: Option<Vec<Skill>>,
    /// What the agent offers to its users.
    pub interfaces: Interfaces,
    /// Whether several replicas may run.
    pub distributed: bool,
}

/// What the agent asks of the platform, as declared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Sandbox {
    /// Which tools there are.
    pub toolchain: Option<Toolchain>,
    /// Packages of the system.
    pub packages: Vec<String>,
    /// Python and its packages.
    pub python: Option<Runtime>,
    /// Node and its packages.
    pub node: Option<Runtime>,
    /// The browser.
    pub browser: Option<BrowserName>,
    /// Variables, in the order in which they are declared.
    pub env: IndexMap<String, String>,
    /// Commands that prepare it, in their order.
    pub setup: Vec<String>,
}

/// A language in a sandbox.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Runtime {
    /// Its version, as written.
    pub version: Option<String>,
    /// Its packages.
    pub packages: Vec<String>,
}

/// A service that the platform connects the agent to, its defaults filled in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Connection {
    /// The service.
    pub provider: Option<String>,
    /// What the agent may do there.
    pub scopes: Vec<String>,
    /// Whether the agent does not run without it.
    pub required: bool,
    /// What it is for.
    pub reason: Option<String>,
}

/// A skill of the agent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Skill {
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
}

/// What the agent offers to its users.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Interfaces {
    /// A web frontend.
    pub frontend: bool,
    /// Chat.
    pub messaging: bool,
}

impl BoundPlatform {
    /// What targets carry along as annotations: names and JSON.
    pub fn carried(&self) -> impl Iterator<Item = (&'static str, String)> {
        let parts = [
            ("connections", self.connections.as_ref().map(json)),
            ("sandbox", self.sandbox.as_ref().map(json)),
            ("skills", self.skills.as_ref().map(json)),
        ];
        parts.into_iter().filter_map(|(name, text)| Some((name, text?)))
    }
}

fn json(part: &impl Serialize) -> String {
    // Structs with string keys always serialise.
    serde_json::to_string(part).unwrap_or_default()
}

/// The sandbox as declared.
pub(super) fn sandbox(sandbox: &spec::Sandbox) -> Sandbox {
    let packages = |list: &[Located<Package>]| list.iter().map(|package| package.value.as_str().to_owned()).collect();
    let env = sandbox.env.entries().iter().filter_map(|named| Some((named.name.clone(), named.get()?.value.clone())));
    Sandbox {
        toolchain: sandbox.toolchain.value(),
        packages: packages(sandbox.packages.items()),
        python: sandbox.python.get().map(|python| Runtime {
            version: python.version.get().map(|version| version.value.as_str().to_owned()),
            packages: packages(python.packages.items()),
        }),
        node: sandbox.node.get().map(|node| Runtime {
            version: node.version.get().map(|version| version.value.as_str().to_owned()),
            packages: packages(node.packages.items()),
        }),
        browser: sandbox.browser.get().and_then(|browser| browser.name.value()),
        env: env.collect(),
        setup: sandbox.setup.items().iter().map(|command| command.value.clone()).collect(),
    }
}

/// The connections as declared, their defaults filled in.
pub(super) fn connections(connections: &[spec::Connection]) -> Vec<Connection> {
    let one = |connection: &spec::Connection| Connection {
        provider: connection.provider.get().map(|provider| provider.value.as_str().to_owned()),
        scopes: connection.scopes.items().iter().map(|scope| scope.value.clone()).collect(),
        required: connection.required.value().unwrap_or(true),
        reason: connection.reason.text().map(|reason| reason.trim().to_owned()),
    };
    connections.iter().map(one).collect()
}

/// The skills as declared.
pub(super) fn skills(skills: &[spec::Skill]) -> Vec<Skill> {
    let one = |skill: &spec::Skill| Skill {
        name: skill.name.get().map(|name| name.value.as_str().to_owned()),
        description: skill.description.text().map(str::to_owned),
    };
    skills.iter().map(one).collect()
}
