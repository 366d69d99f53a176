//! What only a cluster knows of a plan, in parts that can change alone.

use crate::options::{DottedName, ObjectName, SecretsMode};
use crate::plan::{Cluster, Placement, Resources, Workload};

/// A part: its name, what is shown of it, and all of it.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) shown: Option<String>,
    pub(super) whole: String,
}

fn part(name: &str, shown: Option<String>, whole: String) -> Part {
    Part { name: name.to_owned(), shown, whole }
}

/// How a container runs.
pub(super) fn container(of: &Placement) -> Vec<Part> {
    let replicas = of.replicas.to_string();
    let (kind, way) = workload(&of.workload);
    let claim = of.disk.as_ref().map(|disk| match &disk.class {
        Some(class) => format!("{} of {}", disk.size.as_str(), class.as_str()),
        None => disk.size.as_str().to_owned(),
    });
    let deadline = of.deadline.map(|seconds| format!("{seconds} s"));
    vec![
        part("replicas", Some(replicas.clone()), replicas),
        part("resources", Some(resources(&of.resources)), format!("{:?}", of.resources)),
        part("claim", claim, format!("{:?}", of.disk)),
        part("name of objects", None, format!("{:?}", (&of.name, &of.short))),
        part("workload", Some(kind.to_owned()), kind.to_owned()),
        part("cluster schedule", way.clone(), format!("{way:?}")),
        part("user and permissions", None, format!("{:?}", of.confinement)),
        part("waiting for stores", None, format!("{:?}", of.waits)),
        part("cluster health check", None, format!("{:?}", of.probe)),
        part("reach", listed(&of.egress), format!("{:?}", of.egress)),
        part("open ports", listed(&of.exposed), format!("{:?}", of.exposed)),
        part("public host", of.host.as_ref().map(|host| host.as_str().to_owned()), format!("{:?}", of.host)),
        part("deadline", deadline.clone(), format!("{deadline:?}")),
    ]
}

/// What a container is given, and in brackets what it may take where that is more.
fn resources(of: &Resources) -> String {
    let (cpu, limit) = (of.cpu.as_str(), of.cpu_limit.as_str());
    let (memory, most) = (of.memory.as_str(), of.memory_limit.as_str());
    let most = if most == memory { String::new() } else { format!(" (at most {most})") };
    format!("cpu {cpu} (at most {limit}), memory {memory}{most}, disk {}", of.ephemeral.as_str())
}

/// What kind of object runs a container, and how it is started there.
fn workload(of: &Workload) -> (&'static str, Option<String>) {
    match of {
        Workload::Stateful => ("StatefulSet", None),
        Workload::Stateless { recreate } => {
            ("Deployment", Some(if *recreate { "all at once" } else { "one by one" }.into()))
        }
        Workload::Job => ("Job", None),
        Workload::CronJob { suspended: true, .. } => ("CronJob", Some("only when asked".into())),
        Workload::CronJob { schedule, .. } => ("CronJob", Some(schedule.clone())),
        Workload::Sidecar => ("sidecar", None),
    }
}

/// What holds for the whole deployment, routes aside.
pub(super) fn options(of: &Cluster) -> Vec<Part> {
    let store = (of.mode == SecretsMode::External).then_some(&of.store);
    let rest = (&of.agent, of.makes_namespace, &of.overlay, &of.headless, &of.values);
    let pull = of.pull_secrets.iter().map(DottedName::as_str).collect::<Vec<_>>();
    let from = of.ingress_from.iter().map(ObjectName::as_str).collect::<Vec<_>>();
    let class = of.priority_class.as_ref().map(|class| class.as_str().to_owned());
    let replicas = of.autoscale.map(|scale| format!("{}..{} at {} % CPU", scale.min, scale.max, scale.cpu));
    let mut parts = vec![
        part("namespace", Some(of.namespace.clone()), of.namespace.clone()),
        part("time-zone", Some(of.time_zone.clone()), of.time_zone.clone()),
        part("secrets", Some(format!("{:?}", of.mode).to_lowercase()), format!("{:?}{store:?}", of.mode)),
        part("deployment", None, format!("{rest:?}")),
        part("image-pull-secrets", listed(&pull), format!("{pull:?}")),
        part("ingress-from", listed(&from), format!("{from:?}")),
        part("priority-class", class.clone(), format!("{class:?}")),
        part("replicas", replicas, format!("{:?}", of.autoscale)),
    ];
    // What an option says of a Secret that exists; where others lie is told with what they hold.
    for (secret, keys) in &of.secrets {
        for key in keys.iter().filter(|key| key.exists) {
            let place = format!("{secret}/{}", key.key);
            parts.push(part(&format!("secret-keys.{}", key.name), Some(place.clone()), place));
        }
    }
    parts
}

/// Names, where there are any.
fn listed(names: &[impl ToString]) -> Option<String> {
    (!names.is_empty()).then(|| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}
