//! Files of targets that a run did not ask for, which are of a spec as it was before.

use super::super::accepted::Accepted;
use super::super::made::flags;
use super::super::session::Session;
use super::one::{files, plans};
use super::targets::{Asked, TargetRun};
use crate::options::{Said, Settings};
use crate::output::Manifest;
use crate::target::{self, Target};

/// Says which targets of the manifest would be others now, by the flags that they were made by: those of this run say
/// nothing of them.
pub(super) fn mention(
    project: &Accepted,
    made: Option<&Manifest>,
    asked: &Asked<'_>,
    way: &str,
    session: &mut Session<'_, '_>,
) {
    let Some(made) = made.filter(|_| !asked.named.is_empty()) else { return };
    let is_other = |target: &&'static dyn Target| !asked.named.iter().any(|named| named.id() == target.id());
    let others = made.targets.keys().filter_map(|id| target::by_id(id)).filter(is_other);
    let stale: Vec<String> = others
        .filter(|target| is_stale(*target, made, project, way))
        .map(|target| format!("`{}`", target.id()))
        .collect();
    if !stale.is_empty() {
        let names = stale.join(", ");
        session.note(&format!("note: the files of {names} are out of date; `ast generate` makes them anew\n"));
    }
}

/// Says where images that are built have other names in a cluster than the Compose file that was just made gives them.
pub(super) fn mention_names(
    runs: &[TargetRun],
    made: Option<&Manifest>,
    project: &Accepted,
    session: &mut Session<'_, '_>,
) {
    let is_run = |id: &str| runs.iter().any(|run| run.target.id() == id);
    let Some(made) = made.filter(|_| is_run("compose") && builds(project)) else { return };
    let here: Vec<Said> = runs.iter().flat_map(|run| run.options.settings.said()).collect();
    let is_other = |target: &dyn Target, said: &Said| {
        !is_run(target.id()) && ["registry", "tag"].contains(&said.flag) && !here.contains(said)
    };
    if let Some(words) = flags(made, is_other) {
        session.note(&format!(
            "note: images that are built have other names here than by {words}; under `[cluster]` in `ast.toml` it holds for all\n"
        ));
    }
}

/// Whether a project has an image of its own to build.
pub(super) fn builds(project: &Accepted) -> bool {
    project.loaded.compilation.spec.as_ref().is_some_and(|spec| spec.builds().next().is_some())
}

/// Whether a target makes other files now than the manifest lists of it.
fn is_stale(target: &'static dyn Target, made: &Manifest, project: &Accepted, way: &str) -> bool {
    let flags = made.targets.get(target.id()).and_then(Settings::recorded);
    let Some(again) = flags else { return false };
    let options = project.loaded.options.by(again.clone());
    let runs = [TargetRun { target, options, again, forgot: Vec::new() }];
    let Ok((tree, _)) = files(&runs, &plans(&runs, project), project, way) else { return false };
    let known = made.files.values().filter(|file| file.target == target.id()).count();
    let is_as_before = |path: &_, content: &str| made.files.get(path).is_some_and(|file| file.is_of(content));
    let mut count = 0;
    let all = tree.iter().filter(|(_, file)| !file.starter).all(|(path, file)| {
        count += 1;
        is_as_before(path, &file.content)
    });
    !all || count != known
}
