//! Kubernetes objects as they stand in files, for what is told of a deployment beside the files.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::targets::TargetRun;
use crate::document;
use crate::options::Options;
use crate::plan::{BoundPlan, Cluster};
use crate::source::Source;

/// Objects by kind and name.
pub(super) type Objects = BTreeMap<(String, String), Value>;

/// The objects of files; what can't be read or has no name is left out.
pub(super) fn objects<'a>(files: impl IntoIterator<Item = &'a str>) -> Objects {
    let documents = files.into_iter().flat_map(|text| text.split("\n---\n"));
    let objects = documents.filter_map(|text| parsed(&Source::new("manifest", text)));
    let named = |object: Value| {
        let kind = object["kind"].as_str().filter(|kind| is_name(kind))?.to_owned();
        let name = object["metadata"]["name"].as_str().filter(|name| is_name(name))?.to_owned();
        Some(((kind, name), object))
    };
    objects.filter_map(named).collect()
}

/// A file as a value.
pub(super) fn parsed(source: &Source) -> Option<Value> {
    document::parse(source).0.root.map(|root| root.to_json())
}

/// Whether a text is a name and no pattern. What somebody committed may stand in a command that we advise, and so must be
/// no option and nothing that a shell reads.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

/// What is deployed by the runs, if anything is.
pub(super) fn deployed<'a>(
    runs: &'a [TargetRun],
    plans: &'a [Rc<BoundPlan>],
) -> Option<(&'a Options, &'a BoundPlan, &'a Cluster)> {
    let (run, plan) = runs.iter().zip(plans).find(|(run, _)| run.target.id() == "kubernetes")?;
    Some((&run.options, plan, plan.cluster.as_ref()?))
}
