//! What of a pod a deployer decides.

use serde_json::Value;

use super::code::{OURS, list, literal, own, text, texts};
use super::own::is_tagged;
use super::scope::Scope;
use super::slot::{Slot, add_entries, add_items, at, fill, items, replace};
use crate::plan::mark::is_marked;
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, EdgeEnd, Id, Placement, Variable, naming};
use crate::target::manifest::{VALUES_HASH, sidecar};

/// Lays the slots of a pod's template, which stands at `pointer` of an object.
pub(super) fn open(
    scope: &Scope<'_>,
    object: &mut Value,
    pointer: &str,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<(), String> {
    let values = own(&container.id);
    let beside = sidecar(scope.plan, container);
    let members: Vec<_> = std::iter::once((container, placement)).chain(beside).collect();
    metadata(object, &format!("{pointer}/metadata"), &values, &members)?;
    let pod = format!("{pointer}/spec");
    for key in ["priorityClassName", "nodeSelector", "tolerations", "affinity"] {
        let code = format!("({values}.pod.{key} | default $.Values.pods.{key})");
        fill(object, &pod, key, Slot::Optional(code))?;
    }
    let spread = format!("({values}.pod.topologySpreadConstraints | default $.Values.pods.topologySpreadConstraints)");
    add_items(object, &pod, "topologySpreadConstraints", &spread)?;
    fill(object, &pod, "imagePullSecrets", Slot::Optional(format!("({OURS}pullSecrets\" $ | fromJsonArray)")))?;
    let security = format!("{pod}/securityContext");
    identity(object, &security, &values)?;
    fill(object, &security, "fsGroup", Slot::Optional(id(&values, "fsGroup")))?;
    add_items(object, &pod, "volumes", &format!("{values}.volumes"))?;
    self::container(scope, object, &format!("{pod}/containers/0"), container, placement)?;
    init(scope, object, &pod, beside)
}

/// What waits, and the sidecar, which are init containers.
fn init(
    scope: &Scope<'_>,
    object: &mut Value,
    pod: &str,
    beside: Option<(&BoundContainer, &Placement)>,
) -> Result<(), String> {
    let Some(list) = at(object, pod)?.get("initContainers") else { return Ok(()) };
    let names: Vec<String> =
        list.as_array().into_iter().flatten().map(|one| one["name"].as_str().unwrap_or_default().to_owned()).collect();
    for (index, name) in names.iter().enumerate() {
        let place = format!("{pod}/initContainers/{index}");
        if let Some((sidecar, placement)) = beside.filter(|(_, placement)| placement.short == *name) {
            container(scope, object, &place, sidecar, placement)?;
            continue;
        }
        let store = scope.waited_for(name)?;
        image(scope, object, &place, store)?;
        identity(object, &format!("{place}/securityContext"), &own(&store.id))?;
        // Its first argument is for how long.
        let seconds = "($.Values.startupSeconds | int64 | toString)".to_owned();
        replace(object, &format!("{place}/command/4"), Slot::Always(seconds))?;
    }
    Ok(())
}

fn metadata(
    object: &mut Value,
    pointer: &str,
    values: &str,
    members: &[(&BoundContainer, &Placement)],
) -> Result<(), String> {
    let merged = |key: &str| format!("(merge (dict) {values}.pod.{key} $.Values.pods.{key})");
    add_entries(object, pointer, "labels", &merged("labels"))?;
    let annotations = format!("{pointer}/annotations");
    fill(object, &annotations, VALUES_HASH, Slot::Always(hash(members)?))?;
    add_entries(object, pointer, "annotations", &merged("annotations"))
}

/// The hash of all that a pod reads: what is known, which may hold names of the release, and what is supplied.
fn hash(members: &[(&BoundContainer, &Placement)]) -> Result<String, String> {
    let known: Vec<_> = members
        .iter()
        .map(|(container, placement)| {
            let files: Vec<_> = container.files.iter().map(|file| (&file.path, &file.content)).collect();
            (&placement.env.known, files)
        })
        .collect();
    let json = serde_json::to_string(&known).map_err(|error| error.to_string())?;
    let mut codes = vec![literal(&naming::fingerprint(&json, 16))];
    let all = || members.iter().map(|(_, placement)| &placement.env);
    let marked = all().flat_map(|env| env.known.values()).filter(|text| is_marked(text));
    codes.extend(marked.map(|marked| text(marked)).collect::<Result<Vec<_>, _>>()?);
    let (mut values, mut secrets) = (Vec::new(), Vec::new());
    for (_, variable) in all().flat_map(|env| &env.further) {
        match variable {
            Variable::Value { key, .. } => values.push(key.as_str()),
            Variable::Secret { key, .. } => secrets.push(key.as_str()),
            Variable::Literal(_) | Variable::Composed { .. } => {}
        }
    }
    for read in [&mut values, &mut secrets] {
        read.sort_unstable();
        read.dedup();
    }
    Ok(format!("({OURS}hash\" (list $ {} {} {}))", list(codes), texts(values), texts(secrets)))
}

/// Lays the slots of a container.
fn container(
    scope: &Scope<'_>,
    object: &mut Value,
    pointer: &str,
    container: &BoundContainer,
    placement: &Placement,
) -> Result<(), String> {
    let values = own(&container.id);
    image(scope, object, pointer, container)?;
    replace(object, &format!("{pointer}/resources"), Slot::Always(format!("{values}.resources")))?;
    let security = format!("{pointer}/securityContext");
    identity(object, &security, &values)?;
    replace(object, &format!("{security}/readOnlyRootFilesystem"), Slot::Always(format!("{values}.readOnlyRoot")))?;
    if let Some(probe) = &placement.probe {
        let (more, period) = (probe.period - 1, probe.period);
        let code = format!("max 1 (div (add (int64 $.Values.startupSeconds) {more}) {period})");
        replace(object, &format!("{pointer}/startupProbe/failureThreshold"), Slot::Always(code))?;
    }
    if at(object, pointer)?.get("env").is_some() {
        for variable in items(object, &format!("{pointer}/env"))? {
            let Some(key) = variable.pointer_mut("/valueFrom/secretKeyRef") else { continue };
            let supply = literal(key["key"].as_str().unwrap_or_default());
            let secret = text(key["name"].as_str().unwrap_or_default())?;
            let name = format!("{OURS}secretName\" (list $ {supply} {secret})");
            fill(key, "", "name", Slot::Always(name))?;
            fill(key, "", "key", Slot::Always(format!("{OURS}secretKey\" (list $ {supply})")))?;
        }
    }
    add_items(object, pointer, "env", &format!("{values}.env"))?;
    add_items(object, pointer, "volumeMounts", &format!("{values}.volumeMounts"))
}

fn image(scope: &Scope<'_>, object: &mut Value, pointer: &str, of: &BoundContainer) -> Result<(), String> {
    let tagged = if is_tagged(scope.plan, of, scope.settings) { " true" } else { "" };
    let code = format!("{OURS}image\" (list $ {} {}{tagged})", own(&of.id), is_built(of));
    replace(object, &format!("{pointer}/image"), Slot::Always(code))?;
    fill(object, pointer, "imagePullPolicy", Slot::Optional("$.Values.image.pullPolicy".to_owned()))
}

/// Whether an image is built from this project; its registry and tag are those of the chart then.
pub(super) fn is_built(of: &BoundContainer) -> bool {
    of.build.is_some() && of.id.kind != ContainerKind::Messaging
}

/// The user and the group, which a cluster may choose.
fn identity(object: &mut Value, pointer: &str, values: &str) -> Result<(), String> {
    fill(object, pointer, "runAsUser", Slot::Optional(id(values, "user")))?;
    fill(object, pointer, "runAsGroup", Slot::Optional(id(values, "group")))
}

/// An id; nothing for `any`, which is the cluster's own choice.
fn id(values: &str, key: &str) -> String {
    format!("(ternary \"\" {values}.{key} (eq (toString {values}.{key}) \"any\"))")
}

/// Whether a pod's containers call the gateway, whose port a value says.
pub(super) fn calls_gateway(plan: &BoundPlan, id: &Id) -> bool {
    let calls = |id: &Id| plan.edges_from(id).iter().any(|edge| matches!(edge.to, EdgeEnd::Hosted(_)));
    calls(id) || (*id == Id::AGENT && calls(&Id::MESSAGING))
}
