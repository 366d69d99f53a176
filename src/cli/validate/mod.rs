//! `ast validate`: checks files, folders or standard input, and prints what is wrong.

mod checked;
mod follow;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::Status;
use super::reader::Reader;
use super::session::{Failure, Session};
use super::severities::Severities;
use super::threads::in_order;
use crate::diagnostic::render::{FORMATS, Format};
use crate::options::Settings;
use crate::project::Found;
use checked::{Checked, Look};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast validate                              the spec of this folder, or of the nearest folder above
  ast validate services/                    every spec under a folder
  ast validate --deny warnings              fail on warnings too
  ast validate --format json | jq .summary  for programs
  ast validate --format github              annotations on a pull request
  ast validate - < astropods.yml            standard input
  ast validate --watch .                    again at every save, only what it touches

A folder is searched for astropods.yml and astropods.yaml. Ignore files are respected; hidden folders, node_modules and \
links are skipped. A comment `# ast: ignore[code] reason` on a line, or above it, silences a finding there.")]
pub(super) struct Args {
    /// Specs, folders to search, or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are printed: human, short, json, sarif, github, gitlab or junit
    #[arg(long, value_name = "FORMAT", default_value = "human", hide_possible_values = true, value_parser = format())]
    format: &'static Format,
    /// The name of the file that comes from standard input
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<OsString>,
    /// Check again what a save touches, until Ctrl-C
    #[arg(long, conflicts_with = "stdin_filename")]
    watch: bool,
    #[command(flatten)]
    severities: Severities,
}

/// The format of a name; completions and errors know the others.
pub(super) fn format() -> impl TypedValueParser<Value = &'static Format> {
    let known = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(known).try_map(|name| Format::by_name(&name).ok_or("no such format"))
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Args { paths, format, stdin_filename, severities, .. } = args;
    let (flags, deny_warnings) = severities.add_to(Settings::default())?;
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::new("`-` is given twice").help("standard input can be read once"));
    }
    if args.watch {
        return follow::run(args, &flags, session);
    }
    let mut found = session.workspace().discover(paths);
    for found in &mut found {
        if let (Found::Stdin { name }, Some(given)) = (found, stdin_filename) {
            *name = PathBuf::from(given);
        }
    }
    let reader = Reader::new(&found, session);
    let look = Look { flags: &flags, form: format.form, style: session.style(), is_one: found.len() < 2 };
    let mut checked = Checked::new(format.form, look.style);
    in_order(&found, !reader.is_ordered(&found), |found| look.at(found, &reader).0, |seen| checked.add(seen));
    let (summary, failed) = (checked.summary, checked.failed);
    checked.print(deny_warnings, session)?;
    Ok(if failed {
        Status::Failed
    } else if summary.errors > 0 || (deny_warnings && summary.warnings > 0) {
        Status::Invalid
    } else {
        Status::Fine
    })
}
