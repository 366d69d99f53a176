//! `ast lock`: the digest of every image that is not built here, asked of its registry and kept in `ast.lock`.

mod answer;
mod bill;
mod decide;
mod used;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Status;
use super::accepted::Accepted;
use super::many::{Ended, one_or_many};
use super::session::{Failure, Session, environment};
pub(super) use answer::Answer;
use answer::drawn;
use decide::{Decided, Mode, Work};
use used::{Used, used};

use crate::diagnostic::codes::INVALID_LOCK;
use crate::diagnostic::nearest::nearest;
use crate::disk::read_stream;
use crate::image::{LOCK_FILE, Lock};
use crate::options::{Settings, Values};
use crate::output::Privacy;
use crate::project::Wanted;
use crate::registry::{Keys, ask};
use crate::text::one_line;

/// How much of what was typed is shown.
const MOST: usize = 100;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast lock                         pin what is not pinned yet, leave the rest, drop what nothing runs any more
  ast lock --update                ask for everything anew
  ast lock --update knowledge.db   what one container runs
  ast lock --check                 fail where a tag moved, a digest is gone, or the lock is not that of the project
  ast lock agents/                 every project below a folder
  ast lock --format cyclonedx > sbom.json

`ast.lock` beside the spec has a line for each image that is not built here, `repository:tag@sha256:…`. Commit it. Where \
it is there, `ast generate` writes tag and digest into every target, and `ast generate --check` fails on an image that \
it lacks; that asks nobody.

Registries are asked by the login that Docker keeps (`docker login`, credential helpers too), over TLS; one on this \
machine over plain HTTP. A digest is that of all platforms where an image has several. If one image can't be asked for, \
nothing is written.

Exit status: 0 fine, 1 the spec has errors or with --check something differs, 2 wrong usage, or a registry gave no \
digest.")]
pub(super) struct Args {
    /// Specs, or the folders that they are in; a folder without a spec stands for those below it
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Ask anew for every image, or for that of one container
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = "", conflicts_with = "check")]
    update: Option<String>,
    /// Write nothing; ask whether the lock still says what its tags name
    #[arg(long)]
    check: bool,
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    #[arg(help = "How the result is printed: human, json, or cyclonedx for a bill of materials of what is locked")]
    format: Format,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Cyclonedx,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let mode = match (&args.update, args.check) {
        (Some(id), _) if id.is_empty() => Mode::Update(None),
        (Some(id), _) => Mode::Update(Some(id.clone())),
        (None, true) => Mode::Check,
        (None, false) => Mode::Fill,
    };
    let meant = session.workspace().projects(&args.paths, false);
    let is_bill = args.format == Format::Cyclonedx;
    if is_bill && (mode != Mode::Fill || meant.is_many) {
        let message = "`--format cyclonedx` prints the bill of one project, as its lock is";
        return Err(Failure::new(message).help("leave out `--update` and `--check`, and name the folder of one spec"));
    }
    let is_json = args.format == Format::Json;
    let nothing = || Answer::nothing(String::new());
    one_or_many(&meant, is_json, session, nothing, |wanted, session| one(wanted, &mode, args.format, session))
}

/// Locks one project.
fn one(wanted: &Wanted, mode: &Mode, format: Format, session: &mut Session<'_, '_>) -> Result<Ended<Answer>, Failure> {
    let is_json = format == Format::Json;
    let mut project = match Accepted::open(&wanted.found, &Settings::default(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(Ended::unusable(status)),
    };
    let spec = Path::new(project.loaded.path());
    let shown = crate::project::shown(&spec.with_file_name(LOCK_FILE));
    let path = project.folder().join(LOCK_FILE);
    // What can't be read of it is written anew.
    if *mode != Mode::Check && format != Format::Cyclonedx {
        project.loaded.compilation.report.retain(|found| *found.code != INVALID_LOCK);
    }
    if !is_json {
        project.tell(session);
    }
    if project.status() != Status::Fine {
        let answer = is_json.then(|| Answer::refused(shown, project.findings()));
        return Ok(Ended::with(project.status(), answer));
    }
    let used = used(&project, session);
    if format == Format::Cyclonedx {
        return bill::print(&project, used, &shown, session).map(Ended::from);
    }
    named(mode, &used, session)?;
    let lock = &project.loaded.compilation.plan.lock;
    let work = Work::of(&used, lock, mode);
    let answers = if work.questions.is_empty() {
        Vec::new()
    } else {
        let keys = Arc::new(keys(session)?);
        super::session::wait(async { Ok(ask(work.questions.clone(), keys).await) })?
    };
    let decided = work.decide(&answers, lock);
    let written = *mode != Mode::Check && !decided.has_failed() && write(&path, &shown, lock, &decided, session)?;
    let status = decided.status(mode);
    let answer = Answer::of(shown, written, decided, project.findings());
    if is_json {
        return Ok(Ended::with(status, Some(answer)));
    }
    let (said, failed) = drawn(&answer, *mode == Mode::Check);
    session.note(&failed);
    session.show(&said)?;
    Ok(status.into())
}

/// Refuses the id of a container that the project does not have, or whose image is built. Of many projects, one may have it.
fn named(mode: &Mode, used: &[Used], session: &Session<'_, '_>) -> Result<(), Failure> {
    let Mode::Update(Some(id)) = mode else { return Ok(()) };
    let ids: Vec<&str> = used.iter().flat_map(|used| &used.ids).map(String::as_str).collect();
    if ids.contains(&id.as_str()) || session.project().is_some() {
        return Ok(());
    }
    let message = format!("no container whose image is pulled is called `{}`", one_line(id, MOST));
    let help = nearest(id, ids.iter().copied()).map_or_else(
        || format!("they are {}; write paths before `--update`", ids.join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Failure::new(message).help(help))
}

/// The logins that Docker keeps; none without its configuration.
fn keys(session: &Session<'_, '_>) -> Result<Keys, Failure> {
    let folder = environment("DOCKER_CONFIG").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let home = || environment("HOME").map(|home| Path::new(&home).join(".docker"));
    let Some(path) = folder.or_else(home).map(|folder| session.absolute(&folder.join("config.json"))) else {
        return Ok(Keys::default());
    };
    let read = std::fs::File::open(&path).and_then(read_stream);
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Keys::default()),
        Err(error) => return Err(unreadable(&path, &crate::disk::reason(&error))),
    };
    Keys::read(&bytes, environment("PATH").map(Into::into)).map_err(|why| unreadable(&path, &why))
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::new(format!(
        "`{}`, Docker's configuration, can't be read: {why}",
        one_line(&crate::project::shown(path), MOST)
    ))
}

/// Writes the lock, where it changes; a file that somebody else wrote stays.
fn write(
    path: &Path,
    shown: &str,
    before: &Lock,
    decided: &Decided,
    session: &mut Session<'_, '_>,
) -> Result<bool, Failure> {
    let text = decided.lock().to_string();
    let held = session.hold(path)?;
    let content = held.content.as_deref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    if content.as_deref() == Some(text.as_str()) {
        return Ok(false);
    }
    if let Some(content) = &content {
        if !Lock::is_ours(content) {
            let help = "move it away, or let its first line be the one that `ast lock` writes";
            return Err(Failure::new(format!("`{shown}` was not written by `ast lock`, and stays as it is")).help(help));
        }
        if Lock::read(content).0 != *before {
            return Err(Failure::new(format!("`{shown}` was changed by somebody else meanwhile; run it again")));
        }
    }
    held.replace(text.as_bytes(), Privacy::Kept)?;
    Ok(true)
}
