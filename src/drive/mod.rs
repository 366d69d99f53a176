//! Runs a program of the user's beside `ast`: with its environment and its streams, and nothing of it left at the end.
//! Others are asked something ([`ask()`]), in bounded time.
//!
//! This is the only home of child processes.

mod ask;
#[cfg(unix)]
mod children;
#[cfg(unix)]
mod enter;
#[cfg(unix)]
mod signals;

use std::ffi::OsString;
use std::io;

pub use ask::{Printed, Question, ask, find, leave};
#[cfg(unix)]
pub use enter::enter;

/// A program to run.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its name, which is looked for on the PATH, or its path.
    pub name: OsString,
    /// What it is given.
    pub arguments: Vec<OsString>,
    /// What is set in its environment beside what `ast` has in its own.
    pub variables: Vec<(String, String)>,
    /// Whether one of its streams is a terminal, whose keys reach all that runs there.
    pub on_terminal: bool,
}

/// Tells from a task beside the program.
pub type Tell<T> = Box<dyn Fn(T)>;

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
    use tokio::sync::mpsc;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    let (sender, mut receiver) = mpsc::unbounded_channel::<Event<T>>();
    tasks.block_on(&runtime, async {
        signals::watch(&sender)?;
        let teller = sender.clone();
        // Nobody listens any more once it has ended.
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
