//! `ast diff`: what a change of a project means, before it is deployed.

mod chart;
mod environments;
mod side;
mod touched;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::session::{Failure, Session};
use crate::delta::{Change, Consequence, Said, Where, changes};
use crate::diagnostic::render::json::{self, Version};
use crate::disk::Disk as _;
use crate::options::Settings;
use crate::project::{Found, shown};
use crate::source::Source;
use crate::view::{Changed, changed, changed_as_markdown};
pub(super) use side::{At, Loaded};
pub(super) use touched::{Touched, touched};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast diff                             the last commit against the files as they are
  ast diff main                        a branch against the files as they are
  ast diff v1 v2                       two revisions; nothing is checked out
  ast diff old/astropods.yml new/      two files or folders
  ast diff origin/main --format markdown > comment.md
  ast diff main --exit-code breaks     fail where something breaks or loses data (for CI)
  ast diff --env staging production    two environments of ast.toml, one as if it became the other

Each change is told once, with all that follows from it, the worst first: loses data, breaks, needs a value,
restarts, harmless, text. In a folder without a spec, the projects below it that changed are told.

Exit status: 0 fine, 1 a side has errors, or --exit-code found what it names, 2 wrong usage, a revision that
is not there, or a file that can't be read.")]
pub(super) struct Args {
    /// What was: a revision, a file or a folder; the last commit unless said
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// What is: a revision, a file or a folder; the files as they are unless said
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Compare two environments of a spec, or of those below the folder that stands for OLD
    #[arg(long, num_args = 2, value_names = ["NAME", "NAME"], conflicts_with = "new")]
    env: Vec<String>,
    /// Look at one place alone: local or cluster
    #[arg(long = "for", value_enum, value_name = "WHERE", hide_possible_values = true)]
    target: Option<Place>,
    /// How the result is printed: human, markdown or json
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    format: Form,
    /// Fail where a change is as bad as this or worse: loses, breaks, needs or any
    #[arg(long, value_enum, value_name = "WHAT", hide_possible_values = true)]
    exit_code: Option<Worst>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Place {
    Local,
    Cluster,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Human,
    Markdown,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Worst {
    Loses,
    Breaks,
    Needs,
    Any,
}

impl Worst {
    fn consequence(self) -> Consequence {
        match self {
            Self::Loses => Consequence::LosesData,
            Self::Breaks => Consequence::Breaks,
            Self::Needs => Consequence::NeedsValue,
            Self::Any => Consequence::Text,
        }
    }
}

/// `ast diff --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "diff")]
pub(super) struct Answer {
    /// The version of the contract.
    version: Version,
    /// The project; of many, those that changed.
    projects: Vec<Compared>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Compared {
    /// The spec, with `/`.
    path: String,
    /// Whether both sides could be read whole.
    complete: bool,
    /// The changes, the worst first.
    changes: Vec<Change>,
    /// The user's own files that no longer fit, as far as they are there: patches, values and secrets.
    files: Vec<Touched>,
}

/// A spec on both sides, by its absolute path; none where a side has none.
struct Pair {
    path: String,
    old: PathBuf,
    new: PathBuf,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if let [old, new] = &args.env[..] {
        let projects = environments::compare((old, new), args, session)?;
        return end(args, projects, session);
    }
    let old_name = args.old.as_deref().unwrap_or("HEAD");
    let (old_path, new_path) = (path(old_name, session), args.new.as_deref().and_then(|name| path(name, session)));
    let side = |name: Option<&str>, path: &Option<PathBuf>| match name {
        Some(name) if path.is_none() => At::revision(name, session),
        _ => Ok(At::files(session)),
    };
    let old = side(Some(old_name), &old_path)?;
    let new = side(args.new.as_deref(), &new_path)?;
    let (pairs, is_many) = pairs(&old, &new, old_path.as_deref(), new_path.as_deref(), session)?;
    let seen = args.seen();
    let mut projects = Vec::new();
    for pair in pairs {
        let flags = Settings::default();
        let (was, is) = (old.load(&pair.old, &flags)?, new.load(&pair.new, &flags)?);
        if was.is_none() && is.is_none() {
            let message = format!("`{}` is on neither side", pair.path);
            return Err(Failure::new(message).help("name a revision, a file or a folder that has one"));
        }
        let changes = changes(was.as_ref().map(Loaded::side), is.as_ref().map(Loaded::side), seen);
        let complete = [&was, &is].into_iter().flatten().all(|side| side.is_whole);
        let files = match (&was, &is) {
            (Some(was), Some(is)) if complete => touched(was, is, new.disk()),
            _ => Vec::new(),
        };
        let hidden: Vec<&Source> = [&was, &is].into_iter().flatten().map(|side| &side.compilation.source).collect();
        let changes: Vec<_> = changes.into_iter().map(|change| without_secrets(change, &hidden)).collect();
        let compared = Compared { path: pair.path, complete, changes, files };
        if !is_many || !compared.changes.is_empty() || !compared.complete {
            projects.push(compared);
        }
    }
    end(args, projects, session)
}

impl Args {
    /// Where changes are looked for.
    fn seen(&self) -> &'static [Where] {
        match self.target {
            None => &[Where::Local, Where::Cluster, Where::Client],
            Some(Place::Local) => &[Where::Local, Where::Client],
            Some(Place::Cluster) => &[Where::Cluster, Where::Client],
        }
    }
}

/// Prints the answer.
fn end(args: &Args, projects: Vec<Compared>, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let is_whole = projects.iter().all(|project| project.complete);
    let worst = args.exit_code.map(Worst::consequence);
    let all = projects.iter().flat_map(|project| &project.changes);
    let is_found = worst.is_some_and(|worst| all.clone().any(|change| change.worst() <= worst));
    let told: Vec<_> = projects
        .iter()
        .map(|project| Changed {
            path: &project.path,
            changes: &project.changes,
            files: project.files.iter().map(|file| (file.path.as_str(), file.message.as_str())).collect(),
            complete: project.complete,
        })
        .collect();
    match args.format {
        Form::Json => session.print(&json::text(&Answer { version: Version, projects }))?,
        Form::Markdown => session.print(&changed_as_markdown(&told))?,
        Form::Human if told.is_empty() => session.note("nothing changes\n"),
        Form::Human => session.show(&changed(&told))?,
    }
    Ok(if is_whole && !is_found { Status::Fine } else { Status::Invalid })
}

/// A name as a path, where something is there.
fn path(name: &str, session: &Session<'_, '_>) -> Option<PathBuf> {
    let path = PathBuf::from(name);
    session.disk().exists(&session.absolute(&path)).then_some(path)
}

/// The specs that are compared, and whether they are told as many.
fn pairs(
    old: &At,
    new: &At,
    old_path: Option<&Path>,
    new_path: Option<&Path>,
    session: &Session<'_, '_>,
) -> Result<(Vec<Pair>, bool), Failure> {
    let spec = |path: Option<&Path>| match session.workspace().discover_one(path) {
        Found::Spec { file, .. } => Ok(file),
        Found::Stdin { .. } => Err(Failure::new("standard input can't be compared")),
        Found::Unusable { path, message, .. } => Err(Failure::new(format!("{path}: {message}"))),
    };
    let pair =
        |old: &Path, new: &Path| Pair { path: shown(new), old: session.absolute(old), new: session.absolute(new) };
    if old_path.is_some() || new_path.is_some() {
        // Beside a revision, a path says which project.
        let (old, new) = match (old_path, new_path, old, new) {
            (Some(old), None, _, At::Revision(_)) => (spec(Some(old))?, spec(Some(old))?),
            (None, Some(new), At::Revision(_), _) => (spec(Some(new))?, spec(Some(new))?),
            (old, new, ..) => (spec(old)?, spec(new)?),
        };
        return Ok((vec![pair(&old, &new)], false));
    }
    let here = session.absolute(Path::new(""));
    if let Ok(file) = spec(None) {
        return Ok((vec![pair(&file, &file)], false));
    }
    let below: BTreeSet<PathBuf> = old.specs(&here).into_iter().chain(new.specs(&here)).collect();
    if below.is_empty() {
        return Err(Failure::new("no astropods.yml in this folder, above it or below it").help("name two specs"));
    }
    // Of the two names of a spec in one folder, the first holds.
    let mut folders: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    for spec in below {
        folders.entry(spec.parent().unwrap_or(&here).to_owned()).or_insert(spec);
    }
    let pairs = folders.into_values().map(|spec| {
        let way = spec.strip_prefix(&here).unwrap_or(&spec).to_owned();
        Pair { path: shown(&way), old: spec.clone(), new: spec }
    });
    Ok((pairs.collect(), true))
}

/// A change in which nothing of what may be a secret of either side is shown.
pub(super) fn without_secrets(change: Change, hidden: &[&Source]) -> Change {
    let hide = |text: String| hidden.iter().fold(text, |text, source| source.without_hidden(&text).into_owned());
    let Said { before, item, after } = change.said;
    let said = Said { before: hide(before), item: hide(item), after: hide(after) };
    Change { from: change.from.map(hide), to: change.to.map(hide), message: hide(change.message), said, ..change }
}
