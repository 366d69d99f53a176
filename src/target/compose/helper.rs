//! Services of the target's own: disks made writable, checks over the network, results of jobs.

use std::collections::BTreeMap;

use super::file::{Condition, Dependency, Service};
use super::service::{disk, is_on_demand};
use crate::dotenv::reference::literal;
use crate::plan::{BoundContainer, BoundPlan, Kind, Waits, naming};

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

/// A service's helper: its name, cut so that the whole stays a host name, and no other service's.
fn name(plan: &BoundPlan, service: &str, suffix: &str) -> String {
    let name = format!("{}-{suffix}", naming::cut(service, naming::LABEL - suffix.len() - 1));
    let taken = plan.containers.iter().any(|container| container.service.as_ref() == Some(&name));
    if taken { self::name(plan, &format!("{service}-helper"), suffix) } else { name }
}

/// The helpers of a container with what each is for.
pub(super) fn of(plan: &BoundPlan, container: &BoundContainer, service: &str) -> Vec<(String, Service, String)> {
    let mut helpers = Vec::new();
    if owns_disk(plan, container) {
        helpers.push((
            name(plan, service, "init"),
            init(plan, container, service),
            "lets any user of group 1000 write to the disk".to_owned(),
        ));
    }
    if let Some(url) = polled(container, service).filter(|_| is_waited_for(plan, container)) {
        let ready = Service {
            command: vec!["sh".into(), "-c".into(), literal(POLL)],
            environment: BTreeMap::from([("URL".to_owned(), Some(literal(&url)))]),
            depends_on: BTreeMap::from([(service.to_owned(), Dependency { condition: Condition::Started })]),
            ..base(plan)
        };
        helpers.push((
            name(plan, service, "ready"),
            ready,
            format!("ends when {service} answers; its image has nothing to check with"),
        ));
    }
    if container.trigger == Some("startup") {
        let condition = Condition::Completed;
        let done = Service {
            scale: Some(0),
            depends_on: BTreeMap::from([(service.to_owned(), Dependency { condition })]),
            ..base(plan)
        };
        helpers.push((
            name(plan, service, "done"),
            done,
            format!("no container; `up --wait` waits for {service} by it"),
        ));
    }
    helpers
}

/// What a container waits for, and until when.
pub(super) fn dependencies(plan: &BoundPlan, container: &BoundContainer) -> BTreeMap<String, Dependency> {
    let mut waits: BTreeMap<_, _> = container
        .depends_on
        .iter()
        .filter_map(|wait| {
            let other = plan.container(&wait.id).filter(|other| !is_on_demand(other))?;
            let service = other.service.as_deref()?;
            let (service, condition) = match wait.condition {
                Waits::Started => (service.to_owned(), Condition::Started),
                Waits::Healthy if polled(other, service).is_some() => {
                    (name(plan, service, "ready"), Condition::Completed)
                }
                Waits::Healthy if other.health.as_ref().is_some_and(|health| health.test.is_some()) => {
                    (service.to_owned(), Condition::Healthy)
                }
                Waits::Healthy => (service.to_owned(), Condition::Started),
            };
            Some((service, Dependency { condition }))
        })
        .collect();
    if matches!(container.id.kind, Kind::Agent | Kind::Messaging) {
        let owner = plan.containers.iter().find(|other| owns_disk(plan, other));
        if let Some(service) = owner.and_then(|owner| owner.service.as_deref()) {
            let condition = Condition::Completed;
            waits.insert(name(plan, service, "init"), Dependency { condition });
        }
    }
    waits
}

/// The disk is prepared beside the sidecar where there is one: both use it.
fn owns_disk(plan: &BoundPlan, container: &BoundContainer) -> bool {
    let owner = if plan.containers.iter().any(|other| other.id.kind == Kind::Messaging) {
        Kind::Messaging
    } else {
        Kind::Agent
    };
    container.id.kind == owner && !container.volumes.is_empty()
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

fn is_waited_for(plan: &BoundPlan, container: &BoundContainer) -> bool {
    plan.containers.iter().any(|other| other.depends_on.iter().any(|wait| wait.id == container.id))
}
