//! Public hosts that several projects of a run have, of which a cluster routes each to one.

use std::collections::BTreeMap;

use crate::project::Hosts;
use crate::text::one_line;

/// How many projects are named, and how much is shown of a name.
const MOST: usize = 12;
const LONGEST: usize = 200;

/// The hosts of a run, each as an environment has it with the projects that do.
#[derive(Debug, Default)]
pub(super) struct Shared(BTreeMap<(String, Option<String>), Vec<String>>);

impl Shared {
    /// Takes the hosts of the next project.
    pub(super) fn add(&mut self, project: &str, hosts: Hosts) {
        for host in hosts {
            self.0.entry(host).or_default().push(project.to_owned());
        }
    }

    /// What there is to say of those that more than one has: of each once, with the environments in which it is so.
    pub(super) fn text(&self) -> String {
        let mut told: BTreeMap<(&str, &[String]), Vec<&str>> = BTreeMap::new();
        for ((host, environment), projects) in self.0.iter().filter(|(_, projects)| projects.len() > 1) {
            told.entry((host, projects)).or_default().extend(environment.as_deref());
        }
        let text = |((host, projects), environments): (&(&str, &[String]), &Vec<&str>)| {
            let short = |names: &mut dyn Iterator<Item = &str>, quote: &str| {
                let named =
                    names.map(|name| format!("{quote}{}{quote}", one_line(name.trim_start_matches("./"), LONGEST)));
                named.collect::<Vec<_>>().join(", ")
            };
            let within = match &environments[..] {
                [] => String::new(),
                names => format!(" in {}", short(&mut names.iter().copied(), "`")),
            };
            let named = short(&mut projects.iter().take(MOST).map(String::as_str), "");
            let left = projects.len().saturating_sub(MOST);
            let more = if left > 0 { format!(" and {left} more") } else { String::new() };
            format!(
                "note: `{}` is the public host of {} projects{within}: {named}{more}\n  help: a cluster routes a host to \
                 one of them; give each its own by `host` under `[cluster]` in an `ast.toml` beside its spec\n",
                one_line(host, LONGEST),
                projects.len(),
            )
        };
        told.iter().map(text).collect()
    }
}
