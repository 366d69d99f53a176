//! A service as others see it.

use super::given::pairs;
use super::service::{Role, Service};
use super::texts;
use crate::plan::Id;
use crate::provider::catalogue;

/// What others know of a service.
#[derive(Debug, Clone)]
pub(super) struct Peer {
    /// What it is called in the project's own network.
    pub(super) host: String,
    pub(super) id: String,
    pub(super) role: Role,
    /// The port that it is reached at, as far as somebody says it.
    pub(super) port: Option<u16>,
    /// Whether it is a store that gets a password which the URLs of the file can't know.
    pub(super) is_locked: bool,
}

impl Peer {
    pub(super) fn of(service: &Service<'_>) -> Self {
        let id = service.section().map_or(Id::AGENT, |section| Id::entry(section, &service.name));
        let is_locked = match service.role {
            Role::Store(provider) => has_password_in_url(provider) && !had_password(service),
            Role::Agent | Role::Job | Role::Other => false,
        };
        Self { host: id.service(), id: id.to_string(), role: service.role, port: service.port(), is_locked }
    }

    /// What it is called now, said of the name that it had.
    pub(super) fn is_called(&self, old: &str) -> String {
        format!("`{old}` is called `{}` on this machine, and otherwise in a cluster", self.host)
    }

    /// Whether a reader is given variables of this one: its address, and how to log in.
    pub(super) fn gives(&self, reader: Role) -> bool {
        matches!(reader, Role::Agent | Role::Job) && matches!(self.role, Role::Store(_) | Role::Other)
    }
}

fn has_password_in_url(provider: &str) -> bool {
    let provider = catalogue().of("knowledge").find(|known| known.name == provider);
    provider.and_then(|provider| provider.store.as_ref()?.url.as_ref()).is_some_and(|url| url.password.is_some())
}

fn had_password(service: &Service<'_>) -> bool {
    let variables = service.at.get("environment").map(|environment| pairs(&environment)).unwrap_or_default();
    let command = service.at.get("command").and_then(|command| texts(&command)).unwrap_or_default();
    variables.iter().any(|(name, ..)| name.contains("PASSWORD"))
        || command.iter().any(|text| text.contains("requirepass"))
}
