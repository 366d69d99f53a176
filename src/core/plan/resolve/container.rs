//! Containers that the user declares: what they are made of, and what the agent gets of them.

use indexmap::IndexMap;

use super::super::claim::{Claim, EnvKind, Precedence, Symbol};
use super::super::container::{Build, BuildSecret, Container, Gpu, Health, Port};
use super::super::{id::Id, naming};
use super::{Resolved, Resolver};
use crate::provider::platform;
use crate::source::Place;
use crate::spec::{self, GoDuration, Healthcheck, Section, TriggerType};

impl Container {
    /// A container of which only its id is known, and where it is declared.
    pub(crate) fn new(id: Id, place: Place) -> Self {
        Self {
            id,
            place,
            image: None,
            build: None,
            dev_command: None,
            command: Vec::new(),
            user: None,
            writable: Vec::new(),
            annotations: std::collections::BTreeMap::new(),
            ports: Vec::new(),
            volume: None,
            health: None,
            gpu: None,
            trigger: None,
            schedule: None,
            files: Vec::new(),
            store: None,
            env: IndexMap::new(),
        }
    }
}

/// A build with its secrets' variables filled in.
pub(super) fn build(build: &spec::Build) -> Build {
    let args = build.args.entries().iter().filter_map(|named| Some((named.name.clone(), named.get()?.value.clone())));
    let secrets = build.secrets.items().iter().filter_map(|secret| {
        let id = secret.id.text()?;
        let env = secret.env.text().filter(|env| !env.is_empty());
        Some(BuildSecret { id: id.to_owned(), env: env.map_or_else(|| naming::variable(id), str::to_owned) })
    });
    Build {
        context: build.context.text().unwrap_or(".").to_owned(),
        dockerfile: build.dockerfile.text().unwrap_or("Dockerfile").to_owned(),
        target: build.target.text().filter(|target| !target.is_empty()).map(str::to_owned),
        args: args.collect(),
        secrets: secrets.collect(),
    }
}

/// A health check with its defaults filled in; `test` wins over `path`.
pub(super) fn health(check: &Healthcheck, port: Option<u16>) -> Health {
    let test: Vec<_> = check.test.items().iter().map(|word| word.value.clone()).collect();
    let path = check.path.text().filter(|path| test.is_empty() && !path.is_empty());
    let seconds = |seconds: u64| format!("{seconds}s");
    let unsigned = |duration: &GoDuration| duration.as_str().trim_start_matches('+').to_owned();
    Health {
        test: (!test.is_empty()).then_some(test),
        path: path.map(str::to_owned),
        port: path.and(port),
        interval: check.interval.get().map_or_else(|| seconds(Healthcheck::INTERVAL.as_secs()), |d| unsigned(&d.value)),
        timeout: check.timeout.get().map_or_else(|| seconds(Healthcheck::TIMEOUT.as_secs()), |d| unsigned(&d.value)),
        retries: check.retries.value().unwrap_or(Healthcheck::RETRIES),
        start_period: None,
    }
}

impl Resolver<'_> {
    /// Adds a declared container, and the agent's way to it.
    pub(super) fn custom_container(&mut self, one: &Resolved<'_>, declared: &spec::Container) {
        let container =
            declared_container(one.id.clone(), &one.entry.place.clone(), declared, Some(platform().container.port));
        let port = container.ports.first().map_or(platform().container.port, |port| port.number);
        self.add(container);
        let prefix = format!("{}_{}", one.id.kind.as_str().to_uppercase(), naming::variable(one.entry.name));
        let mut values = vec![("HOST", Symbol::Host(one.id.clone())), ("PORT", Symbol::PortOf(one.id.clone(), port))];
        if one.entry.section != Section::Knowledge {
            let url = Symbol::Url { id: one.id.clone(), scheme: "http".into(), port, password: None };
            values.push(("URL", url));
        }
        for (suffix, value) in values {
            let claim = Self::connection(one, suffix, value);
            self.claim(&Id::AGENT, &format!("{prefix}_{suffix}"), claim);
        }
    }

    /// A claim on a host, port or URL of an entry.
    pub(super) fn connection(one: &Resolved<'_>, part: &str, value: Symbol) -> Claim {
        Claim {
            component: Some(one.id.clone()),
            part: Some(part.to_owned()),
            declared_by: Some(one.entry.place.clone()),
            blame: Some(one.entry.place.clone()),
            provider: one.entry.provider.text().map(str::to_owned),
            ..Claim::new(Precedence::Owner, EnvKind::Connection, value)
        }
    }

    /// Adds the ingestion containers.
    pub(super) fn ingestion(&mut self) {
        let schedules = self.spec.dev.get().map(|dev| &dev.schedules);
        for named in self.spec.ingestion.entries() {
            let Some(ingestion) = named.get() else { continue };
            let id = Id::entry(Section::Ingestion, &named.name);
            self.plan.components.push(super::Component {
                id: id.clone(),
                section: Section::Ingestion,
                place: named.place.clone(),
                provider: None,
                built_in: None,
                has_container: ingestion.container.get().is_some(),
                models: Vec::new(),
            });
            let Some(declared) = ingestion.container.get() else { continue };
            let trigger = ingestion.trigger_type();
            let port = (trigger == Some(TriggerType::Webhook)).then_some(platform().container.webhook);
            let mut container = declared_container(id, &named.place, declared, port);
            if trigger == Some(TriggerType::Schedule) {
                let schedule = schedules.and_then(|schedules| schedules.named(&named.name));
                container.schedule = schedule.and_then(|schedule| Some(schedule.get()?.value.clone()));
            }
            container.trigger = trigger;
            self.add(container);
        }
    }
}

/// A container as declared; without a port and a default for it, it listens on none.
fn declared_container(id: Id, place: &Place, declared: &spec::Container, default_port: Option<u16>) -> Container {
    let mut container = Container::new(id, place.clone());
    let port = declared.port.value().or(default_port);
    container.image = declared.image.text().map(str::to_owned);
    container.build = declared.build.get().map(build);
    container.ports = port.map(|number| Port { name: "http".into(), number }).into_iter().collect();
    container.volume = declared.volume.get().map(|volume| volume.value.as_str().to_owned());
    container.health = declared.healthcheck.get().map(|check| health(check, port));
    container.gpu = declared.gpu.get().map(|gpu| Gpu {
        vram: gpu.vram.get().map(|vram| vram.value.as_str().to_owned()),
        runtime: gpu.runtime.value().unwrap_or(spec::GpuRuntime::Cuda),
    });
    container
}
