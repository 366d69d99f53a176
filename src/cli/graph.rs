//! `ast graph`: the topology as a picture.
//!
//! SVG is what everything shows, so it is what is drawn where nothing is said. A terminal shows no picture, and a
//! thousand lines of SVG there help nobody: it gets Mermaid, which a person can read and paste, and a line that says so.

use std::path::{Path, PathBuf};

use super::Status;
use super::accepted::Accepted;
use super::diff::{At, Loaded, unread};
use super::flags::Target;
use super::many::{Ended, one_or_many};
use super::session::{Failure, Session};
use super::settings::Flags;
use crate::options::Values;
use crate::output::Privacy;
use crate::plan::{BoundPlan, For};
use crate::project::Wanted;
use crate::text::one_line;
use crate::view::{self, Form, Picture};

/// How much of a path is shown.
const LONGEST_PATH: usize = 200;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast graph > graph.svg                  a picture that follows the reader's light or dark
  ast graph -o docs/graph.svg            the same, into a file that this command wrote before, or a new one
  ast graph --for cluster --host agent.example.com -o cluster.svg
  ast graph --format mermaid             for Markdown; `ast docs` keeps it up to date in a README
  ast graph --format dot | dot -Tpdf > graph.pdf
  ast graph --diff main -o change.svg    what a branch adds, removes and alters
  ast graph agents/ -o graph.svg         a picture in the folder of every project below

Exit status: 0 fine, 1 the spec has errors (what could be resolved is drawn, and no file is written), 2 wrong usage.")]
pub(super) struct Args {
    /// Specs, or the folders that they are in; a folder without a spec stands for those below it
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The form: svg, mermaid or dot; as the file's name ends unless said, else svg, and mermaid on a terminal
    #[arg(long, value_enum, value_name = "FORM", hide_possible_values = true)]
    format: Option<Word>,
    /// The file that is written, instead of standard output; of each of many projects, one below its folder
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Mark what changed since OLD, a revision, file or folder: the last commit unless said
    #[arg(long, value_name = "OLD", num_args = 0..=1, default_missing_value = "HEAD")]
    diff: Option<String>,
    /// Replace a file that this command did not write
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    flags: Flags<true>,
}

/// The forms by their names.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Word {
    Svg,
    Mermaid,
    Dot,
}

impl From<Word> for Form {
    fn from(word: Word) -> Self {
        match word {
            Word::Svg => Self::Svg,
            Word::Mermaid => Self::Mermaid,
            Word::Dot => Self::Dot,
        }
    }
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let meant = session.workspace().projects(&args.paths, false);
    if meant.is_many && args.output.as_ref().is_none_or(|file| file.is_absolute()) {
        let failure = Failure::new("pictures of many projects need a file in the folder of each");
        return Err(failure.help("name it below that folder, as in `-o graph.svg`"));
    }
    // A picture is all that is answered.
    one_or_many(&meant, false, session, || (), |wanted, session| one(wanted, args, session).map(Ended::from))
}

/// Draws one project.
fn one(wanted: &Wanted, args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let mut project = match Accepted::open(&wanted.found, &args.flags.settings(), Values::default(), session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    let options = project.loaded.options.clone();
    let plan = project.bind(args.target.target(), session);
    if let Err(status) = project.fits(&options, &plan, session) {
        return Ok(status);
    }
    project.advise(&options, &plan);
    project.tell(session);
    let is_shown = args.output.is_none() && session.io.terminal.stdout;
    let named = args.format.map(Form::from).or_else(|| args.output.as_deref().and_then(by_ending));
    let form = named.unwrap_or(if is_shown { Form::Mermaid } else { Form::Svg });
    let picture = match &args.diff {
        None => view::graph(&plan, form),
        Some(old) => changed(old, &project, args, form, session)?,
    };
    for note in &picture.notes {
        session.note(&format!("note: {note}\n"));
    }
    match &args.output {
        None => {
            session.print(&picture.text)?;
            if is_shown && named.is_none() {
                session.note(
                    "note: this is Mermaid, as a terminal shows no picture; `ast graph -o graph.svg` draws one\n",
                );
            }
        }
        Some(_) if project.status() != Status::Fine => {}
        Some(file) if session.project().is_some() => {
            let folder = Path::new(project.loaded.path()).parent().unwrap_or(Path::new(""));
            write(&folder.join(file), &picture.text, args.force, session)?;
        }
        Some(file) => write(file, &picture.text, args.force, session)?,
    }
    Ok(project.status())
}

/// Draws what changed. Both sides have the flags of what was generated there, under those that are given.
fn changed(
    old: &str,
    project: &Accepted,
    args: &Args,
    form: Form,
    session: &Session<'_, '_>,
) -> Result<Picture, Failure> {
    let flags = args.flags.settings();
    let spec = session.absolute(Path::new(project.loaded.path()));
    let (before, place) = At::named(old, &spec, session)?;
    let new = At::files(session).load(&spec, &flags)?;
    let old = before.load(&place, &flags)?;
    if let Some(file) = old.as_ref().and_then(|old| unread(&before, old)) {
        let failure =
            Failure::new(format!("`{}` can't be read, so nothing is compared", one_line(&file, LONGEST_PATH)));
        return Err(failure.help("`ast diff` says what is wrong with it"));
    }
    let Some(new) = bound(new.as_ref(), args) else {
        return Err(Failure::new("standard input has no earlier version"));
    };
    Ok(view::graph_of_change(bound(old.as_ref(), args), new, form))
}

/// The plan of a side that is drawn.
fn bound<'a>(side: Option<&'a Loaded>, args: &Args) -> Option<&'a BoundPlan> {
    let is_local = args.target.target() == For::Local;
    side.map(|side| if is_local { &side.local } else { &side.cluster })
}

/// The form that the name of a file says.
fn by_ending(file: &Path) -> Option<Form> {
    match file.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "svg" => Some(Form::Svg),
        "mmd" | "mermaid" => Some(Form::Mermaid),
        "dot" | "gv" => Some(Form::Dot),
        _ => None,
    }
}

/// Writes a picture, unless somebody else's file is there.
fn write(file: &Path, text: &str, is_forced: bool, session: &mut Session<'_, '_>) -> Result<(), Failure> {
    let shown = crate::project::shown(file);
    let held = session.hold(&session.absolute(file))?;
    let word = match held.content.as_deref() {
        Some(content) if content == text.as_bytes() => "unchanged",
        Some(content) if is_forced || view::is_picture(content) => "changed",
        None => "created",
        Some(_) => {
            let failure = Failure::new(format!("`{shown}` is there, and `ast graph` did not write it"));
            return Err(failure.help("name another file, or replace it with `--force`"));
        }
    };
    if word != "unchanged" {
        held.replace(text.as_bytes(), Privacy::Kept)?;
    }
    session.show(&format!("{word} {shown}\n"))
}
