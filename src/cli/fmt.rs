//! `ast fmt`: lays specs out evenly; what they say stays.

use std::path::PathBuf;

use serde_json::json;

use super::Status;
use super::discover::{Found, discover};
use super::flags::Output;
use super::load::{Verdict, load};
use super::session::{Failure, Session};
use super::written::{Written, shown_diff};
use crate::compile::{Facts, compile};
use crate::diagnostic::render::{human, json};
use crate::format::format;
use crate::options::Settings;
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
    let mut formatted: Vec<Formatted> = Vec::new();
    let mut unusable: Vec<Verdict> = Vec::new();
    for found in discover(&args.paths, &session.io.cwd, session.disk()) {
        let file = if let Found::Spec { file, .. } = &found { Some(file.clone()) } else { None };
        let loaded = match load(found, &Settings::default(), session).spec {
            Ok(loaded) => loaded,
            Err(verdict) => {
                unusable.push(verdict);
                continue;
            }
        };
        let source = loaded.compilation.source;
        let before = Written::of(&source);
        // A secret stands somewhere in it then too, and a text without one gets none.
        let read = |text| compile(Source::new(source.name(), text), |_| Facts::default(), &loaded.options).source;
        let is_seen = args.diff && before.hides();
        let known = |text| if is_seen { Written::of(&read(text)) } else { Written::plain(text) };
        let after = format(source.text()).map(known);
        let one = Formatted { path: loaded.path, after, before, is_stdin: file.is_none() };
        if let (Some(file), Ok(after)) = (file.filter(|_| !looks), &one.after) {
            let written = if one.is_changed() {
                session.rewrite(&file, &one.before.text, &after.text)
            } else {
                session.clear_left_over(&file)
            };
            if let Err(error) = written {
                unusable.push(Verdict::unwritable(&one.path, error));
                continue;
            }
        }
        formatted.push(one);
    }
    let text = if args.output.is_json() { answer(&formatted, looks) } else { result(args, &formatted) };
    session.print(&text)?;
    if !args.output.is_json() {
        tell(looks, &formatted, session);
    }
    let files: Vec<_> = unusable.iter().map(Verdict::findings).collect();
    if !files.is_empty() {
        let text = human::render(&files, session.error_style());
        session.note(&text);
    }
    let stale = looks && formatted.iter().any(Formatted::is_changed);
    Ok(if !unusable.is_empty() {
        Status::Failed
    } else if stale || formatted.iter().any(|one| one.after.is_err()) {
        Status::Invalid
    } else {
        Status::Fine
    })
}

/// What was asked for: differences, or the text of standard input.
fn result(args: &Args, formatted: &[Formatted]) -> String {
    let one = |one: &Formatted| {
        let after = one.after.as_ref().unwrap_or(&one.before);
        if args.diff {
            shown_diff(&one.path, one.before.shown(), after.shown(), one.is_changed())
        } else if one.is_stdin && !args.check {
            after.text.clone()
        } else {
            String::new()
        }
    };
    formatted.iter().map(one).collect()
}

/// Says on standard error what became of the specs.
fn tell(looks: bool, formatted: &[Formatted], session: &mut Session<'_, '_>) {
    let mut text = String::new();
    for one in formatted {
        match &one.after {
            Err(why) => text.push_str(&format!("{} is left as it is: {why}\n", one.path)),
            Ok(_) if !one.is_changed() => {}
            Ok(_) if looks => text.push_str(&format!("{} is laid out otherwise: run `ast fmt`\n", one.path)),
            Ok(_) => text.push_str(&format!("laid out {}\n", one.path)),
        }
    }
    if text.is_empty() && !formatted.is_empty() {
        text.push_str("nothing to lay out\n");
    }
    session.note(&text);
}

fn answer(formatted: &[Formatted], looks: bool) -> String {
    let one = |one: &Formatted| {
        json!({
            "path": one.path, "changed": one.is_changed(), "written": one.is_changed() && !looks && !one.is_stdin,
            "refused": one.after.as_ref().err(),
        })
    };
    json::text(&json!({ "version": json::VERSION, "files": formatted.iter().map(one).collect::<Vec<_>>() }))
}
