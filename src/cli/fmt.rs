//! `ast fmt`: lays specs out evenly; what they say stays.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::flags::Output;
use super::load::Verdict;
use super::reader::{Read, Reader};
use super::session::{Failure, Session};
use super::threads::in_order;
use super::written::{Written, shown_diff};
use crate::compile::{Facts, compile};
use crate::diagnostic::render::human;
use crate::diagnostic::render::json::{self, Version};
use crate::format::format;
use crate::options::Options;
use crate::output::OutputError;
use crate::project::Found;
use crate::source::Source;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast fmt                  the spec of this folder, or of the nearest folder above
  ast fmt --check .        fail where a spec under this folder is not laid out so (for CI)
  ast fmt --diff           what would change; writes nothing
  ast fmt - < astropods.yml

Comments, anchors and the order of keys stay. A spec that the layout would change the meaning of is left as it is, \
as is one of more than 128 KiB. --diff has stars for what may be a secret.

Exit status: 0 fine, 1 --check or --diff found a difference, or a spec was left as it is, 2 wrong usage or a file that \
can't be read or written.")]
pub(super) struct Args {
    /// Specs, folders to search, or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; fail where the layout differs
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    output: Output,
}

/// `ast fmt --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "fmt")]
pub(super) struct Answer {
    /// The version of the contract.
    version: Version,
    /// Every file that could be looked at.
    files: Vec<File>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct File {
    /// As given, with `/`.
    path: String,
    /// Whether it is laid out otherwise.
    changed: bool,
    /// Whether it was written.
    written: bool,
    /// Why the file stays as it is.
    refused: Option<&'static str>,
}

/// What became of a spec.
struct Formatted {
    path: String,
    before: Written,
    after: Result<Written, &'static str>,
    is_stdin: bool,
}

impl Formatted {
    fn is_changed(&self) -> bool {
        self.after.as_ref().is_ok_and(|after| after.text != self.before.text)
    }
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.paths.len() > 1 && args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new("`-` and other paths exclude each other").help("lay out standard input alone"));
    }
    let looks = args.check || args.diff;
    let found = session.workspace().discover(&args.paths);
    let reader = Reader::new(&found, session);
    // What is named twice is read again once it is written.
    let is_shared = !reader.is_ordered(&found) && (looks || args.paths.len() < 2);
    let (mut told, mut unusable) = (Told::default(), Vec::new());
    let mut places = found.iter();
    in_order(
        &found,
        is_shared,
        |found| lay_out(args, found, &reader),
        |one| {
            let file = places.next().and_then(Found::file).filter(|_| !looks);
            match one.map(|one| (write(&one, file, session), one)) {
                Ok((Ok(()), one)) => told.add(args, &one),
                Ok((Err(error), one)) => unusable.push(Verdict::unwritable(&one.path, error)),
                Err(verdict) => unusable.push(*verdict),
            }
        },
    );
    let (is_stale, is_refused) = (looks && told.is_changed, told.is_refused);
    told.end(args, session)?;
    let files: Vec<_> = unusable.iter().map(Verdict::findings).collect();
    if !files.is_empty() {
        let text = human::render(&files, session.error_style());
        session.note(&text);
    }
    Ok(if !unusable.is_empty() {
        Status::Failed
    } else if is_stale || is_refused {
        Status::Invalid
    } else {
        Status::Fine
    })
}

/// Lays one spec out, or says why it can't be read.
fn lay_out(args: &Args, found: &Found, reader: &Reader) -> Result<Formatted, Box<Verdict>> {
    let read = reader.read(found);
    let _turn = reader.turn(&read);
    let Read { path, bytes, .. } = read;
    let bytes = bytes.map_err(|message| Box::new(Verdict::unreadable(&path, &message)))?;
    // What may be a secret is known of a text that was compiled.
    let known = |source| Written::of(&compile(source, |_| Facts::default(), &Options::default()).source);
    let source = Source::from_bytes(&path, bytes);
    let before = if args.diff { known(source) } else { Written::plain(source.text().to_owned()) };
    // A secret stands somewhere in it then too, and a text without one gets none.
    let hides = before.hides();
    let seen = |text| if hides { known(Source::new(path.as_str(), text)) } else { Written::plain(text) };
    let after = format(&before.text).map(seen);
    Ok(Formatted { path, before, after, is_stdin: found.file().is_none() })
}

/// Writes the file of a spec that is laid out otherwise.
fn write(one: &Formatted, file: Option<&Path>, session: &mut Session<'_, '_>) -> Result<(), OutputError> {
    match (file, &one.after) {
        (Some(file), Ok(after)) if one.is_changed() => session.rewrite(file, &one.before.text, &after.text),
        (Some(file), Ok(_)) => session.clear_left_over(file),
        _ => Ok(()),
    }
}

/// What is told of the files that were looked at. Of each, only that is kept: there can be tens of thousands.
#[derive(Default)]
struct Told {
    /// What was asked for: differences, or the text of standard input.
    result: String,
    /// The same for programs.
    files: Vec<File>,
    /// What became of the specs.
    said: String,
    count: usize,
    is_changed: bool,
    /// Whether a spec was left as it is.
    is_refused: bool,
}

impl Told {
    fn add(&mut self, args: &Args, one: &Formatted) {
        let looks = args.check || args.diff;
        self.count += 1;
        self.is_changed |= one.is_changed();
        self.is_refused |= one.after.is_err();
        if args.output.is_json() {
            self.files.push(File {
                path: one.path.clone(),
                changed: one.is_changed(),
                written: one.is_changed() && !looks && !one.is_stdin,
                refused: one.after.as_ref().err().copied(),
            });
            return;
        }
        let after = one.after.as_ref().unwrap_or(&one.before);
        if args.diff {
            self.result.push_str(&shown_diff(&one.path, one.before.shown(), after.shown(), one.is_changed()));
        } else if one.is_stdin && !args.check {
            self.result.push_str(&after.text);
        }
        match &one.after {
            Err(why) => self.said.push_str(&format!("{} is left as it is: {why}\n", one.path)),
            Ok(_) if !one.is_changed() => {}
            Ok(_) if looks => self.said.push_str(&format!("{} is laid out otherwise: run `ast fmt`\n", one.path)),
            Ok(_) => self.said.push_str(&format!("laid out {}\n", one.path)),
        }
    }

    /// Prints what was asked for, and says on standard error what became of the specs.
    fn end(mut self, args: &Args, session: &mut Session<'_, '_>) -> Result<(), Failure> {
        if args.output.is_json() {
            return session.print(&json::text(&Answer { version: Version, files: self.files }));
        }
        session.print(&self.result)?;
        if self.said.is_empty() && self.count > 0 {
            self.said.push_str("nothing to lay out\n");
        }
        session.note(&self.said);
        Ok(())
    }
}
