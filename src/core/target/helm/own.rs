//! The values of a component: what its objects say unless a deployer does.

use serde_json::{Value, json};

use super::fact::Fact;
use super::pod::is_built;
use crate::image::ImageRef;
use crate::options::{Egress, PlacementSettings, Settings};
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, Placement, Workload, naming};

/// The values of pods, of all of them or of one component's.
pub(super) fn pods(priority: &str) -> Vec<Fact> {
    vec![
        Fact::new("labels", json!({}), "texts", "Further labels of pods."),
        Fact::new("annotations", json!({}), "texts", "Further annotations of pods."),
        Fact::new("priorityClassName", priority, "text", "The priority class of pods."),
        Fact::new("nodeSelector", json!({}), "texts", "Labels of the nodes that pods run on."),
        Fact::new("tolerations", json!([]), "list", "Taints of nodes that pods tolerate."),
        Fact::new("affinity", json!({}), "object", "Which nodes and neighbours pods prefer."),
        Fact::new("topologySpreadConstraints", json!([]), "list", "How pods are spread, beside what the plan says."),
    ]
}

/// The values of a container and of what runs it. `agent` is what images are called after.
pub(super) fn facts(
    agent: &str,
    container: &BoundContainer,
    placement: &Placement,
    object: &Value,
    said: &PlacementSettings,
) -> Vec<Fact> {
    let mut facts = vec![image(agent, container, said)];
    let resources = object["resources"].clone();
    facts.push(Fact::new("resources", resources, "resources", "What it is given, and what it may take."));
    workload(container, placement, said, &mut facts);
    confinement(placement, &mut facts);
    facts.push(Fact::new("env", json!([]), "named", "Further variables, as a container has them; none of the plan's."));
    facts.push(Fact::new("volumeMounts", json!([]), "mounts", "Where it sees further volumes."));
    if placement.workload != Workload::Sidecar {
        facts.push(Fact::new("volumes", json!([]), "named", "Further volumes of its pods."));
        facts.push(Fact::new("egress", egress(said.egress.as_deref()), "egress", "Where it may connect to as well."));
        facts.push(Fact::like("pod", "pod", "Its pods.", pods("")));
    }
    facts
}

/// The tag is a text in any case, which readers take for a number otherwise.
fn image(agent: &str, container: &BoundContainer, said: &PlacementSettings) -> Fact {
    let digest = said.digest.as_ref().map_or("", |digest| digest.as_str());
    let digest = Fact::new("digest", digest, "digest", "Pins it: `sha256:…`, which stands instead of the tag.");
    if is_built(container) {
        let name = match container.id.kind {
            ContainerKind::Agent => agent.to_owned(),
            _ => naming::cut(&format!("{agent}-{}", container.id.service()), 128),
        };
        let facts = vec![
            Fact::new("repository", name, "text", "Its name, in the registry and path of `image`."),
            Fact::new("tag", "", "text", "Its tag; that of `image` unless said."),
            digest,
        ];
        return Fact::like("builtImage", "image", "Built from this project.", facts);
    }
    let image = container.image.as_deref().and_then(|image| ImageRef::parse(image).ok());
    let name = image.as_ref().map_or("", ImageRef::name);
    let (registry, repository) = host(name);
    let tag = image.as_ref().and_then(ImageRef::tag).unwrap_or_default();
    let fixed = container.image.as_deref().and_then(|image| image.split_once('@')).map(|(_, digest)| digest);
    let digest = match (fixed, said.digest.as_ref()) {
        (Some(fixed), None) if tag.is_empty() => {
            Fact::new("digest", fixed, "anyDigest", "Pins it: `sha256:…`, which stands instead of the tag.")
        }
        (Some(fixed), None) => {
            Fact::new("digest", fixed, "anyDigest", "Pins it, whatever the tag; empty, the tag alone says which.")
        }
        _ => digest,
    };
    let facts = vec![
        Fact::new("registry", registry, "text", "Its registry; that of the container engine unless said."),
        Fact::new("repository", repository, "text", "Its name there."),
        Fact::new("tag", tag, "text", "Its tag."),
        digest,
    ];
    Fact::like("image", "image", "Its image.", facts)
}

/// Whether its digest stands beside its tag, as other targets have it: where both are said together, or a lock is there.
pub(super) fn is_tagged(plan: &BoundPlan, container: &BoundContainer, settings: &Settings) -> bool {
    let image = container.image.as_deref().filter(|_| !is_built(container));
    let is_whole = |image: &ImageRef| image.tag().is_some() && image.digest().is_some();
    let own = settings.placed(&container.id.to_string()).digest.as_ref();
    let is_other = own.is_some();
    if plan.is_locked && is_other {
        return image.is_some();
    }
    !is_other && image.and_then(|image| ImageRef::parse(image).ok()).is_some_and(|image| is_whole(&image))
}

/// The host that a name begins with, and the rest.
pub(super) fn host(name: &str) -> (&str, &str) {
    match name.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
        _ => ("", name),
    }
}

fn workload(container: &BoundContainer, placement: &Placement, said: &PlacementSettings, facts: &mut Vec<Fact>) {
    match &placement.workload {
        Workload::Stateless { recreate: false } => {
            facts.push(Fact::new("replicas", placement.replicas, "number", "How many run."));
        }
        Workload::CronJob { schedule, suspended } => {
            facts.push(Fact::new("schedule", schedule.as_str(), "text", "When it runs: five fields of cron."));
            facts.push(Fact::new("suspend", *suspended, "bool", "Whether it only runs when somebody starts it."));
        }
        _ => {}
    }
    if matches!(placement.workload, Workload::Job | Workload::CronJob { .. }) {
        let deadline = placement.deadline.unwrap_or(0);
        facts.push(Fact::new("deadlineSeconds", deadline, "number", "How long it may take; any time at 0."));
    }
    if container.id.kind == ContainerKind::Ingestion && matches!(placement.workload, Workload::Stateless { .. }) {
        let host = said.host.as_ref().map_or("", |host| host.as_str());
        facts.push(Fact::new("host", host, "text", "Its public host name; it has no route without one."));
    }
    if let Some(disk) = placement.disk.as_ref().filter(|_| placement.workload != Workload::Sidecar) {
        let class = said.storage_class.as_ref().map_or("", |class| class.as_str());
        let storage = vec![
            Fact::new("size", disk.size.as_str(), "amount", "Its size, which no upgrade changes: see the README."),
            Fact::new("class", class, "text", "Its storage class; `storageClass` unless said."),
        ];
        facts.push(Fact::like("storage", "storage", "Its disk.", storage));
    }
}

fn confinement(placement: &Placement, facts: &mut Vec<Fact>) {
    let confinement = &placement.confinement;
    let id = |id: Option<u32>| id.map_or(Value::from("any"), Value::from);
    facts.push(Fact::new(
        "user",
        id(confinement.user),
        "id",
        "The user that it runs as; `any` for the cluster's choice.",
    ));
    facts.push(Fact::new("group", id(confinement.group), "id", "The group that it runs as."));
    if placement.workload != Workload::Sidecar {
        facts.push(Fact::new("fsGroup", id(confinement.fs_group), "id", "The group that its disks belong to."));
    }
    facts.push(Fact::new("readOnlyRoot", confinement.read_only, "bool", "Whether its root file system is read-only."));
}

/// Connections as values have them.
pub(super) fn egress(said: Option<&[Egress]>) -> Value {
    let one = |egress: &Egress| match egress.target() {
        (Some(range), port) => json!({ "cidr": range, "port": port }),
        (None, port) => json!({ "port": port }),
    };
    said.unwrap_or_default().iter().map(one).collect()
}
