//! The settings of a deployment to Kubernetes, and how a flag's beats the file's: by field, at every depth.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::{
    Amount, Digest, DottedName, Egress, Folder, HostName, ObjectName, ObjectRef, Registry, SecretKey, Tag, TimeZone,
};
use crate::path::RelativePath;

/// What lies over what is below it.
pub(super) trait Layer {
    /// What this says, and `below` where it says nothing.
    fn over(self, below: Self) -> Self;
}

impl<T> Layer for Option<T> {
    fn over(self, below: Self) -> Self {
        self.or(below)
    }
}

impl Layer for String {
    fn over(self, _: Self) -> Self {
        self
    }
}

impl Layer for SecretKey {
    fn over(self, _: Self) -> Self {
        self
    }
}

impl<T: Layer> Layer for BTreeMap<String, T> {
    fn over(self, mut below: Self) -> Self {
        for (key, value) in self {
            let value = match below.remove(&key) {
                Some(other) => value.over(other),
                None => value,
            };
            below.insert(key, value);
        }
        below
    }
}

/// Structs of settings, each of which may be left out.
macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
            pub struct $name {
                $(
                    $(#[$field_doc])*
                    #[serde(skip_serializing_if = "super::settings::is_unset")]
                    pub $field: $type,
                )*
            }

            impl Layer for $name {
                fn over(self, below: Self) -> Self {
                    Self { $($field: self.$field.over(below.$field),)* }
                }
            }
        )*
    };
}

settings! {
    /// A deployment to Kubernetes.
    Cluster {
        /// The public host name.
        host: Option<HostName>,
        /// Whether the public host speaks TLS; it does unless said.
        tls: Option<bool>,
        /// The registry that built images are pushed to.
        registry: Option<Registry>,
        /// The tag of built images.
        tag: Option<Tag>,
        /// Whether qdrant asks for its key; it doesn't unless said.
        qdrant_key: Option<bool>,
        /// The folder of the manifests; `deploy/kubernetes` unless said.
        dir: Option<RelativePath>,
        /// The namespace; the agent's name unless said.
        namespace: Option<ObjectName>,
        /// The overlay that is made to start with; `production` unless said.
        overlay: Option<ObjectName>,
        /// How the agent is reached from outside.
        route: Route,
        /// Namespaces that may connect to what is exposed; every one unless said.
        ingress_from: Option<Vec<ObjectName>>,
        /// Where every container may connect to, beside what the plan says.
        egress: Option<Vec<Egress>>,
        /// How the Secrets come to be; `generator` unless said.
        secrets: Option<SecretsMode>,
        /// The store that ExternalSecrets read.
        secret_store: SecretStore,
        /// Where values lie that exist in the cluster already: a supply's name to `secret/key`.
        secret_keys: BTreeMap<String, SecretKey>,
        /// Secrets that images are pulled with.
        image_pull_secrets: Option<Vec<DottedName>>,
        /// The priority class of every pod.
        priority_class: Option<DottedName>,
        /// The time zone of schedules; `Etc/UTC` unless said.
        time_zone: Option<TimeZone>,
        /// The storage class of every claim; the cluster's own unless said.
        storage_class: Option<DottedName>,
        /// How long a container may take to start before its check counts; 300 unless said.
        startup_seconds: Option<u32>,
        /// How many replicas of a distributed agent run.
        replicas: Replicas,
        /// Settings of single containers, by their id in the plan: `agent`, `messaging`, `knowledge.db`.
        components: BTreeMap<String, Component>,
    }

    /// How the agent is reached from outside.
    Route {
        /// What makes the route; `none` unless said.
        kind: Option<RouteKind>,
        /// The class of the Ingress.
        class: Option<DottedName>,
        /// The Gateway that an HTTPRoute belongs to, as `namespace/name` or `name`.
        gateway: Option<ObjectRef>,
        /// The Secret with the Ingress's certificate; `<agent>-tls` unless said.
        tls_secret: Option<DottedName>,
        /// Annotations of the route.
        annotations: BTreeMap<String, String>,
    }

    /// The store that ExternalSecrets read.
    SecretStore {
        /// Its name.
        name: Option<DottedName>,
        /// Whether it belongs to the namespace or to the cluster; `SecretStore` unless said.
        kind: Option<StoreKind>,
        /// How often it is read; `1h` unless said.
        refresh: Option<String>,
        /// Optional supplies that it has; the others of them are left out.
        optional: Option<Vec<String>>,
    }

    /// How many replicas of a distributed agent run.
    Replicas {
        /// At least; 2 unless said.
        min: Option<u32>,
        /// At most; 4 unless said.
        max: Option<u32>,
        /// The share of the requested CPU, in percent, that more are started at; 70 unless said.
        cpu: Option<u32>,
    }

    /// Settings of one container.
    Component {
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
        /// The user that it runs as.
        user: Option<u32>,
        /// The group that it runs as.
        group: Option<u32>,
        /// The group that its disks belong to.
        fs_group: Option<u32>,
        /// Folders that it writes to beside its disks.
        writable: Option<Vec<Folder>>,
        /// Whether its root file system is read-only; it is unless said, or unless a store can't.
        read_only_root: Option<bool>,
        /// Where it may connect to, beside what the plan says.
        egress: Option<Vec<Egress>>,
        /// The public host name of a webhook.
        host: Option<HostName>,
        /// How long a job may take.
        deadline_seconds: Option<u32>,
    }
}

/// What makes the route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RouteKind {
    /// Nothing: the agent is reached inside of the cluster only.
    #[default]
    None,
    /// An Ingress.
    Ingress,
    /// An HTTPRoute of a Gateway.
    HttpRoute,
}

/// How the Secrets come to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecretsMode {
    /// From env files that stay on the deployer's machine.
    #[default]
    Generator,
    /// Something else makes them.
    Existing,
    /// The External Secrets operator makes them.
    External,
}

/// Whom a store of secrets belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum StoreKind {
    /// The namespace.
    #[default]
    SecretStore,
    /// The cluster.
    ClusterSecretStore,
}

impl Component {
    /// One setting by its name in `ast.toml`; a list's items are separated by commas.
    ///
    /// # Errors
    /// What was expected.
    pub fn assign(name: &str, value: &str) -> Result<Self, String> {
        let text = || serde_json::Value::from(value);
        let list = || serde_json::Value::from(value.split(',').map(str::trim).collect::<Vec<_>>());
        let typed = |value: serde_json::Value| {
            let map = serde_json::Map::from_iter([(name.to_owned(), value)]);
            serde_json::from_value::<Self>(serde_json::Value::Object(map)).map_err(|error| error.to_string())
        };
        // A number, a truth value, a list or a text: the type decides.
        let parsed = serde_json::from_str(value).ok().filter(|value: &serde_json::Value| !value.is_string());
        let first = parsed.map(&typed).and_then(Result::ok);
        first.map_or_else(|| typed(list()).or_else(|_| typed(text())), Ok)
    }

    /// These settings, and `below` where they say nothing.
    #[must_use]
    pub fn with(self, below: Self) -> Self {
        self.over(below)
    }
}
