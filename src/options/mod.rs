//! Everything that the user can say beside the spec: `ast.toml`, flags that beat it, and values.

mod cluster;
pub mod cron;
pub mod form;
mod read;
mod sdk;
mod settings;
mod values;
mod word;

pub use cluster::{Cluster, Component, Replicas, Route, RouteKind, SecretStore, SecretsMode, StoreKind};
pub use read::read;
pub use sdk::{LANGUAGES, Sdk, SdkPackage};
pub use settings::{Compose, Env, Gateway, GatewayMode, Messaging, Settings, schema};
pub use values::Values;
pub(crate) use word::is_key;
pub use word::{
    Amount, Digest, DottedName, Egress, Folder, HostName, ObjectName, ObjectRef, Registry, SecretKey, Tag, TimeZone,
};

use std::collections::BTreeMap;

use crate::diagnostic::severity::Levels;
use crate::image::ImageRef;
use crate::path::RelativePath;

/// The options of one run: what flags say, else what `ast.toml` says, else the defaults, which stand nowhere else.
#[derive(Debug, Clone)]
pub struct Options {
    /// What to generate where no target is named; empty where nothing says.
    pub targets: Vec<String>,
    /// Where telemetry goes.
    pub otel_endpoint: Option<String>,
    /// Where the gateway of a local run is.
    pub gateway: GatewayMode,
    /// The hosted gateway's origin.
    pub gateway_url: Option<String>,
    /// The public host name.
    pub host: Option<HostName>,
    /// Whether the public host speaks TLS.
    pub tls: bool,
    /// The registry that built images are pushed to.
    pub registry: Option<Registry>,
    /// The tag of built images.
    pub tag: Option<Tag>,
    /// Whether a cluster's qdrant asks for its key.
    pub qdrant_key: bool,
    /// The messaging sidecar's image.
    pub messaging_image: Option<ImageRef>,
    /// The image of what prepares disks and polls.
    pub helper_image: Option<ImageRef>,
    /// The messaging adapters in a cluster; none where the spec says.
    pub adapters: Option<Vec<String>>,
    /// Cron expressions by the name of an ingestion.
    pub schedules: BTreeMap<String, String>,
    /// What becomes of findings, by code.
    pub rules: Levels,
    /// Where the example of an env file goes.
    pub env_example: RelativePath,
    /// The folder of the services' env files.
    pub env_dir: RelativePath,
    /// Where the compose file goes.
    pub compose_file: RelativePath,
    /// The folder of the files that its containers read.
    pub compose_dir: RelativePath,
    /// Everything that is said of a cluster; the most used settings stand above too.
    pub cluster: Cluster,
    /// The folder of the manifests.
    pub cluster_dir: RelativePath,
    /// Client code: names and folders.
    pub sdk: Sdk,
    flags: Settings,
    file: Settings,
}

/// Where targets put their files, below the output folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The example of an env file.
    pub env_example: String,
    /// The folder of the env files for single containers.
    pub env_folder: String,
    /// The compose file.
    pub compose_file: String,
    /// The folder of the files that its containers read.
    pub compose_folder: String,
    /// The folder of the manifests.
    pub cluster_folder: String,
    /// The spec's folder as seen from the output folder: `.`, or steps up and down joined by `/`.
    pub project: String,
    /// Client code, by language.
    sdk: Sdk,
}

/// What a package of client code is called, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdkLayout {
    /// Its name, where one is chosen.
    pub name: Option<String>,
    /// Its folder.
    pub dir: String,
}

impl Layout {
    /// The package of client code in a language.
    pub fn sdk(&self, language: &str) -> SdkLayout {
        let package = self.sdk.of(language);
        let dir = package.and_then(|package| package.dir.as_ref());
        SdkLayout {
            name: package.and_then(|package| package.name.clone()),
            dir: dir.map_or_else(|| format!("sdk/{language}"), |dir| dir.as_str().to_owned()),
        }
    }
}

impl Options {
    /// The same options with other flags over `ast.toml`.
    #[must_use]
    pub fn with_flags(&self, flags: Settings) -> Self {
        Self::new(self.file.clone(), flags)
    }

    /// Where targets put their files; `project` is the spec's folder as seen from there.
    pub fn layout(&self, project: &str) -> Layout {
        let text = |path: &RelativePath| path.as_str().to_owned();
        Layout {
            env_example: text(&self.env_example),
            env_folder: text(&self.env_dir),
            compose_file: text(&self.compose_file),
            compose_folder: text(&self.compose_dir),
            cluster_folder: text(&self.cluster_dir),
            project: project.to_owned(),
            sdk: self.sdk.clone(),
        }
    }

    /// Options from `ast.toml` and from flags.
    pub fn new(file: Settings, flags: Settings) -> Self {
        let settings = flags.clone().over(file.clone());
        Self {
            targets: settings.targets.unwrap_or_default(),
            otel_endpoint: settings.otel_endpoint,
            gateway: settings.gateway.mode.unwrap_or_default(),
            gateway_url: settings.gateway.url,
            host: settings.cluster.host.clone(),
            tls: settings.cluster.tls.unwrap_or(true),
            registry: settings.cluster.registry.clone(),
            tag: settings.cluster.tag.clone(),
            qdrant_key: settings.cluster.qdrant_key.unwrap_or(false),
            messaging_image: settings.messaging.image,
            helper_image: settings.compose.helper_image,
            adapters: settings.messaging.adapters,
            schedules: settings.schedules,
            rules: settings.rules,
            env_example: settings.env.example.unwrap_or_else(|| RelativePath::fixed(".env.example")),
            env_dir: settings.env.dir.unwrap_or_else(|| RelativePath::fixed("env")),
            compose_file: settings.compose.file.unwrap_or_else(|| RelativePath::fixed("compose.yaml")),
            compose_dir: settings.compose.dir.unwrap_or_else(|| RelativePath::fixed("compose")),
            cluster_dir: settings.cluster.dir.clone().unwrap_or_else(|| RelativePath::fixed("deploy/kubernetes")),
            cluster: settings.cluster,
            sdk: settings.sdk,
            flags,
            file,
        }
    }

    /// What flags said of the output, for the manifest; [`Settings::recorded`] reads it again. Levels are left out, as
    /// they change no file.
    pub fn recorded(&self) -> serde_json::Map<String, serde_json::Value> {
        let flags = Settings { rules: Levels::new(), ..self.flags.clone() };
        match serde_json::to_value(flags) {
            Ok(serde_json::Value::Object(map)) => map,
            // Settings are a struct, and so an object.
            _ => serde_json::Map::new(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new(Settings::default(), Settings::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_beat_the_file_and_alone_are_recorded() {
        let file = Settings {
            gateway: Gateway { mode: Some(GatewayMode::Mock), url: Some("https://a.example".into()) },
            schedules: BTreeMap::from([("a".into(), "1 * * * *".into()), ("b".into(), "2 * * * *".into())]),
            ..Settings::default()
        };
        let flags = Settings {
            gateway: Gateway { mode: Some(GatewayMode::Local), url: None },
            cluster: Cluster { tls: Some(false), ..Cluster::default() },
            schedules: BTreeMap::from([("b".into(), "3 * * * *".into())]),
            ..Settings::default()
        };
        let options = Options::new(file.clone(), flags);
        assert_eq!(options.gateway, GatewayMode::Local);
        assert_eq!(options.gateway_url.as_deref(), Some("https://a.example"));
        assert_eq!(options.schedules["a"], "1 * * * *");
        assert_eq!(options.schedules["b"], "3 * * * *");
        let recorded = options.recorded();
        assert_eq!(
            serde_json::to_string(&recorded).unwrap(),
            r#"{"gateway":{"mode":"local"},"cluster":{"tls":false},"schedules":{"b":"3 * * * *"}}"#
        );
        let replayed = Options::new(file, Settings::recorded(recorded).unwrap());
        assert_eq!((replayed.gateway, replayed.tls), (GatewayMode::Local, false));
    }
}
