//! `ast child`: what `ast run` starts on Linux, which becomes the program.

use std::ffi::OsString;

use super::Status;
use super::session::{Failure, Session};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The process that it ends with
    parent: u32,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    words: Vec<OsString>,
}

#[cfg(unix)]
pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    use std::io::ErrorKind;

    use crate::disk::reason;
    use crate::drive;
    use crate::text::one_line;

    let Some((name, arguments)) = args.words.split_first() else { return Err(Failure::new("no program is named")) };
    let error = drive::enter(args.parent, name, arguments);
    let (status, help) = match error.kind() {
        ErrorKind::NotFound => (127, "name a program that is on the PATH, or its path"),
        _ => (126, "name a file that can be run"),
    };
    let name = name.to_string_lossy();
    let failure = Failure::new(format!("`{}` can't be started: {}", one_line(&name, 200), reason(&error))).help(help);
    session.fail(&failure);
    // As shells have it.
    Ok(Status::Ended(status))
}

#[cfg(not(unix))]
pub(super) fn run(_: &Args, _: &mut Session<'_, '_>) -> Result<Status, Failure> {
    Err(Failure::new("`ast child` is for `ast run` alone"))
}
