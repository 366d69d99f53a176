//! Keys of an options file that mean nothing there: reported, each with where it belongs, and taken out.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::environment::{ALL, MOST_ENVIRONMENTS};
use super::read::{span_of, with_word};
use super::sdk::LANGUAGES;
use super::setting::{Row, Setting as _};
use super::settings::Settings;
use super::word::ObjectName;
use crate::diagnostic::codes::INVALID_OPTIONS;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{Pointer, Span};

/// Of how many keys it is told where they belong, whose table means nothing.
const MOST_PLACES: usize = 3;

/// What the ids of entries begin with.
const SECTIONS: [&str; 4] = ["models", "knowledge", "integrations", "ingestion"];

/// Where the environments stand.
const ENVIRONMENTS: &str = "environments";

/// Reports keys that no line of the table of settings has, and removes them.
pub(super) fn drop_unknown(table: &mut DeTable<'_>, report: &mut Report) {
    drop_below(table, Settings::ROWS, &Home { rows: Settings::ROWS, at: String::new() }, &Pointer::root(), report);
}

/// What a key is looked for in, and how its tables are called.
struct Home {
    rows: &'static [Row],
    at: String,
}

fn drop_below(table: &mut DeTable<'_>, rows: &'static [Row], home: &Home, pointer: &Pointer, report: &mut Report) {
    let mut unknown = Vec::new();
    for (key, value) in table.iter_mut() {
        let name = key.get_ref();
        if let Some(row) = rows.iter().find(|row| row.key() == name.as_ref()) {
            if let DeValue::Table(inner) = value.get_mut() {
                drop_within(inner, row, home, &pointer.key(name), report);
            }
            continue;
        }
        let keys: Vec<String> = rows.iter().map(Row::key).collect();
        let mut found = stranger(name, span_of(Some(key.span())), &keys, home, pointer);
        if found.fixes.is_empty()
            && let Some(help) = dotted(name, value.get_ref(), rows, pointer).or_else(|| below(value.get_ref(), home))
        {
            found.help = Some(help);
        }
        report.push(found);
        unknown.push(name.to_string());
    }
    for name in unknown {
        table.remove(name.as_str());
    }
}

/// What is said of the second part of an id, which TOML takes for a table of its own where the id is not in quotes.
fn dotted(name: &str, value: &DeValue<'_>, rows: &[Row], pointer: &Pointer) -> Option<String> {
    let DeValue::Table(table) = value else { return None };
    let tokens: Vec<String> = pointer.tokens().collect();
    let (id, above) = tokens.split_last().filter(|(_, above)| above.last().is_some_and(|last| last == "components"))?;
    let is_section = SECTIONS.contains(&id.as_str());
    let is_plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let is_known = table.keys().any(|key| rows.iter().any(|row| row.key() == key.get_ref().as_ref()));
    let is_meant = is_section && is_known && tokens.iter().chain([&name.to_owned()]).all(|word| is_plain(word));
    is_meant.then(|| format!("an id with a dot stands in quotes: `[{}.\"{id}.{name}\"]`", above.join(".")))
}

/// Where what stands under a key that means nothing has its place.
fn below(value: &DeValue<'_>, home: &Home) -> Option<String> {
    let DeValue::Table(table) = value else { return None };
    let places: Vec<String> = table
        .keys()
        .filter_map(|key| Some((key.get_ref(), place_of(key.get_ref(), home)?)))
        .map(|(key, place)| format!("`{key}` {}", place.trim_start_matches("it ")))
        .take(MOST_PLACES)
        .collect();
    (!places.is_empty()).then(|| places.join("; "))
}

/// The same of what stands under a key; of tables that the user names, in each.
fn drop_within(table: &mut DeTable<'_>, row: &Row, home: &Home, pointer: &Pointer, report: &mut Report) {
    if !row.is_named {
        if !row.rows.is_empty() {
            drop_below(table, row.rows, home, pointer, report);
        }
        return;
    }
    // Only these have names that are ours.
    let is_language = row.key() == "sdk";
    let mut unknown = Vec::new();
    for (key, value) in table.iter_mut() {
        let name = key.get_ref();
        if is_language && !LANGUAGES.contains(&name.as_ref()) {
            let keys: Vec<String> = LANGUAGES.iter().map(|language| (*language).to_owned()).collect();
            report.push(stranger(name, span_of(Some(key.span())), &keys, home, pointer));
            unknown.push(name.to_string());
            continue;
        }
        let DeValue::Table(below) = value.get_mut() else { continue };
        // What is the matter with an environment is settled within it, where that can be.
        let own = (home.at.is_empty() && row.key() == ENVIRONMENTS)
            .then(|| Home { rows: row.rows, at: format!("{ENVIRONMENTS}.{name}") });
        drop_below(below, row.rows, own.as_ref().unwrap_or(home), &pointer.key(name), report);
    }
    for name in unknown {
        table.remove(name.as_str());
    }
}

/// A key that means nothing here.
fn stranger(name: &str, at: Span, keys: &[String], home: &Home, pointer: &Pointer) -> Diagnostic {
    let near = nearest(name, keys.iter().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => place_of(name, home).unwrap_or_else(|| {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("remove it; the keys here are {}", keys.join(", "))
        }),
    };
    let message = format!("unknown key `{name}`");
    let diagnostic = Diagnostic::new(&INVALID_OPTIONS, pointer.key(name), at, message).help(help);
    with_word(diagnostic, at, near.map(str::to_owned), str::to_owned)
}

/// Where a key stands instead.
fn place_of(key: &str, home: &Home) -> Option<String> {
    let homes = |rows: &[Row], at: &str| {
        let mut homes = Vec::new();
        homes_of(key, rows, at, &mut homes);
        homes
    };
    let own = homes(home.rows, &home.at);
    if !own.is_empty() {
        return Some(format!("it stands under {}", own.join(", or ")));
    }
    if home.at.is_empty() {
        return None;
    }
    let mut others = homes(Settings::ROWS, "");
    if Settings::ROWS.iter().any(|row| row.key() == key) {
        others.insert(0, "the uppermost keys".to_owned());
    }
    (!others.is_empty())
        .then(|| format!("it is the same in every environment: write it under {}", others.join(", or ")))
}

/// The tables that have a key, below a table.
fn homes_of(key: &str, rows: &[Row], at: &str, homes: &mut Vec<String>) {
    for row in rows.iter().filter(|row| !row.rows.is_empty()) {
        if at.is_empty() && row.key() == ENVIRONMENTS {
            continue;
        }
        let mut here = if at.is_empty() { row.key() } else { format!("{at}.{}", row.key()) };
        if row.is_named {
            here.push_str(".ID");
        }
        if row.rows.iter().any(|row| row.key() == key) {
            homes.push(format!("`[{here}]`"));
        }
        homes_of(key, row.rows, &here, homes);
    }
}

/// Reports environments that can't be called so, and those that are one too many, and removes them.
pub(super) fn drop_misnamed(table: &mut DeTable<'_>, report: &mut Report) {
    let Some(DeValue::Table(all)) = table.get_mut(ENVIRONMENTS).map(Spanned::get_mut) else { return };
    let mut refused = Vec::new();
    for (count, (key, _)) in all.iter().enumerate() {
        let name = key.get_ref();
        let refusal = match ObjectName::new(name) {
            Err(message) => (message, "rename it, as in `staging`: folders and files are called after it".to_owned()),
            Ok(_) if name == ALL => {
                let message = format!("`{ALL}` stands for every environment, in `ast plan --env {ALL}`");
                (message, "give this one another name".to_owned())
            }
            Ok(_) if count >= MOST_ENVIRONMENTS => {
                let message = format!("`{name}` is one more than {MOST_ENVIRONMENTS} environments");
                (message, "leave some out, or keep them in an `ast.toml` of another folder".to_owned())
            }
            Ok(_) => continue,
        };
        let pointer = Pointer::root().key(ENVIRONMENTS).key(name);
        let found = Diagnostic::new(&INVALID_OPTIONS, pointer, span_of(Some(key.span())), refusal.0);
        report.push(found.help(refusal.1));
        refused.push(name.to_string());
    }
    for name in refused {
        all.remove(name.as_str());
    }
}
