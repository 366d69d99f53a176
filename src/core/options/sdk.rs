//! What can be said of client code: the same for every language, which is a folder of templates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::setting::{Row, Setting, is_unset, settings};
use crate::path::RelativePath;

/// The languages, sorted: the folders in `templates/sdk`.
pub const LANGUAGES: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Client code: what is said of the package of a language, by its name in [`LANGUAGES`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct SdkSettings(BTreeMap<&'static str, PackageSettings>);

settings! {
    /// A package of client code.
    PackageSettings {
        /// What it is called; the agent's name and `ast`, as the language joins them, unless said.
        name: Option<String>,
        /// The folder that it goes to; `sdk/` and the language unless said.
        dir: Option<RelativePath>,
    }
}

impl SdkSettings {
    /// What is said of the package of a language.
    pub fn of(&self, language: &str) -> Option<&PackageSettings> {
        self.0.get(language)
    }
}

impl Setting for SdkSettings {
    type Value = Self;
    const ROWS: &'static [Row] = PackageSettings::ROWS;
    const IS_NAMED: bool = true;

    fn over(self, below: Self) -> Self {
        let mut packages = below.0;
        for (language, package) in self.0 {
            let below = packages.remove(language).unwrap_or_default();
            packages.insert(language, package.over(below));
        }
        Self(packages)
    }
}

impl<'de> Deserialize<'de> for SdkSettings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByLanguage;

        impl<'de> Visitor<'de> for ByLanguage {
            type Value = SdkSettings;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SdkSettings, A::Error> {
                let mut packages = BTreeMap::new();
                while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                    let known = LANGUAGES.iter().find(|language| **language == key);
                    let language = known.ok_or_else(|| A::Error::unknown_field(&key, LANGUAGES))?;
                    packages.insert(*language, map.next_value()?);
                }
                Ok(SdkSettings(packages))
            }
        }

        deserializer.deserialize_map(ByLanguage)
    }
}

impl JsonSchema for SdkSettings {
    fn schema_name() -> Cow<'static, str> {
        "Sdk".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut package = PackageSettings::json_schema(generator);
        let packages = LANGUAGES.iter().map(|language| {
            package.insert("description".to_owned(), format!("The package of `sdk-{language}`.").into());
            ((*language).to_owned(), package.clone().to_value())
        });
        let properties: serde_json::Map<_, _> = packages.collect();
        json_schema!({ "type": "object", "additionalProperties": false, "properties": properties })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_a_folder_of_templates_and_no_other_word() {
        let sdk: SdkSettings = serde_json::from_str(r#"{"rust": {"name": "a"}}"#).unwrap();
        assert_eq!(sdk.of("rust").and_then(|package| package.name.as_deref()), Some("a"));
        assert_eq!(sdk.of("python"), None);
        assert_eq!(serde_json::to_string(&sdk).unwrap(), r#"{"rust":{"name":"a"}}"#);
        let error = serde_json::from_str::<SdkSettings>(r#"{"rus": {}}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `rus`, expected one of `mastra`, `python`, `rust`"), "{error}");
    }

    #[test]
    fn what_is_not_said_again_holds_from_below() {
        let read = |text: &str| serde_json::from_str::<SdkSettings>(text).unwrap();
        let over = read(r#"{"rust": {"name": "a"}}"#);
        let below = read(r#"{"rust": {"name": "b", "dir": "c"}, "python": {"dir": "d"}}"#);
        assert_eq!(over.over(below), read(r#"{"python": {"dir": "d"}, "rust": {"name": "a", "dir": "c"}}"#));
    }
}
