//! Waivers of a scanner's findings: those that depend on an image, a user or a root hold for what a deployer says of them.

use serde_json::Value;

use super::code::{OURS, list, own, texts};
use super::pod::is_built;
use super::scope::Scope;
use crate::plan::{BoundContainer, Placement};
use crate::target::manifest::{WAIVER, WAIVERS, sidecar};

/// Takes the waivers from the object that runs a pod; the code that gives them.
pub(super) fn waivers(
    scope: &Scope<'_>,
    object: &mut Value,
    pod: &str,
    container: &BoundContainer,
) -> Result<String, String> {
    let mut members = vec![container];
    let beside = sidecar(scope.plan, container);
    members.extend(beside.map(|(container, _)| container));
    let is_beside = |name: &str| beside.is_some_and(|(_, placement): (_, &Placement)| placement.short == name);
    let first = object.pointer(&format!("{pod}/spec/initContainers")).and_then(Value::as_array);
    for name in first.into_iter().flatten().filter_map(|one| one["name"].as_str()).filter(|name| !is_beside(name)) {
        members.push(scope.waited_for(name)?);
    }
    let members = list(members.into_iter().map(|one| format!("(list {} {})", own(&one.id), is_built(one))));
    let mut fixed = Vec::new();
    if let Some(annotations) = object.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        let found = annotations.iter().filter(|(key, _)| key.starts_with(WAIVER));
        fixed.extend(found.filter_map(|(_, waiver)| waiver.as_str().map(str::to_owned)));
        annotations.retain(|key, _| !key.starts_with(WAIVER));
        if annotations.is_empty()
            && let Some(metadata) = object["metadata"].as_object_mut()
        {
            metadata.remove("annotations");
        }
    }
    let fixed = texts(fixed.iter().map(String::as_str).filter(|waiver| WAIVERS.is_fixed(waiver)));
    Ok(format!("({OURS}waivers\" (list $ {fixed} {members}) | fromJson)"))
}
