//! Manifests for any Kubernetes from 1.29 on, as folders that `kubectl apply -k` takes.
//!
//! The base has one file a component; an overlay, made once, is the user's; the namespace and the claims stand apart, so
//! that deleting the base deletes no data; Secrets stand apart, as the base only names them. The objects are made in
//! [`super::manifest`]: this lays them out.

mod environment;
mod kustomize;
mod overlay;
mod patch;
mod secret;
pub(in crate::target) mod summary;

use super::manifest::{Manifest, Manifests, manifests, wanted};
use super::{Environment, Footprint, Target};
use crate::options::{Layout, SecretsMode};
use crate::path::RelativePath;
use crate::plan::{BoundPlan, Cluster, For, naming};
use crate::tree::{File, FileTree, HEADER, to_yaml};
use kustomize::Kustomization;
use summary::Means;

/// The target `kubernetes`.
pub(super) struct Kubernetes;

impl Target for Kubernetes {
    fn id(&self) -> &'static str {
        "kubernetes"
    }

    fn summary(&self) -> &'static str {
        "`deploy/kubernetes/`, which `kubectl apply -k` deploys to a cluster"
    }

    fn bound_to(&self) -> For {
        For::Cluster
    }

    fn main_file(&self, layout: &Layout<'_>) -> Option<String> {
        Some(format!("{}/base/agent.yaml", layout.settings.cluster.dir()))
    }

    fn footprint(&self, plan: &BoundPlan) -> Option<Footprint> {
        plan.cluster.as_ref().map(|cluster| summary::summary(plan, cluster, Means::Folders))
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let cluster = plan.cluster.as_ref().ok_or("the plan is not bound to a cluster")?;
        let mut folder = Folder { root: layout.settings.cluster.dir(), tree: FileTree::default() };
        let all = manifests(plan, cluster)?;
        let base: Vec<_> =
            all.base.iter().map(|(name, objects)| (format!("{name}.yaml"), objects.as_slice())).collect();
        folder.resources("base", &base, cluster)?;
        lasting("namespace", &all, cluster, &mut folder)?;
        secrets("secrets", cluster, &all.external_secrets, &mut folder)?;
        if !starts_with_overlay(layout) {
            return Ok(folder.tree);
        }
        let place = format!("overlays/{}", cluster.overlay);
        folder.starter(&format!("{place}/kustomization.yaml"), overlay::kustomization(cluster)?)?;
        folder.starter(&format!("{place}/{}", overlay::VALUES), overlay::values(cluster))?;
        Ok(folder.tree)
    }

    fn environments(&self, own: &BoundPlan, layout: &Layout<'_>, all: &[Environment<'_>]) -> Result<FileTree, String> {
        let cluster = own.cluster.as_ref().ok_or("the plan is not bound to a cluster")?;
        let mut folder = Folder { root: layout.settings.cluster.dir(), tree: FileTree::default() };
        let base = manifests(own, cluster)?;
        for one in all {
            environment::overlay(one, &base, &mut folder)?;
        }
        Ok(folder.tree)
    }
}

/// Whether an overlay is made to start with: where there are environments each has its own, and another one only where
/// it is asked for by a name that none of them has.
fn starts_with_overlay(layout: &Layout<'_>) -> bool {
    let environments = &layout.settings.environments;
    let asked = layout.settings.cluster.overlay.as_ref();
    environments.is_empty() || asked.is_some_and(|name| !environments.contains_key(name.as_str()))
}

/// What outlives the base: the namespace and the claims.
fn lasting(path: &str, all: &Manifests, cluster: &Cluster, folder: &mut Folder) -> Result<(), String> {
    let lasting = [("namespace.yaml", all.namespace.as_slice()), ("claims.yaml", &all.claims)];
    let lasting = lasting.into_iter().filter(|(_, objects)| !objects.is_empty());
    let lasting: Vec<_> = lasting.map(|(name, objects)| (name.to_owned(), objects)).collect();
    if lasting.is_empty() { Ok(()) } else { folder.resources(path, &lasting, cluster) }
}

/// The files as they are made.
struct Folder {
    root: RelativePath,
    tree: FileTree,
}

impl Folder {
    fn add(&mut self, path: &str, content: String, starter: bool) -> Result<(), String> {
        let path = format!("{}/{path}", self.root);
        self.tree.insert(&path, File { target: "kubernetes", content, starter })
    }

    fn generated(&mut self, path: &str, text: &str) -> Result<(), String> {
        self.add(path, format!("# {HEADER}\n\n{}\n", text.trim_end()), false)
    }

    fn manifests(&mut self, path: &str, manifests: &[Manifest]) -> Result<(), String> {
        let texts = manifests.iter().map(Manifest::text).collect::<Result<Vec<_>, _>>()?;
        self.generated(path, &texts.join("---\n"))
    }

    /// A folder of files of objects, and its kustomization.
    fn resources(&mut self, path: &str, files: &[(String, &[Manifest])], cluster: &Cluster) -> Result<(), String> {
        let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
        for (name, objects) in files {
            self.manifests(&format!("{path}/{name}"), objects)?;
            kustomization.resources.push(name.clone());
        }
        kustomization.resources.sort();
        self.kustomization(path, &kustomization)
    }

    fn kustomization(&mut self, path: &str, kustomization: &Kustomization) -> Result<(), String> {
        self.generated(&format!("{path}/kustomization.yaml"), &to_yaml(kustomization)?)
    }

    fn starter(&mut self, path: &str, content: String) -> Result<(), String> {
        self.add(path, content, true)
    }
}

fn secrets(path: &str, cluster: &Cluster, external: &[Manifest], folder: &mut Folder) -> Result<(), String> {
    let Some(kustomization) = secret::kustomization(cluster) else { return Ok(()) };
    folder.kustomization(path, &kustomization)?;
    if cluster.mode == SecretsMode::External {
        return folder.manifests(&format!("{path}/external-secrets.yaml"), external);
    }
    folder.generated(&format!("{path}/.gitignore"), "*.env")?;
    for (name, keys) in wanted(cluster) {
        let file = format!("{path}/{}.env.example", naming::file(name));
        folder.generated(&file, &secret::example(name, &keys))?;
    }
    Ok(())
}
