//! Words that are nearly a key: what people look up, or write where it is no key.

use crate::document::Cursor;

/// Words with what is to be written, and whether that is said within an entry too.
const NEARLY: &[(&[&str], bool, &str)] = &[
    (
        &["model", "llm", "llms", "embedding", "embeddings"],
        false,
        "a model that the agent calls is an entry of `models`: `ast add model NAME`",
    ),
    (
        &["tool", "tools", "plugin", "plugins"],
        false,
        "a tool or service is an entry of `integrations`: `ast add integration NAME`",
    ),
    (
        &["interface", "channel", "channels"],
        false,
        "how users reach the agent stands in `agent.interfaces`: `frontend` and `messaging`",
    ),
    (
        &["vector", "rag", "store", "index"],
        false,
        "what the agent keeps and looks up is an entry of `knowledge`: `ast add knowledge qdrant`",
    ),
    (
        &["key", "keys", "credential"],
        true,
        "a built-in provider asks for its key by itself; another is an input: `ast add input NAME --secret`",
    ),
    (
        &["config", "settings", "parameters"],
        true,
        "what the deployer says is an input: `ast add input NAME`; options of the project stand in `ast.toml`",
    ),
    (
        &["startup", "manual"],
        true,
        "what starts a job is its `trigger`: `ast add ingestion NAME --build FOLDER --on startup`",
    ),
    (
        &["compose", "docker"],
        false,
        "`ast generate compose` makes the files of a local run, `ast init --from compose.yaml` a spec of a compose file",
    ),
    (
        &["helm", "kubernetes", "k8s", "kustomize"],
        false,
        "`ast generate kubernetes` makes manifests, `ast generate helm` a chart; options stand under `[cluster]` in `ast.toml`",
    ),
];

/// What is to be written for a word.
pub fn word(word: &str) -> Option<&'static str> {
    said(word, false)
}

/// The same of a key that the mapping at `at` doesn't know: of the file, the agent or an entry.
pub(super) fn key(at: &Cursor<'_>, key: &str) -> Option<&'static str> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["agent"] => said(key, false),
        ["models" | "knowledge" | "integrations" | "ingestion", _] | [_, _, "container"] => said(key, true),
        _ => None,
    }
}

fn said(word: &str, within_entry: bool) -> Option<&'static str> {
    let folded = word.to_ascii_lowercase();
    let is_meant = |words: &[&str], is_said: bool| words.contains(&folded.as_str()) && (is_said || !within_entry);
    NEARLY.iter().find(|(words, is_said, _)| is_meant(words, *is_said)).map(|(.., help)| *help)
}
