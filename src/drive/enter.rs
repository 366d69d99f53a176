//! Becomes a program that ends with the `ast` that started it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// The command of `ast` that does it.
#[cfg(target_os = "linux")]
pub(super) const NAME: &str = "child";

/// Becomes the program; gives why it could not. `parent` is who it ends with.
pub fn enter(parent: u32, name: &OsStr, arguments: &[OsString]) -> io::Error {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Signal, getppid, set_parent_process_death_signal};
        if let Err(error) = set_parent_process_death_signal(Some(Signal::TERM)) {
            return error.into();
        }
        // It may have been killed before.
        let is_there = getppid().is_some_and(|pid| u32::try_from(pid.as_raw_nonzero().get()) == Ok(parent));
        if !is_there {
            return io::Error::new(io::ErrorKind::Interrupted, "the `ast` that it belongs to has gone");
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = parent;
    Command::new(name).args(arguments).exec()
}
