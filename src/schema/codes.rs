//! The codes of the shape check.

use crate::diagnostic::{Class, Code, Severity};

macro_rules! code {
    ($name:ident, $id:literal, $summary:literal, $explanation:literal, bad $bad:literal, good $good:literal) => {
        #[doc = $summary]
        pub(super) static $name: Code = Code {
            id: $id,
            class: Class::Schema,
            severity: Severity::Error,
            summary: $summary,
            explanation: $explanation,
            bad: $bad,
            good: $good,
        };
    };
}

code! {
    INVALID_VALUE, "invalid-value", "a value is none of those that are allowed",
    "The key takes one of a few words, or a number within bounds. The message lists them.",
    bad "spec: blueprint/v2\nname: my-agent\nagent:\n  image: my-agent:1\n",
    good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
}
code! {
    MISSING_KEY, "missing-key", "a required key is missing, or its value is empty",
    "The mapping can't be understood without the key. A required string that is empty or blank counts as missing.",
    bad "spec: blueprint/v1\nagent:\n  image: my-agent:1\n",
    good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
}
code! {
    UNKNOWN_KEY, "unknown-key", "a key that the language does not have",
    "Unknown keys are errors everywhere, `x-…` keys too: a key that is silently ignored is how a typing mistake reaches production. Use a comment for notes.",
    bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: openai\n    modles: [gpt-5.4]\n",
    good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: openai\n    models: [gpt-5.4]\n"
}
code! {
    WRONG_TYPE, "wrong-type", "a value has another type than the key asks for",
    "YAML types what has no quotes: `3.10` is the number 3.1, `true` a boolean. Where a string is asked for, quote it; where a number or a boolean is asked for, don't.",
    bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  distributed: \"yes\"\n",
    good "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  distributed: true\n"
}

/// Every code of this stage, sorted by id.
pub const CODES: &[&Code] = &[&INVALID_VALUE, &MISSING_KEY, &UNKNOWN_KEY, &WRONG_TYPE];
