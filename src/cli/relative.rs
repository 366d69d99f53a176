//! The way from the output folder to the spec's, as generated files say it.

use std::path::Path;

use crate::disk::real;

/// `.`, or steps up and down joined by `/`: equal relative positions give equal text.
pub(super) fn way(from: &Path, to: &Path) -> String {
    let (from, to) = (real(from), real(to));
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let steps: Vec<_> = up.chain(down).collect();
    if steps.is_empty() { ".".into() } else { steps.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_does_not_exist_yet_has_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("project");
        assert_eq!(way(&spec, &spec), ".");
        assert_eq!(way(&spec.join("build/x"), &spec), "../..");
        assert_eq!(way(&folder.path().join("out"), &spec), "../project");
        assert_eq!(way(&spec.join("../out"), &spec), "../project");
    }
}
