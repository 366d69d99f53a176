//! What the server knows: its client, and the open files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::SystemTime;

use gen_lsp_types::{ErrorCodes, LspErrorCodes, Uri};
use serde_json::Value;

use super::client::{Client, Preferences};
use super::code::Code;
use super::file::{ENVIRONMENT_FILE, File, Role};
use super::uri;
use crate::dotenv;
use crate::project::{Memory, NAMES, Neighbours, Workspace};
use crate::source::Source;
use crate::text;

/// Why a request is not answered.
#[derive(Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) code: i32,
    pub(super) message: String,
    /// What programs are told beside it.
    pub(super) data: Option<Value>,
}

impl Refusal {
    pub(super) fn new(code: impl Into<i32>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into(), data: None }
    }

    /// The parameters are not what the protocol says.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCodes::InvalidParams, text::lines(&message.into()))
    }

    /// It can't be done, and the user is to read why.
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::new(LspErrorCodes::RequestFailed, text::lines(&message.into()))
    }
}

/// What the server knows.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) preferences: Preferences,
    /// The open files by their URIs.
    pub(super) files: BTreeMap<String, File>,
    /// Where their projects come from.
    pub(super) workspace: Rc<Workspace<Memory>>,
    /// What the projects around them are called.
    pub(super) neighbours: Neighbours,
    /// What the code of what they build reads.
    pub(super) code: Code,
    /// The time, for the next runs of schedules.
    pub(super) now: fn() -> SystemTime,
}

impl Server {
    pub(super) fn new(workspace: Rc<Workspace<Memory>>, now: fn() -> SystemTime) -> Self {
        let (client, preferences) = (Client::new(&Value::Null), Preferences::read(&Value::Null));
        let (neighbours, code) = (Neighbours::default(), Code::default());
        Self { client, preferences, files: BTreeMap::new(), workspace, neighbours, code, now }
    }

    /// An open file.
    pub(super) fn file(&self, uri: &Uri) -> Option<&File> {
        self.files.get(uri.as_ref())
    }

    /// An open spec.
    pub(super) fn spec(&self, uri: &Uri) -> Option<&File> {
        self.file(uri).filter(|file| file.role() == Role::Spec)
    }

    /// Nobody waits: what is of no use any more goes, and code is read.
    pub(super) fn rest(&mut self) {
        self.files.values_mut().for_each(File::rest);
        if self.preferences.audit {
            self.code.go_on(&self.files, self.client.encoding);
        }
    }

    /// Files on the disk are others now: what depends on them is looked at anew, or everything where the client tells of
    /// no more than saves. Gives the open files that may have become others by that.
    pub(super) fn touch(&mut self, changed: impl IntoIterator<Item = Uri>) -> Vec<Uri> {
        let changed: Vec<PathBuf> = changed.into_iter().filter_map(|uri| uri::path(&uri)).collect();
        for path in &changed {
            self.workspace.disk().forget(path);
        }
        self.code.touch(&changed);
        let is_told = self.client.watches;
        let disk = self.workspace.disk();
        let renamed = changed.iter().filter(|path| self.neighbours.forget(path, disk)).count() > 0;
        let is_touched = |file: &File| {
            !is_told || (renamed && file.role() == Role::Spec) || changed.iter().any(|path| file.is_touched_by(path))
        };
        let mut touched = Vec::new();
        for file in self.files.values_mut().filter(|file| is_touched(file)) {
            file.forget();
            self.code.want(file);
            touched.push(file.uri.clone());
        }
        touched
    }

    /// The names that `.env` beside a spec gives a value, as it is open or else on the disk.
    pub(super) fn given(&self, spec: &File) -> BTreeSet<String> {
        let Some(uri) = uri::sibling(&spec.uri, ENVIRONMENT_FILE) else { return BTreeSet::new() };
        let of = |file: &File| {
            let reading = dotenv::read(&Source::new(ENVIRONMENT_FILE, file.text.as_str()), &|_| None);
            let set = reading.assignments.into_iter().filter(|found| found.counts() && !found.value.is_empty());
            set.map(|found| found.name).collect()
        };
        if let Some(open) = self.file(&uri) {
            return of(open);
        }
        File::on_disk(uri, self.client.encoding, self.workspace.clone()).map(|file| of(&file)).unwrap_or_default()
    }

    /// Looks at the spec that options stand beside, as it is open or else on the disk.
    pub(super) fn with_spec_of<T>(&self, options: &File, look: impl FnOnce(&File) -> T) -> Option<T> {
        for name in NAMES {
            let Some(uri) = uri::sibling(&options.uri, name) else { continue };
            if let Some(open) = self.file(&uri) {
                return Some(look(open));
            }
            if let Some(closed) = File::on_disk(uri, self.client.encoding, self.workspace.clone()) {
                return Some(look(&closed));
            }
        }
        None
    }
}
