//! The ports that a project publishes on this machine, and other numbers for those that are taken.

use std::collections::{BTreeMap, BTreeSet};

use crate::plan::BoundPlan;

/// A published port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The service.
    pub service: String,
    /// The variable that moves it.
    pub variable: String,
    /// Its number inside.
    pub inside: u16,
    /// Its number on this machine.
    pub number: u16,
    /// Whether the user says that number, in `.env` or the environment.
    pub is_given: bool,
}

/// What a plan publishes; `given` tells the numbers that the user says.
pub fn published(plan: &BoundPlan, given: impl Fn(&str) -> Option<u16>) -> Vec<Published> {
    let mut found = Vec::new();
    for container in &plan.containers {
        let Some(service) = &container.service else { continue };
        for port in &container.ports {
            let (Some(variable), Some(default)) = (&port.variable, port.host) else { continue };
            let number = given(variable);
            found.push(Published {
                service: service.clone(),
                variable: variable.clone(),
                inside: port.container,
                number: number.unwrap_or(default),
                is_given: number.is_some(),
            });
        }
    }
    found
}

/// Moves what is taken to the next free number, `remembered` ones first; gives those that the user says and that are taken.
///
/// `is_busy` tells of this machine, without what the project itself has open.
pub fn move_ports(
    ports: &mut [Published],
    remembered: &BTreeMap<String, u16>,
    mut is_busy: impl FnMut(u16) -> bool,
) -> Vec<Published> {
    let mut used: BTreeSet<u16> = ports.iter().map(|port| port.number).collect();
    let mut taken = Vec::new();
    for port in ports {
        if port.is_given {
            if is_busy(port.number) {
                taken.push(port.clone());
            }
            continue;
        }
        if let Some(number) = remembered.get(&port.variable).filter(|number| !is_busy(**number)) {
            used.insert(*number);
            port.number = *number;
            continue;
        }
        if is_busy(port.number) {
            let free = (port.number..=u16::MAX).find(|number| !used.contains(number) && !is_busy(*number));
            if let Some(free) = free {
                used.insert(free);
                port.number = free;
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(variable: &str, number: u16, is_given: bool) -> Published {
        Published { service: "s".into(), variable: variable.into(), inside: 1, number, is_given }
    }

    #[test]
    fn a_taken_port_moves_and_one_that_the_user_says_is_told() {
        let mut ports = [port("A", 80, false), port("B", 81, false), port("C", 90, true), port("D", 95, false)];
        let remembered = BTreeMap::from([("D".to_owned(), 100)]);
        let taken = move_ports(&mut ports, &remembered, |port| [80, 82, 90].contains(&port));
        assert_eq!(ports.iter().map(|port| port.number).collect::<Vec<_>>(), [83, 81, 90, 100]);
        assert_eq!(taken, [port("C", 90, true)]);
    }
}
