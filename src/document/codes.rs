//! The codes of the reader.

use crate::diagnostic::{Class, Code, Severity};

macro_rules! codes {
    ($($name:ident $id:literal $summary:literal $explanation:literal bad $bad:literal good $good:literal)*) => {
        $(
            #[doc = $summary]
            pub(super) static $name: Code = Code {
                id: $id,
                class: Class::Syntax,
                severity: Severity::Error,
                summary: $summary,
                explanation: $explanation,
                bad: $bad,
                good: $good,
            };
        )*
        /// Every code of this stage, sorted by id.
        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    DUPLICATE_KEY "duplicate-key" "a mapping has a key twice"
        "Readers disagree on which of the two counts. Keep one."
        bad "spec: blueprint/v1\nname: my-agent\nname: other\nagent:\n  image: my-agent:1\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    EMPTY_FILE "empty-file" "the file is empty"
        "A spec has at least `spec`, `name` and `agent`."
        bad "# nothing here\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    FILE_TOO_LARGE "file-too-large" "the file has more than 4 MiB"
        "A spec is written by people; real ones have a few KiB. The bound keeps a mistake from taking the machine's memory."
        bad "" good ""
    INVALID_ENCODING "invalid-encoding" "the file is not text in UTF-8"
        "A spec is UTF-8; a byte order mark is allowed. Control characters other than line breaks and tabs are not."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: \"my-agent:1\u{7}\"\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: \"my-agent:1\"\n"
    INVALID_MERGE "invalid-merge" "a merge key has something else than mappings"
        "`<<` takes a mapping, or a list of mappings, mostly by an alias. Quote the key if you mean a key of that name."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  <<: 1\n  image: my-agent:1\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  <<: {distributed: false}\n  image: my-agent:1\n"
    MULTIPLE_DOCUMENTS "multiple-documents" "the file has more than one document"
        "A spec is one document. What stands behind a second `---` would be ignored."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n---\nspec: blueprint/v1\n"
        good "---\nspec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    NESTING_TOO_DEEP "nesting-too-deep" "mappings and lists are nested more than 128 deep"
        "Nothing in the language nests that deep. The bound keeps a mistake from taking the machine's memory."
        bad "spec: blueprint/v1\nname: my-agent\nagent: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    NON_STRING_KEY "non-string-key" "a key is not a string"
        "YAML types keys as it types values: `8080` is a number and `true` a boolean. Quote the key as it is written."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  annotations:\n    true: x\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  annotations:\n    \"true\": x\n"
    RECURSIVE_ALIAS "recursive-alias" "an alias stands inside of what it refers to"
        "Such a value has no end."
        bad "spec: blueprint/v1\nname: my-agent\nagent: &a\n  image: my-agent:1\n  annotations: *a\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    ROOT_NOT_MAPPING "root-not-mapping" "the file is not a mapping"
        "A spec is a mapping of `spec`, `name`, `agent` and further sections."
        bad "- spec: blueprint/v1\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    SYNTAX "syntax" "the file is not YAML"
        "The reader can't tell what is meant from here on. What is well-formed around it is checked all the same."
        bad "spec: blueprint/v1\nname: \"my-agent\nagent:\n  image: my-agent:1\n"
        good "spec: blueprint/v1\nname: \"my-agent\"\nagent:\n  image: my-agent:1\n"
    TAB_INDENTATION "tab-indentation" "a line is indented by a tab"
        "YAML indents by spaces, as a tab has no width of its own."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n\timage: my-agent:1\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    TOO_MANY_NODES "too-many-nodes" "the file has more than 100,000 values once aliases are replaced"
        "A few aliases of aliases grow without bound. The bound is checked before anything is copied."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nproviders:\n  jira:\n    scope: [integrations]\n    variables: [{name: TOKEN, datatype: string}]\n    config:\n      x0: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n      x1: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n      x2: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n      x3: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n      x4: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    UNDEFINED_ALIAS "undefined-alias" "an alias refers to nothing"
        "`*name` refers to a value that is marked `&name` before it. Quote the text if you mean a `*`."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: *image\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
    UNQUOTED_AT "unquoted-at" "a scoped name stands without quotes"
        "YAML reserves `@` at the beginning of a value. Put a scoped name in quotes."
        bad "spec: blueprint/v1\nname: @org/my-agent\nagent:\n  image: my-agent:1\n"
        good "spec: blueprint/v1\nname: \"@org/my-agent\"\nagent:\n  image: my-agent:1\n"
    UNSUPPORTED_TAG "unsupported-tag" "a tag that the language does not have, or that does not suit its value"
        "Only the tags of YAML's core schema have a meaning here (`!!str`, `!!int`, …), on values that they suit. They are hardly ever needed: quotes make a string."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: !include image.txt\n"
        good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
}

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
            // An example of 4 MiB is no example.
            if *code != &FILE_TOO_LARGE {
                assert_eq!(found(code.bad), [code.id], "{}", code.bad);
                assert!(found(code.good).is_empty(), "{}", code.good);
            }
        }
        assert!(CODES.is_sorted_by_key(|code| code.id));
    }
}
