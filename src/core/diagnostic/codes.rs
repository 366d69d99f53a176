//! The codes of what is found around a spec: its file, its options, and the comments that silence findings.

use super::{Class, Code, Severity, Tag, example};

/// A folder has both `astropods.yml` and `astropods.yaml`.
pub static AMBIGUOUS_SPEC: Code = Code {
    id: "ambiguous-spec",
    severity: Severity::Warning,
    summary: "a folder has both `astropods.yml` and `astropods.yaml`",
    explanation: "`astropods.yml` is read and the other is not. Keep one, so that nobody edits the one that has no effect.",
    ..Code::BASE
};

/// Two names of the spec are one in a language that client code is generated for.
pub static CLIENT_NAME: Code = Code {
    id: "client-name",
    class: Class::Schema,
    summary: "two names of the spec are one in a language that client code is generated for",
    explanation: "Identifiers hold less than names do: `LOG_LEVEL` and `log_level` are both `log_level` in Python. Found by `ast generate sdk-…` alone, for the language in question; a spec without client code may keep both.",
    ..Code::BASE
};

/// Two projects of a run have one name.
pub static DUPLICATE_PROJECT: Code = Code {
    id: "duplicate-project",
    severity: Severity::Warning,
    summary: "two projects of a run, or of a repository, have one name",
    explanation: "What a project is called names its Compose project, its volumes and, in a cluster, its namespace and objects: two of one name on one machine or in one cluster take each other's place. `ast validate` of a folder, or of several paths, reports it at the later of the two, and so does the editor for the repository of a spec. Rename one, or keep them apart and silence the finding.",
    ..Code::BASE
};

/// An error that nothing can be generated with can't be silenced.
pub static FIXED_SEVERITY: Code = Code {
    id: "fixed-severity",
    severity: Severity::Warning,
    summary: "an error that nothing can be generated with can't be silenced",
    explanation: "What breaks the syntax, the schema, or one of the rules that generated files rest on (names, images, values, schedules, retired sections) can't be compiled, so its severity is fixed. Other rules can be silenced, and warnings and advice of any stage.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  # ast: ignore[unknown-key]
  image: my-agent:1
",
    good: example!("\n"),
    ..Code::BASE
};

/// Options of a folder above do not hold for a project that has its own.
pub static HIDDEN_OPTIONS: Code = Code {
    id: "hidden-options",
    severity: Severity::Advice,
    summary: "options of a folder above do not hold for a project that has its own",
    explanation: "The nearest `ast.toml` holds whole: what the one of a folder above says, of targets or schedules too, is not mixed into it. With `extend = \"../ast.toml\"` it is laid over that one.",
    ..Code::BASE
};

/// `ast.toml` says something that `ast` does not understand.
pub static INVALID_OPTIONS: Code = Code {
    id: "invalid-options",
    class: Class::Schema,
    summary: "`ast.toml` says something that `ast` does not understand",
    explanation: "The options file is checked as strictly as the spec: unknown keys, wrong types and paths that leave the project are errors, because an option that is silently ignored does the wrong thing later.",
    ..Code::BASE
};

/// `ast.lock` has a line that names no image by its digest.
pub static INVALID_LOCK: Code = Code {
    id: "invalid-lock",
    class: Class::Schema,
    summary: "`ast.lock` has a line that names no image by its digest",
    explanation: "Each line is `repository:tag@sha256:…`, but for comments. A line that can't be read, such as a mark that a merge left, would leave an image on whatever its tag names today. `ast lock` writes the file anew: what can be read stays, and what is missing is asked for.",
    ..Code::BASE
};

/// A script of the gateway says something that `ast` does not understand.
pub static INVALID_SCRIPT: Code = Code {
    id: "invalid-script",
    class: Class::Schema,
    summary: "a script of the gateway says something that `ast` does not understand",
    explanation: "The file of `ast run --gateway-script` is checked as strictly as the spec: an answer that is silently ignored is one that a test waits for. docs/run.md has the format.",
    ..Code::BASE
};

/// A comment that begins with `ast:` is not a suppression.
pub static INVALID_SUPPRESSION: Code = Code {
    id: "invalid-suppression",
    severity: Severity::Warning,
    summary: "a comment that begins with `ast:` is not a suppression",
    explanation: "The form is `# ast: ignore[code] reason`, with one or more codes separated by commas, on the line of the finding or on a line of its own above.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1 # ast: ignore unknown-model
",
    good: example!("\n"),
    ..Code::BASE
};

/// A file or folder can't be read.
pub static IO: Code = Code {
    id: "io",
    class: Class::Syntax,
    summary: "a file or folder can't be read",
    explanation: "The path does not exist, is neither a file nor a folder, may not be read, or is a folder without a spec in it.",
    ..Code::BASE
};

/// The project asks for another version of `ast`.
pub static REQUIRED_VERSION: Code = Code {
    id: "required-version",
    class: Class::Schema,
    summary: "the project asks for another version of `ast`",
    explanation: "`required-version` in `ast.toml` keeps a team on versions that give the same files. Install one that fits, or change the requirement.",
    ..Code::BASE
};

/// A suppression names a code that does not exist.
pub static UNKNOWN_CODE: Code = Code {
    id: "unknown-code",
    severity: Severity::Warning,
    summary: "a suppression names a code that does not exist",
    explanation: "Codes are listed by `ast explain --all`. A mistyped one silences nothing.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1 # ast: ignore[unknown-modle]
",
    good: example!("\n"),
    ..Code::BASE
};

/// A suppression silences nothing.
pub static UNUSED_SUPPRESSION: Code = Code {
    id: "unused-suppression",
    severity: Severity::Warning,
    summary: "a suppression silences nothing",
    explanation: "What it was for has been corrected, or it stands on another line than the finding. Left in place, it would hide the next mistake there. It acts on its own line, and one that stands alone on the next line that is not a comment.",
    bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1 # ast: ignore[unknown-model] still in preview
",
    good: example!("\n"),
    tag: Some(Tag::Unnecessary),
    ..Code::BASE
};

/// An image of the plan is not in `ast.lock`.
pub static UNLOCKED_IMAGE: Code = Code {
    id: "unlocked-image",
    severity: Severity::Warning,
    summary: "an image of the plan is not in `ast.lock`",
    explanation: "A project with a lock runs the images that it names. An image that came since is pulled by its tag, which may name another one tomorrow. `ast lock` asks for it and leaves the others as they are. Only reported by `ast generate`, for the targets that it makes; `ast generate --check` fails on it.",
    ..Code::BASE
};

/// Every code of this module, sorted by id.
pub const CODES: &[&Code] = &[
    &AMBIGUOUS_SPEC,
    &CLIENT_NAME,
    &DUPLICATE_PROJECT,
    &FIXED_SEVERITY,
    &HIDDEN_OPTIONS,
    &INVALID_LOCK,
    &INVALID_OPTIONS,
    &INVALID_SCRIPT,
    &INVALID_SUPPRESSION,
    &IO,
    &REQUIRED_VERSION,
    &UNKNOWN_CODE,
    &UNLOCKED_IMAGE,
    &UNUSED_SUPPRESSION,
];

/// What is found only beside other files of a folder or other projects of a run, in a look of its own.
pub const BESIDE: &[&Code] = &[&AMBIGUOUS_SPEC, &DUPLICATE_PROJECT, &HIDDEN_OPTIONS, &INVALID_LOCK, &UNLOCKED_IMAGE];
