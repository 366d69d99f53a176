//! Targets: each prints a bound plan as files, and decides nothing.

mod env;

use crate::output::FileTree;
use crate::plan::BoundPlan;

/// Something that a plan can be generated as.
pub trait Target: Sync {
    /// The name on the command line.
    fn id(&self) -> &'static str;
    /// One line for help.
    fn summary(&self) -> &'static str;
    /// The files, or why there are none: a fault of this program or a path that two files want.
    fn emit(&self, plan: &BoundPlan, layout: &Layout) -> Result<FileTree, String>;
}

/// Every target, in the order of help.
pub static TARGETS: &[&dyn Target] = &[&env::Env];

/// The target with this name.
pub fn by_id(id: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.id() == id)
}

/// Where targets put their files, below the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// `.env.example`.
    pub env_example: String,
    /// The folder of the files for single containers.
    pub env_folder: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self { env_example: ".env.example".into(), env_folder: "env".into() }
    }
}
