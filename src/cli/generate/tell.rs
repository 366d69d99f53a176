//! What a run says of the files, to people and to programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::Status;
use super::super::accepted::Accepted;
use super::super::many::Ended;
use super::super::session::{Failure, Session};
use super::Args;
use super::summary::SummedAll;
use crate::diagnostic::render::json::{Finding, Version};
use crate::output::{Change, Changes, Fate, Note};
use crate::target::Footprint;

/// Says what a run cleared before it began.
pub(super) fn note(note: Option<&Note>, session: &mut Session<'_, '_>) {
    let text = match note {
        None => return,
        Some(Note::Undone) => "note: an earlier run was interrupted; what it had written is undone\n".to_owned(),
        Some(Note::SetAside(folder)) => format!(
            "warning: `.ast/stage` is of a run that was not yours on this machine; nothing of it was done\n  \
             help: look at `{folder}`, where it lies now, and remove it\n"
        ),
    };
    session.note(&text);
}

/// What became of a project.
pub(super) type Outcome = Ended<Answered>;

/// Says what would change, where nothing is written.
pub(super) fn looked(
    args: &Args,
    project: &Accepted,
    changes: Changes,
    interrupted: bool,
    session: &mut Session<'_, '_>,
) -> Result<Outcome, Failure> {
    let refused = changes.refused().next().is_some();
    let differs = refused || interrupted || changes.is_stale();
    said(args, project, changes, false, if differs { Status::Invalid } else { Status::Fine }, session)
}

/// Says what became of the files.
pub(super) fn written(
    args: &Args,
    project: &Accepted,
    changes: Changes,
    session: &mut Session<'_, '_>,
) -> Result<Outcome, Failure> {
    let refused = changes.refused().next().is_some();
    let written = !refused && changes.is_stale();
    said(args, project, changes, written, if refused { Status::Invalid } else { Status::Fine }, session)
}

fn said(
    args: &Args,
    project: &Accepted,
    changes: Changes,
    written: bool,
    status: Status,
    session: &mut Session<'_, '_>,
) -> Result<Outcome, Failure> {
    if args.output.is_json() {
        let made = Made { version: Version, written, diagnostics: project.findings(), files: changes.files };
        return Ok(Outcome::with(status, Some(Answered::Made(made))));
    }
    if args.diff {
        session.print(&changes.diff(session.project()))?;
    }
    tell(args, &flags(project), &changes, session);
    Ok(status.into())
}

/// Says on standard error what became of the files; of one of many projects in a line, where nothing is to be done.
fn tell(args: &Args, flags: &[String], changes: &Changes, session: &mut Session<'_, '_>) {
    let looks = args.check || args.diff;
    let refused = changes.refused().next().is_some();
    let in_short = session.project().is_some() && !args.verbose && !looks && !refused;
    let mut text = String::new();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for change in &changes.files {
        let word = match change.status {
            Fate::Unchanged | Fate::Kept => continue,
            Fate::Refused => "refused",
            _ if refused => continue,
            Fate::Created if looks => "missing",
            Fate::Changed if looks => "out of date",
            Fate::Removed if looks => "left over",
            Fate::Created => "created",
            Fate::Changed => "changed",
            Fate::Removed => "removed",
        };
        match counts.iter_mut().find(|(other, _)| *other == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
        let reason = change.reason.as_ref().filter(|_| change.status == Fate::Refused);
        text.push_str(&format!(
            "{word} {}{}\n",
            change.path,
            reason.map(|reason| format!(": {reason}")).unwrap_or_default()
        ));
    }
    let unchanged = changes.files.iter().filter(|change| change.status == Fate::Unchanged).count();
    if in_short && !counts.is_empty() {
        let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
        text = format!("{}\n", counts.join(", "));
    } else if refused {
        text.push_str("nothing was written\n");
    } else if looks && changes.is_stale() {
        let run = format!("run `{}` to bring them up to date\n", again(args, flags, session));
        if session.project().is_some() { session.note_alike(&run) } else { text.push_str(&run) }
    } else if counts.is_empty() {
        let files = if unchanged == 1 { "file is" } else { "files are" };
        text.push_str(&format!("{unchanged} {files} up to date\n"));
    }
    session.note(&text);
}

/// The flags of this run, as they are written.
fn flags(project: &Accepted) -> Vec<String> {
    project.loaded.options.said().into_iter().map(|said| said.words).collect()
}

/// The command that generates what is looked at, from the folder of the one that looked: of many projects, all of them. It
/// has the same flags and the same folder; beside them it has the same targets too.
fn again(args: &Args, flags: &[String], session: &Session<'_, '_>) -> String {
    let is_plain = |word: &String| word.chars().all(|c| c.is_ascii_alphanumeric() || "./_-@+".contains(c));
    let place = args.out_dir.as_ref().map(|dir| dir.to_string_lossy().into_owned());
    let is_other = session.project().is_some() || place.is_some() || !flags.is_empty();
    if !is_other || !args.what.iter().chain(&place).all(is_plain) {
        return "ast generate".to_owned();
    }
    let mut words = vec!["ast generate".to_owned()];
    words.extend(args.what.iter().cloned());
    words.extend((args.recursive && session.project().is_some()).then(|| "--recursive".to_owned()));
    words.extend(place.map(|place| format!("--out-dir {place}")));
    words.extend(flags.iter().cloned());
    words.join(" ")
}

/// What a program is told of a project.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Answered {
    Made(Made),
    Summed(Summed),
    SummedAll(SummedAll),
}

impl Answered {
    /// Of a project that nothing could be done for.
    pub(super) fn nothing() -> Self {
        Self::Made(Made { version: Version, written: false, diagnostics: Vec::new(), files: Vec::new() })
    }
}

/// `ast generate --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "generate")]
pub(in crate::cli) struct Made {
    /// The version of the contract.
    version: Version,
    /// Whether anything was written: all of it, or nothing.
    written: bool,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    /// Every file, by path; none where the spec has errors.
    files: Vec<Change>,
}

/// `ast generate --summary --format json`; of a spec with errors it is the answer of `ast generate`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "generate-summary")]
pub(in crate::cli) struct Summed {
    /// The version of the contract.
    pub(super) version: Version,
    /// What there is to say of the spec.
    pub(super) diagnostics: Vec<Finding>,
    /// What the deployment asks of a cluster.
    pub(super) summary: Footprint,
}

/// A spec with errors, or with warnings that are denied, gives no files.
pub(super) fn refuse(args: &Args, project: &Accepted, session: &mut Session<'_, '_>) -> Outcome {
    if args.output.is_json() {
        return nothing(project);
    }
    project.tell(session);
    let errors = project.loaded.compilation.report.has_errors();
    let why = if errors { "the spec has errors" } else { "`--deny warnings` refuses its warnings" };
    let done = if args.check || args.diff { "compared" } else { "written" };
    session.note(&format!("nothing was {done}: {why}\n"));
    Status::Invalid.into()
}

/// A check has nothing to hold the folder to.
pub(super) fn not_generated(args: &Args, project: &Accepted, why: &str, session: &mut Session<'_, '_>) -> Outcome {
    let flags = flags(project);
    session.note_alike(&format!("{why}\n  help: run `{}`, and commit what it writes\n", again(args, &flags, session)));
    if args.output.is_json() { nothing(project) } else { Status::Invalid.into() }
}

fn nothing(project: &Accepted) -> Outcome {
    let made = Made { version: Version, written: false, diagnostics: project.findings(), files: Vec::new() };
    Outcome::with(Status::Invalid, Some(Answered::Made(made)))
}
