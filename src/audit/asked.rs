//! The inputs that somebody is asked for, the containers that are given them, and those that no code reads.

use std::collections::BTreeMap;

use super::holder::Holder;
use super::survey::{Looked, Survey};
use crate::plan::{BoundPlan, EnvKind};
use crate::source::Pointer;

/// An input, and who is given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Its variable.
    pub(crate) name: String,
    pub(super) declared_by: Pointer,
    ids: Vec<String>,
}

/// The inputs of a plan, but for those that the spec itself uses: a command may, and a provider's variables may be made of
/// one.
pub(super) fn asked(plan: &BoundPlan, text: &str) -> Vec<Asked> {
    let mut asked: BTreeMap<&str, Asked> = BTreeMap::new();
    for container in &plan.containers {
        for row in container.env.iter().filter(|row| row.kind == EnvKind::Input) {
            let Some(declared_by) = &row.declared_by else { continue };
            let one = asked.entry(row.name.as_str()).or_insert_with(|| Asked {
                name: row.name.clone(),
                declared_by: declared_by.clone(),
                ids: Vec::new(),
            });
            one.ids.push(container.id.to_string());
        }
    }
    let is_used =
        |name: &str| [format!("${name}"), format!("${{{name}")].iter().any(|used| text.contains(used.as_str()));
    asked.into_values().filter(|one| !is_used(&one.name)).collect()
}

impl Survey {
    /// The inputs that no code reads.
    ///
    /// Nothing is said of one that a container without sources is given, or one that reads a name that nobody knows.
    pub(crate) fn unread<'s>(&'s self, looked: &[Looked]) -> Vec<&'s Asked> {
        // What was not looked at may read anything.
        if !self.problems.is_empty() {
            return Vec::new();
        }
        let holders: Vec<Holder<'_>> = self.containers.iter().map(|container| Holder::of(container, looked)).collect();
        let reads_all = |id: &String| {
            let holder = holders.iter().find(|holder| holder.container.id == *id)?;
            holder.is_known(looked).then_some(holder)
        };
        let is_unread = |one: &&Asked| {
            let readers: Option<Vec<&Holder<'_>>> = one.ids.iter().map(reads_all).collect();
            readers.is_some_and(|all| !all.iter().any(|holder| holder.reads_in_any_case(&one.name)))
        };
        self.inputs.iter().filter(is_unread).collect()
    }
}
