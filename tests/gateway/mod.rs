//! The gateway of `ast run`: a table of requests, programs that run beside it, and what is left of them.

pub(crate) mod client;
mod hosted;
mod mock;
mod run;
mod table;
