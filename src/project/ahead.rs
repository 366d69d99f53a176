//! Folders that a second thread lists before a search comes to them. What is found stays the same, and its order: a
//! folder that is not listed yet when its turn comes is listed then.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope};

use crate::disk::{Disk, EntryKind, ReadError};

/// How many names may be listed that nobody asked for yet: a stranger's folder can have a million.
const MOST_NAMES: usize = 100_000;

/// What a folder holds, or why that can't be told.
pub(super) type Listing = Result<Vec<(OsString, EntryKind)>, ReadError>;

/// The folders of a search, of which the last one that was opened is the next to be asked for.
#[derive(Debug)]
pub(super) struct Ahead<'d> {
    disk: &'d (dyn Disk + Sync),
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// What was opened, and is neither listed nor being listed.
    open: Vec<PathBuf>,
    /// What the second thread has in its hand.
    busy: Option<PathBuf>,
    listed: HashMap<PathBuf, Listing>,
    /// How many names those have.
    names: usize,
    /// One of the threads waits for the other.
    is_awaited: bool,
    is_over: bool,
}

/// Ends the work of both threads, however one of them ends.
struct Over<'a>(&'a Ahead<'a>);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.state().is_over = true;
        self.0.changed.notify_all();
    }
}

impl<'d> Ahead<'d> {
    pub(super) fn of(disk: &'d (dyn Disk + Sync)) -> Self {
        Self { disk, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Lists on a second thread from here on, until what this gives is dropped. Where the system has no more threads
    /// all is listed by who asks.
    pub(super) fn start<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>) -> impl Drop {
        let _ = Builder::new().spawn_scoped(scope, || self.work());
        Over(self)
    }

    /// A folder was opened.
    pub(super) fn open(&self, folder: PathBuf) {
        let mut state = self.state();
        state.open.push(folder);
        self.wake(&state);
    }

    /// What the folder holds that was opened last, of those that were not asked for.
    pub(super) fn list(&self, folder: &Path) -> Listing {
        let mut state = self.state();
        loop {
            if let Some(listing) = state.listed.remove(folder) {
                state.names -= names(&listing);
                self.wake(&state);
                return listing;
            }
            if state.is_over || state.busy.as_deref() != Some(folder) {
                break;
            }
            state = self.wait(state);
        }
        if state.open.last().is_some_and(|open| open == folder) {
            state.open.pop();
        }
        drop(state);
        self.disk.list(folder)
    }

    /// What the second thread does.
    fn work(&self) {
        let _over = Over(self);
        let mut state = self.state();
        while !state.is_over {
            // The last is about to be asked for, and is listed by who asks.
            if state.is_full() || state.open.len() < 2 {
                state = self.wait(state);
                continue;
            }
            let at = state.open.len() - 2;
            let folder = state.open.remove(at);
            state.busy = Some(folder.clone());
            drop(state);
            let listing = self.disk.list(&folder);
            state = self.state();
            state.busy = None;
            state.names += names(&listing);
            state.listed.insert(folder, listing);
            self.wake(&state);
        }
    }

    fn wait<'s>(&'s self, mut state: MutexGuard<'s, State>) -> MutexGuard<'s, State> {
        state.is_awaited = true;
        let mut state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.is_awaited = false;
        state
    }

    fn wake(&self, state: &State) {
        if state.is_awaited {
            self.changed.notify_one();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_full(&self) -> bool {
        self.names > MOST_NAMES
    }
}

fn names(listing: &Listing) -> usize {
    listing.as_ref().map_or(1, |names| names.len() + 1)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread::{scope, yield_now};

    use super::super::walk::{Below, MOST_ENTRIES, below};
    use super::*;

    /// A tree that is made up while it is looked at: by its path a folder has rules, specs, folders, or can't be read.
    #[derive(Debug)]
    struct Made {
        is_shared: bool,
        listed: AtomicUsize,
        most_names: usize,
    }

    impl Made {
        fn new(is_shared: bool, most_names: usize) -> Self {
            Self { is_shared, listed: AtomicUsize::new(0), most_names }
        }

        fn below(&self, most: usize) -> (Vec<PathBuf>, Vec<(PathBuf, String)>, Vec<PathBuf>) {
            let Below { specs, problems, searched } = below(Path::new("."), Path::new("/tree"), self, most);
            (specs, problems, searched)
        }
    }

    /// A number that looks random, the same for the same path.
    fn number(path: &Path) -> usize {
        path.to_string_lossy().bytes().fold(7, |sum, byte| (sum * 131 + usize::from(byte)) % 1_000_003)
    }

    impl Disk for Made {
        fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
            Ok(format!("f{}\n/f1/f2\n", number(path) % 7).into_bytes())
        }

        fn kind(&self, _: &Path) -> Result<EntryKind, ReadError> {
            Ok(EntryKind::Folder)
        }

        fn exists(&self, _: &Path) -> bool {
            false
        }

        fn list(&self, path: &Path) -> Listing {
            self.listed.fetch_add(1, Ordering::Relaxed);
            let number = number(path);
            let level = path.components().count();
            if number.is_multiple_of(11) && level > 3 {
                return Err(ReadError::LeadsOut);
            }
            let folders = if level > 6 { 0 } else { 1 + number % 7 };
            let mut names = vec![(OsString::from("astropods.yml"), EntryKind::File)];
            names.extend((0..folders).map(|at| (format!("f{at}").into(), EntryKind::Folder)));
            names.extend((0..number % self.most_names).map(|at| (format!("x{at:07}").into(), EntryKind::File)));
            if number.is_multiple_of(3) {
                names.insert(0, (".gitignore".into(), EntryKind::File));
            }
            Ok(names)
        }

        fn shared(&self) -> Option<&(dyn Disk + Sync)> {
            self.is_shared.then_some(self)
        }
    }

    #[test]
    fn two_threads_find_what_one_finds_in_the_same_order() {
        for (most_names, most) in [(3, MOST_ENTRIES), (3, 500), (5_000, 5 * MOST_NAMES)] {
            let (alone, by_two) = (Made::new(false, most_names), Made::new(true, most_names));
            let found = alone.below(most);
            assert!(found.2.len() > 100, "{}", found.2.len());
            assert_eq!(by_two.below(most), found);
        }
    }

    #[test]
    fn what_waits_to_be_asked_for_is_bounded() {
        let disk = Made::new(true, 5_000);
        let ahead = Ahead::of(&disk);
        let folder = |at: usize| PathBuf::from(format!("/a/b/c/d/e/f/g/{at}"));
        scope(|scope| {
            let _over = ahead.start(scope);
            (0..500).for_each(|at| ahead.open(folder(at)));
            while !ahead.state().is_full() {
                yield_now();
            }
            (0..1000).for_each(|_| yield_now());
            assert!(ahead.state().names <= MOST_NAMES + 5_001);
            for at in (0..500).rev() {
                assert_eq!(ahead.list(&folder(at)).is_ok(), disk.list(&folder(at)).is_ok());
            }
        });
        assert_eq!(disk.listed.into_inner(), 1000, "each is listed once, and once for the comparison");
    }
}
