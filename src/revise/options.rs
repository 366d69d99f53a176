//! The options of a project in which a container is named no more.

use toml_edit::{DocumentMut, Table, TableLike};

/// A text of options without what it says of a container, in `[components]`, `[schedules]` and `connects`; a table goes
/// with the last of its entries. `entry` is the name of its entry. None where nothing is said of it, or where that can't
/// be taken out without touching what stands beside it.
pub fn forgotten(text: &str, id: &str, entry: &str) -> Option<String> {
    // The writer knows one line break, and what was mixed can't be told apart afterwards.
    let has_returns = text.contains('\r');
    let plain = text.replace("\r\n", "\n");
    if has_returns && (plain.contains('\r') || plain.replace('\n', "\r\n") != text) {
        return None;
    }
    let mut document: DocumentMut = plain.parse().ok()?;
    if document.to_string() != plain {
        return None;
    }
    let end = document.trailing().as_str().map(str::to_owned);
    let root = document.as_table_mut();
    let environments = root.get("environments").and_then(|all| all.as_table_like());
    let names: Vec<String> =
        environments.into_iter().flat_map(|all| all.iter()).map(|(name, _)| name.to_owned()).collect();
    let mut is_changed = forget(root, &["components"], id);
    // An environment says the same below its own name.
    let tables = names.iter().map(|name| vec!["environments", name]).chain([Vec::new()]);
    for table in tables {
        is_changed |= forget(root, &[&table[..], &["cluster", "components"]].concat(), id);
        if id.starts_with("ingestion.") {
            is_changed |= forget(root, &[&table[..], &["schedules"]].concat(), entry);
        }
    }
    is_changed |= disconnect(root, id);
    if !is_changed {
        return None;
    }
    if let Some(end) = end {
        document.set_trailing(end);
    }
    let changed = document.to_string();
    Some(if has_returns { changed.replace('\n', "\r\n") } else { changed })
}

/// Takes an entry out of the table at a path, and what is empty after that.
fn forget(table: &mut dyn TableLike, path: &[&str], key: &str) -> bool {
    let Some((first, rest)) = path.split_first() else { return table.remove(key).is_some() };
    let Some(inner) = table.get_mut(first).and_then(|item| item.as_table_like_mut()) else { return false };
    let is_gone = forget(inner, rest, key);
    if is_gone && inner.is_empty() {
        table.remove(first);
    }
    is_gone
}

/// Takes a container out of the lists of those that others connect to.
fn disconnect(root: &mut Table, id: &str) -> bool {
    let Some(components) = root.get_mut("components").and_then(|item| item.as_table_like_mut()) else { return false };
    let mut is_changed = false;
    for (_, component) in components.iter_mut() {
        let list = component.as_table_like_mut().and_then(|component| component.get_mut("connects"));
        let Some(list) = list.and_then(|list| list.as_array_mut()) else { continue };
        let before = list.len();
        list.retain(|item| item.as_str() != Some(id));
        if list.len() < before {
            is_changed = true;
            // What stood after it is the first now, and is not set apart from the bracket.
            if let Some(first) = list.get_mut(0)
                && first.decor().prefix().and_then(|prefix| prefix.as_str()) == Some(" ")
            {
                first.decor_mut().set_prefix("");
            }
        }
    }
    is_changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_names_a_container_forgets_it_and_nothing_else_changes() {
        let text = "# mine\n[schedules]\nweekly = \"0 1 * * 1\"\n# at one\nnightly = \"0 1 * * *\" # daily\n\n\
                    # much\n[components.\"ingestion.nightly\"]\ninit = true\n\n\
                    [components.agent]\nconnects = [\"ingestion.nightly\", 'knowledge.db'] # two\n\n\
                    [cluster.components.\"ingestion.nightly\"]\ncpu = \"1\"\n\n[cluster]\ntag = \"1\"\n# end\n";
        let expected = "# mine\n[schedules]\nweekly = \"0 1 * * 1\"\n\n\
                        [components.agent]\nconnects = ['knowledge.db'] # two\n\n[cluster]\ntag = \"1\"\n# end\n";
        let forgotten = |text: &str| super::forgotten(text, "ingestion.nightly", "nightly");
        assert_eq!(forgotten(text).as_deref(), Some(expected));
        let returned = |text: &str| text.replace('\n', "\r\n");
        assert_eq!(forgotten(&returned(text)), Some(returned(expected)));
        let alone = "[env]\nexample = \"a\"\n\n[schedules]\nnightly = \"0 1 * * *\"\n";
        assert_eq!(forgotten(alone).as_deref(), Some("[env]\nexample = \"a\"\n"));
        let dotted = "components.\"ingestion.nightly\".init = true\ncomponents.agent.init = true\n";
        assert_eq!(forgotten(dotted).as_deref(), Some("components.agent.init = true\n"));
        let elsewhere = "[environments.a.schedules]\nnightly = \"0 1 * * *\"\nweekly = \"0 1 * * 1\"\n";
        assert_eq!(forgotten(elsewhere).as_deref(), Some("[environments.a.schedules]\nweekly = \"0 1 * * 1\"\n"));
        let inline = "components = { \"ingestion.nightly\" = { init = true } }\ntag = 1\n";
        assert_eq!(forgotten(inline).as_deref(), Some("tag = 1\n"));
    }

    #[test]
    fn what_names_no_such_container_or_can_not_be_followed_stays() {
        for text in
            ["[schedules]\ndb = \"0 1 * * *\"\n", "", "[components.\"knowledge.dbx\"]\n", "[[[", "a = 1\r\nb = 2\n"]
        {
            assert_eq!(forgotten(text, "knowledge.db", "db"), None, "{text}");
        }
    }
}
