//! What of a user's own files a change touches: what fitted the project of then, and does not fit that of now.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::side::Loaded;
use crate::cli::generate::misfits;
use crate::cli::session::environment;
use crate::compile::emit;
use crate::delta::{How, Where, changes};
use crate::disk::Disk;
use crate::dotenv::{self, Assignment};
use crate::plan::{BoundComponent, BoundPlan, BoundPort, naming};
use crate::source::Source;
use crate::target;
use crate::tree::FileTree;

/// A file of the user's that a change touches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(inline)]
pub(in crate::cli) struct Touched {
    /// The file, below the project's folder.
    pub(in crate::cli) path: String,
    /// What no longer fits, and what to do. No value is ever part of it.
    pub(in crate::cli) message: String,
}

/// What fitted the old side and does not fit the new one, of the files of the new one; `renamed` are variables whose new
/// names are known.
pub(in crate::cli) fn touched(
    old: &Loaded,
    new: &Loaded,
    renamed: &[(String, String)],
    disk: &dyn Disk,
) -> Vec<Touched> {
    let mut found = values(old, new, renamed, disk);
    if new.targets.contains("kubernetes") {
        let of = |side: &Loaded| {
            let tree = manifests(side).unwrap_or_default();
            misfits(&side.options, &side.cluster, &tree, &new.folder, disk)
        };
        let before = of(old);
        let now = of(new).into_iter().filter(|misfit| !before.contains(misfit));
        found.extend(now.map(|(path, message)| {
            let is_it = |(before, _): &&(String, String)| message.starts_with(&format!("nothing reads `{before}`;"));
            let message = renamed.iter().find(is_it).map_or(message.clone(), |(before, now)| is_called(before, now));
            Touched { path, message }
        }));
    }
    found.sort();
    found.dedup();
    found
}

fn manifests(side: &Loaded) -> Option<FileTree> {
    let mut tree = FileTree::default();
    emit(&side.cluster, &side.options, ".", target::by_id("kubernetes")?, &mut tree).ok()?;
    Some(tree)
}

/// Names that `.env` sets and that nothing reads any more, with those that took their places, and choices in it that are
/// gone: of a model too, as the value there beats what the spec offers.
fn values(old: &Loaded, new: &Loaded, renamed: &[(String, String)], disk: &dyn Disk) -> Vec<Touched> {
    let Ok(bytes) = disk.read(&new.folder.join(Path::new(".env"))) else { return Vec::new() };
    let reads = |plan: &BoundPlan, name: &str| {
        let ports = || plan.containers.iter().flat_map(|container| &container.ports);
        plan.supplies.iter().any(|supply| supply.name == name)
            || ports().any(|port| port.variable.as_deref() == Some(name))
    };
    let reading = dotenv::read(&Source::from_bytes(".env", bytes), &environment);
    let filled: Vec<_> = reading.assignments.into_iter().filter(|set| set.counts() && !set.value.is_empty()).collect();
    let offers = |plan: &BoundPlan, set: &Assignment| {
        let supply = plan.supply(&set.name).filter(|supply| !supply.options.is_empty());
        supply.map(|supply| supply.options.contains(&set.value))
    };
    let is_gone = |set: &&Assignment| offers(&old.local, set) == Some(true) && offers(&new.local, set) == Some(false);
    let chosen = filled.iter().filter(is_gone).map(|set| Touched {
        path: ".env".to_owned(),
        message: format!("`{}` has a choice that is gone; write one that is there, or take the line out", set.name),
    });
    let idle = filled.iter().filter(|set| reads(&old.local, &set.name) && !reads(&new.local, &set.name));
    let told = idle.map(|set| Touched {
        path: ".env".to_owned(),
        message: match renamed.iter().find(|(before, _)| *before == set.name) {
            Some((before, now)) => is_called(before, now),
            None => format!("nothing reads `{}` any more; remove it there", set.name),
        },
    });
    chosen.chain(told).collect()
}

fn is_called(before: &str, now: &str) -> String {
    format!("`{before}` is called `{now}` now; rename it there")
}

/// The variables that nothing gives any more under their names, each with what it is called now: those of an entry that has
/// another name, and those of an entry that is the first of its provider now, whose name they lose.
pub(in crate::cli) fn renamed(old: &Loaded, new: &Loaded) -> Vec<(String, String)> {
    let changes = changes(Some(old.side()), Some(new.side()), &[Where::Local]);
    let of = |plan: &BoundPlan, id: Option<&String>| {
        let is_it = |entry: &&BoundComponent| id.is_some_and(|id| entry.id.to_string() == *id);
        let entry = plan.components.iter().find(is_it);
        let ports = entry.and_then(|entry| plan.container(entry.container.as_ref()?)).map(|container| &container.ports);
        let ports = ports.into_iter().flatten().filter_map(|port| port.variable.clone());
        let mut names = entry.map(|entry| entry.variables.clone()).unwrap_or_default();
        names.extend(ports);
        names
    };
    let has = |plan: &BoundPlan, name: &str| {
        let is_port = |port: &BoundPort| port.variable.as_deref() == Some(name);
        let mut containers = plan.containers.iter();
        containers.any(|container| container.variable(name).is_some() || container.ports.iter().any(is_port))
    };
    let pairs = changes.iter().filter(|change| change.change == How::Renamed).flat_map(|change| {
        let (mut before, mut now) = (of(&old.local, change.from.as_ref()), of(&new.local, change.to.as_ref()));
        before.retain(|name| !has(&new.local, name));
        now.retain(|name| !has(&old.local, name));
        // They come in one order, as an entry gives the same whatever it is called.
        if before.len() == now.len() { before.into_iter().zip(now).collect() } else { Vec::new() }
    });
    let shorter = old.local.components.iter().flat_map(|entry| {
        let now = of(&new.local, Some(&entry.id.to_string()));
        let long = format!("_{}_", naming::variable(&entry.entry));
        let short = entry.variables.iter().map(move |name| (name.clone(), name.replacen(&long, "_", 1)));
        short.filter(move |(name, short)| now.contains(short) && !now.contains(name))
    });
    pairs.chain(shorter).collect()
}
