//! What an overlay lacks that a person filled in before the spec or the options changed: told after each run, as nobody
//! else's file is ever written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use serde_json::Value;

use super::super::session::Session;
use super::objects::{deployed, is_name, objects, parsed};
use super::secrets;
use super::targets::TargetRun;
use crate::disk::{Disk, EntryKind};
use crate::dotenv::check_part;
use crate::dotenv::plain::{Part, VALUES};
use crate::options::Options;
use crate::plan::{BoundPlan, Cluster};
use crate::source::Source;
use crate::text::one_line;
use crate::tree::FileTree;

/// As many overlays are looked at.
const MOST: usize = 100;

/// What is shown of a line that holds somebody's names, in characters.
const LONGEST: usize = 400;

/// Says of each overlay and each Secret's env file in the output folder what no longer fits.
pub(super) fn mention(
    runs: &[TargetRun],
    plans: &[Rc<BoundPlan>],
    tree: &FileTree,
    folder: &Path,
    session: &mut Session<'_, '_>,
) {
    let Some((options, plan, _)) = deployed(runs, plans) else { return };
    let mut text = String::new();
    for (file, message) in misfits(options, plan, tree, folder, session.disk()) {
        // What somebody committed must not begin a line of its own.
        text.push_str(&format!("warning: {}\n", one_line(&format!("{file}: {message}"), LONGEST)));
    }
    session.note(&text);
}

/// Says which plain values nobody gives in which environment.
pub(super) fn mention_lacking(lacking: &BTreeMap<String, Vec<String>>, session: &mut Session<'_, '_>) {
    for (environment, names) in lacking.iter().filter(|(_, names)| !names.is_empty()) {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let names = one_line(&names.join(", "), LONGEST).into_owned();
        session.note_alike(&format!(
            "warning: `{environment}` lacks {names}\n  help: set it under `[environments.{environment}.values]`; \
             `ast plan --env all` tells the same of each\n"
        ));
    }
}

/// What of the overlays and the Secrets' env files in an output folder does not fit a plan, each with its file.
pub(in crate::cli) fn misfits(
    options: &Options,
    plan: &BoundPlan,
    tree: &FileTree,
    folder: &Path,
    disk: &dyn Disk,
) -> Vec<(String, String)> {
    let Some(cluster) = &plan.cluster else { return Vec::new() };
    let dir = options.settings.cluster.dir();
    let place = format!("{dir}/overlays");
    let found = disk.list(&folder.join(&place)).unwrap_or_default();
    let folders = found.into_iter().filter(|(_, kind)| *kind == EntryKind::Folder);
    let mut names: Vec<String> = folders.filter_map(|(name, _)| name.into_string().ok()).collect();
    // That of an environment is generated.
    names.retain(|name| options.environments().all(|environment| environment != name));
    names.sort();
    let mut all = Vec::new();
    let mut tell = |place: &str, (file, message): (String, String)| all.push((format!("{place}/{file}"), message));
    for name in names.into_iter().take(MOST) {
        let place = format!("{place}/{name}");
        let overlay = Overlay { plan, cluster, tree, place: &place, folder, disk };
        for misfit in overlay.misfits() {
            tell(&place, misfit);
        }
    }
    let place = format!("{dir}/secrets");
    for misfit in secrets::misfits(plan, cluster, &folder.join(&place), disk) {
        tell(&place, misfit);
    }
    all
}

struct Overlay<'a> {
    plan: &'a BoundPlan,
    cluster: &'a Cluster,
    tree: &'a FileTree,
    place: &'a str,
    folder: &'a Path,
    disk: &'a dyn Disk,
}

impl Overlay<'_> {
    /// What no longer fits, each with its file.
    fn misfits(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut tell = |file: &str, message: String| found.push((file.to_owned(), message));
        if let Some((values, part)) = self.source(VALUES).zip(Part::of(self.plan, VALUES)) {
            for problem in check_part(self.plan, &part, &values, &|_| None) {
                tell(VALUES, format!("{}; {}", problem.message, problem.help));
            }
        }
        let file = "kustomization.yaml";
        let Some(kustomization) = self.yaml(file) else { return found };
        let generators = kustomization["configMapGenerator"].as_array();
        let fills = |generator: &Value| generator["name"] == self.cluster.values.as_str();
        if !self.cluster.supplied.is_empty() && !generators.is_some_and(|all| all.iter().any(fills)) {
            let values = &self.cluster.values;
            tell(
                file,
                format!(
                    "no value of `{VALUES}` arrives; add `configMapGenerator: [{{name: {values}, behavior: merge, envs: [{VALUES}]}}]`"
                ),
            );
        }
        let namespace = kustomization["namespace"].as_str().unwrap_or(&self.cluster.namespace);
        let is_first = self.place.rsplit('/').next() == Some(self.cluster.overlay.as_str());
        if is_first && namespace != self.cluster.namespace {
            let own = &self.cluster.namespace;
            tell(
                file,
                format!("it keeps the namespace `{namespace}`, and the base has `{own}`; remove `namespace` to follow"),
            );
        }
        let patches = kustomization["patches"].as_array().filter(|patches| !patches.is_empty());
        let objects = if patches.is_some() { self.objects() } else { BTreeSet::new() };
        for patch in patches.into_iter().flatten() {
            if let Some((kind, name)) = self.target(patch).filter(|target| !objects.contains(target)) {
                tell(
                    file,
                    format!(
                        "it patches the {kind} `{name}`, which is not generated any more; remove the patch, or name another"
                    ),
                );
            }
        }
        found
    }

    /// The object that a patch is for, where it names one and not many.
    fn target(&self, patch: &Value) -> Option<(String, String)> {
        let of = |kind: &Value, name: &Value| Some((kind.as_str()?.to_owned(), name.as_str()?.to_owned()));
        let target = &patch["target"];
        let named = if target.is_object() {
            of(&target["kind"], &target["name"])
        } else {
            let own = patch["patch"].as_str().map(|text| Source::new("patch", text));
            let source = own.or_else(|| self.source(patch["path"].as_str()?));
            let patch = parsed(&source?)?;
            of(&patch["kind"], &patch["metadata"]["name"])
        };
        // A target's name is a pattern.
        named.filter(|(_, name)| is_name(name))
    }

    /// Every object that is generated, by kind and name.
    fn objects(&self) -> BTreeSet<(String, String)> {
        let manifests = self.tree.iter().filter(|(path, file)| {
            file.target == "kubernetes" && Path::new(path.as_str()).extension().is_some_and(|ending| ending == "yaml")
        });
        objects(manifests.map(|(_, file)| file.content.as_str())).into_keys().collect()
    }

    fn yaml(&self, file: &str) -> Option<Value> {
        parsed(&self.source(file)?)
    }

    /// A file of the overlay; none where it can't be read, which kustomize will say.
    fn source(&self, file: &str) -> Option<Source> {
        let bytes = self.disk.read(&self.folder.join(self.place).join(file)).ok()?;
        Some(Source::from_bytes(file, bytes))
    }
}
