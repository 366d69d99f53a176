//! The codes of reading: how values are written.

use crate::diagnostic::{Class, Code, Severity, example};

/// An optional mapping or list with nothing under it.
pub(super) static EMPTY_SECTION: Code = Code {
    id: "empty-section",
    class: Class::Schema,
    severity: Severity::Warning,
    summary: "a key is left without a value",
    explanation: "An optional mapping or list with nothing under it, or with `null` or `~`, counts as absent. \
        The platform's own validator refuses it, so remove the key or fill it in. `{}` and `[]` are fine.",
    bad: example!(
        "
models:
"
    ),
    good: example!("\n"),
    ..Code::BASE
};

/// A string that YAML 1.1 would type.
pub(super) static AMBIGUOUS_SCALAR: Code = Code {
    id: "ambiguous-scalar",
    class: Class::Schema,
    severity: Severity::Advice,
    summary: "a string without quotes that older YAML readers take for something else",
    explanation: "`yes`, `no`, `on`, `off`, dates, `22:22` and `0755` are strings in YAML 1.2, which `ast` reads. \
        Readers of YAML 1.1, among them many tools that may read this file, take them for booleans, dates and numbers. \
        Quotes make every reader agree.",
    bad: example!(
        "
  annotations:
    example.com/since: 2026-01-01
"
    ),
    good: example!(
        r#"
  annotations:
    example.com/since: "2026-01-01"
"#
    ),
    ..Code::BASE
};

/// More than can be written down.
pub(super) static TOO_MANY_VARIABLES: Code = Code {
    id: "too-many-variables",
    class: Class::Schema,
    summary: "the containers would get more than 20,000 variables in all",
    explanation: "Every input of the file's `inputs` reaches every container, and every ingestion gets what the \
        entries give the agent, so that both grow as a product. A small file could ask for more than any machine \
        holds. Nothing else is checked of such a file, beside its shape.",
    bad: "",
    good: example!("\n"),
    ..Code::BASE
};

/// Every code of this stage, sorted by id.
pub const CODES: &[&Code] = &[&AMBIGUOUS_SCALAR, &EMPTY_SECTION, &TOO_MANY_VARIABLES];
