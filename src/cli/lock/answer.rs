//! What `ast lock` says: for programs, and for people.

use schemars::JsonSchema;
use serde::Serialize;

use super::decide::{Decided, Fate, Line};
use crate::diagnostic::render::json::{Finding, Version};
use crate::text::one_line;

/// How much of a line's parts is shown.
const MOST: usize = 300;

/// `ast lock --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "lock")]
pub(in crate::cli) struct Answer {
    /// The version of the contract.
    version: Version,
    /// The lock, as messages show it.
    file: String,
    /// Whether it was written.
    written: bool,
    /// Every image that is not built here, and those that the lock has beside, sorted.
    images: Vec<Line>,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
}

impl Answer {
    /// Of a project that nothing could be done for.
    pub(super) fn nothing(file: String) -> Self {
        Self { version: Version, file, written: false, images: Vec::new(), diagnostics: Vec::new() }
    }

    /// Of a spec that has errors.
    pub(super) fn refused(file: String, diagnostics: Vec<Finding>) -> Self {
        Self { diagnostics, ..Self::nothing(file) }
    }

    pub(super) fn of(file: String, written: bool, decided: Decided, diagnostics: Vec<Finding>) -> Self {
        Self { written, images: decided.lines, diagnostics, ..Self::nothing(file) }
    }
}

/// What people read: the result, and what stands in its way.
pub(super) fn drawn(answer: &Answer, is_check: bool) -> (String, String) {
    let (mut said, mut failed) = (String::new(), String::new());
    let mut kept = 0;
    for line in &answer.images {
        let shown = |text: &str| one_line(text, MOST).into_owned();
        let (image, digest) = (shown(&line.image), line.digest.as_deref().unwrap_or_default());
        let by = line.components.iter().map(|id| shown(id)).collect::<Vec<_>>().join(", ");
        let by = if by.is_empty() { by } else { format!(" ({by})") };
        match line.status {
            Fate::Kept => kept += 1,
            Fate::Added => said.push_str(&format!("added {image}@{digest}{by}\n")),
            Fate::Updated => said.push_str(&format!("updated {image}@{digest}{by}\n")),
            Fate::Removed => said.push_str(&format!("removed {image}@{digest}\n")),
            Fate::Missing | Fate::Unused | Fate::Moved | Fate::Gone | Fate::Failed => {
                let reason = shown(line.reason.as_deref().unwrap_or_default());
                failed.push_str(&format!("error: `{image}`{by}: {reason}\n"));
                if let Some(help) = &line.help {
                    failed.push_str(&format!("  help: {}\n", shown(help)));
                }
            }
        }
    }
    let count = answer.images.iter().filter(|line| line.status != Fate::Removed).count();
    let images = if count == 1 { "1 image".to_owned() } else { format!("{count} images") };
    let file = one_line(&answer.file, MOST);
    if !failed.is_empty() && !is_check {
        said.clear();
    }
    said.push_str(&match () {
        () if !failed.is_empty() && is_check => format!("{file} does not hold: {kept} of {images} are as it says\n"),
        () if !failed.is_empty() => format!("{file} was not written\n"),
        () if answer.written => format!("wrote {file}: {images}\n"),
        () => format!("{file} is up to date: {images}\n"),
    });
    (said, failed)
}
