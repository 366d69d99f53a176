//! Pods as types. What Pod Security `restricted` asks for is a constant: no pod can be made without it.

use serde::Serialize;

use super::object::{Map, Selector, TemplateMetadata};

/// What a workload makes pods of.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PodTemplate {
    pub(super) metadata: TemplateMetadata,
    pub(super) spec: Pod,
}

/// A pod.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Pod {
    pub(super) service_account_name: String,
    pub(super) automount_service_account_token: bool,
    /// Links would put `KNOWLEDGE_DB_PORT=tcp://…` over the plan's own variables.
    pub(super) enable_service_links: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) restart_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) priority_class_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) image_pull_secrets: Vec<Named>,
    pub(super) security_context: PodSecurity,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topology_spread_constraints: Vec<Spread>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) init_containers: Vec<Container>,
    pub(super) containers: Vec<Container>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volumes: Vec<Volume>,
}

/// Something by its name.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Named {
    pub(super) name: String,
}

/// Who a pod's processes are.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PodSecurity {
    pub(super) run_as_non_root: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run_as_user: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run_as_group: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fs_group: Option<u32>,
    /// Going through a whole disk at each start takes long, and loosens what postgres wants tight.
    pub(super) fs_group_change_policy: &'static str,
    pub(super) seccomp_profile: Seccomp,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sysctls: Vec<Sysctl>,
}

/// The system calls that are allowed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Seccomp {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

/// A setting of the pod's kernel.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Sysctl {
    pub(super) name: &'static str,
    pub(super) value: &'static str,
}

/// Where replicas go.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spread {
    pub(super) max_skew: u32,
    pub(super) topology_key: &'static str,
    pub(super) when_unsatisfiable: &'static str,
    pub(super) label_selector: Selector,
}

/// A container.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Container {
    pub(super) name: String,
    pub(super) image: String,
    /// On an init container: it runs beside the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) restart_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) command: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) args: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) ports: Vec<ContainerPort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) env_from: Vec<EnvFrom>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) env: Vec<Env>,
    pub(super) resources: Resources,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) volume_mounts: Vec<VolumeMount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) startup_probe: Option<Probe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) readiness_probe: Option<Probe>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) liveness_probe: Option<Probe>,
    pub(super) security_context: Security,
}

/// A port that a container listens on.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContainerPort {
    pub(super) name: String,
    pub(super) container_port: u16,
}

/// All keys of a ConfigMap as variables.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EnvFrom {
    pub(super) config_map_ref: Named,
}

/// A variable.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Env {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value_from: Option<EnvSource>,
}

/// Where a variable's value lies.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum EnvSource {
    ConfigMapKeyRef(KeyRef),
    SecretKeyRef(KeyRef),
}

/// A key of an object.
#[derive(Debug, Clone, Serialize)]
pub(super) struct KeyRef {
    pub(super) name: String,
    pub(super) key: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) optional: bool,
}

/// What a container is given, and may take.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Resources {
    pub(super) requests: Map,
    pub(super) limits: Map,
}

/// Where a volume is seen.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct VolumeMount {
    pub(super) name: String,
    pub(super) mount_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sub_path: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) read_only: bool,
}

/// A check.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probe {
    #[serde(flatten)]
    pub(super) action: ProbeAction,
    pub(super) period_seconds: u32,
    pub(super) timeout_seconds: u32,
    pub(super) failure_threshold: u32,
}

/// How to check.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum ProbeAction {
    Exec { command: Vec<String> },
    HttpGet { path: String, port: u16 },
}

/// What a container's processes may do.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Security {
    pub(super) run_as_non_root: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run_as_user: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) run_as_group: Option<u32>,
    pub(super) read_only_root_filesystem: bool,
    pub(super) allow_privilege_escalation: bool,
    pub(super) capabilities: Capabilities,
    pub(super) seccomp_profile: Seccomp,
}

/// What of root's powers is taken away.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Capabilities {
    pub(super) drop: [&'static str; 1],
}

/// A volume of a pod.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Volume {
    pub(super) name: String,
    #[serde(flatten)]
    pub(super) source: VolumeSource,
}

/// What a volume is.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum VolumeSource {
    #[serde(rename_all = "camelCase")]
    EmptyDir {
        #[serde(skip_serializing_if = "Option::is_none")]
        medium: Option<&'static str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        size_limit: Option<String>,
    },
    ConfigMap(Named),
    #[serde(rename_all = "camelCase")]
    PersistentVolumeClaim {
        claim_name: String,
    },
}

impl VolumeSource {
    /// A folder that is gone with the pod.
    pub(super) const FOLDER: Self = Self::EmptyDir { medium: None, size_limit: None };
}

impl Seccomp {
    /// The runtime's own list.
    pub(super) const DEFAULT: Self = Self { kind: "RuntimeDefault" };
}

impl Security {
    /// A user without any power.
    pub(super) fn of(user: Option<u32>, group: Option<u32>, read_only: bool) -> Self {
        Self {
            run_as_non_root: true,
            run_as_user: user,
            run_as_group: group,
            read_only_root_filesystem: read_only,
            allow_privilege_escalation: false,
            capabilities: Capabilities { drop: ["ALL"] },
            seccomp_profile: Seccomp::DEFAULT,
        }
    }
}
