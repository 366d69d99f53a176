//! What is asked of the table of settings: its flags, its lines, and the schema that is made of it.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::environment::{ALL, MOST_ENVIRONMENTS};
use super::setting::{Flag, Row, Setting as _};
use super::settings::Settings;

/// Every flag that says what a setting says, in the order of the table.
pub fn flags() -> impl Iterator<Item = (Flag, &'static Row)> {
    fn all(rows: &'static [Row], found: &mut Vec<(Flag, &'static Row)>) {
        for row in rows {
            found.extend(row.flag.map(|flag| (flag, row)));
            if !row.is_named {
                all(row.rows, found);
            }
        }
    }
    let mut found = Vec::new();
    all(Settings::ROWS, &mut found);
    found.into_iter()
}

/// The line of the table of settings that some keys lead to.
pub fn row(keys: &[String]) -> Option<&'static Row> {
    let mut rows = Settings::ROWS;
    let mut found = None;
    let mut keys = keys.iter();
    while let Some(key) = keys.next() {
        let row = rows.iter().find(|row| row.key() == *key)?;
        (found, rows) = (Some(row), row.rows);
        if row.is_named {
            // The next key is the user's name for one of them.
            keys.next();
        }
    }
    found
}

/// What the schema of `ast.toml` says of the value that some keys lead to.
pub fn property<'s>(schema: &'s Value, keys: &[String]) -> Option<&'s Value> {
    keys.iter().try_fold(schema, |schema, key| {
        let named = || schema.get("additionalProperties").filter(|rest| rest.is_object());
        schema.get("properties").and_then(|all| all.get(key)).or_else(named)
    })
}

/// The JSON Schema of `ast.toml`.
pub fn schema() -> Value {
    // Without references, so that a key's schema is found by following its path.
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<Settings>().to_value();
    add_defaults(&mut schema, Settings::ROWS);
    if let Some(environments) = schema.pointer_mut("/properties/environments").and_then(|all| all.as_object_mut()) {
        let name = serde_json::json!({ "pattern": "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "not": { "const": ALL } });
        environments.insert("propertyNames".to_owned(), name);
        environments.insert("maxProperties".to_owned(), MOST_ENVIRONMENTS.into());
    }
    schema
}

fn add_defaults(schema: &mut Value, rows: &[Row]) {
    // An environment is built on the project's own, whose defaults hold there.
    for row in rows.iter().filter(|row| row.key() != "environments") {
        let Some(property) = schema.get_mut("properties").and_then(|all| all.get_mut(row.key())) else { continue };
        if let (Some(default), Some(property)) = (row.default(), property.as_object_mut()) {
            property.insert("default".to_owned(), default);
        }
        let inner = if row.is_named { property.get_mut("additionalProperties") } else { Some(property) };
        if let Some(inner) = inner {
            add_defaults(inner, row.rows);
        }
    }
}
