//! What `ast init` answers: what was made, what it was seen in, and what comes next.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::Args;
use crate::cli::Status;
use crate::cli::git::would_be_committed;
use crate::cli::import::Left;
use crate::cli::session::{Failure, Session};
use crate::cli::unsaid::DOCKERFILES;
use crate::diagnostic::render::json::{self, Version};
use crate::disk::{Disk as _, EntryKind};
use crate::project::{NAMES, shown};
use crate::start::Address;
use crate::text::one_line;

/// The names of compose files, as Compose looks for them.
const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
/// The most characters of a variable's name that are shown.
const LONGEST: usize = 100;

/// `ast init --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "init")]
pub(in crate::cli) struct Answer {
    /// The version of the contract.
    pub(super) version: Version,
    /// The spec, with `/`.
    pub(super) path: String,
    /// The files that were written, with `/`; none where there was a spec.
    pub(super) created: Vec<String>,
    /// What of the spec was seen in the folder.
    pub(super) seen: Vec<Sign>,
    /// What of a compose file has no place in a spec.
    pub(super) lost: Vec<Left>,
    /// The Dockerfile that the agent is to be built by, where there is none yet.
    #[serde(skip)]
    pub(super) lacks: Option<String>,
    /// Whether the mock has something to answer.
    #[serde(skip)]
    pub(super) has_gateway: bool,
    /// What else there is to say to people, a line each.
    #[serde(skip)]
    pub(super) notes: Vec<String>,
}

impl Answer {
    /// Nothing was done for a spec.
    pub(super) fn of(spec: &Path) -> Self {
        Self {
            version: Version,
            path: shown(spec),
            created: Vec::new(),
            seen: Vec::new(),
            lost: Vec::new(),
            lacks: None,
            has_gateway: false,
            notes: Vec::new(),
        }
    }
}

/// A part of the spec, and what it was seen in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Sign {
    /// The part.
    pub(super) part: String,
    /// What it was seen in.
    pub(super) sign: String,
}

/// That a compose file lies in the folder, which only `--from` looks at.
pub(super) fn beside(folder: Option<&Path>, session: &Session<'_, '_>) -> Option<String> {
    let place = folder.unwrap_or(Path::new(""));
    let is_file = |name: &&&str| {
        let path = session.absolute(&place.join(name));
        session.disk().kind(&path).is_ok_and(|kind| kind == EntryKind::File)
    };
    let file = shown(&place.join(COMPOSE.iter().find(is_file)?));
    let folder = folder.map(|folder| format!("{} ", shown(folder))).unwrap_or_default();
    let spec = shown(&place.join(NAMES[0]));
    Some(format!(
        "note: `{file}` is not looked at: for a spec of all that it runs, remove `{spec}` and run \
         `ast init {folder}--from {file}`\n"
    ))
}

/// What to do with the address of a store that the code reads by a name of its own.
pub(super) fn elsewhere(Address { variable, store, given }: &Address) -> String {
    let variable = one_line(variable, LONGEST);
    format!(
        "note: `{variable}` became an input, and `knowledge.{store}` gives {}; a `localhost` in it is the agent's own \
         container: make the address of those in code, then `ast remove input {variable}`\n",
        given.join(", ")
    )
}

/// Tells what was made, and what comes next.
pub(super) fn end(args: &Args, answer: Answer, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.output.is_json() {
        session.print(&json::text(&answer))?;
        return Ok(Status::Fine);
    }
    let Answer { path, created, seen, lost, lacks, has_gateway, notes, .. } = answer;
    for Left { path, line, what, reason } in &lost {
        session.note(&format!("{path}:{line}: {what}: {reason}\n"));
    }
    if created.is_empty() {
        if !args.diff {
            session.note(&format!("nothing to do: `{path}` is there\n"));
        }
        return Ok(Status::Fine);
    }
    let columns = seen.iter().map(|sign| sign.part.chars().count()).max().unwrap_or_default().min(40);
    let lines: String = seen.iter().map(|Sign { part, sign }| format!("  {part:columns$}  {sign}\n")).collect();
    let created: String = created.iter().map(|path| format!("created {path}\n")).collect();
    session.note(&format!("{created}{lines}"));
    session.note(&notes.concat());
    let env = session.absolute(&Path::new(&path).with_file_name(".env"));
    if would_be_committed(&env) {
        session.note(
            "note: git would take `.env`, in which values and secrets are put: add a line `.env` to `.gitignore`\n",
        );
    }
    let named = args.folder.as_ref().filter(|folder| !folder.as_os_str().is_empty());
    let way = named.map(|folder| format!("`cd {}`, then ", shown(folder))).unwrap_or_default();
    let way =
        lacks.map_or(way.clone(), |file| format!("write `{file}`, by which the agent is built ({DOCKERFILES}); {way}"));
    let mock = if has_gateway { " --gateway mock" } else { "" };
    session.note(&format!("next: {way}`ast dev{mock}` runs it here, `ast plan` shows what it compiles to\n"));
    Ok(Status::Fine)
}
