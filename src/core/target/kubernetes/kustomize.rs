//! Kustomizations: which files belong together, and what an overlay changes.

use serde::Serialize;

use crate::target::manifest::Map;

/// A `kustomization.yaml`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) resources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) generator_options: Option<GeneratorOptions>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) config_map_generator: Vec<Generator>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) secret_generator: Vec<Generator>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) patches: Vec<Patch>,
}

/// A patch: a file, and what it is for where the file does not say.
#[derive(Debug, Serialize)]
pub(super) struct Patch {
    pub(super) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<PatchTarget>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<PatchOptions>,
}

/// The object that a patch is for.
#[derive(Debug, Serialize)]
pub(super) struct PatchTarget {
    pub(super) kind: String,
    pub(super) name: String,
}

/// What a patch may do that others may not.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PatchOptions {
    pub(super) allow_name_change: bool,
}

/// How generated objects are made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GeneratorOptions {
    pub(super) disable_name_suffix_hash: bool,
    pub(super) labels: Map,
}

/// An object made of env files.
#[derive(Debug, Serialize)]
pub(super) struct Generator {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) behavior: Option<&'static str>,
    pub(super) envs: Vec<String>,
}

impl Kustomization {
    /// One of nothing yet.
    pub(super) fn new(namespace: Option<String>) -> Self {
        Self {
            api_version: "kustomize.config.k8s.io/v1beta1",
            kind: "Kustomization",
            namespace,
            resources: Vec::new(),
            generator_options: None,
            config_map_generator: Vec::new(),
            secret_generator: Vec::new(),
            patches: Vec::new(),
        }
    }
}
