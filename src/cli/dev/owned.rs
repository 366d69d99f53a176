//! What a run owns beside the engine: its files, its key, what it knows of the way to this machine, and a log of requests.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use super::checks;
use super::files::{self, FILES};
use super::place::Place;
use super::prepare::Project;
use super::reach::Reach;
use super::run::{Owner, Saved};
use super::saved::saved;
use super::start::Args;
use super::values::{Way, values};
use crate::cli::hosted::Lent;
use crate::cli::session::{Session, environment, now};
use crate::dev::{GATEWAY_HOST, Memory, Published, move_ports, published};
use crate::drive::docker::Docker;
use crate::gateway::{Record, Renewal, Secret};
use crate::options::GatewayMode;
use crate::plan::{BoundContainer, BoundPlan, GATEWAY_KEY};
use crate::spec::TriggerType;

/// What a run owns beside the engine.
pub(super) struct Owned<'p> {
    pub(super) args: &'p Args,
    pub(super) project: Project,
    pub(super) ports: Vec<Published>,
    pub(super) key: String,
    pub(super) values: Vec<(String, String)>,
    pub(super) reach: Reach,
    /// Whether the gateway stands in `ast`.
    pub(super) is_proxied: bool,
    /// The hosted gateway of a login, for containers that can't reach the one in `ast`.
    pub(super) lent: Option<Lent>,
    /// What tells where LiteLLM in a container is, which has a part of the requests.
    pub(super) container: Option<Renewal>,
    pub(super) log: Option<File>,
}

pub(super) fn docker(project: &Project) -> Docker {
    Docker { project: project.name(), ..nameless(&project.place) }
}

/// The same of a folder, whatever its project is called.
pub(super) fn nameless(place: &Place) -> Docker {
    Docker { folder: place.path.clone(), files: FILES.map(str::to_owned).into(), ..Docker::default() }
}

/// The ports and the way to the gateway of a project that runs.
pub(super) fn joined(project: &Project, plan: &BoundPlan) -> (Vec<Published>, Option<Way>) {
    let supplied = project.supplied(plan);
    let mut ports = published(plan, |variable| supplied.port(variable, &environment));
    let is_busy = |_| false;
    move_ports(&mut ports, &project.memory.ports, is_busy);
    let Memory { key, port, proxied, .. } = project.memory.clone();
    (ports, way(project.gateway, port.filter(|_| proxied), key.unwrap_or_default()))
}

/// What containers are given for the gateway: the one in `ast` at a port, or the key of one in a container. Without
/// either, they are given what the user supplies.
pub(super) fn way(mode: Option<GatewayMode>, port: Option<u16>, key: String) -> Option<Way> {
    match (mode?, port) {
        (GatewayMode::Hosted, None) => None,
        (_, None) => Some(Way { url: None, key }),
        (_, Some(port)) => Some(Way { url: Some(format!("http://{GATEWAY_HOST}:{port}")), key }),
    }
}

impl Owned<'_> {
    /// What containers are given for the gateway: the one of a login where they can't reach the one in `ast`.
    pub(super) fn way(&self, port: Option<u16>) -> Option<Way> {
        let lent = self.lent.as_ref().filter(|_| !self.is_proxied);
        let lent = lent.map(|Lent { url, key }| Way { url: Some(url.clone()), key: key.expose().to_owned() });
        lent.or_else(|| way(self.project.gateway, port.filter(|_| self.is_proxied), self.key.clone()))
    }

    /// What Compose is given for a plan from now on.
    fn given(&mut self, plan: &BoundPlan) -> Docker {
        let mut docker = docker(&self.project);
        let way = self.way(self.project.memory.port);
        docker.values = values(plan, &self.project.supplied(plan), &self.ports, way.as_ref()).0;
        self.values.clone_from(&docker.values);
        docker
    }
}

impl Owner for Owned<'_> {
    fn falls_back(&mut self) -> Result<(Docker, &'static str), String> {
        let mode = self.project.gateway.unwrap_or(GatewayMode::Hosted);
        let plan = self.project.plan_with(mode);
        let settings = &self.project.accepted.loaded.options.settings;
        let place = &self.project.place;
        files::write(&plan, settings, false, place).map_err(|failure| failure.message().to_owned())?;
        self.is_proxied = false;
        let docker = self.given(&plan);
        // What can't be remembered is looked for again the next time.
        let place = &self.project.place;
        let _ = place.remember(&Memory { proxied: false, ..place.memory() });
        let why = match mode {
            GatewayMode::Hosted => {
                "containers can't reach this machine (a firewall, or an engine elsewhere), so the agent is given the \
                 gateway's own URL and key, as `docker compose` does"
            }
            GatewayMode::Mock => {
                "containers can't reach this machine (a firewall, or an engine elsewhere), so the mock runs in a container"
            }
            GatewayMode::Local => {
                "containers can't reach this machine (a firewall, or an engine elsewhere), so LiteLLM in a container \
                 answers all of them, and requests are not shown"
            }
        };
        Ok((docker, why))
    }

    fn renewed(&mut self, lent: Lent) -> Option<(Docker, BTreeSet<String>)> {
        self.lent = Some(lent);
        if self.is_proxied {
            return None;
        }
        let plan = self.project.composed(false);
        let has_key = |found: &&BoundContainer| found.env.iter().any(|row| row.name == GATEWAY_KEY);
        let stays = |found: &&BoundContainer| found.trigger.is_none_or(|trigger| trigger == TriggerType::Webhook);
        let services = plan.containers.iter().filter(has_key).filter(stays).filter_map(|found| found.service.clone());
        let services = services.collect();
        Some((self.given(&plan), services))
    }

    fn moves(&mut self, taken: u16) -> Option<(Docker, Published)> {
        let used: Vec<u16> = self.ports.iter().map(|port| port.number).collect();
        let is_free = |number: &u16| !used.contains(number) && !checks::is_busy(*number);
        let free = (taken..=u16::MAX).find(is_free)?;
        let port = self.ports.iter_mut().find(|port| port.number == taken && !port.is_given)?;
        port.number = free;
        let moved = port.clone();
        if moved.service == GATEWAY_HOST
            && let (Some(container), Some(key)) = (&self.container, Secret::new(&self.key))
        {
            // It had an address of this form before.
            let _ = container.renew(&format!("http://127.0.0.1:{free}"), &key);
        }
        let mut memory = self.project.place.memory();
        memory.ports.insert(moved.variable.clone(), free);
        // What can't be remembered is moved again the next time.
        let _ = self.project.place.remember(&memory);
        let mut docker = docker(&self.project);
        docker.values = self.values.clone();
        let value = docker.values.iter_mut().find(|(name, _)| *name == moved.variable)?;
        value.1 = free.to_string();
        self.values.clone_from(&docker.values);
        Some((docker, moved))
    }

    fn reaches(&mut self, reached: bool) {
        self.reach.note(reached);
    }

    fn restores(&mut self) {
        let plan = self.project.composed(self.is_proxied);
        let settings = &self.project.accepted.loaded.options.settings;
        // A disk that is full now is told by what comes next.
        let _ = files::write(&plan, settings, self.is_proxied, &self.project.place);
    }

    fn saved(&mut self, paths: &BTreeSet<PathBuf>, session: &Session<'_, '_>) -> Saved {
        saved(self, paths, session)
    }

    fn request(&mut self, record: &Record) {
        if let Some(log) = &mut self.log {
            // A full disk ends no agent.
            let _ = writeln!(log, "{}", record.json(now()));
        }
    }
}
