//! `ast dev`: the whole project on this machine, from its build to its end.
//!
//! What is decided is decided by `crate::dev`; here its steps are run by `crate::drive`, and told.

mod ask;
mod background;
mod checks;
mod clear;
mod files;
mod job;
mod kept;
mod keys;
mod logs;
mod missing;
mod owned;
mod perform;
mod place;
mod ports;
mod prepare;
mod reach;
mod restart;
mod role;
mod run;
mod saved;
mod show;
mod start;
mod status;
mod stop;
mod stores;
mod values;

use std::path::PathBuf;

pub(super) use stores::Stores;

use super::Status;
use super::session::{Failure, Session};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Examples:
  ast dev --gateway mock       build and start everything; Ctrl-C stops it
  ast dev start -b             the same in the background, once it is ready
  ast dev status               what runs, and where it answers
  ast dev logs agent           what the agent logged
  ast dev run ingestion-docs   run a job now, with its exit status
  ast dev ask \"Who are you?\"   ask the agent, where `[dev] ask` names its path
  ast dev stop                 stop it, and take its containers and networks away

It needs Docker with Compose 2.26 or newer, and no account with `--gateway mock`. Exit status: 0 stopped by you, or
ready with `-b`; 1 it failed, and why is told; 2 wrong usage, no engine, or it runs already; 3 the hosted gateway
needs a URL and a key; 130 interrupted before it was ready.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    start: start::Args,
}

/// `ast project`, and `ast dev project`.
#[derive(Debug, clap::Args)]
pub(super) struct Long {
    #[command(subcommand)]
    command: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(flatten)]
    Verb(Verb),
    /// The long form of the platform's own tool
    #[command(hide = true)]
    Project(Long),
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// Build and start everything, and show its logs until Ctrl-C
    Start(start::Args),
    /// Say what runs, and where it answers
    Status(status::Args),
    /// Show what containers logged
    Logs(logs::Args),
    /// Stop everything, and take its containers and networks away
    Stop(stop::Args),
    /// Start a service again, or all of them
    Restart(restart::Args),
    /// Run a job now; the exit status is the job's
    #[command(visible_alias = "trigger")]
    Run(job::Args),
    /// Ask the agent something, at the path that `[dev] ask` names
    Ask(ask::Args),
}

/// The project that is meant.
#[derive(Debug, Clone, Default, clap::Args)]
struct Which {
    /// The spec, or the folder that it is in
    #[arg(long = "spec", value_name = "PATH")]
    path: Option<PathBuf>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    match &args.command {
        None => start::run(&args.start, session),
        Some(Command::Verb(verb) | Command::Project(Long { command: verb })) => act(verb, session),
    }
}

/// The same under its long name.
pub(super) fn long(args: &Long, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    act(&args.command, session)
}

fn act(verb: &Verb, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    match verb {
        Verb::Start(args) => start::run(args, session),
        Verb::Status(args) => status::run(args, session),
        Verb::Logs(args) => logs::run(args, session),
        Verb::Stop(args) => stop::run(args, session),
        Verb::Restart(args) => restart::run(args, session),
        Verb::Run(args) => job::run(args, session),
        Verb::Ask(args) => ask::run(args, session),
    }
}
