//! Objects as types, in the order in which people write their keys: what all of them have, and the small ones.
//!
//! The types are ours and not those of a client library: they hold the fields that are written and no other, so that no
//! empty or server-side field can slip out, what is the same in every object is a constant of its type, and kinds that no
//! library knows (routes, external secrets) are made the same way. The published schemas of each version check them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::tree::{noted, to_yaml};

/// Names and texts by key.
pub(in crate::target) type Map = BTreeMap<String, String>;

/// An object with a specification.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Object<S> {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: Metadata,
    pub(super) spec: S,
}

/// What an object is called.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Metadata {
    pub(super) name: String,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) labels: Map,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) annotations: Map,
}

/// What a template's or a claim's objects are labelled with; a claim has a name beside.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct TemplateMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'static str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) labels: Map,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) annotations: Map,
}

/// Which pods.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Selector {
    pub(super) match_labels: Map,
}

/// Plain values, or files.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConfigMap {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: Metadata,
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) data: Map,
}

/// Whom pods act as: nobody, as they are given no token.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceAccount {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: Metadata,
    pub(super) automount_service_account_token: bool,
}

/// A namespace.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Namespace {
    pub(super) api_version: &'static str,
    pub(super) kind: &'static str,
    pub(super) metadata: Metadata,
}

/// A Service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    #[serde(rename = "clusterIP", skip_serializing_if = "Option::is_none")]
    pub(super) cluster_ip: Option<&'static str>,
    pub(super) selector: Map,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session_affinity: Option<&'static str>,
    pub(super) ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServicePort {
    pub(super) name: String,
    pub(super) port: u16,
    pub(super) target_port: String,
}

/// A disk that is asked for.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Claim {
    pub(super) access_modes: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) storage_class_name: Option<String>,
    pub(super) resources: ClaimResources,
}

/// How much of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ClaimResources {
    pub(super) requests: Map,
}

/// An object, and where it comes from.
#[derive(Debug)]
pub(in crate::target) struct Manifest {
    pub(in crate::target) origin: String,
    pub(in crate::target) object: Value,
}

impl Manifest {
    /// The object as text, under a comment that says where it comes from.
    pub(in crate::target) fn text(&self) -> Result<String, String> {
        let text = to_yaml(&noted(&self.object, &self.origin))?;
        Ok(format!("{}\n", text.trim_end()))
    }
}

/// An object of a type.
pub(super) fn manifest<T: Serialize>(origin: &str, object: &T) -> Result<Manifest, String> {
    let object = serde_json::to_value(object).map_err(|error| error.to_string())?;
    Ok(Manifest { origin: origin.to_owned(), object })
}
