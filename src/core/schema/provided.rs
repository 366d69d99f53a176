//! Keys of a container beside a provider, which brings its own.

use super::other;
use crate::document::Cursor;
use crate::provider::catalogue;
use crate::text::one_line;

/// The most characters of an entry's id that are shown.
const LONGEST: usize = 80;

/// Whether a key says something of a container that a provider has: one that is named, or that an image stands for.
pub(super) fn is_of_provider(at: &Cursor<'_>, key: &str, home: Option<&[String]>) -> bool {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let [section, _] = tokens.as_slice() else { return false };
    let is_of_container = home.and_then(<[String]>::last).is_some_and(|last| last == "container")
        || ["ports", "expose", "volumes", "mounts"].contains(&key);
    let image = || at.get("image").filter(|_| at.get("container").is_none());
    let stands_for = || catalogue().running(section, &image()?.node.as_scalar()?.text);
    // By another tool's word, as in `type: postgresql`.
    let meant = || other::meant(section, at).filter(|_| at.get("container").is_none());
    is_of_container && (at.get("provider").is_some() || stands_for().is_some() || meant().is_some())
}

/// What is said of what a provider brings itself; of an image, which one it is, as it can be another version's.
pub(super) fn brought(at: &Cursor<'_>, key: &str, value: Option<&Cursor<'_>>) -> String {
    let own = || {
        let image = &value.filter(|_| key == "image")?.node.as_scalar()?.text;
        let tokens: Vec<String> = at.place.pointer.tokens().collect();
        let [section, name] = tokens.as_slice() else { return None };
        let provider = catalogue().running(section, image)?;
        let runs = &provider.store.as_ref().filter(|store| store.image != *image)?.image;
        let id = format!("{section}.{name}");
        let id = one_line(&id, LONGEST);
        Some(format!(
            "`{}` runs {runs}: remove it; where it has to be this one, it is `image` under `[components.\"{id}\"]` in `ast.toml`",
            provider.name
        ))
    };
    own().unwrap_or_else(|| "a provider brings its own: remove it".to_owned())
}

/// Whether every entry has an image that a store's provider runs, and no more than the port that it publishes.
pub(super) fn are_stores(entries: &Cursor<'_>) -> bool {
    let is_store = |at: &Cursor<'_>| {
        let image = at.get("image");
        let image = image.as_ref().and_then(|image| image.node.as_scalar());
        image.is_some_and(|image| catalogue().running("knowledge", &image.text).is_some())
            && at.entries().all(|(entry, _)| ["image", "ports", "port", "restart"].contains(&entry.key.as_str()))
    };
    entries.entries().next().is_some() && entries.entries().all(|(_, at)| is_store(&at))
}
