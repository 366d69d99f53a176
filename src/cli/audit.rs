//! `ast audit`: what the code of each container reads of its environment, held against what the plan gives it.

mod insert;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::load::{Verdict, load, verdicts};
use super::reader::Reader;
use super::session::{Failure, Session};
use super::severities::Severities;
use super::threads::in_order;
use super::validate::format;
use crate::audit::{Audit, FileReport, Limits, Looked, Skipped, Survey, Task, Told, judge, survey, unread};
use crate::diagnostic::render::json::{self, Finding, Version};
use crate::diagnostic::render::{FileFindings, Form, Format, Summary, human};
use crate::options::Settings;
use crate::project::{Found, Project, shown};
use crate::text::one_line;

/// How much of a path and of a reason is shown.
const LONGEST: usize = 200;
/// How many files that were not read are named.
const MOST_TOLD: usize = 10;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast audit                          the code of this folder's project, or of the nearest one above
  ast audit agents/                  of every project under a folder
  ast audit --format json | jq '.projects[].reads[].name'
  ast audit --format github          annotations on a pull request
  ast audit --fix                    add inputs to the spec for what the code reads and nobody can set
  ast audit --deny undeclared-variable    what has a default has to be declared too

The sources are those that each image is built of: what its Dockerfile copies, without what .dockerignore and ignore \
files leave out, tests and vendored code. They are read and never run. A comment `# ast: ignore[code] reason` on a line \
of the code, or above it, silences a finding there; `[rules]` in `ast.toml` sets severities.

Exit status: 0 no error, 1 the code needs what nothing gives, or a spec has errors, 2 wrong usage or a file that can't \
be read.")]
pub(super) struct Args {
    /// Specs, or folders to search
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed: human, short, json, sarif, github, gitlab or junit
    #[arg(long, value_name = "FORMAT", default_value = "human", hide_possible_values = true, value_parser = format())]
    format: &'static Format,
    /// Add inputs to the spec for what the code reads and nobody can set
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    severities: Severities,
}

/// `ast audit --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "audit")]
pub(super) struct Answer {
    /// The version of the contract.
    version: Version,
    /// Every project, in the order of the paths.
    projects: Vec<One>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct One {
    /// The spec, as given or below what was given, with `/`.
    path: String,
    /// What its code reads, by container, file and place.
    reads: Vec<Told>,
    /// What there is to say of the code.
    diagnostics: Vec<InFile>,
    /// The containers of whose code nothing is read.
    skipped: Vec<Skipped>,
}

/// A finding in a file of the project.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct InFile {
    /// The file, below the project's folder, with `/`.
    file: String,
    #[serde(flatten)]
    finding: Finding,
}

/// What was found in all projects.
#[derive(Default)]
struct Seen {
    all: Vec<(String, Audit)>,
    status: Option<Status>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (flags, deny_warnings) = args.severities.add_to(Settings::default())?;
    let found = session.workspace().discover(&args.paths);
    let reader = Reader::new(&found, session);
    let mut seen = Seen::default();
    for found in &found {
        if let Found::Stdin { .. } = found {
            return Err(Failure::new("the code of standard input is nowhere").help("name the spec, or its folder"));
        }
        match load(reader.read(found), &flags, &reader) {
            Ok(project) => {
                if seen.one(project, args.fix, &reader, session)? {
                    // What is left is told of the spec as it is now.
                    match load(reader.read(found), &flags, &reader) {
                        Ok(project) => {
                            seen.one(project, false, &reader, session)?;
                        }
                        Err(verdict) => tell(&verdict, session),
                    }
                }
            }
            Err(verdict) => {
                tell(&verdict, session);
                seen.worse(Status::Failed);
            }
        }
    }
    let summary = print(&seen, args.format, deny_warnings, session)?;
    let is_faulty = summary.errors > 0 || (deny_warnings && summary.warnings > 0);
    let of_code = if is_faulty { Status::Invalid } else { Status::Fine };
    Ok(seen.status.map_or(of_code, |status| status.max(of_code)))
}

impl Seen {
    fn worse(&mut self, status: Status) {
        self.status = self.status.max(Some(status));
    }

    /// Audits one project. One that has errors has no plan to hold its code against.
    ///
    /// True where inputs were added, and what is told is of a spec as it was.
    fn one(
        &mut self,
        project: Project,
        fix: bool,
        reader: &Reader,
        session: &mut Session<'_, '_>,
    ) -> Result<bool, Failure> {
        if project.compilation.report.has_errors() || project.options_file.report.has_errors() {
            self.worse(Status::Invalid);
            for verdict in verdicts(Ok(project)) {
                tell(&verdict, session);
            }
            return Ok(false);
        }
        let audit = audit(&project, reader);
        if fix && insert::insert(&project, &audit.wanted, session)? {
            return Ok(true);
        }
        for Skipped { container, reason } in audit.skipped.iter().take(MOST_TOLD) {
            let (spec, container) = (one_line(project.path(), LONGEST), one_line(container, LONGEST));
            session.note(&format!(
                "note: `{spec}`: no code of `{container}` is read: {}\n",
                one_line(reason, 2 * LONGEST)
            ));
        }
        for (path, why) in audit.problems.iter().take(MOST_TOLD) {
            let (path, why) = (one_line(path, LONGEST), one_line(why, LONGEST));
            session.note(&format!("warning: `{path}` is not looked at: {why}\n"));
        }
        if audit.problems.len() > MOST_TOLD {
            session.note(&format!("warning: {} more are not looked at\n", audit.problems.len() - MOST_TOLD));
        }
        self.all.push((project.path().to_owned(), audit));
        Ok(false)
    }
}

/// Reads the sources of a project by as many threads as there are cores, and compares.
fn audit(project: &Project, reader: &Reader) -> Audit {
    let disk = reader.workspace().disk();
    let survey = survey(Task::of(project), Limits::COMMAND, disk);
    let none = std::collections::BTreeMap::new();
    let mut looked: Vec<Looked> = Vec::new();
    in_order(&survey.files, true, |path| survey.look(path, &none, disk), |one| looked.push(one));
    let helpers = Survey::helpers(&looked);
    if !helpers.is_empty() {
        // Files that call what another one has.
        looked.clear();
        in_order(&survey.files, true, |path| survey.look(path, &helpers, disk), |one| looked.push(one));
    }
    let mut audit = judge(&survey, &looked, &project.options.settings.rules);
    audit.files.extend(unread(project, &survey, &looked));
    audit
}

/// Tells what is wrong with a spec on standard error.
fn tell(verdict: &Verdict, session: &mut Session<'_, '_>) {
    let text = human::render(&[verdict.findings()], session.error_style());
    session.tell(&text);
}

fn print(seen: &Seen, format: &Format, deny_warnings: bool, session: &mut Session<'_, '_>) -> Result<Summary, Failure> {
    let style = session.style();
    // A finding stands at the file's path as it is seen from here.
    let paths: Vec<String> =
        seen.all.iter().flat_map(|(spec, audit)| audit.files.iter().map(|file| at(spec, file))).collect();
    let files = seen.all.iter().flat_map(|(_, audit)| &audit.files).zip(&paths);
    let files: Vec<FileFindings<'_>> =
        files.map(|(file, path)| FileFindings { path, source: &file.source, report: &file.report }).collect();
    let mut summary = Summary::of(&files);
    summary.files = seen.all.iter().map(|(_, audit)| audit.sources).sum();
    match format.form {
        _ if format.name == "json" => {
            let projects = seen.all.iter().map(|(path, audit)| One {
                path: path.clone(),
                reads: audit.reads.clone(),
                diagnostics: audit.files.iter().flat_map(in_file).collect(),
                skipped: audit.skipped.clone(),
            });
            session.print(&json::text(&Answer { version: Version, projects: projects.collect() }))?;
        }
        Form::Each(draw, end) => {
            let mut text: String = files.iter().map(|file| draw(file, file.all(), style)).collect();
            // Of no code nothing is said, and least that nothing is wrong with it.
            let end = end(summary);
            if summary.files > 0 || !text.is_empty() {
                text.push_str(&end);
            }
            // A line for each finding is one on a terminal too.
            if end.is_empty() { session.show_lines(&text)? } else { session.show(&text)? }
        }
        Form::All(write) => session.print_from(|to| write(&files, deny_warnings, to))?,
    }
    Ok(summary)
}

fn at(spec: &str, file: &FileReport) -> String {
    Path::new(spec).parent().map_or_else(|| file.path.clone(), |folder| shown(&folder.join(&file.path)))
}

fn in_file(file: &FileReport) -> Vec<InFile> {
    let findings = json::findings(&file.path, &file.source, &file.report).into_iter();
    findings.map(|finding| InFile { file: file.path.clone(), finding }).collect()
}
