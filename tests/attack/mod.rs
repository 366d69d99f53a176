//! What a stranger can commit, held against every command: nothing runs, nothing outside is read, changed or lost.
//!
//! Each file is one way in, with its variants. They hold for any user; CI runs them as root and as somebody else.

#![expect(clippy::disallowed_methods, reason = "an attacker reads and writes the disk")]

mod journal;
mod manifest;
mod outputs;
mod reading;
mod side_by_side;
mod state;
mod world;
