//! `.env.example`: the supplied values, grouped by what they are for, each with what a person has to know of it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::dotenv::Entry;
use crate::plan::{BoundPlan, EnvKind, Supply};
use crate::text;

/// Values that belong together.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    title: String,
    entries: Vec<Entry>,
}

/// The groups in the order in which people need them.
pub(super) fn groups(plan: &BoundPlan) -> Vec<Group> {
    let mut by_title: BTreeMap<String, (u8, Vec<&Supply>)> = BTreeMap::new();
    for supply in &plan.supplies {
        let (rank, title) = heading(supply);
        by_title.entry(title).or_insert((rank, Vec::new())).1.push(supply);
    }
    let mut groups: Vec<_> = by_title.into_iter().collect();
    // Stable: of one rank they stay in the order of their titles.
    groups.sort_by_key(|(_, (rank, _))| *rank);
    let group = |(title, (_, supplies)): (String, (u8, Vec<&Supply>))| Group {
        title,
        entries: supplies.into_iter().map(entry).collect(),
    };
    groups.into_iter().map(group).collect()
}

/// A value that would stand raw in the file is left to `ast env sync`, which writes it into the user's own.
fn entry(supply: &Supply) -> Entry {
    let entry = Entry::of(supply);
    if text::has_hidden(&entry.line) { Entry { line: format!("# {}=", supply.name), ..entry } } else { entry }
}

fn heading(supply: &Supply) -> (u8, String) {
    let provider = supply.provider.clone().unwrap_or_default();
    match supply.kind {
        EnvKind::Gateway => (0, "AI Gateway".into()),
        EnvKind::ModelChoice => (1, "Models".into()),
        EnvKind::Credential | EnvKind::Input if !provider.is_empty() => (2, text::comment(&provider)),
        EnvKind::StoreCredential => {
            let owner = supply.owner.as_ref().map(ToString::to_string).unwrap_or_default();
            (4, text::comment(&format!("{provider}, {owner}")))
        }
        _ => (3, "Inputs".into()),
    }
}
