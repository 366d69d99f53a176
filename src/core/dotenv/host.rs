//! The environment of a process on this machine: a plan's rows for it, with the values that somebody supplies.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Problem, check};
use super::read::{Assignment, Environment, Form, read};
use super::value;
use crate::plan::{BoundPlan, EnvRow, Template};
use crate::source::{Source, Span};

/// What somebody supplies: by the environment, else by an env file, as Compose takes it.
pub struct Supplied<'a> {
    plan: &'a BoundPlan,
    values: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl<'a> Supplied<'a> {
    /// Reads an env file beside the environment.
    pub fn read(plan: &'a BoundPlan, source: &Source, environment: Environment<'_>) -> Self {
        let mut values = BTreeMap::new();
        for found in read(source, environment).assignments {
            if found.counts() {
                values.insert(found.name, found.value);
            }
        }
        let mut problems = check(plan, source, environment);
        problems.retain(|problem| problem.kind.is_error() && environment(&problem.name).is_none());
        for supply in &plan.supplies {
            let Some(value) = environment(&supply.name) else { continue };
            let (name, span) = (supply.name.clone(), Span::default());
            let given =
                Assignment { name, span, value, place: span, form: Form::Equals, fault: None, unset: Vec::new() };
            let found = if given.value.is_empty() {
                supply.required.then(|| super::check::missing(supply, None))
            } else {
                value::check(plan, supply, &given).filter(|problem| problem.kind.is_error())
            };
            problems.extend(found.map(|problem| Problem { span: None, ..problem }));
            values.insert(given.name, given.value);
        }
        Self { plan, values, problems }
    }

    /// The value of a name: what is supplied, else the default.
    pub fn value(&self, name: &str) -> Option<&str> {
        let given = self.values.get(name).map(String::as_str).filter(|value| !value.is_empty());
        let supply = || self.plan.supplies.iter().find(|supply| supply.name == name);
        given.or_else(|| supply()?.default.as_deref())
    }

    /// A port on this machine that a variable moves.
    pub fn port(&self, variable: &str, environment: Environment<'_>) -> Option<u16> {
        environment(variable).or_else(|| self.values.get(variable).cloned())?.parse().ok()
    }

    /// What keeps rows from having their values: lines that can't be read, and values that are missing or wrong.
    pub fn problems(&self, wanted: &BTreeSet<&str>) -> Vec<&Problem> {
        let is_of_it = |problem: &&Problem| problem.name.is_empty() || wanted.contains(problem.name.as_str());
        self.problems.iter().filter(is_of_it).collect()
    }

    /// The variables of a process, without those of rows that have no value.
    pub fn variables(&self, rows: &[EnvRow]) -> Vec<(String, String)> {
        rows.iter().filter_map(|row| Some((row.name.clone(), self.of(row)?))).collect()
    }

    fn of(&self, row: &EnvRow) -> Option<String> {
        match (&row.template, &row.supply) {
            (Some(Template::Around { before, supply, after }), _) => {
                Some(format!("{before}{}{after}", self.value(supply).unwrap_or_default()))
            }
            (Some(Template::Present { supply, text }), _) => self.value(supply).map(|_| (*text).to_owned()),
            (None, Some(supply)) => {
                let given = self.values.get(supply).filter(|value| !value.is_empty()).cloned();
                given.or_else(|| row.default.clone())
            }
            (None, None) => row.value.clone(),
        }
    }
}
