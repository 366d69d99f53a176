//! What a run is called in the engine: the agent's name, and a few digits that tell two checkouts apart.

use sha2::{Digest, Sha256};

use crate::plan::BoundPlan;

/// The name of a project in a folder, whose path is given as bytes.
pub fn project_name(plan: &BoundPlan, folder: &[u8]) -> String {
    let name = plan.name.as_deref().unwrap_or("agent");
    let scope = plan.scope.as_ref().map(|scope| format!("{scope}-")).unwrap_or_default();
    let digits: String = Sha256::digest(folder).iter().take(3).map(|byte| format!("{byte:02x}")).collect();
    format!("{scope}{name}-{digits}")
}

/// A name that the user gives a project, if Compose takes it.
///
/// # Errors
/// What was expected.
pub fn own_name(text: &str) -> Result<String, String> {
    let is_sound = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
        && text.len() <= 63;
    if is_sound {
        return Ok(text.to_owned());
    }
    Err("expected at most 63 lower-case letters, digits, `-` and `_`, the first a letter or a digit".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_user_s_is_one_that_compose_takes() {
        assert_eq!(own_name("a-1_b").as_deref(), Ok("a-1_b"));
        for text in ["", "-a", "A", "a b", "a/b", "--file", &"a".repeat(64)] {
            assert!(own_name(text).is_err(), "{text}");
        }
    }
}
