//! The local loop, decided by values alone: what is started, waited for, told and cleared, and when it is ready.
//!
//! [`Machine`] is given what happens and gives what to do next. It starts nothing and asks no clock: the command line runs
//! its steps by `drive`, and tells it what came of them. So a crash after four seconds, a port that was taken meanwhile or a
//! second Ctrl-C are unit tests. Compose is used for what it does well (building, creating in order, waiting for checks);
//! clearing is done by the engine's labels, as it has to work when nothing of the project's files can be read any more.

mod clearing;
mod compare;
mod container;
mod event;
mod facts;
mod fault;
mod line;
mod machine;
mod memory;
mod name;
mod overlay;
mod port;
mod renewal;
mod schedule;
mod standing;
mod step;
mod told;

pub use clearing::{Clearing, Request};
pub use compare::hashes;
pub use container::Container;
pub use event::{Change, Event};
pub use facts::{Answers, Facts};
pub use fault::{Blame, Fault, last};
pub use line::plain;
pub use machine::Machine;
pub use memory::Memory;
pub use name::{own_name, project_name};
pub use overlay::{GATEWAY_HOST, REACH, REACHED, UNREACHED, overlay};
pub use port::{Published, move_ports, published};
pub use renewal::Changes;
pub use schedule::due;
pub use standing::{Standing, StandingService};
pub use step::{Check, End, Seen, Step};
pub use told::{Line, Told};
