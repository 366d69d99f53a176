//! What the engine tells of a project's containers while they run.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Something that became of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its service.
    pub service: String,
    /// Its id.
    pub container: String,
    /// Whether it was started by `run`.
    pub is_job: bool,
    /// What it was.
    pub change: Change,
    /// When, as the engine writes times.
    pub at: String,
    /// The same in nanoseconds since 1970.
    pub nanos: u64,
}

/// What became of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It runs.
    Started,
    /// Somebody asked the engine to end it.
    Killed,
    /// It ended, with a status.
    Died(u8),
    /// Its check passed.
    Healthy,
    /// Its check failed too often.
    Unhealthy,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Line {
    action: String,
    actor: Actor,
    #[serde(rename = "timeNano", default)]
    time: u64,
}

#[derive(Deserialize)]
struct Actor {
    #[serde(rename = "ID")]
    id: String,
    #[serde(rename = "Attributes", default)]
    attributes: BTreeMap<String, String>,
}

impl Event {
    /// What a line of JSON tells, where that is of use.
    pub fn read(line: &str) -> Option<Self> {
        let Line { action, actor, time } = serde_json::from_str(line).ok()?;
        let attribute = |name: &str| actor.attributes.get(name).map(String::as_str);
        let change = match action.as_str() {
            "start" => Change::Started,
            // Some programs are told things by signals that do not end them.
            "kill" if matches!(attribute("signal"), Some("2" | "9" | "15")) => Change::Killed,
            "die" => Change::Died(attribute("exitCode").and_then(|code| code.parse().ok()).unwrap_or(1)),
            "health_status: healthy" => Change::Healthy,
            "health_status: unhealthy" => Change::Unhealthy,
            _ => return None,
        };
        Some(Self {
            service: attribute("com.docker.compose.service")?.to_owned(),
            is_job: attribute("com.docker.compose.oneoff") == Some("True"),
            container: actor.id.clone(),
            change,
            at: format!("{}.{:09}", time / 1_000_000_000, time % 1_000_000_000),
            nanos: time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_engine_is_an_event() {
        let line = |action: &str, more: &str| {
            format!(
                r#"{{"status":"x","Type":"container","Action":"{action}","Actor":{{"ID":"abc","Attributes":{{"com.docker.compose.service":"agent"{more}}}}},"timeNano":1700000000000000042}}"#
            )
        };
        let change = |action: &str, more: &str| Event::read(&line(action, more)).map(|event| event.change);
        assert_eq!(change("die", r#","exitCode":"137""#), Some(Change::Died(137)));
        assert_eq!(change("start", ""), Some(Change::Started));
        assert_eq!(change("kill", r#","signal":"15""#), Some(Change::Killed));
        assert_eq!(change("kill", r#","signal":"1""#), None);
        assert_eq!(change("exec_create: x", ""), None);
        assert_eq!(Event::read(&line("start", "")).unwrap().at, "1700000000.000000042");
        assert_eq!(Event::read("no JSON"), None);
    }
}
