//! `ast generate`: files from the plan, all of them or none.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Status;
use super::cluster::{self, ClusterFlags};
use super::flags::{Flags, Given, Output};
use super::project::Project;
use super::relative::way;
use super::session::{Failure, Session};
use super::severities::Severities;
use crate::compile::{bind, check, emit};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::render::json;
use crate::options::{Options, Settings};
use crate::output::{self, Changes, FileTree, Manifest, Status as Change};
use crate::plan::For;
use crate::target::{self, TARGETS, Target};
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub(super) struct Args {
    /// Targets, and at most one spec or folder
    #[arg(value_name = "TARGET|PATH")]
    what: Vec<String>,
    /// Write below DIR instead of the spec's folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Write nothing; fail if a file is out of date. Targets and flags are those of the last run
    #[arg(long, conflicts_with_all = ["print", "force"])]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long, conflicts_with_all = ["print", "force"])]
    diff: bool,
    /// Write nothing; print the target's main file, or FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    print: Option<String>,
    /// Write nothing; say what a deployment asks of a cluster
    #[arg(long, conflicts_with_all = ["print", "force", "check", "diff"])]
    summary: bool,
    /// Overwrite files that were edited, or that ast did not make
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    cluster: ClusterFlags,
    #[command(flatten)]
    given: Given,
    #[command(flatten)]
    severities: Severities,
}

fn after_help() -> String {
    let width = TARGETS.iter().map(|target| target.id().len()).max().unwrap_or_default();
    let targets: String =
        TARGETS.iter().map(|target| format!("  {:width$}  {}\n", target.id(), target.summary())).collect();
    format!(
        "Targets:
{targets}
Examples:
  ast generate                     the targets of ast.toml, else those of a local run
  ast generate env services/bot    one target, for the spec in a folder
  ast generate --diff              what would change; writes nothing
  ast generate --check             fail where a generated file is out of date (for CI)
  ast generate env --print         `.env.example` on standard output
  ast generate --out-dir build     into another folder
  ast generate kubernetes --summary   what a deployment asks of a cluster

A file that ast did not make, or that was edited since, is never overwritten: the run stops and says
which, and nothing is written."
    )
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (named, path) = sort(&args.what, session)?;
    let values = args.given.values(session)?;
    let flags = args.cluster.add_to(args.flags.settings());
    let (flags, deny_warnings) = args.severities.add_to(flags)?;
    let mut project = match Project::load(path.as_deref(), &flags, values, session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    project.deny_warnings = deny_warnings;
    // Only to warn of values that nothing reads: they never change a file.
    let cluster_only = !named.is_empty() && named.iter().all(|target| target.bound_to() == For::Cluster);
    project.bind(if cluster_only { For::Cluster } else { For::Local }, session);
    if project.status() != Status::Fine {
        return refuse(args, &project, session);
    }
    let folder = args.out_dir.as_ref().map_or_else(|| project.folder(), |dir| session.absolute(dir));
    let runs = if args.check {
        match recorded(&project, &folder, &named)? {
            Some(runs) => runs,
            None => return not_generated(args, &project, session),
        }
    } else {
        let targets = if named.is_empty() { defaults(&project.loaded.options)? } else { named };
        targets.into_iter().map(|target| (target, project.loaded.options.clone())).collect()
    };
    let way = way(&folder, &project.folder());
    for (target, options) in &runs {
        cluster::fits(target.bound_to(), options, &project)?;
        project.advise(options, target.bound_to());
        let compilation = &mut project.loaded.compilation;
        compilation.report.extend(check(compilation, options, &way, *target));
        compilation.report.sort();
    }
    if project.status() != Status::Fine {
        return refuse(args, &project, session);
    }
    if !args.output.is_json() {
        project.tell(session);
    }
    if args.summary {
        return summarise(args, &runs, &project, session);
    }
    let mut tree = FileTree::default();
    for (target, options) in &runs {
        emit(&project.loaded.compilation, options, &way, *target, &mut tree).map_err(Failure::new)?;
    }
    if let Some(file) = &args.print {
        return print(file, &runs, &tree, session);
    }
    if !args.check && !args.diff {
        let undone = output::recover(&folder).map_err(Failure::from)?;
        if undone {
            session.note("note: an earlier run was interrupted; what it had written is undone\n");
        }
    }
    if !args.output.is_json() {
        mention(&runs, &folder, session);
    }
    let flags = runs.iter().map(|(target, options)| (target.id().to_owned(), options.recorded())).collect();
    let changes = output::compare(&tree, &folder, &flags, args.force).map_err(Failure::from)?;
    finish(args, &project, &folder, &changes, session)
}

/// Says which files of the user's are read beside the generated ones.
fn mention(runs: &[Run], folder: &Path, session: &mut Session<'_, '_>) {
    for (target, options) in runs {
        for (path, reader) in target.companions(&options.layout(".")) {
            if folder.join(&path).exists() {
                session.note(&format!("note: `{path}` is yours and stays as it is; {reader} reads it too\n"));
            }
        }
    }
}

/// Writes, shows or checks.
fn finish(
    args: &Args,
    project: &Project,
    folder: &Path,
    changes: &Changes,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let looks = args.check || args.diff;
    let refused = changes.refused().next().is_some();
    let interrupted = looks && output::is_interrupted(folder);
    if !looks {
        output::write(folder, changes).map_err(Failure::from)?;
    }
    let written = !looks && !refused && changes.is_stale();
    if args.output.is_json() {
        session.print(&json::text(&answer(project, changes, written)))?;
    } else {
        if args.diff {
            session.print(&changes.diff())?;
        }
        tell(args, changes, session);
    }
    let stale = looks && (changes.is_stale() || interrupted);
    Ok(if refused || stale { Status::Invalid } else { Status::Fine })
}

/// Says on standard error what became of the files.
fn tell(args: &Args, changes: &Changes, session: &mut Session<'_, '_>) {
    let looks = args.check || args.diff;
    let refused = changes.refused().next().is_some();
    let mut text = String::new();
    for change in &changes.files {
        let word = match change.status {
            Change::Unchanged | Change::Kept => continue,
            Change::Refused => "refused",
            _ if refused => continue,
            Change::Created if looks => "missing",
            Change::Changed if looks => "out of date",
            Change::Removed if looks => "left over",
            Change::Created => "created",
            Change::Changed => "changed",
            Change::Removed => "removed",
        };
        let reason = change.reason.as_ref().filter(|_| change.status == Change::Refused);
        text.push_str(&format!(
            "{word} {}{}\n",
            change.path,
            reason.map(|reason| format!(": {reason}")).unwrap_or_default()
        ));
    }
    let unchanged = changes.files.iter().filter(|change| change.status == Change::Unchanged).count();
    if refused {
        text.push_str("nothing was written\n");
    } else if looks && changes.is_stale() {
        text.push_str("run `ast generate` to bring them up to date\n");
    } else if unchanged == changes.files.len() {
        text.push_str(&format!("{unchanged} files are up to date\n"));
    }
    session.note(&text);
}

fn answer(project: &Project, changes: &Changes, written: bool) -> Value {
    json!({ "version": json::VERSION, "written": written, "diagnostics": project.findings(), "files": changes.files })
}

/// What programs read where nothing was written.
fn nothing_written(project: &Project) -> String {
    json::text(&json!({ "version": json::VERSION, "written": false, "diagnostics": project.findings(), "files": [] }))
}

/// A spec with errors, or with warnings that are denied, gives no files.
fn refuse(args: &Args, project: &Project, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    if args.output.is_json() {
        session.print(&nothing_written(project))?;
    } else {
        project.tell(session);
        let errors = project.loaded.compilation.report.has_errors();
        let why = if errors { "the spec has errors" } else { "`--deny warnings` refuses its warnings" };
        session.note(&format!("nothing was written: {why}\n"));
    }
    Ok(Status::Invalid)
}

fn not_generated(args: &Args, project: &Project, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    session.note("nothing was generated here yet: there is no `.ast/manifest.json`\n  help: run `ast generate`, and commit what it writes\n");
    if args.output.is_json() {
        session.print(&nothing_written(project))?;
    }
    Ok(Status::Invalid)
}

fn print(file: &str, runs: &[Run], tree: &FileTree, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let path = match (file, runs) {
        ("", [(target, options)]) => target.main_file(&options.layout(".")).ok_or_else(|| {
            Failure::new(format!("`{}` has no main file", target.id())).help("name one, as in `--print=FILE`")
        })?,
        ("", _) => {
            return Err(Failure::new("`--print` needs one target").help("name it, as in `ast generate env --print`"));
        }
        (file, _) => file.to_owned(),
    };
    let Some(found) = tree.get(&path) else {
        let failure = Failure::new(format!("`{path}` is not generated"));
        return Err(match nearest(&path, tree.iter().map(|(path, _)| path.as_str())) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("`ast generate --diff` shows every file"),
        });
    };
    session.print(&found.content)?;
    Ok(Status::Fine)
}

/// Says what the one target that is deployed asks for.
fn summarise(args: &Args, runs: &[Run], project: &Project, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let reports = runs.iter().filter_map(|(target, options)| {
        target.footprint(&bind(&project.loaded.compilation, options, target.bound_to()))
    });
    let Some(report) = reports.into_iter().next() else {
        return Err(
            Failure::new("`--summary` needs a target that is deployed").help("run `ast generate kubernetes --summary`")
        );
    };
    if args.output.is_json() {
        session.print(&json::text(
            &json!({ "version": json::VERSION, "diagnostics": project.findings(), "summary": report }),
        ))?;
    } else {
        session.show(&view::summary(&report))?;
    }
    Ok(Status::Fine)
}

/// A target with the options that it is generated with.
type Run = (&'static dyn Target, Options);

/// The targets of the last run, with its flags, and the rest from `ast.toml`; none where there was no run.
fn recorded(project: &Project, folder: &Path, named: &[&'static dyn Target]) -> Result<Option<Vec<Run>>, Failure> {
    let Some(manifest) = Manifest::read(folder).map_err(Failure::from)? else { return Ok(None) };
    let mut runs = Vec::new();
    for (id, flags) in manifest.targets {
        let unknown = || {
            Failure::new(format!("`.ast/manifest.json` names `{id}` in a way that this version of `ast` does not know"))
        };
        let target = target::by_id(&id).ok_or_else(unknown)?;
        let flags = Settings::recorded(flags).ok_or_else(unknown)?;
        if named.is_empty() || named.iter().any(|other| other.id() == id) {
            runs.push((target, project.loaded.options.with_flags(flags)));
        }
    }
    Ok(Some(runs))
}

/// The targets where none is named: those of `ast.toml`, else those of a local run.
fn defaults(options: &Options) -> Result<Vec<&'static dyn Target>, Failure> {
    if options.targets.is_empty() {
        return Ok(TARGETS.iter().copied().filter(|target| target.is_default()).collect());
    }
    let known = |id: &String| {
        target::by_id(id).ok_or_else(|| {
            Failure::new(format!("`ast.toml` names the target `{id}`, which does not exist"))
                .help(format!("expected {}", ids()))
        })
    };
    options.targets.iter().map(known).collect()
}

fn ids() -> String {
    TARGETS.iter().map(|target| format!("`{}`", target.id())).collect::<Vec<_>>().join(", ")
}

/// Tells targets from the path: a target's name is always a target.
fn sort(what: &[String], session: &Session<'_, '_>) -> Result<(Vec<&'static dyn Target>, Option<PathBuf>), Failure> {
    let mut targets: Vec<&'static dyn Target> = Vec::new();
    let mut path: Option<PathBuf> = None;
    for word in what {
        if let Some(target) = target::by_id(word) {
            if !targets.iter().any(|other| other.id() == target.id()) {
                targets.push(target);
            }
        } else if word == "-" || session.absolute(Path::new(word)).exists() {
            if let Some(other) = &path {
                let message = format!("`{}` and `{word}` are both paths", other.display());
                return Err(Failure::new(message).help("generate for one spec at a time"));
            }
            path = Some(PathBuf::from(word));
        } else {
            let near = nearest(word, TARGETS.iter().map(|target| target.id()));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = format!("`{word}` is neither a target nor a file or folder");
            return Err(Failure::new(message).help(format!("{near}the targets are {}", ids())));
        }
    }
    Ok((targets, path))
}
