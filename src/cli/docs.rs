//! `ast docs`: what a README says of the project, between two marks.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::accepted::Accepted;
use super::flags::Output;
use super::load::read_text;
use super::session::{Failure, Session};
use crate::diagnostic::render::json::{self, Finding, Version};
use crate::document::LARGEST_FILE;
use crate::options::{Settings, Values};
use crate::output::Privacy;
use crate::plan::For;
use crate::view::docs::{BEGIN, END, append, between, docs};

/// The file that is written unless another is named.
const README: &str = "README.md";

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast docs                     components, variables and how to run, in README.md beside the spec
  ast docs --append            the same, for a file that has no marks yet, or is not there
  ast docs docs/agent.md
  ast docs --check             fail where the file is not up to date (for CI)

What is written stands between two lines of the file, and everything outside of them stays byte for byte:

  <!-- ast docs begin -->
  <!-- ast docs end -->

It is made for a run on this machine, of the spec and `ast.toml` alone. It never holds a secret.

Exit status: 0 fine, 1 the spec has errors, or with --check the file is not up to date, 2 wrong usage, or a file that \
has no marks or can't be written.")]
pub(super) struct Args {
    /// The Markdown file; `README.md` beside the spec unless named
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The spec, or the folder that it is in
    #[arg(long, value_name = "PATH")]
    spec: Option<PathBuf>,
    /// Add the marks at the end of a file that has none
    #[arg(long)]
    append: bool,
    /// Write nothing; fail where the file is not up to date
    #[arg(long, conflicts_with = "append")]
    check: bool,
    #[command(flatten)]
    output: Output,
}

/// `ast docs --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "docs")]
pub(super) struct Answer<'a> {
    /// The version of the contract.
    version: Version,
    /// The Markdown file, as messages show it.
    file: &'a str,
    /// Whether it was written.
    written: bool,
    /// What it is, or became; nothing where the spec has errors.
    status: Option<Fate>,
    /// What there is to say of the spec.
    diagnostics: Vec<Finding>,
}

/// What a file is, or became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Fate {
    /// It was not there.
    Created,
    /// It was, or would be, written anew.
    Changed,
    /// It is up to date.
    Unchanged,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let project = match Accepted::load(args.spec.as_deref(), &Settings::default(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let (shown, path) = match &args.file {
        Some(file) => (crate::project::shown(file), session.absolute(file)),
        None => {
            let beside = Path::new(project.loaded.path()).with_file_name(README);
            (crate::project::shown(&beside), project.folder().join(README))
        }
    };
    if !args.output.is_json() {
        project.tell(session);
    }
    let mut fate = None;
    if project.status() == Status::Fine {
        let plan = project.bind(For::Local, session);
        let compose = project.loaded.options.settings.compose.file();
        let part = |level| docs(&plan, level, compose.as_str());
        let found = if args.check {
            let before = read_text(&path, session)?;
            let after = page(Some(&before), &shown, args, part)?;
            if before == after { Fate::Unchanged } else { Fate::Changed }
        } else {
            write(&path, &shown, args, part, session)?
        };
        fate = Some(found);
    }
    let is_stale = args.check && fate.is_some_and(|fate| fate != Fate::Unchanged);
    if args.output.is_json() {
        let written = !args.check && fate.is_some_and(|fate| fate != Fate::Unchanged);
        let diagnostics = project.findings();
        session.print(&json::text(&Answer { version: Version, file: &shown, written, status: fate, diagnostics }))?;
    } else if let Some(fate) = fate {
        session.show(&match fate {
            Fate::Unchanged => format!("{shown} is up to date\n"),
            _ if args.check => format!("{shown} is not up to date: run `ast docs`\n"),
            Fate::Created => format!("created {shown}\n"),
            Fate::Changed => format!("changed {shown}\n"),
        })?;
    }
    Ok(if is_stale { Status::Invalid } else { project.status() })
}

/// Writes the part into the file that has marks for it.
fn write(
    path: &Path,
    shown: &str,
    args: &Args,
    part: impl Fn(usize) -> String,
    session: &mut Session<'_, '_>,
) -> Result<Fate, Failure> {
    let held = session.hold(path)?;
    let before = held.content.as_deref().map(str::from_utf8).transpose();
    let before = before.map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))?;
    let after = page(before, shown, args, part)?;
    if before == Some(after.as_str()) {
        return Ok(Fate::Unchanged);
    }
    held.replace(after.as_bytes(), Privacy::Kept)?;
    Ok(if before.is_none() { Fate::Created } else { Fate::Changed })
}

/// A page with the part that it should have; none where the file is not there.
fn page(before: Option<&str>, shown: &str, args: &Args, part: impl Fn(usize) -> String) -> Result<String, Failure> {
    let text = before.unwrap_or_default();
    let unfit = |why: String| Failure::new(format!("`{shown}` can't hold what `ast docs` writes: {why}"));
    let with_marks;
    let found = match between(text).map_err(unfit)? {
        None if args.append => {
            with_marks = append(text);
            between(&with_marks).map_err(unfit)?
        }
        found => found,
    };
    let Some(found) = found else {
        let why = if before.is_some() { "has no marks" } else { "is not there" };
        let help = format!("add `{BEGIN}` and `{END}`, each on a line of its own, or run `ast docs --append`");
        return Err(Failure::new(format!("`{shown}` {why}")).help(help));
    };
    let after = found.with(&part(found.level));
    if after.len() > LARGEST_FILE {
        return Err(Failure::new(format!("`{shown}` would have more than 4 MiB")));
    }
    Ok(after)
}
