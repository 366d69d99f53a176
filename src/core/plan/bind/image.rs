//! Which image a container runs: chosen, mirrored and pinned here for every target, so that none runs another one.

use super::Binding;
use super::place::Places;
use crate::image::{ImageRef, tag_of};
use crate::options::{Digest, Registry};
use crate::plan::bind::For;
use crate::plan::container::Container;
use crate::plan::id::Id;
use crate::plan::model::Plan;
use crate::provider::{LocalGateway, catalogue, images as known};

/// What a mirror is said for that has every registry without one of its own.
const EVERY: &str = "*";

/// What the one-shots of a local run are called beside the containers of the plan.
const HELPER: &str = "helper";

/// An image that is not built here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanImage {
    /// The image as the lock has it: with the tag that engines read, and with the digest that options or the spec give it.
    pub image: ImageRef,
    /// The name that it is pulled by, which is its mirror's where it has one.
    pub pulled: String,
    /// The container that runs it, by its id in the plan, or `helper`.
    pub id: String,
}

/// The images of a plan that are not built here, in the order of its containers.
pub fn images(plan: &Plan, binding: &Binding<'_>) -> Vec<PlanImage> {
    let places = Places::of(plan, binding);
    let mut found: Vec<_> = plan
        .containers
        .iter()
        .filter(|container| places.exists(&container.id))
        .filter_map(|container| {
            let id = container.id.to_string();
            let digest = binding.settings.placed(&id).digest.as_ref();
            Some((said(plan, binding, container)?.to_owned(), digest, id))
        })
        .collect();
    let facts = catalogue().get("gateway").and_then(|provider| provider.gateway.as_ref());
    if let Some(facts) = facts.filter(|_| places.exists(&Id::GATEWAY)) {
        found.push((said_of_gateway(binding, facts).to_owned(), None, Id::GATEWAY.to_string()));
    }
    if binding.target == For::Local {
        found.push((said_of_helper(binding).to_owned(), None, HELPER.to_owned()));
    }
    let image = |(said, digest, id): (String, Option<&Digest>, String)| {
        let image = ImageRef::parse(&said).ok()?;
        let given = digest.map(Digest::as_str).or(image.digest());
        let whole = ImageRef::parse(&named(image.name(), tag_of(&image), given)).ok()?;
        Some(PlanImage { pulled: mirrored(binding, &image), image: whole, id })
    };
    found.into_iter().filter_map(image).collect()
}

/// The image of a container; for a built one, what the build is named.
pub(super) fn of(plan: &Plan, binding: &Binding<'_>, places: &Places, container: &Container) -> Option<String> {
    let id = container.id.to_string();
    let digest = binding.settings.placed(&id).digest.as_ref();
    if let Some(said) = said(plan, binding, container) {
        return Some(pulled(plan, binding, said, digest));
    }
    container.build.as_ref()?;
    let built = places.built_image(&container.id);
    // What was pushed has a digest; what is built here has none yet.
    let pinned = digest.filter(|_| binding.target == For::Cluster).zip(ImageRef::parse(&built).ok());
    Some(match pinned {
        Some((digest, image)) => named(image.name(), None, Some(digest.as_str())),
        None => built,
    })
}

/// The image of the gateway on this machine.
pub(super) fn of_gateway(plan: &Plan, binding: &Binding<'_>, facts: &LocalGateway) -> String {
    pulled(plan, binding, said_of_gateway(binding, facts), None)
}

/// The image of what prepares disks and waits in a local run.
pub(super) fn of_helper(plan: &Plan, binding: &Binding<'_>) -> String {
    pulled(plan, binding, said_of_helper(binding), None)
}

/// What names the image of a container that is not built here: its options, else the spec, else the catalogue.
fn said<'a>(plan: &'a Plan, binding: &Binding<'a>, container: &'a Container) -> Option<&'a str> {
    if container.id == Id::MESSAGING {
        let given = binding.settings.messaging.image.as_ref().map(ImageRef::as_str);
        return given.or(plan.messaging.image.as_deref()).or(Some(&known().messaging.image));
    }
    let named = container.image.as_deref()?;
    let given = binding.settings.component(&container.id.to_string()).image.as_ref();
    Some(given.map_or(named, ImageRef::as_str))
}

fn said_of_gateway<'a>(binding: &Binding<'a>, facts: &'a LocalGateway) -> &'a str {
    binding.settings.gateway.image.as_ref().map_or(&facts.image, ImageRef::as_str)
}

fn said_of_helper<'a>(binding: &Binding<'a>) -> &'a str {
    binding.settings.compose.helper_image.as_ref().map_or(&known().helper.image, ImageRef::as_str)
}

/// The image as it is pulled: from its mirror, and by its digest where options, the spec or the lock give one. A lock keeps
/// the tag beside it, for people and bots; without one the digest of an option stands alone.
fn pulled(plan: &Plan, binding: &Binding<'_>, said: &str, digest: Option<&Digest>) -> String {
    let Ok(image) = ImageRef::parse(said) else { return said.to_owned() };
    let pinned = digest.map(Digest::as_str).or(image.digest()).or_else(|| plan.lock.digest(&image));
    let tag = match digest {
        _ if plan.lock.is_there() && pinned.is_some() => tag_of(&image),
        Some(_) => None,
        None => image.tag(),
    };
    // A name that became too long is a misfit of the mirror.
    named(&mirrored(binding, &image), tag, pinned)
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
    if mirrors.is_empty() {
        return image.name().to_owned();
    }
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
