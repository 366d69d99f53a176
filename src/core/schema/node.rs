//! What the schema says of a place: its text, its keys, its words.

use serde_json::Value;

use super::SCHEMA;
use crate::source::Pointer;

/// The schema of one node.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What is said where it is used: its own text, its default.
    site: &'static Value,
    /// What it is.
    body: &'static Value,
}

/// A key that a mapping can have.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Its value.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

impl Shape {
    /// A whole spec.
    pub fn root() -> Self {
        Self::of(&SCHEMA)
    }

    /// The node at a pointer; none where the language has nothing there, or says nothing of it.
    pub fn at(pointer: &Pointer) -> Option<Self> {
        pointer.tokens().try_fold(Self::root(), |shape, token| shape.member(&token).or_else(|| shape.item()))
    }

    /// What the schema calls it; nothing where it stands in one place alone.
    pub fn definition(self) -> &'static str {
        self.site["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/$defs/")).unwrap_or_default()
    }

    fn of(site: &'static Value) -> Self {
        let reference = site["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        Self { site, body: reference.and_then(|path| SCHEMA.pointer(path)).unwrap_or(site) }
    }

    /// The value under a key.
    pub fn member(self, key: &str) -> Option<Self> {
        let own = self.body["properties"].get(key);
        own.or_else(|| Some(&self.body["additionalProperties"]).filter(|other| other.is_object())).map(Self::of)
    }

    /// An item of the list.
    pub fn item(self) -> Option<Self> {
        self.body.get("items").map(Self::of)
    }

    /// The keys of the mapping that are not history, as the language's reference has them.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        let required = self.body["required"].as_array();
        let is_required = move |key: &str| required.is_some_and(|list| list.iter().any(|name| name == key));
        let properties = self.body["properties"].as_object().into_iter().flatten();
        properties.filter(|(_, site)| site["deprecated"] != true).map(move |(name, site)| Key {
            name,
            shape: Self::of(site),
            required: is_required(name),
        })
    }

    /// Whether a mapping of the language has this key.
    pub fn has(self, key: &str) -> bool {
        self.body["properties"].get(key).is_some()
    }

    /// Whether the key is no longer one to write.
    pub fn is_history(self, key: &str) -> bool {
        self.body["properties"].get(key).is_some_and(|site| site["deprecated"] == true)
    }

    /// What stands under a name that the user chooses.
    pub fn named(self) -> Option<Self> {
        self.is_named().then(|| Self::of(&self.body["additionalProperties"]))
    }

    /// Whether the keys are names that the user chooses.
    pub fn is_named(self) -> bool {
        self.body["additionalProperties"].is_object()
    }

    /// Sets of keys of which exactly one is wanted.
    pub fn alternatives(self) -> Vec<&'static str> {
        let sets = self.body["oneOf"].as_array().into_iter().flatten();
        sets.filter_map(|set| set["required"][0].as_str()).collect()
    }

    /// What it is for; Markdown.
    pub fn text(self) -> Option<&'static str> {
        self.site["markdownDescription"].as_str().or_else(|| self.body["markdownDescription"].as_str())
    }

    /// The words that it can be, or that are known.
    pub fn words(self) -> Vec<&'static str> {
        let of = |value: &'static Value| {
            value.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>()
        };
        // Of the words that mean the same the example is the one to write.
        let examples = of(&self.site["examples"]);
        let words = of(&self.site["enum"]);
        match (words.is_empty(), examples.is_empty()) {
            (false, false) => examples,
            (false, true) => words,
            (true, _) => {
                let known = of(&self.site["anyOf"][0]["enum"]);
                if known.is_empty() && self.site.get("pattern").is_none() { examples } else { known }
            }
        }
    }

    /// How it is written, for example.
    pub fn examples(self) -> Vec<&'static str> {
        self.site["examples"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// What holds where nothing is written.
    pub fn default(self) -> Option<&'static Value> {
        self.site.get("default")
    }

    /// Snippets that the mapping can begin with.
    pub fn snippets(self) -> impl Iterator<Item = &'static Value> {
        self.site["defaultSnippets"].as_array().into_iter().flatten()
    }

    fn is(self, kind: &str) -> bool {
        let kinds = &self.body["type"];
        kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|other| other == kind))
    }

    /// Whether it can be a mapping.
    pub fn is_mapping(self) -> bool {
        self.is("object")
    }

    /// Whether it can be a list.
    pub fn is_list(self) -> bool {
        self.is("array")
    }

    /// Whether it is `true` or `false`.
    pub fn is_boolean(self) -> bool {
        self.is("boolean")
    }

    /// What kind of value it is, in a word.
    pub fn kind(self) -> Option<&'static str> {
        let word = [
            ("object", "mapping"),
            ("array", "list"),
            ("string", "string"),
            ("integer", "number"),
            ("boolean", "true or false"),
        ];
        word.into_iter().find(|(kind, _)| self.is(kind)).map(|(_, word)| word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(pointer: &str) -> Shape {
        Shape::at(&pointer.into()).unwrap()
    }

    #[test]
    fn every_place_of_the_language_has_its_shape() {
        assert_eq!(shape("/models/chat").alternatives(), ["provider", "container"]);
        assert_eq!(shape("/models/chat/inputs/0/datatype").words()[0], "string");
        assert_eq!(shape("/spec").words(), ["blueprint/v1"]);
        assert_eq!(shape("/dev/interfaces/messaging/adapters/0").words(), ["slack", "web"]);
        assert_eq!(shape("/knowledge/db/container/healthcheck/retries").default(), Some(&3.into()));
        assert!(shape("/models").is_named() && shape("/dev/schedules").is_named() && !shape("/dev").is_named());
        assert!(Shape::at(&"/agent/nothing".into()).is_none());
        let required: Vec<_> = shape("/inputs/x").keys().filter(|key| key.required).map(|key| key.name).collect();
        assert_eq!(required, ["name", "datatype"]);
        assert!(!Shape::root().keys().any(|key| matches!(key.name, "tools" | "meta")));
    }
}
