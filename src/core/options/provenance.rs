//! Who says a setting: a place in `ast.toml`, or a flag.

use std::collections::BTreeMap;

use super::settings::Settings;
use super::table::row;
use crate::source::{Pointer, Span};

/// Where the settings of a file stand, by their pointers: their keys, which a table has too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<String, Span>);

/// Who says a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// The file, at a place.
    File(Span),
    /// A flag, by its name.
    Flag(&'static str),
    /// Nobody.
    Nobody,
}

impl Places {
    /// Notes where a setting stands.
    pub(super) fn insert(&mut self, setting: &Pointer, place: Span) {
        self.0.insert(setting.as_str().to_owned(), place);
    }

    /// These places, and for what has none here but in `below`, `at`.
    pub(super) fn over(mut self, below: Self, at: Span) -> Self {
        for setting in below.0.into_keys() {
            self.0.entry(setting).or_insert(at);
        }
        self
    }

    /// The places of what an environment says, as those of the project's own settings, over these.
    pub(super) fn within(&self, environment: &str) -> Self {
        let table = Pointer::root().key("environments").key(environment);
        let below = |setting: &str| {
            setting.strip_prefix(table.as_str()).filter(|rest| rest.starts_with('/')).map(str::to_owned)
        };
        let own = self.0.iter().filter_map(|(setting, place)| Some((below(setting)?, *place)));
        let mut places = self.0.clone();
        places.extend(own.collect::<Vec<_>>());
        Self(places)
    }

    /// The place of a setting.
    pub fn get(&self, setting: &Pointer) -> Option<Span> {
        self.0.get(setting.as_str()).copied()
    }
}

impl Provenance {
    /// Who says a setting: a flag if one does, as it beats the file.
    pub(super) fn of(setting: &Pointer, flags: &Settings, places: &Places) -> Self {
        let said = serde_json::to_value(flags).unwrap_or_default();
        if said.pointer(setting.as_str()).is_some()
            && let Some(flag) = flag(setting)
        {
            return Self::Flag(flag);
        }
        places.get(setting).map_or(Self::Nobody, Self::File)
    }
}

/// The flag that says a setting: its own, or that of the table that it is in.
fn flag(setting: &Pointer) -> Option<&'static str> {
    let keys: Vec<String> = setting.tokens().collect();
    (1..=keys.len()).rev().find_map(|length| row(&keys[..length])?.flag).map(|flag| flag.name)
}
