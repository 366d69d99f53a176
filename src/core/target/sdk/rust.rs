//! Rust: a crate whose settings need `serde_json` alone; each client is a feature.

use super::language::{Language, When, Words, file, pascal, snake};
use crate::provider::clients;

pub(super) static RUST: Language = Language {
    folder: "rust",
    target: "sdk-rust",
    summary: "a typed Rust crate for what the agent declares: settings, models, stores",
    title: "Rust",
    words: Words { member: snake, type_name: pascal, reserved: RESERVED },
    package: |agent| format!("{agent}-ast"),
    check_package: |name| {
        let head = name.starts_with(|c: char| c.is_ascii_lowercase());
        let rest = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        let module = name.replace('-', "_");
        let fits = head && rest && !RESERVED.contains(&name) && !is_used(&module);
        if fits {
            Ok(())
        } else {
            Err(
                "a crate: lower-case letters, digits, `-` and `_`, a letter first, no keyword and no crate that it uses",
            )
        }
    },
    module: |name| name.replace('-', "_"),
    files: &[
        file("gitattributes", ".gitattributes", When::Always),
        file("gitignore", ".gitignore", When::Always),
        file("Cargo.toml", "Cargo.toml", When::Always),
        file("README.md", "README.md", When::Always),
        file("rustfmt.toml", "rustfmt.toml", When::Always),
        file("lib.rs", "src/lib.rs", When::Always),
        file("read.rs", "src/read.rs", When::Always),
        file("settings.rs", "src/settings.rs", When::Always),
        file("check.rs", "examples/check.rs", When::Always),
        file("asked.rs", "src/check.rs", When::Gateway),
        file("agent.rs", "examples/agent.rs", When::Gateway),
        file("openai.rs", "src/openai.rs", When::Clients),
        file("gateway.rs", "src/gateway.rs", When::Gateway),
        file("models.rs", "src/models.rs", When::Models),
        file("knowledge.rs", "src/knowledge.rs", When::Knowledge),
        file("ingestion.rs", "src/ingestion.rs", When::Ingestion),
        file("job.rs", "src/ingestion/{job}.rs", When::Job),
    ],
};

/// What the crate uses under its own name, beside its clients.
const CRATES: &[&str] = &["alloc", "core", "futures", "proc_macro", "serde_json", "std", "test", "tokio"];

/// Whether the package uses a crate of this name.
fn is_used(module: &str) -> bool {
    let mut libraries = clients().values().filter_map(|languages| languages.get("rust")?.as_ref());
    CRATES.contains(&module) || libraries.any(|library| library.code.get("crate").is_some_and(|own| own == module))
}

/// Keywords, in types too, and what our code calls its own.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
