//! Targets: each prints a bound plan as files, and decides nothing.

mod code;
mod compose;
mod env;
mod environment;
mod footprint;
mod helm;
mod kubernetes;
mod manifest;
mod sdk;

use std::sync::LazyLock;

use crate::options::{Layout, Settings};
use crate::plan::{BoundPlan, For};
use crate::source::Pointer;
use crate::tree::FileTree;

pub use code::{ClientCode, CodeName};
pub use environment::Environment;
pub use footprint::{Footprint, Replicas, Total, Workload, WorkloadKind};

/// Something that a plan can be generated as.
pub trait Target: Sync {
    /// The name on the command line.
    fn id(&self) -> &'static str;
    /// One line for help.
    fn summary(&self) -> &'static str;
    /// Whether it is generated where no target is named.
    fn is_default(&self) -> bool {
        false
    }
    /// What the plan is bound to that it prints.
    fn bound_to(&self) -> For {
        For::Local
    }
    /// The options without what is decided later, where a release of a chart names and fills what is made.
    fn opens(&self, _: &Settings) -> Option<Settings> {
        None
    }
    /// What `--summary` says of it; none where there is nothing to sum up.
    fn footprint(&self, _: &BoundPlan) -> Option<Footprint> {
        None
    }
    /// The file that `--print` shows.
    fn main_file(&self, _: &Layout<'_>) -> Option<String> {
        None
    }
    /// Files of the user's that are read beside the generated ones, and by what.
    fn companions(&self, _: &Layout<'_>) -> Vec<(String, &'static str)> {
        Vec::new()
    }
    /// What of the plan can't be printed because two names become one; `emit` relies on there being none.
    fn check(&self, _: &BoundPlan, _: &Layout<'_>) -> Vec<NameClash> {
        Vec::new()
    }
    /// The names that code calls of what it makes; none where code calls nothing of it.
    fn client(&self, _: &BoundPlan, _: &Layout<'_>) -> Option<ClientCode> {
        None
    }
    /// The files, or why there are none: a fault of this program or a path that two files want.
    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String>;
    /// The files of other environments, beside those of the project's own plan.
    fn environments(&self, _: &BoundPlan, _: &Layout<'_>, _: &[Environment<'_>]) -> Result<FileTree, String> {
        Ok(FileTree::default())
    }
}

/// Two names of the spec that are one in what a target prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameClash {
    /// What becomes what.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The pointer of the first declaration.
    pub first: Pointer,
    /// The pointer of the declaration to blame.
    pub later: Pointer,
}

/// Every target, in the order of help.
pub static TARGETS: LazyLock<Vec<&dyn Target>> = LazyLock::new(|| {
    let own: [&dyn Target; 4] = [&env::Env, &compose::Compose, &kubernetes::Kubernetes, &helm::Helm];
    own.into_iter().chain(sdk::targets()).collect()
});

/// The target with this name.
pub fn by_id(id: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.id() == id)
}
