//! The disks of services.

use std::collections::BTreeMap;

use super::lost::Lost;
use super::service::{Role, Service};
use super::words::resolved;
use crate::document::Cursor;
use crate::source::Span;

/// Where images of databases have what they run on an empty disk.
const AT_FIRST: &str = "/docker-entrypoint-initdb.d";

/// A disk of a service.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    /// What it is called in the file, if it has a name.
    name: Option<String>,
    /// Where it is mounted.
    pub(super) mount: String,
    /// Where that stands.
    pub(super) span: Span,
}

/// The disks that are mounted; what else is mounted is lost.
pub(super) fn disks(name: &str, at: &Cursor<'_>, lost: &mut Vec<Lost>) -> Vec<Disk> {
    let mut disks = Vec::new();
    for item in at.get("volumes").iter().flat_map(|volumes| volumes.items().collect::<Vec<_>>()) {
        let text = |key: &str| item.get(key).and_then(|value| value.node.as_scalar().map(|scalar| scalar.text.clone()));
        let (source, target, kind) = match item.node.as_scalar() {
            Some(scalar) => {
                let whole = resolved(&scalar.text).text;
                let parts: Vec<&str> = whole.split(':').collect();
                match parts.as_slice() {
                    [target] => (None, Some((*target).to_owned()), None),
                    [source, target, ..] => (Some((*source).to_owned()), Some((*target).to_owned()), None),
                    [] => continue,
                }
            }
            None => (text("source"), text("target"), text("type")),
        };
        let reason = if source
            .as_deref()
            .and_then(|source| source.rsplit_once('.'))
            .is_some_and(|(_, end)| end == "sock")
        {
            "a socket of this machine, such as the engine's, is given to no container: what needs it can't run as it is"
        } else if target.as_deref().is_some_and(|target| target.starts_with(AT_FIRST)) {
            "files of this machine don't come along: let the agent make its tables, or build an image on the store's that has \
             the files in it, and name that by `image` under `[components.\"knowledge.NAME\"]` in `ast.toml`"
        } else {
            "files of this machine don't come along: copy them into the image, or make their text an input"
        };
        let is_path = source.as_deref().is_some_and(|source| source.starts_with(['.', '/', '~']));
        match target
            .filter(|target| target.starts_with('/') && !is_path && kind.as_deref().is_none_or(|kind| kind == "volume"))
        {
            Some(mount) => disks.push(Disk { name: source, mount, span: item.place.span }),
            None => lost.push(Lost::at(item.place.span, format!("{name}.volumes"), reason)),
        }
    }
    disks
}

/// Lists the disks that several services have: each container gets one of its own.
pub(super) fn shared(services: &[Service<'_>], lost: &mut Vec<Lost>) {
    let mut readers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (service, (name, _)) in named(services) {
        let names = readers.entry(name).or_default();
        if names.last() != Some(&service.name.as_str()) {
            names.push(&service.name);
        }
    }
    for (service, (name, span)) in named(services).filter(|(service, _)| !matches!(service.role, Role::Store(_))) {
        let other = readers.get(name).and_then(|names| names.iter().find(|reader| **reader != service.name));
        if let Some(other) = other {
            let reason = format!(
                "`{name}` is also that of `{other}`, and no container has another's disk here: pass on what is in it by a \
                 store or by requests"
            );
            lost.push(Lost::at(span, format!("{}.volumes", service.name), reason));
        }
    }
}

fn named<'a>(services: &'a [Service<'_>]) -> impl Iterator<Item = (&'a Service<'a>, (&'a str, Span))> {
    services.iter().flat_map(|service| {
        service.disks.iter().filter_map(move |disk| Some((service, (disk.name.as_deref()?, disk.span))))
    })
}
