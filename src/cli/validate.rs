//! `ast validate`: checks files, folders or standard input, and prints what is wrong.

use std::ffi::OsString;
use std::path::PathBuf;

use super::Status;
use super::discover::{Found, discover};
use super::load::{Verdict, load};
use super::session::{Failure, Session};
use super::severities::Severities;
use crate::diagnostic::render::{FileFindings, Summary, github, gitlab, human, json, junit, sarif, short};
use crate::options::Settings;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast validate                              the spec of this folder, or of the nearest folder above
  ast validate services/                    every spec under a folder
  ast validate --deny warnings              fail on warnings too
  ast validate --format json | jq .summary  for programs
  ast validate --format github              annotations on a pull request
  ast validate - < astropods.yml            standard input

A folder is searched for astropods.yml and astropods.yaml. Ignore files are respected; hidden folders, node_modules and \
links are skipped. A comment `# ast: ignore[code] reason` on a line, or above it, silences a finding there.")]
pub(super) struct Args {
    /// Specs, folders to search, or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed: human, short, json, sarif, github, gitlab or junit
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    format: Format,
    /// The name of the file that comes from standard input
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<OsString>,
    #[command(flatten)]
    severities: Severities,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Short,
    Json,
    /// SARIF 2.1.0, with fixes.
    Sarif,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    Junit,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Args { paths, format, stdin_filename, severities } = args;
    let (flags, deny_warnings) = severities.add_to(Settings::default())?;
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::new("`-` is given twice").help("standard input can be read once"));
    }
    let mut verdicts: Vec<Verdict> = Vec::new();
    for mut found in discover(paths, &session.io.cwd, session.disk()) {
        if let (Found::Stdin { name }, Some(given)) = (&mut found, stdin_filename.as_ref()) {
            *name = PathBuf::from(given);
        }
        verdicts.extend(load(found, &flags, session).verdicts());
    }
    let files: Vec<_> = verdicts.iter().map(Verdict::findings).collect();
    match format {
        Format::Human => session.show(&human::render(&files, session.style()))?,
        Format::Short => session.show(&short::render(&files))?,
        Format::Github => session.show(&github::render(&files))?,
        Format::Json => session.print_from(|to| json::write(&json::output(&files), to))?,
        Format::Sarif => session.print_from(|to| json::write(&sarif::log(&files), to))?,
        Format::Gitlab => session.print(&gitlab::render(&files))?,
        Format::Junit => session.print(&junit::render(&files, deny_warnings))?,
    }
    Ok(status(&verdicts, &files, deny_warnings))
}

fn status(verdicts: &[Verdict], files: &[FileFindings<'_>], deny_warnings: bool) -> Status {
    let summary = Summary::of(files);
    if verdicts.iter().any(|verdict| verdict.failed) {
        Status::Failed
    } else if summary.errors > 0 || (deny_warnings && summary.warnings > 0) {
        Status::Invalid
    } else {
        Status::Fine
    }
}
