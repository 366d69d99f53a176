//! What only the platform serves, as JSON for targets to carry along.

use serde::Serialize;
use serde_json::{Value, json};

use crate::spec::{Connection, Sandbox, Skill};

/// What only the platform serves.
#[derive(Debug, Serialize)]
pub struct BoundPlatform {
    /// The sandbox as declared.
    pub sandbox: Option<Value>,
    /// The connections as declared.
    pub connections: Option<Value>,
    /// The skills as declared.
    pub skills: Option<Value>,
    /// What the agent offers to its users.
    pub interfaces: Interfaces,
    /// Whether several replicas may run.
    pub distributed: bool,
}

/// What the agent offers to its users.
#[derive(Debug, Serialize)]
pub struct Interfaces {
    /// A web frontend.
    pub frontend: bool,
    /// Chat.
    pub messaging: bool,
}

impl BoundPlatform {
    /// What targets carry along as annotations: names and JSON.
    pub fn carried(&self) -> impl Iterator<Item = (&'static str, String)> {
        let parts = [("connections", &self.connections), ("sandbox", &self.sandbox), ("skills", &self.skills)];
        parts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?.to_string())))
    }
}

/// The sandbox as declared.
pub(super) fn sandbox(sandbox: &Sandbox) -> Value {
    let packages = |list: &[crate::source::Located<crate::spec::Package>]| -> Vec<String> {
        list.iter().map(|package| package.value.as_str().to_owned()).collect()
    };
    let python = sandbox.python.get().map(|python| {
        json!({
            "version": python.version.get().map(|version| version.value.as_str()),
            "packages": packages(python.packages.items()),
        })
    });
    let node = sandbox.node.get().map(|node| {
        json!({
            "version": node.version.get().map(|version| version.value.as_str()),
            "packages": packages(node.packages.items()),
        })
    });
    let env: serde_json::Map<String, Value> = sandbox
        .env
        .entries()
        .iter()
        .filter_map(|named| Some((named.name.clone(), json!(named.get()?.value))))
        .collect();
    let setup: Vec<_> = sandbox.setup.items().iter().map(|command| command.value.as_str()).collect();
    json!({
        "toolchain": sandbox.toolchain.value().map(crate::spec::Toolchain::as_str),
        "packages": packages(sandbox.packages.items()),
        "python": python,
        "node": node,
        "browser": sandbox.browser.get().and_then(|browser| browser.name.value()).map(crate::spec::BrowserName::as_str),
        "env": env,
        "setup": setup,
    })
}

/// The connections as declared, their defaults filled in.
pub(super) fn connections(connections: &[Connection]) -> Value {
    let one = |connection: &Connection| {
        let scopes: Vec<_> = connection.scopes.items().iter().map(|scope| scope.value.as_str()).collect();
        json!({
            "provider": connection.provider.get().map(|provider| provider.value.as_str()),
            "scopes": scopes,
            "required": connection.required.value().unwrap_or(true),
            "reason": connection.reason.text().map(str::trim),
        })
    };
    connections.iter().map(one).collect()
}

/// The skills as declared.
pub(super) fn skills(skills: &[Skill]) -> Value {
    let one = |skill: &Skill| {
        json!({
            "name": skill.name.get().map(|name| name.value.as_str()),
            "description": skill.description.text(),
        })
    };
    skills.iter().map(one).collect()
}
