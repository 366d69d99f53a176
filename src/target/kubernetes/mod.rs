//! Manifests for any Kubernetes from 1.29 on, as folders that `kubectl apply -k` takes.
//!
//! The base has one file a component; an overlay, made once, is the user's; the namespace and the claims stand apart, so
//! that deleting the base deletes no data; Secrets stand apart, as the base only names them. Every decision is in the plan
//! that is bound to a cluster ([`crate::plan::Cluster`], [`crate::plan::Placement`]).

mod config;
mod connection;
mod container;
mod kustomize;
mod network;
mod object;
mod overlay;
mod pod;
mod route;
mod scale;
mod secret;
mod service;
mod summary;
mod template;
mod waiver;
mod workload;

use super::Target;
use crate::options::{Layout, SecretsMode};
use crate::path::RelativePath;
use crate::plan::{BoundContainer, BoundPlan, Cluster, For, Id, Kind, Placement, Workload, naming};
use crate::tree::{File, FileTree, HEADER, to_yaml};
use connection::Connections;
use kustomize::Kustomization;
use object::{Manifest, Map, Metadata, Namespace, Object, ServiceAccount, manifest};

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

    fn footprint(&self, plan: &BoundPlan) -> Option<serde_json::Value> {
        plan.cluster.as_ref().map(|cluster| summary::summary(plan, cluster))
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let cluster = plan.cluster.as_ref().ok_or("the plan is not bound to a cluster")?;
        let mut folder = Folder { root: layout.settings.cluster.dir(), tree: FileTree::default() };
        base(plan, cluster, &mut folder)?;
        namespace(plan, cluster, &mut folder)?;
        secrets(cluster, &mut folder)?;
        let place = format!("overlays/{}", cluster.overlay);
        folder.starter(&format!("{place}/kustomization.yaml"), overlay::kustomization(cluster)?)?;
        folder.starter(&format!("{place}/{}", overlay::VALUES), overlay::values(cluster))?;
        Ok(folder.tree)
    }
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
        let texts: Vec<&str> = manifests.iter().map(|manifest| manifest.text.as_str()).collect();
        self.generated(path, &texts.join("---\n"))
    }

    fn kustomization(&mut self, path: &str, kustomization: &Kustomization) -> Result<(), String> {
        self.generated(&format!("{path}/kustomization.yaml"), &to_yaml(kustomization)?)
    }

    fn starter(&mut self, path: &str, content: String) -> Result<(), String> {
        self.add(path, content, true)
    }
}

/// The containers with how they run; the sidecar is part of the agent.
fn components(plan: &BoundPlan) -> impl Iterator<Item = (&BoundContainer, &Placement)> {
    let all = plan.containers.iter().filter_map(|container| Some((container, container.placement.as_ref()?)));
    all.filter(|(_, placement)| placement.workload != Workload::Sidecar)
}

fn base(plan: &BoundPlan, cluster: &Cluster, folder: &mut Folder) -> Result<(), String> {
    let mut files = vec![("common".to_owned(), common(cluster)?)];
    let connections = Connections::of(plan);
    for (container, placement) in components(plan) {
        files.push((placement.short.clone(), component(plan, &connections, cluster, container, placement)?));
    }
    let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
    for (name, manifests) in &files {
        folder.manifests(&format!("base/{name}.yaml"), manifests)?;
        kustomization.resources.push(format!("{name}.yaml"));
    }
    kustomization.resources.sort();
    folder.kustomization("base", &kustomization)
}

/// What belongs to no component.
fn common(cluster: &Cluster) -> Result<Vec<Manifest>, String> {
    let account = ServiceAccount {
        api_version: "v1",
        kind: "ServiceAccount",
        metadata: Metadata {
            name: cluster.agent.clone(),
            labels: template::common_labels(cluster),
            ..Metadata::default()
        },
        automount_service_account_token: false,
    };
    let mut manifests = vec![manifest("whom pods act as: nobody, as they get no token", &account)?];
    manifests.push(config::values(cluster)?);
    manifests.push(network::default_deny(cluster)?);
    Ok(manifests)
}

/// Everything of a component.
fn component(
    plan: &BoundPlan,
    connections: &Connections<'_>,
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<Vec<Manifest>, String> {
    let from = origin(plan, container);
    let mut manifests = config::configs(cluster, container, placement, &from)?;
    if let Some((sidecar, its)) = template::sidecar(plan, container) {
        manifests.extend(config::configs(cluster, sidecar, its, &origin(plan, sidecar))?);
    }
    manifests.extend(service::services(plan, cluster, container, placement, &from)?);
    manifests.extend(workload::workload(plan, cluster, container, placement, &from)?);
    if container.id == Id::AGENT {
        manifests.extend(scale::scale(cluster, container, placement, &from)?);
    }
    manifests.extend(network::policy(plan, connections, cluster, container, placement, &from)?);
    for its in cluster.routes.iter().filter(|route| route.service == placement.name) {
        manifests.extend(route::route(cluster, its)?);
    }
    Ok(manifests)
}

/// The declaration that an object comes from.
fn origin(plan: &BoundPlan, container: &BoundContainer) -> String {
    let component = plan.component(&container.id);
    let provider = component.and_then(|component| component.provider.as_ref());
    match (container.id.kind, provider, container.trigger) {
        (Kind::Messaging, ..) => "messaging, the sidecar of agent.interfaces".to_owned(),
        (_, Some(provider), _) => format!("{}, provider {provider}", container.id),
        (_, _, Some(trigger)) => format!("{}, trigger {trigger}", container.id),
        _ => container.id.to_string(),
    }
}

/// What outlives the base: the namespace, and the disks of jobs.
fn namespace(plan: &BoundPlan, cluster: &Cluster, folder: &mut Folder) -> Result<(), String> {
    let mut labels: Map = template::common_labels(cluster);
    for mode in ["enforce", "audit", "warn"] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), "restricted".to_owned());
    }
    let metadata = Metadata { name: cluster.namespace.clone(), labels, ..Metadata::default() };
    let object = Namespace { api_version: "v1", kind: "Namespace", metadata };
    let mut files = Vec::new();
    if cluster.makes_namespace {
        files.push(("namespace.yaml", vec![manifest("where all of it runs", &object)?]));
    }
    let mut claims = Vec::new();
    for (container, placement) in components(plan).filter(|(_, placement)| placement.workload != Workload::Stateful) {
        if let Some(disk) = &placement.disk {
            let metadata = Metadata {
                name: placement.name.clone(),
                labels: template::labels(cluster, container, placement),
                ..Metadata::default()
            };
            let (api_version, kind) = ("v1", "PersistentVolumeClaim");
            let object = Object { api_version, kind, metadata, spec: workload::claim(disk) };
            claims.push(manifest(&format!("{}: its disk", origin(plan, container)), &object)?);
        }
    }
    if !claims.is_empty() {
        files.push(("claims.yaml", claims));
    }
    if files.is_empty() {
        return Ok(());
    }
    let mut kustomization = Kustomization::new(Some(cluster.namespace.clone()));
    for (name, manifests) in &files {
        folder.manifests(&format!("namespace/{name}"), manifests)?;
        kustomization.resources.push((*name).to_owned());
    }
    kustomization.resources.sort();
    folder.kustomization("namespace", &kustomization)
}

fn secrets(cluster: &Cluster, folder: &mut Folder) -> Result<(), String> {
    let Some(kustomization) = secret::kustomization(cluster) else { return Ok(()) };
    folder.kustomization("secrets", &kustomization)?;
    if cluster.mode == SecretsMode::External {
        return folder.manifests("secrets/external-secrets.yaml", &secret::external(cluster)?);
    }
    folder.generated("secrets/.gitignore", "*.env")?;
    for (name, keys) in secret::wanted(cluster) {
        folder.generated(&format!("secrets/{}.env.example", naming::file(name)), &secret::example(name, &keys))?;
    }
    Ok(())
}
