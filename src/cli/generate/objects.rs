//! Kubernetes objects as they stand in files, for what is told of a deployment beside the files.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document;
use crate::source::Source;

/// Objects by kind and name.
pub(super) type Objects = BTreeMap<(String, String), Value>;

/// The objects of files; what can't be read or has no name is left out.
pub(super) fn objects<'a>(files: impl IntoIterator<Item = &'a str>) -> Objects {
    let documents = files.into_iter().flat_map(|text| text.split("\n---\n"));
    let objects = documents.filter_map(|text| parsed(&Source::new("manifest", text)));
    let named = |object: Value| {
        let kind = object["kind"].as_str()?.to_owned();
        let name = object["metadata"]["name"].as_str().filter(|name| is_name(name))?.to_owned();
        Some(((kind, name), object))
    };
    objects.filter_map(named).collect()
}

/// A file as a value.
pub(super) fn parsed(source: &Source) -> Option<Value> {
    document::parse(source).0.root.map(|root| root.to_json())
}

/// Whether a text is a name and no pattern, and may be shown in a command.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}
