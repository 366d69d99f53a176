//! The language server, asked as editors ask: over the real protocol.

mod changes;
mod client;
mod equality;
mod places;
mod protocol;
mod requests;

pub(crate) use client::{Client, Options, at};
