//! One command over many projects: each a run of its own, those that don't meet side by side, and one report of all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Status;
use super::hosts::Shared;
use super::session::{Apart, Failure, Session};
use super::threads::in_order_waiting;
use crate::diagnostic::render::json::{self, Version};
use crate::disk::{is_stream, real};
use crate::project::{Found, Meant, Wanted, shown};
use crate::text::one_line;

/// How much of a project's folder is shown.
const LONGEST: usize = 200;

/// How a run of one project ended.
#[derive(Debug)]
pub(super) struct Ended<A> {
    pub(super) status: Status,
    /// For programs, where they are who asks.
    pub(super) answer: Option<A>,
    /// Why nothing could be done.
    pub(super) failure: Option<String>,
    /// Whether there was nothing to do, so that it doesn't count.
    pub(super) skipped: bool,
}

impl<A> From<Status> for Ended<A> {
    fn from(status: Status) -> Self {
        Self { status, answer: None, failure: None, skipped: false }
    }
}

impl<A> Ended<A> {
    pub(super) fn with(status: Status, answer: Option<A>) -> Self {
        Self { answer, ..status.into() }
    }

    /// Of a project that could not be opened, which is told.
    pub(super) fn unusable(status: Status) -> Self {
        Self { failure: Some(UNUSABLE.to_owned()), ..status.into() }
    }
}

/// What a command with `--format json` says of many projects: of each what it says of one
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "{A}-projects")]
pub(super) struct Answers<A> {
    /// The version of the contract.
    version: Version,
    /// Every project, in the order of the paths; those of a folder sorted by the bytes of theirs.
    projects: Vec<One<A>>,
    /// How many were left out, as there is nothing that they could be held to.
    skipped: usize,
}

/// What a command says of one of many projects.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct One<A> {
    /// The spec, as given or below what was given, with `/`.
    path: String,
    /// Why nothing could be done; the rest says nothing then.
    failure: Option<String>,
    #[serde(flatten)]
    answer: A,
}

/// What became of many projects.
pub(super) struct Report<A> {
    /// The worst of them.
    pub(super) status: Status,
    /// How many were looked at.
    pub(super) count: usize,
    /// Those of them that did not end well.
    pub(super) failed: Vec<String>,
    /// Those that were not, as there was nothing to do.
    pub(super) skipped: Vec<String>,
    /// For programs, where they are who asks.
    pub(super) answer: Answers<A>,
}

/// Runs a command for each project; `nothing` is the answer where there is none. What each says comes in the order of the projects, every line with its project.
pub(super) fn each<A: Send>(
    wanted: &[Wanted],
    session: &mut Session<'_, '_>,
    nothing: impl Fn() -> A,
    run: impl Fn(&Wanted, &mut Session<'_, '_>) -> Result<Ended<A>, Failure> + Sync,
) -> Report<A> {
    let apart = session.apart();
    let one = |wanted: &Wanted| {
        let name = wanted.found.shown();
        let project = Path::new(&name).parent().map(shown).filter(|folder| !folder.is_empty());
        let mut ended = None;
        let said = apart.run(project.unwrap_or_else(|| ".".to_owned()), |session| {
            ended = Some(run(wanted, session).unwrap_or_else(|failure| {
                let status = session.fail(&failure);
                Ended { failure: Some(failure.message().to_owned()), ..status.into() }
            }));
        });
        (name, said, ended)
    };
    let mut report = Report {
        status: Status::Fine,
        count: 0,
        failed: Vec::new(),
        skipped: Vec::new(),
        answer: Answers { version: Version, projects: Vec::new(), skipped: 0 },
    };
    let (mut alike, mut hosts) = (Alike::default(), Shared::default());
    // Most of a run is waiting for the disk.
    in_order_waiting(wanted, !meet(wanted, &apart), one, |(path, said, ended)| {
        session.pass(&said);
        hosts.add(&said.alike.0, said.hosts);
        alike.add(said.alike);
        let Some(Ended { status, answer, failure, skipped }) = ended else { return };
        report.status = report.status.max(status);
        if skipped {
            report.skipped.push(path);
            report.answer.skipped += 1;
            return;
        }
        report.count += 1;
        if status != Status::Fine {
            report.failed.push(path.clone());
        }
        report.answer.projects.push(One { path, failure, answer: answer.unwrap_or_else(&nothing) });
    });
    session.note(&alike.text());
    session.note(&hosts.text());
    report
}

/// How many projects are named before what is said of all of them.
const MOST_NAMED: usize = 3;

/// What is said of several projects, each with those that it holds for.
#[derive(Default)]
struct Alike(Vec<(String, Vec<String>)>);

impl Alike {
    fn add(&mut self, (project, texts): (String, Vec<String>)) {
        for text in texts {
            match self.0.iter_mut().find(|(known, _)| *known == text) {
                Some((_, projects)) => projects.push(project.clone()),
                None => self.0.push((text, vec![project.clone()])),
            }
        }
    }

    fn text(&self) -> String {
        let of = |(text, projects): &(String, Vec<String>)| {
            let named = projects
                .iter()
                .take(MOST_NAMED)
                .map(|name| one_line(name.trim_start_matches("./"), LONGEST))
                .collect::<Vec<_>>();
            let left = projects.len().saturating_sub(MOST_NAMED);
            let more = if left > 0 { format!(" and {left} more") } else { String::new() };
            format!("{}{more}: {text}", named.join(", "))
        };
        self.0.iter().map(of).collect()
    }
}

/// Why nothing could be done for a project that could not be opened.
const UNUSABLE: &str = "it can't be read, or its options can't be used: standard error says why";

/// Runs a command for the projects that paths mean: one answers as it does alone, many by a list.
pub(super) fn one_or_many<A: Send + Serialize>(
    meant: &Meant,
    is_json: bool,
    session: &mut Session<'_, '_>,
    nothing: impl Fn() -> A,
    run: impl Fn(&Wanted, &mut Session<'_, '_>) -> Result<Ended<A>, Failure> + Sync,
) -> Result<Status, Failure> {
    if let ([wanted], false) = (&meant.projects[..], meant.is_many) {
        let ended = run(wanted, session)?;
        if let Some(answer) = &ended.answer {
            session.print(&json::text(answer))?;
        }
        return Ok(ended.status);
    }
    without_stdin(&meant.projects)?;
    let report = each(&meant.projects, session, nothing, run);
    if is_json {
        session.print(&json::text(&report.answer))?;
    }
    Ok(report.status)
}

/// Standard input is a project of its own.
pub(super) fn without_stdin(wanted: &[Wanted]) -> Result<(), Failure> {
    if wanted.iter().any(|wanted| matches!(wanted.found, Found::Stdin { .. })) {
        let failure = Failure::new("`-` and other paths exclude each other");
        return Err(failure.help("run it for standard input alone"));
    }
    Ok(())
}

/// An answer, before its project is put beside others.
pub(super) fn value(answer: &impl Serialize) -> Value {
    // Structs with string keys always serialise.
    serde_json::to_value(answer).unwrap_or_default()
}

/// Whether some share a folder, or come as a stream: then each is done after the one before it.
fn meet(wanted: &[Wanted], apart: &Apart) -> bool {
    let mut folders = BTreeSet::new();
    wanted.iter().any(|wanted| match &wanted.found {
        Found::Spec { file, .. } => {
            let folder = file.parent().unwrap_or(Path::new(""));
            is_stream(file) || !folders.insert(real(&apart.absolute(folder)))
        }
        Found::Stdin { .. } => true,
        Found::Unusable { .. } => false,
    })
}

/// Where the output of one of many projects goes below a folder: at the place of the project below the current one.
pub(super) fn below(folder: &Path, found: &Found, session: &Session<'_, '_>) -> Result<PathBuf, Failure> {
    let Some(file) = found.file() else { return Ok(folder.to_owned()) };
    let (spec, here) = (session.absolute(file), session.absolute(Path::new("")));
    let spec = real(spec.parent().unwrap_or(&here));
    let way = spec.strip_prefix(real(&here)).map_err(|_| {
        let message = format!("`{}` does not lie below the current folder", shown(file));
        Failure::new(message).help("run `ast` in a folder above all projects, or give each its own `--out-dir`")
    })?;
    Ok(folder.join(way))
}
