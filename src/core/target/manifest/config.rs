//! ConfigMaps: what is known now, what the deployer supplies, and files.

use super::container::file_key;
use super::object::{ConfigMap, Manifest, Map, Metadata, manifest};
use super::template::{common_labels, files_name, labels};
use crate::plan::{BoundContainer, Cluster, Placement};

fn config(name: &str, labels: Map, data: Map) -> ConfigMap {
    let metadata = Metadata { name: name.to_owned(), labels, ..Metadata::default() };
    ConfigMap { api_version: "v1", kind: "ConfigMap", metadata, data }
}

/// The ConfigMaps of a container.
pub(super) fn configs(
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
    origin: &str,
) -> Result<Vec<Manifest>, String> {
    let labels = || labels(cluster, container, placement);
    let mut configs = Vec::new();
    if !placement.env.known.is_empty() {
        let object = config(&placement.name, labels(), placement.env.known.clone());
        configs.push(manifest(&format!("{origin}: values that are known"), &object)?);
    }
    if !container.files.is_empty() {
        let files = container.files.iter().map(|file| (file_key(&file.path).to_owned(), file.content.clone()));
        let object = config(&files_name(placement), labels(), files.collect());
        configs.push(manifest(&format!("{origin}: files that it reads"), &object)?);
    }
    Ok(configs)
}

/// The ConfigMap that an overlay fills with what the deployer supplies, which may be nothing yet.
pub(super) fn values(cluster: &Cluster) -> Result<Manifest, String> {
    let object = config(&cluster.values, common_labels(cluster), Map::new());
    manifest("values that the deployer supplies, filled by an overlay", &object)
}
