//! What keeps the replicas of a distributed agent at the right number.

use serde::Serialize;

use super::object::{Manifest, Metadata, Object, Selector, manifest};
use super::template::{labels, selector};
use crate::plan::{BoundContainer, Cluster, Placement};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Autoscaler {
    scale_target_ref: Target,
    min_replicas: u32,
    max_replicas: u32,
    metrics: [Metric; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target {
    api_version: &'static str,
    kind: &'static str,
    name: String,
}

#[derive(Serialize)]
struct Metric {
    #[serde(rename = "type")]
    kind: &'static str,
    resource: Resource,
}

#[derive(Serialize)]
struct Resource {
    name: &'static str,
    target: Utilization,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Utilization {
    #[serde(rename = "type")]
    kind: &'static str,
    average_utilization: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Budget {
    max_unavailable: u32,
    selector: Selector,
}

/// The autoscaler and the disruption budget; none where one replica runs.
pub(super) fn scale(
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
    origin: &str,
) -> Result<Vec<Manifest>, String> {
    let Some(bounds) = cluster.autoscale else { return Ok(Vec::new()) };
    let metadata = || Metadata {
        name: placement.name.clone(),
        labels: labels(cluster, container, placement),
        ..Metadata::default()
    };
    let autoscaler = Object {
        api_version: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: metadata(),
        spec: Autoscaler {
            scale_target_ref: Target { api_version: "apps/v1", kind: "StatefulSet", name: placement.name.clone() },
            min_replicas: bounds.min,
            max_replicas: bounds.max,
            metrics: [Metric {
                kind: "Resource",
                resource: Resource {
                    name: "cpu",
                    target: Utilization { kind: "Utilization", average_utilization: bounds.cpu },
                },
            }],
        },
    };
    let budget = Object {
        api_version: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: metadata(),
        spec: Budget { max_unavailable: 1, selector: Selector { match_labels: selector(cluster, placement) } },
    };
    Ok(vec![
        manifest(&format!("{origin}, distributed: true"), &autoscaler)?,
        manifest(&format!("{origin}, distributed: true"), &budget)?,
    ])
}
