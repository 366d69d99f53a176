//! Variables in which code keeps the address of a store, where the store gives that by other names.

use std::collections::{BTreeMap, BTreeSet};

/// How such names begin, by the provider of the store.
const BEGINS: [(&str, &[&str]); 5] = [
    ("postgres", &["POSTGRES", "POSTGRESQL", "PG", "PGHOST", "DATABASE", "DB", "SQL", "SQLALCHEMY"]),
    ("mysql", &["MYSQL", "MARIADB", "DATABASE", "DB", "SQL", "SQLALCHEMY"]),
    ("redis", &["REDIS", "VALKEY"]),
    ("qdrant", &["QDRANT"]),
    ("neo4j", &["NEO4J"]),
];
/// How they end.
const ENDS: [&str; 8] = ["URL", "URI", "DSN", "HOST", "PGHOST", "CONN", "CONNECTION", "STRING"];

/// A variable that holds the address of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) variable: String,
    /// The entry of `knowledge`, which is called as its provider.
    pub(crate) store: String,
    /// The variables by which the store gives the same.
    pub(crate) given: Vec<String>,
}

/// The variables that are addresses of one of the stores; `given` is what the catalogue gives.
pub(super) fn addresses(
    variables: &[String],
    stores: &BTreeSet<String>,
    given: &BTreeMap<String, (&'static str, &'static str)>,
) -> Vec<Address> {
    let of = |variable: &String| {
        let (first, last) = (variable.split('_').next()?, variable.rsplit('_').next()?);
        let is_of = |store: &&str| BEGINS.iter().any(|(of, begins)| of == store && begins.contains(&first));
        let mut fitting = stores.iter().map(String::as_str).filter(is_of).filter(|_| ENDS.contains(&last));
        // Of two that it could be, nobody knows which one it is.
        let store = fitting.next().filter(|_| fitting.next().is_none())?.to_owned();
        let names = given.iter().filter(|(_, (section, provider))| *section == "knowledge" && *provider == store);
        let given = names.map(|(name, _)| name.clone()).collect();
        Some(Address { variable: variable.clone(), store, given })
    };
    variables.iter().filter_map(of).collect()
}
