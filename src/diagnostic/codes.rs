//! The codes of what is found around a spec: its file, its options, and the comments that silence findings.

use super::{Class, Code, Severity};

const GOOD: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";

macro_rules! codes {
    ($($name:ident $id:literal $class:ident $severity:ident $summary:literal $explanation:literal bad $bad:expr, good $good:expr;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Code = Code {
                id: $id,
                class: Class::$class,
                severity: Severity::$severity,
                summary: $summary,
                explanation: $explanation,
                bad: $bad,
                good: $good,
            };
        )*
        /// Every code of this module, sorted by id.
        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    AMBIGUOUS_SPEC "ambiguous-spec" Rule Warning
        "a folder has both `astropods.yml` and `astropods.yaml`"
        "`astropods.yml` is read and the other is not. Keep one, so that nobody edits the one that has no effect."
        bad "", good "";
    CLIENT_NAME "client-name" Schema Error
        "two names of the spec are one in a language that client code is generated for"
        "Identifiers hold less than names do: `LOG_LEVEL` and `log_level` are both `log_level` in Python. Found by `ast generate sdk-…` alone, for the language in question; a spec without client code may keep both."
        bad "", good "";
    FIXED_SEVERITY "fixed-severity" Rule Warning
        "an error that nothing can be generated with can't be silenced"
        "What breaks the syntax, the schema, or one of the rules that every generated file rests on (names, images, retired sections) can't be compiled, so its severity is fixed. Other rules can be silenced, and warnings and advice of any stage."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  # ast: ignore[unknown-key]\n  image: my-agent:1\n", good GOOD;
    INVALID_OPTIONS "invalid-options" Schema Error
        "`ast.toml` says something that `ast` does not understand"
        "The options file is checked as strictly as the spec: unknown keys, wrong types and paths that leave the project are errors, because an option that is silently ignored does the wrong thing later."
        bad "", good "";
    INVALID_SUPPRESSION "invalid-suppression" Rule Warning
        "a comment that begins with `ast:` is not a suppression"
        "The form is `# ast: ignore[code] reason`, with one or more codes separated by commas, on the line of the finding or on a line of its own above."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1 # ast: ignore unknown-model\n", good GOOD;
    IO "io" Syntax Error
        "a file or folder can't be read"
        "The path does not exist, is no file or folder, may not be read, or is a folder without a spec in it."
        bad "", good "";
    REQUIRED_VERSION "required-version" Schema Error
        "the project asks for another version of `ast`"
        "`required-version` in `ast.toml` keeps a team on versions that give the same files. Install one that fits, or change the requirement."
        bad "", good "";
    UNKNOWN_CODE "unknown-code" Rule Warning
        "a suppression names a code that does not exist"
        "Codes are listed by `ast explain --all`. A mistyped one silences nothing."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1 # ast: ignore[unknown-modle]\n", good GOOD;
    UNUSED_SUPPRESSION "unused-suppression" Rule Warning
        "a suppression silences nothing"
        "What it was for has been corrected, or it stands on another line than the finding. Left in place, it would hide the next mistake there. It acts on its own line, and one that stands alone on the next line that is no comment."
        bad "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1 # ast: ignore[unknown-model] still in preview\n", good GOOD;
}
