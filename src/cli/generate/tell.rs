//! What a run says of the files, to people and to programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::Status;
use super::super::accepted::Accepted;
use super::super::session::{Failure, Session};
use super::Args;
use crate::diagnostic::render::json::{self, Finding, Version};
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

/// Says what would change, where nothing is written.
pub(super) fn looked(
    args: &Args,
    project: &Accepted,
    changes: &Changes,
    interrupted: bool,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    print(args, project, changes, false, session)?;
    let refused = changes.refused().next().is_some();
    Ok(if refused || interrupted || changes.is_stale() { Status::Invalid } else { Status::Fine })
}

/// Says what became of the files.
pub(super) fn written(
    args: &Args,
    project: &Accepted,
    changes: &Changes,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let refused = changes.refused().next().is_some();
    print(args, project, changes, !refused && changes.is_stale(), session)?;
    Ok(if refused { Status::Invalid } else { Status::Fine })
}

fn print(
    args: &Args,
    project: &Accepted,
    changes: &Changes,
    written: bool,
    session: &mut Session<'_, '_>,
) -> Result<(), Failure> {
    if args.output.is_json() {
        return session.print(&json::text(&Answer::of(project, &changes.files, written)));
    }
    if args.diff {
        session.print(&changes.diff())?;
    }
    tell(args, changes, session);
    Ok(())
}

/// Says on standard error what became of the files.
fn tell(args: &Args, changes: &Changes, session: &mut Session<'_, '_>) {
    let looks = args.check || args.diff;
    let refused = changes.refused().next().is_some();
    let mut text = String::new();
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
        let reason = change.reason.as_ref().filter(|_| change.status == Fate::Refused);
        text.push_str(&format!(
            "{word} {}{}\n",
            change.path,
            reason.map(|reason| format!(": {reason}")).unwrap_or_default()
        ));
    }
    let unchanged = changes.files.iter().filter(|change| change.status == Fate::Unchanged).count();
    if refused {
        text.push_str("nothing was written\n");
    } else if looks && changes.is_stale() {
        text.push_str("run `ast generate` to bring them up to date\n");
    } else if unchanged == changes.files.len() {
        let files = if unchanged == 1 { "file is" } else { "files are" };
        text.push_str(&format!("{unchanged} {files} up to date\n"));
    }
    session.note(&text);
}

/// `ast generate --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "generate")]
pub(in crate::cli) struct Answer<'a> {
    /// The version of the contract.
    version: Version,
    /// Whether anything was written: all of it, or nothing.
    written: bool,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    /// Every file, by path; none where the spec has errors.
    files: &'a [Change],
}

/// `ast generate --summary --format json`; of a spec with errors it is the answer of `ast generate`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "generate-summary")]
pub(in crate::cli) struct Summed<'a> {
    /// The version of the contract.
    version: Version,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
    /// What the deployment asks of a cluster.
    summary: &'a Footprint,
}

impl<'a> Answer<'a> {
    fn of(project: &Accepted, files: &'a [Change], written: bool) -> Self {
        Self { version: Version, written, diagnostics: project.findings(), files }
    }
}

impl<'a> Summed<'a> {
    pub(super) fn of(project: &Accepted, summary: &'a Footprint) -> Self {
        Self { version: Version, diagnostics: project.findings(), summary }
    }
}

/// A spec with errors, or with warnings that are denied, gives no files.
pub(super) fn refuse(args: &Args, project: &Accepted, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.output.is_json() {
        session.print(&json::text(&Answer::of(project, &[], false)))?;
    } else {
        project.tell(session);
        let errors = project.loaded.compilation.report.has_errors();
        let why = if errors { "the spec has errors" } else { "`--deny warnings` refuses its warnings" };
        session.note(&format!("nothing was written: {why}\n"));
    }
    Ok(Status::Invalid)
}

/// A check has nothing to hold the folder to.
pub(super) fn not_generated(
    args: &Args,
    project: &Accepted,
    why: &str,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    session.note(&format!("{why}\n  help: run `ast generate`, and commit what it writes\n"));
    if args.output.is_json() {
        session.print(&json::text(&Answer::of(project, &[], false)))?;
    }
    Ok(Status::Invalid)
}
