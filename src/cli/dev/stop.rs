//! `ast dev stop`: ends a run, whoever started it, and takes away all that it had in the engine.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::clear;
use super::owned::nameless;
use super::place::Place;
use crate::cli::Status;
use crate::cli::session::{Failure, Session};
use crate::drive::docker::Docker;
use crate::drive::terminate;

/// How long a run may take to end before it is left to itself.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(20);

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast dev stop                 data stays, for the next start
  ast dev stop --volumes       the disks of stores and agent are deleted as well

Exit status: 0 nothing of the project runs any more, 2 the engine can't be asked.")]
pub(super) struct Args {
    /// Delete the project's disks as well, with all that is on them
    #[arg(long)]
    volumes: bool,
    #[command(flatten)]
    which: super::Which,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let place = Place::of(args.which.path.as_deref(), session)?;
    let started = place.and_then(|place| Some((place.memory().project.clone()?, place)));
    let Some((project, place)) = started else {
        session.note("nothing of this project was started by `ast dev`\n");
        return Ok(Status::Fine);
    };
    let began = Instant::now();
    let mut was_held = false;
    // Whoever holds the project takes it away; what that one leaves is taken away here.
    let _hold = loop {
        if let Some(hold) = place.hold()? {
            break hold;
        }
        if !was_held {
            was_held = true;
            place.memory().process.into_iter().for_each(terminate);
        }
        if began.elapsed() > PATIENCE {
            return Err(
                Failure::new("the `ast dev` of this project does not end").help("end that process, and stop again")
            );
        }
        sleep(LOOK);
    };
    let docker = Docker { project, ..nameless(&place) };
    let had_any = clear::all(&docker, args.volumes)?;
    session.note(if had_any || was_held { "stopped\n" } else { "nothing runs\n" });
    Ok(Status::Fine)
}
