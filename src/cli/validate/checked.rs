//! What is told of files, each made on any thread and taken in their order.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread::{Builder, scope};

use super::super::hosts::Shared;
use super::super::load::{Verdict, load, verdicts};
use super::super::reader::Reader;
use super::super::session::{Failure, Session};
use super::super::watch::Asked;
use crate::diagnostic::render::{Form, Summary, human};
use crate::disk::real;
use crate::options::Settings;
use crate::project::{Found, Hosts, Name, Names};

/// How files are looked at.
pub(super) struct Look<'a> {
    pub(super) flags: &'a Settings,
    pub(super) form: Form,
    pub(super) style: human::Style,
    /// Whether there is one, which no other can have the name of.
    pub(super) is_one: bool,
}

/// What is told of a project.
#[derive(Default)]
pub(super) struct Seen {
    name: Option<Name>,
    /// Its path, its folder, and the hosts that it is reached by.
    hosts: (String, PathBuf, Hosts),
    /// Its files, each with its text in a format that tells of one file after the other.
    files: Vec<(Verdict, String)>,
}

impl Look<'_> {
    /// Looks at a spec; gives what it depends on too.
    pub(super) fn at(&self, found: &Found, reader: &Reader) -> (Seen, Asked) {
        let read = reader.read(found);
        let _turn = reader.turn(&read);
        let mut loaded = load(read, self.flags, reader);
        let (mut name, mut asked, mut hosts) = (None, Asked::new(), Default::default());
        if let Ok(project) = &mut loaded {
            reader.workspace().foresee(project);
            name = if self.is_one { None } else { project.name() };
            if !self.is_one {
                hosts = (project.path().to_owned(), project.folder.clone(), project.hosts());
            }
            asked = project.asked().map(|(path, was_nothing)| (path.to_owned(), was_nothing)).collect();
        }
        let files = verdicts(loaded).map(|verdict| {
            let text = self.text(&verdict);
            (verdict, text)
        });
        (Seen { name, hosts, files: files.collect() }, asked)
    }

    fn text(&self, verdict: &Verdict) -> String {
        text(verdict, self.form, self.style)
    }
}

/// From how many findings on a thread is worth its start.
const MANY: usize = 500;

/// What is told of a file, in a format that tells of one after the other. Many findings are drawn on two cores.
fn text(verdict: &Verdict, form: Form, style: human::Style) -> String {
    let Form::Each(draw, _) = form else { return String::new() };
    let findings = verdict.findings();
    let all = findings.all();
    if all.len() < MANY {
        return draw(&findings, all, style);
    }
    let half = all.len() / 2;
    scope(|scope| {
        let others = || draw(&findings, half..all.end, style);
        // Where the system has no more threads, and where one ended early, it is done here.
        let beside = Builder::new().spawn_scoped(scope, others).ok();
        let text = draw(&findings, 0..half, style);
        text + &beside.and_then(|beside| beside.join().ok()).unwrap_or_else(others)
    })
}

/// What is told of all. Of each, only what its format needs is kept: there can be tens of thousands.
pub(super) struct Checked {
    form: Form,
    style: human::Style,
    pub(super) summary: Summary,
    /// Whether one could not be used, which is not the spec's fault.
    pub(super) failed: bool,
    /// The findings in a format that tells of one file after the other.
    pub(super) text: String,
    /// The files for any other.
    verdicts: Vec<Verdict>,
    /// What is told already of options that other projects have too.
    shared: BTreeSet<String>,
    names: Names,
    hosts: Shared,
    /// The folders of those that have hosts.
    folders: BTreeSet<PathBuf>,
}

impl Checked {
    pub(super) fn new(form: Form, style: human::Style) -> Self {
        let (summary, failed, text) = (Summary::default(), false, String::new());
        Self {
            form,
            style,
            summary,
            failed,
            text,
            verdicts: Vec::new(),
            shared: BTreeSet::new(),
            names: Names::default(),
            hosts: Shared::default(),
            folders: BTreeSet::new(),
        }
    }

    /// Takes what is told of the next.
    pub(super) fn add(&mut self, mut seen: Seen) {
        let (path, folder, hosts) = std::mem::take(&mut seen.hosts);
        // One under two names is one.
        if !hosts.is_empty() && self.folders.insert(real(&folder)) {
            self.hosts.add(&path, hosts);
        }
        match self.form {
            Form::Each(..) => {
                let texts = self.read(&seen);
                self.text.extend(texts);
            }
            Form::All(_) => {
                let Seen { name, files, .. } = seen;
                for (at, (mut verdict, _)) in files.into_iter().enumerate() {
                    if let Some(told) = name.as_ref().filter(|_| at == 0).and_then(|name| self.names.add(name)) {
                        verdict.add(told);
                    }
                    if self.count(&verdict) {
                        self.verdicts.push(verdict);
                    }
                }
            }
        }
    }

    /// Counts what is told of the next, and gives its texts in a format that tells of one file after the other.
    pub(super) fn read<'s>(&mut self, seen: &'s Seen) -> Vec<Cow<'s, str>> {
        let mut all = Vec::new();
        let mut told = seen.name.as_ref().and_then(|name| self.names.add(name));
        for (verdict, known) in &seen.files {
            let more = told.take().map(|told| {
                let mut verdict = verdict.clone();
                verdict.add(told);
                verdict
            });
            if self.count(more.as_ref().unwrap_or(verdict)) {
                let anew = more.map(|more| Cow::Owned(text(&more, self.form, self.style)));
                all.push(anew.unwrap_or(Cow::Borrowed(known.as_str())));
            }
        }
        all
    }

    /// Counts a file; false where it is told already.
    fn count(&mut self, verdict: &Verdict) -> bool {
        if verdict.says().is_some_and(|says| !self.shared.insert(says)) {
            return false;
        }
        self.summary += Summary::of(&[verdict.findings()]);
        self.failed |= verdict.failed;
        true
    }

    pub(super) fn print(mut self, deny_warnings: bool, session: &mut Session<'_, '_>) -> Result<(), Failure> {
        session.note(&self.hosts.text());
        match self.form {
            Form::Each(_, end) => {
                let end = end(self.summary);
                self.text.push_str(&end);
                // A format that ends with nothing has a line for each finding, which editors match on a terminal too.
                if end.is_empty() { session.show_lines(&self.text) } else { session.show(&self.text) }
            }
            Form::All(write) => {
                let files: Vec<_> = self.verdicts.iter().map(Verdict::findings).collect();
                session.print_from(|to| write(&files, deny_warnings, to))
            }
        }
    }
}
