//! Services of the target's own: disks made writable, checks over the network, results of jobs.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{Condition, Dependency, Service};
use super::restrict::{claim, confinement};
use super::service::{ON_DEMAND, disk, is_on_demand, stays_up};
use crate::dotenv::reference::literal;
use crate::options::ComposeSettings;
use crate::plan::TriggerType;
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, Health, Id, Waits, naming};
use crate::provider::platform;

/// The group that agent and sidecar share their disk by, as a cluster's `fsGroup` does.
pub(super) fn group() -> String {
    platform().container.user.to_string()
}

/// Polls until something answers, by the clock, with the time limit for one try that any build of `wget` obeys. The URL
/// comes as a variable, so that no text of the user's becomes part of a script. A container that has ended loses its
/// name: twice in a row, and nothing will answer any more. A proxy that the Docker client gives to containers leads out
/// of the project.
const POLL: &str = r#"unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
end=$(($(date +%s) + LIMIT))
gone=0
until said=$(timeout 5 wget -q -O /dev/null "$URL" 2>&1); do
  case $said in
    *"bad address"* | *"unable to resolve"*) gone=$((gone + 1)) ;;
    *) gone=0 ;;
  esac
  if [ "$gone" -ge 2 ]; then
    echo "$URL: the container has ended" >&2
    exit 1
  fi
  if [ "$(date +%s)" -ge "$end" ]; then
    echo "$URL does not answer within $LIMIT s" >&2
    exit 1
  fi
  sleep 1
done
"#;

/// How long is polled at least, in seconds.
const PATIENCE: u64 = 120;

/// What preparing a disk takes of root's powers.
const OF_INIT: [&str; 3] = ["CHOWN", "FOWNER", "FSETID"];

/// Lets any user of the group write, and keeps the group for what is made later.
fn share() -> String {
    let (disk, files, group) = (&platform().agent.disk, &platform().messaging.files, group());
    format!("mkdir -p {files}\nchown {group}:{group} {disk} {files}\nchmod 2775 {disk} {files}\n")
}

/// What the helpers of every service are made from, looked up once.
pub(super) struct Helpers<'a> {
    pub(super) plan: &'a BoundPlan,
    services: BTreeSet<&'a str>,
    /// Whether no process may gain powers that it was not started with.
    no_new_privileges: bool,
    /// The container whose disk is prepared in every run: the sidecar's where there is one, as agent and sidecar share theirs.
    disk_owner: Option<&'a BoundContainer>,
}

impl<'a> Helpers<'a> {
    pub(super) fn of(plan: &'a BoundPlan, settings: &ComposeSettings) -> Self {
        let owner = plan.container(&Id::MESSAGING).or_else(|| plan.container(&Id::AGENT));
        Self {
            plan,
            services: plan.containers.iter().filter_map(|container| container.service.as_deref()).collect(),
            no_new_privileges: settings.no_new_privileges(),
            disk_owner: owner.filter(|owner| !owner.volumes.is_empty()),
        }
    }

    /// A service's helper: its name, cut so that the whole stays a host name, and no other service's.
    fn name(&self, service: &str, suffix: &str) -> String {
        let name = format!("{}-{suffix}", naming::cut(service, naming::LABEL - suffix.len() - 1));
        let taken = self.services.contains(name.as_str());
        if taken { self.name(&format!("{service}-helper"), suffix) } else { name }
    }

    /// The helpers of a container with what each is for.
    pub(super) fn beside(&self, container: &BoundContainer, service: &str) -> Vec<(String, Service, String)> {
        let mut helpers = Vec::new();
        if self.prepares(container) {
            let group = confinement(container).and_then(|held| held.fs_group).map_or_else(group, |id| id.to_string());
            helpers.push((
                self.name(service, "init"),
                self.init(container, service),
                format!("lets any user of group {group} write to the disk"),
            ));
        }
        if let Some(url) = polled(container, service) {
            let ready = Service {
                command: vec!["sh".into(), "-c".into(), literal(POLL)],
                environment: BTreeMap::from([
                    ("LIMIT".to_owned(), Some(patience(container).to_string())),
                    ("URL".to_owned(), Some(literal(&url))),
                ]),
                depends_on: BTreeMap::from([(service.to_owned(), Dependency { condition: Condition::Started })]),
                ..self.base()
            };
            let name = self.name(service, "ready");
            helpers.push((
                name.clone(),
                ready,
                format!("ends when {service} answers; its image has nothing to check with"),
            ));
            helpers.push(self.done(service, &name));
        }
        if container.trigger == Some(TriggerType::Startup) {
            helpers.push(self.done(service, service));
        }
        helpers
    }

    /// Whether a container's disk is prepared: the shared one always, every one in a rehearsal.
    fn prepares(&self, container: &BoundContainer) -> bool {
        match container.id.kind {
            ContainerKind::Agent | ContainerKind::Messaging => {
                self.disk_owner.is_some_and(|owner| owner.id == container.id)
            }
            _ => confinement(container).is_some() && !container.volumes.is_empty(),
        }
    }

    /// The helper that polls a service, where one does.
    pub(super) fn polls(&self, container: &BoundContainer, service: &str) -> Option<String> {
        polled(container, service).map(|_| self.name(service, "ready"))
    }

    /// A service without a container: `up --wait` waits for what it depends on.
    fn done(&self, service: &str, ends: &str) -> (String, Service, String) {
        let dependency = Dependency { condition: Condition::Completed };
        let depends_on = BTreeMap::from([(ends.to_owned(), dependency)]);
        let done = Service { scale: Some(0), depends_on, ..self.base() };
        (self.name(service, "done"), done, format!("no container; `up --wait` waits for {service} by it"))
    }

    /// What holds of every service: no process gains powers, unless an option says that one must.
    pub(super) fn security(&self) -> Vec<&'static str> {
        self.no_new_privileges.then_some("no-new-privileges:true").into_iter().collect()
    }

    fn base(&self) -> Service {
        Service {
            image: literal(&self.plan.helper_image),
            cap_drop: vec!["ALL"],
            security_opt: self.security(),
            ..Service::default()
        }
    }

    /// Makes the disk of a container writable for the group that shares it.
    fn init(&self, container: &BoundContainer, service: &str) -> Service {
        let mount = |volume| format!("{}:{}", disk(container, service, volume), platform().agent.disk);
        let group = confinement(container).and_then(|held| held.fs_group);
        let script = group.map_or_else(share, |group| claim(container, group));
        Service {
            user: Some("0:0".into()),
            cap_add: OF_INIT.map(str::to_owned).into(),
            network_mode: Some("none"),
            // What starts only when it is asked for is prepared only then.
            profiles: is_on_demand(container).then(|| ON_DEMAND.to_owned()).into_iter().collect(),
            command: vec!["sh".into(), "-ec".into(), script],
            volumes: container.volumes.iter().map(mount).collect(),
            ..self.base()
        }
    }

    /// What a container waits for, and until when.
    pub(super) fn dependencies(&self, container: &BoundContainer) -> BTreeMap<String, Dependency> {
        let mut waits: BTreeMap<_, _> = container
            .depends_on
            .iter()
            .filter_map(|wait| {
                let other = self.plan.container(&wait.id).filter(|other| !is_on_demand(other))?;
                let service = other.service.as_deref()?;
                let (service, condition) = match wait.condition {
                    Waits::Started => (service.to_owned(), Condition::Started),
                    Waits::Healthy if polled(other, service).is_some() => {
                        (self.name(service, "ready"), Condition::Completed)
                    }
                    Waits::Healthy if other.health.as_ref().is_some_and(|health| health.test.is_some()) => {
                        (service.to_owned(), Condition::Healthy)
                    }
                    Waits::Healthy => (service.to_owned(), Condition::Started),
                };
                Some((service, Dependency { condition }))
            })
            .collect();
        let owner = match container.id.kind {
            ContainerKind::Agent | ContainerKind::Messaging => self.disk_owner,
            _ => Some(container).filter(|own| self.prepares(own)),
        };
        if let Some(service) = owner.and_then(|owner| owner.service.as_deref()) {
            let condition = Condition::Completed;
            waits.insert(self.name(service, "init"), Dependency { condition });
        }
        waits
    }
}

/// The URL that answers once a container is ready, where only that tells.
fn polled(container: &BoundContainer, service: &str) -> Option<String> {
    let health = container.health.as_ref().filter(|health| health.test.is_none() && stays_up(container))?;
    let (path, port) = (health.path.as_ref()?, health.port?);
    Some(format!("http://{service}:{port}/{}", path.trim_start_matches('/')))
}

/// How long a container is polled, in seconds: as long as its check allows, and no shorter than a start may take.
fn patience(container: &BoundContainer) -> u64 {
    container.health.as_ref().map_or(0, Health::patience).max(PATIENCE)
}
