//! Targets: each prints a bound plan as files, and decides nothing.

mod compose;
mod env;

use crate::options::Layout;
use crate::output::FileTree;
use crate::plan::BoundPlan;

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
    /// The file that `--print` shows.
    fn main_file(&self, _: &Layout) -> Option<String> {
        None
    }
    /// Files of the user's that are read beside the generated ones, and by what.
    fn companions(&self, _: &Layout) -> Vec<(String, &'static str)> {
        Vec::new()
    }
    /// The files, or why there are none: a fault of this program or a path that two files want.
    fn emit(&self, plan: &BoundPlan, layout: &Layout) -> Result<FileTree, String>;
}

/// Every target, in the order of help.
pub static TARGETS: &[&dyn Target] = &[&env::Env, &compose::Compose];

/// The target with this name.
pub fn by_id(id: &str) -> Option<&'static dyn Target> {
    TARGETS.iter().copied().find(|target| target.id() == id)
}
