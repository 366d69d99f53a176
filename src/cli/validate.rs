//! `ast validate`: checks files, folders or standard input, and prints what is wrong.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::Status;
use super::load::{Verdict, load, verdicts};
use super::reader::Reader;
use super::session::{Failure, Session};
use super::severities::Severities;
use super::threads::in_order;
use crate::diagnostic::render::{FORMATS, Form, Format, Summary, human};
use crate::options::Settings;
use crate::project::Found;

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
    #[arg(long, value_name = "FORMAT", default_value = "human", hide_possible_values = true, value_parser = format())]
    format: &'static Format,
    /// The name of the file that comes from standard input
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<OsString>,
    #[command(flatten)]
    severities: Severities,
}

/// The format of a name; completions and errors know the others.
fn format() -> impl TypedValueParser<Value = &'static Format> {
    let known = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(known).try_map(|name| Format::by_name(&name).ok_or("no such format"))
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Args { paths, format, stdin_filename, severities } = args;
    let (flags, deny_warnings) = severities.add_to(Settings::default())?;
    if paths.iter().filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err(Failure::new("`-` is given twice").help("standard input can be read once"));
    }
    let mut found = session.workspace().discover(paths);
    for found in &mut found {
        if let (Found::Stdin { name }, Some(given)) = (found, stdin_filename) {
            *name = PathBuf::from(given);
        }
    }
    let reader = Reader::new(&found, session);
    let style = session.style();
    let check = |found: &Found| {
        let read = reader.read(found);
        let _turn = reader.turn(&read);
        let mut loaded = load(read, &flags, &reader);
        if let Ok(project) = &mut loaded {
            reader.workspace().foresee(project);
        }
        Checked::of(verdicts(loaded), format.form, style)
    };
    let mut checked = Checked::default();
    in_order(&found, !reader.is_ordered(&found), check, |one| checked.add(one));
    let Checked { summary, failed, .. } = checked;
    checked.print(format.form, deny_warnings, session)?;
    Ok(if failed {
        Status::Failed
    } else if summary.errors > 0 || (deny_warnings && summary.warnings > 0) {
        Status::Invalid
    } else {
        Status::Fine
    })
}

/// What is told of files. Of each, only what its format needs is kept: there can be tens of thousands.
#[derive(Default)]
struct Checked {
    summary: Summary,
    /// Whether one could not be used, which is not the spec's fault.
    failed: bool,
    /// The findings in a format that tells of one file after the other.
    text: String,
    /// The files for any other.
    verdicts: Vec<Verdict>,
    /// What is told of options that other projects have too, each with what it says.
    shared: Vec<(String, Self)>,
    /// What of that is told already.
    seen: BTreeSet<String>,
}

impl Checked {
    fn of(verdicts: impl Iterator<Item = Verdict>, form: Form, style: human::Style) -> Self {
        let mut all = Self::default();
        for verdict in verdicts {
            let findings = verdict.findings();
            let mut shared = verdict.says().map(|says| (says, Self::default()));
            let checked = shared.as_mut().map_or(&mut all, |(_, shared)| shared);
            checked.summary += Summary::of(&[findings]);
            checked.failed |= verdict.failed;
            match form {
                Form::Each(text, _) => checked.text.push_str(&text(&findings, style)),
                Form::All(_) => checked.verdicts.push(verdict),
            }
            all.shared.extend(shared);
        }
        all
    }

    fn add(&mut self, other: Self) {
        self.summary += other.summary;
        self.failed |= other.failed;
        self.text.push_str(&other.text);
        self.verdicts.extend(other.verdicts);
        for (says, shared) in other.shared {
            if self.seen.insert(says) {
                self.add(shared);
            }
        }
    }

    fn print(mut self, form: Form, deny_warnings: bool, session: &mut Session<'_, '_>) -> Result<(), Failure> {
        match form {
            Form::Each(_, end) => {
                self.text.push_str(&end(self.summary));
                session.show(&self.text)
            }
            Form::All(write) => {
                let files: Vec<_> = self.verdicts.iter().map(Verdict::findings).collect();
                session.print_from(|to| write(&files, deny_warnings, to))
            }
        }
    }
}
