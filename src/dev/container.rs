//! A container of a project, as the engine lists it.

use std::collections::BTreeSet;

use serde::Deserialize;

/// A container that is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// Its id.
    pub id: String,
    /// Its service.
    pub service: String,
    /// The folder of the project that it belongs to.
    pub folder: String,
    /// The image that it was started from, by its name while that still names it.
    pub image: String,
    /// Whether it was started by `run`.
    pub is_job: bool,
    /// `created`, `running`, `exited` and the like.
    pub state: String,
    /// What the engine says of it, such as `Up 3 minutes (healthy)`.
    pub status: String,
    /// The ports of this machine that lead to it.
    pub ports: BTreeSet<u16>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(rename = "ID")]
    id: String,
    #[serde(default)]
    image: String,
    labels: String,
    ports: String,
    state: String,
    status: String,
}

impl Container {
    /// The containers that lines of JSON list; what is no such line is none.
    pub fn list(lines: &str) -> Vec<Self> {
        lines.lines().filter_map(|line| serde_json::from_str(line).ok()).map(Self::of).collect()
    }

    fn of(listed: Listed) -> Self {
        // A folder may have a comma in its name: a label goes on until the next that is Compose's.
        let label = |name: &str| {
            let start = listed.labels.find(&format!("com.docker.compose.{name}="))?;
            let value = listed.labels[start..].split_once('=')?.1;
            let end = value.find(",com.docker.").or_else(|| value.find(",ast."));
            Some(value[..end.unwrap_or(value.len())].to_owned())
        };
        let host = |port: &str| port.split_once("->")?.0.rsplit_once(':')?.1.parse().ok();
        Self {
            service: label("service").unwrap_or_default(),
            folder: label("project.working_dir").unwrap_or_default(),
            is_job: label("oneoff").is_some_and(|text| text == "True"),
            ports: listed.ports.split(", ").filter_map(host).collect(),
            id: listed.id,
            image: listed.image,
            state: listed.state,
            status: listed.status,
        }
    }

    /// The status that it ended with, if it has.
    pub fn ended(&self) -> Option<u8> {
        self.status.strip_prefix("Exited (")?.split_once(')')?.0.parse().ok()
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.state == "running"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_engine_is_a_container() {
        let line = r#"{"ID":"abc","Labels":"com.docker.compose.oneoff=False,com.docker.compose.project.working_dir=/a,b/.ast/dev,com.docker.compose.service=agent","Ports":"127.0.0.1:3200-\u003e80/tcp, 9/tcp","State":"exited","Status":"Exited (5) 2 minutes ago"}"#;
        let found = Container::list(&format!("{line}\nnothing\n"));
        assert_eq!(found.len(), 1);
        let found = &found[0];
        assert_eq!((found.service.as_str(), found.folder.as_str(), found.ended()), ("agent", "/a,b/.ast/dev", Some(5)));
        assert_eq!(found.ports, BTreeSet::from([3200]));
        assert!(!found.is_job && !found.runs());
    }
}
