//! How the Secrets come to be that the base only names: from env files, or by the External Secrets operator.

use serde::Serialize;

use super::kustomize::{Generator, GeneratorOptions, Kustomization};
use super::object::{Manifest, Metadata, Object, manifest};
use super::template::common_labels;
use crate::options::{SecretsMode, StoreKind};
use crate::plan::{Cluster, Supplied, naming};

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
pub(super) fn wanted(cluster: &Cluster) -> impl Iterator<Item = (&str, Vec<&Supplied>)> {
    let missing = |keys: &'_ [Supplied]| keys.iter().filter(|key| !key.exists).count() > 0;
    cluster
        .secrets
        .iter()
        .filter(move |(_, keys)| missing(keys))
        .map(|(name, keys)| (name.as_str(), keys.iter().filter(|key| !key.exists).collect()))
}

/// The kustomization of the folder; none where the Secrets exist.
pub(super) fn kustomization(cluster: &Cluster) -> Option<Kustomization> {
    let names: Vec<&str> = wanted(cluster).map(|(name, _)| name).collect();
    if names.is_empty() {
        return None;
    }
    let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
    match cluster.mode {
        SecretsMode::Existing => return None,
        SecretsMode::Generator => {
            kustomization.generator_options = Some(GeneratorOptions {
                // A name that changes would change the template of every job that reads it.
                disable_name_suffix_hash: true,
                labels: common_labels(cluster),
            });
            kustomization.secret_generator = names
                .iter()
                .map(|name| Generator {
                    name: (*name).to_owned(),
                    behavior: None,
                    envs: vec![format!("{}.env", naming::file(name))],
                })
                .collect();
        }
        // Nothing is fetched where everything is optional and no option says that the store has it.
        SecretsMode::External if !wanted(cluster).any(|(_, keys)| keys.iter().any(|key| key.fetched)) => return None,
        SecretsMode::External => kustomization.resources = vec!["external-secrets.yaml".to_owned()],
    }
    Some(kustomization)
}

/// The example of an env file: its keys are comments, as an empty key would be an empty password.
pub(super) fn example(name: &str, keys: &[&Supplied]) -> String {
    let mut text = format!(
        "# Copy this to {}.env, which git ignores, and set the values: KEY=VALUE, without quotes.\n\
         # A key that stays away stops the pods that need it, by name.\n",
        naming::file(name)
    );
    for key in keys {
        let about = crate::text::comment(key.description.as_deref().unwrap_or("a secret"));
        let need = if key.required { "required" } else { "optional" };
        text.push_str(&format!("\n# {about} ({need})\n#{}=\n", key.key));
    }
    text
}

/// The external secrets. What is optional is fetched only where an option says that the store has it: one missing key
/// stops all of a Secret.
pub(super) fn external(cluster: &Cluster) -> Result<Vec<Manifest>, String> {
    let object = |name: &str, keys: &[&Supplied]| {
        let fetched = keys.iter().filter(|key| key.fetched);
        let data: Vec<Data> = fetched
            .map(|key| Data {
                secret_key: key.key.clone(),
                remote_ref: Remote {
                    key: name.to_owned(),
                    property: key.key.clone(),
                    conversion_strategy: "Default",
                    decoding_strategy: "None",
                    metadata_policy: "None",
                },
            })
            .collect();
        Object {
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
                data,
            },
        }
    };
    wanted(cluster)
        .filter(|(_, keys)| keys.iter().any(|key| key.fetched))
        .map(|(name, keys)| manifest(&format!("the Secret {name}"), &object(name, &keys)))
        .collect()
}
