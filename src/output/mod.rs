//! From an in-memory tree to the disk: who owns what, what would change, and changing all of it or nothing.

mod change;
mod diff;
mod error;
mod journal;
mod manifest;
mod replace;
mod run;
mod state;
mod transaction;

pub use change::{Change, Changes, Fate, Request};
pub use diff::{head as diff_head, line_edits, text_diff};
pub use error::OutputError;
pub use manifest::{MANIFEST, Manifest};
pub use replace::{Privacy, UserFile};
pub use run::{Look, Note, Place, Run, Targets, clear_left_over};
pub use state::FOLDER;
