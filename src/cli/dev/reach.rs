//! Whether the containers of an engine reach this machine, which is kept for each engine: it seldom changes.

use std::path::Path;

use super::kept::Kept;
use crate::cli::session::now;

/// How long an answer counts, in milliseconds.
const LASTS: u64 = 7 * 24 * 60 * 60 * 1000;

/// What is known of an engine.
#[derive(Debug)]
pub(super) struct Reach(Kept);

impl Reach {
    pub(super) fn of(state: Option<&Path>, engine: &str) -> Self {
        Self(Kept::of(state, "engines", engine.as_bytes()))
    }

    /// Whether its containers are known to reach this machine.
    pub(super) fn is_known(&self) -> bool {
        let at = self.0.read().and_then(|text| text.parse::<u64>().ok());
        at.is_some_and(|at| now().abs_diff(at) < LASTS)
    }

    /// Keeps that they do; that they don't is looked for again the next time.
    pub(super) fn note(&self, reached: bool) {
        self.0.write(reached.then(|| now().to_string()).as_deref());
    }
}
