//! The Secrets that objects name: which of them somebody has to make, and how an operator does it.

use serde::Serialize;

use super::object::{Manifest, Metadata, Object, manifest};
use super::template::common_labels;
use crate::options::StoreKind;
use crate::plan::{Cluster, Supplied};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalSecret {
    refresh_interval: String,
    secret_store_ref: StoreRef,
    target: Target,
    data: Vec<Data>,
}

#[derive(Serialize)]
struct StoreRef {
    kind: &'static str,
    name: String,
}

#[derive(Serialize)]
struct Target {
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    secret_key: String,
    remote_ref: Remote,
}

/// What the server would fill in is written out, so that nothing differs from what was applied.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Remote {
    key: String,
    property: String,
    conversion_strategy: &'static str,
    decoding_strategy: &'static str,
    metadata_policy: &'static str,
}

/// The Secrets that somebody has to make, with their keys.
pub(in crate::target) fn wanted(cluster: &Cluster) -> impl Iterator<Item = (&str, Vec<&Supplied>)> {
    let missing = |keys: &'_ [Supplied]| keys.iter().filter(|key| !key.exists).count() > 0;
    cluster
        .secrets
        .iter()
        .filter(move |(_, keys)| missing(keys))
        .map(|(name, keys)| (name.as_str(), keys.iter().filter(|key| !key.exists).collect()))
}

/// The external secrets. What is optional is fetched only where an option says that the store has it: one missing key
/// stops all of a Secret.
pub(super) fn external(cluster: &Cluster) -> Result<Vec<Manifest>, String> {
    wanted(cluster)
        .filter(|(_, keys)| keys.iter().any(|key| key.fetched))
        .map(|(name, keys)| {
            let keys = keys.iter().filter(|key| key.fetched).map(|key| key.key.as_str());
            external_secret(cluster, &format!("the Secret {name}"), name, keys)
        })
        .collect()
}

/// What an operator makes a Secret with these keys of.
pub(in crate::target) fn external_secret<'a>(
    cluster: &Cluster,
    origin: &str,
    name: &str,
    keys: impl Iterator<Item = &'a str>,
) -> Result<Manifest, String> {
    let data = keys.map(|key| Data {
        secret_key: key.to_owned(),
        remote_ref: Remote {
            key: name.to_owned(),
            property: key.to_owned(),
            conversion_strategy: "Default",
            decoding_strategy: "None",
            metadata_policy: "None",
        },
    });
    let object = Object {
        api_version: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: Metadata { name: name.to_owned(), labels: common_labels(cluster), ..Metadata::default() },
        spec: ExternalSecret {
            refresh_interval: cluster.store.refresh.clone(),
            secret_store_ref: StoreRef {
                kind: match cluster.store.kind {
                    StoreKind::SecretStore => "SecretStore",
                    StoreKind::ClusterSecretStore => "ClusterSecretStore",
                },
                name: cluster.store.name.clone(),
            },
            target: Target { name: name.to_owned() },
            data: data.collect(),
        },
    };
    manifest(origin, &object)
}
