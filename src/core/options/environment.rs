//! What another environment has instead of the project's own options: `[environments.<name>]` in `ast.toml`.
//!
//! Only what differs between two runs of one program can be said here: where it lies, how much it gets, whom it talks
//! to, how its secrets come to be. What the program is (which adapters it has, what its containers may write to) is the
//! same everywhere, so that one base of manifests and one chart serve all environments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::setting::{Row, Setting, is_unset, over_each, settings};
use super::settings::{
    ClusterSettings, GatewaySettings, PlacementSettings, ReplicaSettings, RouteSettings, SecretStoreSettings, Settings,
};
use super::word::{
    Amount, Count, Digest, DottedName, Egress, HostName, InputValue, ObjectName, Origin, Registry, Schedule, SecretKey,
    SecretsMode, Tag, TimeZone,
};

/// How many environments a project may have; each is a plan of its own.
pub(super) const MOST_ENVIRONMENTS: usize = 32;

/// The word that stands for every environment, so none is called so.
pub const ALL: &str = "all";

settings! {
    /// What another environment has instead of the project's own options.
    EnvironmentSettings {
        /// Plain values of inputs, by their variable. Never a secret's.
        values: BTreeMap<String, InputValue>,
        /// The cron expression of a scheduled ingestion, by its name.
        schedules: BTreeMap<String, Schedule>,
        /// Its AI gateway.
        gateway: EnvironmentGateway,
        /// Its deployment to Kubernetes.
        cluster: EnvironmentCluster,
    }

    /// The AI gateway of an environment.
    EnvironmentGateway {
        /// The hosted gateway's origin, such as `https://gateway.example.com`.
        url: Option<Origin>,
    }

    /// The deployment of an environment to Kubernetes.
    EnvironmentCluster {
        /// The public host name of the agent.
        host: Option<HostName>,
        /// Whether the public host speaks TLS.
        tls: Option<bool>,
        /// The registry that built images are pulled from.
        registry: Option<Registry>,
        /// The tag of built images.
        tag: Option<Tag>,
        /// The namespace.
        namespace: Option<ObjectName>,
        /// How the agent is reached from outside.
        route: RouteSettings,
        /// Namespaces that may connect to what is exposed.
        ingress_from: Option<Vec<ObjectName>>,
        /// Where every container may connect to, beside what the plan says.
        egress: Option<Vec<Egress>>,
        /// How the Secrets come to be: generator, existing or external.
        secrets: Option<SecretsMode>,
        /// The store that ExternalSecrets read.
        secret_store: SecretStoreSettings,
        /// Where values lie that exist in the cluster already: a supply's name to `secret/key`.
        secret_keys: BTreeMap<String, SecretKey>,
        /// Secrets that images are pulled with.
        image_pull_secrets: Option<Vec<DottedName>>,
        /// The priority class of every pod.
        priority_class: Option<DottedName>,
        /// The time zone of schedules.
        time_zone: Option<TimeZone>,
        /// The storage class of every claim.
        storage_class: Option<DottedName>,
        /// How many replicas of a distributed agent run.
        replicas: ReplicaSettings,
        /// Settings of single containers, by their id in the plan: `agent`, `messaging`, `knowledge.db`.
        components: BTreeMap<String, EnvironmentComponent>,
    }

    /// Settings of one container in an environment.
    EnvironmentComponent {
        /// The digest that its image is pinned to.
        digest: Option<Digest>,
        /// How many replicas run, where it has no disk.
        replicas: Option<u32>,
        /// The CPU that it is given.
        cpu: Option<Amount>,
        /// The CPU that it may take.
        cpu_limit: Option<Amount>,
        /// The memory that it is given, and may take.
        memory: Option<Amount>,
        /// The space for logs and temporary files that it may take.
        ephemeral_storage: Option<Amount>,
        /// The size of its disk.
        storage: Option<Amount>,
        /// The storage class of its disk.
        storage_class: Option<DottedName>,
        /// Where it may connect to, beside what the plan says.
        egress: Option<Vec<Egress>>,
        /// The public host name of a webhook.
        host: Option<HostName>,
        /// How long a job may take, in seconds.
        deadline_seconds: Option<Count>,
    }
}

impl EnvironmentSettings {
    /// The same as a project's own options.
    pub fn settings(&self) -> Settings {
        let Self { values, schedules, gateway, cluster } = self.clone();
        let components = cluster.components.into_iter().map(|(id, component)| (id, component.placement()));
        Settings {
            values,
            schedules,
            gateway: GatewaySettings { url: gateway.url, ..GatewaySettings::default() },
            cluster: ClusterSettings {
                host: cluster.host,
                tls: cluster.tls,
                registry: cluster.registry,
                tag: cluster.tag,
                namespace: cluster.namespace,
                route: cluster.route,
                ingress_from: cluster.ingress_from,
                egress: cluster.egress,
                secrets: cluster.secrets,
                secret_store: cluster.secret_store,
                secret_keys: cluster.secret_keys,
                image_pull_secrets: cluster.image_pull_secrets,
                priority_class: cluster.priority_class,
                time_zone: cluster.time_zone,
                storage_class: cluster.storage_class,
                replicas: cluster.replicas,
                components: components.collect(),
                ..ClusterSettings::default()
            },
            ..Settings::default()
        }
    }
}

impl EnvironmentComponent {
    fn placement(self) -> PlacementSettings {
        PlacementSettings {
            digest: self.digest,
            replicas: self.replicas,
            cpu: self.cpu,
            cpu_limit: self.cpu_limit,
            memory: self.memory,
            ephemeral_storage: self.ephemeral_storage,
            storage: self.storage,
            storage_class: self.storage_class,
            egress: self.egress,
            host: self.host,
            deadline_seconds: self.deadline_seconds,
            ..PlacementSettings::default()
        }
    }
}

impl Setting for BTreeMap<String, EnvironmentSettings> {
    type Value = Self;
    const ROWS: &'static [Row] = EnvironmentSettings::ROWS;
    const IS_NAMED: bool = true;

    fn over(self, below: Self) -> Self {
        over_each(self, below)
    }
}

impl Setting for BTreeMap<String, EnvironmentComponent> {
    type Value = Self;
    const ROWS: &'static [Row] = EnvironmentComponent::ROWS;
    const IS_NAMED: bool = true;

    fn over(self, below: Self) -> Self {
        over_each(self, below)
    }
}

#[cfg(test)]
mod tests {
    use super::super::row;
    use super::*;

    /// Every path of keys below some rows.
    fn paths(rows: &[Row], above: &[String], found: &mut Vec<Vec<String>>) {
        for row in rows {
            let mut path = [above, &[row.key()]].concat();
            if row.is_named {
                path.push("x".to_owned());
            }
            if row.rows.is_empty() { found.push(path) } else { paths(row.rows, &path, found) }
        }
    }

    #[test]
    fn whatever_an_environment_says_the_project_can_say_by_the_same_keys() {
        let mut found = Vec::new();
        paths(EnvironmentSettings::ROWS, &[], &mut found);
        assert!(found.len() > 35, "{}", found.len());
        for path in found {
            assert!(row(&path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn what_an_environment_says_becomes_the_project_s_own() {
        let json = serde_json::json!({
            "values": { "LIMIT": "5" },
            "schedules": { "nightly": "0 2 * * *" },
            "gateway": { "url": "https://gateway.example.com" },
            "cluster": {
                "host": "a.example", "tls": false, "registry": "r.example/x", "tag": "1", "namespace": "n",
                "route": { "kind": "ingress" }, "ingress-from": ["n"], "egress": ["443"], "secrets": "existing",
                "secret-store": { "name": "s" }, "secret-keys": { "K": "s/k" }, "image-pull-secrets": ["p"],
                "priority-class": "high", "time-zone": "Etc/UTC", "storage-class": "fast", "replicas": { "min": 3 },
                "components": { "agent": {
                    "digest": format!("sha256:{}", "0".repeat(64)), "replicas": 2, "cpu": "1", "cpu-limit": "2",
                    "memory": "1Gi", "ephemeral-storage": "1Gi", "storage": "5Gi", "storage-class": "fast",
                    "egress": ["1"], "host": "b.example", "deadline-seconds": 5,
                } },
            },
        });
        let environment: EnvironmentSettings = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(environment.settings()).unwrap(), json);
    }
}
