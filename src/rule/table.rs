//! Every rule, sorted by its code.

use super::{Rule, agent_name, image_or_build};

/// Every rule, sorted by its code.
pub static RULES: &[&Rule] = &[&agent_name::RULE, &image_or_build::RULE];
