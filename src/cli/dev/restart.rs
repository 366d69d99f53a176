//! `ast dev restart`: starts containers again, as they are.

use std::time::Duration;

use super::owned::nameless;
use super::place::Place;
use super::status::containers;
use crate::cli::Status;
use crate::cli::session::{Failure, Session};
use crate::dev::Container;
use crate::drive::docker::{self, Docker};
use crate::drive::outputs;
use crate::text::one_line;

/// How long containers may take to end and start.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev restart              every container that runs until it is stopped
  ast dev restart agent        one of them

Exit status: 0 they run again, 1 one can't be started, 2 nothing of that name runs, or no engine.")]
pub(super) struct Args {
    /// The service; all unless named
    #[arg(value_name = "SERVICE")]
    service: Option<String>,
    #[command(flatten)]
    which: super::Which,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (_, docker) = started(args.which.path.as_deref(), session)?;
    let all = containers(&docker)?;
    let is_meant = |container: &&Container| match &args.service {
        Some(name) => container.service == *name && !container.is_job,
        None => container.runs() && !container.is_job,
    };
    let ids: Vec<&str> = all.iter().filter(is_meant).map(|container| container.id.as_str()).collect();
    if ids.is_empty() {
        return Err(none_such(args.service.as_deref(), &all));
    }
    let mut answers = outputs(&[docker::restart(&ids)], PATIENCE).map_err(|error| Failure::new(error.to_string()))?;
    match answers.pop() {
        Some(Ok(answer)) if answer.status == 0 => Ok(Status::Fine),
        Some(Ok(answer)) => {
            let why = answer.stderr.lines().next_back().unwrap_or_default();
            session.note(&format!("error: {}\n", one_line(why, 300)));
            Ok(Status::Invalid)
        }
        _ => Err(Failure::new("the engine does not answer").help("start Docker")),
    }
}

/// A project that was started.
pub(super) fn started(path: Option<&std::path::Path>, session: &Session<'_, '_>) -> Result<(Place, Docker), Failure> {
    let place = Place::of(path, session)?;
    let started = place.and_then(|place| Some((place.memory().project.clone()?, place)));
    let Some((project, place)) = started else {
        return Err(Failure::new("this project does not run").help("start it with `ast dev`"));
    };
    let docker = Docker { project, ..nameless(&place) };
    Ok((place, docker))
}

/// That nothing runs, or nothing of a name.
pub(super) fn none_such(name: Option<&str>, all: &[Container]) -> Failure {
    let Some(name) = name.filter(|_| !all.is_empty()) else {
        return Failure::new("this project does not run").help("start it with `ast dev`");
    };
    let mut names: Vec<&str> = all.iter().map(|container| container.service.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    Failure::new(format!("there is no service `{}`", one_line(name, 80)))
        .help(format!("there are {}", names.join(", ")))
}
