//! A container of the plan as a container of a pod, and what only waits for a store.

use super::object::Map;
use super::pod::{
    Container, ContainerPort, Env, EnvFrom, EnvSource, KeyRef, Named, Probe, ProbeAction, Resources, Security,
    VolumeMount,
};
use crate::plan::GpuRuntime;
use crate::plan::{self, BoundContainer, Cluster, Placement, Variable, Wait};

/// The volume of a container's disk.
pub(super) const DISK: &str = "data";

/// Tries until it succeeds or the time is over. What is tried comes as arguments, so that none of it is read by the shell.
const WAIT: &str = r#"limit=$1
shift
waited=0
until "$@"; do
  if [ "$waited" -ge "$limit" ]; then
    echo "still not there after $limit s: $*" >&2
    exit 1
  fi
  waited=$((waited + 2))
  sleep 2
done
"#;

/// Text that Kubernetes takes literally in a value or a command.
pub(super) fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

fn literals(words: &[String]) -> Vec<String> {
    words.iter().map(|word| literal(word)).collect()
}

/// A container.
pub(super) fn container(cluster: &Cluster, container: &BoundContainer, placement: &Placement) -> Container {
    let probe = |failures: fn(&plan::Probe) -> u32| placement.probe.as_ref().map(|check| probe(check, failures(check)));
    let known = !placement.env.known.is_empty();
    Container {
        name: placement.short.clone(),
        image: placement.image.clone(),
        restart_policy: None,
        command: literals(&container.entrypoint),
        args: literals(&container.command),
        ports: container
            .ports
            .iter()
            .map(|port| ContainerPort { name: port.name.clone(), container_port: port.container })
            .collect(),
        env_from: if known {
            vec![EnvFrom { config_map_ref: Named { name: placement.name.clone() } }]
        } else {
            Vec::new()
        },
        env: placement.env.further.iter().map(|(name, variable)| env(cluster, name, variable)).collect(),
        resources: resources(&placement.resources, container),
        volume_mounts: mounts(container, placement),
        startup_probe: probe(|check| check.startup.div_ceil(check.period).max(1)),
        readiness_probe: probe(|check| check.retries),
        liveness_probe: probe(|check| check.retries),
        security_context: {
            let confinement = &placement.confinement;
            Security::of(confinement.user, confinement.group, confinement.read_only)
        },
    }
}

/// What waits for a store before anything else runs.
pub(super) fn wait(wait: &Wait) -> Container {
    let head = ["sh", "-c", &literal(WAIT), "wait", &wait.seconds.to_string()].map(str::to_owned);
    Container {
        name: wait.name.clone(),
        image: wait.image.clone(),
        restart_policy: None,
        command: head.into_iter().chain(literals(&wait.command)).collect(),
        args: Vec::new(),
        ports: Vec::new(),
        env_from: Vec::new(),
        env: Vec::new(),
        resources: figures(&wait.resources),
        volume_mounts: Vec::new(),
        startup_probe: None,
        readiness_probe: None,
        liveness_probe: None,
        security_context: Security::of(wait.user, wait.group, true),
    }
}

fn env(cluster: &Cluster, name: &str, variable: &Variable) -> Env {
    let key =
        |object: &str, key: &str, optional: bool| KeyRef { name: object.to_owned(), key: key.to_owned(), optional };
    let (value, value_from) = match variable {
        Variable::Literal(text) => (Some(literal(text)), None),
        Variable::Value { key: name, optional } => {
            (None, Some(EnvSource::ConfigMapKeyRef(key(&cluster.values, name, *optional))))
        }
        Variable::Secret { secret, key: name, optional } => {
            (None, Some(EnvSource::SecretKeyRef(key(secret, name, *optional))))
        }
        Variable::Composed { before, variable, after } => {
            (Some(format!("{}$({variable}){}", literal(before), literal(after))), None)
        }
    };
    Env { name: name.to_owned(), value, value_from }
}

fn figures(given: &plan::Resources) -> Resources {
    let map = |pairs: [(&str, &str); 3]| -> Map {
        pairs.into_iter().map(|(name, amount)| (name.to_owned(), amount.to_owned())).collect()
    };
    let (cpu, limit) = (given.cpu.as_str(), given.cpu_limit.as_str());
    let (memory, most, ephemeral) = (given.memory.as_str(), given.memory_limit.as_str(), given.ephemeral.as_str());
    let mut requests = map([("cpu", cpu), ("memory", memory), ("", "")]);
    requests.remove("");
    Resources { requests, limits: map([("cpu", limit), ("memory", most), ("ephemeral-storage", ephemeral)]) }
}

fn resources(given: &plan::Resources, container: &BoundContainer) -> Resources {
    let mut resources = figures(given);
    if let Some(gpu) = &container.gpu {
        let name = if gpu.runtime == GpuRuntime::Rocm { "amd.com/gpu" } else { "nvidia.com/gpu" };
        resources.limits.insert(name.to_owned(), "1".to_owned());
    }
    resources
}

/// Disks, folders that need not be kept, shared memory, and files.
fn mounts(container: &BoundContainer, placement: &Placement) -> Vec<VolumeMount> {
    let disks = placement.disk.iter().flat_map(|disk| &disk.mounts).map(|(path, folder)| VolumeMount {
        name: DISK.to_owned(),
        mount_path: path.clone(),
        sub_path: folder.map(str::to_owned),
        read_only: false,
    });
    let scratch = placement.confinement.scratch.iter().map(|folder| VolumeMount {
        name: scratch(placement, folder),
        mount_path: folder.clone(),
        sub_path: None,
        read_only: false,
    });
    let shared = container.shared_memory.iter().map(|_| VolumeMount {
        name: shared_memory(placement),
        mount_path: "/dev/shm".to_owned(),
        sub_path: None,
        read_only: false,
    });
    let files = container.files.iter().map(|file| VolumeMount {
        name: files(placement),
        mount_path: file.path.clone(),
        sub_path: Some(file_key(&file.path).to_owned()),
        read_only: true,
    });
    disks.chain(scratch).chain(shared).chain(files).collect()
}

/// The volume behind a folder that need not be kept: a container's own, as what it puts there is nobody else's to read.
pub(super) fn scratch(placement: &Placement, folder: &str) -> String {
    let path = plan::naming::service(&folder.replace('/', "-"));
    let hash = plan::naming::fingerprint(folder, 4);
    let plain = format!("/{}", path.replace('-', "/")) == folder;
    let name = if plain { path } else { format!("{path}-{hash}") };
    plan::naming::cut(&format!("{}-{name}", placement.short), plan::naming::LABEL)
}

/// The volume of the memory that a container's processes share.
pub(super) fn shared_memory(placement: &Placement) -> String {
    plan::naming::cut(&format!("{}--shm", placement.short), plan::naming::LABEL)
}

/// The volume of a container's files.
pub(super) fn files(placement: &Placement) -> String {
    plan::naming::cut(&format!("{}--files", placement.short), plan::naming::LABEL)
}

/// The key of a file in its ConfigMap.
pub(super) fn file_key(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn probe(check: &plan::Probe, failures: u32) -> Probe {
    let action = match &check.action {
        plan::ProbeAction::Exec(command) => ProbeAction::Exec { command: literals(command) },
        plan::ProbeAction::Get(path, port) => ProbeAction::HttpGet { path: path.clone(), port: *port },
    };
    Probe { action, period_seconds: check.period, timeout_seconds: check.timeout, failure_threshold: failures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_is_literal_wherever_kubernetes_would_read_it() {
        assert_eq!(literal("$(A) $$ ${B} $"), "$$(A) $$$$ $${B} $$");
    }
}
