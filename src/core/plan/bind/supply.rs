//! From rows to the values that somebody provides: once each, however many containers read them.

use std::collections::BTreeMap;

use super::super::bound::BoundContainer;
use super::super::claim::{EnvKind, Precedence, SupplyClaims, Syntax};
use super::super::id::Id;
use super::super::model::Plan;
use super::super::value::{EnvRow, Supply};
use super::Binding;
use super::env::is_generated;
use crate::spec::DataType;

/// Every supply that a row of a container refers to.
pub(super) fn collect(plan: &Plan, binding: &Binding<'_>, containers: &[BoundContainer]) -> Vec<Supply> {
    let mut readers: BTreeMap<&str, Vec<(&Id, &EnvRow)>> = BTreeMap::new();
    for container in containers {
        for row in &container.env {
            if let Some(supply) = &row.supply {
                readers.entry(supply).or_default().push((&container.id, row));
            }
        }
    }
    readers.into_iter().map(|(name, rows)| supply(plan, binding, name, &rows)).collect()
}

fn supply(plan: &Plan, binding: &Binding<'_>, name: &str, rows: &[(&Id, &EnvRow)]) -> Supply {
    let claims = plan.supplies.get(name);
    let owner = claims.and_then(SupplyClaims::owner);
    let direct: Vec<&EnvRow> = rows.iter().map(|(_, row)| *row).filter(|row| row.template.is_none()).collect();
    let mut read_by: Vec<Id> = rows.iter().map(|(id, _)| (*id).clone()).collect();
    read_by.dedup();
    // The row that tells most: of a variable of the supply's own name, and not a helper's.
    let telling = direct.iter().find(|row| row.reference.is_none() && row.description.is_some()).or(direct.first());
    let store = owner.and_then(|owner| owner.store.clone());
    let alone = (read_by.len() == 1).then(|| read_by[0].clone());
    Supply {
        name: name.to_owned(),
        secret: rows.iter().any(|(_, row)| row.secret && row.template.is_none()),
        required: direct.iter().any(|row| row.required),
        default: default(plan, name, &direct),
        generated: is_generated(binding, owner),
        owner: store.or(alone),
        read_by,
        syntax: claims.map_or(Syntax::Any, SupplyClaims::syntax),
        datatype: telling.map_or(DataType::String, |row| row.datatype),
        options: telling.map(|row| row.options.clone()).unwrap_or_default(),
        description: telling.and_then(|row| row.description.clone()),
        kind: telling.map_or(EnvKind::Input, |row| row.kind),
        declared_by: telling.and_then(|row| row.declared_by.clone()),
        provider: telling.and_then(|row| row.provider.clone()),
    }
}

/// The readers' default; where they differ, the top-level input's.
fn default(plan: &Plan, name: &str, rows: &[&EnvRow]) -> Option<String> {
    let first = rows.first().and_then(|row| row.default.clone());
    if rows.iter().all(|row| row.default == first) {
        return first;
    }
    let top = plan.supplies.get(name).and_then(|claims| claims.first(Precedence::Top)?.default.clone());
    top.or_else(|| rows.iter().find_map(|row| row.default.clone()))
}
