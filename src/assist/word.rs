//! What the words of the language mean, in a few more.

/// The keys whose words these are, with the words and their meanings.
const MEANINGS: [(&str, &[(&str, &str)]); 7] = [
    (
        "type",
        &[
            ("schedule", "by the clock; `dev.schedules` says when, on this machine"),
            ("startup", "once, when the agent starts"),
            ("manual", "when somebody runs it"),
            ("webhook", "on a call over HTTP"),
        ],
    ),
    (
        "datatype",
        &[
            ("string", "a text"),
            ("boolean", "true or false"),
            ("number", "a number, written as JSON"),
            ("array", "a list, written as JSON"),
            ("object", "a mapping, written as JSON"),
        ],
    ),
    (
        "display-as",
        &[
            ("short-text", "a field of one line"),
            ("long-text", "a field of several lines"),
            ("select", "a choice among `options`"),
        ],
    ),
    (
        "scope",
        &[
            ("models", "entries of `models` can use it"),
            ("knowledge", "entries of `knowledge` can use it"),
            ("integrations", "entries of `integrations` can use it"),
        ],
    ),
    ("runtime", &[("cuda", "of NVIDIA"), ("rocm", "of AMD")]),
    ("adapters", &[("slack", "people talk to it in Slack"), ("web", "people talk to it in a browser")]),
    (
        "log_level",
        &[
            ("debug", "everything"),
            ("info", "what happens"),
            ("warn", "what may be wrong, and errors"),
            ("error", "errors alone"),
        ],
    ),
];

/// What a word means as the value of a key, or as an item of its list; in Markdown.
pub(super) fn meaning(key: &str, word: &str) -> Option<&'static str> {
    let (_, words) = MEANINGS.iter().find(|(known, _)| *known == key)?;
    words.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::node::Shape;

    #[test]
    fn every_word_of_these_keys_has_a_meaning_and_no_other() {
        for (key, pointer) in [
            ("type", "/ingestion/x/trigger/type"),
            ("datatype", "/inputs/x/datatype"),
            ("display-as", "/inputs/x/display-as"),
            ("scope", "/providers/x/scope/0"),
            ("runtime", "/models/x/container/gpu/runtime"),
            ("adapters", "/dev/interfaces/messaging/adapters/0"),
            ("log_level", "/dev/interfaces/messaging/log_level"),
        ] {
            let words = Shape::at(&pointer.into()).unwrap().words();
            assert!(words.len() > 1, "{pointer}");
            assert!(words.iter().all(|word| meaning(key, word).is_some()), "{pointer}: {words:?}");
            let (_, known) = MEANINGS.iter().find(|(known, _)| *known == key).unwrap();
            assert_eq!(known.len(), words.len(), "{pointer}");
        }
    }
}
