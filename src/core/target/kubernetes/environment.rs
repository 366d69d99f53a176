//! The overlay of an environment: patches on the one base, and what the base keeps apart, in folders of its own.

use super::kustomize::{Kustomization, Patch, PatchOptions, PatchTarget};
use super::patch::{Changed, difference, named};
use super::{Folder, lasting, secrets};
use crate::target::Environment;
use crate::target::manifest::{Manifest, Manifests, manifests};
use crate::tree::to_yaml;

/// Adds the overlay of an environment to a folder.
pub(super) fn overlay(environment: &Environment<'_>, base: &Manifests, folder: &mut Folder) -> Result<(), String> {
    let cluster = environment.plan.cluster.as_ref().ok_or("the plan is not bound to a cluster")?;
    let there = manifests(environment.plan, cluster)?;
    let place = format!("overlays/{}", environment.name);
    // What is added has none of its own, and the base's own transformer does not reach it.
    let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
    kustomization.resources = vec!["../../base".to_owned()];
    let difference = difference(all(base), all(&there));
    if !difference.added.is_empty() {
        let texts = difference.added.iter().map(|one| one.text()).collect::<Result<Vec<_>, _>>()?;
        folder.generated(&format!("{place}/added.yaml"), &texts.join("---\n"))?;
        kustomization.resources.push("added.yaml".to_owned());
    }
    for changed in &difference.changed {
        let path = file(changed.object);
        folder.generated(&format!("{place}/{path}"), &to_yaml(&changed.steps)?)?;
        kustomization.patches.push(patch(changed, path));
    }
    for object in &difference.removed {
        let (path, text) = (file(object), deletion(object)?);
        folder.generated(&format!("{place}/{path}"), &text)?;
        kustomization.patches.push(Patch { path, target: None, options: None });
    }
    kustomization.patches.sort_by(|a, b| a.path.cmp(&b.path));
    folder.kustomization(&place, &kustomization)?;
    lasting(&format!("{place}/namespace"), &there, cluster, folder)?;
    secrets(&format!("{place}/secrets"), cluster, &there.external_secrets, folder)
}

fn all(of: &Manifests) -> impl Iterator<Item = &Manifest> {
    of.base.iter().flat_map(|(_, objects)| objects)
}

/// The file of an object's patch.
fn file(object: &Manifest) -> String {
    let (kind, name) = named(object);
    format!("{}-{name}.yaml", kind.to_ascii_lowercase())
}

fn patch(changed: &Changed<'_>, path: String) -> Patch {
    let (kind, name) = named(changed.object);
    let target = PatchTarget { kind: kind.to_owned(), name: name.to_owned() };
    let options = changed.is_renamed.then_some(PatchOptions { allow_name_change: true });
    Patch { path, target: Some(target), options }
}

/// A patch that takes an object out.
fn deletion(object: &Manifest) -> Result<String, String> {
    let (kind, name) = named(object);
    let version = &object.object["apiVersion"];
    to_yaml(&serde_json::json!({
        "$patch": "delete", "apiVersion": version, "kind": kind, "metadata": { "name": name },
    }))
}
