//! `ast audit --fix`: inputs for what the code reads and nobody can set.

use std::path::Path;

use super::super::session::{Failure, Session};
use crate::audit::Wanted;
use crate::compile::{Compilation, Facts, compile};
use crate::output::Privacy;
use crate::project::Project;
use crate::revise::{Kind, Wish, add};
use crate::source::Source;
use crate::text::one_line;

/// How many inputs are added at once: each is a change of its own that is held to the tree.
const MOST: usize = 100;
/// How much of a name and of a reason is shown.
const LONGEST: usize = 200;

/// Words of a name whose value is a secret.
const SECRET: [&str; 9] = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASS", "PASSPHRASE", "CREDENTIALS", "AUTH", "DSN"];

/// Adds inputs to a spec, and says which; every other byte stays. True where something was added.
pub(super) fn insert(project: &Project, wanted: &Wanted, session: &mut Session<'_, '_>) -> Result<bool, Failure> {
    let before = project.compilation.source.text();
    let mut current: Option<Compilation> = None;
    let mut added = Vec::new();
    for (name, is_optional) in wanted.iter().take(MOST) {
        let secret = name.split('_').any(|word| SECRET.contains(&word.to_ascii_uppercase().as_str()));
        let wish = Wish { secret, optional: *is_optional, ..Wish::default() };
        let shown = one_line(name, LONGEST);
        let at = current.as_ref().unwrap_or(&project.compilation);
        let text = match add(at, Kind::Input, name, wish) {
            Ok(text) => text,
            Err(why) => {
                session.note(&format!("note: no input `{shown}` is added: {}\n", one_line(&why.message, LONGEST)));
                continue;
            }
        };
        let next = compile(Source::new(project.path(), text), |_| Facts::default(), &project.options);
        if next.report.has_errors() {
            session.note(&format!("note: no input `{shown}` is added: the spec would have errors with it\n"));
            continue;
        }
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
