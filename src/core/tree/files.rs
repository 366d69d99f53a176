//! Generated files before they are on the disk.

use std::collections::BTreeMap;

use crate::path::RelativePath;

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
    /// Every file and folder without case, with the target that wants it and whether it is a file.
    taken: BTreeMap<String, (&'static str, bool)>,
}

impl FileTree {
    /// Adds a file.
    ///
    /// # Errors
    /// A path that can't be an output, or that is wanted twice: as a file system without case sees it, and as a file
    /// where another path needs a folder.
    pub fn insert(&mut self, path: &str, file: File) -> Result<(), String> {
        let path = RelativePath::new(path)?;
        let clash = |other: &str, what: &str| {
            let who = if other == file.target {
                format!("twice by the target {other}")
            } else {
                format!("by the targets {other} and {}", file.target)
            };
            Err(format!("`{path}` is wanted {who}{what}; move one of them in `ast.toml`"))
        };
        let folded = path.folded();
        if let Some((other, is_file)) = self.taken.get(&folded) {
            return clash(other, if *is_file { "" } else { ", as a folder and as a file" });
        }
        for (at, _) in folded.match_indices('/') {
            match self.taken.get(&folded[..at]) {
                Some((other, true)) => return clash(other, ", which has a file where this one needs a folder"),
                Some(_) => {}
                None => {
                    self.taken.insert(folded[..at].to_owned(), (file.target, false));
                }
            }
        }
        self.taken.insert(folded, (file.target, true));
        self.files.insert(path, file);
        Ok(())
    }

    /// The files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&RelativePath, &File)> {
        self.files.iter()
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether a path is one of the files, as a disk without case has it.
    pub fn wants(&self, path: &RelativePath) -> bool {
        self.taken.get(&path.folded()).is_some_and(|(_, is_file)| *is_file)
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

    fn tree(paths: &[&str]) -> Result<FileTree, String> {
        let mut tree = FileTree::default();
        for path in paths {
            tree.insert(path, File { target: "env", content: String::new(), starter: false })?;
        }
        Ok(tree)
    }

    #[test]
    fn no_path_is_wanted_twice() {
        for twice in [&["a", "A"][..], &["env", "env/a"], &["env/a", "env"], &["env/a", "ENV"], &["a/b", "a/B"]] {
            assert!(tree(twice).unwrap_err().contains("move one of them"), "{twice:?}");
        }
        assert!(tree(&["a", "a"]).unwrap_err().contains("is wanted twice by the target env"));
        assert!(tree(&["a", "b", "c/a", "c/b", "ca"]).is_ok());
        assert!(tree(&[".git/hooks/x"]).unwrap_err().contains("begins with a dot"));
    }
}
