//! The values of a chart that belong to no component.

use serde_json::{Value, json};

use super::fact::Fact;
use super::own::{egress, host, pods};
use crate::options::{DottedName, HostName, SecretKey, SecretsMode, Settings, row};
use crate::plan::{Cluster, Supplied};

/// What an option means, in the words of the table of settings.
fn option(keys: &str) -> String {
    let keys: Vec<String> = keys.split('.').map(str::to_owned).collect();
    row(&keys).map(|row| format!("{}.", row.about())).unwrap_or_default()
}

fn of_option(key: &str, default: impl Into<Value>, form: &str, keys: &str) -> Fact {
    Fact::new(key, default, form, &option(keys))
}

fn text(said: Option<&str>) -> Value {
    said.unwrap_or_default().into()
}

/// The values, with the defaults that options say.
pub(super) fn facts(cluster: &Cluster, settings: &Settings) -> Vec<Fact> {
    let said = &settings.cluster;
    let about = "What all names begin with; the release, and the chart where the release is not called so.";
    let mut facts = vec![
        Fact::new("fullnameOverride", "", "text", about),
        Fact::new("commonLabels", json!({}), "texts", "Labels of all objects; never of pods and selectors."),
        Fact::new("commonAnnotations", json!({}), "texts", "Annotations of all objects; never of pods."),
        global(),
        image(settings),
        supplied(cluster),
        secrets(cluster, settings),
        route(settings),
    ];
    let from = said.ingress_from.iter().flatten().map(|name| Value::from(name.as_str())).collect::<Value>();
    let network = vec![
        of_option("ingressFrom", from, "names", "cluster.ingress-from"),
        of_option("egress", egress(said.egress.as_deref()), "egress", "cluster.egress"),
    ];
    facts.push(Fact::group("network", "Connections beside those of the plan. The policies themselves stay.", network));
    if let Some(scale) = cluster.autoscale {
        let bounds = vec![
            of_option("min", scale.min, "count", "cluster.replicas.min"),
            of_option("max", scale.max, "count", "cluster.replicas.max"),
            of_option("cpu", scale.cpu, "count", "cluster.replicas.cpu"),
        ];
        facts.push(Fact::group("autoscaling", &option("cluster.replicas"), bounds));
    }
    let account = Fact::new(
        "annotations",
        json!({}),
        "texts",
        "Its annotations, say of a cloud identity. Pods get no token of it.",
    );
    facts.push(Fact::group("serviceAccount", "Whom pods act as.", vec![account]));
    facts.push(of_option("timeZone", cluster.time_zone.as_str(), "text", "cluster.time-zone"));
    facts.push(of_option("startupSeconds", said.startup_seconds().get(), "count", "cluster.startup-seconds"));
    let class = said.storage_class.as_ref().map(DottedName::as_str);
    facts.push(of_option("storageClass", text(class), "text", "cluster.storage-class"));
    let priority = cluster.priority_class.as_ref().map_or("", |class| class.as_str());
    facts.push(Fact::like(
        "pod",
        "pods",
        "The pods of every component; what a component says beats it.",
        pods(priority),
    ));
    facts
}

fn global() -> Fact {
    let facts = vec![
        Fact::new("imageRegistry", "", "text", "The host that all images come from, such as a mirror's."),
        Fact::new("imagePullSecrets", json!([]), "pullSecrets", "Further Secrets that images are pulled with."),
        Fact::new("storageClass", "", "text", "The storage class of disks where nothing else says one."),
    ];
    Fact::group("global", "Read in charts of charts.", facts)
}

fn image(settings: &Settings) -> Fact {
    let said = &settings.cluster;
    let registry = said.registry.as_ref().map_or("", |registry| registry.as_str().trim_end_matches('/'));
    let (host, path) = match host(registry) {
        ("", name) if name.contains(['.', ':']) || name == "localhost" => (name, ""),
        split => split,
    };
    let secrets = said.image_pull_secrets.iter().flatten().map(|name| Value::from(name.as_str())).collect::<Value>();
    let facts = vec![
        Fact::new("registry", host, "text", "The host of the registry that they are pushed to."),
        Fact::new("path", path, "text", "The path in it."),
        Fact::new("tag", "", "text", "Their tag, in quotes; the chart's `appVersion` unless said."),
        Fact::new(
            "pullPolicy",
            "",
            "pullPolicy",
            "When images are pulled, these and all others; Kubernetes decides unless said.",
        ),
        of_option("pullSecrets", secrets, "pullSecrets", "cluster.image-pull-secrets"),
    ];
    Fact::group("image", "Images that are built from this project.", facts)
}

fn supplied(cluster: &Cluster) -> Fact {
    let fact = |value: &Supplied| Fact::new(&value.name, "", "text", &described(value, false));
    let facts = cluster.supplied.iter().map(fact).collect();
    Fact::group("values", "Values that are no secrets, for every container that reads them.", facts)
}

/// What a supplied value is.
pub(super) fn about(value: &Supplied, is_secret: bool) -> &str {
    value.description.as_deref().unwrap_or(if is_secret { "a secret" } else { "a value" })
}

/// What a supplied value is, and whether it has to be given.
pub(super) fn described(value: &Supplied, is_secret: bool) -> String {
    let about = about(value, is_secret);
    let need = match (&value.default, value.required) {
        // A secret has none, or one that is never shown.
        (Some(default), _) if !is_secret => format!("{} unless said", Value::from(default.as_str())),
        (_, true) => "required".to_owned(),
        (_, false) => "optional".to_owned(),
    };
    format!("{about} ({need})")
}

fn secrets(cluster: &Cluster, settings: &Settings) -> Fact {
    let said = &settings.cluster;
    let mode = match said.secrets() {
        SecretsMode::External => "external",
        SecretsMode::Existing | SecretsMode::Generator => "existing",
    };
    let key = |(name, key): (&String, &SecretKey)| {
        let (secret, key) = key.as_str().split_once('/').unwrap_or((key.as_str(), name));
        (name.clone(), json!({ "secret": secret, "key": key }))
    };
    let keys: serde_json::Map<_, _> = said.secret_keys.iter().map(key).collect();
    let wanted = cluster.secrets.values().flatten();
    let values = wanted.map(|value| Fact::new(&value.key, "", "text", &described(value, true))).collect();
    let store = &said.secret_store;
    let refresh: String = store.refresh().into();
    let optional = store.optional.iter().flatten().map(|name| Value::from(name.as_str())).collect::<Value>();
    let external = vec![
        Fact::new(
            "store",
            text(store.name.as_ref().map(DottedName::as_str)),
            "text",
            "The store; the full name unless said.",
        ),
        of_option("kind", store.kind().as_str(), "storeKind", "cluster.secret-store.kind"),
        of_option("refresh", refresh, "text", "cluster.secret-store.refresh"),
        of_option("optional", optional, "names", "cluster.secret-store.optional"),
    ];
    let about = "`existing`: somebody makes the Secrets that the notes name. `values`: this chart makes them of `secrets.values`, which Helm keeps in its release too. `external`: the External Secrets operator makes them.";
    let facts = vec![
        Fact::new("mode", mode, "mode", about),
        Fact::new(
            "keys",
            Value::Object(keys),
            "keys",
            "Secrets that lie somewhere already, in any mode, as in `NAME: {secret: NAME, key: KEY}`.",
        ),
        Fact::group(
            "values",
            "For the mode `values`. Give them in a file that only you can read (`-f`), never by `--set`.",
            values,
        ),
        Fact::new(
            "revision",
            "",
            "text",
            "Any text; another one rolls all pods that read a secret, once a value behind them has changed.",
        ),
        Fact::group("external", &option("cluster.secret-store"), external),
    ];
    Fact::group("secrets", "Secret values, and how their Secrets come to be.", facts)
}

fn route(settings: &Settings) -> Fact {
    let (said, route) = (&settings.cluster, &settings.cluster.route);
    let gateway = route.gateway.as_ref().map_or("", |gateway| gateway.as_str());
    let (namespace, name) = gateway.split_once('/').unwrap_or(("", gateway));
    let gateway = vec![
        Fact::new("name", name, "text", "Its name."),
        Fact::new("namespace", namespace, "text", "Its namespace, if it is another."),
    ];
    let annotations = route.annotations.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
    let facts = vec![
        of_option("kind", route.kind().as_str(), "route", "cluster.route.kind"),
        of_option("host", text(said.host.as_ref().map(HostName::as_str)), "text", "cluster.host"),
        of_option("tls", said.tls(), "bool", "cluster.tls"),
        Fact::new(
            "tlsSecret",
            text(route.tls_secret.as_ref().map(DottedName::as_str)),
            "text",
            "The Secret with an Ingress's certificate; the Ingress's name and `-tls` unless said.",
        ),
        of_option("class", text(route.class.as_ref().map(DottedName::as_str)), "text", "cluster.route.class"),
        Fact::group("gateway", "The Gateway that an HTTPRoute belongs to.", gateway),
        Fact::new("annotations", Value::Object(annotations), "texts", &option("cluster.route.annotations")),
    ];
    Fact::group("route", &option("cluster.route"), facts)
}
