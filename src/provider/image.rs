//! The images of containers that no provider stands for.

use std::sync::LazyLock;

use serde::Deserialize;

static IMAGES: LazyLock<Images> =
    LazyLock::new(|| super::read_embedded("images.yaml", include_str!("../../schema/images.yaml")).unwrap_or_default());

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
    &IMAGES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        assert!(!images().messaging.image.is_empty() && !images().helper.proven.is_empty());
    }
}
