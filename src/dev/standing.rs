//! What of a project runs, as programs are told it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Container;
use crate::diagnostic::render::json::Version;

/// `ast dev status --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "dev-status")]
pub struct Standing {
    /// The version of the contract.
    pub version: Version,
    /// The project's name in the engine; null where it was never started.
    pub project: Option<String>,
    /// Whether an `ast dev` holds it, which shows, serves and stops it.
    pub held: bool,
    /// Its containers.
    pub services: Vec<StandingService>,
}

/// A container of a service.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct StandingService {
    /// The service.
    #[serde(rename = "service")]
    pub name: String,
    /// Whether it was started by `ast dev run`.
    pub job: bool,
    /// What it is, in the engine's word: `running`, `exited`, `created`.
    pub state: String,
    /// What the engine says of it.
    pub status: String,
    /// The status that it ended with; null where it runs.
    pub exit: Option<u8>,
    /// The ports of this machine that lead to it.
    pub ports: Vec<u16>,
}

impl Standing {
    /// That nothing was ever started.
    pub fn nothing() -> Self {
        Self { version: Version, project: None, held: false, services: Vec::new() }
    }
}

impl StandingService {
    /// As the engine lists it.
    pub fn of(container: Container) -> Self {
        let exit = container.ended();
        let Container { service: name, is_job: job, state, status, ports, .. } = container;
        Self { name, job, state, status, exit, ports: ports.into_iter().collect() }
    }
}
