//! Folders that are watched each by itself, of which somebody says anew which they are.
//!
//! Where `watch` takes whole trees, this is for whoever searches them by rules of their own, as ignore files give them:
//! a folder that nobody searches costs nothing, however much is in it.

use std::collections::BTreeSet;
use std::ops::Bound::{Included, Unbounded};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{Config, Event, PollWatcher, RecursiveMode, Watcher};

use super::{How, POLL};

/// How long nothing has to be saved before what was saved is told, and how long that can be put off: an editor's write
/// and rename are one save, and a person does not wait for it.
const QUIET: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_millis(200);

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub enum Told {
    /// These changed, came or went.
    Saved(BTreeSet<PathBuf>),
    /// The system lost count: anything may have changed.
    Lost,
    /// Somebody wants it to end.
    Ended,
}

enum Heard {
    Event(Event),
    End,
}

/// Ends the waiting of [`Folders`], from any thread.
#[derive(Debug, Clone)]
pub struct Ender(Sender<Heard>);

impl std::fmt::Debug for Heard {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(if matches!(self, Self::End) { "End" } else { "Event" })
    }
}

impl Ender {
    /// Ends it.
    pub fn end(&self) {
        // Nobody waits any more where this fails.
        drop(self.0.send(Heard::End));
    }
}

/// Folders that are watched.
pub struct Folders {
    watcher: Box<dyn Watcher>,
    watched: BTreeSet<PathBuf>,
    how: How,
    sender: Sender<Heard>,
    heard: Receiver<Heard>,
}

impl Folders {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// Why nothing can be watched.
    pub fn new() -> Result<Self, String> {
        let (sender, heard) = channel();
        let (watcher, how): (Box<dyn Watcher>, How) = match notify::recommended_watcher(hear(&sender)) {
            Ok(watcher) => (Box::new(watcher), How::Told),
            Err(why) => (polling(&sender)?, How::Polled(reason(&why))),
        };
        Ok(Self { watcher, watched: BTreeSet::new(), how, sender, heard })
    }

    /// What ends the waiting.
    pub fn ender(&self) -> Ender {
        Ender(self.sender.clone())
    }

    /// How saves are seen.
    pub fn how(&self) -> &How {
        &self.how
    }

    /// Watches these folders and no others. Where the system has no room for that, all are looked at instead.
    ///
    /// # Errors
    /// Why nothing can be watched.
    pub fn set(&mut self, wanted: &BTreeSet<PathBuf>) -> Result<(), String> {
        let gone: Vec<PathBuf> = self.watched.difference(wanted).cloned().collect();
        for folder in &gone {
            self.leave(folder);
        }
        for folder in wanted {
            if self.watched.contains(folder) {
                continue;
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => drop(self.watched.insert(folder.clone())),
                Err(error) if self.how == How::Told && is_full(&error) => {
                    self.how = How::Polled(reason(&error));
                    self.watcher = polling(&self.sender)?;
                    self.watched.clear();
                    return self.set(wanted);
                }
                // It went meanwhile, which its own folder tells.
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Waits for what is saved next, and for what is saved with it.
    pub fn wait(&mut self) -> Told {
        let (mut paths, mut is_lost) = (BTreeSet::new(), false);
        // The sender is held here, so that somebody always could.
        let Ok(first) = self.heard.recv() else { return Told::Ended };
        let began = Instant::now();
        let mut next = Some(first);
        while let Some(heard) = next {
            let Heard::Event(event) = heard else { return Told::Ended };
            is_lost |= event.need_rescan();
            self.note(&event);
            // Reading a file changes nothing.
            if !matches!(event.kind, EventKind::Access(_)) {
                paths.extend(event.paths);
            }
            next = match self.heard.recv_timeout(QUIET) {
                Ok(heard) if began.elapsed() < LATEST => Some(heard),
                // What is left is told next, and nothing is lost.
                Ok(heard) => {
                    drop(self.sender.send(heard));
                    None
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
            };
        }
        if is_lost { Told::Lost } else { Told::Saved(paths) }
    }

    /// A folder that came, went or got another name is another one under its old name.
    fn note(&mut self, event: &Event) {
        let is_other = matches!(event.kind, EventKind::Create(_) | EventKind::Remove(_))
            || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_)));
        if !is_other {
            return;
        }
        for path in &event.paths {
            let below = self
                .watched
                .range::<Path, _>((Included(path.as_path()), Unbounded))
                .take_while(|at| at.starts_with(path));
            let below: Vec<PathBuf> = below.cloned().collect();
            for folder in &below {
                self.leave(folder);
            }
        }
    }

    fn leave(&mut self, folder: &Path) {
        self.watched.remove(folder);
        // One that is gone is watched by nobody.
        drop(self.watcher.unwatch(folder));
    }
}

fn hear(sender: &Sender<Heard>) -> impl Fn(notify::Result<Event>) + Send + 'static + use<> {
    let sender = sender.clone();
    move |event: notify::Result<Event>| {
        if let Ok(event) = event {
            drop(sender.send(Heard::Event(event)));
        }
    }
}

fn polling(sender: &Sender<Heard>) -> Result<Box<dyn Watcher>, String> {
    let settings = Config::default().with_poll_interval(POLL);
    let watcher = PollWatcher::new(hear(sender), settings).map_err(|error| error.to_string())?;
    Ok(Box::new(watcher))
}

/// Whether the system watches no more folders.
fn is_full(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::StorageFull,
        _ => false,
    }
}

/// How many files a process may have open, or how many watchers a user: the error of systems alike to Unix.
const TOO_MANY_OPEN: i32 = 24;

/// Why the system does not tell of saves, with the limit that was reached where it has a name.
pub(super) fn reason(error: &notify::Error) -> String {
    let limit = |of: &str| if cfg!(target_os = "linux") { format!(" (`fs.inotify.{of}`)") } else { String::new() };
    match &error.kind {
        _ if is_full(error) => {
            format!("as many folders are watched as the system lets one user watch{}", limit("max_user_watches"))
        }
        notify::ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_OPEN) => {
            format!("as many programs watch files as the system lets one user have{}", limit("max_user_instances"))
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir, remove_dir_all, rename};

    use super::*;

    #[expect(clippy::disallowed_methods, reason = "somebody saves a file")]
    fn save(path: &Path) {
        std::fs::write(path, "text").unwrap();
    }

    /// Waits until some path is told.
    fn until(folders: &mut Folders, path: &Path) {
        loop {
            match folders.wait() {
                Told::Saved(paths) if paths.contains(path) => return,
                Told::Saved(_) | Told::Lost => {}
                Told::Ended => panic!("nobody ended it"),
            }
        }
    }

    #[test]
    fn a_folder_that_was_made_anew_is_watched_again_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (own, other) = (root.join("own"), root.join("other"));
        create_dir(&own).unwrap();
        create_dir(&other).unwrap();
        let mut folders = Folders::new().unwrap();
        let wanted = BTreeSet::from([root.clone(), own.clone()]);
        folders.set(&wanted).unwrap();
        save(&other.join("unseen"));
        save(&own.join("a"));
        match folders.wait() {
            Told::Saved(paths) => assert!(paths.contains(&own.join("a")) && !paths.contains(&other.join("unseen"))),
            told => panic!("{told:?}"),
        }
        remove_dir_all(&own).unwrap();
        create_dir(&own).unwrap();
        until(&mut folders, &own);
        folders.set(&wanted).unwrap();
        save(&own.join("b"));
        until(&mut folders, &own.join("b"));
        rename(&own, root.join("moved")).unwrap();
        create_dir(&own).unwrap();
        until(&mut folders, &own);
        folders.set(&wanted).unwrap();
        save(&own.join("c"));
        until(&mut folders, &own.join("c"));
        folders.ender().end();
        while folders.wait() != Told::Ended {}
    }
}
