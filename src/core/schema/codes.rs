//! The codes of the shape check.

use crate::diagnostic::{Class, Code, example};

/// A value is none of those that are allowed.
pub(super) static INVALID_VALUE: Code = Code {
    id: "invalid-value",
    class: Class::Schema,
    summary: "a value is none of those that are allowed",
    explanation: "The key takes one of a few words, or a number within bounds. The message lists them.",
    bad: "\
spec: blueprint/v2
name: my-agent
agent:
  image: my-agent:1
",
    good: example!("\n"),
    ..Code::BASE
};
/// A required key is missing, or its value is empty.
pub(super) static MISSING_KEY: Code = Code {
    id: "missing-key",
    class: Class::Schema,
    summary: "a required key is missing, or its value is empty",
    explanation: "The mapping can't be understood without the key. A required string that is empty or blank counts as missing.",
    bad: "\
spec: blueprint/v1
agent:
  image: my-agent:1
",
    good: example!("\n"),
    ..Code::BASE
};
/// A key that the language does not have.
pub(super) static UNKNOWN_KEY: Code = Code {
    id: "unknown-key",
    class: Class::Schema,
    summary: "a key that the language does not have",
    explanation: "Unknown keys are errors everywhere, `x-…` keys too: a key that is silently ignored is how a typing mistake reaches production. Use a comment for notes.",
    bad: example!(
        "
models:
  chat:
    provider: openai
    modles: [gpt-5.4]
"
    ),
    good: example!(
        "
models:
  chat:
    provider: openai
    models: [gpt-5.4]
"
    ),
    ..Code::BASE
};
/// A value has another type than the key asks for.
pub(super) static WRONG_TYPE: Code = Code {
    id: "wrong-type",
    class: Class::Schema,
    summary: "a value has another type than the key asks for",
    explanation: "YAML types what has no quotes: `3.10` is the number 3.1, `true` a boolean. Where a string is asked for, quote it; where a number or a boolean is asked for, don't.",
    bad: example!(
        r#"
  distributed: "yes"
"#
    ),
    good: example!(
        "
  distributed: true
"
    ),
    ..Code::BASE
};

/// Every code of this stage, sorted by id.
pub const CODES: &[&Code] = &[&INVALID_VALUE, &MISSING_KEY, &UNKNOWN_KEY, &WRONG_TYPE];
