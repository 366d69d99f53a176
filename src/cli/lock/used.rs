//! Which images a project runs, on this machine and in a cluster, with its options and the flags that its targets have.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::accepted::Accepted;
use crate::cli::session::Session;
use crate::disk::Disk as _;
use crate::image::ImageRef;
use crate::options::{Options, Settings, Values};
use crate::output::{MANIFEST, Manifest};
use crate::plan::{Binding, For, Names, PlanImage, images};
use crate::target;

/// An image that a project runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Used {
    /// The image as the lock has it; with a digest where options or the spec give it one.
    pub(super) image: ImageRef,
    /// The name that it is pulled by.
    pub(super) pulled: String,
    /// The containers that run it.
    pub(super) ids: BTreeSet<String>,
}

/// Every image, sorted.
pub(super) fn used(project: &Accepted, session: &Session<'_, '_>) -> Vec<Used> {
    let options = &project.loaded.options;
    let mut found = bound(project, options, For::Local);
    found.extend(bound(project, options, For::Cluster));
    // One that can't be read is told by `ast generate`.
    let manifest = session.disk().read(&project.folder().join(MANIFEST)).ok();
    let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok()).unwrap_or_default();
    for (id, flags) in manifest.targets {
        if let (Some(target), Some(flags)) = (target::by_id(&id), Settings::recorded(&flags)) {
            found.extend(bound(project, &options.repeating(flags), target.bound_to()));
        }
    }
    let mut used: BTreeMap<ImageRef, Used> = BTreeMap::new();
    for PlanImage { image, pulled, id } in found {
        let of = || Used { image: image.clone(), pulled, ids: BTreeSet::new() };
        used.entry(image.clone()).or_insert_with(of).ids.insert(id);
    }
    used.into_values().collect()
}

fn bound(project: &Accepted, options: &Options, target: For) -> Vec<PlanImage> {
    let binding = Binding { target, names: Names::Agent, settings: &options.settings, values: &Values::default() };
    images(&project.loaded.compilation.plan, &binding)
}
