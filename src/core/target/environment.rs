//! What another environment has, for the files that a target makes of it beside those of the project's own.

use crate::options::Settings;
use crate::plan::BoundPlan;

/// An environment of a project.
#[derive(Debug, Clone, Copy)]
pub struct Environment<'a> {
    /// Its name: a DNS label.
    pub name: &'a str,
    /// The plan as it has it, bound as the target prints it.
    pub plan: &'a BoundPlan,
    /// What is said of it, the project's own included.
    pub settings: &'a Settings,
}
