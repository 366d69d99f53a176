//! What runs pods: replicas with a disk each, replicas that are alike, and jobs.

use serde::Serialize;
use serde_json::Value;

use super::container::DISK;
use super::object::{Claim, ClaimResources, Manifest, Map, Metadata, Object, Selector, TemplateMetadata, manifest};
use super::pod::PodTemplate;
use super::template::{labels, selector, template};
use super::waiver::waivers;
use crate::plan::{BoundContainer, BoundPlan, Cluster, Disk, Id, Placement, Workload, naming};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatefulSet {
    #[serde(skip_serializing_if = "Option::is_none")]
    replicas: Option<u32>,
    service_name: String,
    /// One after the other gets stuck behind a first rollout that is broken.
    pod_management_policy: &'static str,
    persistent_volume_claim_retention_policy: Retention,
    selector: Selector,
    template: PodTemplate,
    volume_claim_templates: Vec<ClaimTemplate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Retention {
    when_deleted: &'static str,
    when_scaled: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClaimTemplate {
    api_version: &'static str,
    kind: &'static str,
    metadata: TemplateMetadata,
    spec: Claim,
}

#[derive(Serialize)]
struct Deployment {
    replicas: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    strategy: Option<Strategy>,
    selector: Selector,
    template: PodTemplate,
}

#[derive(Serialize)]
struct Strategy {
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Job {
    backoff_limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_deadline_seconds: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl_seconds_after_finished: Option<u32>,
    template: PodTemplate,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CronJob {
    schedule: String,
    time_zone: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    suspend: bool,
    concurrency_policy: &'static str,
    starting_deadline_seconds: u32,
    successful_jobs_history_limit: u32,
    failed_jobs_history_limit: u32,
    job_template: JobTemplate,
}

#[derive(Serialize)]
struct JobTemplate {
    metadata: TemplateMetadata,
    spec: Job,
}

/// How often a job is tried again.
const RETRIES: u32 = 3;
/// How late a scheduled run may start, in seconds; a later one is left out.
const LATE: u32 = 300;
/// How long a scheduled run is kept, in seconds.
const DAY: u32 = 86_400;

/// The workload of a container; none for what runs in another's pod.
pub(super) fn workload(
    plan: &BoundPlan,
    cluster: &Cluster,
    container: &BoundContainer,
    placement: &Placement,
    origin: &str,
) -> Result<Option<Manifest>, String> {
    let claim = placement.disk.as_ref().map(|_| placement.name.as_str());
    let pod = |claim| template(plan, cluster, container, placement, claim);
    let metadata = |name: &str, template: &PodTemplate| Metadata {
        name: name.to_owned(),
        labels: labels(cluster, container, placement),
        annotations: waivers(&template.spec, placement),
    };
    let selector = Selector { match_labels: selector(cluster, placement) };
    let made = match &placement.workload {
        Workload::Sidecar => return Ok(None),
        Workload::Stateful => {
            let spec = stateful(cluster, container.id == Id::AGENT, placement, selector, pod(None));
            let metadata = metadata(&placement.name, &spec.template);
            manifest(origin, &Object { api_version: "apps/v1", kind: "StatefulSet", metadata, spec })
        }
        Workload::Stateless { recreate } => {
            let template = pod(claim);
            let metadata = metadata(&placement.name, &template);
            let strategy = recreate.then_some(Strategy { kind: "Recreate" });
            let spec = Deployment { replicas: placement.replicas, strategy, selector, template };
            manifest(origin, &Object { api_version: "apps/v1", kind: "Deployment", metadata, spec })
        }
        Workload::Job => {
            let template = pod(claim);
            let metadata = metadata(&job_name(&placement.name, &template)?, &template);
            // It stays when it is done: one that is cleared away would be run again by the next apply.
            let spec = job(placement, None, template);
            manifest(origin, &Object { api_version: "batch/v1", kind: "Job", metadata, spec })
        }
        Workload::CronJob { schedule, suspended } => {
            let template = pod(claim);
            let metadata = metadata(&placement.name, &template);
            let of_template = TemplateMetadata { name: None, labels: metadata.labels.clone(), annotations: Map::new() };
            let spec = CronJob {
                schedule: schedule.clone(),
                time_zone: cluster.time_zone.clone(),
                suspend: *suspended,
                concurrency_policy: "Forbid",
                starting_deadline_seconds: LATE,
                successful_jobs_history_limit: 3,
                failed_jobs_history_limit: 1,
                job_template: JobTemplate { metadata: of_template, spec: job(placement, Some(DAY), template) },
            };
            manifest(origin, &Object { api_version: "batch/v1", kind: "CronJob", metadata, spec })
        }
    }?;
    Ok(Some(made))
}

/// What keeps its disk when it is replaced, the agent among them.
fn stateful(
    cluster: &Cluster,
    is_agent: bool,
    placement: &Placement,
    selector: Selector,
    template: PodTemplate,
) -> StatefulSet {
    let of_claim =
        TemplateMetadata { name: Some(DISK), labels: selector.match_labels.clone(), annotations: Map::new() };
    let claim = placement.disk.as_ref().map(|disk| ClaimTemplate {
        api_version: "v1",
        kind: "PersistentVolumeClaim",
        metadata: of_claim,
        spec: claim(disk),
    });
    let is_scaled = is_agent && cluster.autoscale.is_some();
    StatefulSet {
        // With an autoscaler, a number here would be set again at each apply.
        replicas: (!is_scaled).then_some(placement.replicas),
        service_name: if is_agent { cluster.headless.clone() } else { placement.name.clone() },
        pod_management_policy: "Parallel",
        persistent_volume_claim_retention_policy: Retention { when_deleted: "Retain", when_scaled: "Retain" },
        selector,
        volume_claim_templates: claim.into_iter().collect(),
        template,
    }
}

fn job(placement: &Placement, ttl: Option<u32>, template: PodTemplate) -> Job {
    Job {
        backoff_limit: RETRIES,
        active_deadline_seconds: placement.deadline,
        ttl_seconds_after_finished: ttl,
        template,
    }
}

/// A Job's template can't be changed, so a changed one is another Job.
fn job_name(base: &str, template: &PodTemplate) -> Result<String, String> {
    let value = serde_json::to_value(template).map_err(|error| error.to_string())?;
    Ok(format!("{base}-{}", naming::fingerprint(&sorted(value).to_string(), 10)))
}

/// The same value with every mapping in the order of its keys.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        value => value,
    }
}

/// A claim on a disk.
pub(super) fn claim(disk: &Disk) -> Claim {
    Claim {
        access_modes: ["ReadWriteOnce"],
        storage_class_name: disk.class.as_ref().map(|class| class.as_str().to_owned()),
        resources: ClaimResources { requests: Map::from([("storage".to_owned(), disk.size.as_str().to_owned())]) },
    }
}
