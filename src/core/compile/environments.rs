//! The environments of a project, each with its plan, and the files that a target makes of them.

use super::{Compilation, bind, open};
use crate::options::Options;
use crate::plan::{BoundPlan, For};
use crate::target::{Environment, Target};
use crate::tree::FileTree;

/// An environment with its options and its plan.
#[derive(Debug)]
pub struct Within {
    /// Its name.
    pub name: String,
    /// Its options, which are built on the project's own.
    pub options: Options,
    /// Its plan as a target prints it.
    pub plan: BoundPlan,
}

/// The environments of a project as a target prints them; none of one that deploys nothing.
pub fn environments(compilation: &Compilation, options: &Options, target: &dyn Target) -> Vec<Within> {
    if target.bound_to() != For::Cluster {
        return Vec::new();
    }
    let names = options.environments();
    let within = names.filter_map(|name| Some((name.to_owned(), options.within(name)?)));
    let all = within.map(|(name, options)| {
        let open = open(compilation, &options, target);
        let plan = open.unwrap_or_else(|| bind(compilation, &options, target.bound_to()));
        Within { name, options, plan }
    });
    all.collect()
}

/// Adds the files of environments to a tree. `own` is the project's own plan as the target prints it, and `project` the
/// spec's folder as seen from the output folder.
///
/// # Errors
/// Those of [`emit`](super::emit).
pub fn emit_environments(
    own: &BoundPlan,
    options: &Options,
    project: &str,
    target: &dyn Target,
    all: &[Within],
    tree: &mut FileTree,
) -> Result<(), String> {
    let all: Vec<Environment<'_>> = all
        .iter()
        .map(|one| Environment { name: &one.name, plan: &one.plan, settings: &one.options.settings })
        .collect();
    if all.is_empty() {
        return Ok(());
    }
    for (path, file) in target.environments(own, &options.layout(project), &all)? {
        tree.insert(path.as_str(), file)?;
    }
    Ok(())
}
