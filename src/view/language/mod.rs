//! The keys of the language: what each is, where it stands, and what it becomes.
//!
//! What a key is, its type, its default and its words are the schema's, where hover has them from as well. What it
//! becomes in each target stands here, in [`Fact`]s: the language's reference and `ast explain KEY` are made of both.

mod agent;
mod around;
mod entry;
mod own;

use std::fmt::Write as _;

use super::explain::{Explanation, fact};
use super::explained::{Becomes, Explained, KeyKind, LanguageKey};
use crate::schema::node::{Key, Shape};

pub(super) use own::entry;
pub use own::{Absent, absent};

/// What a key becomes; nothing where a text is empty.
#[derive(Debug)]
pub(super) struct Fact {
    /// The mapping that has the key, as the schema calls it, and the key.
    key: &'static str,
    /// How it is written.
    example: &'static str,
    /// What it becomes in `compose.yaml`.
    compose: &'static str,
    /// What it becomes in a cluster.
    cluster: &'static str,
    /// What it becomes in client code.
    client: &'static str,
}

/// A key, and all places that it stands in.
#[derive(Debug)]
struct Entry {
    /// The mapping that has it, as the schema calls it; nothing for the whole spec.
    holder: &'static str,
    key: Key,
    /// As in `models.<name>.container.port`; items of a list are `inputs[]`.
    places: Vec<String>,
}

impl Entry {
    fn fact(&self) -> Option<&'static Fact> {
        let all = [agent::FACTS, entry::FACTS, around::FACTS];
        all.into_iter().flatten().find(|fact| match fact.key.split_once('.') {
            Some((holder, key)) => (holder, key) == (self.holder, self.key.name),
            None => self.holder.is_empty() && fact.key == self.key.name,
        })
    }
}

/// Every key of the language in the order of the schema, each once.
fn entries() -> Vec<Entry> {
    let mut found = Vec::new();
    collect(Shape::root(), "", "", &mut found);
    found
}

fn collect(shape: Shape, holder: &'static str, path: &str, found: &mut Vec<Entry>) {
    for key in shape.keys() {
        let place = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match found.iter_mut().find(|entry| entry.holder == holder && entry.key.name == key.name) {
            Some(entry) => entry.places.push(place.clone()),
            None => found.push(Entry { holder, key, places: vec![place.clone()] }),
        }
        let (below, place) = below(key.shape, place);
        collect(below, below.definition(), &place, found);
    }
}

/// What has the next keys: the value itself, an item of a list, or what stands under a name of the user's.
fn below(shape: Shape, place: String) -> (Shape, String) {
    match (shape.item(), shape.named()) {
        // What can be a mapping or a list of words has the mapping's keys.
        _ if shape.keys().next().is_some() => (shape, place),
        (Some(item), _) => (item, place + "[]"),
        (None, Some(named)) => (named, place + ".<name>"),
        (None, None) => (shape, place),
    }
}

/// The keys that a word or a path names: `healthcheck`, `agent.healthcheck`, `models.chat.container`; an entry's own id
/// leads to its section where the project has no such entry. A path may leave out where the user's names stand
/// (`ingestion.container.image`).
pub(super) fn explain(name: &str, is_entry: bool) -> Vec<Explanation> {
    let wanted: Vec<&str> = name.split('.').map(|token| token.trim_end_matches("[]")).collect();
    let is_meant = |entry: &Entry| {
        let is_named = !is_entry && entry.key.shape.is_named();
        entry.places.iter().any(|place| match wanted.as_slice() {
            [word] => entry.key.name == *word,
            path => matches(place, path) || is_named && matches(&format!("{place}.<name>"), path),
        })
    };
    let entries = entries();
    let found: Vec<Explanation> = entries.iter().filter(|entry| is_meant(entry)).map(told).collect();
    if !found.is_empty() || wanted.len() < 2 {
        return found;
    }
    let is_short = |place: &String| place.replace(".<name>", "").replace("[]", "") == wanted.join(".");
    entries.iter().filter(|entry| entry.places.iter().any(is_short)).map(told).collect()
}

/// Whether a path is made of words of the language, though it leads to no key.
pub(super) fn is_path(name: &str) -> bool {
    let is_key = |word: &str| entries().iter().any(|entry| entry.key.name == word);
    let root = name.split('.').next().and_then(|root| Shape::root().member(root));
    root.is_some() && name.contains('.') && name.split('.').all(is_key)
}

/// Whether a place is the one that a path names; a name of the user's is any.
fn matches(place: &str, path: &[&str]) -> bool {
    let tokens: Vec<&str> = place.split('.').map(|token| token.trim_end_matches("[]")).collect();
    tokens.len() == path.len() && tokens.iter().zip(path).all(|(token, word)| *token == "<name>" || token == word)
}

/// All words and paths that name a key.
pub(super) fn names() -> Vec<String> {
    entries().into_iter().flat_map(|entry| entry.places.into_iter().chain([entry.key.name.to_owned()])).collect()
}

fn answer(entry: &Entry) -> LanguageKey {
    let shape = entry.key.shape;
    let fact = entry.fact();
    let text = |part: fn(&'static Fact) -> &'static str| fact.map(part).filter(|text| !text.is_empty());
    LanguageKey {
        kind: KeyKind::Key,
        name: entry.places[0].clone(),
        places: entry.places.clone(),
        datatype: shape.kind(),
        required: entry.key.required,
        default: shape.default(),
        options: shape.words(),
        description: shape.text().unwrap_or_default(),
        example: text(|fact| fact.example),
        becomes: Becomes {
            compose: text(|fact| fact.compose),
            kubernetes: text(|fact| fact.cluster),
            client: text(|fact| fact.client),
        },
        keys: below(shape, String::new()).0.keys().map(|key| key.name).collect(),
    }
}

/// A key for people.
fn told(entry: &Entry) -> Explanation {
    let key = answer(entry);
    let mut facts = String::new();
    let required = if key.required { ", required" } else { "" };
    fact(&mut facts, "type", &format!("{}{required}", key.datatype.unwrap_or("any")));
    if let Some(default) = key.default_text() {
        fact(&mut facts, "default", &default);
    }
    if key.options.len() > 1 {
        fact(&mut facts, "one of", &key.options.join(", "));
    }
    if let [_, others @ ..] = key.places.as_slice()
        && !others.is_empty()
    {
        fact(&mut facts, "also in", &others.join(", "));
    }
    for (title, text) in key.becomes.rows() {
        fact(&mut facts, title, text);
    }
    if !key.keys.is_empty() {
        fact(&mut facts, "keys", &key.keys.join(", "));
    }
    if let Some(example) = key.example {
        let lines: String = example.lines().map(|line| format!("    {line}\n")).collect();
        let _ = write!(facts, "\nwrite it so:\n\n{lines}");
    }
    let about = format!(": {}", key.description);
    Explanation { name: key.name.clone(), about, facts, answer: Explained::Key(key) }
}

/// The reference of the language, in Markdown.
pub fn reference() -> String {
    let entries = entries();
    let mut text = String::from(
        "# The language\n\nEvery key of `astropods.yml`: what it is, and what it becomes in `compose.yaml`, in a cluster and in \
         client code. `ast explain KEY` says the same in the terminal, `ast explain models.chat` what an entry of your \
         spec is. Where the platform does something else is in [`ast` and the platform](platform.md), which variables \
         providers bring in [Environment](environment.md), what is set beside the spec in [Options](options.md). \
         Generated from the schema and `src/view/language`; edit those.\n",
    );
    let mut holders: Vec<&str> = Vec::new();
    for entry in &entries {
        if !holders.contains(&entry.holder) {
            holders.push(entry.holder);
            chapter(&entries, entry, &mut text);
        }
    }
    text
}

/// The keys of one mapping.
fn chapter(entries: &[Entry], first: &Entry, text: &mut String) {
    let stem = |place: &String| place.strip_suffix(first.key.name).unwrap_or_default().trim_end_matches('.').to_owned();
    let places: Vec<String> = first.places.iter().map(stem).collect();
    let title = if first.holder.is_empty() { "The file".to_owned() } else { format!("`{}`", places[0]) };
    let _ = write!(text, "\n## {title}\n");
    if places.len() > 1 {
        let others: Vec<_> = places[1..].iter().map(|place| format!("`{place}`")).collect();
        let _ = write!(text, "\nAlso {}.\n", others.join(", "));
    }
    for entry in entries.iter().filter(|entry| entry.holder == first.holder) {
        let key = answer(entry);
        let mut facts = vec![key.datatype.unwrap_or("any").to_owned()];
        facts.extend(key.required.then(|| "required".to_owned()));
        facts.extend(key.default_text().map(|default| format!("default `{default}`")));
        let _ = write!(text, "\n### `{}`\n\n*{}.* {}\n", entry.key.name, facts.join(", "), key.description);
        if key.options.len() > 1 {
            let words: Vec<_> = key.options.iter().map(|word| format!("`{word}`")).collect();
            let _ = write!(text, "\nOne of {}.\n", words.join(", "));
        }
        if let Some(example) = key.example {
            let _ = write!(text, "\n```yaml\n{example}\n```\n");
        }
        let rows: Vec<_> = key.becomes.rows().map(|(title, words)| format!("- {title}: {words}\n")).collect();
        if !rows.is_empty() {
            let _ = write!(text, "\n{}", rows.concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::schema::{derive, takes};
    use crate::source::Source;

    #[test]
    fn every_key_has_facts_and_every_fact_is_of_a_key() {
        let entries = entries();
        for entry in &entries {
            let (holder, name) = (entry.holder, entry.key.name);
            assert!(entry.fact().is_some() && entry.key.shape.text().is_some(), "nothing is said of {holder}.{name}");
        }
        let facts = [agent::FACTS, entry::FACTS, around::FACTS].into_iter().map(<[Fact]>::len).sum::<usize>();
        assert_eq!(facts, entries.len());
    }

    #[test]
    fn every_example_is_what_the_schema_asks_for() {
        let schema = derive();
        for entry in entries() {
            let holder = match entry.holder {
                "" => &schema,
                name => &schema["$defs"][name],
            };
            let key = entry.key.name;
            let one = serde_json::json!({
                "$defs": schema["$defs"], "properties": {key: holder["properties"][key]}, "required": [key], "additionalProperties": false,
            });
            let example = entry.fact().unwrap().example;
            let (document, report) = parse(&Source::new("example", example));
            assert_eq!(report.iter().count(), 0, "{example}");
            let value = document.root.unwrap().to_json();
            assert_eq!(takes(&one, &value), Ok(()), "{}.{key}: {value}", entry.holder);
        }
    }

    #[test]
    fn a_word_a_path_and_a_path_with_names_lead_to_keys() {
        let found = |name: &str| explain(name, false).into_iter().map(|found| found.name).collect::<Vec<_>>();
        assert_eq!(found("agent.healthcheck"), ["agent.healthcheck"]);
        assert_eq!(found("models.chat.container.port"), ["models.<name>.container.port"]);
        assert_eq!(found("models.<name>.container.port"), ["models.<name>.container.port"]);
        assert_eq!(found("agent.inputs.datatype"), ["agent.inputs[].datatype"]);
        assert_eq!(found("models.chat"), ["models"]);
        assert_eq!(found("healthcheck"), ["agent.healthcheck", "models.<name>.container.healthcheck"]);
        assert_eq!(found("agent.nothing"), [""; 0]);
    }
}
