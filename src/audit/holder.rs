//! A container with everything that it is given, and what its code needs of that.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::known::KNOWN;
use super::survey::{Looked, Surveyed};
use crate::plan::EnvRow;
use crate::text::one_line;

/// How much of a name is shown, and how many names are listed.
pub(super) const LONGEST: usize = 100;
pub(super) const MOST_LISTED: usize = 6;

/// Where a container is given a variable, by the plan or by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Given {
    /// In a local run.
    pub(super) local: bool,
    /// In a cluster.
    pub(super) cluster: bool,
}

/// A container, with everything that it has set.
pub(super) struct Holder<'a> {
    pub(super) container: &'a Surveyed,
    /// What its code sets before it reads.
    sets: BTreeSet<&'a str>,
    /// What its code reads by name.
    reads: BTreeSet<&'a str>,
}

impl<'a> Holder<'a> {
    pub(super) fn of(container: &'a Surveyed, looked: &'a [Looked]) -> Self {
        let files = || container.files.iter().filter_map(|at| looked.get(*at));
        let sets = files().flat_map(|file| &file.seen.sets).map(String::as_str).collect();
        let reads = files().flat_map(|file| &file.seen.reads).filter_map(|read| read.name.as_deref()).collect();
        Self { container, sets, reads }
    }

    /// Whether its image or its code sets a variable.
    pub(super) fn has_set(&self, name: &str) -> bool {
        self.sets.contains(name) || self.container.sets.contains(name)
    }

    /// Whether its code reads a variable by its name.
    pub(super) fn reads(&self, name: &str) -> bool {
        self.reads.contains(name)
    }

    /// The same in letters of any case, as libraries read settings so.
    pub(super) fn reads_in_any_case(&self, name: &str) -> bool {
        self.reads.iter().any(|read| read.eq_ignore_ascii_case(name))
    }

    /// Whether it has sources, each of which was understood and reads names that are known.
    pub(super) fn is_known(&self, looked: &[Looked]) -> bool {
        let mut files = self.container.files.iter().map(|at| looked.get(*at));
        let is_known = |file: &Looked| file.problem.is_none() && file.seen.reads.iter().all(|read| read.name.is_some());
        !self.container.files.is_empty() && files.all(|file| file.is_some_and(is_known))
    }

    /// Whether the plan, the image, the code itself or the system sets it; letters of any case are one, as libraries
    /// read settings so.
    pub(super) fn gives(&self, name: &str) -> Given {
        let has = |rows: &[EnvRow]| rows.iter().any(|row| row.name.eq_ignore_ascii_case(name));
        let own = self.has_set(name) || KNOWN.is_of_system(name);
        Given { local: own || has(&self.container.local), cluster: own || has(&self.container.cluster) }
    }
}

/// The containers in words.
pub(super) fn containers(holders: &[&Holder<'_>]) -> String {
    let listed: Vec<String> = holders
        .iter()
        .take(MOST_LISTED)
        .map(|holder| format!("`{}`", one_line(&holder.container.id, LONGEST)))
        .collect();
    let more = if holders.len() > MOST_LISTED { " and others" } else { "" };
    listed.join(", ") + more
}
