//! `ast generate`: files from the plan, all of them or none.

mod again;
mod deployed;
mod follow;
mod held;
mod idle;
mod objects;
mod one;
mod others;
mod overlays;
mod print;
mod secrets;
mod summary;
mod targets;
mod tell;

use std::path::PathBuf;

use super::Status;
use super::flags::{Given, Output};
use super::many::{each, without_stdin};
use super::session::{Failure, Session};
use super::settings::Flags;
use super::severities::Severities;
use crate::diagnostic::render::json;
use crate::project::Meant;
use crate::target::TARGETS;
use crate::text::one_line;
pub(super) use overlays::misfits;
pub(super) use summary::SummedAll;
use targets::{Asked, sort};
use tell::Answered;
pub(super) use tell::{Made, Summed};

#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub(super) struct Args {
    /// Targets, and specs or folders; a folder without a spec stands for those below it
    #[arg(value_name = "TARGET|PATH")]
    what: Vec<String>,
    /// Write below DIR instead of the spec's folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Write nothing; fail if a file is out of date, as a run without it would find it
    #[arg(long, conflicts_with_all = ["print", "force"])]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long, conflicts_with_all = ["print", "force"])]
    diff: bool,
    /// Write nothing; print the target's main file, or FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    print: Option<String>,
    /// Write nothing; say what a deployment asks of a cluster
    #[arg(long, conflicts_with_all = ["print", "force", "check", "diff"])]
    summary: bool,
    /// With --summary: of an environment, a table under `[environments]` in ast.toml, or of `all`
    #[arg(long = "env", value_name = "NAME")]
    environment: Option<String>,
    /// With a folder that has a spec, generate for those below it too
    #[arg(long)]
    recursive: bool,
    /// Say every file, where there are many projects
    #[arg(long)]
    verbose: bool,
    /// Generate again what a save touches, until Ctrl-C
    #[arg(long, conflicts_with_all = ["check", "diff", "print", "summary", "force", "forget", "fresh"])]
    watch: bool,
    /// Overwrite files that were edited, or that ast did not make
    #[arg(long)]
    force: bool,
    /// Drop a flag of an earlier run, such as `gateway`
    #[arg(long, value_name = "FLAG", value_parser = again::flag, conflicts_with = "check")]
    forget: Vec<String>,
    /// Drop all flags of earlier runs
    #[arg(long, conflicts_with = "check")]
    fresh: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<true>,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    severities: Severities,
}

fn after_help() -> String {
    let width = TARGETS.iter().map(|target| target.id().len()).max().unwrap_or_default();
    let targets: String =
        TARGETS.iter().map(|target| format!("  {:width$}  {}\n", target.id(), target.summary())).collect();
    format!(
        "Targets:
{targets}
Examples:
  ast generate                     all that was generated here, again; at first the targets of ast.toml, else
                                   those of a local run
  ast generate env services/bot    one target, for the spec in a folder
  ast generate agents/             every project below a folder, side by side
  ast generate --diff              what would change; writes nothing
  ast generate --check             fail where a generated file is out of date (for CI)
  ast generate env --print         `.env.example` on standard output
  ast generate --out-dir build     into another folder
  ast generate --watch             again at every save, only what it touches
  ast generate kubernetes --summary   what a deployment asks of a cluster
  ast generate kubernetes --summary --env staging   the same of an environment of ast.toml

The flags that a target was generated with hold for its later runs too, until one says something else or
drops them (`--forget`, `--fresh`).

A file that ast did not make, or that was edited since, is never overwritten: the run stops and says
which, and nothing is written."
    )
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.environment.is_some() && !args.summary {
        let failure = Failure::new("`--env` goes with `--summary`: a run makes the files of every environment");
        return Err(failure.help("leave it out, or add `--summary`"));
    }
    let (named, paths) = sort(&args.what, session)?;
    let values = args.given.values(session)?;
    let (flags, deny_warnings) = args.severities.add_to(args.flags.settings())?;
    let asked = Asked { args, named: &named, flags, values, deny_warnings };
    if args.watch {
        return follow::run(&asked, &paths, session);
    }
    let meant = session.workspace().projects(&paths, args.recursive);
    match &meant.projects[..] {
        [wanted] if !meant.is_many => {
            let outcome = one::one(wanted, &asked, session)?;
            if let Some(answer) = &outcome.answer {
                session.print(&json::text(answer))?;
            }
            Ok(outcome.status)
        }
        _ => many(&meant, &asked, session),
    }
}

/// Generates for many projects.
fn many(meant: &Meant, asked: &Asked<'_>, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let args = asked.args;
    if args.print.is_some() {
        return Err(Failure::new("`--print` takes one project").help("name the folder of its spec"));
    }
    without_stdin(&meant.projects)?;
    let report = each(&meant.projects, session, Answered::nothing, |wanted, session| one::one(wanted, asked, session));
    if args.output.is_json() {
        session.print(&json::text(&report.answer))?;
        return Ok(report.status);
    }
    if !report.skipped.is_empty() {
        let (count, list) = (projects(report.skipped.len()), listed(&report.skipped));
        session.note(&format!("{count} left out, as nothing was generated there yet{list}\n"));
    }
    if args.check && report.count == 0 {
        session.note("nothing was generated here yet\n  help: run `ast generate`, and commit what it writes\n");
        return Ok(report.status.max(Status::Invalid));
    }
    session.note(&format!("{} looked at{}\n", projects(report.count), failed(&report.failed)));
    Ok(report.status)
}

fn projects(count: usize) -> String {
    if count == 1 { "1 project".to_owned() } else { format!("{count} projects") }
}

/// How many projects are named once more at the end, and how much is shown of a path.
const MOST: usize = 50;
const LONGEST: usize = 200;

/// Those that did not end well, as what was said of them may be far above.
fn failed(names: &[String]) -> String {
    match names.len() {
        0 => String::new(),
        count => format!(": {count} failed{}", listed(names)),
    }
}

/// Projects, each on a line of its own.
fn listed(names: &[String]) -> String {
    let lines: String = names.iter().take(MOST).map(|name| format!("\n  {}", one_line(name, LONGEST))).collect();
    let more = names.len().saturating_sub(MOST);
    if more > 0 { format!("{lines}\n  and {more} more") } else { lines }
}
