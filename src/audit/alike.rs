//! What a name that nothing gives may be meant for: one that is close to it, or what a store calls its own.

use std::collections::BTreeMap;

use super::holder::{Holder, MOST_LISTED};
use crate::diagnostic::nearest::nearest;
use crate::plan::{EnvKind, EnvRow};
use crate::source::Pointer;

/// How names of passwords end.
const PASSWORDS: [&str; 4] = ["PASSWORD", "PASSWD", "PASS", "PWD"];

/// How code begins the names of a database's own, whatever the store of the plan calls them, and the providers of such.
const OF_DATABASES: [&str; 3] = ["DATABASE", "DB", "SQL"];
const DATABASES: [&str; 2] = ["postgres", "mysql"];

fn is_of_a_store(row: &EnvRow) -> bool {
    row.provider.is_some() && matches!(row.kind, EnvKind::Connection | EnvKind::StoreCredential)
}

/// What a missing name may be meant for.
#[derive(Debug, Default)]
pub(super) struct Alike {
    pub(super) help: Option<String>,
    /// Where that is declared.
    pub(super) at: Option<Pointer>,
    /// It is a password by its name, and a store of the plan has another name for its own.
    pub(super) is_of_store: bool,
}

pub(super) fn alike(name: &str, holders: &[&Holder<'_>]) -> Alike {
    let rows: BTreeMap<&str, &EnvRow> =
        holders.iter().flat_map(|holder| &holder.container.local).map(|row| (row.name.as_str(), row)).collect();
    let first = name.split('_').next().unwrap_or_default();
    let begins = |other: &str| other.strip_prefix(first).is_some_and(|rest| rest.starts_with('_'));
    let of_store: Vec<&&EnvRow> = rows.values().filter(|row| is_of_a_store(row) && begins(&row.name)).collect();
    let is_password = PASSWORDS.contains(&name.rsplit('_').next().unwrap_or_default());
    let is_of_store = is_password && !of_store.is_empty();
    // Two parts of one store are no slip of each other: `POSTGRES_URL` is not meant for `POSTGRES_DB`.
    let is_slip = |near: &&str| {
        let part = |name: &str| name.strip_prefix(first).map(str::to_owned).unwrap_or_default();
        !begins(near) || !of_store.iter().any(|row| row.name == *near) || nearest(&part(name), [&*part(near)]).is_some()
    };
    let near = nearest(name, rows.keys().copied()).filter(is_slip);
    let is_of_database = OF_DATABASES.contains(&first) || first.starts_with("PG");
    let databases = rows
        .values()
        .filter(|row| is_of_a_store(row) && DATABASES.iter().any(|name| row.provider.as_deref() == Some(name)));
    let of_database: Vec<&&EnvRow> = if is_of_database { databases.collect() } else { Vec::new() };
    let of_store = if of_store.is_empty() { of_database } else { of_store };
    let meant = near.and_then(|near| rows.get(near)).or_else(|| of_store.first().copied());
    let at = meant.and_then(|row| row.declared_by.clone());
    let help = match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if !of_store.is_empty() => {
            let login = of_store.iter().find(|row| row.secret && row.description.is_some());
            let listed: Vec<String> = of_store.iter().take(MOST_LISTED).map(|row| format!("`{}`", row.name)).collect();
            let carries =
                login.map(|row| format!("; `{}` carries {}", row.name, row.description.as_deref().unwrap_or_default()));
            Some(format!("the plan gives {}{}", listed.join(", "), carries.unwrap_or_default()))
        }
        None => None,
    };
    Alike { help, at, is_of_store }
}
