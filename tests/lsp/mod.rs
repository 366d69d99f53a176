//! The language server, asked as editors ask: over the real protocol.

mod actions;
mod changes;
mod client;
mod disk;
mod equality;
mod neighbours;
mod offers;
mod places;
mod process;
mod protocol;
mod random;
mod requests;
mod settings;
mod utf16;

pub(crate) use client::{Client, Options, at, framed};
