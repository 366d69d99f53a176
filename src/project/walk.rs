//! From a folder to the specs below it, by the rules of the ignore files on the way, however large or hostile a tree is.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::NAMES;
use crate::disk::{Disk, EntryKind, plain};

/// The folder that marks a repository.
const REPOSITORY: &str = ".git";

/// The files with rules: those of the first outrank those of the second, wherever they stand.
const IGNORE_FILES: [&str; 2] = [".ignore", ".gitignore"];

/// What a tree may have before the search is given up; a large monorepo has a tenth of it.
pub(super) const MOST_ENTRIES: usize = 1_000_000;

/// How deep folders may lie in each other.
const MOST_LEVELS: usize = 128;

/// How many rules hold for one folder, and how many are read at all. Each takes kilobytes once it is compiled.
const MOST_RULES: usize = 2_000;
const MOST_RULES_READ: usize = 50_000;

/// The longest rule, in bytes.
const LONGEST_RULE: usize = 1_000;

/// What is below a folder.
#[derive(Debug, Default)]
pub(crate) struct Below {
    /// The specs, or whatever files were wanted, as paths below the folder.
    pub(crate) specs: Vec<PathBuf>,
    /// What could not be searched, as paths below the folder, and why.
    pub(crate) problems: Vec<(PathBuf, String)>,
    /// The folders that were searched, as the disk has them.
    pub(super) searched: Vec<PathBuf>,
}

/// The rules of a folder, after those of the folders above it.
#[derive(Debug)]
struct Rules {
    above: Option<Rc<Self>>,
    /// In the order of [`IGNORE_FILES`].
    files: [Option<Gitignore>; 2],
    /// The folder is a repository: rules of git above it are of another one.
    is_repository: bool,
    /// How many rules hold, those above among them.
    count: usize,
}

/// A folder to be searched.
struct Open {
    /// Its path below the one that the search began in.
    below: PathBuf,
    rules: Option<Rc<Rules>>,
    level: usize,
}

struct Walk<'a> {
    disk: &'a dyn Disk,
    /// Whether a file of a name is wanted, and whether a folder is looked into.
    is_wanted: &'a dyn Fn(&OsStr, EntryKind) -> bool,
    root: PathBuf,
    entries: usize,
    most: usize,
    rules: usize,
    /// More rules were met than are read, and that was said.
    is_full: bool,
    found: Below,
}

/// Looks for specs below a folder. Rules of folders above it count up to its repository, or without one up to the
/// folder that the command was started in.
pub(super) fn below(folder: &Path, cwd: &Path, disk: &dyn Disk, most: usize) -> Below {
    files(&plain(&cwd.join(folder)), cwd, disk, most, &is_wanted)
}

/// Whether a file is a spec by its name, or a folder can have some below it.
pub(super) fn is_wanted(name: &OsStr, kind: EntryKind) -> bool {
    match kind {
        EntryKind::File => NAMES.iter().any(|spec| name == *spec),
        _ => is_searched(name),
    }
}

/// Looks for files below a folder, by the same rules; `is_wanted` says which, and which folders are looked into.
pub(crate) fn files(
    root: &Path,
    cwd: &Path,
    disk: &dyn Disk,
    most: usize,
    is_wanted: &dyn Fn(&OsStr, EntryKind) -> bool,
) -> Below {
    let (found, rules) = (Below::default(), 0);
    let mut walk = Walk { disk, is_wanted, root: root.to_owned(), entries: 0, most, rules, is_full: false, found };
    let repository = root.ancestors().find(|at| disk.exists(&at.join(REPOSITORY)));
    let top = repository.or(Some(cwd).filter(|cwd| root.starts_with(cwd))).unwrap_or(root);
    let above: Vec<&Path> = root.ancestors().skip(1).take_while(|at| at.starts_with(top)).collect();
    let mut rules = None;
    for folder in above.into_iter().rev() {
        let is_there = |name: &&str| disk.kind(&folder.join(name)).is_ok_and(|kind| kind == EntryKind::File);
        let files: Vec<&str> = IGNORE_FILES.iter().copied().filter(is_there).collect();
        rules = walk.rules_of(folder, &files, Some(folder) == repository, rules);
    }
    let mut open = vec![Open { below: PathBuf::new(), rules, level: 0 }];
    while let Some(folder) = open.pop() {
        if !walk.folder(folder, &mut open) {
            let message = format!("more than {most} files and folders are below this folder");
            walk.found.problems.push((PathBuf::new(), message));
            break;
        }
    }
    walk.found
}

impl Walk<'_> {
    /// Searches one folder, and opens those in it. False once there is too much.
    fn folder(&mut self, folder: Open, open: &mut Vec<Open>) -> bool {
        let Open { below, rules, level } = folder;
        let path = self.root.join(&below);
        let entries = match self.disk.list(&path) {
            Ok(entries) => entries,
            Err(error) => {
                self.found.problems.push((below, error.to_string()));
                return true;
            }
        };
        self.found.searched.push(path.clone());
        self.entries += entries.len();
        if self.entries > self.most {
            return false;
        }
        let has = |name: &str, kind: Option<EntryKind>| {
            let at = entries.binary_search_by(|(other, _)| other.as_os_str().cmp(OsStr::new(name)));
            at.is_ok_and(|at| kind.is_none_or(|kind| entries[at].1 == kind))
        };
        // A link or a pipe holds no rules.
        let files: Vec<&str> = IGNORE_FILES.iter().copied().filter(|name| has(name, Some(EntryKind::File))).collect();
        let rules = self.rules_of(&path, &files, has(REPOSITORY, None), rules);
        for (name, kind) in entries {
            match kind {
                EntryKind::File if (self.is_wanted)(&name, kind) => {
                    if !is_ignored(rules.as_deref(), &path.join(&name), false) {
                        self.found.specs.push(below.join(name));
                    }
                }
                EntryKind::Folder
                    if (self.is_wanted)(&name, kind) && !is_ignored(rules.as_deref(), &path.join(&name), true) =>
                {
                    let below = below.join(name);
                    if level < MOST_LEVELS {
                        open.push(Open { below, rules: rules.clone(), level: level + 1 });
                    } else {
                        let message = format!("folders lie more than {MOST_LEVELS} deep in each other");
                        self.found.problems.push((below, message));
                    }
                }
                EntryKind::File | EntryKind::Folder | EntryKind::Link | EntryKind::Other => {}
            }
        }
        true
    }

    /// The rules that hold in a folder which has these files of them.
    fn rules_of(
        &mut self,
        folder: &Path,
        files: &[&str],
        is_repository: bool,
        above: Option<Rc<Rules>>,
    ) -> Option<Rc<Rules>> {
        if files.is_empty() && !is_repository {
            return above;
        }
        let mut count = above.as_ref().map_or(0, |rules| rules.count);
        let read =
            IGNORE_FILES.map(|name| files.contains(&name).then(|| self.file(folder, name, &mut count)).flatten());
        Some(Rc::new(Rules { above, files: read, is_repository, count }))
    }

    /// The rules of a file; one that can't be read has none.
    fn file(&mut self, folder: &Path, name: &str, count: &mut usize) -> Option<Gitignore> {
        let bytes = self.disk.read(&folder.join(name)).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let is_rule = !line.trim().is_empty() && !line.starts_with('#');
            *count += usize::from(is_rule);
            self.rules += usize::from(is_rule);
            if *count > MOST_RULES || self.rules > MOST_RULES_READ || line.len() > LONGEST_RULE {
                if !std::mem::replace(&mut self.is_full, true) {
                    let below = folder.strip_prefix(&self.root).map_or_else(|_| folder.to_owned(), Path::to_owned);
                    let message = format!(
                        "more rules than are read: {MOST_RULES} for a folder, {MOST_RULES_READ} in all, each of at most \
                         {LONGEST_RULE} bytes"
                    );
                    self.found.problems.push((below.join(name), message));
                }
                break;
            }
            // What is no rule is none for git either.
            let _ = builder.add_line(None, line);
        }
        builder.build().ok()
    }
}

/// Whether the rules leave something out: those nearest to it say first.
fn is_ignored(rules: Option<&Rules>, path: &Path, is_folder: bool) -> bool {
    let chain = || std::iter::successors(rules, |rules| rules.above.as_deref());
    let said = |rules: &Rules, file: usize| match rules.files[file].as_ref()?.matched(path, is_folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    };
    let mut is_other = false;
    let of_git = chain().take_while(|rules| !std::mem::replace(&mut is_other, rules.is_repository));
    chain()
        .find_map(|rules| said(rules, 0))
        .or_else(|| of_git.into_iter().find_map(|rules| said(rules, 1)))
        .unwrap_or(false)
}

/// Folders that are hidden, and those of packages, hold no specs of the user's.
fn is_searched(name: &OsStr) -> bool {
    !name.as_encoded_bytes().starts_with(b".") && name != "node_modules"
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::disk::ReadError;

    /// A tree that is made up while it is looked at: folders in folders, each with so many files.
    #[derive(Debug)]
    struct Endless {
        files: usize,
        levels: usize,
        rules: String,
    }

    impl Disk for Endless {
        fn read(&self, _: &Path) -> Result<Vec<u8>, ReadError> {
            Ok(self.rules.clone().into_bytes())
        }

        fn exists(&self, _: &Path) -> bool {
            false
        }

        fn kind(&self, _: &Path) -> Result<EntryKind, ReadError> {
            Ok(EntryKind::Folder)
        }

        fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
            let mut entries = vec![(".gitignore".into(), EntryKind::File), (NAMES[0].into(), EntryKind::File)];
            if path.components().count() < self.levels {
                entries.extend([("d".into(), EntryKind::Folder), ("e".into(), EntryKind::Folder)]);
            }
            entries.extend((0..self.files).map(|number| (format!("f{number:07}").into(), EntryKind::File)));
            Ok(entries)
        }
    }

    fn problems(disk: &Endless) -> Vec<(String, String)> {
        let found = below(Path::new("."), Path::new("/tree"), disk, MOST_ENTRIES).problems;
        found.into_iter().map(|(path, why)| (path.to_string_lossy().into_owned(), why)).collect()
    }

    #[test]
    fn a_tree_without_an_end_is_given_up_with_a_reason() {
        let found = problems(&Endless { files: 5_000, levels: 20, rules: String::new() });
        assert_eq!(found.len(), 1);
        assert!(found[0].1.starts_with("more than 1000000 files"), "{found:?}");
    }

    #[test]
    fn folders_that_are_too_deep_are_named_and_the_others_searched() {
        let disk = Endless { files: 0, levels: usize::MAX, rules: "e\n".into() };
        let found = problems(&disk);
        assert_eq!(
            found,
            [("d/".repeat(MOST_LEVELS) + "d", "folders lie more than 128 deep in each other".to_owned())]
        );
        assert_eq!(below(Path::new("."), Path::new("/tree"), &disk, MOST_ENTRIES).specs.len(), MOST_LEVELS + 1);
    }

    #[test]
    fn rules_are_read_up_to_a_bound_and_the_first_file_beyond_is_named() {
        let rules = |count: usize| (0..count).map(|number| format!("x{number}\n# y\n\n")).collect::<String>();
        assert_eq!(problems(&Endless { files: 0, levels: 4, rules: rules(MOST_RULES / 4) }), []);
        let found = problems(&Endless { files: 0, levels: 5, rules: rules(MOST_RULES / 2 + 1) });
        assert_eq!(found.len(), 1);
        assert!(found[0].0 == "e/.gitignore" && found[0].1.starts_with("more rules than"), "{found:?}");
        let found = problems(&Endless { files: 0, levels: 14, rules: rules(MOST_RULES / 14) });
        assert_eq!(found.len(), 1, "many folders, each with few rules");
        let found = problems(&Endless { files: 0, levels: 2, rules: "y".repeat(4 << 20) });
        assert_eq!(found.len(), 1);
    }
}
