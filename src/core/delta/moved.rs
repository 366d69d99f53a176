//! Variables that lead to another store, or to another container, than before.

use super::rename::Renames;
use crate::plan::{BoundPlan, EnvKind, EnvRow};

/// A variable that code finds under its name as before, and that is another entry's now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// The variable.
    pub name: String,
    /// The entry whose it was, as that is called now.
    pub from: String,
    /// The entry whose it is.
    pub to: String,
}

/// The entry that a variable leads to; none where it leads nowhere.
pub(super) fn source(row: &EnvRow) -> Option<String> {
    let leads = matches!(row.kind, EnvKind::Connection | EnvKind::StoreCredential);
    row.component.as_ref().filter(|_| leads).map(ToString::to_string)
}

/// The variables that lead elsewhere after a change: an entry of the same provider goes before the one whose they were. Who
/// reads them reads other data.
pub fn moved(old: &BoundPlan, new: &BoundPlan) -> Vec<Moved> {
    let renames = Renames::find(old, new);
    let mut found = Vec::new();
    for container in &old.containers {
        let Some(now) = new.containers.iter().find(|now| now.id == container.id) else { continue };
        for row in &container.env {
            let (Some(from), Some(to)) = (source(row), now.variable(&row.name).and_then(source)) else { continue };
            let from = renames.now(from);
            if from != to {
                found.push(Moved { name: row.name.clone(), from, to });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
