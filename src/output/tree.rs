//! Generated files before they are on the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A path below the output folder: parts joined by `/`, none of which leaves it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(String);

impl RelativePath {
    /// The path, if it stays below its folder and names a file that may be written.
    ///
    /// # Errors
    /// Why it does not, to be continued from "`x` is no path for a generated file: ".
    pub fn new(path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        let bad = |part: &str| part.is_empty() || part == "." || part == "..";
        if path.split('/').any(bad) {
            return Err("it has to be relative, without `.` and `..`".into());
        }
        if path.contains(['\\', ':']) || path.contains(char::is_control) {
            return Err("it holds a character that is not portable".into());
        }
        if path.split('/').next() == Some(".ast") {
            return Err("`.ast` is kept for the manifest".into());
        }
        Ok(Self(path))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `folder`.
    pub fn below(&self, folder: &Path) -> PathBuf {
        self.0.split('/').fold(folder.to_owned(), |path, part| path.join(part))
    }

    /// The folders between the output folder and the file, the outermost first.
    pub fn parents(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }
}

impl TryFrom<String> for RelativePath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        Self::new(path)
    }
}

impl From<RelativePath> for String {
    fn from(path: RelativePath) -> Self {
        path.0
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A generated file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The target that made it.
    pub target: &'static str,
    /// Its text.
    pub content: String,
    /// Whether it is made once and then the user's.
    pub starter: bool,
}

/// Generated files by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<RelativePath, File>,
}

impl FileTree {
    /// Adds a file.
    ///
    /// # Errors
    /// The path, if two targets want it.
    pub fn insert(&mut self, path: RelativePath, file: File) -> Result<(), String> {
        let taken = self.files.get(&path).map(|other| other.target);
        if let Some(other) = taken {
            return Err(format!(
                "`{path}` is wanted by the targets {other} and {}; move one of them in `ast.toml`",
                file.target
            ));
        }
        self.files.insert(path, file);
        Ok(())
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&RelativePath, &File)> {
        self.files.iter()
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|(other, _)| other.as_str() == path).map(|(_, file)| file)
    }
}

impl IntoIterator for FileTree {
    type Item = (RelativePath, File);
    type IntoIter = std::collections::btree_map::IntoIter<RelativePath, File>;

    fn into_iter(self) -> Self::IntoIter {
        self.files.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_folder() {
        for bad in ["", "/a", "../a", "a/../b", "a//b", "./a", "a/", "a\\b", "c:a", "a\nb", ".ast/manifest.json"] {
            assert!(RelativePath::new(bad).is_err(), "{bad}");
        }
        let path = RelativePath::new("a/b/c").unwrap();
        assert_eq!(path.parents().collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
