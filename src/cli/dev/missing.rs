//! Values that a start lacks are asked on a terminal, and written into `.env` where the user says so.

use std::collections::BTreeMap;

use super::prepare::Project;
use crate::cli::git::would_be_committed;
use crate::cli::hidden::answer;
use crate::cli::session::{Failure, Session, environment};
use crate::dotenv::fill;
use crate::output::Privacy;
use crate::plan::BoundPlan;
use crate::source::Source;
use crate::text::one_line;

/// How much is shown of what a value is.
const MOST: usize = 120;

/// Whether somebody can be asked.
pub(super) fn can_ask(session: &Session<'_, '_>) -> bool {
    session.io.terminal.stdin && session.io.terminal.stderr
}

/// Asks for what is missing; gives whether it was written. Where something else is wrong, or an answer is empty, nothing is.
pub(super) fn ask(project: &Project, plan: &BoundPlan, session: &mut Session<'_, '_>) -> Result<bool, Failure> {
    let Some(names) = project.only_missing(plan, session) else { return Ok(false) };
    let shown = project.env_name().to_owned();
    let count = if names.len() == 1 { "a value is".to_owned() } else { format!("{} values are", names.len()) };
    session.note(&format!("{count} missing in {shown}; an empty answer leaves it so\n"));
    let mut given = BTreeMap::new();
    for name in names {
        let supply = plan.supplies.iter().find(|supply| supply.name == name);
        let description = supply.and_then(|supply| supply.description.as_deref());
        let choice = supply.map(|supply| supply.options.join(", ")).filter(|options| !options.is_empty());
        let about = description.map(str::to_owned).into_iter().chain(choice.map(|choice| format!("one of {choice}")));
        let about = about.collect::<Vec<_>>().join("; ");
        let about = if about.is_empty() { about } else { format!(", {}", one_line(&about, MOST)) };
        let is_secret = supply.is_none_or(|supply| supply.secret);
        let value = answer(&format!("{}{about}", one_line(&name, MOST)), is_secret, session)?;
        if value.is_empty() {
            return Ok(false);
        }
        given.insert(name, value);
    }
    if !answer(&format!("write to {shown}, which only you can read? (y/n)"), false, session)?.eq_ignore_ascii_case("y")
    {
        return Ok(false);
    }
    let path = project.accepted.folder().join(".env");
    let held = session.hold(&path)?;
    let text = String::from_utf8(held.content.clone().unwrap_or_default());
    let text = text.map_err(|_| Failure::new(format!("`{shown}` is not text in UTF-8")))?;
    let filled = fill(plan, &Source::new(&*shown, text), &environment, &given);
    held.replace(filled.as_bytes(), Privacy::OwnerOnly)?;
    if would_be_committed(&path) {
        let warning =
            format!("warning: git would commit `{shown}`, which may hold secrets\n  help: add it to .gitignore\n");
        session.note(&warning);
    }
    Ok(true)
}
