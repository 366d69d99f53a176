//! `ast fix`: writes the corrections that `ast validate` offers.

mod answer;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub(super) use answer::Answer;
use answer::File;

use super::Status;
use super::flags::Output;
use super::load::{Verdict, load};
use super::reader::Reader;
use super::session::{Failure, Session};
use super::severities::Severities;
use super::threads::in_order;
use super::written::{Written, shown_diff};
use crate::compile::{Correction, Made};
use crate::diagnostic::render::human::{self, Style};
use crate::diagnostic::render::json::{self, Version};
use crate::diagnostic::render::{FileFindings, Summary};
use crate::diagnostic::{Applicability, Fix, Severity};
use crate::options::Settings;
use crate::output::OutputError;
use crate::project::Found;
use crate::text::one_line;

/// How much of a path is shown.
const LONGEST_PATH: usize = 200;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast fix                              the spec of this folder, or of the nearest folder above
  ast fix --diff services/             what would change in every spec under a folder; writes nothing
  ast fix --unsafe --diff              with guesses too, such as the nearest name
  ast fix - < astropods.yml > new.yml  standard input to standard output

A safe fix keeps the meaning, or gives the only meaning that the text can have; --unsafe makes guesses too. Everything \
outside of what is corrected stays byte for byte: comments, quotes, line breaks. --diff has stars for what may be a secret.

Exit status: 0 no error is left, 1 errors are left (with --diff also: something would change), 2 wrong usage or a file \
that can't be read or written.")]
pub(super) struct Args {
    /// Specs, folders to search, or `-` for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
    /// Make fixes that are guesses too
    #[arg(long = "unsafe")]
    with_unsafe: bool,
    /// The name of the file that comes from standard input
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<OsString>,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    severities: Severities,
}

/// A spec after its fixes.
struct Fixed {
    path: String,
    correction: Correction,
    before: Written,
    /// Whether its file is to be written.
    written: bool,
    is_stdin: bool,
}

impl Fixed {
    fn after(&self) -> &str {
        self.correction.compilation.source.text()
    }

    fn is_changed(&self) -> bool {
        self.before.text != self.after()
    }

    fn findings(&self) -> FileFindings<'_> {
        let compilation = &self.correction.compilation;
        FileFindings { path: &self.path, source: &compilation.source, report: &compilation.report }
    }
}

/// What is to be done with a spec, and what is to be told of it then.
struct Done {
    path: String,
    /// What its file holds, and what it is to hold.
    texts: Option<(String, String)>,
    told: Told,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (flags, deny_warnings) = args.severities.add_to(Settings::default())?;
    if args.paths.len() > 1 && args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new("`-` and other paths exclude each other").help("fix standard input alone"));
    }
    let mut found = session.workspace().discover(&args.paths);
    for found in &mut found {
        if let (Found::Stdin { name }, Some(given)) = (found, &args.stdin_filename) {
            *name = PathBuf::from(given);
        }
    }
    let reader = Reader::new(&found, session);
    let style = session.error_style();
    // What is named twice is read again once it is written.
    let is_shared = !reader.is_ordered(&found) && (args.diff || args.paths.len() < 2);
    let (mut told, mut unusable) = (Told::default(), Vec::new());
    let mut places = found.iter();
    let fix = |found: &Found| fix(args, found, &flags, &reader, style);
    in_order(&found, is_shared, fix, |done| {
        let file = places.next().and_then(Found::file).filter(|_| !args.diff);
        match done.map(|done| (write(&done, file, session), done)) {
            Ok((Ok(()), done)) => told.add(done.told),
            Ok((Err(error), done)) => unusable.push(Verdict::unwritable(&done.path, error)),
            Err(verdicts) => unusable.extend(verdicts),
        }
    });
    let summary = told.summary;
    let stale = args.diff && told.is_changed;
    let is_failed = !unusable.is_empty();
    told.end(args, &unusable, session)?;
    Ok(if is_failed {
        Status::Failed
    } else if summary.errors > 0 || stale || (deny_warnings && summary.warnings > 0) {
        Status::Invalid
    } else {
        Status::Fine
    })
}

/// Corrects one spec; what keeps it from being looked at is the error.
fn fix(args: &Args, found: &Found, flags: &Settings, reader: &Reader, style: Style) -> Result<Done, Vec<Verdict>> {
    let read = reader.read(found);
    let _turn = reader.turn(&read);
    let project = load(read, flags, reader).map_err(|verdict| vec![*verdict])?;
    if project.options_file.report.has_errors() {
        // With options that can't be read, nobody knows what is to be fixed.
        return Err(vec![project.options_file.into()]);
    }
    let (path, source) = (project.path().to_owned(), &project.compilation.source);
    let (is_text, before) = (source.invalid().is_none(), Written::of(source));
    // What is not UTF-8 was replaced while reading, and would be lost.
    let correction = if is_text {
        reader.workspace().correct(project, args.with_unsafe)
    } else {
        Correction { compilation: project.compilation, made: Vec::new(), is_complete: true }
    };
    let is_stdin = found.file().is_none();
    let mut fixed = Fixed { path, correction, before, written: false, is_stdin };
    fixed.written = !is_stdin && !args.diff && fixed.is_changed();
    let told = Told::of(args, &fixed, style);
    let Fixed { path, correction, before, written, .. } = fixed;
    let texts = written.then(|| (before.text, correction.compilation.source.text().to_owned()));
    Ok(Done { path, texts, told })
}

/// Writes the file of a spec, if there is something to write.
fn write(done: &Done, file: Option<&Path>, session: &mut Session<'_, '_>) -> Result<(), OutputError> {
    let Some(file) = file else { return Ok(()) };
    match &done.texts {
        Some((before, after)) => session.rewrite(file, before, after),
        None => session.clear_left_over(file),
    }
}

/// What is told of the files that were looked at. Of each, only that is kept: there can be tens of thousands.
#[derive(Default)]
struct Told {
    /// What was asked for: differences, or the text of standard input.
    result: String,
    /// The same for programs.
    files: Vec<File>,
    /// What was fixed.
    made: String,
    /// How many more fixes are guesses.
    guesses: usize,
    /// The findings that are left and worth telling, drawn, and how many there are.
    left: String,
    left_summary: Summary,
    /// Whether one of them shows a fix all the same: it would only bring others.
    has_fixes: bool,
    /// How many findings are left.
    summary: Summary,
    /// Whether a text is another one now.
    is_changed: bool,
}

impl Told {
    fn of(args: &Args, fixed: &Fixed, style: Style) -> Self {
        let findings = fixed.findings();
        let mut told = Self { summary: Summary::of(&[findings]), is_changed: fixed.is_changed(), ..Self::default() };
        if args.output.is_json() {
            told.files.push(File::of(fixed));
            return told;
        }
        told.result = result(args, fixed);
        if fixed.is_changed() {
            told.made = made(args, fixed);
        }
        if !fixed.correction.is_complete {
            told.made.push_str(&format!("{}: more may be left than one run fixes: run it again\n", fixed.path));
        }
        let is_guess = |fix: &Fix| fix.applicability == Applicability::Unsafe;
        let guesses = findings.report.iter().filter(|found| found.fixes.iter().any(is_guess));
        told.guesses = guesses.filter(|_| !args.with_unsafe).count();
        let mut worth_telling = findings.report.clone();
        worth_telling.retain(|found| found.severity != Severity::Advice);
        told.leave(&FileFindings { report: &worth_telling, ..findings }, style);
        told
    }

    fn add(&mut self, other: Self) {
        self.result.push_str(&other.result);
        self.files.extend(other.files);
        self.made.push_str(&other.made);
        self.guesses += other.guesses;
        self.left.push_str(&other.left);
        self.left_summary += other.left_summary;
        self.has_fixes |= other.has_fixes;
        self.summary += other.summary;
        self.is_changed |= other.is_changed;
    }

    fn leave(&mut self, findings: &FileFindings<'_>, style: Style) {
        self.left_summary += Summary::of(&[*findings]);
        self.left.push_str(&human::findings(findings, style));
        self.has_fixes |= findings.report.iter().any(|found| !found.fixes.is_empty());
    }

    /// Prints what was asked for, and says on standard error what was fixed, and what is left.
    fn end(mut self, args: &Args, unusable: &[Verdict], session: &mut Session<'_, '_>) -> Result<(), Failure> {
        if args.output.is_json() {
            let unusable: Vec<_> = unusable.iter().map(Verdict::findings).collect();
            self.summary += Summary::of(&unusable);
            self.files.extend(unusable.iter().map(File::unusable));
            let answer = Answer { version: Version, files: self.files, summary: self.summary };
            return session.print(&json::text(&answer));
        }
        session.print(&self.result)?;
        let mut text = std::mem::take(&mut self.made);
        if self.guesses > 0 {
            let (what, shown) = match self.guesses {
                1 => ("1 more fix is a guess".to_owned(), "it"),
                guesses => (format!("{guesses} more fixes are guesses"), "them"),
            };
            let place = match args.paths.as_slice() {
                [path] => format!(" {}", one_line(&path.to_string_lossy(), LONGEST_PATH)),
                _ => String::new(),
            };
            text.push_str(&format!("{what}: `ast fix --unsafe --diff{place}` shows {shown}\n"));
        }
        let is_idle = text.is_empty() && unusable.is_empty();
        for verdict in unusable {
            self.leave(&verdict.findings(), session.error_style());
        }
        if !self.left.is_empty() {
            text.push_str(&format!("{}{}\n", self.left, self.left_summary));
            let is_left = is_idle && !self.has_fixes;
            text.push_str(if is_left { "note: none of this has a fix; it is left to you\n" } else { "" });
        } else if text.is_empty() {
            text.push_str("nothing to fix\n");
        }
        session.note(&text);
        Ok(())
    }
}

/// What was asked for of a spec: its difference, or its text.
fn result(args: &Args, fixed: &Fixed) -> String {
    if args.diff {
        let after = fixed.correction.compilation.source.shown();
        shown_diff(&fixed.path, fixed.before.shown(), &after, fixed.is_changed())
    } else if fixed.is_stdin {
        fixed.after().to_owned()
    } else {
        String::new()
    }
}

/// What was fixed in a spec, a line each.
fn made(args: &Args, fixed: &Fixed) -> String {
    let word = if args.diff { "would fix" } else { "fixed" };
    let line = |made: &Made| {
        let (at, guess) = (made.at, if made.applicability == Applicability::Unsafe { " (a guess)" } else { "" });
        let (title, code) = (&made.title, made.code);
        format!("{word} {}:{}:{}: {title}{guess} [{code}]\n", fixed.path, at.line, at.column)
    };
    fixed.correction.made.iter().map(line).collect()
}
