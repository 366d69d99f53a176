//! What the code of open specs reads, beside them: where a variable is read, what nothing gives, and the input that is
//! lacking. It is what `ast audit` says, on the spec's side.
//!
//! Code is read by a thread of its own, when a spec is opened or saved and when code is; never at a keystroke. What it finds
//! is told where the spec as it is now has the place, until it is read again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::file::{File, Role};
use super::message::Message;
use super::queue::Queue;
use super::survey::{Answer, Job, Seen, Surveyor};
use super::text::Encoding;
use crate::audit::{Task, may_be_read};
use crate::disk::SharedDisk;

/// What is known of the code of open specs, by their URIs.
#[derive(Default)]
pub(super) struct Code {
    /// What starts the thread, until it is needed.
    origin: Option<(SharedDisk, Arc<Queue<Message>>)>,
    surveyor: Option<Surveyor>,
    /// The specs whose code is to be looked at, once nothing waits.
    wanted: BTreeSet<String>,
    /// The thread has something to do: it is given one thing at a time.
    is_busy: bool,
    seen: BTreeMap<String, Seen>,
    /// Why nothing is said of some.
    silent: BTreeMap<String, String>,
}

impl Code {
    pub(super) fn new(disk: SharedDisk, inbox: Arc<Queue<Message>>) -> Self {
        Self { origin: Some((disk, inbox)), ..Self::default() }
    }

    /// A file was opened, or is to be looked at anew.
    pub(super) fn want(&mut self, file: &File) {
        if file.role() == Role::Spec && file.folder().is_some() {
            self.wanted.insert(file.uri.to_string());
        }
    }

    /// A spec is closed.
    pub(super) fn forget(&mut self, key: &str) {
        self.wanted.remove(key);
        self.seen.remove(key);
        self.silent.remove(key);
    }

    /// Files on the disk are others now.
    pub(super) fn touch(&mut self, changed: &[PathBuf]) {
        let is_touched = |seen: &Seen, path: &Path| {
            let Ok(way) = path.strip_prefix(&seen.folder) else { return seen.folder.starts_with(path) };
            // A folder that is gone is told by its name alone.
            may_be_read(way) || seen.files.iter().any(|file| Path::new(file).starts_with(way))
        };
        let touched = self.seen.iter().filter(|(_, seen)| changed.iter().any(|path| is_touched(seen, path)));
        self.wanted.extend(touched.map(|(key, _)| key.clone()));
    }

    /// Gives the thread something to do, if there is something. Nobody waits while this is called.
    pub(super) fn go_on(&mut self, files: &BTreeMap<String, File>, encoding: Encoding) {
        while !self.is_busy {
            let Some(key) = self.wanted.pop_first() else { return };
            let Some(file) = files.get(&key).filter(|file| file.role() == Role::Spec) else { continue };
            let project = file.project();
            // A spec with errors has no plan to hold code against: what was seen before still is.
            if project.compilation.report.has_errors() {
                continue;
            }
            if let Some((disk, inbox)) = self.origin.take() {
                self.surveyor = Surveyor::start(disk, inbox);
            }
            let levels = project.options.settings.rules.clone();
            let job = Job { key, task: Task::of(project), levels, encoding };
            self.is_busy = self.surveyor.as_ref().is_some_and(|surveyor| surveyor.ask(job));
        }
    }

    /// Takes what the thread has found: the specs of which there is something else to say now, and why nothing is said of
    /// one, once.
    pub(super) fn take(&mut self, files: &BTreeMap<String, File>) -> (Vec<String>, Vec<String>) {
        let (mut others, mut reasons) = (Vec::new(), Vec::new());
        while let Some(Answer { key, seen }) = self.surveyor.as_ref().and_then(Surveyor::answer) {
            self.is_busy = false;
            // It may be closed by now.
            if !files.contains_key(&key) {
                continue;
            }
            let seen = seen.unwrap_or_else(|why| {
                if self.silent.insert(key.clone(), why.clone()).as_ref() != Some(&why) {
                    reasons.push(why);
                }
                Seen::default()
            });
            let before = self.seen.get(&key);
            if before.is_none_or(|before| (&before.sides, &before.unread) != (&seen.sides, &seen.unread)) {
                let is_news = before.is_some() || !seen.sides.is_empty() || !seen.unread.is_empty();
                others.extend(is_news.then(|| key.clone()));
            }
            self.seen.insert(key, seen);
        }
        (others, reasons)
    }

    /// What was seen in the code of a spec.
    pub(super) fn of(&self, file: &File) -> Option<&Seen> {
        self.seen.get(file.uri.as_ref())
    }
}
