//! `ast generate --watch`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::super::Status;
use super::super::load::load;
use super::super::many::{each, without_stdin};
use super::super::reader::Reader;
use super::super::session::{Failure, Session};
use super::super::threads::in_order;
use super::super::watch::{self, Follower, follow};
use super::one;
use super::targets::Asked;
use super::tell::{Answered, Outcome};
use crate::project::{Found, Meant, Wanted};

/// What is generated again and again.
struct Following<'a> {
    asked: &'a Asked<'a>,
    paths: &'a [PathBuf],
    meant: Meant,
    /// The projects whose last run did not write what it should.
    failing: BTreeSet<String>,
}

/// Generates what is saved, until somebody ends it.
pub(super) fn run(asked: &Asked<'_>, paths: &[PathBuf], session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if asked.args.output.is_json() {
        let failure = Failure::new("`--format json` is one answer, and `--watch` has no end");
        return Err(failure.help("leave one of them out"));
    }
    let mut following = Following { asked, paths, meant: Meant::default(), failing: BTreeSet::new() };
    follow(&mut following, session)
}

impl Follower for Following<'_> {
    fn find(&mut self, session: &Session<'_, '_>) -> (Vec<Found>, Vec<PathBuf>) {
        self.meant = session.workspace().projects(self.paths, self.asked.args.recursive);
        let found = self.meant.projects.iter().map(|wanted| wanted.found.clone());
        (found.collect(), self.meant.searched.clone())
    }

    fn again(&mut self, which: &[Found], session: &mut Session<'_, '_>) -> Result<Vec<watch::Asked>, Failure> {
        let wanted: Vec<Wanted> =
            self.meant.projects.iter().filter(|wanted| which.contains(&wanted.found)).cloned().collect();
        without_stdin(&wanted)?;
        // What it depends on is looked up first: what is saved meanwhile is done again.
        let reader = Reader::new(which, session);
        let depends = |found: &Found| match load(reader.read(found), &self.asked.flags, &reader) {
            Ok(project) => project.asked().map(|(path, was_nothing)| (path.to_owned(), was_nothing)).collect(),
            Err(_) => watch::Asked::new(),
        };
        let mut all = Vec::new();
        in_order(which, true, depends, |asked| all.push(asked));
        let failing = Mutex::new(std::mem::take(&mut self.failing));
        let run = |wanted: &Wanted, session: &mut Session<'_, '_>| {
            let outcome = one::one(wanted, self.asked, session);
            let is_fine = outcome.as_ref().is_ok_and(|outcome: &Outcome| outcome.status == Status::Fine);
            let mut failing = failing.lock().unwrap_or_else(PoisonError::into_inner);
            if is_fine {
                failing.remove(&wanted.found.shown());
            } else {
                failing.insert(wanted.found.shown());
            }
            outcome
        };
        match &wanted[..] {
            [one] if !self.meant.is_many => {
                // A failure of one run is told, and the next one may be better.
                if let Err(failure) = run(one, session) {
                    session.fail(&failure);
                }
            }
            _ => drop(each(&wanted, session, Answered::nothing, run)),
        }
        self.failing = failing.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(all)
    }

    fn forget(&mut self, gone: &[String]) {
        self.failing.retain(|path| !gone.contains(path));
    }

    fn tell(&mut self, _: Option<&str>, session: &mut Session<'_, '_>) -> Result<(), Failure> {
        match self.failing.len() {
            0 => {}
            _ if !self.meant.is_many => {}
            1 => session.note("1 project could not be generated\n"),
            count => session.note(&format!("{count} projects could not be generated\n")),
        }
        Ok(())
    }
}
