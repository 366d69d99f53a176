//! `ast env check`: what an env file lacks, what nothing reads, and what has the wrong form.

use std::path::PathBuf;

use serde_json::Value;

use super::answer::{Answer, Checked, Told, refuse};
use super::drawn;
use super::place::Place;
use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::environment::Environment;
use crate::cli::flags::{Given, Output, Target};
use crate::cli::load::read_text;
use crate::cli::many::{Ended, one_or_many, value};
use crate::cli::session::{Failure, Session, environment};
use crate::cli::settings::Flags;
use crate::diagnostic::render::json::Version;
use crate::dotenv::plain::Part;
use crate::dotenv::{self, Problem, ProblemKind};
use crate::options::Values;
use crate::plan::For;
use crate::project::{Found, Wanted};
use crate::source::Source;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env check                        `.env` beside the spec
  ast env check staging.env --for cluster
  ast env check staging.env --env staging   as an environment of ast.toml has it, for a cluster
  ast env check deploy/kubernetes/overlays/production/values.properties --for cluster
  ast env check --out-dir build        what Compose reads beside `build/compose.yaml`
  ast env check agents/                `.env` of every project below a folder
  ast env check --format json

With `--for cluster`, `values.properties` of an overlay and the env file of a Secret are read as kustomize does:
`KEY=VALUE`, nothing is quoted or replaced, and a file is held to what belongs into it. No value is ever shown. Exit status: 0 fine, 1 a value is missing or wrong, 2 wrong usage.")]
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
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    environment: Environment,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<false>,
    #[command(flatten)]
    given: Given,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let values = args.given.values(session)?;
    let place = Place::of(&args.what, &args.spec, args.out_dir.as_deref(), session)?;
    let target = args.target.of(&args.environment);
    let nothing =
        || value(&Answer { version: Version, facts: Checked::nothing(String::new(), target), diagnostics: Vec::new() });
    let run =
        |wanted: &Wanted, session: &mut Session<'_, '_>| one(&wanted.found, &place, (args, target), &values, session);
    one_or_many(&place.meant, args.output.is_json(), session, nothing, run)
}

/// Checks the env file of one project.
fn one(
    found: &Found,
    place: &Place,
    (args, target): (&Args, For),
    values: &Values,
    session: &mut Session<'_, '_>,
) -> Result<Ended<Value>, Failure> {
    let mut project = match Accepted::open(found, &args.flags.settings(), values.clone(), session) {
        Ok(project) => project,
        Err(status) => return Ok(Ended::unusable(status)),
    };
    args.environment.enter(&mut project)?;
    let (shown, path) = place.file(found, &project, session)?;
    if project.status() != Status::Fine {
        return Ok(refuse(&args.output, Checked::nothing(shown, target), &project, session));
    }
    let text = if path.exists() || place.is_named() { read_text(&path, session)? } else { String::new() };
    let source = Source::new(&shown, text);
    let plan = project.bind(target, session);
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let part = Part::of(&plan, name);
    let mut problems = match &part {
        Some(part) => dotenv::check_part(&plan, part, &source, &environment),
        None => dotenv::check(&plan, &source, &environment),
    };
    let is_unknown = |found: &Problem| found.kind == ProblemKind::Unknown;
    if target == For::Cluster && part.is_none() && problems.iter().any(is_unknown) {
        // The same file serves local runs, which read more: where ports are published.
        let local = project.bind(For::Local, session);
        problems.retain(|found| !is_unknown(found) || !dotenv::is_read(&local, &found.name));
    }
    let is_of_absent = |kind| matches!(kind, ProblemKind::Missing | ProblemKind::Incomplete);
    problems.retain(|problem| !is_of_absent(problem.kind) || !project.has(&problem.name));
    let valid = !problems.iter().any(|problem| problem.kind.is_error());
    let problems = problems.into_iter().map(|problem| Told::of(problem, &source)).collect();
    let facts = Checked { file: shown, target: plan.target, valid, problems };
    let status = if valid { Status::Fine } else { Status::Invalid };
    if args.output.is_json() {
        let answer = value(&Answer { version: Version, facts, diagnostics: project.findings() });
        return Ok(Ended::with(status, Some(answer)));
    }
    session.show(&draw(&facts, path.exists()))?;
    Ok(status.into())
}

/// No excerpt: a line of the file would show its value.
fn draw(checked: &Checked, is_there: bool) -> String {
    let shown = checked.file.as_str();
    if checked.problems.is_empty() {
        let said = if is_there { "has everything" } else { "is not there, and nothing has to be in it" };
        return format!("{shown} {said}\n");
    }
    drawn(shown, &checked.problems)
}
