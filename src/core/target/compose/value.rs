//! A row of the plan as a value of `environment`.

use crate::dotenv::reference::{is_written_out, literal, or_empty, required, with_default};
use crate::plan::{BoundPlan, EnvRow, Template};

/// What to do about a default that a reference can't carry, and about a key that is made up.
const SYNC: &str = "run ast env sync";

/// The value; none where the variable is set only if the user sets it.
///
/// A service of a profile runs only when it is asked for. Compose reads the whole file for every command, so
/// what such a service needs must not stop the others.
pub(super) fn value(plan: &BoundPlan, row: &EnvRow, on_demand: bool) -> Option<String> {
    if let Some(template) = &row.template {
        return Some(filled(plan, template, on_demand));
    }
    let Some(supply) = row.supply.as_deref() else {
        return Some(literal(row.value.as_deref().unwrap_or_default()));
    };
    let optional = row.optional || on_demand;
    if let Some(default) = &row.default {
        if let Some(reference) = with_default(supply, default) {
            return Some(reference);
        }
        return if optional { unset(row, supply) } else { Some(required(supply, SYNC)) };
    }
    let generated = plan.supply(supply).is_some_and(|supply| supply.generated);
    match (generated, row.required) {
        _ if on_demand => unset(row, supply),
        (true, _) if !row.optional => Some(required(supply, SYNC)),
        (_, true) => Some(required(supply, &ask(supply))),
        _ => unset(row, supply),
    }
}

fn ask(supply: &str) -> String {
    format!("{SYNC}, then set {supply} in .env")
}

/// Absent where it is not set, which Compose can do for a variable of the supply's own name; else empty.
fn unset(row: &EnvRow, supply: &str) -> Option<String> {
    (row.name != supply).then(|| or_empty(supply))
}

/// A template with the supply's default in place, as it would be in the variable itself.
fn filled(plan: &BoundPlan, template: &Template, on_demand: bool) -> String {
    let Template::Around { before, supply: name, after } = template else { return template.to_string() };
    let Some(supply) = plan.supply(name) else { return template.to_string() };
    let reference = match &supply.default {
        Some(default) => with_default(name, default),
        None if supply.required && !on_demand => Some(required(name, &ask(name))),
        None => None,
    };
    let otherwise = || if is_written_out(supply) { required(name, SYNC) } else { or_empty(name) };
    [before, &*reference.unwrap_or_else(otherwise), after].concat()
}
