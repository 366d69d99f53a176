//! The commands of Docker and Compose that a local run is made of.
//!
//! A project is always named and its files are too, and no `COMPOSE_…` variable of whoever runs `ast` says otherwise. Values
//! go by the environment of Compose, never by its arguments, which everybody on a machine can see.

use std::path::PathBuf;

use super::Program;

/// The label by which Compose marks what belongs to a project.
const PROJECT: &str = "com.docker.compose.project";

/// A project of Compose, and how it is spoken to.
#[derive(Debug, Clone, Default)]
pub struct Docker {
    /// The project's name.
    pub project: String,
    /// The folder that its files are in.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<String>,
    /// The values that the files refer to.
    pub values: Vec<(String, String)>,
}

fn docker(arguments: &[&str]) -> Program {
    let arguments = arguments.iter().map(Into::into).collect();
    Program { name: "docker".into(), arguments, ..Program::default() }
}

/// Who answers: the engine's id, its version and its system.
pub fn engine() -> Program {
    docker(&["info", "--format", "{{.ID}}\t{{.ServerVersion}}\t{{.OperatingSystem}}"])
}

/// The version of Compose.
pub fn compose_version() -> Program {
    docker(&["compose", "version", "--short"])
}

/// The addresses of the engine's own network: the subnet, and the gateway where it is said.
pub fn bridge() -> Program {
    docker(&["network", "inspect", "bridge", "--format", "{{range .IPAM.Config}}{{.Subnet}}\t{{.Gateway}}\n{{end}}"])
}

impl Docker {
    fn label(&self) -> String {
        format!("label={PROJECT}={}", self.project)
    }

    /// Its containers, a line of JSON each: those that have ended too.
    pub fn containers(&self) -> Program {
        docker(&["ps", "--all", "--no-trunc", "--filter", &self.label(), "--format", "{{json .}}"])
    }

    /// The ids of its containers.
    pub fn ids(&self) -> Program {
        docker(&["ps", "--all", "--quiet", "--no-trunc", "--filter", &self.label()])
    }

    /// The ids of its networks.
    pub fn networks(&self) -> Program {
        docker(&["network", "ls", "--quiet", "--no-trunc", "--filter", &self.label()])
    }

    /// The names of its disks.
    pub fn volumes(&self) -> Program {
        docker(&["volume", "ls", "--quiet", "--filter", &self.label()])
    }

    /// What becomes of its containers, a line of JSON each; `since` is in seconds since 1970.
    pub fn events(&self, since: u64) -> Program {
        let since = since.to_string();
        let label = self.label();
        let kind = ["--filter", "type=container", "--filter", label.as_str(), "--format", "{{json .}}"];
        docker(&[&["events", "--since", &since], &kind[..]].concat())
    }

    /// A command of Compose, with the files and the values.
    pub fn compose(&self, words: &[&str]) -> Program {
        let mut arguments = vec!["compose", "--ansi", "never", "--project-name", &self.project];
        for file in &self.files {
            arguments.extend(["--file", file]);
        }
        arguments.extend(words);
        Program {
            variables: self.values.clone(),
            without: compose_variables().collect(),
            folder: Some(self.folder.clone()),
            ..docker(&arguments)
        }
    }
}

/// What containers log from now on, or did since a time as the engine writes it.
pub fn logs(container: &str, follow: bool, since: Option<&str>, with_times: bool) -> Program {
    let mut arguments = vec!["logs"];
    arguments.extend(follow.then_some("--follow"));
    arguments.extend(with_times.then_some("--timestamps"));
    // What is read at once is bounded, and the end of it is what is looked for.
    arguments.extend(if follow { [].as_slice() } else { &["--tail", "20000"] });
    arguments.extend(since.into_iter().flat_map(|since| ["--since", since]));
    arguments.push(container);
    docker(&arguments)
}

/// The last lines that a container logged.
pub fn last_lines(container: &str, count: u16) -> Program {
    docker(&["logs", "--tail", &count.to_string(), container])
}

/// What the last check of a container said.
pub fn last_check(container: &str) -> Program {
    docker(&["inspect", "--format", "{{with .State.Health}}{{range .Log}}{{json .Output}}\n{{end}}{{end}}", container])
}

/// Asks containers to end, which have so many seconds.
pub fn stop<'a>(ids: &[&'a str], seconds: &'a str) -> Program {
    docker(&[&["stop", "--time", seconds], ids].concat())
}

/// Starts containers again, which have a second to end.
pub fn restart(ids: &[&str]) -> Program {
    docker(&[&["restart", "--time", "1"], ids].concat())
}

/// Kills and removes containers, and the disks that have no name.
pub fn remove(ids: &[&str]) -> Program {
    docker(&[&["rm", "--force", "--volumes"], ids].concat())
}

/// Removes networks.
pub fn remove_networks(ids: &[&str]) -> Program {
    docker(&[&["network", "rm"], ids].concat())
}

/// Removes disks.
pub fn remove_volumes(names: &[&str]) -> Program {
    docker(&[&["volume", "rm", "--force"], names].concat())
}

/// The names of the environment that Compose would obey.
fn compose_variables() -> impl Iterator<Item = String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names.filter(|name| name.starts_with("COMPOSE_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_in_the_environment_of_compose_and_not_in_its_arguments() {
        let docker = Docker {
            project: "p-1".into(),
            folder: "/p/.ast/dev".into(),
            files: vec!["compose.yaml".into(), "dev.yaml".into()],
            values: vec![("KEY".into(), "s3cret".into())],
        };
        let program = docker.compose(&["up", "--detach"]);
        let words: Vec<_> = program.arguments.iter().map(|word| word.to_string_lossy()).collect();
        assert_eq!(
            words.join(" "),
            "compose --ansi never --project-name p-1 --file compose.yaml --file dev.yaml up --detach"
        );
        assert_eq!(program.variables, docker.values);
        assert_eq!(docker.events(7).variables, []);
    }
}
