//! `ast env`: what an env file lacks or gets wrong, and adding what is missing.

pub(super) mod answer;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Status;
use super::accepted::Accepted;
use super::flags::{Given, Output, Target};
use super::git::would_be_committed;
use super::load::read_text;
use super::session::{Failure, Session, environment};
use super::settings::Flags;
use crate::diagnostic::render::json::{self, Version};
use crate::dotenv::plain::Part;
use crate::dotenv::{self, ProblemKind, Synced};
use crate::options::Values;
use crate::output::Privacy;
use crate::plan::{BoundPlan, For};
use crate::source::Source;
use answer::{Answer, Checked, Refused, Told};

/// How often a file is read again that changes while it is written.
const TRIES: usize = 5;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env sync                         add what is missing to `.env` beside the spec
  ast env check                        say what is missing there, unknown, or of the wrong form
  ast env check staging.env --for cluster")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say what an env file lacks, what nothing reads, and what has the wrong form
    Check(Check),
    /// Add to an env file what is missing; everything else stays as it is
    Sync(Sync),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env check                        `.env` beside the spec
  ast env check staging.env --for cluster
  ast env check deploy/kubernetes/overlays/production/values.properties --for cluster
  ast env check --out-dir build        what Compose reads beside `build/compose.yaml`
  ast env check --format json

With `--for cluster`, `values.properties` of an overlay and the env file of a Secret are read as kustomize does:
`KEY=VALUE`, nothing is quoted or replaced, and a file is held to what belongs into it. No value is ever shown. Exit status: 0 fine, 1 a value is missing or wrong, 2 wrong usage.")]
struct Check {
    /// The env file; `.env` beside the spec unless named
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The spec, or the folder that it is in
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// The folder that `ast generate --out-dir` writes to: Compose reads the `.env` there
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
    out_dir: Option<PathBuf>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<false>,
    #[command(flatten)]
    given: Given,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env sync                         `.env` beside the spec
  ast env sync --gateway mock          also generates the key of a gateway on this machine
  ast env sync --ports                 beside another project that runs on this machine

The file is readable by you alone. A line that has a value is never changed. Stop the project before
`--ports`: its own ports count as taken too.")]
struct Sync {
    /// The env file; `.env` beside the spec unless named
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The spec, or the folder that it is in
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// The folder that `ast generate --out-dir` writes to: Compose reads the `.env` there
    #[arg(long, value_name = "DIR", conflicts_with = "file")]
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
    match &args.command {
        Command::Check(args) => check(args, session),
        Command::Sync(args) => sync(args, session),
    }
}

fn check(args: &Check, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let values = args.given.values(session)?;
    let project = match Accepted::load(args.spec.as_deref(), &args.flags.settings(), values, session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let (shown, path) = file(args.file.as_deref(), args.out_dir.as_deref(), &project, session);
    if project.status() != Status::Fine {
        let facts = Checked { file: &shown, target: args.target.target(), valid: false, problems: Vec::new() };
        return refuse(&args.output, facts, &project, session);
    }
    let text = if path.exists() || args.file.is_some() { read_text(&path, session)? } else { String::new() };
    let source = Source::new(&shown, text);
    let plan = project.bind(args.target.target(), session);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut problems = match Part::of(&plan, name) {
        Some(part) => dotenv::check_part(&plan, &part, &source, &environment),
        None => dotenv::check(&plan, &source, &environment),
    };
    problems.retain(|problem| problem.kind != ProblemKind::Missing || !project.has(&problem.name));
    let valid = !problems.iter().any(|problem| problem.kind.is_error());
    let problems = problems.into_iter().map(|problem| Told::of(problem, &source)).collect();
    let facts = Checked { file: &shown, target: plan.target, valid, problems };
    if args.output.is_json() {
        session.print(&json::text(&Answer { version: Version, facts, diagnostics: project.findings() }))?;
    } else {
        session.show(&draw(&facts))?;
    }
    Ok(if valid { Status::Fine } else { Status::Invalid })
}

/// A spec with errors has no variables: programs get the answer without any, and people the findings.
fn refuse(
    output: &Output,
    facts: impl Serialize,
    project: &Accepted,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    if output.is_json() {
        session.print(&json::text(&Refused { facts, version: Version, diagnostics: project.findings() }))?;
    } else {
        project.tell(session);
    }
    Ok(Status::Invalid)
}

/// No excerpt: a line of the file would show its value.
fn draw(checked: &Checked<'_>) -> String {
    let shown = checked.file;
    if checked.problems.is_empty() {
        return format!("{shown} has everything\n");
    }
    drawn(shown, &checked.problems)
}

/// What is wrong with an env file, for people.
pub(super) fn drawn(shown: &str, problems: &[Told]) -> String {
    let mut text = String::new();
    for Told { kind, severity, message, help, line, column, .. } in problems {
        let place = line.map_or_else(String::new, |line| format!(":{line}:{column}"));
        let (severity, kind) = (severity.as_str(), kind.as_str());
        text.push_str(&format!("{shown}{place}: {severity}[{kind}]: {message}\n  help: {help}\n"));
    }
    text
}

fn sync(args: &Sync, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let project = match Accepted::load(args.spec.as_deref(), &args.flags.settings(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let (shown, path) = file(args.file.as_deref(), args.out_dir.as_deref(), &project, session);
    if project.status() != Status::Fine {
        return refuse(&args.output, answer::Synced::nothing(&shown), &project, session);
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
    if args.output.is_json() {
        let ports = ports.iter().map(|(variable, number)| (variable.as_str(), *number)).collect();
        let Synced { added, generated, missing, .. } = &synced;
        let facts = answer::Synced { file: &shown, written, added, generated, missing, ports };
        session.print(&json::text(&Answer { version: Version, facts, diagnostics: project.findings() }))?;
    } else {
        session.show(&summary(&shown, &synced, &ports))?;
    }
    if would_be_committed(&path) {
        session.note(&format!(
            "warning: git would commit `{shown}`, which may hold secrets\n  help: add it to .gitignore\n"
        ));
    }
    Ok(Status::Fine)
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

/// The env file as messages show it, and where it is.
fn file(
    named: Option<&Path>,
    out_dir: Option<&Path>,
    project: &Accepted,
    session: &Session<'_, '_>,
) -> (String, PathBuf) {
    let within = out_dir.map(|folder| folder.join(".env"));
    match named.or(within.as_deref()) {
        Some(named) => (named.to_string_lossy().into_owned(), session.absolute(named)),
        None => {
            let beside = Path::new(project.loaded.path()).with_file_name(".env");
            (beside.to_string_lossy().into_owned(), project.folder().join(".env"))
        }
    }
}

/// Whether something on this machine listens on the port now.
pub(super) fn is_busy(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

/// A key in the form that clients of the OpenAI API know, from the system's random source.
pub(super) fn random_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes)?;
    Ok(format!("sk-{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}
