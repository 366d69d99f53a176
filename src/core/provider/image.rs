//! The images of containers that no provider stands for.

use std::sync::LazyLock;

use serde::Deserialize;

/// The images by what they are for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Images {
    /// The messaging sidecar.
    pub messaging: Image,
    /// Prepares disks and polls over the network.
    pub helper: Image,
}

/// An image.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its name and tag.
    pub image: String,
    /// How far it was tried, in words.
    pub proven: String,
}

/// Every such image.
pub fn images() -> &'static Images {
    static IMAGES: LazyLock<Images> = LazyLock::new(|| super::facts("images"));
    &IMAGES
}
