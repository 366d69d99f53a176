//! The keys of the terminal that `ast` is started from, one at a time; the terminal is as it was at the end.

use std::io::{self, Read as _};
use std::thread;

use rustix::process::getpgrp;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

/// The hold on the terminal, until it is dropped.
pub struct Keys(Termios);

impl Keys {
    /// Tells each key from now on. None where `ast` isn't what the terminal's keys are for. Ctrl-C stays a signal.
    pub fn listen(tell: impl Fn(u8) + Send + 'static) -> Option<Self> {
        let input = io::stdin();
        if tcgetpgrp(&input).ok()? != getpgrp() {
            return None;
        }
        let before = tcgetattr(&input).ok()?;
        let mut now = before.clone();
        now.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
        tcsetattr(&input, OptionalActions::Now, &now).ok()?;
        thread::spawn(move || {
            let mut key = [0];
            while io::stdin().read(&mut key).is_ok_and(|count| count == 1) {
                tell(key[0]);
            }
        });
        Some(Self(before))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // A terminal that has gone takes nothing any more.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
