//! The catalogue: built-in providers and the gateway's models, as data, with facts that no target is named in.
//!
//! One file a provider in `schema/providers`, read by the same reader as a user's file when `schema/catalogue.txt` is made
//! of all of them. That is what is embedded, a line of JSON for each, and each is read when it is asked for: reading
//! fourteen YAML files was close to half of a cold start, and reading all of them as JSON a tenth. A test holds it to them.
//! Images are pinned: a store that changes under a running project is
//! how "it worked yesterday" happens. `proven` says how far an image was tried.

mod client;
mod image;
mod model;
mod platform;
mod store;

use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use client::{Libraries, Library, clients, library};
pub use image::{Image, Images, images};
pub use model::{LocalModel, ModelKind, ModelOffer, ProviderApi, model_kind, models, server};
pub use platform::{Hosted, Platform, Token, hosted, platform};
pub use store::{InitFile, Store, StoreCredential, StoreHealth, StorePort, StoreResources, StoreUrl};

/// What is known, a line each: what it is of, and the facts as JSON. A provider's is `section/name`.
const FACTS: &str = include_str!("../../../schema/catalogue.txt");

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let of_provider = |(place, facts): (&'static str, &'static str)| {
        let (section, name) = place.split_once('/')?;
        Some(Known { section, name, facts, provider: OnceLock::new() })
    };
    Catalogue(lines().filter_map(of_provider).collect())
});

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    FACTS.lines().filter_map(|line| line.split_once(' '))
}

/// What is known that is of no provider. A test does not let anything pass that can't be read.
fn facts<T: DeserializeOwned + Default>(of: &str) -> T {
    let found = lines().find(|(place, _)| *place == of);
    found.and_then(|(_, facts)| serde_json::from_str(facts).ok()).unwrap_or_default()
}

/// The built-in providers.
#[derive(Debug)]
pub struct Catalogue(Vec<Known>);

/// A provider that is read once somebody asks for it.
#[derive(Debug)]
struct Known {
    section: &'static str,
    name: &'static str,
    facts: &'static str,
    provider: OnceLock<Option<Provider>>,
}

impl Known {
    fn read(&self) -> Option<&Provider> {
        self.provider.get_or_init(|| serde_json::from_str(self.facts).ok()).as_ref()
    }
}

/// A built-in provider.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name in lower case; the file's name.
    pub name: String,
    /// The one section whose entries may use it.
    pub section: String,
    /// What it is.
    pub summary: String,
    /// What a hosted service is used with.
    #[serde(default)]
    pub credentials: Vec<Credential>,
    /// How it runs, where `ast` runs it.
    pub store: Option<Store>,
    /// What stands in for it locally, if it is the AI Gateway.
    pub gateway: Option<LocalGateway>,
}

/// A value that a hosted service is used with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// What follows the provider's prefix in the variable's name.
    pub suffix: String,
    /// Whether it must never be shown.
    #[serde(default)]
    pub secret: bool,
    /// What it is.
    pub description: String,
    /// Where its owner finds it.
    #[serde(rename = "where")]
    pub place: String,
}

/// The container that serves the gateway's API on the user's machine.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalGateway {
    /// The image, pinned to a release.
    pub image: String,
    /// How far the image was tried, in words.
    pub proven: String,
    /// The port that it listens on.
    pub port: u16,
    /// How it is started.
    pub command: Vec<String>,
    /// How to tell that it is ready, in Docker's notation.
    pub test: Vec<String>,
}

/// The built-in providers.
pub fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

impl Catalogue {
    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.0.iter().filter_map(Known::read)
    }

    /// Those of a section, by name.
    pub fn of(&self, section: &str) -> impl Iterator<Item = &Provider> {
        self.0.iter().filter(move |known| known.section == section).filter_map(Known::read)
    }

    /// The one of a section that runs an image like this, whatever its tag and host.
    pub fn running(&self, section: &str, image: &str) -> Option<&Provider> {
        let last = |image: &str| {
            let path = image.rsplit('/').next().unwrap_or(image);
            path.split([':', '@']).next().unwrap_or(path).to_ascii_lowercase()
        };
        let name = last(image);
        let runs = |provider: &&Provider| {
            provider.store.as_ref().is_some_and(|store| provider.name == name || last(&store.image) == name)
        };
        self.of(section).find(runs)
    }

    /// The one with this name, ignoring case, whatever its section.
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.0.iter().find(|known| known.name.eq_ignore_ascii_case(name)).and_then(Known::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::ImageRef;

    #[test]
    fn every_file_is_read() {
        for known in &catalogue().0 {
            let provider = known.read().unwrap_or_else(|| panic!("{}", known.facts));
            assert_eq!((provider.section.as_str(), provider.name.as_str()), (known.section, known.name));
        }
        assert_eq!(lines().count(), FACTS.lines().count());
        assert!(catalogue().iter().count() > 0 && platform().agent.port > 0 && !hosted().client.is_empty());
        assert_eq!(models().iter().filter(|model| model.default && model.kind == ModelKind::Chat).count(), 1);
        assert!(!images().messaging.image.is_empty() && !images().helper.proven.is_empty());
    }

    #[test]
    fn every_image_is_pinned_to_a_release() {
        for store in catalogue().iter().filter_map(|provider| provider.store.as_ref()) {
            let image = ImageRef::parse(&store.image).unwrap();
            let tag = image.tag().unwrap();
            assert!(tag.contains('.') && tag.contains(|c: char| c.is_ascii_digit()), "{}", store.image);
        }
    }

    #[test]
    fn a_store_has_one_port_for_its_clients() {
        for store in catalogue().iter().filter_map(|provider| provider.store.as_ref()) {
            assert_eq!(store.ports.iter().filter(|port| port.client).count(), 1, "{}", store.image);
        }
    }
}
