//! Everything that the user can say beside the spec: `ast.toml`, flags that beat it, and values.
//!
//! What can be said stands in one table, `settings`; the forms of what is said are the types in `word`.

mod conceal;
pub mod cron;
mod environment;
mod example;
mod fault;
mod hide;
mod keys;
mod provenance;
mod read;
mod rename;
mod said;
mod sdk;
mod setting;
mod settings;
mod table;
mod values;
mod word;

pub use conceal::conceal;
pub use environment::{ALL, EnvironmentSettings};
pub use hide::values_in;
pub use provenance::{Places, Provenance};
pub use read::{File, read};
pub use rename::{Called, renamed};
pub use said::Said;
pub use sdk::{LANGUAGES, PackageSettings, SdkSettings};
pub use setting::{Flag, Row, Scope, Setting};
pub use settings::{
    ClusterSettings, ComponentSettings, ComposeSettings, EnvSettings, GatewaySettings, HelmSettings, MessagingSettings,
    PlacementSettings, ReplicaSettings, RouteSettings, SecretStoreSettings, Settings,
};
pub use table::{flags, property, row, schema};
pub use values::Values;
pub(crate) use word::is_key;
pub use word::{
    Adapter, Amount, Argument, ChartVersion, Count, Digest, DottedName, Egress, Folder, GatewayMode, HostName,
    InputValue, ObjectName, ObjectRef, OptionsPath, Origin, Refresh, Registry, RouteKind, Schedule, SecretKey,
    SecretsMode, StoreKind, Tag, TargetName, TimeZone, Url, User, UserId, Word,
};

use std::sync::LazyLock;

use crate::diagnostic::severity::Levels;
use crate::source::Pointer;

/// The schema of `ast.toml` as it is published: what [`schema`] made when it was written last.
pub const PUBLISHED: &str = include_str!("../../../schema/ast.schema.json");

/// The options of one run: what flags say, else what `ast.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What is said, whoever says it; a setting's method gives its default where nobody does.
    pub settings: Settings,
    flags: Settings,
    file: File,
}

/// Settings as a file of options says them; none where they can't be written so.
pub fn written(settings: &Settings) -> Option<String> {
    toml::to_string(settings).ok()
}

/// Where targets put their files, below the output folder.
#[derive(Debug, Clone, Copy)]
pub struct Layout<'a> {
    /// What is said.
    pub settings: &'a Settings,
    /// The spec's folder as seen from the output folder: `.`, or steps up and down joined by `/`.
    pub project: &'a str,
}

/// What a package of client code is called, and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdkLayout<'a> {
    /// Its name, where one is chosen.
    pub name: Option<&'a str>,
    /// Its folder.
    pub dir: String,
}

impl<'a> Layout<'a> {
    /// The package of client code in a language.
    pub fn sdk(&self, language: &str) -> SdkLayout<'a> {
        let package = self.settings.sdk.of(language);
        let dir = package.and_then(|package| package.dir.as_ref());
        SdkLayout {
            name: package.and_then(|package| package.name.as_deref()),
            dir: dir.map_or_else(|| format!("sdk/{language}"), |dir| dir.as_str().to_owned()),
        }
    }
}

/// What is said of a container that nothing is said of.
static NOTHING: LazyLock<(ComponentSettings, PlacementSettings)> = LazyLock::new(Default::default);

impl Settings {
    /// What `[components.<id>]` says of a container.
    pub fn component(&self, id: &str) -> &ComponentSettings {
        self.components.get(id).unwrap_or(&NOTHING.0)
    }

    /// What `[cluster.components.<id>]` says of a container.
    pub fn placed(&self, id: &str) -> &PlacementSettings {
        self.cluster.components.get(id).unwrap_or(&NOTHING.1)
    }
}

impl Options {
    /// Options from `ast.toml` and from flags.
    pub fn new(file: File, flags: Settings) -> Self {
        Self { settings: flags.clone().over(file.settings.clone()), flags, file }
    }

    /// The same options with the flags of an earlier run beside these.
    #[must_use]
    pub fn repeating(&self, earlier: Settings) -> Self {
        Self::new(self.file.clone(), self.flags.clone().repeating(earlier))
    }

    /// The same file with other flags.
    #[must_use]
    pub fn by(&self, flags: Settings) -> Self {
        Self::new(self.file.clone(), flags)
    }

    /// The options of an environment, which its table has laid over the project's own; none where there is none of this
    /// name. Flags beat both.
    pub fn within(&self, environment: &str) -> Option<Self> {
        let own = self.file.settings.environments.get(environment)?;
        let mut settings = own.settings().over(self.file.settings.clone());
        settings.environments.clear();
        let places = self.file.places.within(environment);
        Some(Self::new(File { settings, places, ..self.file.clone() }, self.flags.clone()))
    }

    /// The names of the environments, sorted.
    pub fn environments(&self) -> impl Iterator<Item = &str> {
        self.file.settings.environments.keys().map(String::as_str)
    }

    /// Where targets put their files; `project` is the spec's folder as seen from there.
    pub fn layout<'a>(&'a self, project: &'a str) -> Layout<'a> {
        Layout { settings: &self.settings, project }
    }

    /// Whether the file stands above the project.
    pub fn is_above(&self) -> bool {
        self.file.is_above
    }

    /// Whether an id that a project does not have may stand where a setting does, as other projects have it: in a file
    /// above the project, or in one that its own is built on.
    pub fn is_shared(&self, said: Provenance) -> bool {
        matches!(said, Provenance::File(at) if self.file.is_above || self.file.extends == Some(at))
    }

    /// Who says the setting at a place.
    pub fn provenance(&self, setting: &Pointer) -> Provenance {
        Provenance::of(setting, &self.flags, &self.file.places)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(json: serde_json::Value) -> Settings {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn flags_beat_the_file_and_alone_are_recorded() {
        let file = settings(serde_json::json!({
            "gateway": { "mode": "mock", "url": "https://a.example" },
            "schedules": { "a": "1 * * * *", "b": "2 * * * *" },
        }));
        let file = File { settings: file, ..File::default() };
        let said = serde_json::json!({
            "gateway": { "mode": "local" }, "cluster": { "tls": false }, "schedules": { "b": "3 * * * *" },
        });
        let options = Options::new(file.clone(), settings(said.clone()));
        assert_eq!(options.settings.gateway.mode(), GatewayMode::Local);
        assert!(options.settings.gateway.url.is_some());
        assert_eq!(options.settings.schedules["a"].as_str(), "1 * * * *");
        assert_eq!(options.settings.schedules["b"].as_str(), "3 * * * *");
        let recorded = options.recorded();
        assert_eq!(serde_json::Value::Object(recorded.clone()), said);
        let replayed = Options::new(file, Settings::recorded(&recorded).unwrap()).settings;
        assert_eq!((replayed.gateway.mode(), replayed.cluster.tls()), (GatewayMode::Local, false));
    }

    #[test]
    fn every_flag_says_its_setting_and_no_flag_stands_twice() {
        let mut names = std::collections::BTreeSet::new();
        for (flag, row) in flags() {
            assert!(names.insert(flag.name), "--{} stands twice", flag.name);
            assert!(!row.about().is_empty() && !row.about().ends_with('.'), "--{}", flag.name);
            let said = Settings::default().take_flag(flag.name, "\u{7}");
            assert!(said.is_some(), "--{} says nothing", flag.name);
        }
        assert!(Settings::default().take_flag("no-flag", "x").is_none());
    }

    #[test]
    fn a_flag_is_read_as_the_file_is() {
        let mut said = Settings::default();
        for (flag, text) in [
            ("replicas", "2..6"),
            ("egress", "443, 10.0.0.0/8:5432"),
            ("secret-key", "KEY=prod/key"),
            ("secret-store-of", "cluster"),
            ("set", "knowledge.db.storage=20Gi"),
            ("set", "knowledge.db.egress=1,2"),
            ("set", "knowledge.db.egress=3"),
        ] {
            said.take_flag(flag, text).unwrap().unwrap();
        }
        let expected = serde_json::json!({ "cluster": {
            "replicas": { "min": 2, "max": 6 },
            "egress": ["443", "10.0.0.0/8:5432"],
            "secret-keys": { "KEY": "prod/key" },
            "secret-store": { "kind": "ClusterSecretStore" },
            "components": { "knowledge.db": { "storage": "20Gi", "egress": ["3"] } },
        } });
        assert_eq!(serde_json::to_value(&said).unwrap(), expected);
        for (flag, text, why) in [
            ("replicas", "0..2", "expected a number above zero, found `0`"),
            ("set", "agent.user=0", "expected a user other than root, found `0`"),
            ("set", "agent.usr=1", "help: did you mean `user`?"),
            ("set", "agent", "expected ID.SETTING=VALUE"),
            ("gateway", "hostd", "expected `hosted`, `local` or `mock`, found `hostd`"),
        ] {
            let error = said.take_flag(flag, text).unwrap().unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
