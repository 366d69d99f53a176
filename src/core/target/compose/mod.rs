//! One compose file for all of the project, and the files that its containers read.
//!
//! The file is made of types and written by the one emitter, so that no text of the user's can become syntax.
//! Long-running services have no restart policy: on a developer's machine a container that fails should be seen
//! to fail. Disks keep their images' owners but for the one that agent and sidecar share; where a run rehearses a cluster,
//! they are as that makes them, and so is all else that [`restrict`] and [`network`] say.

mod file;
mod gateway;
mod gpu;
mod helper;
mod network;
mod path;
mod restrict;
mod service;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Target;
use crate::dotenv::reference::literal;
use crate::options::{ComposeSettings, Layout};
use crate::path::RelativePath;
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, Id};
use crate::tree::{self, FileTree, HEADER, Paragraph, paragraph, to_yaml};
use file::{Config, File, Secret, Service};
use helper::Helpers;
use network::Networks;
use path::Paths;

/// The oldest Compose that the file was proven with.
const OLDEST: &str = "2.26";

/// The target `compose`.
pub(super) struct Compose;

impl Target for Compose {
    fn id(&self) -> &'static str {
        "compose"
    }

    fn summary(&self) -> &'static str {
        "`compose.yaml`, with which Docker Compose builds and starts all of the project on this machine"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn main_file(&self, layout: &Layout<'_>) -> Option<String> {
        Some(layout.settings.compose.file().into())
    }

    fn companions(&self, layout: &Layout<'_>) -> Vec<(String, &'static str)> {
        let file = layout.settings.compose.file();
        if !is_found(&file) {
            return Vec::new();
        }
        let folder = file.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        ["compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml"]
            .map(|name| (path(name), "Compose"))
            .into()
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let mut paths = Paths::new(layout);
        for (container, service) in services(plan) {
            for file in &container.files {
                paths.mount(service, &file.path, headed(&file.path, &file.content));
            }
            if container.id == Id::GATEWAY {
                for (target, content) in gateway::files(&plan.gateway)? {
                    paths.mount(service, &target, content);
                }
            }
        }
        let mut tree = FileTree::default();
        let mut add =
            |path: &str, content: String| tree.insert(path, tree::File { target: "compose", content, starter: false });
        let main = layout.settings.compose.file();
        add(
            main.as_str(),
            with_header(&to_yaml(&file(plan, &paths, &layout.settings.compose)?)?, &introduction(plan, &main)),
        )?;
        if let Some(gpu) = gpu::file(plan) {
            let path = format!("{}/gpu.yaml", layout.settings.compose.dir());
            let note = format!("On a machine with a GPU: docker compose -f {main} -f {path} up");
            add(&path, with_header(&to_yaml(&gpu)?, &[note]))?;
        }
        for file in paths.files() {
            add(&file.path, file.content.clone())?;
        }
        Ok(tree)
    }
}

/// A text that a container reads after the header, which is a comment in its language.
fn headed(path: &str, content: &str) -> String {
    let mark = if Path::new(path).extension().is_some_and(|kind| kind == "sql") { "--" } else { "#" };
    format!("{mark} {HEADER}\n{content}")
}

/// A text of ours after the header and a few lines on what it is for.
fn with_header(text: &str, lines: &[String]) -> String {
    let mut head = format!("# {HEADER}\n");
    if !lines.is_empty() {
        head.push_str("#\n");
    }
    for line in lines {
        head.push_str(&format!("# {line}\n"));
    }
    format!("{head}\n{}\n", text.trim_end())
}

/// The containers that are services, with their names.
fn services(plan: &BoundPlan) -> impl Iterator<Item = (&BoundContainer, &str)> {
    plan.containers.iter().filter_map(|container| Some((container, container.service.as_deref()?)))
}

fn file(plan: &BoundPlan, paths: &Paths<'_>, settings: &ComposeSettings) -> Result<File, String> {
    let mut services_by_name: BTreeMap<String, Paragraph<Service>> = BTreeMap::new();
    let (mut volumes, mut secrets) = (BTreeSet::new(), BTreeMap::new());
    let helpers = Helpers::of(plan, settings);
    let networks = Networks::of(&helpers)?;
    let mut add = |name: String, mut service: Service, about: &str| {
        if let Some(networks) = &networks {
            networks.join(&name, &mut service);
        }
        services_by_name.insert(name, paragraph(service, about)).is_some()
    };
    for (container, name) in services(plan) {
        let mut service = service::service(&helpers, paths, container, name);
        if container.id == Id::GATEWAY {
            // It keeps nothing, and would take its time to say goodbye to those that it logs to.
            service.stop_grace_period = Some("2s");
        }
        for volume in &container.volumes {
            volumes.insert(service::disk(container, name, volume));
        }
        for secret in container.build.iter().flat_map(|build| &build.secrets) {
            let source = Secret { environment: secret.env.clone() };
            secrets.insert(service::build_secret(name, &secret.id), source);
        }
        add(name.to_owned(), service, &origin(plan, container));
        for (name, helper, purpose) in helpers.beside(container, name) {
            if add(name.clone(), helper, &purpose) {
                return Err(format!("two services would be named `{name}`: rename the entry of `{}`", container.id));
            }
        }
    }
    let configs =
        paths.files().map(|file| (file.name.clone(), Config { file: literal(&paths.beside_file(&file.path)) }));
    Ok(File {
        name: project(plan),
        services: services_by_name,
        networks: networks.map(Networks::named).unwrap_or_default(),
        volumes,
        configs: configs.collect(),
        secrets,
    })
}

/// The project's name: scoped ones carry their scope, so that two teams' agents stay apart.
fn project(plan: &BoundPlan) -> String {
    let name = plan.name.as_deref().unwrap_or("agent");
    plan.scope.as_ref().map_or_else(|| name.to_owned(), |scope| format!("{scope}-{name}"))
}

/// The declaration that a service comes from.
fn origin(plan: &BoundPlan, container: &BoundContainer) -> String {
    match container.id.kind {
        ContainerKind::Gateway => "the AI Gateway on this machine, instead of the hosted one".to_owned(),
        ContainerKind::Messaging => "the sidecar that dev.interfaces asks for".to_owned(),
        _ => plan.declaration(container),
    }
}

/// Whether Compose finds a file by its name, and the overrides beside it.
fn is_found(file: &RelativePath) -> bool {
    let name = file.as_str().rsplit('/').next().unwrap_or_default();
    ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"].contains(&name)
}

/// What a person has to know who opens the file.
fn introduction(plan: &BoundPlan, file: &RelativePath) -> Vec<String> {
    let is_found = is_found(file);
    let compose = if is_found { "docker compose".to_owned() } else { format!("docker compose -f {file}") };
    let mut lines = vec![
        format!("Needs Docker Compose {OLDEST} or newer. `ast env sync` makes `.env`; then:"),
        format!("  {compose} up --wait        build and start everything, and wait until it is ready"),
        format!("  {compose} watch            build again whenever a file changes"),
    ];
    let on_demand: Vec<_> = services(plan).filter(|(container, _)| service::is_on_demand(container)).collect();
    for (_, service) in &on_demand {
        lines.push(format!("  {compose} run --rm {service}"));
    }
    if !on_demand.is_empty() {
        let profile = service::ON_DEMAND;
        lines.push(format!("  {compose} --profile {profile} down   `down` alone leaves what was started on demand"));
    }
    if plan.containers.iter().any(|container| container.rehearsal.is_some()) {
        lines.push(
            "It rehearses a cluster: users, roots, powers and connections are as there, and so are disks.".into(),
        );
    }
    lines.push(if is_found {
        "Own additions go to `compose.override.yaml`, which Compose reads too.".to_owned()
    } else {
        format!("Own additions go to a file that is named after this one: {compose} -f FILE up")
    });
    lines
}
