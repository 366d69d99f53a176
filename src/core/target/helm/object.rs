//! What of each kind of object a deployer decides.

use serde_json::{Value, json};

use super::code::{OURS, own};
use super::pod::{calls_gateway, open};
use super::scope::Scope;
use super::slot::{Slot, add_entries, at, fill, items, replace};
use super::waiver::waivers;
use crate::plan::{BoundContainer, BoundPlan, Placement, Workload};
use crate::target::manifest::{Manifest, sidecar};

/// A document of a template.
pub(super) struct Document {
    /// Where it comes from.
    pub(super) origin: String,
    /// The object.
    pub(super) object: Value,
    /// What has to give something for it to be there.
    pub(super) condition: Option<String>,
    /// What is printed apart, to be taken from there: its name and what it is.
    pub(super) apart: Option<(String, Value)>,
}

impl Document {
    /// An object that is always there.
    pub(super) fn new(manifest: Manifest) -> Self {
        Self { origin: manifest.origin, object: manifest.object, condition: None, apart: None }
    }
}

/// Lays the slots that every object has: where it is, and what is added to its labels and annotations.
pub(super) fn common(object: &mut Value, annotations: &str) -> Result<(), String> {
    fill(object, "/metadata", "namespace", Slot::Always("$.Release.Namespace".to_owned()))?;
    add_entries(object, "/metadata", "labels", "$.Values.commonLabels")?;
    add_entries(object, "/metadata", "annotations", annotations)
}

/// Annotations of an object that has none of its own values.
pub(super) const ANNOTATIONS: &str = "$.Values.commonAnnotations";

/// An object of a component, with its slots.
pub(super) fn of_component(
    scope: &Scope<'_>,
    manifest: Manifest,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<Document, String> {
    let mut document = Document::new(manifest);
    let (object, values) = (&mut document.object, own(&container.id));
    let slot = |key: &str| Slot::Always(format!("{values}.{key}"));
    let kind = object["kind"].as_str().unwrap_or_default().to_owned();
    let pod = if kind == "CronJob" { "/spec/jobTemplate/spec/template" } else { "/spec/template" };
    let added = annotations(scope, object, pod, container)?;
    common(object, &added)?;
    match kind.as_str() {
        "StatefulSet" => {
            open(scope, object, pod, container, placement)?;
            if !items(object, "/spec/volumeClaimTemplates")?.is_empty() {
                disk(object, "/spec/volumeClaimTemplates/0/spec", &values)?;
            }
        }
        "Deployment" => {
            open(scope, object, pod, container, placement)?;
            if placement.workload == (Workload::Stateless { recreate: false }) {
                replace(object, "/spec/replicas", slot("replicas"))?;
            }
        }
        "Job" => {
            fill(object, "/spec", "activeDeadlineSeconds", deadline(&values))?;
            open(scope, object, pod, container, placement)?;
            let name = format!("{OURS}pod.{}\" $", placement.short);
            let template = std::mem::replace(
                at(object, "/spec/template")?,
                Value::String(Slot::Whole(format!("({name})")).text()),
            );
            let base = super::code::text(&placement.name)?;
            let hash = format!("({name} | fromYaml | toJson | sha256sum | trunc 10)");
            replace(object, "/metadata/name", Slot::Always(format!("print {base} \"-\" {hash}")))?;
            document.apart = Some((format!("pod.{}", placement.short), template));
        }
        "CronJob" => {
            fill(object, "/spec/jobTemplate/spec", "activeDeadlineSeconds", deadline(&values))?;
            open(scope, object, pod, container, placement)?;
            replace(object, "/spec/schedule", slot("schedule"))?;
            fill(object, "/spec", "suspend", Slot::Optional(format!("{values}.suspend")))?;
            replace(object, "/spec/timeZone", Slot::Always("$.Values.timeZone".to_owned()))?;
        }
        "PersistentVolumeClaim" => disk(object, "/spec", &values)?,
        "HorizontalPodAutoscaler" => {
            let bound = |key: &str| Slot::Always(format!("$.Values.autoscaling.{key}"));
            replace(object, "/spec/minReplicas", bound("min"))?;
            replace(
                object,
                "/spec/maxReplicas",
                Slot::Always("max (int64 $.Values.autoscaling.min) (int64 $.Values.autoscaling.max)".to_owned()),
            )?;
            replace(object, "/spec/metrics/0/resource/target/averageUtilization", bound("cpu"))?;
        }
        "NetworkPolicy" => policy(scope.plan, object, container, placement)?,
        "Service" | "ConfigMap" | "PodDisruptionBudget" => {}
        // Routes are made apart, of either kind.
        other => return Err(format!("nothing is known of what a deployer decides of {other}")),
    }
    Ok(document)
}

/// The annotations that are added to an object of a component.
fn annotations(scope: &Scope<'_>, object: &mut Value, pod: &str, container: &BoundContainer) -> Result<String, String> {
    if object["kind"] == "PersistentVolumeClaim" {
        // An uninstallation leaves it.
        at(object, "/metadata")?["annotations"] = json!({ "helm.sh/resource-policy": "keep" });
    }
    if object.pointer(pod).is_none() {
        return Ok(ANNOTATIONS.to_owned());
    }
    Ok(format!("(merge (dict) {} {ANNOTATIONS})", waivers(scope, object, pod, container)?))
}

fn deadline(values: &str) -> Slot {
    Slot::Optional(format!("(int64 {values}.deadlineSeconds)"))
}

fn disk(object: &mut Value, pointer: &str, values: &str) -> Result<(), String> {
    replace(object, &format!("{pointer}/resources/requests/storage"), Slot::Always(format!("{values}.storage.size")))?;
    let class =
        format!("({values}.storage.class | default $.Values.storageClass | default $.Values.global.storageClass)");
    fill(object, pointer, "storageClassName", Slot::Optional(class))
}

/// Connections are added to those of the plan, and none is taken away but from other namespaces.
fn policy(
    plan: &BoundPlan,
    object: &mut Value,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<(), String> {
    let beside = sidecar(plan, container).map(|(_, placement)| placement);
    if std::iter::once(placement).chain(beside).any(|placement| !placement.exposed.is_empty()) {
        let last = items(object, "/spec/ingress")?.len() - 1;
        let from = Slot::Optional(format!("({OURS}ingressFrom\" $ | fromJsonArray)"));
        fill(object, &format!("/spec/ingress/{last}"), "from", from)?;
    }
    let calls = calls_gateway(plan, &container.id);
    let code = format!("({OURS}egress\" (list $ {}.egress {calls}) | fromJsonArray)", own(&container.id));
    super::slot::add_items(object, "/spec", "egress", &code)
}

/// The ConfigMap of supplied values.
pub(super) fn supplied(object: &mut Value) -> Result<(), String> {
    fill(object, "", "data", Slot::Optional(format!("({OURS}values\" $ | fromJson)")))
}
