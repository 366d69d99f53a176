//! The language server: what an editor asks, answered by the compiler; nothing here validates by itself.
//!
//! One file a request, each a thin translation: [`crate::compile`] says what is wrong and what it compiles to,
//! [`crate::assist`] what stands at a place and what can be written there. [`CAPABILITIES`] is the one list of what the
//! server can do: `initialize` is answered from it, requests are dispatched by it, and `docs/editor.md` shows it. Bytes
//! become messages beside the loop that answers them, so that it sees what waits: `frame`, `message`, `queue`, `wire`.

mod action;
mod beside;
mod capability;
mod client;
mod code;
mod command;
mod completion;
mod diagnostics;
mod edit;
mod environment;
mod file;
mod formatting;
mod frame;
mod hint;
mod hover;
mod lens;
mod link;
mod message;
mod plain;
mod navigation;
mod queue;
mod rename;
mod server;
mod state;
mod structure;
mod survey;
mod text;
mod token;
mod uri;
mod watch;
mod welcome;
mod wire;

pub use capability::{CAPABILITIES, Capability};
pub use frame::{Frame, Frames, LARGEST_MESSAGE};
pub use server::{Ending, serve, serve_from};
pub use text::{Encoding, Text};
