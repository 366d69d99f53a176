//! `ast generate`: files from the plan, all of them or none.

mod again;
mod deployed;
mod objects;
mod overlays;
mod secrets;
mod targets;
mod tell;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Status;
use super::accepted::Accepted;
use super::flags::{Given, Output};
use super::relative::way;
use super::session::{Failure, Session, WAITING};
use super::settings::Flags;
use super::severities::Severities;
use crate::compile::{bind, check, emit, open};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::render::json;
use crate::disk::{Disk as _, Identity};
use crate::output::{self, Look, Manifest, Place, Request};
use crate::plan::{BoundPlan, For};
use crate::target::TARGETS;
use crate::tree::FileTree;
use crate::view;
use targets::{Asked, TargetRun, lacking, runs, sort};
pub(super) use tell::{Answer, Summed};

#[derive(Debug, clap::Args)]
#[command(after_help = after_help())]
pub(super) struct Args {
    /// Targets, and at most one spec or folder
    #[arg(value_name = "TARGET|PATH")]
    what: Vec<String>,
    /// Write below DIR instead of the spec's folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Write nothing; fail if a file is out of date, as a run without it would find it
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
    /// Drop a flag of an earlier run, such as `gateway`
    #[arg(long, value_name = "FLAG", value_parser = again::flag, conflicts_with = "check")]
    forget: Vec<String>,
    /// Drop all flags of earlier runs
    #[arg(long, conflicts_with = "check")]
    fresh: bool,
    #[command(flatten)]
    output: Output,
    #[command(flatten)]
    flags: Flags<true>,
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
  ast generate                     all that was generated here, again; at first the targets of ast.toml, else
                                   those of a local run
  ast generate env services/bot    one target, for the spec in a folder
  ast generate --diff              what would change; writes nothing
  ast generate --check             fail where a generated file is out of date (for CI)
  ast generate env --print         `.env.example` on standard output
  ast generate --out-dir build     into another folder
  ast generate kubernetes --summary   what a deployment asks of a cluster

The flags that a target was generated with hold for its later runs too, until one says something else or
drops them (`--forget`, `--fresh`).

A file that ast did not make, or that was edited since, is never overwritten: the run stops and says
which, and nothing is written."
    )
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (named, path) = sort(&args.what, session)?;
    let values = args.given.values(session)?;
    let (flags, deny_warnings) = args.severities.add_to(args.flags.settings())?;
    let mut project = match Accepted::load(path.as_deref(), &flags, values, session) {
        Ok(project) => project,
        Err(status) => return Ok(status),
    };
    project.deny_warnings = deny_warnings;
    // Given values change no file: those that nothing reads are told.
    let cluster_only = !named.is_empty() && named.iter().all(|target| target.bound_to() == For::Cluster);
    project.warn_of_unread(if cluster_only { For::Cluster } else { For::Local }, session);
    if project.status() != Status::Fine {
        return tell::refuse(args, &project, session);
    }
    let folder = session.folder(args.out_dir.as_ref().unwrap_or(&project.folder()))?;
    let held = Held::of(args, &folder, session)?;
    let made = held.manifest()?;
    let asked = Asked { named: &named, forget: &args.forget, fresh: args.fresh };
    if args.check
        && let Some(why) = lacking(&project, made.as_ref(), asked)
    {
        return tell::not_generated(args, &project, &why, session);
    }
    let runs = runs(&project, made.as_ref(), asked)?;
    if !args.output.is_json() {
        again::mention(&runs, asked, &project, session);
    }
    let way = way(&folder, &project.folder());
    let plans = plans(&runs, &project);
    if let Err(status) = judge(&mut project, &runs, &plans, &way, session) {
        return Ok(status);
    }
    if project.status() != Status::Fine {
        return tell::refuse(args, &project, session);
    }
    if !args.output.is_json() {
        project.tell(session);
    }
    if args.summary {
        return summarise(args, &runs, &plans, &project, session);
    }
    let tree = files(&runs, &plans, &project, &way)?;
    if let Some(file) = &args.print {
        return print(file, &runs, &tree, session);
    }
    if !args.output.is_json() {
        mention(&runs, &folder, session);
        mention_values(args, &runs, &project, &folder, session);
        deployed::mention(&runs, &plans, &tree, &folder, session);
        overlays::mention(&runs, &plans, &tree, &folder, session);
    }
    let targets = runs.iter().map(|run| (run.target.id().to_owned(), run.options.recorded())).collect();
    let own = own_files(&project, session);
    let request = Request { tree: &tree, targets: &targets, force: args.force, own: &own };
    match held {
        Held::Looked(look) if args.check || args.diff => {
            let changes = look.compare(&request).map_err(Failure::from)?;
            tell::looked(args, &project, &changes, look.is_interrupted, session)
        }
        Held::Begun(run) => write(args, &project, &run, &request, session),
        Held::Looked(_) => {
            let run = begin(&folder, session)?;
            let now = run.manifest().map_err(Failure::from)?.unwrap_or_default();
            if now.targets.iter().any(|(id, flags)| targets.get(id).is_some_and(|own| own != flags)) {
                let failure = Failure::new("another `ast` generated these targets meanwhile, with other flags");
                return Err(failure.help("run it again"));
            }
            write(args, &project, &run, &request, session)
        }
    }
}

/// How the output folder is held while it is asked what it has, and what is made for it.
enum Held {
    /// Nothing is changed in it.
    Looked(Look),
    /// It is written to, and nobody else does meanwhile.
    Begun(output::Run),
}

impl Held {
    /// A folder in which nothing was generated yet is not made before there is something to write.
    fn of(args: &Args, folder: &Path, session: &mut Session<'_, '_>) -> Result<Self, Failure> {
        let writes = !args.check && !args.diff && !args.summary && args.print.is_none();
        if writes && session.disk().exists(&folder.join(output::FOLDER)) {
            return begin(folder, session).map(Self::Begun);
        }
        look(folder, session).map(Self::Looked)
    }

    fn manifest(&self) -> Result<Option<Manifest>, Failure> {
        match self {
            Self::Looked(look) => look.manifest(),
            Self::Begun(run) => run.manifest(),
        }
        .map_err(Failure::from)
    }
}

/// Adds what there is to say of the spec and its options as each target binds them.
fn judge(
    project: &mut Accepted,
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    way: &str,
    session: &mut Session<'_, '_>,
) -> Result<(), Status> {
    for (TargetRun { target, options, .. }, plan) in runs.iter().zip(plans) {
        project.fits(options, plan, session)?;
        project.advise(options, plan);
        let compilation = &mut project.loaded.compilation;
        compilation.report.extend(check(compilation, plan, options, way, *target));
        compilation.report.sort();
    }
    Ok(())
}

/// The plan of each run. Those that are bound alike, which most are, share one.
fn plans(runs: &[TargetRun], project: &Accepted) -> Vec<Rc<BoundPlan>> {
    let mut plans: Vec<Rc<BoundPlan>> = Vec::new();
    for TargetRun { target, options, .. } in runs {
        let flags = options.recorded();
        let alike = |(other, _): &(&TargetRun, &Rc<BoundPlan>)| {
            other.target.bound_to() == target.bound_to() && other.options.recorded() == flags
        };
        let known = runs.iter().zip(&plans).find(alike).map(|(_, plan)| Rc::clone(plan));
        plans.push(known.unwrap_or_else(|| Rc::new(bind(&project.loaded.compilation, options, target.bound_to()))));
    }
    plans
}

/// The files of every run, each of the plan as its target prints it.
fn files(runs: &[TargetRun], plans: &[Rc<BoundPlan>], project: &Accepted, way: &str) -> Result<FileTree, Failure> {
    let mut tree = FileTree::default();
    for (TargetRun { target, options, .. }, plan) in runs.iter().zip(plans) {
        let open = open(&project.loaded.compilation, options, *target);
        emit(open.as_ref().unwrap_or(plan), options, way, *target, &mut tree).map_err(Failure::new)?;
    }
    Ok(tree)
}

/// Writes what differs, all of it or nothing.
fn write(
    args: &Args,
    project: &Accepted,
    run: &output::Run,
    request: &Request<'_>,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let changes = run.compare(request).map_err(Failure::from)?;
    run.write(&changes).map_err(Failure::from)?;
    tell::written(args, project, &changes, session)
}

/// Takes hold of the output folder, which is made where it is not there.
fn begin(folder: &Path, session: &mut Session<'_, '_>) -> Result<output::Run, Failure> {
    let state = session.io.state.clone();
    let mut place = Place { folder, state: state.as_deref(), waiting: &mut || session.note(WAITING) };
    let run = output::Run::begin(&mut place).map_err(Failure::from)?;
    tell::note(run.note(), session);
    Ok(run)
}

/// Looks at the output folder, in which nothing is written.
fn look(folder: &Path, session: &mut Session<'_, '_>) -> Result<Look, Failure> {
    let state = session.io.state.clone();
    let mut place = Place { folder, state: state.as_deref(), waiting: &mut || session.note(WAITING) };
    Look::at(&mut place).map_err(Failure::from)
}

/// What the user wrote and this run reads, under whatever names: never an output.
fn own_files(project: &Accepted, session: &Session<'_, '_>) -> Vec<Identity> {
    let spec = Some(session.absolute(Path::new(project.loaded.path())));
    let options = session.workspace().config().map(|config| session.absolute(config));
    spec.into_iter().chain(options).filter_map(|path| Identity::at(&path)).collect()
}

/// Says where Compose looks for values that `ast env sync` writes beside the spec.
fn mention_values(args: &Args, runs: &[TargetRun], project: &Accepted, folder: &Path, session: &mut Session<'_, '_>) {
    let Some(named) = &args.out_dir else { return };
    let is_elsewhere = session.folder(&project.folder()).is_ok_and(|own| own != *folder);
    if is_elsewhere && runs.iter().any(|run| run.target.id() == "compose") {
        let env = named.join(".env");
        let (named, env) = (named.display(), env.display());
        let text = format!("note: Compose reads `{env}` here; `ast env sync --out-dir {named}` fills it\n");
        session.note(&text);
    }
}

/// Says which files of the user's are read beside the generated ones.
fn mention(runs: &[TargetRun], folder: &Path, session: &mut Session<'_, '_>) {
    for TargetRun { target, options, .. } in runs {
        for (path, reader) in target.companions(&options.layout(".")) {
            if session.disk().exists(&folder.join(&path)) {
                session.note(&format!("note: `{path}` is yours and stays as it is; {reader} reads it too\n"));
            }
        }
    }
}

fn print(file: &str, runs: &[TargetRun], tree: &FileTree, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let path = match (file, runs) {
        ("", [TargetRun { target, options, .. }]) => target.main_file(&options.layout(".")).ok_or_else(|| {
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
fn summarise(
    args: &Args,
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    project: &Accepted,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let Some(report) = runs.iter().zip(plans).find_map(|(run, plan)| run.target.footprint(plan)) else {
        return Err(
            Failure::new("`--summary` needs a target that is deployed").help("run `ast generate kubernetes --summary`")
        );
    };
    if args.output.is_json() {
        session.print(&json::text(&Summed::of(project, &report)))?;
    } else {
        session.show(&view::summary(&report))?;
    }
    Ok(Status::Fine)
}
