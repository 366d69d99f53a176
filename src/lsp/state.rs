//! What the server knows: its client, and the open files.

use std::collections::BTreeMap;
use std::time::SystemTime;

use gen_lsp_types::{LspErrorCodes, Uri};
use lsp_server::ErrorCode;

use super::client::{Client, Preferences};
use super::file::{File, Role};

/// Why a request is not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) code: i32,
    pub(super) message: String,
}

impl Refusal {
    /// The parameters are not what the protocol says.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::InvalidParams as i32, message: crate::text::lines(&message.into()).into_owned() }
    }

    /// It can't be done, and the user is to read why.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self {
            code: i32::from(LspErrorCodes::RequestFailed),
            message: crate::text::lines(&message.into()).into_owned(),
        }
    }
}

/// What the server knows.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) preferences: Preferences,
    /// The open files by their URIs.
    pub(super) files: BTreeMap<String, File>,
    /// The time, for the next runs of schedules.
    pub(super) now: fn() -> SystemTime,
}

impl Server {
    /// An open file.
    pub(super) fn file(&self, uri: &Uri) -> Option<&File> {
        self.files.get(uri.as_ref())
    }

    /// An open spec.
    pub(super) fn spec(&self, uri: &Uri) -> Option<&File> {
        self.file(uri).filter(|file| file.role() == Role::Spec)
    }
}
