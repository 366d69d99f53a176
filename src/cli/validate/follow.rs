//! `ast validate --watch`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::super::Status;
use super::super::reader::Reader;
use super::super::session::{Failure, Session};
use super::super::threads::in_order;
use super::super::watch::{Asked, Follower, follow};
use super::Args;
use super::checked::{Checked, Look, Seen};
use crate::diagnostic::render::Form;
use crate::options::Settings;
use crate::project::Found;

/// What is known of every file.
struct Following<'a> {
    paths: &'a [PathBuf],
    flags: &'a Settings,
    form: Form,
    found: Vec<Found>,
    seen: BTreeMap<String, Seen>,
    /// What was looked at since it was last told.
    again: BTreeSet<String>,
}

/// Checks what is saved, until somebody ends it.
pub(super) fn run(args: &Args, flags: &Settings, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new("`--watch` looks at files, and `-` is none"));
    }
    if matches!(args.format.form, Form::All(_)) {
        let failure = Failure::new(format!("`--format {}` is one answer, and `--watch` has no end", args.format.name));
        return Err(failure.help("use `human`, `short` or `github`"));
    }
    let mut following = Following {
        paths: &args.paths,
        flags,
        form: args.format.form,
        found: Vec::new(),
        seen: BTreeMap::new(),
        again: BTreeSet::new(),
    };
    follow(&mut following, session)
}

impl Follower for Following<'_> {
    fn find(&mut self, session: &Session<'_, '_>) -> (Vec<Found>, Vec<PathBuf>) {
        let (found, searched) = session.workspace().search(self.paths);
        self.found.clone_from(&found);
        (found, searched)
    }

    fn again(&mut self, which: &[Found], session: &mut Session<'_, '_>) -> Result<Vec<Asked>, Failure> {
        let look = Look { flags: self.flags, form: self.form, style: session.style(), is_one: false };
        let reader = Reader::new(which, session);
        let mut all = Vec::new();
        let mut seen = Vec::new();
        in_order(
            which,
            true,
            |found| look.at(found, &reader),
            |(of_one, asked)| {
                seen.push(of_one);
                all.push(asked);
            },
        );
        for (found, of_one) in which.iter().zip(seen) {
            self.again.insert(found.shown());
            self.seen.insert(found.shown(), of_one);
        }
        Ok(all)
    }

    fn forget(&mut self, gone: &[String]) {
        self.seen.retain(|path, _| !gone.contains(path));
    }

    /// On a terminal all that there is to say, else what is said of what changed.
    fn tell(&mut self, line: Option<&str>, session: &mut Session<'_, '_>) -> Result<(), Failure> {
        let again = std::mem::take(&mut self.again);
        let is_whole = line.is_none() || session.io.terminal.stdout;
        let mut checked = Checked::new(self.form, session.style());
        for path in self.found.iter().map(Found::shown) {
            let Some(seen) = self.seen.get(&path) else { continue };
            let texts = checked.read(seen);
            if is_whole || again.contains(&path) {
                checked.text.extend(texts);
            }
        }
        let summary = checked.summary;
        if is_whole {
            return checked.print(false, session);
        }
        session.show(&checked.text)?;
        session.note(&format!("{} changed: {summary}\n", line.unwrap_or_default()));
        Ok(())
    }
}
