//! A few words that are kept in the user's own state folder, where no repository reaches.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::disk::{Folder, Found, owner_only, read_file};

/// The most that is kept.
const LONGEST: usize = 128;

/// What is kept of something.
#[derive(Debug)]
pub(super) struct Kept {
    /// None where the system has no such folder.
    folder: Option<PathBuf>,
    name: String,
}

/// The first half of a text's hash.
pub(super) fn digest(text: &[u8]) -> String {
    Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl Kept {
    /// What is kept in a folder of the state, of what a text tells apart from others.
    pub(super) fn of(state: Option<&Path>, folder: &str, of: &[u8]) -> Self {
        Self { folder: state.map(|state| state.join(folder)), name: digest(of) }
    }

    /// Whether anything can be kept.
    pub(super) fn has_place(&self) -> bool {
        self.folder.is_some()
    }

    pub(super) fn read(&self) -> Option<String> {
        let folder = Folder::open(self.folder.as_deref()?).ok()?;
        let Ok(Found::File(found)) = folder.find(&self.name) else { return None };
        String::from_utf8(read_file(found.0, LONGEST).ok()?).ok()
    }

    /// Keeps a text, or nothing. What can't be kept is found out again.
    pub(super) fn write(&self, text: Option<&str>) {
        let Some(folder) = self.folder.as_deref().and_then(|folder| Folder::create(folder).ok()) else { return };
        let _ = folder.remove(&self.name);
        if let Some(text) = text {
            let _ = folder.write(&self.name, text.as_bytes(), owner_only());
        }
    }
}
