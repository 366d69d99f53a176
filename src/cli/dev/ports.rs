//! The ports of a run on this machine, and what the next run has to know of them.

use std::collections::{BTreeMap, BTreeSet};

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
    for told in placed(&mut ports, &project.memory.ports, engine)? {
        show.say(&told, session);
    }
    Ok(ports)
}

/// Moves ports that are taken by others than the project itself; gives what there is to tell of it.
pub(super) fn placed(
    ports: &mut [Published],
    remembered: &BTreeMap<String, u16>,
    engine: &Engine,
) -> Result<Vec<Told>, Failure> {
    let own: BTreeSet<u16> =
        engine.containers.iter().filter(|container| container.runs()).flat_map(|found| found.ports.clone()).collect();
    let before = ports.to_vec();
    let is_busy = |port| !own.contains(&port) && checks::is_busy(port);
    let taken = move_ports(ports, remembered, is_busy);
    if let Some(Published { service, variable, number, .. }) = taken.first() {
        let failure = Failure::new(format!("port {number} of {service} is taken, which `{variable}` says"));
        return Err(failure.help("end what listens there, or give the variable another number in `.env`"));
    }
    let moved = before.iter().zip(&*ports).filter(|(before, now)| before.number != now.number);
    let told = moved.map(|(_, now)| {
        let Published { service, variable, number, .. } = now.clone();
        Told::Moved { service, variable, port: number }
    });
    Ok(told.collect())
}

/// The ports that have another number than the plan says, and that the user does not say, by their variables.
pub(super) fn moved<'p>(plan: &BoundPlan, ports: &'p [Published]) -> impl Iterator<Item = (String, u16)> + 'p {
    let defaults = published(plan, |_| None);
    let is_moved = move |port: &&Published| {
        !port.is_given
            && defaults.iter().all(|default| default.variable != port.variable || default.number != port.number)
    };
    ports.iter().filter(is_moved).map(|port| (port.variable.clone(), port.number))
}

/// The port by which the agent is reached from here.
pub(super) fn agent_port(plan: &BoundPlan, ports: &[Published]) -> Option<u16> {
    of(plan, &Id::AGENT, ports)
}

/// The port of the chat, where the messaging service has one.
pub(super) fn chat_port(plan: &BoundPlan, ports: &[Published]) -> Option<u16> {
    let web = plan.container(&Id::MESSAGING)?.ports.iter().find(|port| port.name == "web")?;
    ports.iter().find(|port| web.variable.as_ref() == Some(&port.variable)).map(|port| port.number)
}

/// The first port of this machine that leads to a container.
pub(super) fn of(plan: &BoundPlan, id: &Id, ports: &[Published]) -> Option<u16> {
    let service = plan.container(id)?.service.as_deref()?;
    ports.iter().find(|port| port.service == service).map(|port| port.number)
}

/// What the next run has to know to go on with the same containers.
pub(super) fn remember(
    project: &mut Project,
    plan: &BoundPlan,
    ports: &[Published],
    key: &str,
    gateway: Option<u16>,
) -> Result<(), Failure> {
    project.memory = Memory {
        key: Some(key.to_owned()),
        port: gateway.or(project.memory.port),
        proxied: gateway.is_some(),
        ports: moved(plan, ports).collect(),
        process: i32::try_from(std::process::id()).ok(),
        ..project.memory.clone()
    };
    project.place.remember(&project.memory)
}
