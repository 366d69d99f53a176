//! Which targets a run is for, and with which options.

use std::path::{Path, PathBuf};

use super::super::accepted::Accepted;
use super::super::session::{Failure, Session};
use super::Args;
use crate::diagnostic::nearest::nearest;
use crate::disk::Disk as _;
use crate::options::{Options, Settings, Values};
use crate::output::Manifest;
use crate::target::{self, TARGETS, Target};

/// A target with what it is generated with.
pub(super) struct TargetRun {
    pub(super) target: &'static dyn Target,
    pub(super) options: Options,
    /// What of the flags was said in an earlier run.
    pub(super) again: Settings,
    /// The flags of an earlier run that are dropped.
    pub(super) forgot: Vec<String>,
}

/// What a run is asked for.
pub(super) struct Asked<'a> {
    pub(super) args: &'a Args,
    /// The targets that are named.
    pub(super) named: &'a [&'static dyn Target],
    /// The flags of this run.
    pub(super) flags: Settings,
    pub(super) values: Values,
    pub(super) deny_warnings: bool,
}

/// Why a check has nothing to hold a folder to.
pub(super) struct Lacking {
    pub(super) why: String,
    /// Whether nothing was generated there, and nothing says that something should be.
    pub(super) is_all: bool,
}

/// The runs: the named targets, else those of the manifest and of `ast.toml` together, else those of a local run. Each has
/// the flags of this run over those that its target was generated with last, so that a plain run makes what `--check`
/// holds a project to.
pub(super) fn runs(project: &Accepted, made: Option<&Manifest>, asked: &Asked<'_>) -> Result<Vec<TargetRun>, Failure> {
    let options = &project.loaded.options;
    let mut targets = asked.named.to_vec();
    if targets.is_empty() {
        let made = made.into_iter().flat_map(|manifest| manifest.targets.keys());
        let made = made.map(|id| target::by_id(id).ok_or_else(|| unknown(id))).collect::<Result<Vec<_>, _>>()?;
        let wanted: Vec<_> = said(options).into_iter().chain(made).collect();
        // In the order of the table, in which nobody asks for one twice.
        let is_wanted = |target: &&&dyn Target| wanted.iter().any(|other| other.id() == target.id());
        targets = TARGETS.iter().filter(is_wanted).copied().collect();
    }
    if targets.is_empty() {
        targets = TARGETS.iter().copied().filter(|target| target.is_default()).collect();
    }
    let run = |target: &'static dyn Target| {
        let flags = made.filter(|_| !asked.args.fresh).and_then(|manifest| manifest.targets.get(target.id()));
        let flags = flags.map(|flags| Settings::recorded(flags).ok_or_else(|| unknown(target.id())));
        let mut again = flags.transpose()?.unwrap_or_default();
        let mut forgot = Vec::new();
        for flag in &asked.args.forget {
            if let Some(rest) = again.without(flag) {
                again = rest;
                forgot.push(flag.clone());
            }
        }
        Ok(TargetRun { target, options: options.repeating(again.clone()), again, forgot })
    };
    targets.into_iter().map(run).collect()
}

fn unknown(id: &str) -> Failure {
    let id = id.escape_debug();
    Failure::new(format!("`.ast/manifest.json` names `{id}` in a way that this version of `ast` does not know"))
        .help("use the version that wrote it, or name the targets and add `--fresh`")
}

/// Why a check has nothing to hold the folder to. A manifest may have come with a change that wants to pass: what it leaves
/// out is missing, not fine.
pub(super) fn lacking(project: &Accepted, made: Option<&Manifest>, asked: &Asked<'_>) -> Option<Lacking> {
    let of_options = said(&project.loaded.options);
    let nothing = |why: &str| {
        Some(Lacking { why: format!("nothing was generated here yet: {why}"), is_all: of_options.is_empty() })
    };
    let Some(manifest) = made else { return nothing("there is no `.ast/manifest.json`") };
    let missing = asked.named.iter().chain(&of_options).find(|wanted| !manifest.targets.contains_key(wanted.id()));
    match missing {
        Some(missing) => {
            let why = format!("`{}` was not generated here yet: `.ast/manifest.json` does not list it", missing.id());
            Some(Lacking { why, is_all: false })
        }
        None if manifest.targets.is_empty() => nothing("`.ast/manifest.json` lists no target"),
        None => None,
    }
}

/// The targets of `ast.toml`.
fn said(options: &Options) -> Vec<&'static dyn Target> {
    let said = options.settings.targets.iter().flatten();
    said.filter_map(|name| target::by_id(name.as_str())).collect()
}

fn ids() -> String {
    TARGETS.iter().map(|target| format!("`{}`", target.id())).collect::<Vec<_>>().join(", ")
}

/// Words that people say for a target.
const MEANT: &[(&str, &[&str])] = &[
    ("env", &["dotenv", ".env"]),
    ("compose", &["docker", "docker-compose", "podman", "local"]),
    ("kubernetes", &["k8s", "kube", "cluster", "kustomize", "manifests", "deploy"]),
    ("helm", &["chart", "charts"]),
    ("sdk-python", &["python", "py", "sdk", "client"]),
    ("sdk-mastra", &["mastra", "javascript", "typescript", "js", "ts", "node"]),
    ("sdk-rust", &["rust", "rs"]),
];

/// Tells targets from paths: a target's name is always a target.
pub(super) fn sort(
    what: &[String],
    session: &Session<'_, '_>,
) -> Result<(Vec<&'static dyn Target>, Vec<PathBuf>), Failure> {
    let mut targets: Vec<&'static dyn Target> = Vec::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    for word in what {
        if let Some(target) = target::by_id(word) {
            if !targets.iter().any(|other| other.id() == target.id()) {
                targets.push(target);
            }
        } else if word == "-" || session.disk().exists(&session.absolute(Path::new(word))) {
            paths.push(PathBuf::from(word));
        } else {
            let near = MEANT.iter().find(|(_, words)| words.contains(&word.to_ascii_lowercase().as_str()));
            let near = near.map(|(target, _)| *target);
            let near = near.or_else(|| nearest(word, TARGETS.iter().map(|target| target.id())));
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let message = format!("`{word}` is neither a target nor a file or folder");
            return Err(Failure::new(message).help(format!("{near}the targets are {}", ids())));
        }
    }
    Ok((targets, paths))
}
