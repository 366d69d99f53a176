//! Why somebody is not logged in, or what else went wrong on the way.

use std::fmt;

/// Why a login can't be made or used. No text here holds a token or a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Somebody has to log in, for the first time or again.
    Login(String),
    /// Anything else, and what to do about it.
    Failed(String, Option<String>),
}

impl Trouble {
    /// Something that a login doesn't mend.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed(message.into(), None)
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        match self {
            Self::Failed(message, _) => Self::Failed(message, Some(help.into())),
            login @ Self::Login(_) => login,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Login(message) | Self::Failed(message, _)) = self;
        f.write_str(message)
    }
}

impl std::error::Error for Trouble {}
