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
        }
    }
}
