//! A mark by which a finding is known again in the next report, wherever its lines have moved.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::FileFindings;
use crate::diagnostic::Diagnostic;

/// Marks of the findings of a report, each once: what repeats is counted.
#[derive(Default)]
pub(super) struct Fingerprints(BTreeMap<[u8; 32], usize>);

impl Fingerprints {
    /// The mark of a finding: of what and where it is in the spec, not of the lines that it is on.
    pub(super) fn of(&mut self, file: &FileFindings<'_>, found: &Diagnostic) -> String {
        let parts = [file.path, found.code.id, found.pointer.as_str(), &found.message];
        let mut hash = Sha256::new_with_prefix(parts.join("\0"));
        // Known by their hashes: there can be tens of thousands.
        let count = self.0.entry(hash.clone().finalize().into()).or_default();
        *count += 1;
        hash.update(format!("\0{count}"));
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}
