//! A spec changed on request: an entry is added, removed or renamed by edits of its text, and every other byte stays.
//!
//! Nothing here writes or validates; whoever asks compiles what comes out, and shows what it costs before it is kept.
//! Each change is held to the tree: but for the entry, the text that comes out says what the one before it said.

mod add;
mod draft;
mod options;
mod refusal;
mod remove;
mod rename;
mod wish;

pub use add::add;
pub use options::forgotten;
pub use refusal::Refusal;
pub use remove::remove;
pub use rename::{Renamed, rename};
pub use wish::Wish;

use crate::plan::Id;
use crate::spec::Section;

/// What is added, removed or renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An entry of a section.
    Entry(Section),
    /// A provider of the spec's own.
    Provider,
    /// A value that the deployer is asked for, by its variable.
    Input,
}

impl Kind {
    /// Every kind, in the order of the language's reference.
    pub const ALL: [Self; 6] = [
        Self::Entry(Section::Models),
        Self::Entry(Section::Knowledge),
        Self::Entry(Section::Integrations),
        Self::Entry(Section::Ingestion),
        Self::Provider,
        Self::Input,
    ];

    /// The singular word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entry(section) => section.kind(),
            Self::Provider => "provider",
            Self::Input => "input",
        }
    }

    /// The key of the spec that it stands under.
    pub fn key(self) -> &'static str {
        match self {
            Self::Entry(section) => section.as_str(),
            Self::Provider => "providers",
            Self::Input => "inputs",
        }
    }

    /// What options call one of a name, where they do.
    pub fn id(self, name: &str) -> Option<String> {
        match self {
            Self::Entry(section) => Some(Id::entry(section, name).to_string()),
            Self::Provider | Self::Input => None,
        }
    }
}
