//! What a name that nothing gives may be meant for: one that is close to it, or what a store calls its own.

use std::collections::{BTreeMap, BTreeSet};

use super::holder::{Holder, LONGEST, MOST_LISTED};
use crate::diagnostic::nearest::nearest;
use crate::plan::{EnvKind, EnvRow, naming};
use crate::source::Pointer;
use crate::text::one_line;

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
    /// Where that is declared, where one entry alone gives it.
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
    let is_meant = |near: &&str| !rows.get(near).is_some_and(|row| is_one_of_many(name, row, rows.values().copied()));
    let near = nearest(name, rows.keys().copied()).filter(is_slip).filter(is_meant);
    let is_of_database = OF_DATABASES.contains(&first) || first.starts_with("PG");
    let databases = rows
        .values()
        .filter(|row| is_of_a_store(row) && DATABASES.iter().any(|name| row.provider.as_deref() == Some(name)));
    let of_database: Vec<&&EnvRow> = if is_of_database { databases.collect() } else { Vec::new() };
    let of_store = if of_store.is_empty() { of_database } else { of_store };
    let stores: BTreeSet<_> = of_store.iter().filter_map(|row| row.component.as_ref()).collect();
    let only = of_store.first().copied().filter(|_| stores.len() < 2);
    let meant = near.and_then(|near| rows.get(near)).or(only);
    let at = meant.and_then(|row| row.declared_by.clone());
    let help = match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if stores.len() > 1 => Some(each(name, of_store)),
        None if !of_store.is_empty() => {
            let login = of_store.iter().find(|row| row.secret && row.description.is_some());
            let listed: Vec<String> = of_store.iter().take(MOST_LISTED).map(|row| format!("`{}`", row.name)).collect();
            let carries =
                login.map(|row| format!("; `{}` carries {}", row.name, row.description.as_deref().unwrap_or_default()));
            let more = more(of_store.len() - listed.len());
            Some(format!("the plan gives {}{more}{}", listed.join(", "), carries.unwrap_or_default()))
        }
        None => None,
    };
    Alike { help, at, is_of_store }
}

/// What a name ends with, which says what a variable is of its entry: a host, a password.
fn part(name: &str) -> &str {
    name.rsplit('_').next().unwrap_or_default()
}

/// Whether other entries of its provider have such a variable as well, and the name says otherwise which one it is of.
fn is_one_of_many<'r>(name: &str, row: &EnvRow, mut rows: impl Iterator<Item = &'r EnvRow>) -> bool {
    let is_other = |other: &EnvRow| {
        other.provider == row.provider && other.component != row.component && part(&other.name) == part(&row.name)
    };
    let entry = |name: &str| name.strip_suffix(part(name)).map(str::to_owned);
    row.provider.is_some() && entry(name) != entry(&row.name) && rows.any(is_other)
}

/// What several stores give, each with its entry: what ends as the name does, or else a part of each after the other.
fn each(name: &str, mut of_store: Vec<&&EnvRow>) -> String {
    let all = of_store.len();
    if of_store.iter().any(|row| part(&row.name) == part(name)) {
        of_store.retain(|row| part(&row.name) == part(name));
    }
    // The first of several has its variables under a short name too, which does not say whose they are.
    let names: BTreeSet<&str> = of_store.iter().map(|row| row.name.as_str()).collect();
    let is_short = |row: &EnvRow| {
        let long = row.name.split_once('_').zip(row.component.as_ref());
        let long = long.map(|((first, rest), id)| format!("{first}_{}_{rest}", naming::variable(&id.entry)));
        long.is_some_and(|long| names.contains(long.as_str()))
    };
    let mut named: Vec<&EnvRow> = of_store.iter().filter(|row| !is_short(row)).map(|row| **row).collect();
    named.sort_by_key(|row| (part(&row.name), &row.component));
    let of = |row: &EnvRow| {
        let of = row.component.as_ref().map(|id| format!(" of `{}`", one_line(&id.to_string(), LONGEST)));
        format!("`{}`{}", row.name, of.unwrap_or_default())
    };
    let listed: Vec<String> = named.into_iter().take(MOST_LISTED).map(of).collect();
    format!("the plan gives {}{}", listed.join(", "), more(all - listed.len()))
}

/// How many are not listed, in words.
fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(", and {count} more, which `ast plan` shows") }
}
