//! Runs a program of the user's beside `ast`: with its environment and its streams, and nothing of it left at the end.
//! Others are asked something ([`ask()`]), in bounded time.
//!
//! This is the only home of child processes.

mod ask;
#[cfg(unix)]
mod children;
#[cfg(unix)]
mod crew;
pub mod docker;
#[cfg(unix)]
mod enter;
#[cfg(unix)]
mod keys;
#[cfg(unix)]
mod output;
#[cfg(unix)]
mod signals;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

pub use ask::{Printed, Question, ask, find, leave};
#[cfg(unix)]
pub use crew::{Crew, Happening, Stream, Task, attend};
#[cfg(unix)]
pub use enter::enter;
#[cfg(unix)]
pub use keys::Keys;
#[cfg(unix)]
pub use output::{Output, outputs};

/// A program to run.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Its name, which is looked for on the PATH, or its path.
    pub name: OsString,
    /// What it is given.
    pub arguments: Vec<OsString>,
    /// What is set in its environment beside what `ast` has in its own.
    pub variables: Vec<(String, String)>,
    /// What it does not get of the environment of `ast`.
    pub without: Vec<String>,
    /// The folder that it runs in; that of `ast` unless said.
    pub folder: Option<PathBuf>,
    /// Whether it goes on where `ast` ends.
    pub outlives: bool,
    /// Whether one of its streams is a terminal, whose keys reach all that runs there.
    pub on_terminal: bool,
}

/// Tells from a task beside the program.
pub type Tell<T> = Box<dyn Fn(T)>;

/// Calls something at the first signal that asks `ast` to end, on a thread of its own: what runs here can come to an end.
///
/// # Errors
/// Why signals can't be heard.
#[cfg(unix)]
pub fn at_end(tell: impl FnOnce() + Send + 'static) -> io::Result<()> {
    signals::at_end(tell)
}

/// The same where there are no signals: Ctrl-C alone.
///
/// # Errors
/// Why it can't be heard.
#[cfg(not(unix))]
pub fn at_end(tell: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let run = move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            tell();
        }
    };
    std::thread::Builder::new().spawn(run).map(drop)
}

/// Runs a program to its end; gives the status to exit with, where a signal is 128 and its number.
///
/// `beside` starts tasks of this thread before the program starts, and may give them what they tell by; `told` is called
/// with each thing that is told, until after the end.
#[cfg(unix)]
pub fn run<T: 'static>(
    program: &Program,
    beside: impl FnOnce(Tell<T>) -> io::Result<()>,
    mut told: impl FnMut(T),
) -> io::Result<u8> {
    use children::Children;
    use rustix::process::Signal;
    use tokio::sync::mpsc;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    let (sender, mut receiver) = mpsc::unbounded_channel::<Event<T>>();
    tasks.block_on(&runtime, async {
        let signals = sender.clone();
        let passed = [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT, Signal::CHILD];
        // Nobody listens any more once the program has ended.
        signals::watch(&passed, move |signal| {
            let event = if signal == Signal::CHILD { Event::Changed } else { Event::Signal(signal) };
            drop(signals.send(event));
        })?;
        let teller = sender.clone();
        beside(Box::new(move |told| drop(teller.send(Event::Told(told)))))?;
        let mut children = Children::start(program)?;
        let status = loop {
            match receiver.recv().await {
                Some(Event::Told(what)) => told(what),
                Some(Event::Signal(signal)) => children.pass(signal),
                Some(Event::Changed) | None => {
                    if let Some(status) = children.ended() {
                        break status;
                    }
                }
            }
        };
        children.end().await;
        while let Ok(event) = receiver.try_recv() {
            if let Event::Told(what) = event {
                told(what);
            }
        }
        Ok(status)
    })
}

/// There are no signals to pass on here.
#[cfg(not(unix))]
pub fn run<T: 'static>(_: &Program, _: impl FnOnce(Tell<T>) -> io::Result<()>, _: impl FnMut(T)) -> io::Result<u8> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "programs are run on Linux and macOS only, for now"))
}

/// Asks another process to end.
#[cfg(unix)]
pub fn terminate(process: i32) {
    if let Some(process) = rustix::process::Pid::from_raw(process) {
        // One that has gone has ended.
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

/// What happens while a program runs.
#[cfg(unix)]
#[derive(Debug)]
enum Event<T> {
    /// A task beside it tells something.
    Told(T),
    /// `ast` is told to end, or to pass something on.
    Signal(rustix::process::Signal),
    /// A child ended, or was stopped or went on.
    Changed,
}
