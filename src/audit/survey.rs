//! Which sources a project's containers are built of, and what each of them reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Serialize;

use super::asked::Asked;
use super::context::{self, Context, Limits};
use super::dockerfile;
use super::helper::Helpers;
use super::language::Language;
use super::package::{Package, packages};
use super::read::Seen;
use super::task::{Built, Task};
use super::words::Words;
use crate::disk::Disk;
use crate::plan::{Build, EnvRow};
use crate::source::{Pointer, Source, Span};
use crate::tree::HEADER;

/// The longest source that is read, in bytes: what is longer was not written by hand.
const LONGEST: usize = 512 << 10;
/// How far into a file it says that it is generated.
const HEAD: usize = 400;

/// The sources of a project.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    folder: PathBuf,
    /// How many entries and switches of the spec open the gateway.
    pub(super) openings: usize,
    pub(super) containers: Vec<Surveyed>,
    /// The inputs, and who is given them.
    pub(super) inputs: Vec<Asked>,
    /// Where Dockerfiles say what runs in their images.
    runs: BTreeMap<String, Vec<Span>>,
    /// The client code that lies beside the project.
    packages: Vec<Package>,
    /// Every source once, below the project's folder, with `/`.
    pub(crate) files: Vec<String>,
    /// What was not looked at, and why.
    pub(crate) problems: BTreeMap<String, String>,
    /// The containers of whose code nothing is read, and why.
    pub(crate) skipped: Vec<Skipped>,
}

/// A container of whose code nothing is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "skipped")]
pub(crate) struct Skipped {
    /// Which one.
    pub(crate) container: String,
    /// Why, in words.
    pub(crate) reason: String,
}

/// A container that is built of sources.
#[derive(Debug)]
pub(super) struct Surveyed {
    pub(super) id: String,
    /// Where it is declared.
    pub(super) place: Pointer,
    /// Its sources, by their places among all.
    pub(super) files: BTreeSet<usize>,
    /// The variables that its image sets.
    pub(super) sets: BTreeSet<String>,
    /// What the plan gives it.
    pub(super) local: Vec<EnvRow>,
    pub(super) cluster: Vec<EnvRow>,
}

/// What was read of a source.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Its text, where there is something to say of it.
    pub(super) source: Option<Source>,
    pub(super) seen: Seen,
    /// Why nothing was read of it.
    pub(super) problem: Option<String>,
    /// How long it is, in bytes.
    pub(crate) length: usize,
}

impl Looked {
    /// How often it reads the environment.
    pub(crate) fn reads(&self) -> usize {
        self.seen.reads.len()
    }
}

/// Finds the sources of each container that is built.
pub(crate) fn survey(task: Task, limits: Limits, disk: &dyn Disk) -> Survey {
    let Task { folder, openings, built, inputs, idle } = task;
    let packages = packages(&folder, disk);
    let mut survey = Survey { folder, packages, openings, inputs, skipped: idle, ..Survey::default() };
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut looked: Vec<(Build, Context)> = Vec::new();
    let same = |a: &Build, b: &Build| (&a.context, &a.dockerfile, &a.target) == (&b.context, &b.dockerfile, &b.target);
    for Built { id, place, build, local, cluster } in built {
        let at = looked.iter().position(|(other, _)| same(other, &build)).unwrap_or_else(|| {
            let context = context::look(&build, &survey.folder, limits, disk);
            survey.problems.extend(context.problems.iter().cloned());
            looked.push((build, context));
            looked.len() - 1
        });
        let context = &looked[at].1;
        if let Some(reason) = &context.skipped {
            survey.skipped.push(Skipped { container: id.clone(), reason: reason.clone() });
        }
        let mut place_of = |path: &String| {
            *known.entry(path.clone()).or_insert_with(|| {
                survey.files.push(path.clone());
                survey.files.len() - 1
            })
        };
        let runs = &context.image.runs;
        let files = context.sources.iter().chain((!runs.is_empty()).then_some(&context.dockerfile));
        let files = files.map(&mut place_of).collect();
        survey.runs.insert(context.dockerfile.clone(), runs.clone());
        survey.containers.push(Surveyed { id, place, files, sets: context.image.sets.clone(), local, cluster });
    }
    survey
}

impl Survey {
    /// The project's folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads a source; `outside` are the helpers of others.
    pub(crate) fn look(&self, path: &str, outside: &Helpers, disk: &dyn Disk) -> Looked {
        let runs = self.runs.get(path);
        let language = Language::of(path).filter(|_| runs.is_none());
        if language.is_none() && runs.is_none() {
            return Looked::default();
        }
        let bytes = match disk.read(&self.folder.join(path)) {
            Ok(bytes) => bytes,
            Err(error) => return Looked { problem: Some(error.to_string()), ..Looked::default() },
        };
        let nothing = Looked { length: bytes.len(), ..Looked::default() };
        if bytes.len() > LONGEST {
            let problem = format!("it has more than {} KiB, and is not read", LONGEST >> 10);
            return Looked { problem: Some(problem), ..nothing };
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        };
        if text
            .lines()
            .take_while(|line| !line.is_empty())
            .take(4)
            .any(|line| line.len() < HEAD && line.contains(HEADER))
        {
            // What client code reads is what the plan gives.
            return nothing;
        }
        let seen = match (language, runs) {
            (Some(language), _) => language.look(&text, outside),
            (None, runs) => Some(dockerfile::seen(&text, runs.map(Vec::as_slice).unwrap_or_default())),
        };
        let seen = seen.map(|seen| self.with_imports(seen, &text, language));
        match seen {
            Some(seen) if seen.is_empty() => nothing,
            Some(seen) => Looked { source: Some(Source::new(path, text)), seen, ..nothing },
            None => Looked { problem: Some("it can't be understood".to_owned()), ..nothing },
        }
    }

    /// What was read of a file, with what it imports of client code that has none of it.
    fn with_imports(&self, mut seen: Seen, text: &str, language: Option<Language>) -> Seen {
        let Some(language) = language else { return seen };
        let mut packages = self.packages.iter().filter(|package| package.may_be_in(language, text)).peekable();
        // Most files import nothing of it.
        let Some(words) = packages.peek().and_then(|_| Words::read(text, language)) else { return seen };
        let lacks: Vec<_> = packages.flat_map(|package| package.lacks(&words)).collect();
        if !lacks.is_empty() {
            seen.comments.clone_from(&words.comments);
            seen.usages.extend(lacks);
        }
        seen
    }

    /// The helpers of all files; none where two of one name differ.
    pub(crate) fn helpers(looked: &[Looked]) -> Helpers {
        let mut helpers = Helpers::new();
        let mut unclear = BTreeSet::new();
        for (name, helper) in looked.iter().flat_map(|looked| &looked.seen.helpers) {
            if helpers.insert(name.clone(), helper.clone()).is_some_and(|other| other != *helper) {
                unclear.insert(name.clone());
            }
        }
        helpers.retain(|name, _| !unclear.contains(name));
        helpers
    }
}
