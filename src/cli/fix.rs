//! `ast fix`: writes the corrections that `ast validate` offers.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Status;
use super::discover::{Found, discover};
use super::flags::Output;
use super::load::{Loaded, Verdict, load};
use super::session::{Failure, Session};
use super::severities::Severities;
use super::written::{Written, shown_diff};
use crate::compile::{Correction, correct};
use crate::diagnostic::render::{FileFindings, Summary, human, json};
use crate::diagnostic::{Applicability, Report, Severity};
use crate::folder::facts;
use crate::options::Settings;
use crate::output::OutputError;

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

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (flags, deny_warnings) = args.severities.add_to(Settings::default())?;
    if args.paths.len() > 1 && args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::new("`-` and other paths exclude each other").help("fix standard input alone"));
    }
    let mut fixed = Vec::new();
    let mut unusable: Vec<Verdict> = Vec::new();
    for mut found in discover(&args.paths, &session.io.cwd, session.disk()) {
        let file = match &mut found {
            Found::Spec { file, .. } => Some(file.clone()),
            Found::Stdin { name } => {
                *name = args.stdin_filename.as_ref().map_or_else(|| name.clone(), PathBuf::from);
                None
            }
            Found::Unusable { .. } => None,
        };
        let outcome = load(found, &flags, session);
        match outcome.spec {
            Ok(loaded) if outcome.options.as_ref().is_none_or(|options| !options.failed) => {
                let path = loaded.path.clone();
                match fix(args, loaded, file.as_deref(), session) {
                    Ok(one) => fixed.push(one),
                    Err(error) => unusable.push(Verdict::unwritable(&path, error)),
                }
            }
            // With options that can't be read, nobody knows what is to be fixed.
            spec => unusable.extend(spec.err().into_iter().chain(outcome.options)),
        }
    }
    let text = if args.output.is_json() { answer(&fixed, &unusable) } else { result(args, &fixed) };
    session.print(&text)?;
    tell(args, &fixed, &unusable, session);
    let files: Vec<_> = fixed.iter().map(Fixed::findings).collect();
    let summary = Summary::of(&files);
    let stale = args.diff && fixed.iter().any(Fixed::is_changed);
    Ok(if !unusable.is_empty() {
        Status::Failed
    } else if summary.errors > 0 || stale || (deny_warnings && summary.warnings > 0) {
        Status::Invalid
    } else {
        Status::Fine
    })
}

/// Corrects one spec, and writes it unless it is only looked at.
fn fix(args: &Args, loaded: Loaded, file: Option<&Path>, session: &mut Session<'_, '_>) -> Result<Fixed, OutputError> {
    let Loaded { path, folder, options, compilation, .. } = loaded;
    let is_text = compilation.source.invalid().is_none();
    let before = Written::of(&compilation.source);
    // What is not UTF-8 was replaced while reading, and would be lost.
    let correction = if is_text {
        correct(compilation, |spec| facts(spec, &folder, session.disk()), &options, args.with_unsafe)
    } else {
        Correction { compilation, made: Vec::new() }
    };
    let mut fixed = Fixed { path, correction, before, written: false, is_stdin: file.is_none() };
    if let Some(file) = file.filter(|_| !args.diff && fixed.is_changed()) {
        session.rewrite(file, &fixed.before.text, fixed.after())?;
        fixed.written = true;
    } else if let Some(file) = file.filter(|_| !args.diff) {
        session.clear_left_over(file)?;
    }
    Ok(fixed)
}

/// What was asked for: differences, or the text of standard input.
fn result(args: &Args, fixed: &[Fixed]) -> String {
    let one = |fixed: &Fixed| {
        if args.diff {
            let after = fixed.correction.compilation.source.shown();
            shown_diff(&fixed.path, fixed.before.shown(), &after, fixed.is_changed())
        } else if fixed.is_stdin {
            fixed.after().to_owned()
        } else {
            String::new()
        }
    };
    fixed.iter().map(one).collect()
}

/// Says on standard error what was fixed, and what is left.
fn tell(args: &Args, fixed: &[Fixed], unusable: &[Verdict], session: &mut Session<'_, '_>) {
    let mut text = String::new();
    if !args.output.is_json() {
        for fixed in fixed.iter().filter(|fixed| fixed.is_changed()) {
            let word = if args.diff { "would fix" } else { "fixed" };
            for made in &fixed.correction.made {
                let (at, guess) =
                    (made.at, if made.applicability == Applicability::Unsafe { " (a guess)" } else { "" });
                let (title, code) = (&made.title, made.code);
                text.push_str(&format!("{word} {}:{}:{}: {title}{guess} [{code}]\n", fixed.path, at.line, at.column));
            }
        }
        let guesses = fixed.iter().flat_map(|fixed| &fixed.correction.compilation.report);
        let guesses = guesses.filter(|found| found.fixes.iter().any(|fix| fix.applicability == Applicability::Unsafe));
        let guesses = guesses.filter(|_| !args.with_unsafe).count();
        if guesses > 0 {
            let (what, shown) = match guesses {
                1 => ("1 more fix is a guess".to_owned(), "it"),
                _ => (format!("{guesses} more fixes are guesses"), "them"),
            };
            text.push_str(&format!("{what}: `ast fix --unsafe --diff` shows {shown}\n"));
        }
    }
    let left: Vec<(&Fixed, Report)> = fixed.iter().map(|fixed| (fixed, worth_telling(fixed))).collect();
    let files = left.iter().map(|(fixed, report)| FileFindings { report, ..fixed.findings() });
    let files: Vec<_> = files.chain(unusable.iter().map(Verdict::findings)).collect();
    if !args.output.is_json() && files.iter().any(|file| file.report.iter().next().is_some()) {
        text.push_str(&human::render(&files, session.error_style()));
    } else if !args.output.is_json() && text.is_empty() {
        text.push_str("nothing to fix\n");
    }
    session.note(&text);
}

fn worth_telling(fixed: &Fixed) -> Report {
    let mut report = fixed.correction.compilation.report.clone();
    report.retain(|found| found.severity != Severity::Advice);
    report
}

fn answer(fixed: &[Fixed], unusable: &[Verdict]) -> String {
    let mut files: Vec<_> = fixed
        .iter()
        .map(|fixed| {
            let findings = fixed.findings();
            json!({
                "path": fixed.path, "changed": fixed.is_changed(), "written": fixed.written,
                "valid": !findings.report.has_errors(), "fixed": fixed.correction.made,
                "text": if fixed.is_stdin { Some(fixed.after()) } else { None },
                "diagnostics": json::findings(findings.path, findings.source, findings.report),
            })
        })
        .collect();
    files.extend(unusable.iter().map(|verdict| {
        let findings = verdict.findings();
        json!({
            "path": findings.path, "changed": false, "written": false, "valid": false, "fixed": [], "text": null,
            "diagnostics": json::findings(findings.path, findings.source, findings.report),
        })
    }));
    let all: Vec<_> = fixed.iter().map(Fixed::findings).chain(unusable.iter().map(Verdict::findings)).collect();
    json::text(&json!({ "version": json::VERSION, "files": files, "summary": Summary::of(&all) }))
}
