//! Why a command could not do what it was asked.

use super::Status;
use crate::account::Trouble;
use crate::disk::reason;
use crate::output::OutputError;

/// Why a command could not do what it was asked: wrong usage, or something that can't be read or written.
#[derive(Debug)]
pub(super) struct Failure {
    message: String,
    pub(super) help: Option<String>,
    pub(super) status: Status,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, status: Status::Failed }
    }

    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Login(message) => {
                Self { status: Status::LoggedOut, ..Self::new(message) }.help("log in by `ast login`")
            }
            Trouble::Failed(message, help) => Self { help, ..Self::new(message) },
        }
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::new(match error {
            OutputError::Io(doing, error) => format!("could not {doing}: {}", reason(&error)),
            other => other.to_string(),
        })
    }
}
