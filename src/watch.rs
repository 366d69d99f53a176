//! Tells which files of some folders were saved, a little after the last of them.
//!
//! Every folder is watched by itself, so that those that nobody writes by hand (version control, installed packages) cost
//! nothing, and their number is bounded. Where the system has no room for that, files are looked at once a second instead.

mod folders;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

pub use folders::{Ender, Folders, Told};
use notify::{Config, Event, EventKind, PollWatcher, RecursiveMode, Watcher};

/// How many folders are watched at most.
const MOST: usize = 4096;
/// How long nothing has to be saved before what was saved is told, and how long that can be put off.
const QUIET: Duration = Duration::from_millis(60);
const LATEST: Duration = Duration::from_millis(400);
/// How often is looked where the system does not tell.
const POLL: Duration = Duration::from_secs(1);
/// Folders that tools fill.
const FILLED: [&str; 5] = ["node_modules", "target", "__pycache__", "venv", "site-packages"];

/// How what is saved is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The system tells.
    Told,
    /// It is looked for, as the system does not tell; the reason is the system's.
    Polled(String),
    /// Only so many folders are watched: there are more.
    Partly(usize),
}

/// Watches folders with all below them, as long as the process runs; gives how.
///
/// # Errors
/// Why nothing can be watched.
pub fn watch(folders: &[PathBuf], tell: impl Fn(BTreeSet<PathBuf>) + Send + 'static) -> Result<How, String> {
    let (sender, receiver) = channel();
    let hear = move |event: notify::Result<Event>| {
        // Reading a file changes nothing.
        let changed = event.ok().filter(|event| !matches!(event.kind, EventKind::Access(_)));
        if let Some(event) = changed {
            drop(sender.send((matches!(event.kind, EventKind::Create(_)), event.paths)));
        }
    };
    let mut found = BTreeSet::new();
    for folder in folders {
        walk(folder, &mut found);
    }
    let is_partial = found.len() >= MOST;
    let told = notify::recommended_watcher(hear.clone()).and_then(|mut watcher| {
        found.iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::NonRecursive))?;
        Ok(watcher)
    });
    match told {
        Ok(watcher) => {
            thread::spawn(move || listen(watcher, found, &receiver, &tell));
            Ok(if is_partial { How::Partly(MOST) } else { How::Told })
        }
        Err(why) => {
            let settings = Config::default().with_poll_interval(POLL);
            let mut watcher = PollWatcher::new(hear, settings).map_err(|error| error.to_string())?;
            for folder in &found {
                watcher.watch(folder, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
            }
            thread::spawn(move || listen(watcher, found, &receiver, &tell));
            Ok(How::Polled(folders::reason(&why)))
        }
    }
}

/// Gathers what is saved at once, and watches folders that are new.
fn listen(
    mut watcher: impl Watcher,
    mut watched: BTreeSet<PathBuf>,
    saved: &Receiver<(bool, Vec<PathBuf>)>,
    tell: &dyn Fn(BTreeSet<PathBuf>),
) {
    while let Ok(first) = saved.recv() {
        let began = Instant::now();
        let (mut paths, mut made) = (BTreeSet::new(), BTreeSet::new());
        let mut take = |(is_new, found): (bool, Vec<PathBuf>)| {
            if is_new {
                made.extend(found.iter().cloned());
            }
            paths.extend(found);
        };
        take(first);
        let mut ends = false;
        while began.elapsed() < LATEST {
            match saved.recv_timeout(QUIET) {
                Ok(more) => take(more),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => {
                    ends = true;
                    break;
                }
            }
        }
        // An editor writes to a file of its own first, which takes the place of the one that is saved.
        paths.retain(|path| !made.contains(path) || path.symlink_metadata().is_ok());
        if paths.is_empty() {
            if ends {
                return;
            }
            continue;
        }
        let mut new = BTreeSet::new();
        paths.iter().filter(|path| !watched.contains(*path)).for_each(|path| walk(path, &mut new));
        for folder in new {
            // One that is gone again has nothing to tell.
            if watched.len() < MOST && watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok() {
                watched.insert(folder);
            }
        }
        tell(paths);
        if ends {
            return;
        }
    }
}

/// A folder and those below it, links not followed.
fn walk(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    let is_folder = folder.symlink_metadata().is_ok_and(|at| at.is_dir());
    if !is_folder || found.len() >= MOST || !found.insert(folder.to_owned()) {
        return;
    }
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !name.starts_with('.') && !FILLED.contains(&&*name) {
            walk(&entry.path(), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{create_dir, create_dir_all};
    use std::sync::mpsc::channel;

    use super::*;

    /// The next that is told of some name.
    fn next(told: &Receiver<BTreeSet<PathBuf>>, name: &str) {
        loop {
            let paths = told.recv_timeout(Duration::from_secs(20)).expect(name);
            if paths.iter().any(|path| path.ends_with(name)) {
                return;
            }
        }
    }

    #[expect(clippy::disallowed_methods, reason = "somebody saves a file")]
    fn save(path: &Path) {
        std::fs::write(path, "text").unwrap();
    }

    #[test]
    fn a_save_is_told_below_new_folders_too_and_what_tools_fill_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        create_dir_all(root.join("src/deep")).unwrap();
        create_dir_all(root.join("node_modules/x")).unwrap();
        let (sender, told) = channel();
        let how = watch(std::slice::from_ref(&root), move |paths| drop(sender.send(paths))).unwrap();
        assert_eq!(how, How::Told);
        save(&root.join("node_modules/x/filled"));
        save(&root.join("src/deep/a"));
        let first = told.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(!first.iter().any(|path| path.ends_with("filled")), "{first:?}");
        create_dir(root.join("src/new")).unwrap();
        next(&told, "new");
        save(&root.join("src/new/b"));
        next(&told, "b");
    }

    #[test]
    fn a_file_that_an_editor_has_for_a_moment_is_not_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        save(&root.join("kept"));
        let (sender, told) = channel();
        watch(std::slice::from_ref(&root), move |paths| drop(sender.send(paths))).unwrap();
        save(&root.join("kept.part"));
        std::fs::rename(root.join("kept.part"), root.join("kept")).unwrap();
        let paths = told.recv_timeout(Duration::from_secs(20)).unwrap();
        assert!(paths.contains(&root.join("kept")) && !paths.contains(&root.join("kept.part")), "{paths:?}");
    }
}
