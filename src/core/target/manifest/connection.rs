//! The plan's edges between containers from either end, in the order of the plan's containers.

use std::collections::HashMap;

use crate::plan::{BoundPlan, EdgeEnd, Id, Placement};

/// A container at the other end, and the ports that it is connected to or from.
pub(super) type Neighbour<'a> = (&'a Placement, Vec<u16>);

/// Every edge between containers by its target, and where each container stands.
pub(super) struct Connections<'a> {
    plan: &'a BoundPlan,
    /// Where each container stands in the plan.
    order: HashMap<&'a Id, usize>,
    /// The containers that connect to each, by where they stand, with the port.
    into: HashMap<&'a Id, Vec<(usize, u16)>>,
}

impl<'a> Connections<'a> {
    pub(super) fn of(plan: &'a BoundPlan) -> Self {
        let order: HashMap<_, _> = plan.containers.iter().enumerate().map(|(at, one)| (&one.id, at)).collect();
        let mut into: HashMap<_, Vec<_>> = HashMap::new();
        for edge in &plan.edges {
            if let (EdgeEnd::Container(to), Some(from)) = (&edge.to, order.get(&edge.from)) {
                into.entry(to).or_default().push((*from, edge.port));
            }
        }
        Self { plan, order, into }
    }

    /// Who connects to a container.
    pub(super) fn into(&self, id: &Id) -> Vec<Neighbour<'a>> {
        self.neighbours(self.into.get(id).cloned().unwrap_or_default())
    }

    /// Whom a container connects to.
    pub(super) fn from(&self, id: &Id) -> Vec<Neighbour<'a>> {
        let to = self.plan.edges_from(id).iter().filter_map(|edge| match &edge.to {
            EdgeEnd::Container(to) => Some((*self.order.get(to)?, edge.port)),
            EdgeEnd::Hosted(_) => None,
        });
        self.neighbours(to.collect())
    }

    fn neighbours(&self, mut ends: Vec<(usize, u16)>) -> Vec<Neighbour<'a>> {
        ends.sort_unstable();
        let of_one = ends.chunk_by(|one, other| one.0 == other.0);
        let neighbour = |ends: &[(usize, u16)]| {
            let placement = self.plan.containers.get(ends.first()?.0)?.placement.as_ref()?;
            Some((placement, ends.iter().map(|(_, port)| *port).collect()))
        };
        of_one.filter_map(neighbour).collect()
    }
}
