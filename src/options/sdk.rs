//! What can be said of client code: the same for every language, which is a folder of templates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::settings::is_unset;
use crate::path::RelativePath;

/// The languages, sorted: the folders in `templates/sdk`.
pub const LANGUAGES: &[&str] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// Client code: what is said of the package of a language, by its name in [`LANGUAGES`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Sdk(BTreeMap<&'static str, SdkPackage>);

/// A package of client code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SdkPackage {
    /// What it is called; the agent's name and `ast`, as the language joins them, unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub name: Option<String>,
    /// The folder that it goes to; `sdk/` and the language unless said.
    #[serde(skip_serializing_if = "is_unset")]
    pub dir: Option<RelativePath>,
}

impl Sdk {
    /// What is said of the package of a language.
    pub fn of(&self, language: &str) -> Option<&SdkPackage> {
        self.0.get(language)
    }

    /// What this says, and `below` where it says nothing.
    pub(super) fn over(self, below: Self) -> Self {
        let mut packages = below.0;
        for (language, package) in self.0 {
            let below = packages.remove(language).unwrap_or_default();
            let package = SdkPackage { name: package.name.or(below.name), dir: package.dir.or(below.dir) };
            packages.insert(language, package);
        }
        Self(packages)
    }
}

impl<'de> Deserialize<'de> for Sdk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByLanguage;

        impl<'de> Visitor<'de> for ByLanguage {
            type Value = Sdk;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Sdk, A::Error> {
                let mut packages = BTreeMap::new();
                while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                    let known = LANGUAGES.iter().find(|language| **language == key);
                    let language = known.ok_or_else(|| A::Error::unknown_field(&key, LANGUAGES))?;
                    packages.insert(*language, map.next_value()?);
                }
                Ok(Sdk(packages))
            }
        }

        deserializer.deserialize_map(ByLanguage)
    }
}

impl JsonSchema for Sdk {
    fn schema_name() -> Cow<'static, str> {
        "Sdk".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut package = SdkPackage::json_schema(generator);
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
        let sdk: Sdk = serde_json::from_str(r#"{"rust": {"name": "a"}}"#).unwrap();
        assert_eq!(sdk.of("rust").and_then(|package| package.name.as_deref()), Some("a"));
        assert_eq!(sdk.of("python"), None);
        assert_eq!(serde_json::to_string(&sdk).unwrap(), r#"{"rust":{"name":"a"}}"#);
        let error = serde_json::from_str::<Sdk>(r#"{"rus": {}}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `rus`, expected one of `mastra`, `python`, `rust`"), "{error}");
    }

    #[test]
    fn what_is_not_said_again_holds_from_below() {
        let read = |text: &str| serde_json::from_str::<Sdk>(text).unwrap();
        let over = read(r#"{"rust": {"name": "a"}}"#);
        let below = read(r#"{"rust": {"name": "b", "dir": "c"}, "python": {"dir": "d"}}"#);
        assert_eq!(over.over(below), read(r#"{"python": {"dir": "d"}, "rust": {"name": "a", "dir": "c"}}"#));
    }
}
