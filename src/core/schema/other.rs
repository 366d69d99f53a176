//! Words for which people look among the providers: what to write instead.

use crate::document::Cursor;
use crate::provider::catalogue;

/// What a word is that is not a provider, and the container that runs it, where one does.
pub(crate) struct Other {
    /// The section that it would stand in.
    pub(crate) section: &'static str,
    /// The word, in lower case.
    pub(crate) word: &'static str,
    /// What to do.
    pub(crate) help: &'static str,
    /// The mapping to write under `container`, in flow style.
    pub(crate) container: Option<&'static str>,
}

/// Words that are no providers.
pub(super) const PROVIDERS: &[Other] = &[
    Other {
        section: "models",
        word: "ollama",
        help: "it was built in once and is so no longer: run it in a `container:`, whose address the agent gets as `MODEL_<NAME>_URL`",
        container: Some(
            "{image: ollama/ollama:0.6.8, port: 11434, volume: /models, environment: {OLLAMA_MODELS: /models}}",
        ),
    },
    Other {
        section: "models",
        word: "vllm",
        help: "run it in a `container:` with its `port` and a `gpu`; the agent gets its address as `MODEL_<NAME>_URL`",
        container: None,
    },
    Other {
        section: "knowledge",
        word: "pgvector",
        help: "write `postgres`: its image has pgvector, and the agent creates the extension",
        container: None,
    },
    Other {
        section: "integrations",
        word: "slack",
        help: "Slack is an adapter of messaging: write `interfaces: {messaging: true}` under `agent`, and list `slack` under `dev.interfaces.messaging.adapters`",
        container: None,
    },
    Other {
        section: "integrations",
        word: "mcp",
        help: "run the MCP server in a `container:`, whose address the agent gets as `INTEGRATION_<NAME>_URL`; see `ast explain mcp`",
        container: None,
    },
];

/// Words for which people look for a built-in provider, by its section.
pub(super) const INSTEAD: &[(&str, &[&str], &str)] = &[
    ("models", &["claude"], "anthropic"),
    ("models", &["gpt", "chatgpt"], "openai"),
    ("models", &["astro", "astropods", "litellm"], "gateway"),
    ("knowledge", &["pgvector", "pg", "psql", "postgresql", "postgis", "timescale", "timescaledb"], "postgres"),
    ("knowledge", &["mariadb"], "mysql"),
    ("knowledge", &["valkey", "keydb"], "redis"),
];

/// The built-in provider that is meant by a word.
pub(crate) fn instead(section: &str, word: &str) -> Option<&'static str> {
    let word = word.to_ascii_lowercase();
    let found = INSTEAD.iter().find(|(own, words, _)| *own == section && words.contains(&word.as_str()));
    found.map(|(_, _, provider)| *provider)
}

/// The keys that say in other tools what serves an entry.
pub(super) const KINDS: &[&str] = &["type", "engine", "kind", "driver", "vendor", "backend", "uses"];

/// The built-in provider of a section that a word names, by its own name or another tool's.
pub(super) fn named(section: &str, word: &str) -> Option<&'static str> {
    let built_in = catalogue().get(word.trim()).filter(|provider| provider.section == section);
    built_in.map(|provider| provider.name.as_str()).or_else(|| instead(section, word.trim()))
}

/// The provider that an entry means by a key of another tool's, with that key.
pub(crate) fn meant(section: &str, entry: &Cursor<'_>) -> Option<(&'static str, &'static str)> {
    KINDS.iter().find_map(|key| Some((*key, named(section, &entry.get(key)?.node.as_scalar()?.text)?)))
}

/// What a word is that stands where a provider would.
pub(crate) fn provider(section: &str, word: &str) -> Option<&'static Other> {
    let word = word.to_ascii_lowercase();
    PROVIDERS.iter().find(|other| other.section == section && other.word == word)
}
