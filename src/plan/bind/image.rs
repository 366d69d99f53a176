//! Which image a container runs: chosen, mirrored and pinned here for every target, so that none runs another one.

use super::Binding;
use super::place::Places;
use crate::image::ImageRef;
use crate::options::{Digest, Registry};
use crate::plan::bind::For;
use crate::plan::container::Container;
use crate::plan::id::Id;
use crate::plan::model::Plan;
use crate::provider::{LocalGateway, images};

/// What a mirror is said for that has every registry without one of its own.
const EVERY: &str = "*";

/// The image of a container; for a built one, what the build is named.
pub(super) fn of(plan: &Plan, binding: &Binding<'_>, places: &Places, container: &Container) -> Option<String> {
    let id = container.id.to_string();
    let digest = binding.settings.placed(&id).digest.as_ref();
    if let Some(said) = said(plan, binding, container) {
        return Some(pulled(binding, said, digest));
    }
    container.build.as_ref()?;
    let built = places.built_image(&container.id);
    // What was pushed has a digest; what is built here has none yet.
    let pinned = digest.filter(|_| binding.target == For::Cluster).zip(ImageRef::parse(&built).ok());
    Some(match pinned {
        Some((digest, image)) => format!("{}@{}", image.name(), digest.as_str()),
        None => built,
    })
}

/// The image of the gateway on this machine.
pub(super) fn of_gateway(binding: &Binding<'_>, facts: &LocalGateway) -> String {
    let given = binding.settings.gateway.image.as_ref();
    pulled(binding, given.map_or(&facts.image, ImageRef::as_str), None)
}

/// The image of what prepares disks and waits in a local run.
pub(super) fn of_helper(binding: &Binding<'_>) -> String {
    let given = binding.settings.compose.helper_image.as_ref();
    pulled(binding, given.map_or(&images().helper.image, ImageRef::as_str), None)
}

/// What names the image of a container that is not built here: its options, else the spec, else the catalogue.
fn said<'a>(plan: &'a Plan, binding: &Binding<'a>, container: &'a Container) -> Option<&'a str> {
    if container.id == Id::MESSAGING {
        let given = binding.settings.messaging.image.as_ref().map(ImageRef::as_str);
        return given.or(plan.messaging.image.as_deref()).or(Some(&images().messaging.image));
    }
    let named = container.image.as_deref()?;
    let given = binding.settings.component(&container.id.to_string()).image.as_ref();
    Some(given.map_or(named, ImageRef::as_str))
}

/// The image as it is pulled: from its mirror, and by its digest instead of its tag, which would say nothing more, where
/// options give one.
fn pulled(binding: &Binding<'_>, said: &str, digest: Option<&Digest>) -> String {
    let Ok(image) = ImageRef::parse(said) else { return said.to_owned() };
    let name = mirrored(binding, &image);
    let (tag, digest) = match digest {
        Some(digest) => (None, Some(digest.as_str())),
        None => (image.tag(), image.digest()),
    };
    named(&name, tag, digest)
}

/// The reference of an image by its parts.
fn named(name: &str, tag: Option<&str>, digest: Option<&str>) -> String {
    let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    let digest = digest.map(|digest| format!("@{digest}")).unwrap_or_default();
    format!("{name}{tag}{digest}")
}

/// The name of an image in the registry that stands for its own; its own name where none does.
fn mirrored(binding: &Binding<'_>, image: &ImageRef) -> String {
    let mirrors = &binding.settings.mirrors;
    let (host, path) = image.full_name();
    let place = |mirror: &Registry| mirror.as_str().trim_end_matches('/').to_owned();
    if let Some(mirror) = mirrors.get(host) {
        return format!("{}/{path}", place(mirror));
    }
    match mirrors.get(EVERY).map(place) {
        // What lies there already is where it is to be.
        Some(mirror) if mirror.split('/').next() != Some(host) => format!("{mirror}/{}/{path}", in_path(host)),
        _ => image.name().to_owned(),
    }
}

/// A registry's host as a part of a path, which takes no capitals and no port.
fn in_path(host: &str) -> String {
    let fold = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    host.chars().map(fold).collect::<String>().trim_matches(['-', '.']).to_owned()
}
