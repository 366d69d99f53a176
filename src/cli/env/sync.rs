//! `ast env sync`: adds to an env file what is missing.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answer::{self, Answer, refuse};
use super::place::Place;
use super::{is_busy, random_key};
use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::flags::Output;
use crate::cli::git::would_be_committed;
use crate::cli::many::{Ended, one_or_many, value};
use crate::cli::session::{Failure, Session, environment};
use crate::cli::settings::Flags;
use crate::diagnostic::render::json::Version;
use crate::dotenv::{self, Synced};
use crate::options::Values;
use crate::output::Privacy;
use crate::plan::{BoundPlan, For};
use crate::project::{Found, Wanted};
use crate::source::Source;

/// How often a file is read again that changes while it is written.
const TRIES: usize = 5;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env sync                         `.env` beside the spec
  ast env sync --gateway mock          also generates the key of a gateway on this machine
  ast env sync agents/                 `.env` of every project below a folder
  ast env sync --ports                 beside another project that runs on this machine

The file is readable by you alone. A line that has a value is never changed. Stop the project before
`--ports`: its own ports count as taken too.")]
pub(super) struct Args {
    /// The env file, `.env` beside the spec unless named; or specs and folders, for `.env` beside each
    #[arg(value_name = "FILE|PATH")]
    what: Vec<PathBuf>,
    /// The spec, or the folder that it is in
    #[arg(long, value_name = "PATH")]
    spec: Vec<PathBuf>,
    /// The folder that `ast generate --out-dir` writes to: Compose reads the `.env` there
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Also add a free number for each published port whose default is taken on this machine now
    #[arg(long)]
    ports: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<false>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let place = Place::of(&args.what, &args.spec, args.out_dir.as_deref(), session)?;
    let nothing = || {
        let facts = answer::Synced::nothing(String::new());
        value(&Answer { version: Version, facts, diagnostics: Vec::new() })
    };
    let run = |wanted: &Wanted, session: &mut Session<'_, '_>| one(&wanted.found, &place, args, session);
    one_or_many(&place.meant, args.output.is_json(), session, nothing, run)
}

/// Completes the env file of one project.
fn one(found: &Found, place: &Place, args: &Args, session: &mut Session<'_, '_>) -> Result<Ended<Value>, Failure> {
    let project = match Accepted::open(found, &args.flags.settings(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(Ended::unusable(status)),
    };
    let (shown, path) = place.file(found, &project, session)?;
    if project.status() != Status::Fine {
        return Ok(refuse(&args.output, answer::Synced::nothing(shown), &project, session));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
        let failure = Failure::new(format!("`{shown}` can't be written: there is no folder `{}`", folder.display()));
        return Err(failure.help("create it, or name another file"));
    }
    if let Some(why) = other_kind(&path, &project) {
        return Err(
            Failure::new(format!("`{shown}` is not an env file: {why}")).help("name an env file, such as `.env`")
        );
    }
    let plan = project.bind(For::Local, session);
    let mut tries = 1..=TRIES;
    let (synced, ports, written) = loop {
        let held = session.hold(&path)?;
        let (synced, ports) = synced(args.ports, &shown, held.content.as_deref().unwrap_or_default(), &plan)?;
        let is_other = held.content.as_deref() != Some(synced.text.as_bytes());
        if !is_other && !held.is_open {
            break (synced, ports, false);
        }
        match held.replace(synced.text.as_bytes(), Privacy::OwnerOnly) {
            Ok(()) => break (synced, ports, true),
            // Somebody's editor was faster: what it wrote is read.
            Err(error) => {
                let before = held.content.clone();
                drop(held);
                if tries.next().is_none() || session.hold(&path)?.content == before {
                    return Err(error.into());
                }
            }
        }
    };
    let mut answer = None;
    if args.output.is_json() {
        let Synced { added, generated, missing, .. } = synced;
        let ports = ports.into_iter().collect();
        let facts = answer::Synced { file: shown.clone(), written, added, generated, missing, ports };
        answer = Some(value(&Answer { version: Version, facts, diagnostics: project.findings() }));
    } else {
        session.show(&summary(&shown, &synced, &ports))?;
    }
    if would_be_committed(&path) {
        session.note(&format!(
            "warning: git would commit `{shown}`, which may hold secrets\n  help: add it to .gitignore\n"
        ));
    }
    Ok(Ended::with(Status::Fine, answer))
}

/// What a file becomes. A file that holds anything else than settings is left to whom it belongs.
fn synced(
    with_ports: bool,
    shown: &str,
    content: &[u8],
    plan: &BoundPlan,
) -> Result<(Synced, Vec<(String, u16)>), Failure> {
    let text = str::from_utf8(content).map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))?;
    let source = Source::new(shown, text);
    if let Some(span) = dotenv::refusal(&source) {
        let line = source.position(span.start).line;
        let failure = Failure::new(format!(
            "`{shown}` is not an env file: line {line} is not `NAME=VALUE`, or its quote is never closed"
        ));
        return Err(failure.help("correct the line or make it a comment, or name another file; nothing was written"));
    }
    let mut failed = None;
    let mut synced = dotenv::sync(plan, &source, &environment, || {
        random_key().unwrap_or_else(|error| {
            failed = Some(error);
            String::new()
        })
    });
    if let Some(error) = failed {
        return Err(Failure::new(format!("the system gives no random bytes: {error}")));
    }
    let mut ports = Vec::new();
    if with_ports {
        let found = dotenv::ports(plan, &Source::new(shown, synced.text.as_str()), &environment, is_busy);
        (synced.text, ports) = (found.text, found.added);
    }
    Ok((synced, ports))
}

/// Why a file is of another kind, told by its name or its place.
fn other_kind(path: &Path, project: &Accepted) -> Option<String> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let spec = project.folder().join(Path::new(project.loaded.path()).file_name().unwrap_or_default());
    if path.canonicalize().ok().is_some_and(|path| spec.canonicalize().is_ok_and(|spec| path == spec)) {
        return Some("it is the spec".to_owned());
    }
    ["yml", "yaml", "toml", "json", "lock", "md"]
        .contains(&ending.as_str())
        .then(|| format!("its name ends in `.{ending}`"))
}

fn summary(shown: &str, synced: &Synced, ports: &[(String, u16)]) -> String {
    let mut text = match synced.added.as_slice() {
        [] => format!("{shown} has a line for everything\n"),
        added => format!("added to {shown}: {}\n", added.join(", ")),
    };
    if !synced.generated.is_empty() {
        text.push_str(&format!("generated: {}\n", synced.generated.join(", ")));
    }
    for (variable, number) in ports {
        text.push_str(&format!("moved a port that is taken: {variable}={number}\n"));
    }
    if !synced.missing.is_empty() {
        text.push_str(&format!("still to set: {}\n", synced.missing.join(", ")));
    }
    text
}
