//! From what lies in a folder, or from a compose file, to the first spec of a project: a text, with what it was made of.
//!
//! What is looked at is a stranger's word: it is bounded, nothing in it is run, and a text that is written down is
//! compiled before anybody keeps it. Each line of a spec that is made here comes from something that was seen, which is
//! told beside it.

mod address;
mod catalogued;
mod compose;
mod dockerfile;
mod look;
mod name;
mod outline;
mod shell;
mod template;
mod values;

pub(crate) use address::Address;
pub(crate) use catalogued::stores;
pub(crate) use compose::{Imported, Unclear, imported};
pub(crate) use dockerfile::set;
pub(crate) use look::{Seen, look};
pub(crate) use name::agent_name;
pub(crate) use outline::{Interface, Outline, Outlined, outline};
pub(crate) use template::{Piece, Template, Wanted};
pub(crate) use values::{is_called_secret, is_secret};
