//! What of a user's own files a change touches: what fitted the project of then, and does not fit that of now.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::side::Loaded;
use crate::cli::generate::misfits;
use crate::cli::session::environment;
use crate::compile::emit;
use crate::disk::Disk;
use crate::dotenv;
use crate::plan::BoundPlan;
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

/// What fitted the old side and does not fit the new one, of the files of the new one.
pub(in crate::cli) fn touched(old: &Loaded, new: &Loaded, disk: &dyn Disk) -> Vec<Touched> {
    let mut found = values(old, new, disk);
    if new.targets.contains("kubernetes") {
        let of = |side: &Loaded| {
            let tree = manifests(side).unwrap_or_default();
            misfits(&side.options, &side.cluster, &tree, &new.folder, disk)
        };
        let before = of(old);
        let now = of(new).into_iter().filter(|misfit| !before.contains(misfit));
        found.extend(now.map(|(path, message)| Touched { path, message }));
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

/// Names that `.env` sets and that nothing reads any more.
fn values(old: &Loaded, new: &Loaded, disk: &dyn Disk) -> Vec<Touched> {
    let Ok(bytes) = disk.read(&new.folder.join(Path::new(".env"))) else { return Vec::new() };
    let reads = |plan: &BoundPlan, name: &str| plan.supplies.iter().any(|supply| supply.name == name);
    let reading = dotenv::read(&Source::from_bytes(".env", bytes), &environment);
    let filled = reading.assignments.into_iter().filter(|set| set.counts() && !set.value.is_empty());
    let idle = filled.filter(|set| reads(&old.local, &set.name) && !reads(&new.local, &set.name));
    let told = idle.map(|set| Touched {
        path: ".env".to_owned(),
        message: format!("nothing reads `{}` any more; remove it there", set.name),
    });
    told.collect()
}
