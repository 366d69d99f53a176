//! The options of a project in which a container or a value has another name.

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// What options name, with its old and its new name.
#[derive(Debug, Clone, Copy)]
pub enum Called<'a> {
    /// A container, by the old and new id, and the old and new name of its entry.
    Container((&'a str, &'a str), (&'a str, &'a str)),
    /// A value that is supplied, by the old and new variable.
    Value(&'a str, &'a str),
}

/// A text of options in which something is called otherwise: a container as `[components]`, `[schedules]` and `connects`
/// call it, a value as `[values]` and the settings of Secrets do. None where none of them does, or where one is written
/// in a way that can't be followed.
pub fn renamed(text: &str, names: Called<'_>) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let mut places = Vec::new();
    find(root.get_ref(), &mut Vec::new(), names, &mut places);
    if places.is_empty() {
        return None;
    }
    places.sort_by_key(|(start, ..)| *start);
    let (mut changed, mut at) = (String::new(), 0);
    for (start, end, new) in places {
        changed.push_str(text.get(at..start)?);
        changed.push_str(&written(new, text.get(start..end)?));
        at = end;
    }
    changed.push_str(text.get(at..)?);
    // A key that is written twice, as dotted keys are, has one place in the tree: then the two differ.
    let expected = said(text.parse().ok()?, &mut Vec::new(), names);
    (changed.parse::<Table>().ok()? == expected).then_some(changed)
}

/// What a key or a text is to be called at a path, if it is what has another name.
fn new_name<'a>(path: &[String], written: &str, is_key: bool, names: Called<'a>) -> Option<&'a str> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    // An environment says the same below its own name.
    let path = match path.as_slice() {
        ["environments", _, rest @ ..] => rest,
        path => path,
    };
    let (is_it, to) = match (names, path) {
        (Called::Container((old, new), _), ["components"] | ["cluster", "components"]) if is_key => {
            (written == old, new)
        }
        (Called::Container((old, new), _), ["components", _, "connects"]) if !is_key => (written == old, new),
        (Called::Container((id, _), (old, new)), ["schedules"]) if is_key && id.starts_with("ingestion.") => {
            (written == old, new)
        }
        (Called::Value(old, new), ["values"] | ["cluster", "secret-keys"]) if is_key => (written == old, new),
        (Called::Value(old, new), ["cluster", "secret-store", "optional"]) if !is_key => (written == old, new),
        _ => return None,
    };
    is_it.then_some(to)
}

fn find<'a>(table: &DeTable<'_>, path: &mut Vec<String>, names: Called<'a>, found: &mut Vec<(usize, usize, &'a str)>) {
    for (key, value) in table {
        if let Some(new) = new_name(path, key.get_ref(), true, names) {
            found.push((key.span().start, key.span().end, new));
        }
        path.push(key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) => find(inner, path, names, found),
            DeValue::Array(items) => {
                let texts = items.iter().filter_map(|item| Some((item.span(), text_of(item)?)));
                let renamed = texts.filter_map(|(span, text)| Some((span, new_name(path, text, false, names)?)));
                found.extend(renamed.map(|(span, new)| (span.start, span.end, new)));
            }
            _ => {}
        }
        path.pop();
    }
}

fn text_of<'t>(value: &'t Spanned<DeValue<'_>>) -> Option<&'t str> {
    value.get_ref().as_str()
}

/// What a table says once what it names is called otherwise.
fn said(table: Table, path: &mut Vec<String>, names: Called<'_>) -> Table {
    let entry = |(key, value): (String, Value)| {
        let called = new_name(path, &key, true, names).map_or_else(|| key.clone(), str::to_owned);
        path.push(key);
        let value = match value {
            Value::Table(inner) => Value::Table(said(inner, path, names)),
            Value::Array(items) => Value::Array(items.iter().map(|item| called_anew(item, path, names)).collect()),
            other => other,
        };
        path.pop();
        (called, value)
    };
    table.into_iter().map(entry).collect()
}

fn called_anew(item: &Value, path: &[String], names: Called<'_>) -> Value {
    let new = item.as_str().and_then(|text| new_name(path, text, false, names));
    new.map_or_else(|| item.clone(), |new| Value::String(new.to_owned()))
}

/// A key or a text as TOML writes it: bare where the one before it was, and where it may be.
fn written(name: &str, before: &str) -> String {
    let is_bare = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if is_bare(before) && is_bare(name) { name.to_owned() } else { Value::String(name.to_owned()).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_names_a_container_follows_it_and_nothing_else_changes() {
        let text = "# mine\n[schedules]\nnightly = \"0 1 * * *\" # at one\n[components.\"ingestion.nightly\"]\ninit = true\n\
                    [components.agent]\nconnects = [ 'ingestion.nightly', \"knowledge.db\" ]\n\
                    [cluster.components.\"ingestion.nightly\"]\ncpu = \"1\"\n[components.\"knowledge.nightly\"]\n";
        let expected = text
            .replace("nightly = ", "weekly = ")
            .replace("\"ingestion.nightly\"", "\"ingestion.weekly\"")
            .replace("'ingestion.nightly'", "\"ingestion.weekly\"");
        let names = Called::Container(("ingestion.nightly", "ingestion.weekly"), ("nightly", "weekly"));
        assert_eq!(renamed(text, names), Some(expected));
        let text = "[environments.a.schedules]\nnightly = \"0 1 * * *\"\n[environments.a.cluster.components.\"ingestion.nightly\"]\n";
        assert_eq!(renamed(text, names), Some(text.replace("nightly", "weekly")));
    }

    #[test]
    fn every_place_that_names_a_value_follows_it_and_nothing_else_changes() {
        let text = "[values]\nREGION = \"REGION\" # here\n[cluster.secret-keys]\nREGION = \"REGION/x\"\n\
                    [cluster.secret-store]\noptional = [\"REGION\", \"KEY\"]\n[schedules]\nREGION = \"0 1 * * *\"\n\
                    [environments.REGION.values]\nREGION = \"b\"\n";
        let expected = "[values]\nAREA = \"REGION\" # here\n[cluster.secret-keys]\nAREA = \"REGION/x\"\n\
                        [cluster.secret-store]\noptional = [\"AREA\", \"KEY\"]\n[schedules]\nREGION = \"0 1 * * *\"\n\
                        [environments.REGION.values]\nAREA = \"b\"\n";
        assert_eq!(renamed(text, Called::Value("REGION", "AREA")).as_deref(), Some(expected));
    }

    #[test]
    fn what_names_no_such_container_or_can_not_be_followed_stays() {
        let names = Called::Container(("knowledge.db", "knowledge.store"), ("db", "store"));
        for text in ["[schedules]\ndb = \"0 1 * * *\"\n", "", "[components.\"knowledge.dbx\"]\n", "[[["] {
            assert_eq!(renamed(text, names), None, "{text}");
        }
        let dotted = "components.\"knowledge.db\".init = true\ncomponents.\"knowledge.db\".shm = \"1Gi\"\n";
        assert_eq!(renamed(dotted, names), None);
    }
}
