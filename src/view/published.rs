//! The ports of this machine that containers are published on, and the variables that move them.

use super::explain::Explanation;
use super::explained::{Explained, PortKind, Published};
use crate::plan::{BoundContainer, BoundPlan, BoundPort};

/// What the names of such variables begin with.
const PREFIX: &str = "ASTRO_PORT_";
/// As many are named where another one was meant.
const MOST: usize = 12;

/// The variable that moves a published port, by its name, or by the port or the address that it moves.
pub(super) fn port(name: &str, plan: &BoundPlan) -> Option<Explanation> {
    let local = name.strip_prefix("http://").unwrap_or(name).trim_end_matches('/');
    let number = ["localhost:", "127.0.0.1:"].iter().find_map(|host| local.strip_prefix(host)).unwrap_or(local);
    let number: Option<u16> = number.parse().ok();
    let is_it = |port: &BoundPort| port.variable.as_deref() == Some(name) || number.is_some() && port.host == number;
    let (container, port) = published(plan).find(|(_, port)| is_it(port))?;
    let (id, inside, host) = (&container.id, port.container, port.host?);
    let variable = port.variable.as_deref()?;
    let facts = format!(
        "what       the port of this machine that port {inside} of {id} is published on\ndefault    {host}\n\
         to set     {variable}=… in `.env`, where the default is in use already\n"
    );
    let (kind, container) = (PortKind::Port, id.clone());
    let answer = Published { kind, name: variable.to_owned(), container, port: inside, default: host };
    Some(Explanation { name: variable.to_owned(), about: String::new(), facts, answer: Explained::Port(answer) })
}

/// The variables that a name of none may be meant for, where it begins as they do.
pub fn ports(name: &str, plan: &BoundPlan) -> Option<String> {
    let all = published(plan).filter_map(|(_, port)| Some(format!("`{}` ({})", port.variable.as_ref()?, port.host?)));
    let all: Vec<String> = all.collect();
    let more = if all.len() > MOST { ", …" } else { "" };
    let named = all[..all.len().min(MOST)].join(", ");
    (name.starts_with(PREFIX) && !all.is_empty()).then(|| format!("ports are moved by {named}{more}"))
}

fn published(plan: &BoundPlan) -> impl Iterator<Item = (&BoundContainer, &BoundPort)> {
    plan.containers.iter().flat_map(|container| container.ports.iter().map(move |port| (container, port)))
}
