//! What a cluster can't take in place of the last base: told by comparing the files of before with those that follow
//! them, as a cluster refuses some fields of what runs, and `kubectl apply` removes nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

use super::super::session::Session;
use super::objects::{Objects, deployed, is_name, objects, parsed};
use super::targets::TargetRun;
use crate::disk::Disk as _;
use crate::plan::BoundPlan;
use crate::source::Source;
use crate::text::one_line;
use crate::tree::{FileTree, HEADER};

/// As many files of a folder are compared.
const MOST: usize = 2000;

/// As many objects are named in one line.
const NAMED: usize = 20;

/// What stays as it was made, by kind; a claim's template is compared apart.
const LASTING: &[(&str, &[&str])] = &[
    ("Deployment", &["/spec/selector"]),
    ("StatefulSet", &["/spec/selector", "/spec/serviceName", "/spec/podManagementPolicy"]),
    ("PersistentVolumeClaim", &["/spec/storageClassName", "/spec/accessModes"]),
];

/// Says of the files that are about to be replaced what their objects don't give way to.
pub(super) fn mention(
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    tree: &FileTree,
    folder: &Path,
    session: &mut Session<'_, '_>,
) {
    let Some((options, _, cluster)) = deployed(runs, plans) else { return };
    let root = options.settings.cluster.dir();
    let mut change = Change::default();
    for place in ["base", "namespace"] {
        change.look(&format!("{root}/{place}"), tree, folder, session);
    }
    let told: String = change
        .told(&cluster.namespace)
        .iter()
        .map(|message| format!("warning: {}\n", one_line(message, 2000)))
        .collect();
    session.note(&told);
}

/// The files that differ, as they were and as they will be.
#[derive(Default)]
struct Change {
    before: Vec<String>,
    after: Vec<String>,
}

impl Change {
    fn look(&mut self, place: &str, tree: &FileTree, folder: &Path, session: &Session<'_, '_>) {
        let listed = session.disk().list(&folder.join(place)).unwrap_or_default();
        let mut names: Vec<_> = listed.into_iter().filter_map(|(name, _)| name.into_string().ok()).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "yaml"));
        names.sort();
        let mut same = BTreeSet::new();
        for name in names.into_iter().take(MOST) {
            let path = format!("{place}/{name}");
            let Ok(bytes) = session.disk().read(&folder.join(&path)) else { continue };
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let text = text.replace("\r\n", "\n");
            if tree.get(&path).is_some_and(|file| file.content == text) {
                same.insert(path);
            } else if text.strip_prefix("# ").is_some_and(|text| text.starts_with(HEADER)) {
                self.before.push(text);
            }
        }
        let inside = |path: &str| path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'));
        let new = tree.iter().filter(|(path, _)| inside(path.as_str()) && !same.contains(path.as_str()));
        self.after.extend(new.map(|(_, file)| file.content.clone()));
    }

    /// What to say; `namespace` is where it is deployed from now on.
    fn told(&self, namespace: &str) -> Vec<String> {
        if self.before.is_empty() {
            return Vec::new();
        }
        let (before, after) =
            (objects(self.before.iter().map(String::as_str)), objects(self.after.iter().map(String::as_str)));
        let mut found = Vec::new();
        let old = said_namespace(&self.before);
        let old = old.as_deref().unwrap_or(namespace);
        if old != namespace {
            found.push(format!(
                "the namespace was `{old}` and becomes `{namespace}`: what runs in `{old}`, its disks and secrets stay there"
            ));
        }
        let delete = format!("kubectl -n {old} delete");
        let mut gone = Vec::new();
        for ((kind, name), object) in &before {
            match after.get(&(kind.clone(), name.clone())) {
                Some(new) => found.extend(kept(&delete, (kind, name), object, new)),
                None if kind == "Job" && has_successor(object, &after) => {}
                None => found.extend(left(&delete, (kind, name), object, &after, &mut gone)),
            }
        }
        found.extend(removal(&delete, &gone));
        found
    }
}

/// The namespace that a kustomization among the files says.
fn said_namespace(files: &[String]) -> Option<String> {
    let kustomizations = files.iter().filter(|text| text.contains("\nkind: Kustomization\n"));
    let mut read = kustomizations.filter_map(|text| parsed(&Source::new("kustomization", text.as_str())));
    read.find_map(|value| value["namespace"].as_str().filter(|name| is_name(name)).map(str::to_owned))
}

/// What of an object stays as it was, though it should change.
fn kept(delete: &str, (kind, name): (&str, &str), old: &Value, new: &Value) -> Vec<String> {
    let again = format!("`{delete} {} {name} --cascade=orphan` and apply", kind.to_ascii_lowercase());
    let mut found = Vec::new();
    if let (Some((claim, from)), Some((_, to))) = (claim(name, old), claim(name, new)) {
        let size = |spec: &Value| spec["resources"]["requests"]["storage"].as_str().unwrap_or("?").to_owned();
        match (size(&from), size(&to)) {
            (from, to) if from != to => found.push(format!(
                "{kind} `{name}` keeps a disk of `{from}`, not `{to}`: grow claim `{claim}`, then {again}"
            )),
            _ if from != to => found.push(format!(
                "{kind} `{name}` keeps its disk's class and access: move the data of claim `{claim}`, then {again}"
            )),
            _ => {}
        }
    }
    let lasting = LASTING.iter().filter(|(of, _)| *of == kind).flat_map(|(_, fields)| *fields);
    for field in lasting.filter(|field| old.pointer(field) != new.pointer(field)) {
        let field = field.trim_start_matches('/').replace('/', ".");
        found.push(format!("{kind} `{name}` takes no other `{field}`: {again}"));
    }
    found
}

/// The first claim of a StatefulSet, and what its template asks for.
fn claim(name: &str, object: &Value) -> Option<(String, Value)> {
    let template = object["spec"]["volumeClaimTemplates"].get(0)?;
    let disk = template["metadata"]["name"].as_str().filter(|name| is_name(name))?;
    Some((format!("{disk}-{name}-0"), template["spec"].clone()))
}

/// Whether a Job that is gone runs on under another name, as each change of it makes one.
fn has_successor(object: &Value, after: &Objects) -> bool {
    let component = |object: &Value| object["metadata"]["labels"]["app.kubernetes.io/name"].clone();
    after.iter().any(|((kind, _), other)| kind == "Job" && component(other) == component(object))
}

/// What becomes of an object that is generated no more.
fn left(
    delete: &str,
    (kind, name): (&str, &str),
    object: &Value,
    after: &Objects,
    gone: &mut Vec<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    let lower = kind.to_ascii_lowercase();
    let workloads = ["Deployment", "StatefulSet", "CronJob"];
    let is_after = |other: &&str| after.contains_key(&((*other).to_owned(), name.to_owned()));
    match workloads.into_iter().filter(|_| workloads.contains(&kind)).find(is_after) {
        Some(other) => found.push(format!("{kind} `{name}` becomes a {other}: `{delete} {lower} {name}`, or both run")),
        None if kind == "PersistentVolumeClaim" || kind == "Namespace" => {}
        None => gone.push(format!("{lower}/{name}")),
    }
    let disk = if kind == "PersistentVolumeClaim" {
        Some(name.to_owned())
    } else {
        claim(name, object).map(|(claim, _)| claim)
    };
    if let Some(disk) = disk {
        found.push(format!(
            "the disk of {kind} `{name}` is left behind in claim `{disk}`; what takes its place starts empty"
        ));
    }
    found
}

/// How what is gone is removed.
fn removal(delete: &str, gone: &[String]) -> Option<String> {
    let (named, more) = gone.split_at(gone.len().min(NAMED));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    (!named.is_empty())
        .then(|| format!("no apply removes what is no longer generated: `{delete} {}`{more}", named.join(" ")))
}
