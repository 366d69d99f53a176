//! Services of the target's own: disks made writable, checks over the network, results of jobs.

use std::collections::{BTreeMap, BTreeSet};

use super::file::{Condition, Dependency, Service};
use super::service::{disk, is_on_demand};
use crate::dotenv::reference::literal;
use crate::plan::TriggerType;
use crate::plan::{BoundContainer, BoundPlan, Id, Kind, Waits, naming};

/// The group that agent and sidecar share their disk by, as a cluster's `fsGroup` does.
pub(super) const GROUP: &str = "1000";

/// Polls for two minutes, with the time limit that any build of `wget` obeys; the URL comes as a variable, so that no text of the user's becomes part of a script.
const POLL: &str = r#"n=0
until timeout 5 wget -q -O /dev/null "$URL"; do
  n=$((n + 1))
  if [ "$n" -ge 60 ]; then
    echo "$URL does not answer" >&2
    exit 1
  fi
  sleep 2
done
"#;

/// Lets any user of the group write, and keeps the group for what is made later.
const SHARE: &str = r"mkdir -p /data/files
chown 1000:1000 /data /data/files
chmod 2775 /data /data/files
";

/// What the helpers of every service are made from, looked up once.
pub(super) struct Helpers<'a> {
    pub(super) plan: &'a BoundPlan,
    services: BTreeSet<&'a str>,
    /// What some container waits for.
    waited_for: BTreeSet<&'a Id>,
    /// The container whose disk is prepared: the sidecar's where there is one, as agent and sidecar share theirs.
    disk_owner: Option<&'a BoundContainer>,
}

impl<'a> Helpers<'a> {
    pub(super) fn of(plan: &'a BoundPlan) -> Self {
        let owner = plan.container(&Id::MESSAGING).or_else(|| plan.container(&Id::AGENT));
        Self {
            plan,
            services: plan.containers.iter().filter_map(|container| container.service.as_deref()).collect(),
            waited_for: plan.containers.iter().flat_map(|other| &other.depends_on).map(|wait| &wait.id).collect(),
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
        if self.disk_owner.is_some_and(|owner| owner.id == container.id) {
            helpers.push((
                self.name(service, "init"),
                init(self.plan, container, service),
                "lets any user of group 1000 write to the disk".to_owned(),
            ));
        }
        if let Some(url) = polled(container, service).filter(|_| self.waited_for.contains(&container.id)) {
            let ready = Service {
                command: vec!["sh".into(), "-c".into(), literal(POLL)],
                environment: BTreeMap::from([("URL".to_owned(), Some(literal(&url)))]),
                depends_on: BTreeMap::from([(service.to_owned(), Dependency { condition: Condition::Started })]),
                ..base(self.plan)
            };
            helpers.push((
                self.name(service, "ready"),
                ready,
                format!("ends when {service} answers; its image has nothing to check with"),
            ));
        }
        if container.trigger == Some(TriggerType::Startup) {
            let condition = Condition::Completed;
            let done = Service {
                scale: Some(0),
                depends_on: BTreeMap::from([(service.to_owned(), Dependency { condition })]),
                ..base(self.plan)
            };
            helpers.push((
                self.name(service, "done"),
                done,
                format!("no container; `up --wait` waits for {service} by it"),
            ));
        }
        helpers
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
        if matches!(container.id.kind, Kind::Agent | Kind::Messaging)
            && let Some(service) = self.disk_owner.and_then(|owner| owner.service.as_deref())
        {
            let condition = Condition::Completed;
            waits.insert(self.name(service, "init"), Dependency { condition });
        }
        waits
    }
}

fn init(plan: &BoundPlan, container: &BoundContainer, service: &str) -> Service {
    let mount = |volume| format!("{}:/data", disk(container, service, volume));
    Service {
        user: Some("0:0".into()),
        network_mode: Some("none"),
        command: vec!["sh".into(), "-ec".into(), SHARE.into()],
        volumes: container.volumes.iter().map(mount).collect(),
        ..base(plan)
    }
}

fn base(plan: &BoundPlan) -> Service {
    Service { image: literal(&plan.helper_image), ..Service::default() }
}

/// The URL that answers once a container is ready, where only that tells.
fn polled(container: &BoundContainer, service: &str) -> Option<String> {
    let health = container.health.as_ref().filter(|health| health.test.is_none())?;
    let (path, port) = (health.path.as_ref()?, health.port?);
    Some(format!("http://{service}:{port}/{}", path.trim_start_matches('/')))
}
