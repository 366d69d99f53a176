//! What `ast add`, `ast remove` and `ast rename` have in common: the change is compiled, told with its cost, and kept only
//! where the project still validates.

mod answer;

use std::path::{Path, PathBuf};

use answer::Answer;
pub(super) use answer::{AddIngestion, AddInput, AddIntegration, AddKnowledge, AddModel, AddProvider, Remove, Rename};

use super::Status;
use super::accepted::tell;
use super::callers::{Uncalled, client_code, told, uncalled};
use super::diff::{Loaded, Touched, for_people, renamed, touched, without_secrets};
use super::flags::Output;
use super::load::load;
use super::moved::{Gone, Moved, is_named};
use super::reader::Reader;
use super::readers::{self, Stale, unread};
use super::session::{Failure, Session};

use super::written::{Written, shown_diff};
use crate::compile::Compilation;
use crate::delta::{Change, Where, changes};
use crate::diagnostic::render::FileFindings;
use crate::diagnostic::render::json::{self, Finding, Version};
use crate::diagnostic::{Report, Severity};
use crate::disk::Disk as _;
use crate::options::Settings;
use crate::output::MANIFEST;
use crate::project::{Draft, Found, OPTIONS_FILE, Project, Workspace, shown};
use crate::revise::{Kind, Refusal, Renamed};
use crate::source::Source;
use crate::text::one_line;
use crate::view::{Changed, changed};

/// How much of a path is shown in a line.
const LONGEST: usize = 200;

/// What each of the three takes.
#[derive(Debug, clap::Args)]
pub(super) struct Asked {
    /// The spec, or the folder that it is in; the nearest one unless said
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
    #[command(flatten)]
    output: Output,
}

impl Asked {
    /// Whether a program asks.
    pub(super) fn is_json(&self) -> bool {
        self.output.is_json()
    }
}

/// What can be added, removed or renamed, as arguments say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum What {
    #[value(alias = "models")]
    Model,
    Knowledge,
    #[value(alias = "integrations")]
    Integration,
    Ingestion,
    #[value(alias = "providers")]
    Provider,
    #[value(alias = "inputs")]
    Input,
}

impl What {
    pub(super) fn kind(self) -> Kind {
        Kind::ALL[self as usize]
    }
}

/// A text of the user's, and what is to become of it.
struct Edited {
    file: PathBuf,
    before: Written,
    after: String,
}

/// Makes a change of the spec and of the options beside it, and says `done` of it.
pub(super) fn perform(
    asked: &Asked,
    done: &str,
    moved: Moved<'_>,
    session: &mut Session<'_, '_>,
    change: impl FnOnce(&Compilation, &str) -> Result<Renamed, Refusal>,
) -> Result<Status, Failure> {
    let found = session.workspace().discover_one(asked.path.as_deref());
    let file = match &found {
        Found::Spec { file, .. } => file.clone(),
        Found::Stdin { .. } => return Err(Failure::new("standard input can't be changed").help("name a file")),
        Found::Unusable { path, message, below } => {
            let failure = Failure::new(format!("{path}: {message}"));
            let below = below.first().and_then(|spec| spec.parent()).map(shown);
            return Err(match below {
                Some(folder) => {
                    failure.help(format!("name the project at the end, as in `{}`", one_line(&folder, LONGEST)))
                }
                None => failure,
            });
        }
    };
    let reader = Reader::new(std::slice::from_ref(&found), session);
    let before = match load(reader.read(&found), &Settings::default(), &reader) {
        Ok(project) => project,
        Err(verdict) => {
            tell(verdict.findings(), session);
            return Ok(Status::Failed);
        }
    };
    let options = options_text(&before, session);
    let changed = change(&before.compilation, options.as_deref().unwrap_or_default());
    let Renamed { spec, options: new_options } = changed.map_err(|why| Failure::new(why.message).help(why.help))?;
    let was = Written::of(&before.compilation.source);
    let mut edited = vec![Edited { file: file.clone(), before: was, after: spec }];
    if let (Some(old), Some(new)) = (options, new_options) {
        let file = file.with_file_name(OPTIONS_FILE);
        edited.push(Edited { file, before: Written::plain(old), after: new });
    }
    Revision::of(edited, before, moved, session).finish(asked, done, session)
}

/// A change, and what it gives.
struct Revision {
    /// The spec, and the options where they are changed too.
    edited: Vec<Edited>,
    /// What may be shown of the spec after it.
    shown: String,
    is_sound: bool,
    diagnostics: Vec<Finding>,
    /// What there is to say of the files that was not said before.
    news: Vec<(String, Source, Report)>,
    changes: Vec<Change>,
    /// The user's own files that no longer fit after it.
    touched: Vec<Touched>,
    client: Vec<Uncalled>,
    reads: Vec<Stale>,
    /// Whether the project could be read whole before.
    was_whole: bool,
    /// Whether there is client code.
    has_client: bool,
    /// What options that are not this project's alone still name, in words.
    leftover: Option<String>,
}

impl Revision {
    fn of(edited: Vec<Edited>, before: Project, moved: Moved<'_>, session: &Session<'_, '_>) -> Self {
        let texts = edited.iter().map(|edited| (session.absolute(&edited.file), edited.after.clone())).collect();
        let now = session.shared_workspace();
        let cwd = session.absolute(Path::new(""));
        let workspace = Workspace::new(Draft::new(now.disk(), texts), cwd, now.config().map(Path::to_owned));
        let source = edited.first().map(|spec| Source::new(shown(&spec.file), spec.after.as_str()));
        let file = edited.first().map(|spec| spec.file.clone()).unwrap_or_default();
        let source = source.unwrap_or_else(|| Source::new("", ""));
        let mut after = workspace.project(&file, source, None, &Settings::default());
        after.fit();
        let diagnostics = json::findings(after.path(), &after.compilation.source, &after.compilation.report);
        let is_sound = !after.compilation.report.has_errors() && !after.options_file.report.has_errors();
        let leftover = moved.gone.filter(|gone| is_named(&after.options.settings, *gone)).map(|gone| {
            let (Gone::Container(name) | Gone::Value(name)) = gone;
            let file = after.shared_options().unwrap_or_else(|| after.options_file.path.clone());
            format!("warning: `{}`, which other projects share, still names `{name}`\n", one_line(&file, LONGEST))
        });
        let (shown, news) = (after.compilation.source.shown().into_owned(), news(&before, &after));
        let client = if is_sound {
            uncalled(
                client_code(&before, session),
                &client_code(&after, session),
                moved.renamed,
                &before.folder,
                session,
            )
        } else {
            Vec::new()
        };
        let folder = before.folder.clone();
        let (before, after) = (Loaded::of(before, &now), Loaded::of(after, &workspace));
        let seen = [Where::Local, Where::Cluster, Where::Client];
        let changes = changes(Some(before.side()), Some(after.side()), &seen).into_iter();
        let changes = changes
            .map(|change| without_secrets(change, &[&before.compilation.source, &after.compilation.source]))
            .collect();
        let (was_whole, has_client) = (before.is_whole, before.has_client());
        let input = moved.variable.and_then(|(name, new)| Some((name.to_owned(), new?.to_owned())));
        let called: Vec<(String, String)> = input.into_iter().chain(renamed(&before, &after)).collect();
        let touched =
            if was_whole && after.is_whole { touched(&before, &after, &called, workspace.disk()) } else { Vec::new() };
        let (input, plans) = (moved.variable.map(|(name, _)| name), [&before.local, &after.local]);
        let reads = if is_sound { unread(input, plans, &called, &folder, session) } else { Vec::new() };
        Self {
            edited,
            shown,
            is_sound,
            diagnostics,
            news,
            changes,
            touched,
            client,
            reads,
            was_whole,
            has_client,
            leftover,
        }
    }

    /// Writes it where it is sound and wanted, and tells of it.
    fn finish(self, asked: &Asked, done: &str, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
        let written = self.is_sound && !asked.diff;
        if written {
            write(&self.edited, session)?;
        }
        let status = if self.is_sound { Status::Fine } else { Status::Invalid };
        let files: Vec<String> = self.edited.iter().map(|edited| shown(&edited.file)).collect();
        let path = files.first().cloned().unwrap_or_default();
        if asked.output.is_json() {
            let Self { diagnostics, changes, touched, client, reads, .. } = self;
            session.print(&json::text(&Answer {
                version: Version,
                path,
                written,
                files,
                diagnostics,
                changes,
                touched,
                client,
                reads,
            }))?;
            return Ok(status);
        }
        for (path, source, report) in &self.news {
            tell(FileFindings { path, source, report }, session);
        }
        if !self.is_sound {
            session.note("nothing was changed: the project would not validate\n");
            return Ok(status);
        }
        session.note(self.leftover.as_deref().unwrap_or_default());
        let touched = self.touched.iter().map(|touched| (touched.path.as_str(), touched.message.as_str())).collect();
        let cost = changed(&[Changed {
            path: &path,
            changes: &for_people(&self.changes, self.has_client),
            files: touched,
            complete: self.was_whole,
            faults: Vec::new(),
        }]);
        if written {
            session.note(&format!("{done} in {}\n", files.join(" and ")));
            session.show(&cost)?;
            session.show_lines(&self.calls())?;
            let manifest = self.edited.first().map(|spec| spec.file.with_file_name(MANIFEST));
            if manifest.is_some_and(|path| session.disk().kind(&session.absolute(&path)).is_ok()) {
                session.note("next: `ast generate` brings the generated files up to date\n");
            }
            return Ok(status);
        }
        for (at, Edited { before, after, .. }) in self.edited.iter().enumerate() {
            let after = if at == 0 { &self.shown } else { after };
            session.print(&shown_diff(&files[at], before.shown(), after, true))?;
        }
        session.note(&cost);
        session.note(&self.calls());
        Ok(status)
    }

    /// Where code has what is there no more.
    fn calls(&self) -> String {
        told(&self.client) + &readers::told(&self.reads)
    }
}

/// The text of the options beside the spec, where they are the ones that hold.
fn options_text(project: &Project, session: &Session<'_, '_>) -> Option<String> {
    if project.options.is_above() || session.workspace().config().is_some() {
        return None;
    }
    String::from_utf8(session.disk().read(&project.folder.join(OPTIONS_FILE)).ok()?).ok()
}

/// What there is to say of the files after the change that was not said before: errors all, warnings where they are new.
fn news(before: &Project, after: &Project) -> Vec<(String, Source, Report)> {
    let known: Vec<_> = before.compilation.report.iter().map(|found| (found.code.id, found.message.clone())).collect();
    let mut spec = after.compilation.report.clone();
    spec.retain(|found| match found.severity {
        Severity::Error => true,
        Severity::Warning => !known.contains(&(found.code.id, found.message.clone())),
        Severity::Advice => false,
    });
    let mut options = after.options_file.report.clone();
    options.retain(|found| found.severity == Severity::Error);
    let spec = (after.path().to_owned(), after.compilation.source.clone(), spec);
    let options = (after.options_file.path.clone(), after.options_file.source.clone(), options);
    [spec, options].into_iter().filter(|(.., report)| report.iter().next().is_some()).collect()
}

/// Writes all of the texts, or leaves them as they were.
fn write(edited: &[Edited], session: &mut Session<'_, '_>) -> Result<(), Failure> {
    for (at, Edited { file, before, after }) in edited.iter().enumerate() {
        if let Err(error) = session.rewrite(file, &before.text, after) {
            for Edited { file, before, after } in edited[..at].iter().rev() {
                // What can't be put back is as the change made it, which the message names.
                let _ = session.rewrite(file, after, &before.text);
            }
            return Err(error.into());
        }
    }
    Ok(())
}
