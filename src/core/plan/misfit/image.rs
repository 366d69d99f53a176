//! Images that options name, and that do not fit: of what is built here, or of a release that nobody tried.

use std::collections::BTreeMap;

use super::Misfits;
use crate::diagnostic::Severity;
use crate::image::ImageRef;
use crate::options::{Registry, Settings};
use crate::plan::bound::{BoundContainer, BoundPlan};
use crate::plan::id::Id;
use crate::provider::catalogue;

/// An image of its own for a container.
pub(super) fn chosen(plan: &BoundPlan, container: &BoundContainer, given: &ImageRef, found: &mut Misfits) {
    let id = container.id.to_string();
    let setting = ["components", &id, "image"];
    if container.id == Id::MESSAGING {
        let message = format!("the image of `{id}` is said once");
        return found.error(&setting, message, "write it as `image` under `[messaging]`, or as `--messaging-image`");
    }
    if container.build.is_some() {
        let message = format!("the image of `{id}` is built here");
        let help = "remove it, and say what the build is called by `registry` and `tag` under `[cluster]`; or name the image in the spec instead of `build`";
        return found.error(&setting, message, help);
    }
    let component = plan.components.iter().find(|component| component.id == container.id);
    let provider = component.and_then(|component| catalogue().get(component.built_in?));
    let Some((provider, store)) = provider.and_then(|provider| Some((provider, provider.store.as_ref()?))) else {
        return;
    };
    if given.tag().is_some_and(|tag| !is_release(tag, store.major)) {
        let (name, major) = (&provider.name, store.major);
        let message =
            format!("`{}` of `{id}` is not {name} {major}, with which its provider was tried", given.as_str());
        let help = "see that its disk, its check and its variables still suit it; another major version seldom reads the data of the one before it";
        found.push(Severity::Warning, &setting, message, help.to_owned());
    }
}

/// Whether a tag names a release of a major version: one of its parts is that number, alone or before a `.`, as `17` is in
/// `0.8.0-pg17` and `17.5-alpine`. Where a part is marked by the letters of the server's name, it alone counts.
fn is_release(tag: &str, major: u32) -> bool {
    let number = |part: &str| {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        digits.split('.').next().and_then(|first| first.parse::<u32>().ok())
    };
    let mut parts: Vec<&str> = tag.split(['-', '_']).collect();
    if let Some(marked) = parts.iter().find(|part| part.starts_with("pg")) {
        parts = vec![marked];
    }
    // What follows the first version is that of the system in the image.
    parts.into_iter().find_map(number) == Some(major)
}

/// Mirrors of what is no registry, or whose names become longer than engines take.
pub(super) fn mirrors(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let all: &BTreeMap<String, Registry> = &settings.mirrors;
    for host in all.keys().filter(|host| *host != "*") {
        let read = ImageRef::parse(&format!("{host}/name"));
        if read.is_ok_and(|image| image.full_name().0 == host) {
            continue;
        }
        let message = format!("`{}` is not the host of a registry", host.escape_debug());
        let help = "write it as it stands before an image's first `/`, as in `ghcr.io`; `docker.io` is that of names without one, and `*` every other";
        found.error(&["mirrors", host], message, help);
    }
    // What engines take is held to their form before it has a mirror.
    let is_long = |image: &&str| !all.is_empty() && ImageRef::parse(image).is_err();
    for container in plan.containers.iter().filter(|container| container.build.is_none()) {
        if let Some(image) = container.image.as_deref().filter(is_long) {
            let message = format!("`{image}` of `{}` is longer than a name can be", container.id);
            found.error(&["mirrors"], message, "name a shorter path for the mirror");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_major_version_is_told_by_the_tag() {
        for (tag, major) in
            [("17", 17), ("17.5-alpine3.20", 17), ("0.8.0-pg17", 17), ("pg17", 17), ("v1.13.4-unprivileged", 1)]
        {
            assert!(is_release(tag, major), "{tag}");
            assert!(!is_release(tag, major + 1), "{tag}");
        }
        assert!(!is_release("latest", 17) && !is_release("0.17.0-pg18", 17) && !is_release("8-alpine7", 7));
    }
}
