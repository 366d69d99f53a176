//! `ast dev run`: a job of the project, now, with its exit status.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use super::owned::{docker, joined};
use super::prepare::Project;
use super::values::{Way, values};
use super::{checks, files};
use crate::cli::Status;
use crate::cli::hosted::{Passed, is_by_login};
use crate::cli::session::{Failure, Session, now};
use crate::disk::reason;
use crate::drive::{self, Tell, outputs};
use crate::options::GatewayMode;
use crate::plan::{BoundPlan, ContainerKind};
use crate::text::one_line;

/// How long the engine may take to remove a job that was interrupted.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev run nightly              the ingestion `nightly`, beside the stores that run
  ast dev run nightly -- --full    with other arguments than its image's
  ast dev trigger ingestion-nightly

The project has to run. Exit status: that of the job, 128 and the number of the signal that ended it; 2 there is no
such job, or the project does not run.")]
pub(super) struct Args {
    /// The ingestion, by its name in the spec or its service's
    #[arg(value_name = "JOB")]
    job: String,
    /// What it is given instead of its image's arguments
    #[arg(last = true, value_name = "ARGS")]
    arguments: Vec<OsString>,
    /// The spec, or the folder that it is in
    #[arg(long = "spec", value_name = "PATH")]
    path: Option<PathBuf>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let project = match Project::started(args.path.as_deref(), session)? {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let is_proxied = project.memory.proxied;
    let plan = project.composed(is_proxied);
    let jobs = || plan.containers.iter().filter(|container| container.id.kind == ContainerKind::Ingestion);
    let is_it = |service: &str, id: &str| {
        [service, id].contains(&args.job.as_str()) || id.strip_prefix("ingestion.") == Some(&args.job)
    };
    let found = jobs().find_map(|container| {
        let service = container.service.as_deref()?;
        is_it(service, &container.id.to_string()).then_some((container, service))
    });
    let Some((container, service)) = found else {
        let names: Vec<String> = jobs().map(|job| job.id.to_string()).collect();
        let failure = Failure::new(format!("there is no job `{}`", one_line(&args.job, 80)));
        return Err(failure.help(if names.is_empty() {
            "the spec has no `ingestion`".to_owned()
        } else {
            format!("there are {}", names.join(", "))
        }));
    };
    let mut docker = docker(&project);
    let engine = checks::engine(&docker, &project.place.path)?;
    if !engine.containers.iter().any(|container| container.runs() && !container.is_job) {
        return Err(Failure::new("this project does not run")
            .help("start it with `ast dev`, which its stores and gateway are part of"));
    }
    // What lies there may have come with the repository meanwhile.
    files::write(&plan, &project.accepted.loaded.options.settings, is_proxied, &project.place)?;
    let (ports, way) = joined(&project, &plan);
    let way = match way {
        // The one that runs has a key of its own.
        None if is_lent(&project, &plan) => Some(borrowed(&project, &plan, session)?),
        way => way,
    };
    docker.values = values(&plan, &project.supplied(&plan), &ports, way.as_ref()).0;
    let name = format!("{}-{service}-{}", docker.project, now());
    let mut words =
        vec!["--profile", "ingestion", "run", "--rm", "--no-deps", "--no-TTY", "--quiet-pull", "--name", &name];
    if container.build.is_some() {
        words.push("--build");
    }
    words.push(service);
    let mut program = docker.compose(&words);
    program.arguments.extend(args.arguments.iter().cloned());
    program.on_terminal = false;
    let ended = drive::run(&program, |_: Tell<()>| Ok(()), |()| {});
    // One that was interrupted leaves its container.
    let _ = outputs(&[drive::docker::remove(&[&name])], PATIENCE);
    ended.map(Status::Ended).map_err(|error| Failure::new(format!("`docker` can't be started: {}", reason(&error))))
}

/// Whether containers are given the gateway of a login, as they can't reach the one in `ast`.
fn is_lent(project: &Project, plan: &BoundPlan) -> bool {
    project.gateway == Some(GatewayMode::Hosted) && is_by_login(&project.supplied(plan))
}

fn borrowed(project: &Project, plan: &BoundPlan, session: &Session<'_, '_>) -> Result<Way, Failure> {
    let lent = Passed::find(&project.supplied(plan), session)?.lent();
    let lent = lent.ok_or_else(|| Failure::new("the gateway of the login is not known"))?;
    Ok(Way { url: Some(lent.url), key: lent.key.expose().to_owned() })
}
