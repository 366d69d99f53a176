//! Where a container's variables come from in a cluster: what is known now, what is supplied, and what is composed.

use std::collections::{BTreeMap, BTreeSet};

use super::Homes;
use crate::options::is_key;
use crate::plan::bound::BoundPlan;
use crate::plan::cluster::{Environment, Variable};
use crate::plan::template::Template;
use crate::plan::value::EnvRow;

/// The sources of a container's variables.
pub(super) fn environment(bound: &BoundPlan, homes: &Homes, rows: &[EnvRow]) -> Environment {
    let mut environment = Environment::default();
    let mut carriers = Carriers::of(rows);
    let mut composed = Vec::new();
    for row in rows {
        match (&row.supply, &row.template) {
            (_, Some(Template::Around { before, supply, after })) => {
                let variable = carriers.carrier(homes, supply, &mut environment);
                let (before, after) = (before.clone(), after.clone());
                composed.push((row.name.clone(), Variable::Composed { before, variable, after }));
            }
            // What a cluster starts is decided when it is generated, not by what is supplied.
            (_, Some(Template::Present { text, .. })) => know(&mut environment, &row.name, text),
            (Some(supply), None) => {
                if let Some(default) = &row.default {
                    know(&mut environment, &row.name, default);
                }
                environment.further.push((row.name.clone(), supplied(bound, homes, row, supply)));
            }
            (None, None) => know(&mut environment, &row.name, row.value.as_deref().unwrap_or_default()),
        }
    }
    // A reference reads what stands before it only.
    environment.further.extend(composed);
    environment
}

fn supplied(bound: &BoundPlan, homes: &Homes, row: &EnvRow, supply: &str) -> Variable {
    let optional = !row.required;
    let secret = bound.supply(supply).is_some_and(|supply| supply.secret);
    match homes.secret(supply).filter(|_| secret) {
        Some((secret, key)) => Variable::Secret { secret: secret.clone(), key: key.clone(), optional },
        None => Variable::Value { key: supply.to_owned(), optional },
    }
}

/// A value that is known now. What no key can be named after stands in the container itself.
fn know(environment: &mut Environment, name: &str, value: &str) {
    if is_key(name) {
        environment.known.insert(name.to_owned(), value.to_owned());
    } else {
        environment.further.push((name.to_owned(), Variable::Literal(value.to_owned())));
    }
}

/// The variables of a container that have a supply's value as it is.
struct Carriers<'a> {
    by_supply: BTreeMap<&'a str, &'a str>,
    /// Every variable, and those that were added.
    names: BTreeSet<&'a str>,
    added: BTreeSet<String>,
}

impl<'a> Carriers<'a> {
    fn of(rows: &'a [EnvRow]) -> Self {
        let mut by_supply = BTreeMap::new();
        for row in rows.iter().filter(|row| row.template.is_none()) {
            if let Some(supply) = &row.supply {
                by_supply.entry(supply.as_str()).or_insert(row.name.as_str());
            }
        }
        Self { by_supply, names: rows.iter().map(|row| row.name.as_str()).collect(), added: BTreeSet::new() }
    }

    /// The variable that has a supply's value. Where `environment` took its name, one is added.
    fn carrier(&mut self, homes: &Homes, supply: &str, environment: &mut Environment) -> String {
        if let Some(name) = self.by_supply.get(supply) {
            return (*name).to_owned();
        }
        let mut name = format!("AST_{supply}");
        while self.names.contains(name.as_str()) {
            name.push('_');
        }
        if let Some((secret, key)) = homes.secret(supply).filter(|_| !self.added.contains(&name)) {
            let value = Variable::Secret { secret: secret.clone(), key: key.clone(), optional: false };
            environment.further.push((name.clone(), value));
            self.added.insert(name.clone());
        }
        name
    }
}
