//! Rust: a crate whose settings need `serde_json` alone; each client is a feature.

use super::language::{Language, When, Words, file, library, pascal, snake};

pub(super) static RUST: Language = Language {
    folder: "rust",
    target: "sdk-rust",
    summary: "a typed Rust crate for what the agent declares: settings, models, stores",
    title: "Rust",
    words: Words { member: snake, type_name: pascal, reserved: RESERVED, asynchronous: None },
    package: |agent| format!("{agent}-ast"),
    check_package: |name| {
        let head = name.starts_with(|c: char| c.is_ascii_lowercase());
        let rest = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_');
        let module = name.replace('-', "_");
        let fits = head && rest && !RESERVED.contains(&name) && !CRATES.contains(&module.as_str());
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
        file("agent.rs", "examples/agent.rs", When::Gateway),
        file("openai.rs", "src/openai.rs", When::Clients),
        file("gateway.rs", "src/gateway.rs", When::Gateway),
        file("models.rs", "src/models.rs", When::Models),
        file("knowledge.rs", "src/knowledge.rs", When::Knowledge),
        file("ingestion.rs", "src/ingestion.rs", When::Ingestion),
        file("job.rs", "src/ingestion/{job}.rs", When::Job),
    ],
    // A client of qdrant speaks gRPC, on a port that agents are not given; for the rest there is none of the vendor's.
    libraries: &[
        library("gateway", "openai", OPENAI).optioned(),
        library("openai", "openai", OPENAI).optioned(),
        library(
            "redis",
            "redis",
            r#"redis = { version = "1.8", default-features = false, features = ["tokio-comp"] }"#,
        ),
        library("postgres", "postgres", r#"tokio-postgres = "0.7""#),
        library(
            "mysql",
            "mysql",
            r#"mysql_async = { version = "0.37", default-features = false, features = ["minimal-rust"] }"#,
        ),
    ],
};

const OPENAI: &str = r#"async-openai = { version = "0.43", features = ["chat-completion", "embedding"] }"#;

/// What the crate uses under its own name.
const CRATES: &[&str] = &[
    "alloc",
    "async_openai",
    "core",
    "futures",
    "mysql_async",
    "proc_macro",
    "redis",
    "serde_json",
    "std",
    "test",
    "tokio",
    "tokio_postgres",
];

/// Keywords, in types too, and what our code calls its own.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match",
    "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];
