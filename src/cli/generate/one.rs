//! A run for one project: from its spec to its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::super::Status;
use super::super::accepted::Accepted;
use super::super::many::below;
use super::super::relative::way;
use super::super::session::{Failure, Session};
use super::held::{Held, begin};
use super::print::print;
use super::targets::{Asked, TargetRun, lacking, runs};
use super::tell::Outcome;
use super::{Args, again, deployed, idle, others, overlays, summary, tell};
use crate::compile::{bind, check, emit, emit_environments, environments, open, unlocked};
use crate::disk::{Disk as _, Identity};
use crate::output::{self, Request};
use crate::plan::{BoundPlan, For};
use crate::project::Wanted;
use crate::tree::FileTree;

/// Generates for one project.
pub(super) fn one(wanted: &Wanted, asked: &Asked<'_>, session: &mut Session<'_, '_>) -> Result<Outcome, Failure> {
    let Asked { args, named, .. } = *asked;
    let mut project = match Accepted::open(&wanted.found, &asked.flags, asked.values.clone(), session) {
        Ok(project) => project,
        Err(status) => return Ok(Outcome::unusable(status)),
    };
    project.deny_warnings = asked.deny_warnings;
    // Given values change no file: those that nothing reads are told.
    let cluster_only = !named.is_empty() && named.iter().all(|target| target.bound_to() == For::Cluster);
    project.warn_of_unread(if cluster_only { For::Cluster } else { For::Local }, session);
    if project.status() != Status::Fine {
        return Ok(tell::refuse(args, &project, session));
    }
    let folder = folder(wanted, asked, &project, session)?;
    let held = Held::of(args, &folder, session)?;
    let made = held.manifest()?;
    if args.check
        && let Some(lacking) = lacking(&project, made.as_ref(), asked)
    {
        // What nobody named, and nobody said anything of, may be generated elsewhere.
        let skipped = wanted.is_below && lacking.is_all && named.is_empty();
        return if skipped {
            Ok(Outcome { skipped, ..Status::Fine.into() })
        } else {
            Ok(tell::not_generated(args, &project, &lacking.why, session))
        };
    }
    let runs = runs(&project, made.as_ref(), asked)?;
    if !args.output.is_json() {
        again::mention(&runs, asked, &project, session);
    }
    let way = way(&folder, &project.folder());
    let plans = plans(&runs, &project);
    if let Err(status) = judge(&mut project, args.check, &runs, &plans, &way, session) {
        let failure = Some("its options do not fit it: standard error says why".to_owned());
        return Ok(Outcome { failure, ..status.into() });
    }
    if project.status() != Status::Fine {
        return Ok(tell::refuse(args, &project, session));
    }
    if !args.output.is_json() {
        project.tell(session);
    }
    if args.summary {
        return summary::summarise(args, &runs, &project, session);
    }
    let (ended, is_written) = end(args, &runs, &plans, &project, (&folder, &way), held, session)?;
    // Where nothing changed of what was asked for, the others are not made again to look at them.
    if is_written && !args.output.is_json() {
        others::mention(&project, made.as_ref(), asked, &way, session);
        others::mention_names(&runs, made.as_ref(), &project, session);
        idle::mention(&plans, &project, session);
    }
    if !args.output.is_json() {
        idle::mention_others(&runs, asked, session);
    }
    Ok(ended)
}

/// Makes the files, and shows, compares or writes them in a folder, from which a way leads to the project; whether one of
/// them was written.
fn end(
    args: &Args,
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    project: &Accepted,
    (folder, way): (&Path, &str),
    held: Held,
    session: &mut Session<'_, '_>,
) -> Result<(Outcome, bool), Failure> {
    let (tree, lacking) = files(runs, plans, project, way)?;
    if let Some(file) = &args.print {
        return print(file, runs, &tree, session).map(|status| (status.into(), false));
    }
    if !args.output.is_json() {
        mention(runs, folder, session);
        mention_values(args, runs, project, folder, session);
        deployed::mention(runs, plans, &tree, folder, session);
        overlays::mention(runs, plans, &tree, folder, session);
        overlays::mention_lacking(&lacking, session);
    }
    let targets = runs.iter().map(|run| (run.target.id().to_owned(), run.options.recorded())).collect();
    let own = own_files(project, session);
    let request = Request { tree: &tree, targets: &targets, force: args.force, own: &own };
    match held {
        Held::Looked(look) => {
            let changes = look.compare(&request).map_err(Failure::from)?;
            Ok((tell::looked(args, project, changes, look.is_interrupted, session)?, false))
        }
        Held::Begun(run) => write(args, project, &run, &request, session),
        Held::Free(_) => {
            let run = begin(folder, session)?;
            let now = run.manifest().map_err(Failure::from)?.unwrap_or_default();
            if now.targets.iter().any(|(id, flags)| targets.get(id).is_some_and(|own| own != flags)) {
                let failure = Failure::new("another `ast` generated these targets meanwhile, with other flags");
                return Err(failure.help("run it again"));
            }
            write(args, project, &run, &request, session)
        }
    }
}

/// The folder that it is generated into.
fn folder(
    wanted: &Wanted,
    asked: &Asked<'_>,
    project: &Accepted,
    session: &Session<'_, '_>,
) -> Result<PathBuf, Failure> {
    let folder = match &asked.args.out_dir {
        Some(named) if session.project().is_some() => below(named, &wanted.found, session)?,
        Some(named) => named.clone(),
        None => project.folder(),
    };
    Ok(session.folder(&folder)?)
}

/// Adds what there is to say of the spec and its options as each target binds them.
fn judge(
    project: &mut Accepted,
    is_check: bool,
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    way: &str,
    session: &mut Session<'_, '_>,
) -> Result<(), Status> {
    for (TargetRun { target, options, .. }, plan) in runs.iter().zip(plans) {
        project.fits(options, plan, session)?;
        project.advise(options, plan);
        let compilation = &mut project.loaded.compilation;
        unlocked(compilation, options, plan.target, is_check);
        compilation.report.extend(check(compilation, plan, options, way, *target));
        compilation.report.sort();
    }
    Ok(())
}

/// The plan of each run. Those that are bound alike, which most are, share one.
pub(super) fn plans(runs: &[TargetRun], project: &Accepted) -> Vec<Rc<BoundPlan>> {
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

/// The plain values that somebody has to give and nobody does, by environment.
type Lacking = BTreeMap<String, Vec<String>>;

fn lacks(plan: &BoundPlan) -> Vec<String> {
    let open = plan.supplies.iter().filter(|supply| supply.required && !supply.secret);
    open.map(|supply| supply.name.clone()).collect()
}

/// The files of every run, each of the plan as its target prints it, and what environments lack.
pub(super) fn files(
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    project: &Accepted,
    way: &str,
) -> Result<(FileTree, Lacking), Failure> {
    let (mut tree, mut lacking) = (FileTree::default(), Lacking::new());
    for (TargetRun { target, options, .. }, plan) in runs.iter().zip(plans) {
        let compilation = &project.loaded.compilation;
        let open = open(compilation, options, *target);
        let plan = open.as_ref().unwrap_or(plan);
        emit(plan, options, way, *target, &mut tree).map_err(Failure::new)?;
        let all = environments(compilation, options, *target);
        emit_environments(plan, options, way, *target, &all, &mut tree).map_err(Failure::new)?;
        lacking.extend(all.iter().map(|one| (one.name.clone(), lacks(&one.plan))));
    }
    Ok((tree, lacking))
}

/// Writes what differs, all of it or nothing.
fn write(
    args: &Args,
    project: &Accepted,
    run: &output::Run,
    request: &Request<'_>,
    session: &mut Session<'_, '_>,
) -> Result<(Outcome, bool), Failure> {
    let changes = run.compare(request).map_err(Failure::from)?;
    run.write(&changes).map_err(Failure::from)?;
    let is_written = changes.refused().next().is_none() && changes.is_stale();
    Ok((tell::written(args, project, changes, session)?, is_written))
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
