//! Functions that read the variable that they are called with, in whatever language, and what a call of one reads.

use std::collections::BTreeMap;

use super::key::Key;
use super::read::{Need, Read, Seen, is_name};
use crate::source::Span;

/// A function that reads the variable that it is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Helper {
    /// Which argument names the variable, and how it is called.
    pub(super) key: (usize, String),
    /// Which argument holds without the variable, and how it is called.
    pub(super) default: Option<(usize, String)>,
    /// What it does where nothing is given beside the name.
    pub(super) need: Need,
    /// Whether it has something that holds then.
    pub(super) has_default: bool,
}

/// Helpers by their names.
pub(crate) type Helpers = BTreeMap<String, Helper>;

impl Helper {
    /// What a call of it reads, by what names the variable there; `has_default` says whether the call brings one.
    pub(super) fn read(&self, key: Key<'_>, place: Span, has_default: bool) -> Vec<Read> {
        let need = if has_default { Need::Optional } else { self.need };
        let has_default = self.has_default || has_default;
        match key {
            Key::Known(known) => {
                let known = known.into_iter().filter(|(name, _)| is_name(name));
                known.map(|(name, span)| Read { name: Some(name), span, need, has_default }).collect()
            }
            Key::Given(..) => Vec::new(),
            Key::Computed => vec![Read::computed(place)],
        }
    }
}

impl Seen {
    /// Takes note of a function that reads what it is given; one that has no name reads what nobody knows.
    pub(super) fn learn(&mut self, named: Option<(&str, Helper)>, place: Span) {
        match named {
            Some((name, helper)) => {
                self.helpers.entry(name.to_owned()).or_insert(helper);
            }
            None => self.reads.push(Read::computed(place)),
        }
    }

    /// The helper that is called by a name: one of this file, or of another, which is asked for by its own name there.
    pub(super) fn helper<'h>(
        &'h self,
        name: &str,
        imported: impl FnOnce() -> Option<String>,
        outside: &'h Helpers,
    ) -> Option<&'h Helper> {
        self.helpers.get(name).or_else(|| outside.get(imported()?.rsplit_once('.')?.1))
    }
}
