//! Why nothing was written, and the way out.

use std::fmt;
use std::io;

/// A failure of the disk, or a refusal that concerns the whole folder.
#[derive(Debug)]
pub enum OutputError {
    /// The disk refused; the text says what was being done.
    Io(String, io::Error),
    /// The manifest can't be trusted.
    Manifest(String),
    /// Another run holds the folder.
    Busy,
    /// A file that may not be written through.
    Refused(String),
}

impl OutputError {
    /// The disk's refusal of `doing`.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |error| Self::Io(doing, error)
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(doing, error) => write!(f, "could not {doing}: {error}"),
            Self::Manifest(why) => write!(
                f,
                "`.ast/manifest.json` {why}; restore it from version control, or delete it and run `ast generate --force`"
            ),
            Self::Busy => f.write_str("another `ast generate` is writing to this folder; wait for it and try again"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}
