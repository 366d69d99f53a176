//! `--watch`: does a command again for the projects that a save touches, and for no others.
//!
//! What a project depends on is what it asked of the disk: the spec, its options and those that these extend, and the
//! paths that the spec names. That is looked up for each change ([`index::Index`]), however many projects there are.
//! Which projects there are is searched again only where a folder, a spec or a file of ignore rules came or went. What
//! is generated is asked for by nothing, and an ignored folder is not watched, so neither costs more than a look.

mod index;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::Status;
use super::session::{Failure, Session};
use crate::drive;
use crate::project::{Found, NAMES, shown};
use crate::text::one_line;
use crate::watch::{Folders, How, Told};
use index::Index;

/// The paths that a project depends on, each with whether what is put below it counts too.
pub(super) type Asked = Vec<(PathBuf, bool)>;

/// How much of a path is shown on the line of a change.
const MOST: usize = 200;

/// Names whose coming and going changes which projects there are.
const OF_SEARCH: [&str; 3] = [".gitignore", ".ignore", ".git"];

/// A command that follows the files.
pub(super) trait Follower {
    /// The projects that it is about now, and the folders that were searched for them.
    fn find(&mut self, session: &Session<'_, '_>) -> (Vec<Found>, Vec<PathBuf>);

    /// Does it again for some of them, and gives what each of these depends on, in their order.
    fn again(&mut self, which: &[Found], session: &mut Session<'_, '_>) -> Result<Vec<Asked>, Failure>;

    /// These are no longer there.
    fn forget(&mut self, gone: &[String]);

    /// Says how all stand, `line` being what changed, where it is not the beginning.
    fn tell(&mut self, line: Option<&str>, session: &mut Session<'_, '_>) -> Result<(), Failure>;
}

/// What is known of the projects.
#[derive(Default)]
struct Known {
    found: Vec<Found>,
    searched: BTreeSet<PathBuf>,
    index: Index,
}

/// Follows the files until somebody ends it.
pub(super) fn follow(follower: &mut dyn Follower, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let unwatched = |why: String| Failure::new(format!("saves are not seen: {why}"));
    let mut folders = Folders::new().map_err(unwatched)?;
    let ender = folders.ender();
    drive::at_end(move || ender.end()).map_err(|error| unwatched(error.to_string()))?;
    let mut known = Known::default();
    let mut how = How::Told;
    let mut told = Told::Lost;
    loop {
        let is_first = known.index.is_empty();
        let changed = match told {
            Told::Ended => return Ok(Status::Fine),
            Told::Lost => None,
            Told::Saved(paths) => Some(paths),
        };
        let which = known.touched(changed.as_ref(), &mut folders, follower, session).map_err(unwatched)?;
        if !which.is_empty() || is_first {
            let again: Vec<Found> =
                known.found.iter().filter(|found| which.contains(&found.shown())).cloned().collect();
            let line = (!is_first).then(|| line(&which));
            session.clear_screen();
            if !again.is_empty() || is_first {
                let asked = follower.again(&again, session)?;
                again.iter().zip(asked).for_each(|(found, asked)| known.index.set(found.shown(), asked));
            }
            folders.set(&known.wanted(session)).map_err(unwatched)?;
            follower.tell(line.as_deref(), session)?;
        }
        if *folders.how() != how {
            how = folders.how().clone();
            say(&how, session);
        }
        told = folders.wait();
    }
}

impl Known {
    /// The projects that changes touch, those that came and went among them; all of them where nobody knows what changed.
    fn touched(
        &mut self,
        changed: Option<&BTreeSet<PathBuf>>,
        folders: &mut Folders,
        follower: &mut dyn Follower,
        session: &mut Session<'_, '_>,
    ) -> Result<BTreeSet<String>, String> {
        let mut which = BTreeSet::new();
        for path in changed.into_iter().flatten() {
            self.index.touched(path, &mut which);
        }
        if changed.is_none_or(|changed| changed.iter().any(|path| self.is_of_search(path))) {
            session.look_anew();
            let before: Vec<Found> = std::mem::take(&mut self.found);
            // What is put into a folder before it is watched is found by the search after that.
            loop {
                let (found, searched) = follower.find(session);
                self.found = found;
                let searched: BTreeSet<PathBuf> = searched.into_iter().collect();
                let is_known = searched == self.searched;
                self.searched = searched;
                folders.set(&self.wanted(session))?;
                if is_known {
                    break;
                }
            }
            let now: BTreeSet<String> = self.found.iter().map(Found::shown).collect();
            let gone: Vec<String> = before.iter().map(Found::shown).filter(|path| !now.contains(path)).collect();
            for path in &gone {
                self.index.remove(path);
            }
            follower.forget(&gone);
            let come = self.found.iter().filter(|found| changed.is_none() || !before.contains(found));
            which.extend(come.map(Found::shown));
            which.extend(gone);
        }
        Ok(which)
    }

    /// Whether other projects may be found after a change.
    fn is_of_search(&self, path: &Path) -> bool {
        let Some(name) = path.file_name() else { return true };
        if OF_SEARCH.iter().any(|other| name == *other) {
            return true;
        }
        if NAMES.iter().any(|spec| name == *spec) {
            return self.index.has_file(path) != path.symlink_metadata().is_ok();
        }
        let is_folder = path.symlink_metadata().is_ok_and(|at| at.is_dir());
        is_folder != self.searched.contains(path)
    }

    /// The folders to be watched: those that are searched, those above whose rules hold, and those of what is asked for.
    fn wanted(&self, session: &Session<'_, '_>) -> BTreeSet<PathBuf> {
        let mut wanted = self.searched.clone();
        let mut roots: Vec<&Path> = self.searched.iter().map(PathBuf::as_path).collect();
        roots.retain(|folder| folder.parent().is_none_or(|above| !self.searched.contains(above)));
        for root in roots {
            wanted.extend(session.workspace().above(root));
        }
        wanted.extend(self.index.folders());
        if wanted.is_empty() {
            wanted.extend(session.workspace().above(Path::new("")));
        }
        wanted
    }
}

/// What changed, in a line.
fn line(which: &BTreeSet<String>) -> String {
    let first = which.first().map(|path| one_line(&shown(Path::new(path)), MOST).into_owned()).unwrap_or_default();
    match which.len() {
        0 | 1 => first,
        count => format!("{first} and {} more", count - 1),
    }
}

/// Says how saves are seen, where that is not as it should be.
fn say(how: &How, session: &mut Session<'_, '_>) {
    if let How::Polled(why) = how {
        session
            .note(&format!("note: files are looked at once a second, as the system does not tell of saves: {why}\n"));
    }
}
