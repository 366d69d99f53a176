//! What a machine is told, and what it asks for.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{Changes, Container, Event, Told};

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The build ended, with a status and what it said.
    Built(u8, String),
    /// Whether a container reached this machine; none where that could not be tried.
    Reached(Option<bool>),
    /// Compose ended that starts everything and waits, with a status and what it said.
    Up(u8, String),
    /// Something became of a container.
    Event(Event),
    /// Whether the agent answered.
    Answered(bool),
    /// A time that was asked for is over.
    Time,
    /// What a container said last, and its check where that failed.
    Explained(Vec<String>),
    /// Something was saved.
    Saved(Changes),
    /// What the engine and Compose have now: containers, and hashes of services.
    Compared(Vec<Container>, BTreeMap<String, String>),
    /// Compose ended that makes anew what became other, with a status and what it said.
    Renewed(u8, String),
    /// The check of a store that was made anew passed, or did not for as long as it may take.
    Checked(String, bool),
    /// Jobs are due.
    Due(Vec<String>),
    /// A job ended that was due, with its status.
    Done(String, u8),
    /// Somebody wants the end.
    Interrupted,
    /// Nothing of the project is left in the engine.
    Cleared,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Build these services.
    Build(Vec<String>),
    /// Look whether a container reaches this machine.
    Probe,
    /// Go on without the gateway in `ast`: containers can't reach it.
    FallBack,
    /// Start everything, and wait until it is ready.
    Up,
    /// Give a port of this machine another number, as something else has taken it meanwhile.
    Move(u16),
    /// Look what the engine and Compose have.
    Compare,
    /// Make anew what became other of these services.
    Renew(Vec<String>),
    /// Wait until the check of a store passes, whose command is asked more often than the engine asks it.
    Check(Check),
    /// Run a job.
    Run(String),
    /// Ask the agent's port for a path.
    Ask(u16, String),
    /// Tell when a time is over.
    Wait(Duration),
    /// Interrupt what builds, probes and starts.
    Interrupt,
    /// Kill that.
    Kill,
    /// Get what a container said last.
    Explain {
        /// The container.
        container: String,
        /// Whether its check is what failed.
        checks: bool,
    },
    /// Show what a container logs from now on.
    Follow(Event),
    /// Tell something.
    Say(Told),
    /// Take everything away.
    Clear,
    /// Take it away without asking it to end.
    Hurry,
    /// It is over.
    End(End),
}

/// The check of a store, which others wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The service.
    pub service: String,
    /// What its shell is given.
    pub command: String,
    /// How long it may take, in seconds.
    pub patience: u64,
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The user stopped it.
    Stopped,
    /// The user stopped it before it was ready.
    Interrupted,
    /// Something failed.
    Failed,
}

impl End {
    /// The status to exit with.
    pub fn status(self) -> u8 {
        match self {
            Self::Stopped => 0,
            Self::Failed => 1,
            Self::Interrupted => 130,
        }
    }
}
