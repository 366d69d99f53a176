//! Where the project's code reads a variable that is gone, is called otherwise, or is another entry's.

use std::collections::BTreeSet;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use super::threads::in_order;
use crate::audit::{reads, source, sources};
use crate::delta::{Moved, moved};
use crate::plan::{BoundPlan, ContainerKind, EnvRow};
use crate::text::one_line;

/// How many places are told.
const MOST: usize = 200;
/// How many of them are told to people.
const MOST_SHOWN: usize = 20;
/// How much of a name and of a path is shown.
const LONGEST: usize = 200;

/// A place in code that reads a variable which nothing gives under that name any more, or which leads elsewhere.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Stale {
    /// The variable.
    name: String,
    /// What it is called now; null where nothing gives it.
    new: Option<String>,
    /// The entry that it leads to now, where that is another one; null where nothing has its name.
    of: Option<String>,
    /// The file, below the project's folder, with `/`.
    file: String,
    /// The line, from 1.
    line: usize,
}

/// The places that read what code was given and the plan gives no more, an input's variable among it; `called` has what is
/// called otherwise now.
pub(super) fn unread(
    input: Option<&str>,
    [before, after]: [&BoundPlan; 2],
    called: &[(String, String)],
    folder: &Path,
    session: &Session<'_, '_>,
) -> Vec<Stale> {
    let moved = moved(before, after);
    let is_moved = |name: &str| moved.iter().find(|moved| moved.name == name);
    let mut gone = gone(input, before, after);
    gone.extend(moved.iter().map(|moved| moved.name.as_str()));
    if gone.is_empty() {
        return Vec::new();
    }
    let new = |name: &str| match is_moved(name) {
        Some(moved) => alike(moved, after),
        None => called.iter().find(|(before, _)| before == name).map(|(_, now)| now.clone()),
    };
    let (folder, disk) = (session.absolute(folder), session.disk());
    let (files, _) = sources(&folder, disk);
    let look = |path: &String| {
        let text = source(&folder, path, disk).unwrap_or_default();
        (path.clone(), reads(path, &text, &gone))
    };
    let mut all = Vec::new();
    in_order(&files, true, look, |(file, lines)| {
        for (line, name) in lines.into_iter().take(MOST - all.len()) {
            let of = is_moved(name).map(|moved| moved.to.clone());
            all.push(Stale { name: name.to_owned(), new: new(name), of, file: file.clone(), line });
        }
    });
    all
}

/// The variables that nothing gives any more, of containers that code of the project may run in.
fn gone<'p>(input: Option<&'p str>, before: &'p BoundPlan, after: &BoundPlan) -> BTreeSet<&'p str> {
    let has_code = |kind| matches!(kind, ContainerKind::Agent | ContainerKind::Ingestion);
    let of_code = before.containers.iter().filter(|container| has_code(container.kind) || container.build.is_some());
    let names = of_code.flat_map(|container| &container.env).map(|row| row.name.as_str()).chain(input);
    names.filter(|name| after.containers.iter().all(|container| container.variable(name).is_none())).collect()
}

/// What the entry whose variable it was gives in its place.
fn alike(moved: &Moved, after: &BoundPlan) -> Option<String> {
    let (_, part) = moved.name.rsplit_once('_')?;
    let rows = after.containers.iter().flat_map(|container| &container.env);
    let is_its = |row: &&EnvRow| row.component.as_ref().is_some_and(|id| id.to_string() == moved.from);
    let is_alike = |row: &&EnvRow| row.name.rsplit_once('_').is_some_and(|(_, own)| own == part);
    // A store's own image has its bare names; what others are given has the entry's in it.
    let mut names = rows.filter(is_its).filter(is_alike).map(|row| &row.name).filter(|name| **name != moved.name);
    names.next().cloned()
}

/// What people are told: the lines.
pub(super) fn told(all: &[Stale]) -> String {
    let mut text = String::new();
    for Stale { name, new, of, file, line } in all.iter().take(MOST_SHOWN) {
        let name = one_line(name, LONGEST);
        let is_now = match (of, new) {
            (Some(of), Some(new)) => {
                let (of, new) = (one_line(of, LONGEST), one_line(new, LONGEST));
                format!("which is that of `{of}` now; what it was is `{new}`")
            }
            (Some(of), None) => format!("which is that of `{}` now", one_line(of, LONGEST)),
            (None, Some(new)) => format!("which is `{}` now", one_line(new, LONGEST)),
            (None, None) => "which nothing gives any more".to_owned(),
        };
        text.push_str(&format!("  {}:{line}: reads `{name}`, {is_now}\n", one_line(file, LONGEST)));
    }
    if all.len() > MOST_SHOWN {
        let most = if all.len() == MOST { " or more" } else { "" };
        text.push_str(&format!("  and {}{most} other places; `--format json` has them\n", all.len() - MOST_SHOWN));
    }
    text
}
