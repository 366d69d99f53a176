//! What one place says, `ast.toml` or the flags: each setting given or left out.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};

use super::cluster::{Cluster, Layer};
use super::form;
use super::sdk::Sdk;
use crate::diagnostic::severity::Levels;
use crate::image::ImageRef;
use crate::path::RelativePath;

/// The options of a project, which stand in `ast.toml` beside its `astropods.yml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// The versions of `ast` that this project works with, such as `>=0.1, <0.3`; others refuse to run.
    #[serde(skip_serializing_if = "is_unset")]
    pub required_version: Option<String>,
    /// What `ast generate` makes where no target is named; `env` and `compose` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub targets: Option<Vec<String>>,
    /// Where telemetry goes: the value of `OTEL_EXPORTER_OTLP_ENDPOINT`.
    #[serde(skip_serializing_if = "is_unset", deserialize_with = "form::one::<form::Url, _>")]
    pub otel_endpoint: Option<String>,
    /// The AI gateway.
    #[serde(skip_serializing_if = "is_unset")]
    pub gateway: Gateway,
    /// A deployment to Kubernetes.
    #[serde(skip_serializing_if = "is_unset")]
    pub cluster: Cluster,
    /// The messaging sidecar.
    #[serde(skip_serializing_if = "is_unset")]
    pub messaging: Messaging,
    /// Cron expressions, by the name of an ingestion.
    #[serde(skip_serializing_if = "is_unset", deserialize_with = "form::table::<form::Schedule, _>")]
    pub schedules: BTreeMap<String, String>,
    /// What becomes of findings, by their code.
    #[serde(skip_serializing_if = "is_unset")]
    pub rules: Levels,
    /// The env files.
    #[serde(skip_serializing_if = "is_unset")]
    pub env: Env,
    /// The compose file.
    #[serde(skip_serializing_if = "is_unset")]
    pub compose: Compose,
    /// Client code.
    #[serde(skip_serializing_if = "is_unset")]
    pub sdk: Sdk,
}

/// The AI gateway.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Gateway {
    /// Where the gateway of a local run is; `hosted` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub mode: Option<GatewayMode>,
    /// The hosted gateway's origin, such as `https://gateway.example`.
    #[serde(skip_serializing_if = "is_unset", deserialize_with = "form::one::<form::Origin, _>")]
    pub url: Option<String>,
}

/// Where the gateway of a local run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GatewayMode {
    /// The managed one; URL and key are supplied.
    #[default]
    Hosted,
    /// One on this machine, with the user's own provider keys.
    Local,
    /// One on this machine that makes its answers up.
    Mock,
}

/// The messaging sidecar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Messaging {
    /// Its image.
    #[serde(skip_serializing_if = "is_unset")]
    pub image: Option<ImageRef>,
    /// Its adapters in a cluster; those of `dev.interfaces` unless said.
    #[serde(skip_serializing_if = "is_unset", deserialize_with = "form::list::<form::Adapter, _>")]
    pub adapters: Option<Vec<String>>,
}

/// The env files.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Env {
    /// Where the commented example goes; `.env.example` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub example: Option<RelativePath>,
    /// The folder of the services' env files; `env` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub dir: Option<RelativePath>,
}

/// The compose file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Compose {
    /// Where it goes; `compose.yaml` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub file: Option<RelativePath>,
    /// The folder of the files that its containers read; `compose` unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub dir: Option<RelativePath>,
    /// The image of the one-shots that prepare disks and wait for services; it needs a shell, `chown`, `wget` and `timeout`.
    #[serde(skip_serializing_if = "is_unset")]
    pub helper_image: Option<ImageRef>,
}

pub(super) fn is_unset<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl Settings {
    /// What these say, and `below` where they say nothing.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            required_version: self.required_version.or(below.required_version),
            targets: self.targets.or(below.targets),
            otel_endpoint: self.otel_endpoint.or(below.otel_endpoint),
            gateway: Gateway {
                mode: self.gateway.mode.or(below.gateway.mode),
                url: self.gateway.url.or(below.gateway.url),
            },
            cluster: self.cluster.over(below.cluster),
            messaging: Messaging {
                image: self.messaging.image.or(below.messaging.image),
                adapters: self.messaging.adapters.or(below.messaging.adapters),
            },
            schedules: below.schedules.into_iter().chain(self.schedules).collect(),
            rules: below.rules.into_iter().chain(self.rules).collect(),
            env: Env { example: self.env.example.or(below.env.example), dir: self.env.dir.or(below.env.dir) },
            compose: Compose {
                file: self.compose.file.or(below.compose.file),
                dir: self.compose.dir.or(below.compose.dir),
                helper_image: self.compose.helper_image.or(below.compose.helper_image),
            },
            sdk: self.sdk.over(below.sdk),
        }
    }

    /// The flags that a manifest recorded; none where it holds what no flag of ours says.
    pub fn recorded(map: serde_json::Map<String, serde_json::Value>) -> Option<Self> {
        serde_json::from_value(serde_json::Value::Object(map)).ok()
    }
}

/// The JSON Schema of `ast.toml`.
pub fn schema() -> serde_json::Value {
    // Without references, so that a key's schema is found by following its path.
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<Settings>().to_value()
}
