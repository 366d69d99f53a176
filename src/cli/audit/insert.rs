//! `ast audit --fix`: inputs for what the code reads and nobody can set.

use std::path::Path;

use super::super::session::{Failure, Session};
use crate::audit::{Wanted, declare};
use crate::compile::Compilation;
use crate::output::Privacy;
use crate::project::Project;
use crate::text::one_line;

/// How many inputs are added at once: each is a change of its own that is held to the tree.
const MOST: usize = 100;
/// How much of a name and of a reason is shown.
const LONGEST: usize = 200;

/// Adds inputs to a spec, and says which; every other byte stays. True where something was added.
pub(super) fn insert(project: &Project, wanted: &Wanted, session: &mut Session<'_, '_>) -> Result<bool, Failure> {
    let before = project.compilation.source.text();
    let mut current: Option<Compilation> = None;
    let mut added = Vec::new();
    for (name, is_optional) in wanted.iter().take(MOST) {
        let shown = one_line(name, LONGEST);
        let at = current.as_ref().unwrap_or(&project.compilation);
        let next = match declare(at, &project.options, name, *is_optional) {
            Ok(next) => next,
            Err(why) => {
                session.note(&format!("note: no input `{shown}` is added: {}\n", one_line(&why, LONGEST)));
                continue;
            }
        };
        added.push(shown.into_owned());
        current = Some(next);
    }
    let Some(after) = current else { return Ok(false) };
    let held = session.hold(&session.absolute(Path::new(project.path())))?;
    if held.content.as_deref() != Some(before.as_bytes()) {
        let failure = Failure::new(format!("`{}` has changed meanwhile", one_line(project.path(), LONGEST)));
        return Err(failure.help("run it again"));
    }
    held.replace(after.source.text().as_bytes(), Privacy::Kept)?;
    for name in added {
        session.note(&format!("added input `{name}` to {}\n", one_line(project.path(), LONGEST)));
    }
    Ok(true)
}
