//! Which targets a run is for, and with which options.

use std::path::{Path, PathBuf};

use super::super::accepted::Accepted;
use super::super::session::{Failure, Session};
use crate::diagnostic::nearest::nearest;
use crate::disk::Disk as _;
use crate::options::{Options, Settings};
use crate::output::Look;
use crate::target::{self, TARGETS, Target};

/// A target with the options that it is generated with.
pub(super) type TargetRun = (&'static dyn Target, Options);

/// The targets of the last run, with its flags, and the rest from `ast.toml`; or why a check has nothing to hold the
/// folder to. A manifest may have come with a change that wants to pass: what it leaves out is missing, not fine.
pub(super) fn recorded(
    project: &Accepted,
    look: &Look,
    named: &[&'static dyn Target],
) -> Result<Result<Vec<TargetRun>, String>, Failure> {
    let Some(manifest) = look.manifest().map_err(Failure::from)? else {
        return Ok(Err("nothing was generated here yet: there is no `.ast/manifest.json`".into()));
    };
    let mut runs: Vec<TargetRun> = Vec::new();
    for (id, flags) in manifest.targets {
        let unknown = || {
            Failure::new(format!("`.ast/manifest.json` names `{id}` in a way that this version of `ast` does not know"))
        };
        let target = target::by_id(&id).ok_or_else(unknown)?;
        let flags = Settings::recorded(flags).ok_or_else(unknown)?;
        runs.push((target, project.loaded.options.with_flags(flags)));
    }
    let options = &project.loaded.options;
    let is_said = options.settings.targets.as_ref().is_some_and(|targets| !targets.is_empty());
    let of_options = if is_said { defaults(options) } else { Vec::new() };
    let missing = named.iter().chain(&of_options).find(|wanted| runs.iter().all(|run| run.0.id() != wanted.id()));
    if let Some(missing) = missing {
        return Ok(Err(format!(
            "`{}` was not generated here yet: `.ast/manifest.json` does not list it",
            missing.id()
        )));
    }
    runs.retain(|run| named.is_empty() || named.iter().any(|other| other.id() == run.0.id()));
    if runs.is_empty() {
        return Ok(Err("nothing was generated here yet: `.ast/manifest.json` lists no target".into()));
    }
    Ok(Ok(runs))
}

/// The targets where none is named: those of `ast.toml`, else those of a local run.
pub(super) fn defaults(options: &Options) -> Vec<&'static dyn Target> {
    match &options.settings.targets {
        Some(said) if !said.is_empty() => said.iter().filter_map(|name| target::by_id(name.as_str())).collect(),
        _ => TARGETS.iter().copied().filter(|target| target.is_default()).collect(),
    }
}

fn ids() -> String {
    TARGETS.iter().map(|target| format!("`{}`", target.id())).collect::<Vec<_>>().join(", ")
}

/// Tells targets from the path: a target's name is always a target.
pub(super) fn sort(
    what: &[String],
    session: &Session<'_, '_>,
) -> Result<(Vec<&'static dyn Target>, Option<PathBuf>), Failure> {
    let mut targets: Vec<&'static dyn Target> = Vec::new();
    let mut path: Option<PathBuf> = None;
    for word in what {
        if let Some(target) = target::by_id(word) {
            if !targets.iter().any(|other| other.id() == target.id()) {
                targets.push(target);
            }
        } else if word == "-" || session.disk().exists(&session.absolute(Path::new(word))) {
            if let Some(other) = &path {
                let message = format!("`{}` and `{word}` are both paths", other.display());
                return Err(Failure::new(message).help("generate for one spec at a time"));
            }
            path = Some(PathBuf::from(word));
        } else {
            let near = nearest(word, TARGETS.iter().map(|target| target.id()));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = format!("`{word}` is neither a target nor a file or folder");
            return Err(Failure::new(message).help(format!("{near}the targets are {}", ids())));
        }
    }
    Ok((targets, path))
}
