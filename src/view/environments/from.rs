//! Where a variable's value comes from in one environment.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, said};
use crate::options::{Options, Provenance, SecretsMode, Values};
use crate::plan::{BoundPlan, EnvRow, GATEWAY_URL, Supplied};
use crate::source::{Pointer, Span};
use crate::view::draw::origin;

/// Where something comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct From {
    /// What kind of place it is.
    pub kind: Source,
    /// The place: one of the options file, a flag, a Secret with its key, a pointer into the spec, or what of the plan
    /// computes it; null where nobody says anything.
    pub at: Option<String>,
}

/// What kind of place something comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Source {
    /// The options file.
    Options,
    /// A flag.
    Flag,
    /// `--var`, or a file that `--env-file` names.
    Given,
    /// A Secret of the cluster.
    Secret,
    /// A default of the spec or of a provider.
    Default,
    /// The plan computes it.
    Computed,
    /// Nobody.
    Nobody,
}

impl From {
    /// The Secret that it is in, which makes a difference though its value is unknown.
    pub(super) fn of_secret(&self) -> Option<&str> {
        self.at.as_deref().filter(|_| self.kind == Source::Secret)
    }

    fn new(kind: Source, at: impl Into<Option<String>>) -> Self {
        Self { kind, at: at.into() }
    }
}

/// The variables that an option gives, each with its key.
const OF_OPTIONS: [(&str, [&str; 2]); 3] = [
    ("ASTRO_EXTERNAL_AGENT_URL", ["cluster", "host"]),
    ("ASTRO_AGENT_BUILD", ["cluster", "tag"]),
    (GATEWAY_URL, ["gateway", "url"]),
];

/// An environment as it is looked at.
pub(super) struct Seen<'a> {
    pub(super) plan: &'a BoundPlan,
    pub(super) options: &'a Options,
    pub(super) values: &'a Values,
    pub(super) place: &'a dyn Fn(Span) -> String,
}

impl Seen<'_> {
    /// What a row is in it.
    pub(super) fn cell(&self, row: &EnvRow) -> Cell {
        let computed = || Cell {
            value: row.value.clone().or_else(|| row.template.as_ref().map(ToString::to_string)),
            missing: false,
            from: self.option(&row.name).unwrap_or_else(|| From::new(Source::Computed, origin(row))),
        };
        let Some(supply) = row.supply.as_deref().filter(|_| row.template.is_none()) else { return computed() };
        if self.values.get(supply).is_some_and(|value| !value.is_empty()) {
            return Cell { value: row.value.clone(), missing: false, from: From::new(Source::Given, None) };
        }
        if row.secret {
            return self.secret(row, supply);
        }
        let at = Pointer::root().key("values").key(supply);
        let from = said(self.options.provenance(&at), self.place).map(|(kind, at)| From::new(kind, at));
        let from = from.or_else(|| self.option(supply));
        let declared = || row.declared_by.as_ref().map(|at| at.as_str().to_owned());
        let from = match (from, &row.value) {
            (Some(from), _) => from,
            (None, Some(_)) => From::new(Source::Default, declared()),
            (None, None) => From::new(Source::Nobody, None),
        };
        Cell { value: row.value.clone(), missing: row.required && row.value.is_none(), from }
    }

    /// A secret: what of it is known is the place where it lies.
    fn secret(&self, row: &EnvRow, supply: &str) -> Cell {
        let Some(cluster) = &self.plan.cluster else {
            let from = match &row.default {
                Some(_) => From::new(Source::Default, origin(row)),
                None => From::new(Source::Nobody, None),
            };
            let is_made = self.plan.supply(supply).is_some_and(|supply| supply.generated);
            return Cell { value: None, missing: row.required && !is_made, from };
        };

        let keys = cluster.secrets.iter().flat_map(|(secret, keys)| keys.iter().map(move |key| (secret, key)));
        let found = keys.into_iter().find(|(_, key)| key.name == supply);
        // Which mode makes the Secret is an option, and told as that.
        let is_left_out = |key: &Supplied| cluster.mode == SecretsMode::External && !key.fetched && !key.required;
        let at = found.filter(|(_, key)| key.exists || !is_left_out(key));
        let Some((secret, key)) = at else {
            return Cell { value: None, missing: false, from: From::new(Source::Nobody, None) };
        };
        let at = format!("{secret}/{}", key.key);
        Cell { value: None, missing: false, from: From::new(Source::Secret, at) }
    }

    /// The option that gives a variable, where one is said.
    fn option(&self, variable: &str) -> Option<From> {
        let (_, keys) = OF_OPTIONS.iter().find(|(name, _)| *name == variable)?;
        let setting = keys.iter().fold(Pointer::root(), |pointer, key| pointer.key(key));
        said(self.options.provenance(&setting), self.place).map(|(kind, at)| From::new(kind, at))
    }

    /// Where an option comes from.
    pub(super) fn said(&self, by: Provenance) -> From {
        said(by, self.place).map_or(From::new(Source::Nobody, None), |(kind, at)| From::new(kind, at))
    }
}
