//! Flags of a deployment to Kubernetes, and what only holds of all options together.

use super::project::Project;
use super::session::Failure;
use crate::compile::bind;
use crate::diagnostic::nearest::nearest;
use crate::options::{
    Cluster, Component, DottedName, Egress, ObjectName, ObjectRef, Options, Replicas, Route, RouteKind, SecretKey,
    SecretStore, SecretsMode, Settings, StoreKind, TimeZone,
};
use crate::plan::For;

/// Options of a deployment to Kubernetes; each beats its setting under `[cluster]`.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of a deployment to Kubernetes (each beats its setting under [cluster])")]
pub(super) struct ClusterFlags {
    /// The namespace; the agent's name unless said
    #[arg(long, value_name = "NAME")]
    namespace: Option<ObjectName>,
    /// The overlay that is made to start with; production unless said
    #[arg(long, value_name = "NAME")]
    overlay: Option<ObjectName>,
    /// What makes the route to `--host`: none, ingress or httproute
    #[arg(long, value_enum, value_name = "KIND", hide_possible_values = true)]
    route: Option<RouteWord>,
    /// The class of the Ingress
    #[arg(long, value_name = "NAME")]
    route_class: Option<DottedName>,
    /// The Gateway of the HTTPRoute
    #[arg(long, value_name = "[NAMESPACE/]NAME")]
    route_gateway: Option<ObjectRef>,
    /// The Secret with the Ingress's certificate
    #[arg(long, value_name = "NAME")]
    tls_secret: Option<DottedName>,
    /// Namespaces that may connect to what is exposed, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    ingress_from: Option<Vec<ObjectName>>,
    /// Where every container may connect to as well, separated by commas
    #[arg(long, value_name = "[CIDR:]PORT", value_delimiter = ',')]
    egress: Option<Vec<Egress>>,
    /// How the Secrets come to be: generator, existing or external
    #[arg(long, value_enum, value_name = "MODE", hide_possible_values = true)]
    secrets: Option<SecretsWord>,
    /// The store that external secrets are read from
    #[arg(long, value_name = "NAME")]
    secret_store: Option<DottedName>,
    /// Whom that store belongs to: namespace or cluster
    #[arg(long, value_enum, value_name = "WHOM", hide_possible_values = true)]
    secret_store_of: Option<StoreWord>,
    /// Where the value of a supply exists already
    #[arg(long, value_name = "SUPPLY=SECRET/KEY", value_parser = secret_key)]
    secret_key: Vec<(String, SecretKey)>,
    /// Whether qdrant asks for its key
    #[arg(long, value_name = "BOOL")]
    qdrant_key: Option<bool>,
    /// Secrets that images are pulled with, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    image_pull_secret: Option<Vec<DottedName>>,
    /// The priority class of every pod
    #[arg(long, value_name = "NAME")]
    priority_class: Option<DottedName>,
    /// The time zone of schedules; Etc/UTC unless said
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<TimeZone>,
    /// The storage class of every claim
    #[arg(long, value_name = "NAME")]
    storage_class: Option<DottedName>,
    /// How long a container may take to start, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    startup_seconds: Option<u32>,
    /// How many replicas of a distributed agent run
    #[arg(long, value_name = "MIN..MAX", value_parser = replicas)]
    replicas: Option<(u32, u32)>,
    /// A setting of one container, such as `knowledge.db.storage=20Gi`
    #[arg(long, value_name = "ID.SETTING=VALUE", value_parser = setting)]
    set: Vec<(String, Component)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum RouteWord {
    None,
    Ingress,
    Httproute,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SecretsWord {
    Generator,
    Existing,
    External,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum StoreWord {
    Namespace,
    Cluster,
}

fn secret_key(text: &str) -> Result<(String, SecretKey), String> {
    let (supply, key) =
        text.split_once('=').ok_or("expected SUPPLY=SECRET/KEY, as in `REDIS_PASSWORD=cache/password`")?;
    Ok((supply.to_owned(), SecretKey::new(key)?))
}

fn replicas(text: &str) -> Result<(u32, u32), String> {
    let bounds = text.split_once("..").and_then(|(min, max)| Some((min.parse().ok()?, max.parse().ok()?)));
    bounds.filter(|(min, max)| *min >= 1 && min <= max).ok_or_else(|| "expected MIN..MAX, as in `2..4`".to_owned())
}

/// A setting of a container; lists are separated by commas.
fn setting(text: &str) -> Result<(String, Component), String> {
    let shape = || "expected ID.SETTING=VALUE, as in `knowledge.db.storage=20Gi`".to_owned();
    let (path, value) = text.split_once('=').ok_or_else(shape)?;
    let (id, name) = path.rsplit_once('.').ok_or_else(shape)?;
    Component::assign(name, value).map(|component| (id.to_owned(), component))
}

impl ClusterFlags {
    /// The flags in other settings.
    pub(super) fn add_to(&self, mut settings: Settings) -> Settings {
        let mut components = std::collections::BTreeMap::new();
        for (id, component) in &self.set {
            let before: Component = components.remove(id).unwrap_or_default();
            components.insert(id.clone(), component.clone().with(before));
        }
        let given = settings.cluster;
        settings.cluster = Cluster {
            qdrant_key: self.qdrant_key.or(given.qdrant_key),
            namespace: self.namespace.clone(),
            overlay: self.overlay.clone(),
            route: Route {
                kind: self.route.map(|word| match word {
                    RouteWord::None => RouteKind::None,
                    RouteWord::Ingress => RouteKind::Ingress,
                    RouteWord::Httproute => RouteKind::HttpRoute,
                }),
                class: self.route_class.clone(),
                gateway: self.route_gateway.clone(),
                tls_secret: self.tls_secret.clone(),
                ..Route::default()
            },
            ingress_from: self.ingress_from.clone(),
            egress: self.egress.clone(),
            secrets: self.secrets.map(|word| match word {
                SecretsWord::Generator => SecretsMode::Generator,
                SecretsWord::Existing => SecretsMode::Existing,
                SecretsWord::External => SecretsMode::External,
            }),
            secret_store: SecretStore {
                name: self.secret_store.clone(),
                kind: self.secret_store_of.map(|word| match word {
                    StoreWord::Namespace => StoreKind::SecretStore,
                    StoreWord::Cluster => StoreKind::ClusterSecretStore,
                }),
                ..SecretStore::default()
            },
            secret_keys: self.secret_key.iter().cloned().collect(),
            image_pull_secrets: self.image_pull_secret.clone(),
            priority_class: self.priority_class.clone(),
            time_zone: self.time_zone.clone(),
            storage_class: self.storage_class.clone(),
            startup_seconds: self.startup_seconds,
            replicas: self
                .replicas
                .map(|(min, max)| Replicas { min: Some(min), max: Some(max), cpu: None })
                .unwrap_or_default(),
            components,
            ..given
        };
        settings
    }
}

/// Refuses options that name what is not there, or that contradict each other.
pub(super) fn fits(target: For, options: &Options, project: &Project) -> Result<(), Failure> {
    if target != For::Cluster {
        return Ok(());
    }
    let plan = bind(&project.loaded.compilation, options, target);
    let cluster = &options.cluster;
    let ids: Vec<String> = plan.containers.iter().map(|container| container.id.to_string()).collect();
    if let Some(id) = cluster.components.keys().find(|id| !ids.contains(id)) {
        let help = nearest(id, ids.iter().map(String::as_str))
            .map_or_else(|| format!("the containers are {}", ids.join(", ")), |near| format!("did you mean `{near}`?"));
        return Err(Failure::new(format!("options name the container `{id}`, which is not in the plan")).help(help));
    }
    if let Some((id, _)) = cluster.components.iter().find(|(_, component)| component.user == Some(0)) {
        let help = "no pod may run as root; give the user that the image is made for";
        return Err(Failure::new(format!("`{id}` would run as user 0")).help(help));
    }
    let supplies = || plan.supplies.iter().map(|supply| supply.name.as_str());
    let optional = cluster.secret_store.optional.iter().flatten();
    let mut named = cluster.secret_keys.keys().chain(optional);
    if let Some(name) = named.find(|name| !supplies().any(|supply| supply == *name)) {
        let help = nearest(name, supplies()).map_or_else(
            || "`ast plan --for cluster` lists what is supplied".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::new(format!("options name the value `{name}`, which nothing asks for")).help(help));
    }
    let kind = cluster.route.kind.unwrap_or_default();
    if kind == RouteKind::HttpRoute && cluster.route.gateway.is_none() {
        return Err(Failure::new("an HTTPRoute needs a Gateway").help("name it by `--route-gateway [NAMESPACE/]NAME`"));
    }
    if kind != RouteKind::None && options.host.is_none() {
        return Err(Failure::new("a route needs a host name").help("give it by `--host NAME`"));
    }
    let replicas = &cluster.replicas;
    if replicas.min == Some(0) || replicas.max.is_some_and(|max| max < replicas.min.unwrap_or(2)) {
        return Err(Failure::new("the replicas' upper bound is below the lower one")
            .help("set `min` and `max` under `[cluster.replicas]`"));
    }
    Ok(())
}
