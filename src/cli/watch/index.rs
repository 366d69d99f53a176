//! From a path that changed to the projects that asked for it, without a look at the others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};

use super::Asked;
use crate::disk::{plain, real};

/// What projects asked for, by its path; projects by the paths of their specs, as messages show them.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Who asked for a path, each with whether what is put below it counts too.
    by_path: BTreeMap<PathBuf, BTreeMap<String, bool>>,
    of: BTreeMap<String, Vec<PathBuf>>,
}

impl Index {
    pub(super) fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// A project asked for other things than before.
    pub(super) fn set(&mut self, project: String, asked: Asked) {
        self.remove(&project);
        let mut paths = Vec::new();
        // The folders of a project are few, and what links lead to is told by where it is.
        let mut folders: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        for (path, was_nothing) in asked {
            let path = plain(&path);
            let real = match (path.parent(), path.file_name()) {
                (Some(folder), Some(name)) => {
                    folders.entry(folder.to_owned()).or_insert_with(|| real(folder)).join(name)
                }
                _ => path.clone(),
            };
            for path in BTreeSet::from([path, real]) {
                *self.by_path.entry(path.clone()).or_default().entry(project.clone()).or_default() |= was_nothing;
                paths.push(path);
            }
        }
        self.of.insert(project, paths);
    }

    pub(super) fn remove(&mut self, project: &str) {
        for path in self.of.remove(project).into_iter().flatten() {
            if let Some(projects) = self.by_path.get_mut(&path) {
                projects.remove(project);
                if projects.is_empty() {
                    self.by_path.remove(&path);
                }
            }
        }
    }

    /// Whether somebody found a file at a path.
    pub(super) fn has_file(&self, path: &Path) -> bool {
        self.by_path.get(path).is_some_and(|projects| projects.values().any(|was_nothing| !was_nothing))
    }

    /// Adds the projects that asked for a path, or for what is below it; where they found nothing, what is put below
    /// that counts too.
    pub(super) fn touched(&self, changed: &Path, which: &mut BTreeSet<String>) {
        let from = self.by_path.range::<Path, _>((Included(changed), Unbounded));
        let below = from.take_while(|(path, _)| path.starts_with(changed));
        which.extend(below.flat_map(|(_, projects)| projects.keys().cloned()));
        for above in changed.ancestors().skip(1) {
            let projects = self.by_path.get(above).into_iter().flatten();
            which.extend(projects.filter(|(_, was_nothing)| **was_nothing).map(|(project, _)| project.clone()));
        }
    }

    /// The folders that tell of changes: of each path the nearest that is there.
    pub(super) fn folders(&self) -> BTreeSet<PathBuf> {
        let mut found: BTreeSet<PathBuf> = BTreeSet::new();
        let mut last: Option<&Path> = None;
        for folder in self.by_path.keys().filter_map(|path| path.parent()) {
            // They are sorted, and most stand beside each other.
            if last != Some(folder) {
                found.extend(folder.ancestors().find(|at| at.is_dir()).map(Path::to_owned));
                last = Some(folder);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_touches_who_asked_for_it_and_nobody_else() {
        let mut index = Index::default();
        let asked =
            |paths: &[(&str, bool)]| paths.iter().map(|(path, is)| (PathBuf::from(path), *is)).collect::<Asked>();
        index.set(
            "a".into(),
            asked(&[("/no/a/astropods.yml", false), ("/no/a/ast.toml", true), ("/no/ast.toml", false)]),
        );
        index
            .set("b".into(), asked(&[("/no/b/./astropods.yml", false), ("/no/b/code", true), ("/no/ast.toml", false)]));
        let touched = |index: &Index, path: &str| {
            let mut which = BTreeSet::new();
            index.touched(Path::new(path), &mut which);
            which.into_iter().collect::<String>()
        };
        for (path, expected) in [
            ("/no/a/astropods.yml", "a"),
            ("/no/a/ast.toml", "a"),
            ("/no/ast.toml", "ab"),
            ("/no/b", "b"),
            ("/no/b/astropods.yml", "b"),
            ("/no/b/astropods.yml~", ""),
            ("/no/b/code/Dockerfile", "b"),
            ("/no/b/codex", ""),
            ("/no/a/env/agent.env", ""),
            ("/no", "ab"),
        ] {
            assert_eq!(touched(&index, path), expected, "{path}");
        }
        assert!(index.has_file(Path::new("/no/a/astropods.yml")) && !index.has_file(Path::new("/no/a/ast.toml")));
        index.set("b".into(), asked(&[("/no/b/astropods.yml", false)]));
        assert_eq!(touched(&index, "/no/ast.toml"), "a");
        index.remove("a");
        assert_eq!((touched(&index, "/no"), index.is_empty()), ("b".into(), false));
    }
}
