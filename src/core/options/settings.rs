//! The table of settings: what `ast.toml` and the flags can say, a line each.
//!
//! `key: type = default; Scope "flag" "VALUE"`. What stands in no line here can't be said, and nothing about a setting
//! stands anywhere else: its form is its type, what it means is its comment.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::environment::EnvironmentSettings;
use super::sdk::SdkSettings;
use super::setting::{Flag, Row, Scope, Setting, is_unset, over_each, settings};
use super::word::{
    Adapter, Amount, Argument, ChartVersion, Count, Digest, DottedName, Egress, Folder, GatewayMode, HostName,
    InputValue, ObjectName, ObjectRef, OptionsPath, Origin, Refresh, Registry, RouteKind, Schedule, SecretKey,
    SecretsMode, StoreKind, Tag, TargetName, TimeZone, Url, UrlPath, User,
};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::severity::Levels;
use crate::image::ImageRef;
use crate::path::RelativePath;

settings! {
    /// The options of a project, which stand in `ast.toml` beside its `astropods.yml`.
    Settings {
        /// The versions of `ast` that this project works with, such as `>=0.1, <0.3`; others refuse to run.
        required_version: Option<String>,
        /// The options that these are laid over: another `ast.toml` of this repository, such as `../ast.toml`.
        extend: Option<OptionsPath>,
        /// What `ast generate` makes where no target is named, beside what it made already. Unless said, that is what it
        /// made already, and at first `env` and `compose`.
        targets: Option<Vec<TargetName>>,
        /// Where telemetry goes: the value of `OTEL_EXPORTER_OTLP_ENDPOINT`.
        otel_endpoint: Option<Url>; Plan "otel-endpoint" "URL",
        /// The AI gateway.
        gateway: GatewaySettings,
        /// A deployment to Kubernetes.
        cluster: ClusterSettings,
        /// The messaging sidecar.
        messaging: MessagingSettings,
        /// The cron expression of a scheduled ingestion, by its name. It goes before `dev.schedules`, in local runs too.
        schedules: BTreeMap<String, Schedule>; Plan "schedule" "INGESTION=CRON",
        /// Where images that are not built here are pulled from instead, by the registry that their names say, such as
        /// `docker.io`; what `*` names has every other one, below its registry's name.
        mirrors: BTreeMap<String, Registry>; Plan "mirror" "REGISTRY=HOST/PATH",
        /// Settings of single containers, by their id in the plan: `agent`, `knowledge.db`. They hold here and in a cluster.
        components: BTreeMap<String, ComponentSettings>,
        /// Plain values of inputs, by their variable, where nobody supplies others. Never a secret's.
        values: BTreeMap<String, InputValue>,
        /// What other environments have instead, by their names, such as `staging`.
        environments: BTreeMap<String, EnvironmentSettings>,
        /// What becomes of findings, by their code.
        rules: Levels,
        /// The env files.
        env: EnvSettings,
        /// The compose file.
        compose: ComposeSettings,
        /// The local loop, `ast dev`.
        dev: DevSettings,
        /// The Helm chart.
        helm: HelmSettings,
        /// Client code.
        sdk: SdkSettings,
    }

    /// The AI gateway.
    GatewaySettings {
        /// Where the gateway of a local run is: hosted, local or mock.
        mode: Option<GatewayMode> = GatewayMode::Hosted; Plan "gateway" "MODE",
        /// The hosted gateway's origin, such as `https://gateway.example.com`.
        url: Option<Origin>; Plan "gateway-url" "URL",
        /// The image of the gateway on this machine, which is started as LiteLLM's.
        image: Option<ImageRef>,
    }

    /// The messaging sidecar.
    MessagingSettings {
        /// The image of the messaging sidecar.
        image: Option<ImageRef>; Plan "messaging-image" "IMAGE",
        /// The messaging adapters in a cluster, those of `dev.interfaces` unless said.
        adapters: Option<Vec<Adapter>>; Plan "adapters" "NAMES",
    }

    /// The env files.
    EnvSettings {
        /// Where the commented example goes.
        example: Option<RelativePath> = RelativePath::fixed(".env.example"),
        /// The folder of the services' env files.
        dir: Option<RelativePath> = RelativePath::fixed("env"),
    }

    /// The compose file.
    ComposeSettings {
        /// Where it goes.
        file: Option<RelativePath> = RelativePath::fixed("compose.yaml"),
        /// The folder of the files that its containers read.
        dir: Option<RelativePath> = RelativePath::fixed("compose"),
        /// Whether no process of a container may gain powers that it was not started with; one that uses `sudo` must.
        no_new_privileges: Option<bool> = true,
        /// Whether a local run rehearses a cluster: its users, read-only roots, folders to write to, powers and connections.
        restrict: Option<bool> = false; Plan "restrict" "",
        /// The image of the one-shots that prepare disks and wait for services; it needs a shell, `chown`, `wget` and `timeout`.
        helper_image: Option<ImageRef>,
    }

    /// The local loop, `ast dev`.
    DevSettings {
        /// The path of the agent that `ast dev ask` posts `{"message": "…"}` to.
        ask: Option<UrlPath>,
    }

    /// The Helm chart.
    HelmSettings {
        /// The folder that the chart's own folder is made in.
        dir: Option<RelativePath> = RelativePath::fixed("deploy/helm"),
        /// The version of the chart.
        version: Option<ChartVersion> = ChartVersion::fixed("0.1.0"); Deployment "chart-version" "VERSION",
    }

    /// Settings of one container.
    ComponentSettings {
        /// The containers that it connects to beside those that the spec says, by their ids.
        connects: Option<Vec<String>>,
        /// Its image instead of the one that the spec or its provider names, where it is not built here.
        image: Option<ImageRef>,
        /// What it runs instead of its image's entrypoint, a word each.
        command: Option<Vec<Argument>>,
        /// What it runs instead of its image's command, a word each.
        args: Option<Vec<Argument>>,
        /// Whether a small first process passes signals on to it in a local run; one does in what is built here, unless said.
        init: Option<bool>,
        /// How much memory its processes can share.
        shm: Option<Amount>,
    }

    /// A deployment to Kubernetes.
    ClusterSettings {
        /// The public host name of the agent in a cluster.
        host: Option<HostName>; Plan "host" "NAME",
        /// Whether the public host speaks TLS.
        tls: Option<bool> = true; Plan "tls" "BOOL",
        /// The registry that built images are pushed to, whose names Compose then has too; for one cluster alone, it is an
        /// environment's.
        registry: Option<Registry>; Plan "registry" "HOST/PATH",
        /// The tag of built images.
        tag: Option<Tag>; Plan "tag" "TAG",
        /// Whether qdrant asks for its key.
        qdrant_key: Option<bool> = false; Deployment "qdrant-key" "BOOL",
        /// The folder of the manifests.
        dir: Option<RelativePath> = RelativePath::fixed("deploy/kubernetes"),
        /// The namespace; the agent's name unless said.
        namespace: Option<ObjectName>; Deployment "namespace" "NAME",
        /// Whether the namespace is made; never `default`.
        create_namespace: Option<bool> = true; Deployment "create-namespace" "BOOL",
        /// The overlay that is made to start with.
        overlay: Option<ObjectName> = ObjectName::fixed("production"); Deployment "overlay" "NAME",
        /// How the agent is reached from outside.
        route: RouteSettings,
        /// Namespaces that may connect to what is exposed, every one unless said.
        ingress_from: Option<Vec<ObjectName>>; Deployment "ingress-from" "NAMES",
        /// Where every container may connect to, beside what the plan says.
        egress: Option<Vec<Egress>>; Deployment "egress" "[CIDR:]PORT",
        /// How the Secrets come to be: generator, existing or external.
        secrets: Option<SecretsMode> = SecretsMode::Generator; Deployment "secrets" "MODE",
        /// The store that ExternalSecrets read.
        secret_store: SecretStoreSettings,
        /// Where values lie that exist in the cluster already: a supply's name to `secret/key`.
        secret_keys: BTreeMap<String, SecretKey>; Deployment "secret-key" "SUPPLY=SECRET/KEY",
        /// Secrets that images are pulled with.
        image_pull_secrets: Option<Vec<DottedName>>; Deployment "image-pull-secret" "NAMES",
        /// The priority class of every pod.
        priority_class: Option<DottedName>; Deployment "priority-class" "NAME",
        /// The time zone of schedules.
        time_zone: Option<TimeZone> = TimeZone::fixed("Etc/UTC"); Deployment "time-zone" "ZONE",
        /// The storage class of every claim; the cluster's own unless said.
        storage_class: Option<DottedName>; Deployment "storage-class" "NAME",
        /// The user that every container runs as where nothing else says: an id, or `any` for the cluster's own choice.
        user: Option<User>; Deployment "user" "ID|any",
        /// How long a container may take to start before its check counts, in seconds.
        startup_seconds: Option<Count> = Count::fixed(300); Deployment "startup-seconds" "SECONDS",
        /// How many replicas of a distributed agent run.
        replicas: ReplicaSettings; Deployment "replicas" "MIN..MAX",
        /// Settings of single containers in a cluster, by their id in the plan: `agent`, `messaging`, `knowledge.db`.
        components: BTreeMap<String, PlacementSettings>; Deployment "set" "ID.SETTING=VALUE",
    }

    /// How the agent is reached from outside.
    RouteSettings {
        /// What makes the route to the host: none, ingress or httproute.
        kind: Option<RouteKind> = RouteKind::None; Deployment "route" "KIND",
        /// The class of the Ingress.
        class: Option<DottedName>; Deployment "route-class" "NAME",
        /// The Gateway that an HTTPRoute belongs to, as `namespace/name` or `name`.
        gateway: Option<ObjectRef>; Deployment "route-gateway" "[NAMESPACE/]NAME",
        /// The Secret with the Ingress's certificate; `<agent>-tls` unless said.
        tls_secret: Option<DottedName>; Deployment "tls-secret" "NAME",
        /// Annotations of the route.
        annotations: BTreeMap<String, String>,
    }

    /// The store that ExternalSecrets read.
    SecretStoreSettings {
        /// The store that ExternalSecrets read; the agent's name unless said.
        name: Option<DottedName>; Deployment "secret-store" "NAME",
        /// Whom that store belongs to: the namespace, or the cluster.
        kind: Option<StoreKind> = StoreKind::SecretStore; Deployment "secret-store-of" "WHOM",
        /// How often it is read.
        refresh: Option<Refresh> = Refresh::fixed("1h"),
        /// Optional supplies that it has; the others of them are left out.
        optional: Option<Vec<String>>,
    }

    /// How many replicas of a distributed agent run.
    ReplicaSettings by bounds {
        /// At least.
        min: Option<Count> = Count::fixed(2),
        /// At most; as many as at least, where that is more.
        max: Option<Count> = Count::fixed(4),
        /// The share of the requested CPU, in percent, that more are started at.
        cpu: Option<Count> = Count::fixed(70),
    }

    /// Settings of one container in a cluster.
    PlacementSettings {
        /// The digest that its image is pinned to, in a local run too unless it is built there.
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
        /// The user that it runs as: an id, or `any` for the cluster's own choice.
        user: Option<User>,
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
        /// How long a job may take, in seconds.
        deadline_seconds: Option<Count>,
    }
}

impl Setting for BTreeMap<String, ComponentSettings> {
    type Value = Self;
    const ROWS: &'static [Row] = ComponentSettings::ROWS;
    const IS_NAMED: bool = true;

    fn over(self, below: Self) -> Self {
        over_each(self, below)
    }
}

impl Setting for BTreeMap<String, PlacementSettings> {
    type Value = Self;
    const REPEATS: bool = true;
    const ROWS: &'static [Row] = PlacementSettings::ROWS;
    const IS_NAMED: bool = true;

    fn over(self, below: Self) -> Self {
        over_each(self, below)
    }

    fn read(&mut self, text: &str) -> Result<(), String> {
        let shape = || "expected ID.SETTING=VALUE, as in `knowledge.db.storage=20Gi`".to_owned();
        let (path, value) = text.split_once('=').ok_or_else(shape)?;
        let (id, key) = path.rsplit_once('.').ok_or_else(shape)?;
        self.entry(id.to_owned()).or_default().take_key(key, value).unwrap_or_else(|| {
            let keys: Vec<String> = PlacementSettings::ROWS.iter().map(Row::key).collect();
            let help = nearest(key, keys.iter().map(String::as_str)).map_or_else(
                || format!("the settings are {}", keys.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err(format!("expected a setting of a container, found `{}`\nhelp: {help}", key.escape_debug()))
        })
    }
}

/// The bounds that `--replicas` says.
fn bounds(replicas: &mut ReplicaSettings, text: &str) -> Result<(), String> {
    let expected = "expected MIN..MAX, as in `2..4`";
    let (min, max) = text.split_once("..").ok_or(expected)?;
    replicas.min.read(min)?;
    replicas.max.read(max)?;
    if replicas.min <= replicas.max { Ok(()) } else { Err(expected.to_owned()) }
}
