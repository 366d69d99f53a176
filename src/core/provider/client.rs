//! What client code of a provider is written with: data of the catalogue that only the targets of languages read.
//!
//! It stands in the provider's own file and is embedded apart from the rest, so that nothing else parses it at its start.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The library of each language, by the language's folder; none where an entry has settings alone.
pub type Libraries = BTreeMap<String, Option<Library>>;

static CLIENTS: LazyLock<BTreeMap<String, Libraries>> = LazyLock::new(|| {
    // A test does not let one pass that can't be read.
    serde_json::from_str(include_str!("../../../schema/clients.json")).unwrap_or_default()
});

/// A library that clients of a provider are made of.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Library {
    /// What it is called; the name of the optional dependency too.
    pub library: String,
    /// The dependency as the package file has it.
    pub requires: String,
    /// Whether its client takes the options of HTTP clients.
    #[serde(default)]
    pub options: bool,
    /// How it is imported and called, in the words of the language's templates.
    #[serde(default)]
    pub code: Map<String, Value>,
}

/// The libraries of every built-in provider, by the provider's name.
pub fn clients() -> &'static BTreeMap<String, Libraries> {
    &CLIENTS
}

/// The library of a provider in a language.
pub fn library(provider: &str, language: &str) -> Option<&'static Library> {
    CLIENTS.get(provider)?.get(language)?.as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::catalogue;

    #[test]
    fn every_provider_says_what_each_language_has_for_it() {
        let names: Vec<&str> = catalogue().iter().map(|provider| provider.name.as_str()).collect();
        assert_eq!(clients().keys().collect::<Vec<_>>(), names);
        for (provider, libraries) in clients() {
            let languages: Vec<&String> = libraries.keys().collect();
            assert_eq!(languages, crate::options::LANGUAGES, "`clients` in schema/providers/{provider}.yaml");
        }
    }
}
