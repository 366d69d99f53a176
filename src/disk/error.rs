//! Why something can't be read, in our words.

use std::fmt;
use std::io::{self, ErrorKind};

/// Why a file or folder can't be read.
#[derive(Debug, Clone)]
pub enum ReadError {
    /// A link on the way leads out of the root.
    LeadsOut,
    /// A pipe, a socket or a device.
    NotRegular,
    /// The system refused, and why in our words.
    Io(ErrorKind, String),
}

impl ReadError {
    /// Whether nothing is there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Io(ErrorKind::NotFound, _))
    }
}

impl From<io::Error> for ReadError {
    /// What `cap-std` refuses by itself has no number of the system.
    fn from(error: io::Error) -> Self {
        let refused = error.kind() == ErrorKind::PermissionDenied && error.raw_os_error().is_none();
        if refused { Self::LeadsOut } else { Self::Io(error.kind(), reason(&error)) }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeadsOut => f.write_str("a link leads out of the project, and is not followed"),
            Self::NotRegular => f.write_str("it is not a regular file"),
            Self::Io(_, reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for ReadError {}

/// An error of the disk in our words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is not a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => {
            // The number of an error means nothing to most readers.
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}
