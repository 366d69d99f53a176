//! What a deployment asks of a cluster, in numbers: what a target says of a plan where nothing is written.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::plan::Id;

/// What a deployment asks of a cluster, and what has to be there before it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "footprint")]
pub struct Footprint {
    /// Where it runs.
    pub namespace: String,
    /// What is deployed.
    pub workloads: Vec<Workload>,
    /// What all of it requests, at the most replicas.
    pub total: Total,
    /// The hosts by which it is reached from outside.
    pub hosts: Vec<String>,
    /// What has to be there beforehand, in words.
    pub beforehand: Vec<String>,
}

/// What is deployed of a component.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Workload {
    /// Which component it is.
    pub component: Id,
    /// What it is to the cluster.
    pub kind: WorkloadKind,
    /// Its name in the cluster.
    pub name: String,
    /// How many run.
    pub replicas: Replicas,
    /// What one of them requests, as Kubernetes writes it.
    pub cpu: String,
    /// What one of them requests, as Kubernetes writes it.
    pub memory: String,
    /// The size of its disk, as Kubernetes writes it.
    pub storage: Option<String>,
}

/// What a component is to a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub enum WorkloadKind {
    /// It keeps its names and disks.
    StatefulSet,
    /// Any of its replicas is as good as another.
    Deployment,
    /// It runs once.
    Job,
    /// It runs at set times.
    CronJob,
    /// It runs when somebody starts it.
    #[serde(rename = "CronJob, suspended")]
    Suspended,
    /// It runs beside another one.
    #[serde(rename = "sidecar")]
    Sidecar,
}

/// How many run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Replicas {
    /// Always as many.
    Fixed(u32),
    /// As many as are needed.
    Between {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
}

/// Sums, as Kubernetes writes them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Total {
    /// In thousandths of a processor.
    #[schemars(regex(pattern = "^[0-9]+m$"))]
    pub cpu: String,
    /// In mebibytes.
    #[schemars(regex(pattern = "^[0-9]+Mi$"))]
    pub memory: String,
    /// In gibibytes.
    #[schemars(regex(pattern = "^[0-9]+Gi$"))]
    pub storage: String,
}

impl WorkloadKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StatefulSet => "StatefulSet",
            Self::Deployment => "Deployment",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::Suspended => "CronJob, suspended",
            Self::Sidecar => "sidecar",
        }
    }
}

impl fmt::Display for Replicas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(count) => write!(f, "{count}"),
            Self::Between { min, max } => write!(f, "{min}..{max}"),
        }
    }
}
