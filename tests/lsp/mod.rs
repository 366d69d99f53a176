//! The language server, asked as editors ask: over the real protocol.

mod actions;
mod anchors;
mod changes;
mod client;
mod code;
mod completion;
mod disk;
mod environment;
mod equality;
mod hovers;
mod neighbours;
mod offers;
mod places;
mod process;
mod protocol;
mod random;
mod requests;
mod settings;
mod utf16;
mod views;

pub(crate) use changes::edited_by;
pub(crate) use client::{Client, Options, at, framed};
