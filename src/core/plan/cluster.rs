//! What a plan that is bound to a cluster knows beside what every binding knows: objects' names, resources, users, routes.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use super::confinement::Confinement;
use crate::options::{Amount, DottedName, Egress, HostName, ObjectName, RouteKind, SecretsMode, StoreKind};

/// What holds of the whole deployment.
#[derive(Debug)]
pub struct Cluster {
    /// The agent's name as objects have it: what all of them share.
    pub agent: String,
    /// The namespace.
    pub namespace: String,
    /// Whether it is made.
    pub makes_namespace: bool,
    /// The overlay that is made to start with.
    pub overlay: String,
    /// The Service that gives the agent's replicas their identity.
    pub headless: String,
    /// The ConfigMap of the values that the deployer supplies.
    pub values: String,
    /// The values that the deployer supplies, secrets aside.
    pub supplied: Vec<Supplied>,
    /// The Secrets that have to exist, by name.
    pub secrets: BTreeMap<String, Vec<Supplied>>,
    /// How the Secrets come to be.
    pub mode: SecretsMode,
    /// The store that ExternalSecrets read.
    pub store: ExternalStore,
    /// Secrets that images are pulled with.
    pub pull_secrets: Vec<DottedName>,
    /// The priority class of every pod.
    pub priority_class: Option<DottedName>,
    /// The time zone of schedules.
    pub time_zone: String,
    /// How many replicas of a distributed agent run.
    pub autoscale: Option<Autoscale>,
    /// Routes from outside.
    pub routes: Vec<Route>,
    /// Namespaces that may connect to what is exposed; all if empty.
    pub ingress_from: Vec<ObjectName>,
}

/// A value that the deployer supplies.
#[derive(Debug)]
pub struct Supplied {
    /// The supply's name.
    pub name: String,
    /// The key in its Secret; the name unless an option says otherwise.
    pub key: String,
    /// Whether nothing runs without it.
    pub required: bool,
    /// What it is without one.
    pub default: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Whether it exists already, where an option says.
    pub exists: bool,
    /// Whether an external store has it.
    pub fetched: bool,
}

/// The store that ExternalSecrets read.
#[derive(Debug)]
pub struct ExternalStore {
    /// Its name.
    pub name: String,
    /// Whom it belongs to.
    pub kind: StoreKind,
    /// How often it is read.
    pub refresh: String,
}

/// How many replicas of a distributed agent run.
#[derive(Debug, Clone, Copy)]
pub struct Autoscale {
    /// At least.
    pub min: u32,
    /// At most.
    pub max: u32,
    /// The share of the requested CPU, in percent, that more are started at.
    pub cpu: u32,
}

/// A route from outside.
#[derive(Debug)]
pub struct Route {
    /// What makes it.
    pub kind: RouteKind,
    /// Its name.
    pub name: String,
    /// The Service that it leads to.
    pub service: String,
    /// The Service's port.
    pub port: u16,
    /// The public host name.
    pub host: String,
    /// The class of an Ingress.
    pub class: Option<String>,
    /// The Gateway of an HTTPRoute: its namespace, if another, and its name.
    pub gateway: Option<(Option<String>, String)>,
    /// The Secret with the certificate, where an Ingress speaks TLS.
    pub tls_secret: Option<String>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
}

/// How a container runs in a cluster.
#[derive(Debug)]
pub struct Placement {
    /// The name of its objects.
    pub name: String,
    /// Its name within the pod, and on labels.
    pub short: String,
    /// What runs it.
    pub workload: Workload,
    /// How many of it run.
    pub replicas: u32,
    /// The image.
    pub image: String,
    /// What it is given and may take.
    pub resources: Resources,
    /// Who its processes are, and what they may write to.
    pub confinement: Confinement,
    /// Its disk.
    pub disk: Option<Disk>,
    /// The stores that it waits for; the same ones for whatever waits.
    pub waits: Rc<[Wait]>,
    /// How to tell that it is ready.
    pub probe: Option<Probe>,
    /// Ports that may be connected to from outside of the project.
    pub exposed: Vec<u16>,
    /// Where it may connect to, beside the plan's edges.
    pub egress: Vec<Reach>,
    /// Its public host name, for a webhook.
    pub host: Option<HostName>,
    /// How long a job may take.
    pub deadline: Option<u32>,
    /// Where its variables come from.
    pub env: Environment,
}

/// What runs a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Workload {
    /// Replicas with an identity and a disk each.
    Stateful,
    /// Replicas that are alike; replaced one after the other, or all at once where two can't run together.
    Stateless {
        /// Whether two can't run together.
        recreate: bool,
    },
    /// One run, whenever the template changes.
    Job,
    /// Runs by the clock.
    CronJob {
        /// The expression.
        schedule: String,
        /// Whether it only runs when asked.
        suspended: bool,
    },
    /// A container of the agent's pod.
    Sidecar,
}

/// What a container is given and may take.
#[derive(Debug, Clone)]
pub struct Resources {
    /// CPU that it is given.
    pub cpu: Amount,
    /// CPU that it may take.
    pub cpu_limit: Amount,
    /// Memory that it is given.
    pub memory: Amount,
    /// Memory that it may take: what its processes share counts too.
    pub memory_limit: Amount,
    /// Space for logs and temporary files.
    pub ephemeral: Amount,
}

/// A disk.
#[derive(Debug)]
pub struct Disk {
    /// Where it is mounted, and which folder of it; the whole where none is named.
    pub mounts: Vec<(String, Option<&'static str>)>,
    /// Its size.
    pub size: Amount,
    /// Its storage class.
    pub class: Option<DottedName>,
}

/// A store that a container waits for.
#[derive(Debug)]
pub struct Wait {
    /// The name of the container that waits.
    pub name: String,
    /// The store's own image.
    pub image: String,
    /// A command of it that succeeds once the store accepts connections.
    pub command: Vec<String>,
    /// How many seconds at most.
    pub seconds: u32,
    /// The user that it runs as; none where the cluster chooses.
    pub user: Option<u32>,
    /// The group that it runs as.
    pub group: Option<u32>,
    /// What it is given and may take.
    pub resources: Resources,
}

/// A check, in whole seconds.
#[derive(Debug)]
pub struct Probe {
    /// How to check.
    pub action: ProbeAction,
    /// Between two checks.
    pub period: u32,
    /// For one check.
    pub timeout: u32,
    /// Failures in a row.
    pub retries: u32,
    /// How long a start may take.
    pub startup: u32,
}

/// How to check.
#[derive(Debug)]
pub enum ProbeAction {
    /// A command.
    Exec(Vec<String>),
    /// A path and a port that answer HTTP GET.
    Get(String, u16),
}

/// Where a container may connect to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Port 443 outside of private networks.
    Outside,
    /// A port, anywhere.
    Port(u16),
    /// A port in a range of addresses.
    Range(String, u16),
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => f.write_str("the internet (443)"),
            Self::Port(port) => write!(f, "any address ({port})"),
            Self::Range(range, port) => write!(f, "{range} ({port})"),
        }
    }
}

/// Where a container's variables come from.
#[derive(Debug, Default)]
pub struct Environment {
    /// Values that are known now, by variable.
    pub known: BTreeMap<String, String>,
    /// Further variables in the order in which they must stand: what is referred to comes first. One that is
    /// known too beats it where it is supplied.
    pub further: Vec<(String, Variable)>,
}

/// Where a variable comes from.
#[derive(Debug)]
pub enum Variable {
    /// Written as it is.
    Literal(String),
    /// A key of the ConfigMap of supplied values.
    Value {
        /// The key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A key of a Secret.
    Secret {
        /// The Secret.
        secret: String,
        /// The key.
        key: String,
        /// Whether it may be missing.
        optional: bool,
    },
    /// A text around the value of another variable of the container.
    Composed {
        /// The text before.
        before: String,
        /// The other variable.
        variable: String,
        /// The text after.
        after: String,
    },
}

impl Reach {
    pub(super) fn of(egress: &Egress) -> Self {
        match egress.target() {
            (Some(range), port) => Self::Range(range.to_owned(), port),
            (None, port) => Self::Port(port),
        }
    }
}
