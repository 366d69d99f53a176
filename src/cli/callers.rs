//! What code calls of client code and a change of the spec took away, and where the project's code still calls it.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use super::threads::in_order;
use crate::audit::{Gone, Lost, source, sources};
use crate::compile::bind;
use crate::disk::Disk as _;
use crate::options::Settings;
use crate::output::{MANIFEST, Manifest};
use crate::project::Project;
use crate::target::{self, ClientCode};
use crate::text::one_line;

/// How many places are told, of all names together.
const MOST: usize = 200;
/// How many of them are told to people.
const MOST_SHOWN: usize = 20;
/// How much of a name and of a path is shown.
const LONGEST: usize = 200;

/// A name of client code that is gone.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Uncalled {
    /// The target that makes the package.
    target: String,
    /// The section that it stands in.
    within: &'static str,
    /// The name that is gone.
    old: String,
    /// What it is called now; null where it has no other name.
    new: Option<String>,
    /// Where code of the project's own calls it.
    calls: Vec<Place>,
}

/// A place in code.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Place {
    /// The file, below the project's folder, with `/`.
    file: String,
    /// The line, from 1.
    line: usize,
}

/// The names of client code that each target of the manifest makes of a project.
pub(super) fn client_code(project: &Project, session: &Session<'_, '_>) -> Vec<(String, ClientCode)> {
    let path = session.absolute(&project.folder.join(MANIFEST));
    // What is wrong with the file is said by who writes it.
    let Some(made) = session.disk().read(&path).ok().and_then(|bytes| Manifest::parse(&bytes).ok()) else {
        return Vec::new();
    };
    let of_target = |(id, flags): (String, _)| {
        let target = target::by_id(&id)?;
        let options = project.options.repeating(Settings::recorded(&flags)?);
        let plan = bind(&project.compilation, &options, target.bound_to());
        Some((id, target.client(&plan, &options.layout("."))?))
    };
    made.targets.into_iter().filter_map(of_target).collect()
}

/// The names that are gone, with where code calls them; `renamed` is a place of the spec, and what it is called now.
pub(super) fn uncalled(
    before: Vec<(String, ClientCode)>,
    after: &[(String, ClientCode)],
    renamed: Option<(&str, &str)>,
    folder: &Path,
    session: &Session<'_, '_>,
) -> Vec<Uncalled> {
    let lost = before.into_iter().filter_map(|(id, before)| {
        let (_, now) = after.iter().find(|(other, _)| *other == id)?;
        Some((id, Lost::between(before, now, renamed))).filter(|(_, lost)| !lost.names.is_empty())
    });
    let lost: Vec<(String, Lost)> = lost.collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<Vec<Uncalled>> =
        lost.iter().map(|(id, lost)| lost.names.iter().map(|gone| of(id, gone)).collect()).collect();
    let (folder, disk) = (session.absolute(folder), session.disk());
    let (files, _) = sources(&folder, disk);
    let look = |path: &String| {
        let text = source(&folder, path, disk);
        let text = text.as_deref().unwrap_or_default();
        (path.clone(), lost.iter().map(|(_, lost)| lost.calls(path, text)).collect::<Vec<_>>())
    };
    let mut left = MOST;
    in_order(&files, true, look, |(file, calls)| {
        for (of_package, calls) in all.iter_mut().zip(calls) {
            for call in calls.into_iter().take(left) {
                left -= 1;
                if let Some(name) = of_package.get_mut(call.name) {
                    name.calls.push(Place { file: file.clone(), line: call.line });
                }
            }
        }
    });
    all.into_iter().flatten().collect()
}

fn of(target: &str, gone: &Gone) -> Uncalled {
    let Gone { name, now } = gone;
    let (old, new) = (name.name.clone(), now.clone());
    Uncalled { target: target.to_owned(), within: name.within, old, new, calls: Vec::new() }
}

/// What people are told: the names, and the lines that call them.
pub(super) fn told(all: &[Uncalled]) -> String {
    let mut text = String::new();
    for of_target in all.chunk_by(|a, b| a.target == b.target) {
        let name = |gone: &Uncalled| match &gone.new {
            Some(new) => format!("`{}` is `{}`", gone.old, new),
            None => format!("`{}` is gone", gone.old),
        };
        let mut names: Vec<String> = of_target.iter().map(name).collect();
        names.dedup();
        let target = of_target.first().map_or("", |gone| gone.target.as_str());
        text.push_str(&format!("client code of {target}: {}\n", one_line(&names.join(", "), 5 * LONGEST)));
    }
    let mut calls: Vec<(&str, usize, &Uncalled)> = Vec::new();
    for gone in all {
        calls.extend(gone.calls.iter().map(|place| (place.file.as_str(), place.line, gone)));
    }
    calls.sort_by_key(|(file, line, _)| (*file, *line));
    for (file, line, gone) in calls.iter().take(MOST_SHOWN) {
        let does = match &gone.new {
            Some(new) => format!("calls `{}`, which is `{new}` now", gone.old),
            None => format!("calls `{}`, which is gone", gone.old),
        };
        text.push_str(&format!("  {}:{line}: {does}\n", one_line(file, LONGEST)));
    }
    if calls.len() > MOST_SHOWN {
        let most = if calls.len() == MOST { " or more" } else { "" };
        text.push_str(&format!("  and {}{most} other places; `--format json` has them\n", calls.len() - MOST_SHOWN));
    }
    text
}
