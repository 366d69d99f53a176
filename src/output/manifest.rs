//! What earlier runs made: the files with their hashes, and the options of each target. Never a value.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::error::OutputError;
use crate::disk::{Folder, Found, read_file};
use crate::path::RelativePath;

/// Where the manifest is, below the output folder.
pub const MANIFEST: &str = ".ast/manifest.json";

/// The most bytes of a manifest that are read.
const LONGEST: usize = 16 * 1024 * 1024;

/// The record of what was generated into a folder. It is committed with the files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of this format.
    pub version: u32,
    /// The flags that each target was generated with, so that `--check` can repeat them.
    pub targets: BTreeMap<String, Map<String, Value>>,
    /// Every generated file.
    pub files: BTreeMap<RelativePath, Made>,
}

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The target that made it.
    pub target: String,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
}

impl Made {
    /// Whether a text is the one that it was made with.
    pub fn is_of(&self, text: &str) -> bool {
        self.sha256 == hash(text.as_bytes())
    }
}

impl Manifest {
    /// The manifest of a folder, if it has one.
    pub(super) fn read(root: &Folder) -> Result<Option<Self>, OutputError> {
        let doing = || OutputError::io(format!("read `{MANIFEST}`"));
        match root.find(MANIFEST).map_err(doing())? {
            Found::Nothing => Ok(None),
            Found::File(found) => {
                let bytes = read_file(found.0, LONGEST).map_err(doing())?;
                Self::parse(&bytes).map(Some)
            }
            _ => Err(OutputError::Manifest("is not a regular file in a folder of its own".into())),
        }
    }

    /// What a manifest says. It may have come with the repository: whatever it names is a path that can be an output.
    ///
    /// # Errors
    /// A manifest that is too long, broken, of another version, or that names something else.
    pub fn parse(bytes: &[u8]) -> Result<Self, OutputError> {
        if bytes.len() > LONGEST {
            return Err(OutputError::Manifest("has more than 16 MiB".into()));
        }
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|error| OutputError::Manifest(format!("is broken ({error})")))?;
        if manifest.version != 1 {
            return Err(OutputError::Manifest(format!("has the unknown version {}", manifest.version)));
        }
        Ok(manifest)
    }

    /// The targets that a manifest names, for who asks no more of it: its files, which are many, are passed over.
    pub fn targets_of(bytes: &[u8]) -> Vec<String> {
        #[derive(Deserialize)]
        struct Named {
            targets: BTreeMap<String, Value>,
        }
        let is_read = bytes.len() <= LONGEST;
        let named = is_read.then(|| serde_json::from_slice(bytes).ok()).flatten();
        named.map_or_else(Vec::new, |Named { targets }| targets.into_keys().collect())
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// The hash by which a file is recognised.
pub(super) fn hash(content: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    Sha256::digest(content).iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
