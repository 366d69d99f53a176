//! `ast lock --format cyclonedx`: the bill of materials of a project's containers, of its plan and its lock alone.

use super::used::Used;
use crate::cli::Status;
use crate::cli::accepted::Accepted;
use crate::cli::session::{Failure, Session};
use crate::compile::bind;
use crate::image::ImageRef;
use crate::plan::For;
use crate::view::{Contained, sbom};

/// Prints the bill; nobody is asked, so the lock has to have every image.
pub(super) fn print(
    project: &Accepted,
    used: Vec<Used>,
    shown: &str,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let compilation = &project.loaded.compilation;
    let lock = &compilation.plan.lock;
    if let Some(lacking) = used.iter().find(|used| !lock.has(&used.image)) {
        let message = format!("`{shown}` lacks `{}`", lacking.image.as_str());
        return Err(Failure::new(message).help("run `ast lock` first: it asks which digest that is"));
    }
    let mut images: Vec<_> = used.into_iter().filter_map(|used| whole(lock.digest(&used.image), used)).collect();
    let plan = bind(compilation, &project.loaded.options, For::Cluster);
    for container in plan.containers.iter().filter(|container| container.build.is_some()) {
        let image = container.image.as_deref().and_then(|image| ImageRef::parse(image).ok());
        let ids = [container.id.to_string()].into();
        images.extend(image.map(|image| Contained { image, ids, is_built: true }));
    }
    images.sort();
    session.print(&sbom(plan.name.as_deref().unwrap_or("agent"), plan.scope.as_deref(), &images))?;
    Ok(Status::Fine)
}

/// An image with the digest that it has by itself, or by the lock.
fn whole(locked: Option<&str>, used: Used) -> Option<Contained> {
    let image = match (used.image.digest(), locked) {
        (None, Some(digest)) => ImageRef::parse(&format!("{}@{digest}", used.image.as_str())).ok()?,
        _ => used.image,
    };
    Some(Contained { image, ids: used.ids, is_built: false })
}
