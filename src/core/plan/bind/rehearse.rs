//! From what a cluster lets containers do to a local run that holds them to it, so that what fails there fails here.

use super::super::bound::BoundPlan;
use super::super::confinement::{Confinement, Rehearsal};
use super::super::id::{ContainerKind, Id};
use super::{Binding, For, cluster};
use crate::provider::platform;

/// Adds to a bound plan how a rehearsal treats each container; nothing where no rehearsal is asked for.
pub(super) fn complete(binding: &Binding<'_>, bound: &mut BoundPlan) {
    if binding.target != For::Local || !binding.settings.compose.restrict() {
        return;
    }
    let mut rehearsals: Vec<_> = bound
        .containers
        .iter()
        .map(|container| {
            // A gateway on this machine stands for the hosted one, which is in no cluster of ours.
            let is_ours = container.id.kind != ContainerKind::Gateway;
            let confinement = is_ours.then(|| chosen(cluster::confinement(binding, container)));
            Rehearsal { confinement, reaches_out: cluster::reaches_out(binding, bound, container) }
        })
        .collect();
    let pairs = || bound.containers.iter().zip(&rehearsals);
    let agent = pairs().find(|(container, _)| container.id == Id::AGENT);
    // They share a pod, and a disk: its group is the agent's.
    let shared = agent.and_then(|(_, rehearsal)| rehearsal.confinement.as_ref()?.fs_group);
    for (container, rehearsal) in bound.containers.iter().zip(&mut rehearsals) {
        if let Some(confinement) = rehearsal.confinement.as_mut().filter(|_| container.id == Id::MESSAGING) {
            confinement.fs_group = shared;
        }
    }
    for (container, rehearsal) in bound.containers.iter_mut().zip(rehearsals) {
        container.rehearsal = Some(rehearsal);
    }
}

/// Ids in place of those that a cluster is to choose: of nobody that an image knows, as a cluster's would be.
fn chosen(mut confinement: Confinement) -> Confinement {
    let any = platform().container.any;
    confinement.user.get_or_insert(any);
    confinement.fs_group.get_or_insert(any);
    confinement
}
