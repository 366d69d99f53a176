//! Where a run is told: to a terminal, to a program that reads a line of JSON each, or to a log in the background.

use std::fs::File;

use super::place::add;
use crate::cli::session::Session;
use crate::dev::{Told, plain};
use crate::text::on_terminal;

/// Where it is told.
pub(super) enum Show {
    /// To people: logs on standard output, what is told of the run on standard error.
    People {
        /// Whether standard output is a terminal, which is shown colours.
        colored: bool,
        /// The width of the names.
        width: usize,
    },
    /// To a program.
    Programs,
    /// To a log; to who started it as well, until everything is ready.
    Background {
        /// The log.
        log: Box<File>,
        /// Whether somebody waits for it.
        is_awaited: bool,
        /// The width of the names.
        width: usize,
    },
}

impl Show {
    /// Tells something of the run.
    pub(super) fn say(&mut self, told: &Told, session: &mut Session<'_, '_>) {
        let line = |told: &Told| told.line().map(|line| format!("{line}\n"));
        match self {
            Self::People { .. } => {
                if let Some(line) = line(told) {
                    session.note(&line);
                }
            }
            Self::Programs => print(session, format!("{}\n", told.json()).as_bytes()),
            Self::Background { log, is_awaited, .. } => {
                add(log, line(told).unwrap_or_default().as_bytes());
                if *is_awaited {
                    print(session, format!("{}\n", told.json()).as_bytes());
                    *is_awaited = !matches!(told, Told::Ready { .. });
                }
            }
        }
    }

    /// Shows whole lines that a container logged.
    pub(super) fn log(&mut self, service: &str, is_error: bool, bytes: &[u8], session: &mut Session<'_, '_>) {
        match self {
            Self::Programs => {
                let stream = if is_error { "stderr" } else { "stdout" };
                for line in String::from_utf8_lossy(&plain(bytes)).lines() {
                    let told =
                        Told::Log { service: service.to_owned(), stream: stream.to_owned(), line: line.to_owned() };
                    print(session, format!("{}\n", told.json()).as_bytes());
                }
            }
            Self::People { colored: true, width } => {
                let text = String::from_utf8_lossy(bytes);
                let text = on_terminal(&text, true);
                print(session, &named(service, *width, text.as_bytes()));
            }
            Self::People { width, .. } => print(session, &named(service, *width, &plain(bytes))),
            Self::Background { log, width, .. } => add(log, &named(service, *width, &plain(bytes))),
        }
    }
}

/// Lines with the name of who logged them before each.
pub(super) fn named(service: &str, width: usize, bytes: &[u8]) -> Vec<u8> {
    let mut shown = Vec::with_capacity(bytes.len() + bytes.len() / 2);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        shown.extend_from_slice(format!("{service:width$} | ").as_bytes());
        shown.extend_from_slice(line);
    }
    if !bytes.ends_with(b"\n") {
        shown.push(b'\n');
    }
    shown
}

/// Whoever read it may have gone; the run goes on.
fn print(session: &mut Session<'_, '_>, bytes: &[u8]) {
    let _ = session.io.stdout.write_all(bytes).and_then(|()| session.io.stdout.flush());
}
