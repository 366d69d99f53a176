//! What the keys of a terminal do while everything runs.

use super::run::{Beside, Run};
use crate::dev::{Seen, Told};
use crate::disk::reason;
use crate::drive::{Crew, Program, docker};

impl Run<'_, '_, '_> {
    /// Everything is there: the agent is shown where that is wanted, and the keys are told.
    pub(super) fn is_ready(&mut self, url: Option<String>, crew: &Crew<Beside>) {
        self.url = url;
        if std::mem::take(&mut self.wish.open) {
            self.open(crew);
        }
        if !self.has_keys {
            return;
        }
        let open = if self.url.is_some() { ", o shows it in a browser" } else { "" };
        let jobs = self.machine.on_demand().iter().take(9).enumerate();
        let jobs: String = jobs.map(|(at, job)| format!(", {} runs {job}", at + 1)).collect();
        let message = format!("keys: r starts the agent again{open}{jobs}, q ends it");
        self.show.say(&Told::Note { message }, self.session);
    }

    /// Does what a key is for; gives what the machine has to know.
    pub(super) fn pressed(&mut self, key: u8, crew: &Crew<Beside>) -> Option<Seen> {
        match key {
            b'q' => return Some(Seen::Interrupted),
            b'o' if self.machine.is_ready() => self.open(crew),
            b'r' if self.machine.is_ready() => {
                let restart = self.machine.agent().map(|container| docker::restart(&[container]));
                // What comes of it is told by the engine.
                restart.and_then(|program| crew.start(&program).ok());
            }
            b'1'..=b'9' => {
                let job = self.machine.on_demand().get(usize::from(key - b'1'))?.clone();
                return Some(Seen::Due(vec![job]));
            }
            _ => {}
        }
        None
    }

    /// Shows the agent in a browser.
    fn open(&mut self, crew: &Crew<Beside>) {
        let Some(url) = self.url.clone() else { return };
        let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let program = Program { name: name.into(), arguments: vec![url.into()], outlives: true, ..Program::default() };
        // It may be the browser itself, which goes on.
        match crew.start(&program) {
            Ok(task) => crew.leave(task),
            Err(error) => {
                let message = format!("`{name}` can't be started: {}", reason(&error));
                self.show.say(&Told::Note { message }, self.session);
            }
        }
    }
}
