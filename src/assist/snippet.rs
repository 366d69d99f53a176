//! Text with places to fill in, in the notation that editors share: `${1:name}`, `${1|a,b|}`, `$0`.

use serde_json::Value;

use crate::schema::node::{Key, Shape};

/// Text that is being laid out, with a number for each place.
#[derive(Debug, Default)]
pub(super) struct Snippet {
    text: String,
    places: usize,
}

/// Literal text in a snippet.
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")
}

impl Snippet {
    fn literal(&mut self, text: &str) {
        self.text.push_str(&escape(text));
    }

    fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.text.push_str(&" ".repeat(indent));
    }

    fn place(&mut self, hint: &str) {
        self.places += 1;
        let hint = escape(hint);
        self.text.push_str(&format!("${{{}:{hint}}}", self.places));
    }

    fn choice(&mut self, words: &[&str]) {
        self.places += 1;
        let words: Vec<_> =
            words.iter().map(|word| word.replace('\\', "\\\\").replace(',', "\\,").replace('|', "\\|")).collect();
        self.text.push_str(&format!("${{{}|{}|}}", self.places, words.join(",")));
    }

    /// What follows a key and its colon.
    fn value(&mut self, name: &str, shape: Shape, indent: usize) {
        if shape.is_mapping() {
            self.line(indent + 2);
            self.members(shape, indent + 2);
        } else if shape.is_list() {
            self.line(indent + 2);
            self.text.push_str("- ");
            if let Some(item) = shape.item().filter(|item| item.is_mapping()) {
                self.members(item, indent + 4);
            }
        } else {
            self.text.push(' ');
            self.scalar(name, shape);
        }
    }

    fn scalar(&mut self, name: &str, shape: Shape) {
        let words = shape.words();
        if shape.is_boolean() {
            // Who writes a flag means the other value.
            let other = if shape.default() == Some(&Value::Bool(true)) { ["false", "true"] } else { ["true", "false"] };
            self.choice(&other);
        } else if words.len() > 1 && name != "provider" {
            self.choice(&words);
        } else if let [word] = words.as_slice() {
            self.place(word);
        } else if let Some(default) = shape.default() {
            self.place(default.as_str().map_or_else(|| default.to_string(), str::to_owned).as_str());
        }
    }

    /// The keys that a mapping needs.
    fn members(&mut self, shape: Shape, indent: usize) {
        let first_alternative = shape.alternatives().first().copied();
        let needed = shape.keys().filter(|key| key.required || Some(key.name) == first_alternative);
        for (at, key) in needed.enumerate() {
            if at > 0 {
                self.line(indent);
            }
            self.literal(&format!("{}:", key.name));
            let before = self.places;
            self.value(key.name, key.shape, indent);
            if self.places == before && !key.shape.is_mapping() && !key.shape.is_list() {
                self.place(example(key.name));
            }
        }
    }

    fn body(&mut self, body: &Value, indent: usize) {
        match body {
            Value::Object(entries) => {
                for (at, (key, value)) in entries.iter().filter(|(key, _)| *key != "markdownDescription").enumerate() {
                    if at > 0 {
                        self.line(indent);
                    }
                    self.text.push_str(&format!("{key}:"));
                    match value {
                        Value::Object(_) => {
                            self.line(indent + 2);
                            self.body(value, indent + 2);
                        }
                        Value::Array(items) => {
                            for item in items {
                                self.line(indent + 2);
                                self.text.push_str("- ");
                                self.body(item, indent + 4);
                            }
                        }
                        _ => {
                            self.text.push(' ');
                            self.body(value, indent);
                        }
                    }
                }
            }
            Value::String(text) => self.text.push_str(text),
            other => self.text.push_str(&other.to_string()),
        }
    }
}

/// What stands in a place to fill in that nothing is known of.
pub(super) fn example(name: &str) -> &str {
    match name {
        "image" => "example/image:1",
        "context" => ".",
        "dockerfile" => "Dockerfile",
        "name" => "NAME",
        "reason" => "why",
        other => other,
    }
}

/// A key with what its value needs; the cursor ends where writing goes on. `indent` is what lines after the first are
/// indented by, beyond the first.
pub(super) fn key(key: Key, indent: usize) -> String {
    let mut snippet = Snippet::default();
    snippet.literal(&format!("{}:", key.name));
    snippet.value(key.name, key.shape, indent);
    if snippet.places == 0 {
        snippet.text.push_str("$0");
    }
    snippet.text
}

/// A whole entry of a section.
pub(super) fn entry(body: &Value, indent: usize) -> String {
    let mut snippet = Snippet::default();
    snippet.body(body, indent);
    snippet.text
}

/// A snippet's text with its places filled in as they are.
pub(super) fn filled(snippet: &str) -> String {
    let mut text = String::new();
    let mut rest = snippet;
    while let Some(at) = rest.find(['$', '\\']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(escaped) = rest.strip_prefix('\\') {
            let length = escaped.chars().next().map_or(0, char::len_utf8);
            text.push_str(&escaped[..length]);
            rest = &escaped[length..];
        } else if let Some(place) = rest.strip_prefix("${") {
            let end = place.find('}').unwrap_or(place.len());
            let (_, hint) = place[..end].split_once([':', '|']).unwrap_or_default();
            text.push_str(hint.split(['|', ',']).next().unwrap_or_default());
            rest = place.get(end + 1..).unwrap_or_default();
        } else {
            rest = rest[1..].trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Facts, compile};
    use crate::options::Options;
    use crate::source::Source;

    #[test]
    fn every_entry_that_is_offered_compiles_as_it_is() {
        let mut seen = 0;
        for section in Shape::root().keys() {
            for snippet in section.shape.snippets() {
                let body = filled(&entry(&snippet["body"], 2));
                let text =
                    format!("spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\n{}:\n  {body}\n", section.name);
                let compilation = compile(Source::new("x", &text), |_| Facts::default(), &Options::default());
                assert!(!compilation.report.has_errors(), "{text}{:?}", compilation.report);
                seen += 1;
            }
        }
        assert!(seen >= 8);
    }

    #[test]
    fn a_key_brings_what_its_value_needs() {
        let of = |pointer: &str, name: &str| {
            let found = Shape::at(&pointer.into()).unwrap().keys().find(|key| key.name == name).unwrap();
            key(found, 0)
        };
        assert_eq!(of("/agent", "build"), "build:\n  context: ${1:.}\n  dockerfile: ${2:Dockerfile}");
        assert_eq!(of("/agent", "distributed"), "distributed: ${1|true,false|}");
        assert_eq!(of("", "models"), "models:\n  $0");
        assert_eq!(of("/models/x", "models"), "models:\n  - $0");
        assert_eq!(of("/models/x", "provider"), "provider: $0");
        assert_eq!(of("/ingestion/x", "trigger"), "trigger:\n  type: ${1|schedule,startup,manual,webhook|}");
        assert_eq!(
            of("/models/x", "inputs"),
            "inputs:\n  - name: ${1:NAME}\n    datatype: ${2|string,boolean,number,array,object|}"
        );
    }
}
