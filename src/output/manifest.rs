//! What earlier runs made: the files with their hashes, and the options of each target. Never a value.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::error::OutputError;
use crate::path::RelativePath;

/// Where the manifest is, below the output folder.
pub const MANIFEST: &str = ".ast/manifest.json";

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

impl Manifest {
    /// The manifest of a folder, if it has one.
    #[expect(clippy::disallowed_methods, reason = "output reads and writes the disk")]
    pub fn read(folder: &Path) -> Result<Option<Self>, OutputError> {
        let text = match fs::read_to_string(folder.join(MANIFEST)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(OutputError::Io(format!("read `{MANIFEST}`"), error)),
        };
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| OutputError::Manifest(format!("is broken ({error})")))?;
        if manifest.version != 1 {
            return Err(OutputError::Manifest(format!("has the unknown version {}", manifest.version)));
        }
        Ok(Some(manifest))
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
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
