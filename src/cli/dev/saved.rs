//! What a save means for a run: code that is built again, a plan that takes the place of the last, or nothing.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::owned::{Owned, docker};
use super::prepare::Project;
use super::run::Saved;
use super::values::values;
use super::{checks, files, ports};
use crate::cli::session::{Failure, Session, environment};
use crate::dev::{Changes, Facts, GATEWAY_HOST, Told, move_ports, published};
use crate::drive::docker::Docker;
use crate::plan::BoundPlan;

/// The folders whose files matter: the project's own, and those that images are built from.
pub(super) fn folders(project: &Project) -> Vec<PathBuf> {
    let own = root(project);
    let contexts = contexts(project).into_iter().map(|(_, context)| context);
    let mut all: BTreeSet<PathBuf> = contexts.filter(|context| context.starts_with(&own)).collect();
    all.insert(own);
    all.into_iter().collect()
}

/// The folder of the spec, without links.
fn root(project: &Project) -> PathBuf {
    project.accepted.folder().canonicalize().unwrap_or_else(|_| project.accepted.folder())
}

/// The services that stay and are built, with the folders that they are built from.
fn contexts(project: &Project) -> Vec<(String, PathBuf)> {
    let root = root(project);
    let built = project.plan.containers.iter().filter(|container| container.trigger.is_none());
    let context = |context: &str| root.join(context).components().collect::<PathBuf>();
    let found = built.filter_map(|found| Some((found.service.clone()?, context(&found.build.as_ref()?.context))));
    found.filter_map(|(service, path)| Some((service, path.canonicalize().ok()?))).collect()
}

/// Whether it is of version control or of ours, or holds values: no code.
fn is_no_code(path: &Path) -> bool {
    let is_state = |part: Component<'_>| [".git", ".ast"].iter().any(|name| part.as_os_str() == *name);
    path.components().any(is_state) || path.file_name().is_some_and(|name| name == ".env")
}

/// Looks what was saved.
pub(super) fn saved(owned: &mut Owned<'_>, paths: &BTreeSet<PathBuf>, session: &Session<'_, '_>) -> Saved {
    let root = root(&owned.project);
    let code = || paths.iter().filter(|path| !is_no_code(path));
    let is_touched = |context: &Path| code().any(|path| path.starts_with(context) && path != context);
    let touched = contexts(&owned.project).into_iter().filter(|(_, context)| is_touched(context));
    let mut changes = Changes { built: touched.map(|(service, _)| service).collect(), ..Changes::default() };
    let loaded = &owned.project.accepted.loaded;
    let is_spec = |path: &PathBuf| *path == root.join(".env") || (*path != root && loaded.is_touched_by(path));
    if !paths.iter().any(is_spec) {
        return Saved { changes, ..Saved::default() };
    }
    match reload(owned, session) {
        Ok((docker, facts, more, told)) => {
            changes.built.extend(more.built);
            changes.renewed.extend(more.renewed);
            Saved { told, anew: Some((docker, facts)), changes }
        }
        // Nothing is built of a project that can't be used.
        Err(told) => Saved { told: vec![told], ..Saved::default() },
    }
}

type Anew = (Docker, Facts, Changes, Vec<Told>);

/// Makes the plan anew, and all that follows from it.
fn reload(owned: &mut Owned<'_>, session: &Session<'_, '_>) -> Result<Anew, Told> {
    let args = owned.args;
    let unusable = |text: &str| Told::Failed {
        service: None,
        status: None,
        message: "what was saved can't be used".to_owned(),
        lines: text.lines().map(str::to_owned).collect(),
        help: "correct it and save again; what ran before still runs".to_owned(),
    };
    let gateway = owned.project.gateway;
    let (loaded, text) = session.aside(|session| -> Result<Option<(Project, BoundPlan)>, Failure> {
        let name = owned.project.memory.name.as_deref();
        let Ok(project) = Project::load(args.path.as_deref(), &args.settings(), name, args.env.as_deref(), session)?
        else {
            return Ok(None);
        };
        let plan = project.composed(owned.is_proxied);
        Ok(project.refuse(&plan, session).is_none().then_some((project, plan)))
    });
    let loaded = loaded.map_err(|failure| unusable(failure.message()))?;
    let (project, plan) = loaded.ok_or_else(|| unusable(&text))?;
    if project.gateway != gateway || project.memory.project != owned.project.memory.project {
        return Err(unusable("another gateway or another name takes a new start: stop it, and start it again"));
    }
    if owned.is_proxied && project.access() != owned.project.access() {
        return Err(unusable("another URL or key of the gateway takes a new start: stop it, and start it again"));
    }
    let supplied = project.supplied(&plan);
    let mut all = published(&plan, |variable| supplied.port(variable, &environment));
    let own: Vec<u16> = owned.ports.iter().map(|port| port.number).collect();
    let remembered = owned.ports.iter().map(|port| (port.variable.clone(), port.number)).collect();
    move_ports(&mut all, &remembered, |port| !own.contains(&port) && checks::is_busy(port));
    let is_proxied = owned.is_proxied;
    let settings = &project.accepted.loaded.options.settings;
    files::write(&plan, settings, is_proxied, &project.place).map_err(|failure| unusable(failure.message()))?;
    let way = owned.way(project.memory.port);
    let mut docker = docker(&project);
    docker.values = values(&plan, &supplied, &all, way.as_ref()).0;
    let mut facts = Facts::of(&plan, ports::agent_port(&plan, &all), args.patience());
    facts.chat = ports::chat_port(&plan, &all);
    facts.staying.insert(GATEWAY_HOST.to_owned());
    args.restrain(&mut facts);
    let was = owned.project.accepted.loaded.compilation.source.text();
    let is_other = was != project.accepted.loaded.compilation.source.text();
    let built = facts.built.iter().filter(|service| is_other && facts.staying.contains(*service)).cloned().collect();
    let renewed =
        plan.containers.iter().filter_map(|found| found.service.clone()).filter(|name| facts.staying.contains(name));
    let changes = Changes { built, renewed: renewed.collect() };
    owned.values.clone_from(&docker.values);
    owned.ports = all;
    let told =
        text.lines().filter(|line| !line.is_empty()).map(|line| Told::Note { message: line.to_owned() }).collect();
    owned.project = project;
    Ok((docker, facts, changes, told))
}
