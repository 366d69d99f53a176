//! Numbers on the host for a project's ports, where the ones that it has by default are taken.

use std::collections::BTreeSet;

use super::read::{Assignment, Environment, read};
use crate::plan::BoundPlan;
use crate::source::Source;

/// The ports that an env file gets.
#[derive(Debug)]
pub struct Ports {
    /// The whole text.
    pub text: String,
    /// The variables that were added, with their numbers.
    pub added: Vec<(String, u16)>,
}

/// Adds a free number for each published port whose default is taken, and which the file has no line for.
///
/// A number is free here if neither the host nor this project uses it: `is_busy` tells of the host.
pub fn ports(
    plan: &BoundPlan,
    source: &Source,
    environment: Environment<'_>,
    mut is_busy: impl FnMut(u16) -> bool,
) -> Ports {
    let existing: Vec<Assignment> =
        read(source, environment).assignments.into_iter().filter(Assignment::counts).collect();
    let published: Vec<(&str, u16)> = plan
        .containers
        .iter()
        .flat_map(|container| &container.ports)
        .filter_map(|port| Some((port.variable.as_deref()?, port.host?)))
        .collect();
    let mut used: BTreeSet<u16> = published.iter().map(|(_, number)| *number).collect();
    used.extend(existing.iter().filter_map(|found| found.value.parse::<u16>().ok()));
    let mut text = source.text().to_owned();
    let mut added = Vec::new();
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for (variable, default) in published {
        if existing.iter().any(|found| found.name == variable) || !is_busy(default) {
            continue;
        }
        let Some(free) = (default..=u16::MAX).find(|number| !used.contains(number) && !is_busy(*number)) else {
            continue;
        };
        used.insert(free);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(end);
        }
        if added.is_empty() && !text.is_empty() {
            text.push_str(end);
        }
        text.push_str(&format!("{variable}={free}{end}"));
        added.push((variable.to_owned(), free));
    }
    Ports { text, added }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::{Settings, Values};
    use crate::plan::{Binding, For, Names, bind};

    #[test]
    fn a_busy_default_gets_the_next_number_that_nobody_uses_and_lines_stay() {
        let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nknowledge:\n  a:\n    provider: redis\n  b:\n    provider: redis\n  c:\n    provider: qdrant\n";
        let (document, _) = crate::document::parse(&Source::new("astropods.yml", spec));
        let spec = crate::spec::read(&document, Vec::new()).0.spec.unwrap();
        let (settings, values) = (Settings::default(), Values::default());
        let binding = Binding { target: For::Local, names: Names::Agent, settings: &settings, values: &values };
        let plan = bind(&crate::plan::resolve(&spec), &binding);
        let before = "ASTRO_PORT_KNOWLEDGE_C_HTTP=6381";
        // The two stores have 6379 and 6380 by default; the host holds 6379 and 6382.
        let ports = ports(&plan, &Source::new(".env", before), &|_| None, |port| [6333, 6379, 6382].contains(&port));
        assert_eq!(ports.added, [("ASTRO_PORT_KNOWLEDGE_A".to_owned(), 6383)]);
        assert_eq!(ports.text, format!("{before}\n\nASTRO_PORT_KNOWLEDGE_A=6383\n"));
    }
}
