//! The ports of a run on this machine, and what the next run has to know of them.

use std::collections::BTreeSet;

use super::checks::{self, Engine};
use super::prepare::Project;
use super::show::Show;
use crate::cli::session::{Failure, Session, environment};
use crate::dev::{Memory, Published, Told, move_ports, published};
use crate::plan::{BoundPlan, Id};

/// The ports of this machine, moved where they are taken by others than the project itself.
pub(super) fn ports(
    project: &Project,
    plan: &BoundPlan,
    engine: &Engine,
    show: &mut Show,
    session: &mut Session<'_, '_>,
) -> Result<Vec<Published>, Failure> {
    let supplied = project.supplied(plan);
    let mut ports = published(plan, |variable| supplied.port(variable, &environment));
    let own: BTreeSet<u16> =
        engine.containers.iter().filter(|container| container.runs()).flat_map(|found| found.ports.clone()).collect();
    let before = ports.clone();
    let is_busy = |port| !own.contains(&port) && checks::is_busy(port);
    let taken = move_ports(&mut ports, &project.memory.ports, is_busy);
    if let Some(Published { service, variable, number, .. }) = taken.first() {
        let failure = Failure::new(format!("port {number} of {service} is taken, which `{variable}` says"));
        return Err(failure.help("end what listens there, or give the variable another number in `.env`"));
    }
    for (before, now) in before.iter().zip(&ports) {
        if before.number != now.number {
            let Published { service, variable, number, .. } = now.clone();
            show.say(&Told::Moved { service, variable, port: number }, session);
        }
    }
    Ok(ports)
}

/// The port by which the agent is reached from here.
pub(super) fn agent_port(plan: &BoundPlan, ports: &[Published]) -> Option<u16> {
    let agent = plan.container(&Id::AGENT)?.service.as_deref()?;
    ports.iter().find(|port| port.service == agent).map(|port| port.number)
}

/// What the next run has to know to go on with the same containers.
pub(super) fn remember(
    project: &mut Project,
    plan: &BoundPlan,
    ports: &[Published],
    key: &str,
    gateway: Option<u16>,
) -> Result<(), Failure> {
    let defaults = published(plan, |_| None);
    let is_moved = |port: &&Published| {
        !port.is_given
            && defaults.iter().all(|default| default.variable != port.variable || default.number != port.number)
    };
    project.memory = Memory {
        key: Some(key.to_owned()),
        port: gateway.or(project.memory.port),
        proxied: gateway.is_some(),
        ports: ports.iter().filter(is_moved).map(|port| (port.variable.clone(), port.number)).collect(),
        process: i32::try_from(std::process::id()).ok(),
        ..project.memory.clone()
    };
    project.place.remember(&project.memory)
}
