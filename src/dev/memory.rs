//! What a project's next run has to know of this one, so that it can go on with the same containers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::own_name;
use crate::options::{GatewayMode, ObjectName};

/// What lies in `.ast/dev/state.json`. It may have come with a repository, so that what it says is checked, and it holds
/// nothing that is good anywhere else: the key is that of the gateway in `ast`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The project's name in the engine.
    pub project: Option<String>,
    /// The name that the user gave it, where one did.
    pub name: Option<String>,
    /// The mode of the gateway that was asked for on the command line.
    pub gateway: Option<GatewayMode>,
    /// The environment that it runs as, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The key of the gateway in `ast`.
    pub key: Option<String>,
    /// Its port.
    pub port: Option<u16>,
    /// Whether the gateway stands in `ast`, and containers reach it there.
    pub proxied: bool,
    /// The ports of services that were moved, by their variables.
    pub ports: BTreeMap<String, u16>,
    /// The process that holds the project; it counts only while the lock is held.
    pub process: Option<i32>,
}

impl Memory {
    /// What a file says; nothing of what is not as we write it.
    pub fn read(bytes: &[u8]) -> Self {
        let mut memory: Self = serde_json::from_slice(bytes).unwrap_or_default();
        let is_key = |key: &String| {
            key.strip_prefix("sk-").is_some_and(|rest| rest.len() == 48 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
        };
        memory.key = memory.key.filter(is_key);
        let is_name = |name: &String| own_name(name).is_ok();
        memory.name = memory.name.filter(is_name);
        memory.project = memory.project.filter(is_name);
        memory.environment = memory.environment.filter(|name| ObjectName::new(name).is_ok());
        memory.ports.retain(|name, port| name.starts_with("ASTRO_PORT_") && *port >= 1024);
        memory.port = memory.port.filter(|port| *port >= 1024);
        memory.process = memory.process.filter(|process| *process > 1);
        memory
    }

    /// The file.
    pub fn text(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_again_and_what_a_stranger_wrote_is_not() {
        let memory = Memory {
            project: Some("mine".into()),
            name: Some("mine".into()),
            gateway: Some(GatewayMode::Mock),
            environment: Some("staging".into()),
            key: Some(format!("sk-{}", "a1".repeat(24))),
            port: Some(4711),
            proxied: true,
            ports: BTreeMap::from([("ASTRO_PORT_AGENT".to_owned(), 3201)]),
            process: Some(77),
        };
        assert_eq!(Memory::read(memory.text().as_bytes()), memory);
        let text = br#"{"name":"--x","project":"/","environment":"../x","key":"sk-mine","port":22,"ports":{"PATH":3,"ASTRO_PORT_A":80},"process":1}"#;
        assert_eq!(Memory::read(text), Memory::default());
        for text in ["", "[]", "{\"port\":\"x\"}", "\u{0}"] {
            assert_eq!(Memory::read(text.as_bytes()), Memory::default());
        }
    }
}
