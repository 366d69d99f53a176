//! Where the project's code reads the variable of an input that is gone, or is called otherwise.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::session::Session;
use super::threads::in_order;
use crate::audit::{reads, source, sources};
use crate::plan::BoundPlan;
use crate::text::one_line;

/// How many places are told.
const MOST: usize = 200;
/// How many of them are told to people.
const MOST_SHOWN: usize = 20;
/// How much of a name and of a path is shown.
const LONGEST: usize = 200;

/// A place in code that reads a variable which nothing gives under that name any more.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Unread {
    /// The variable.
    name: String,
    /// What it is called now; null where nothing gives it.
    new: Option<String>,
    /// The file, below the project's folder, with `/`.
    file: String,
    /// The line, from 1.
    line: usize,
}

/// The places that read the variable of an input, with what it is called now; none where the plan still gives it.
pub(super) fn unread(
    (name, new): (&str, Option<&str>),
    after: &BoundPlan,
    folder: &Path,
    session: &Session<'_, '_>,
) -> Vec<Unread> {
    if after.containers.iter().any(|container| container.variable(name).is_some()) {
        return Vec::new();
    }
    let (folder, disk) = (session.absolute(folder), session.disk());
    let (files, _) = sources(&folder, disk);
    let look = |path: &String| {
        let text = source(&folder, path, disk).unwrap_or_default();
        (path.clone(), reads(path, &text, name))
    };
    let mut all = Vec::new();
    in_order(&files, true, look, |(file, lines)| {
        for line in lines.into_iter().take(MOST - all.len()) {
            all.push(Unread { name: name.to_owned(), new: new.map(str::to_owned), file: file.clone(), line });
        }
    });
    all
}

/// What people are told: the lines.
pub(super) fn told(all: &[Unread]) -> String {
    let mut text = String::new();
    for Unread { name, new, file, line } in all.iter().take(MOST_SHOWN) {
        let name = one_line(name, LONGEST);
        let is_now = match new {
            Some(new) => format!("which is `{}` now", one_line(new, LONGEST)),
            None => "which nothing gives any more".to_owned(),
        };
        text.push_str(&format!("  {}:{line}: reads `{name}`, {is_now}\n", one_line(file, LONGEST)));
    }
    if all.len() > MOST_SHOWN {
        let most = if all.len() == MOST { " or more" } else { "" };
        text.push_str(&format!("  and {}{most} other places; `--format json` has them\n", all.len() - MOST_SHOWN));
    }
    text
}
