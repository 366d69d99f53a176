//! The codes of the reader.

use crate::diagnostic::{Class, Code, example};

/// A mapping has a key twice.
pub(super) static DUPLICATE_KEY: Code = Code {
    id: "duplicate-key",
    class: Class::Syntax,
    summary: "a mapping has a key twice",
    explanation: "Readers disagree on which of the two counts. Keep one.",
    bad: "\
spec: blueprint/v1
name: my-agent
name: other
agent:
  image: my-agent:1
",
    good: example!("\n"),
    ..Code::BASE
};

/// The file is empty.
pub(super) static EMPTY_FILE: Code = Code {
    id: "empty-file",
    class: Class::Syntax,
    summary: "the file is empty",
    explanation: "A spec has at least `spec`, `name` and `agent`.",
    bad: "\
# nothing here
",
    good: example!("\n"),
    ..Code::BASE
};

/// The file has more than 4 MiB.
pub(super) static FILE_TOO_LARGE: Code = Code {
    id: "file-too-large",
    class: Class::Syntax,
    summary: "the file has more than 4 MiB",
    explanation: "A spec is written by people; real ones have a few KiB. The bound keeps a mistake from taking the machine's memory.",
    ..Code::BASE
};

/// The file is not text in UTF-8.
pub(super) static INVALID_ENCODING: Code = Code {
    id: "invalid-encoding",
    class: Class::Syntax,
    summary: "the file is not text in UTF-8",
    explanation: "A spec is UTF-8; a byte order mark is allowed. Control characters other than line breaks and tabs are not.",
    bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: \"my-agent:1\u{7}\"\n",
    good: "\
spec: blueprint/v1
name: my-agent
agent:
  image: \"my-agent:1\"
",
    ..Code::BASE
};

/// A merge key has something else than mappings.
pub(super) static INVALID_MERGE: Code = Code {
    id: "invalid-merge",
    class: Class::Syntax,
    summary: "a merge key has something else than mappings",
    explanation: "`<<` takes a mapping, or a list of mappings, mostly by an alias. Quote the key if you mean a key of that name.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  <<: 1
  image: my-agent:1
",
    good: "\
spec: blueprint/v1
name: my-agent
agent:
  <<: {distributed: false}
  image: my-agent:1
",
    ..Code::BASE
};

/// The file has more than one document.
pub(super) static MULTIPLE_DOCUMENTS: Code = Code {
    id: "multiple-documents",
    class: Class::Syntax,
    summary: "the file has more than one document",
    explanation: "A spec is one document. What stands after a second `---` would be ignored.",
    bad: example!(
        "
---
spec: blueprint/v1
"
    ),
    good: "\
---
spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1
",
    ..Code::BASE
};

/// Mappings and lists are nested more than 128 deep.
pub(super) static NESTING_TOO_DEEP: Code = Code {
    id: "nesting-too-deep",
    class: Class::Syntax,
    summary: "mappings and lists are nested more than 128 deep",
    explanation: "Nothing in the language nests that deep. The bound keeps a mistake from taking the machine's memory.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
",
    good: example!("\n"),
    ..Code::BASE
};

/// A key is not a string.
pub(super) static NON_STRING_KEY: Code = Code {
    id: "non-string-key",
    class: Class::Syntax,
    summary: "a key is not a string",
    explanation: "YAML types keys as it types values: `8080` is a number and `true` a boolean. Quote the key as it is written.",
    bad: example!(
        "
  annotations:
    true: x
"
    ),
    good: example!(
        r#"
  annotations:
    "true": x
"#
    ),
    ..Code::BASE
};

/// An alias stands inside of what it refers to.
pub(super) static RECURSIVE_ALIAS: Code = Code {
    id: "recursive-alias",
    class: Class::Syntax,
    summary: "an alias stands inside of what it refers to",
    explanation: "Such a value has no end.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent: &a
  image: my-agent:1
  annotations: *a
",
    good: example!("\n"),
    ..Code::BASE
};

/// The file is not a mapping.
pub(super) static ROOT_NOT_MAPPING: Code = Code {
    id: "root-not-mapping",
    class: Class::Syntax,
    summary: "the file is not a mapping",
    explanation: "A spec is a mapping of `spec`, `name`, `agent` and further sections.",
    bad: "\
- spec: blueprint/v1
",
    good: example!("\n"),
    ..Code::BASE
};

/// The file is not YAML.
pub(super) static SYNTAX: Code = Code {
    id: "syntax",
    class: Class::Syntax,
    summary: "the file is not YAML",
    explanation: "The reader can't tell what is meant from here on. What is well-formed around it is checked all the same.",
    bad: "\
spec: blueprint/v1
name: \"my-agent
agent:
  image: my-agent:1
",
    good: "\
spec: blueprint/v1
name: \"my-agent\"
agent:
  image: my-agent:1
",
    ..Code::BASE
};

/// A line is indented by a tab.
pub(super) static TAB_INDENTATION: Code = Code {
    id: "tab-indentation",
    class: Class::Syntax,
    summary: "a line is indented by a tab",
    explanation: "YAML indents by spaces, as a tab has no width of its own.",
    bad: "spec: blueprint/v1\nname: my-agent\nagent:\n\timage: my-agent:1\n",
    good: example!("\n"),
    ..Code::BASE
};

/// The file has more than 100,000 values once aliases are replaced.
pub(super) static TOO_MANY_NODES: Code = Code {
    id: "too-many-nodes",
    class: Class::Syntax,
    summary: "the file has more than 100,000 values once aliases are replaced",
    explanation: "A few aliases of aliases grow without bound. The bound is checked before anything is copied.",
    bad: example!(
        "
providers:
  jira:
    scope: [integrations]
    variables: [{name: TOKEN, datatype: string}]
    config:
      x0: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
      x1: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      x2: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      x3: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      x4: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
"
    ),
    good: example!("\n"),
    ..Code::BASE
};

/// An alias refers to nothing.
pub(super) static UNDEFINED_ALIAS: Code = Code {
    id: "undefined-alias",
    class: Class::Syntax,
    summary: "an alias refers to nothing",
    explanation: "`*name` refers to a value that is marked `&name` before it. Quote the text if you mean a `*`.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: *image
",
    good: example!("\n"),
    ..Code::BASE
};

/// A scoped name stands without quotes.
pub(super) static UNQUOTED_AT: Code = Code {
    id: "unquoted-at",
    class: Class::Syntax,
    summary: "a scoped name stands without quotes",
    explanation: "YAML reserves `@` at the beginning of a value. Put a scoped name in quotes.",
    bad: "\
spec: blueprint/v1
name: @org/my-agent
agent:
  image: my-agent:1
",
    good: "\
spec: blueprint/v1
name: \"@org/my-agent\"
agent:
  image: my-agent:1
",
    ..Code::BASE
};

/// A tag that the language does not have, or that does not suit its value.
pub(super) static UNSUPPORTED_TAG: Code = Code {
    id: "unsupported-tag",
    class: Class::Syntax,
    summary: "a tag that the language does not have, or that does not suit its value",
    explanation: "Only the tags of YAML's core schema have a meaning here (`!!str`, `!!int`, …), on values that they suit. They are hardly ever needed: quotes make a string.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: !include image.txt
",
    good: example!("\n"),
    ..Code::BASE
};

/// Every code of this stage, sorted by id.
pub const CODES: &[&Code] = &[
    &DUPLICATE_KEY,
    &EMPTY_FILE,
    &FILE_TOO_LARGE,
    &INVALID_ENCODING,
    &INVALID_MERGE,
    &MULTIPLE_DOCUMENTS,
    &NESTING_TOO_DEEP,
    &NON_STRING_KEY,
    &RECURSIVE_ALIAS,
    &ROOT_NOT_MAPPING,
    &SYNTAX,
    &TAB_INDENTATION,
    &TOO_MANY_NODES,
    &UNDEFINED_ALIAS,
    &UNQUOTED_AT,
    &UNSUPPORTED_TAG,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    #[test]
    fn every_bad_example_has_its_finding_alone_and_every_good_one_has_none() {
        for code in CODES {
            let found = |text: &str| -> Vec<&str> {
                let (_, report) = crate::document::parse(&Source::new("astropods.yml", text));
                report.iter().map(|finding| finding.code.id).collect()
            };
            // An example of 4 MiB is not an example.
            if *code != &FILE_TOO_LARGE {
                assert_eq!(found(code.bad), [code.id], "{}", code.bad);
                assert!(found(code.good).is_empty(), "{}", code.good);
            }
        }
        assert!(CODES.is_sorted_by_key(|code| code.id));
    }
}
