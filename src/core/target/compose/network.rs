//! Who reaches whom in a rehearsal of a cluster: every two services that the plan connects share a network, and no others do.
//!
//! One network for each service that others connect to would be fewer. But those others would reach each other by it, and
//! a cluster does not let them. So a network has two ends, and is internal: no way leads out of it. A service that may
//! connect to what is outside, or has a published port, is alone on a network of its own beside. Where a cluster lets it
//! connect to nothing outside, the engine does not put the machine's address in place of the container's there: what the
//! port is asked by this machine is answered, and nothing from farther away ever is.
//!
//! An engine that chooses addresses itself gives each network thousands, of a pool that 30 networks use up. So each has
//! eight here: its ends, the engine's own, and a few for further runs of a job. The project's name chooses one of 255
//! ranges for 8192 networks each, and a network's name its place in there, so that two projects hardly ever meet, and
//! another entry moves no network of the others. A second checkout would meet the first: a variable names another range.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{Addresses, Network, Service, Subnet};
use super::helper::Helpers;
use super::{project, services};
use crate::plan::{EdgeEnd, SUBNET, naming};

/// How many subnets of eight addresses a range holds, whose two first bytes are fixed.
const MOST: u32 = 65_536 / 8;

/// Where a network leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From one of its ends to the other.
    Inside,
    /// From this machine to a published port.
    Published,
    /// To what is outside of the project as well.
    Outside,
}

/// The networks of a project, and who is on which.
#[derive(Debug)]
pub(super) struct Networks {
    named: BTreeMap<String, Network>,
    joined: BTreeMap<String, Vec<String>>,
}

impl Networks {
    /// The networks of a rehearsal; none where all services share one.
    pub(super) fn of(helpers: &Helpers<'_>) -> Result<Option<Self>, String> {
        if helpers.plan.containers.iter().all(|container| container.rehearsal.is_none()) {
            return Ok(None);
        }
        let mut ways = BTreeMap::new();
        let mut joined: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (one, other) in pairs(helpers) {
            let name = format!("{one}--{other}");
            for end in [one, other] {
                joined.entry(end).or_default().push(name.clone());
            }
            ways.insert(name, Way::Inside);
        }
        for (container, service) in services(helpers.plan) {
            let reaches_out = container.rehearsal.as_ref().is_some_and(|rehearsal| rehearsal.reaches_out);
            let is_published = container.ports.iter().any(|port| port.host.is_some());
            // No service is called so: its name begins with what it is.
            let (name, way) = match (reaches_out, is_published) {
                (true, _) => (format!("{service}--outside"), Way::Outside),
                (false, true) => (format!("{service}--published"), Way::Published),
                (false, false) => continue,
            };
            joined.entry(service.to_owned()).or_default().push(name.clone());
            ways.insert(name, way);
        }
        for (container, service) in services(helpers.plan) {
            // Where no way leads out, an engine takes longer to say that a name is gone than a poll waits for it.
            let Some(poller) = helpers.polls(container, service) else { continue };
            let name = format!("{poller}--outside");
            ways.insert(name.clone(), Way::Outside);
            joined.entry(poller).or_default().push(name);
        }
        let subnets = subnets(&project(helpers.plan), ways.keys())?;
        let named = ways.into_iter().zip(subnets).map(|((name, way), subnet)| (name, network(way, subnet)));
        Ok(Some(Self { named: named.collect(), joined }))
    }

    /// Puts a service on its networks; one without any is on none.
    pub(super) fn join(&self, name: &str, service: &mut Service) {
        match self.joined.get(name) {
            Some(networks) => service.networks.clone_from(networks),
            None => service.network_mode = Some("none"),
        }
    }

    /// All of them by name.
    pub(super) fn named(self) -> BTreeMap<String, Network> {
        self.named
    }
}

/// Every two services that connect, whoever of them does, and what is polled with what polls it.
fn pairs(helpers: &Helpers<'_>) -> BTreeSet<(String, String)> {
    let plan = helpers.plan;
    let service = |id| plan.container(id).and_then(|container| container.service.clone());
    let mut pairs = BTreeSet::new();
    for edge in &plan.edges {
        let EdgeEnd::Container(to) = &edge.to else { continue };
        let Some((from, to)) = service(&edge.from).zip(service(to)) else { continue };
        let back = (to, from);
        if !pairs.contains(&back) {
            pairs.insert((back.1, back.0));
        }
    }
    let polled = services(plan)
        .filter_map(|(container, service)| Some((helpers.polls(container, service)?, service.to_owned())));
    pairs.extend(polled);
    pairs
}

fn network(way: Way, subnet: String) -> Network {
    let own_addresses = ("com.docker.network.bridge.enable_ip_masquerade", "false");
    Network {
        internal: way == Way::Inside,
        driver_opts: (way == Way::Published).then_some(own_addresses).into_iter().collect(),
        ipam: Addresses { config: [Subnet { subnet }] },
    }
}

/// A subnet for each name, in their order.
fn subnets<'a>(project: &str, names: impl ExactSizeIterator<Item = &'a String>) -> Result<Vec<String>, String> {
    let needed = names.len();
    let number = |text: &str| u32::from_str_radix(&naming::fingerprint(text, 8), 16).unwrap_or_default();
    // An engine's own networks across machines begin in the first range.
    let range = 1 + number(project) % 255;
    let mut taken = BTreeSet::new();
    let mut subnet = |name: &String| {
        let wish = number(&format!("{project} {name}")) % MOST;
        let place = (wish..MOST).chain(0..wish).find(|place| taken.insert(*place))?;
        Some(format!("${{{SUBNET}:-10.{range}}}.{}.{}/29", place / 32, place % 32 * 8))
    };
    names.map(&mut subnet).collect::<Option<Vec<_>>>().ok_or_else(|| {
        format!("a rehearsal has room for {MOST} networks, and {needed} would be needed: leave `restrict` out")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(project: &str, names: &[String]) -> Vec<String> {
        subnets(project, names.iter()).unwrap()
    }

    #[test]
    fn every_network_has_a_subnet_of_its_own_until_the_range_is_full() {
        let names: Vec<String> = (0..MOST).map(|at| format!("n{at:05}")).collect();
        let all = of("a", &names);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), names.len());
        for subnet in &all {
            let address = subnet.strip_prefix("${ASTRO_SUBNET:-10.").unwrap().strip_suffix("/29").unwrap();
            let bytes: Vec<u8> = address.split(['}', '.']).filter_map(|byte| byte.parse().ok()).collect();
            assert!(bytes.len() == 3 && bytes[0] > 0 && bytes[2].is_multiple_of(8), "{subnet}");
        }
        let more: Vec<String> = names.into_iter().chain(["more".to_owned()]).collect();
        assert!(subnets("a", more.iter()).unwrap_err().contains("8193"));
    }

    #[test]
    fn another_entry_moves_no_network_and_another_project_has_other_addresses() {
        let names: Vec<String> = ["a--b", "a--c", "c--outside"].map(str::to_owned).into();
        let all = of("one", &names);
        assert_eq!(of("one", &[names[0].clone(), names[2].clone()]), [all[0].clone(), all[2].clone()]);
        let other = of("other", &names);
        assert!(all.iter().all(|subnet| !other.contains(subnet)), "{all:?} {other:?}");
    }
}
