//! What lies in a folder that is to be a project: read, never run, and no further than a folder below it.

use std::collections::BTreeSet;
use std::path::Path;

use super::dockerfile::Dockerfile;
use super::values::{Variable, comment_before};
use crate::disk::{Disk, EntryKind};
use crate::dotenv::{self, Form};
use crate::source::Source;

/// The most bytes of a file that are looked at.
const LONGEST: usize = 1 << 20;
/// The most folders that are looked into, and the most variables that are taken.
const MOST_FOLDERS: usize = 64;
const MOST_VARIABLES: usize = 200;
/// Files that say what a program depends on.
const MANIFESTS: [&str; 8] =
    ["pyproject.toml", "requirements.txt", "Pipfile", "setup.py", "package.json", "Cargo.toml", "go.mod", "deno.json"];
/// Files that show which variables a program reads.
const EXAMPLES: [&str; 4] = [".env.example", ".env.sample", ".env.template", "env.example"];
/// Folders that hold nothing of the project's own.
const FOREIGN: [&str; 6] = ["node_modules", "target", "venv", "dist", "build", "vendor"];

/// What was seen in a folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// The folder that the agent is built in, as the spec says it, with its Dockerfile.
    pub(crate) build: Option<(String, Dockerfile)>,
    /// Other folders that have a Dockerfile.
    pub(crate) others: Vec<String>,
    /// The names of what it depends on, in lower case.
    pub(crate) dependencies: BTreeSet<String>,
    /// The variables of an example, with the file's name.
    pub(super) variables: Vec<(Variable, bool)>,
    /// The file that they stand in.
    pub(crate) example: Option<&'static str>,
}

/// Looks at a folder; where several below it have a Dockerfile, `build` says which is the agent's.
pub(crate) fn look(disk: &dyn Disk, folder: &Path, build: Option<&str>) -> Seen {
    let text = |name: &str| {
        let bytes = disk.read(&folder.join(name)).ok().filter(|bytes| bytes.len() <= LONGEST)?;
        String::from_utf8(bytes).ok()
    };
    let mut seen = Seen::default();
    let mut places = below(disk, folder);
    let built: Vec<String> = std::iter::once(".".to_owned())
        .chain(places.iter().cloned())
        .filter(|place| disk.kind(&folder.join(place).join("Dockerfile")).is_ok_and(|kind| kind == EntryKind::File))
        .collect();
    let chosen = match build {
        Some(named) => Some(named.to_owned()),
        None if built.iter().any(|place| place == ".") => Some(".".to_owned()),
        None => built.first().filter(|_| built.len() == 1).cloned(),
    };
    seen.others = built.into_iter().filter(|place| Some(place) != chosen.as_ref()).collect();
    // What belongs to the agent is looked at alone, where it has a folder of its own.
    places.retain(|place| chosen.as_ref() == Some(place));
    places.insert(0, ".".to_owned());
    for name in places.iter().flat_map(|place| MANIFESTS.map(|name| format!("{place}/{name}"))) {
        seen.dependencies.extend(text(&name).iter().flat_map(|text| words(text)));
    }
    seen.build = chosen.map(|place| {
        let file = Dockerfile::read(&text(&format!("{place}/Dockerfile")).unwrap_or_default());
        (place, file)
    });
    let mut examples = EXAMPLES.iter().filter_map(|name| Some((*name, text(name)?)));
    if let Some((name, text)) = examples.next() {
        seen.example = Some(name);
        seen.variables = variables(name, text);
    }
    seen
}

/// Folders right below, by name.
fn below(disk: &dyn Disk, folder: &Path) -> Vec<String> {
    let entries = disk.list(folder).unwrap_or_default().into_iter();
    let folders =
        entries.filter(|(_, kind)| *kind == EntryKind::Folder).filter_map(|(name, _)| name.into_string().ok());
    folders.filter(|name| !name.starts_with('.') && !FOREIGN.contains(&name.as_str())).take(MOST_FOLDERS).collect()
}

/// The words of a manifest that may be names of packages, in lower case.
fn words(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(['#', '/']));
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '@' | '/' | '.');
    let words = lines.flat_map(|line| line.split(move |c: char| !is_part(c)));
    words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
}

/// The variables of an example, each with whether it could be a secret.
fn variables(name: &str, text: String) -> Vec<(Variable, bool)> {
    let source = Source::new(name, text);
    let mut known = BTreeSet::new();
    let mut found = Vec::new();
    for assignment in dotenv::read(&source, &|_| None).assignments {
        let is_comment = assignment.form == Form::Comment;
        if found.len() == MOST_VARIABLES || assignment.form == Form::Colon || !known.insert(assignment.name.clone()) {
            continue;
        }
        let is_secret = super::values::is_secret(&assignment.name, &assignment.value);
        let mut variable = Variable::of(&assignment.name, &assignment.value);
        variable.is_optional = is_comment;
        variable.description = comment_before(source.text(), assignment.span);
        found.push((variable, is_secret));
    }
    found
}
