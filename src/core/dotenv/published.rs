//! What is wrong with the ports that an env file gives: what is none, and numbers that two containers of the project have.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Problem, ProblemKind};
use super::read::{Assignment, Environment};
use crate::plan::{BoundPlan, Id};

/// A port that is published, and the line that moves it.
struct Published<'a> {
    id: &'a Id,
    number: u16,
    line: Option<&'a Assignment>,
}

/// Checks the lines that move ports. What is no port is not told: it may be a secret on the wrong line.
pub(super) fn check(
    plan: &BoundPlan,
    given: &BTreeMap<&str, &Assignment>,
    environment: Environment<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut published = Vec::new();
    for container in &plan.containers {
        for port in &container.ports {
            let (Some(variable), Some(default)) = (&port.variable, port.host) else { continue };
            let is_read = |line: &&Assignment| line.fault.is_none() && line.unset.is_empty() && !line.value.is_empty();
            // What the environment says beats the line, which is told elsewhere.
            let above = environment(variable).filter(|value| !value.is_empty());
            let line = given.get(variable.as_str()).copied().filter(|line| is_read(line) && above.is_none());
            let number = match above.as_deref().or(line.map(|line| line.value.as_str())).map(number) {
                None => default,
                Some(Some(number)) => number,
                Some(None) => {
                    let message = format!("`{variable}` is not a port");
                    let help = format!("write a number from 1 to 65535, or remove the line for {default}");
                    problems.extend(line.map(|line| Problem::of(ProblemKind::Invalid, line, message, help)));
                    default
                }
            };
            published.push(Published { id: &container.id, number, line });
        }
    }
    let used: BTreeSet<u16> = published.iter().map(|port| port.number).collect();
    for (at, port) in published.iter().enumerate() {
        let Some(line) = port.line else { continue };
        let is_other = |other: &&Published<'_>| {
            other.number == port.number && other.line.is_none_or(|other| other.span.start < line.span.start)
        };
        let others = published.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
        let Some(other) = others.into_iter().find(is_other) else { continue };
        let (name, number) = (&line.name, port.number);
        let message = format!("`{name}` has the port of `{}` on {number}, which `{}` has too", port.id, other.id);
        let free = (number..=u16::MAX).find(|number| !used.contains(number));
        let free = free.map(|free| format!(", such as {free}")).unwrap_or_default();
        let help = format!("give it a number that nothing of this project has{free}");
        problems.push(Problem::of(ProblemKind::Invalid, line, message, help));
    }
    problems
}

/// The port that a text is.
fn number(text: &str) -> Option<u16> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number > 0)
}
