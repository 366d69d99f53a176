//! Whether the containers of an engine reach this machine, which is kept for each engine: it seldom changes.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::session::now;
use crate::disk::{Folder, Found, read_file};

/// How long an answer counts, in milliseconds.
const LASTS: u64 = 7 * 24 * 60 * 60 * 1000;
/// The folder of the answers, below the user's state.
const ENGINES: &str = "engines";

/// What is known of an engine.
#[derive(Debug)]
pub(super) struct Reach {
    folder: Option<PathBuf>,
    name: String,
}

impl Reach {
    pub(super) fn of(state: Option<&Path>, engine: &str) -> Self {
        let name = Sha256::digest(engine).iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        Self { folder: state.map(|state| state.join(ENGINES)), name }
    }

    /// Whether its containers are known to reach this machine.
    pub(super) fn is_known(&self) -> bool {
        let Some(folder) = self.folder.as_deref().and_then(|folder| Folder::open(folder).ok()) else { return false };
        let Ok(Found::File(found)) = folder.find(&self.name) else { return false };
        let text = read_file(found.0, 64).unwrap_or_default();
        let at = str::from_utf8(&text).ok().and_then(|text| text.trim().parse::<u64>().ok());
        at.is_some_and(|at| now().abs_diff(at) < LASTS)
    }

    /// Keeps that they do; that they don't is looked for again the next time.
    pub(super) fn note(&self, reached: bool) {
        let Some(folder) = self.folder.as_deref().and_then(|folder| Folder::create(folder).ok()) else { return };
        let _ = folder.remove(&self.name);
        if reached {
            // What can't be kept is looked for again.
            let _ = folder.write(&self.name, format!("{}\n", now()).as_bytes(), None);
        }
    }
}
