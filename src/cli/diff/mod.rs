//! `ast diff`: what a change of a project means, before it is deployed.

mod chart;
mod environments;
mod faulty;
mod pairs;
mod side;
mod touched;

use std::collections::BTreeSet;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::environment::unknown;
use super::session::{Failure, Session};
use crate::delta::{Change, Consequence, Said, Where, changes};
use crate::diagnostic::render::json::{self, Version};
use crate::options::Settings;
use crate::source::Source;
use crate::text::one_line;
use crate::view::{Changed, changed, changed_as_markdown};
use faulty::Faulty;
pub(super) use faulty::unread;
use pairs::{Meant, meant};
pub(super) use side::{At, Loaded};
pub(super) use touched::{Touched, renamed, touched};

/// How much of a path is shown.
const LONGEST_PATH: usize = 200;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast diff                             the last commit against the files as they are
  ast diff agents/support              the same of another project, or of all below a folder
  ast diff main                        a branch against the files as they are
  ast diff main agents/support         the same of another project
  ast diff v1 v2                       two revisions; nothing is checked out
  ast diff v1 v2 agents/support        the same of another project
  ast diff old/astropods.yml new/      two files or folders; `ast diff old/ .` for one and this one
  ast diff origin/main --format markdown > comment.md
  ast diff main --exit-code breaks     fail where something breaks or loses data (for CI)
  ast diff --env staging production    two environments of ast.toml, one as if it became the other
  ast diff main --env production       a branch for one environment of ast.toml alone

Each change is told once, with all that follows from it, the worst first: loses data, breaks, needs a value,
restarts, harmless, text. In a folder without a spec, the projects below it that changed are told. Of a side that
does not parse nothing is compared.

Exit status: 0 fine, 1 a side has errors, or --exit-code found what it names, 2 wrong usage, a revision that
is not there, or a file that can't be read.")]
pub(super) struct Args {
    /// What was: a revision; before NEW, a file or a folder too. A path alone is the project; the last commit unless said
    #[arg(value_name = "OLD")]
    old: Option<String>,
    /// What is: a revision, a file or a folder; the files as they are unless said
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// Of two revisions, the project that is looked at, or the folder above some
    #[arg(value_name = "PATH")]
    place: Option<PathBuf>,
    /// Compare for one environment alone; with two names, one environment with the other, OLD being the spec or folder
    #[arg(long, num_args = 1..=2, value_name = "NAME")]
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
    /// The files of a side that have errors, with what is wrong.
    faults: Vec<Faulty>,
    /// Whether a side has client code.
    #[serde(skip)]
    has_client: bool,
}

/// What people are told of changes: names of client code only where a side has some, as nobody calls them otherwise.
pub(super) fn for_people(changes: &[Change], has_client: bool) -> Vec<Change> {
    changes.iter().filter(|change| has_client || change.seen != [Where::Client]).cloned().collect()
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if let [old, new] = &args.env[..] {
        let projects = environments::compare((old, new), args, session)?;
        return end(args, projects, session);
    }
    let environment = args.env.first().map(String::as_str);
    let asked = [args.old.as_deref(), args.new.as_deref()];
    let Meant { old, new, pairs, is_many, is_alone } = meant(asked, args.place.as_deref(), session)?;
    let seen = args.seen();
    let (mut projects, mut known) = (Vec::new(), BTreeSet::new());
    for pair in pairs {
        let flags = Settings::default();
        let (was, is) = (old.load(&pair.old, &flags)?, new.load(&pair.new, &flags)?);
        if was.is_none() && is.is_none() {
            let message = format!("`{}` is on neither side", pair.path);
            return Err(Failure::new(message).help("name a revision, a file or a folder that has one"));
        }
        if is_alone && was.is_none() {
            let path = one_line(&pair.path, LONGEST_PATH);
            session.note(&format!(
                "note: the last commit has no `{path}`; to compare it with another, name both: `ast diff {path} NEW`\n"
            ));
        }
        let (was, is, came) = match environment {
            None => (was, is, None),
            Some(name) => {
                for side in [&was, &is].into_iter().flatten() {
                    known.extend(side.environments().into_iter().map(str::to_owned));
                }
                let Some(within) = environments::within(name, was, is) else { continue };
                within
            }
        };
        let mut compared = compared(pair.path, (&old, was.as_ref()), (&new, is.as_ref()), seen, session);
        if let Some(came) = came {
            compared.changes = vec![came];
        }
        if !is_many || !compared.changes.is_empty() || !compared.complete {
            projects.push(compared);
        }
    }
    // One that no project has is a slip.
    if let Some(name) = environment.filter(|name| !known.contains(*name)) {
        return Err(unknown(name, &known.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    end(args, projects, session)
}

/// What changes from one side to the other. Of one that can't be read nothing is told but why.
fn compared(
    path: String,
    (old, was): (&At, Option<&Loaded>),
    (new, is): (&At, Option<&Loaded>),
    seen: &[Where],
    session: &mut Session<'_, '_>,
) -> Compared {
    let mut faults = Vec::new();
    for (side, at, loaded) in [("old", old, was), ("new", new, is)] {
        faults.extend(loaded.into_iter().flat_map(|loaded| Faulty::of(side, at, loaded, session)));
    }
    let complete = faults.is_empty();
    let has_client = [was, is].into_iter().flatten().any(Loaded::has_client);
    if faults.iter().any(|file| file.unread) {
        return Compared { path, complete, changes: Vec::new(), files: Vec::new(), faults, has_client };
    }
    let files = match (was, is) {
        (Some(was), Some(is)) if complete => touched(was, is, &renamed(was, is), new.disk()),
        _ => Vec::new(),
    };
    let mut changes = changes(was.map(Loaded::side), is.map(Loaded::side), seen);
    if let (Some(was), Some(is), true) = (was, is, seen.contains(&Where::Cluster)) {
        changes.extend(environments::told(was, is));
        changes.sort_by_key(Change::worst);
    }
    let hidden: Vec<&Source> = [was, is].into_iter().flatten().map(|side| &side.compilation.source).collect();
    let changes: Vec<_> = changes.into_iter().map(|change| without_secrets(change, &hidden)).collect();
    Compared { path, complete, changes, files, faults, has_client }
}

impl Args {
    /// Where changes are looked for.
    fn seen(&self) -> &'static [Where] {
        match self.target {
            // An environment is of a cluster, and has no client code of its own.
            None if self.env.len() == 1 => &[Where::Cluster],
            Some(Place::Cluster) if self.env.len() == 1 => &[Where::Cluster],
            Some(Place::Local) if self.env.len() == 1 => &[Where::Local],
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
    let is_bad = |worst| projects.iter().flat_map(|project| &project.changes).any(|change| change.worst() <= worst);
    let is_found = worst.is_some_and(is_bad);
    // What a run may fail for is shown.
    let shows_all = |project: &Compared| project.has_client || worst.is_some();
    let shown: Vec<_> = projects.iter().map(|project| for_people(&project.changes, shows_all(project))).collect();
    let told: Vec<_> = projects
        .iter()
        .zip(&shown)
        .map(|(project, changes)| Changed {
            path: &project.path,
            changes,
            files: project.files.iter().map(|file| (file.path.as_str(), file.message.as_str())).collect(),
            complete: project.complete,
            faults: project.faults.iter().map(|file| (file.path.as_str(), file.unread, file.lines.as_str())).collect(),
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

/// A change in which nothing of what may be a secret of either side is shown.
pub(super) fn without_secrets(change: Change, hidden: &[&Source]) -> Change {
    let hide = |text: String| hidden.iter().fold(text, |text, source| source.without_hidden(&text).into_owned());
    let Said { before, item, after } = change.said;
    let said = Said { before: hide(before), item: hide(item), after: hide(after) };
    Change { from: change.from.map(hide), to: change.to.map(hide), message: hide(change.message), said, ..change }
}
