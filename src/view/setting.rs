//! What an option is: a key of `ast.toml`, by the table of settings and the schema that is made of it.

use serde_json::Value;

use super::explain::{Explanation, fact};
use super::explained::{Explained, OptionKey, OptionKind};
use crate::options::{LANGUAGES, Row, Setting as _, Settings, property, row, schema};

/// What stands for a name of the user's.
const NAMED: &str = "<name>";

/// The options that a name means: a path as in `cluster.registry`, or as a table's header is written; a key alone,
/// wherever it stands, unless it is something else already.
pub(super) fn explain(name: &str, is_known: bool) -> Vec<Explanation> {
    let wanted: Vec<&str> = name.trim_matches(['[', ']']).split('.').map(|key| key.trim_matches(['"', '\''])).collect();
    let all = paths();
    let is_meant = |path: &&Vec<String>| matches(&path.iter().map(String::as_str).collect::<Vec<_>>(), &wanted);
    let mut found: Vec<_> = all.iter().filter(is_meant).collect();
    if let ([key], true) = (wanted.as_slice(), found.is_empty() && !is_known) {
        found
            .extend(all.iter().filter(|path| path[0] != "environments" && path.last().is_some_and(|last| last == key)));
    }
    if found.is_empty() {
        return Vec::new();
    }
    let schema = schema();
    found.into_iter().filter_map(|path| Some(told(path, row(path)?, value(&schema, path)?))).collect()
}

/// All that names an option: its path, and its key alone.
pub(super) fn names() -> Vec<String> {
    let own = paths().into_iter().filter(|path| path[0] != "environments");
    own.flat_map(|path| [path.join("."), path.last().cloned().unwrap_or_default()]).collect()
}

/// Every path of the table of settings.
fn paths() -> Vec<Vec<String>> {
    fn below(rows: &[Row], at: &[String], found: &mut Vec<Vec<String>>) {
        for row in rows {
            let mut path = at.to_vec();
            path.push(row.key());
            found.push(path.clone());
            if row.is_named {
                path.push(NAMED.to_owned());
            }
            below(row.rows, &path, found);
        }
    }
    let mut found = Vec::new();
    below(Settings::ROWS, &[], &mut found);
    found
}

/// What the schema says of the value of an option. Names that are not the user's stand for each other.
fn value<'s>(schema: &'s Value, path: &[String]) -> Option<&'s Value> {
    property(schema, path).or_else(|| {
        let known = |key: &String| if key == NAMED { LANGUAGES[0].to_owned() } else { key.clone() };
        property(schema, &path.iter().map(known).collect::<Vec<_>>())
    })
}

/// Whether a path is the one that is wanted; a name of the user's is any, also a container's id, which has a dot.
fn matches(path: &[&str], wanted: &[&str]) -> bool {
    match (path, wanted) {
        ([], []) => true,
        ([NAMED, path @ ..], [_, rest @ ..]) => {
            matches(path, rest) || matches!(rest, [_, rest @ ..] if matches(path, rest))
        }
        ([key, path @ ..], [word, rest @ ..]) => key == word && matches(path, rest),
        _ => false,
    }
}

/// What is open to begin with, and how more is: a policy says neither by itself.
const EGRESS: [(&str, &str); 2] = [
    ("unless said", "port 443 of public addresses is open to all but stores, and private networks are shut"),
    ("write", "`\"5432\"` for a port of any address, `\"10.0.0.0/8:5432\"` for one in a range"),
];

fn told(path: &[String], row: &Row, value: &Value) -> Explanation {
    // An environment is built on the project's own, and no flag says what one has.
    let is_own = path[0] != "environments";
    let answer = OptionKey {
        kind: OptionKind::Option,
        name: path.join("."),
        datatype: kind(value),
        default: row.default().filter(|_| is_own),
        options: words(value),
        flag: row.flag.filter(|_| is_own).map(|flag| format!("--{} {}", flag.name, flag.value).trim_end().to_owned()),
        description: row.about(),
        keys: row.rows.iter().map(Row::key).collect(),
    };
    let mut facts = String::new();
    let table = &path[..path.len() - 1];
    let place = match (row.rows.is_empty(), table) {
        (false, _) if row.is_named => format!("`ast.toml`, as `[{}.{NAMED}]`", answer.name),
        (false, _) => format!("`ast.toml`, as `[{}]`", answer.name),
        (true, []) => "`ast.toml`, above all tables".to_owned(),
        (true, table) => format!("`ast.toml`, under `[{}]`", table.join(".")),
    };
    fact(&mut facts, "stands in", &place);
    fact(&mut facts, "type", answer.datatype);
    if let Some(default) = row.default_text().filter(|_| is_own) {
        fact(&mut facts, "default", &default);
    }
    if !answer.options.is_empty() {
        fact(&mut facts, "one of", &answer.options.join(", "));
    }
    if let Some(flag) = &answer.flag {
        fact(&mut facts, "flag", flag);
    }
    if !answer.keys.is_empty() {
        fact(&mut facts, "keys", &answer.keys.join(", "));
    }
    if path.last().is_some_and(|key| key == "egress") {
        for (title, words) in EGRESS {
            fact(&mut facts, title, words);
        }
    }
    let about = format!(": {}.", answer.description);
    Explanation { name: answer.name.clone(), about, facts, answer: Explained::Option(answer) }
}

/// The kind of value that an option has; what is left out is never written as null.
fn kind(value: &Value) -> &'static str {
    let name = |value: &Value| value["type"].as_str().or(value["type"][0].as_str()).map(str::to_owned);
    match name(value).or_else(|| name(&value["anyOf"][0])).as_deref() {
        Some("array") => "list",
        Some("object") => "table",
        Some("boolean") => "boolean",
        Some("integer") => "integer",
        _ => "string",
    }
}

/// The only words that it can be, where there are such.
fn words(value: &Value) -> Vec<String> {
    let choices = [&value["anyOf"][0]["oneOf"], &value["oneOf"], &value["items"]["oneOf"]];
    let choices = choices.into_iter().find_map(Value::as_array).into_iter().flatten();
    choices.filter_map(|choice| choice["const"].as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(name: &str) -> Vec<String> {
        explain(name, false).into_iter().map(|found| found.name).collect()
    }

    #[test]
    fn a_path_a_header_a_users_name_and_a_key_alone_lead_to_an_option() {
        assert_eq!(names_of("cluster.registry"), ["cluster.registry"]);
        assert_eq!(names_of("[gateway]"), ["gateway"]);
        assert_eq!(names_of("extend"), ["extend"]);
        assert_eq!(names_of("components.knowledge.db.image"), ["components.<name>.image"]);
        assert_eq!(names_of("cluster.components.\"agent\".cpu"), ["cluster.components.<name>.cpu"]);
        assert_eq!(names_of("environments.staging.cluster.tag"), ["environments.<name>.cluster.tag"]);
        assert_eq!(names_of("registry"), ["cluster.registry"]);
        assert_eq!(names_of("nothing.of.this"), [""; 0]);
    }

    #[test]
    fn every_option_is_explained_by_its_name() {
        for path in paths() {
            let name = path.join(".");
            let found = explain(&name, true);
            assert!(found.iter().any(|found| found.name == name && !found.facts.is_empty()), "{name}");
        }
    }
}
