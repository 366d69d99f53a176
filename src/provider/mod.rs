//! The catalogue: built-in providers and the gateway's models, as data, with facts that no target is named in.
//!
//! One file a provider in `schema/providers`, read by the same reader as a user's file when `schema/catalogue.json` is made
//! of all of them. That is what is embedded: reading fourteen YAML files was close to half of a cold start. A test holds
//! it to them. Images are pinned: a store that changes under a running project is
//! how "it worked yesterday" happens. `proven` says how far an image was tried.

mod client;
mod image;
mod model;
mod platform;
mod store;

use std::sync::LazyLock;

use serde::Deserialize;

pub use client::{Libraries, Library, clients, library};
pub use image::{Image, Images, images};
pub use model::{LocalModel, ModelKind, ModelOffer, model_kind, models};
pub use platform::{Platform, Token, platform};
pub use store::{InitFile, Store, StoreCredential, StoreHealth, StorePort, StoreResources, StoreUrl};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    // A test fails where it can't be read.
    serde_json::from_str(include_str!("../../schema/catalogue.json")).unwrap_or_default()
});

/// Everything that is known without a spec.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    providers: Vec<Provider>,
    models: Vec<ModelOffer>,
    images: Images,
    platform: Platform,
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
        self.providers.iter()
    }

    /// Those of a section, by name.
    pub fn of(&self, section: &str) -> impl Iterator<Item = &Provider> {
        self.iter().filter(move |provider| provider.section == section)
    }

    /// The one with this name, ignoring case, whatever its section.
    pub fn get(&self, name: &str) -> Option<&Provider> {
        self.iter().find(|provider| provider.name.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::ImageRef;

    #[test]
    fn every_file_is_read() {
        // One that could not be read would leave nothing of the rest.
        assert!(catalogue().iter().count() > 0 && !models().is_empty());
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
