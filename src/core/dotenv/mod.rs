//! `.env`: its dialect, which is Compose's, and how a file goes with a plan.

mod check;
mod entry;
mod expand;
mod host;
pub mod plain;
mod port;
mod published;
mod quote;
mod read;
pub mod reference;
mod sync;
mod value;

pub use check::{Problem, ProblemKind, check, check_part, is_read};
pub use entry::Entry;
pub use host::Supplied;
pub use port::{Ports, ports};
pub use quote::{encode, encode_template, is_name};
pub use read::{Assignment, Environment, Fault, Form, Reading, read};
pub use sync::{Synced, fill, refusal, sync};

#[cfg(test)]
mod tests;
