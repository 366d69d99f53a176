//! The files of a container's image: what its Dockerfile copies of the build context, without what ignore files leave out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::dockerfile::Image;
use super::language::is_source;
use crate::disk::{Disk, EntryKind, plain};
use crate::plan::Build;
use crate::project::{files, shown};
use crate::text::one_line;

/// The most rules of a `.dockerignore`, and the longest, in bytes.
const MOST_RULES: usize = 1_000;
const LONGEST_RULE: usize = 1_000;
/// The longest Dockerfile that is read, in bytes.
const LONGEST: usize = 256 << 10;
/// How much of a path is shown.
const LONGEST_TOLD: usize = 200;

/// Folders that hold what others made, and what is made anew.
const FOREIGN: [&str; 10] = [
    "node_modules",
    "site-packages",
    "venv",
    "vendor",
    "third_party",
    "target",
    "dist",
    "build",
    "__pycache__",
    "coverage",
];
/// Folders of what does not run in an agent.
const OF_TESTS: [&str; 8] = ["test", "tests", "__tests__", "__mocks__", "testing", "e2e", "fixtures", "benches"];
/// Files that are run by tools and by tests.
const OF_TOOLS: [&str; 6] = ["conftest.py", "noxfile.py", "setup.py", "build.rs", "test.py", "tests.py"];
const ENDS: [&str; 12] = [
    "_test.py",
    ".test.ts",
    ".test.tsx",
    ".test.js",
    ".spec.ts",
    ".spec.js",
    ".config.ts",
    ".config.js",
    ".config.mjs",
    ".d.ts",
    ".min.js",
    ".bundle.js",
];

/// How much of a context is looked at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The most files and folders.
    pub(crate) entries: usize,
    /// The most sources.
    pub(crate) sources: usize,
}

impl Limits {
    /// For somebody who waits for the answer.
    pub(crate) const COMMAND: Self = Self { entries: 50_000, sources: 5_000 };
    /// For an editor, beside what somebody writes.
    pub(crate) const EDITOR: Self = Self { entries: 20_000, sources: 2_000 };
}

/// The files of an image.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The sources, below the project's folder, with `/`.
    pub(super) sources: Vec<String>,
    /// What the Dockerfile says.
    pub(super) image: Image,
    /// The Dockerfile, below the project's folder.
    pub(super) dockerfile: String,
    /// What was not looked at, and why.
    pub(super) problems: Vec<(String, String)>,
    /// Why nothing of it is looked at.
    pub(super) skipped: Option<String>,
}

/// Looks at the context of a build; nothing outside of the project's folder is.
pub(super) fn look(build: &Build, project: &Path, limits: Limits, disk: &dyn Disk) -> Context {
    let (root, project) = (plain(&project.join(&build.context)), plain(project));
    let dockerfile = plain(&root.join(&build.dockerfile));
    let mut context = Context::default();
    let shown_context = one_line(&build.context, LONGEST_TOLD);
    if !root.starts_with(&project) {
        context.skipped = Some(format!("its build context `{shown_context}` is outside of the project's folder"));
        return context;
    }
    let shown_dockerfile = one_line(&build.dockerfile, LONGEST_TOLD);
    if !dockerfile.starts_with(&project) {
        context.skipped = Some(format!("its Dockerfile `{shown_dockerfile}` is outside of the project's folder"));
        return context;
    }
    let text = match disk.read(&dockerfile) {
        Ok(bytes) if bytes.len() <= LONGEST => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(_) => {
            context.skipped = Some(format!("its Dockerfile `{shown_dockerfile}` has more than {} KiB", LONGEST >> 10));
            return context;
        }
        Err(error) => {
            let why = one_line(&error.to_string(), LONGEST_TOLD).into_owned();
            context.skipped = Some(format!("its Dockerfile `{shown_dockerfile}` can't be read: {why}"));
            return context;
        }
    };
    context.image = Image::read(&text, build.target.as_deref());
    let below = |path: &Path| shown(path.strip_prefix(&project).unwrap_or(path));
    context.dockerfile = below(&dockerfile);
    let copied = patterns(&root, context.image.sources.iter().map(String::as_str));
    let ignored = ignored(&root, &dockerfile, disk);
    let is_all = context.image.sources.iter().any(String::is_empty);
    let found = files(&root, &project, disk, limits.entries, &is_wanted);
    let mut sources: Vec<PathBuf> = found.specs;
    sources.sort();
    for path in sources {
        let is_copied = is_all || matches(copied.as_ref(), &path);
        if !is_copied || matches(ignored.as_ref(), &path) {
            continue;
        }
        if context.sources.len() == limits.sources {
            let message = format!("more than {} sources: the others are not looked at", limits.sources);
            context.problems.push((below(&root), message));
            break;
        }
        context.sources.push(below(&root.join(path)));
    }
    if context.sources.is_empty() {
        context.skipped =
            Some(format!("its Dockerfile copies no source of `{shown_context}` in a language that is known"));
    }
    context.problems.extend(found.problems.into_iter().map(|(path, why)| (below(&root.join(path)), why)));
    context
}

/// Whether a file may be a source, or a folder may hold some.
fn is_wanted(name: &OsStr, kind: EntryKind) -> bool {
    let Some(name) = name.to_str() else { return false };
    match kind {
        EntryKind::Folder => is_own(name) && !OF_TESTS.contains(&name),
        _ => is_source(name) && !is_of_tools(name),
    }
}

/// Whether a folder may hold what belongs to the project.
fn is_own(folder: &str) -> bool {
    !folder.starts_with('.') && !FOREIGN.contains(&folder)
}

/// The sources below a project's folder, those of tests and of tools too, and what was not looked at.
pub(super) fn own(project: &Path, limits: Limits, disk: &dyn Disk) -> (Vec<String>, Vec<(String, String)>) {
    let is_wanted = |name: &OsStr, kind: EntryKind| match (name.to_str(), kind) {
        (Some(name), EntryKind::Folder) => is_own(name),
        (name, _) => name.is_some_and(is_source),
    };
    let project = plain(project);
    let mut found = files(&project, &project, disk, limits.entries, &is_wanted);
    found.specs.sort();
    let mut problems: Vec<_> = found.problems.into_iter().map(|(path, why)| (shown(&path), why)).collect();
    if found.specs.len() > limits.sources {
        found.specs.truncate(limits.sources);
        problems.push((String::new(), format!("more than {} sources: the others are not looked at", limits.sources)));
    }
    (found.specs.iter().map(|path| shown(path)).collect(), problems)
}

/// Whether a change of a file below a project's folder, at the way to it from there, may change what is read.
pub(crate) fn may_be_read(way: &Path) -> bool {
    let is_in = |folder: &OsStr| is_wanted(folder, EntryKind::Folder);
    let Some(name) = way.file_name() else { return true };
    let is_of_build = name.to_str().is_some_and(|name| name.contains("Dockerfile") || name.ends_with("ignore"));
    way.parent().is_none_or(|folders| folders.iter().all(is_in)) && (is_of_build || is_wanted(name, EntryKind::File))
}

fn is_of_tools(name: &str) -> bool {
    name.starts_with("test_") || OF_TOOLS.contains(&name) || ENDS.iter().any(|end| name.ends_with(end))
}

fn text(disk: &dyn Disk, path: &Path) -> Option<String> {
    let bytes = disk.read(path).ok().filter(|bytes| bytes.len() <= LONGEST)?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The rules of the file beside the Dockerfile that is for it alone, or else of the context's.
fn ignored(root: &Path, dockerfile: &Path, disk: &dyn Disk) -> Option<Gitignore> {
    let mut own = dockerfile.as_os_str().to_owned();
    own.push(".dockerignore");
    let text = text(disk, Path::new(&own)).or_else(|| text(disk, &root.join(".dockerignore")))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    patterns(root, lines)
}

/// Patterns as Docker means them: each from the context's root.
fn patterns<'p>(root: &Path, all: impl Iterator<Item = &'p str>) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(root);
    for pattern in all.filter(|pattern| pattern.len() <= LONGEST_RULE).take(MOST_RULES) {
        let (not, pattern) = pattern.strip_prefix('!').map_or(("", pattern), |pattern| ("!", pattern));
        let pattern = pattern.trim_start_matches("./").trim_matches('/');
        // What is no pattern is none for Docker either.
        let _ = builder.add_line(None, &format!("{not}/{pattern}"));
    }
    builder.build().ok()
}

/// Whether the last pattern that speaks of a file, or of a folder that holds it, takes it.
fn matches(patterns: Option<&Gitignore>, path: &Path) -> bool {
    let Some(patterns) = patterns else { return false };
    matches!(patterns.matched_path_or_any_parents(path, false), Match::Ignore(_))
}
