//! Mastra: an ES module with declarations beside it, whose settings need nothing but Node.
//!
//! The AI SDK's providers want `zod` from whoever uses them. It is among the dependencies, as Yarn adds no peers by itself.

use super::language::{Language, When, Words, camel, file, pascal};

pub(super) static MASTRA: Language = Language {
    folder: "mastra",
    target: "sdk-mastra",
    summary: "a typed JavaScript package for what the agent declares: settings, and models for Mastra",
    title: "JavaScript",
    words: Words { member: camel, type_name: pascal, reserved: RESERVED },
    package: |agent| format!("@ast/{agent}"),
    check_package: |name| {
        let part = |part: &str| {
            let plain = part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._".contains(c));
            plain && part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        };
        let bare = name
            .strip_prefix('@')
            .map_or(Some(name), |scoped| scoped.split_once('/').filter(|(scope, _)| part(scope)).map(|(_, name)| name));
        if bare.is_some_and(part) {
            Ok(())
        } else {
            Err("a package of npm: lower-case letters, digits, `-`, `.` and `_`, with a scope or without")
        }
    },
    module: str::to_owned,
    files: &[
        file("gitattributes", ".gitattributes", When::Always),
        file("editorconfig", ".editorconfig", When::Always),
        file("prettierrc.yaml", ".prettierrc.yaml", When::Always),
        file("README.md", "README.md", When::Always),
        file("package.json", "package.json", When::Always),
        file("index.js", "index.js", When::Always),
        file("index.d.ts", "index.d.ts", When::Always),
        file("read.js", "read.js", When::Always),
        file("read.d.ts", "read.d.ts", When::Always),
        file("settings.js", "settings.js", When::Always),
        file("settings.d.ts", "settings.d.ts", When::Always),
        file("check.js", "check.js", When::Always),
        file("check.d.ts", "check.d.ts", When::Always),
        file("example.js", "example.js", When::Gateway),
        file("gateway.js", "gateway.js", When::Gateway),
        file("gateway.d.ts", "gateway.d.ts", When::Gateway),
        file("models.js", "models.js", When::Models),
        file("models.d.ts", "models.d.ts", When::Models),
        file("job.js", "ingestion/{job}.js", When::Job),
        file("job.d.ts", "ingestion/{job}.d.ts", When::Job),
    ],
};

/// Keywords, names that every object has, and what our modules import.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "abstract", "any", "arguments", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const",
    "constructor", "continue", "createAnthropic", "createCohere", "debugger", "default", "delete", "do", "else", "enum", "equal",
    "eval", "example", "export", "extends", "false", "finally", "for", "function", "if", "implements", "import", "in",
    "instanceof", "interface", "let", "load", "new", "null", "number", "object", "options", "package", "private",
    "process", "protected", "prototype", "public", "read", "return", "static", "string", "super", "switch", "symbol",
    "then", "this", "throw", "true", "try", "type", "typeof", "undefined", "unknown", "var", "void", "while", "with",
    "yield",
];
