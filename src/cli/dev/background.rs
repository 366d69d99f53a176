//! `ast dev start -b`: starts an `ast` that stays, waits until everything is ready, and leaves it.

use super::start::Args;
use crate::cli::Status;
use crate::cli::session::{Failure, Session};
use crate::dev::Told;
use crate::disk::reason;
use crate::drive::{Crew, Happening, Program, Stream, attend};

pub(super) fn start(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let name = std::env::current_exe().map_err(|error| Failure::new(format!("`ast` can't be found: {error}")))?;
    // The words are those that it was given, of which the first is the program's own.
    let arguments = std::env::args_os().skip(1).chain(["--held".into()]).collect();
    let program = Program { name: name.into_os_string(), arguments, outlives: true, ..Program::default() };
    let is_json = args.format == "json";
    let (mut stays, mut is_ready) = (None, false);
    let stays_cell = std::cell::Cell::new(None);
    let ended = attend::<(), u8>(
        |crew: &Crew<()>| {
            stays_cell.set(Some(crew.start(&program)?));
            Ok(())
        },
        |crew, happening| {
            stays = stays.or(stays_cell.get());
            match happening {
                Happening::Lines(_, Stream::Err, bytes) => session.note(&String::from_utf8_lossy(&bytes)),
                Happening::Lines(_, Stream::Out, bytes) => {
                    for line in String::from_utf8_lossy(&bytes).lines() {
                        let told = serde_json::from_str::<Told>(line).ok();
                        is_ready |= matches!(told, Some(Told::Ready { .. }));
                        tell(line, told.filter(|_| !is_json), session);
                    }
                    if let (true, Some(task)) = (is_ready, stays) {
                        crew.leave(task);
                        return Some(0);
                    }
                }
                Happening::Ended(_, status) => return Some(status),
                Happening::Signal => stays.into_iter().for_each(|task| crew.interrupt(task)),
                Happening::Told(()) => {}
            }
            None
        },
    );
    let status = ended.map_err(|error| Failure::new(format!("`ast` can't be started: {}", reason(&error))))?;
    Ok(Status::Ended(status))
}

/// Tells a line of the one that stays: to people what it means, to programs as it is.
fn tell(line: &str, told: Option<Told>, session: &mut Session<'_, '_>) {
    match told {
        Some(told) => told.line().into_iter().for_each(|line| session.note(&format!("{line}\n"))),
        None => {
            let line = format!("{line}\n");
            drop(session.io.stdout.write_all(line.as_bytes()).and_then(|()| session.io.stdout.flush()));
        }
    }
}
