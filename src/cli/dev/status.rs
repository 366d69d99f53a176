//! `ast dev status`: what of a project runs, and where it answers.

use std::time::Duration;

use super::owned::nameless;
use super::place::Place;
use crate::cli::Status;
use crate::cli::flags::Output;
use crate::cli::session::{Failure, Session};
use crate::dev::{Container, Standing, StandingService};
use crate::diagnostic::render::json;
use crate::drive::docker::Docker;
use crate::drive::outputs;
use crate::text::one_line;

/// How long the engine may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev status
  ast dev status --format json

Exit status: 0 something runs, 1 nothing does, 2 no engine.")]
pub(super) struct Args {
    #[command(flatten)]
    which: super::Which,
    #[command(flatten)]
    output: Output,
}

/// The containers of a project.
pub(super) fn containers(docker: &Docker) -> Result<Vec<Container>, Failure> {
    let failed = |why: &str| Failure::new(format!("no engine answers: {}", one_line(why, 300))).help("start Docker");
    let mut answers = outputs(&[docker.containers()], PATIENCE).map_err(|error| failed(&error.to_string()))?;
    let answer = answers.pop().unwrap_or_else(|| Ok(crate::drive::Output::default()));
    let answer = answer.map_err(|error| failed(&error.to_string()))?;
    let lines = answer.good().ok_or_else(|| failed(answer.stderr.lines().next_back().unwrap_or_default()))?;
    let mut containers = Container::list(lines);
    containers.sort_by(|a, b| (a.is_job, &a.service, &a.id).cmp(&(b.is_job, &b.service, &b.id)));
    Ok(containers)
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let place = Place::of(args.which.path.as_deref(), session)?;
    let started = place.and_then(|place| Some((place.memory().project.clone()?, place)));
    let mut answer = Standing::nothing();
    if let Some((project, place)) = started {
        let docker = Docker { project: project.clone(), ..nameless(&place) };
        answer.held = place.hold()?.is_none();
        answer.services = containers(&docker)?.into_iter().map(StandingService::of).collect();
        answer.project = Some(project);
    }
    let runs = answer.services.iter().any(|service| service.state == "running");
    if args.output.is_json() {
        session.print(&json::text(&answer))?;
    } else {
        session.show(&drawn(&answer))?;
    }
    Ok(if runs { Status::Fine } else { Status::Invalid })
}

fn drawn(answer: &Standing) -> String {
    let Some(project) = answer.project.as_ref().filter(|_| !answer.services.is_empty()) else {
        return "nothing runs; `ast dev` starts it\n".to_owned();
    };
    let by = if answer.held { "" } else { ", which no `ast dev` holds: `ast dev start` goes on with it" };
    let mut text = format!("{project}{by}\n");
    let width = answer.services.iter().map(|service| service.name.len()).max().unwrap_or_default();
    for StandingService { name, status, ports, job, .. } in &answer.services {
        let places: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let job = if *job { " (a job)" } else { "" };
        let line = format!("  {name:width$}  {}{job}  {}", status.to_lowercase(), places.join(", "));
        text.push_str(&format!("{}\n", line.trim_end()));
    }
    text
}
