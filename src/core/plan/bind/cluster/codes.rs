//! The codes of a plan for a cluster. They depend on options, so that no spec alone is an example of them.

use crate::diagnostic::{Code, Severity};

/// A container is given the password of a store that it may not connect to.
pub(super) static CONNECTION: Code = Code {
    id: "cluster-connection",
    severity: Severity::Warning,
    summary: "a container is given the password of a store that it may not connect to",
    explanation: "In a cluster containers connect only where the plan says: the agent and ingestion to all that serves them, and others nowhere. A container that is given a store's password means to connect to it. Say so: `connects = [\"knowledge.db\"]` under `[components.\"integrations.worker\"]` in `ast.toml` opens the way, and makes it wait for the store in a local run. Reported for a cluster, and as advice by `ast validate` and in editors where the project generates one.",
    ..Code::BASE
};

/// A gateway inside of the cluster is reached by a port that is not known.
pub(super) static GATEWAY: Code = Code {
    id: "cluster-gateway",
    severity: Severity::Warning,
    summary: "a gateway inside of the cluster is reached by a port that is not known",
    explanation: "A Service passes connections on to its pods, on ports of their own, and it is those that a network policy has to allow. Name the pod's port by `--egress 4000`, or as `egress` under `[cluster]` in `ast.toml`. Only reported for a cluster.",
    ..Code::BASE
};

/// A health check asks a port that only a local run has.
pub(super) static HEALTH: Code = Code {
    id: "cluster-health",
    severity: Severity::Warning,
    summary: "a health check asks a port that only a local run has",
    explanation: "`dev.interfaces.frontend.port` is where a frontend listens in a local run; in a cluster it listens on 80, and `PORT` says which. A check by a command that names the local port fails there at every time, and the pod is started again and again. `path: /health` asks the right port everywhere; a command can read `$PORT`. Reported for a cluster, and as advice by `ast validate` and in editors where the project generates one.",
    ..Code::BASE
};

/// A value names a host that exists only in a local run.
pub(super) static HOST: Code = Code {
    id: "cluster-host",
    severity: Severity::Warning,
    summary: "a value names a host that exists only in a local run",
    explanation: "Containers have other host names in a cluster, so that several agents fit into one namespace: `knowledge-db` is `my-agent-knowledge-db` there. A default or a fixed value that is one of the local names, or an address with it, leads nowhere. The plan's own variables, such as `POSTGRES_HOST`, are right everywhere. Reported for a cluster, and as advice by `ast validate` and in editors where the project generates one.",
    ..Code::BASE
};

/// An image can't be pulled by a cluster, or changes under it.
pub(super) static IMAGE: Code = Code {
    id: "cluster-image",
    severity: Severity::Warning,
    summary: "an image can't be pulled by a cluster, or changes under it",
    explanation: "A cluster pulls images by name. What is built here has to be pushed under a name with a registry and a tag (`--registry`, `--tag`), and a tag such as `latest` gives each node the image of the day it pulled it. Say which release is meant, give a digest (`--set agent.digest=sha256:…`), or let `ast lock` pin what the tag names today. Only reported for a cluster.",
    ..Code::BASE
};

/// A name that Kubernetes does not take.
pub(super) static NAME: Code = Code {
    id: "cluster-name",
    summary: "a name that Kubernetes does not take",
    explanation: "The key of an annotation is a name of at most 63 characters (letters, digits, `-`, `_`, `.`), with a domain and `/` before it if you like. A variable's name does not begin with `..`. Only reported for a cluster.",
    ..Code::BASE
};

/// Each replica of a distributed agent has a chat history of its own.
pub(super) static REPLICAS: Code = Code {
    id: "cluster-replicas",
    severity: Severity::Warning,
    summary: "each replica of a distributed agent has a chat history of its own",
    explanation: "Every replica has its own disk, and the messaging sidecar keeps its history there. Sessions stay on one replica as long as it runs; after that a user may meet an empty history. Only reported for a cluster.",
    ..Code::BASE
};

/// When an ingestion runs in a cluster is not said, or never comes.
pub(super) static SCHEDULE: Code = Code {
    id: "cluster-schedule",
    severity: Severity::Warning,
    summary: "when an ingestion runs in a cluster is not said, or never comes",
    explanation: "`dev.schedules` is meant for local runs; a cluster takes it where nothing else says, and suspends a schedule that nothing gives. Say it by `--schedule NAME=CRON`, or under `[schedules]` in `ast.toml`. Only reported for a cluster.",
    ..Code::BASE
};

/// Every code of a plan for a cluster, sorted by id.
pub const CODES: &[&Code] = &[&CONNECTION, &GATEWAY, &HEALTH, &HOST, &IMAGE, &NAME, &REPLICAS, &SCHEDULE];

/// Those that are about values which lead nowhere.
pub const ASTRAY: &[&Code] = &[&CONNECTION, &HEALTH, &HOST];
