//! What words of neighbouring tools are here, for whoever looks them up.

use std::borrow::Cow;

use crate::schema::elsewhere;

/// Words that are looked up, with what stands for them here.
const WORDS: &[(&str, &str)] = &[
    (
        "mcp",
        "mcp is not a key and not a provider: an MCP server that speaks HTTP is an integration's container\n\n\
         The agent gets its address as INTEGRATION_<NAME>_URL, with INTEGRATION_<NAME>_HOST and INTEGRATION_<NAME>_PORT \
         beside it, locally and in a cluster; the server's path, such as /mcp, is put behind it by the agent's code. \
         What the server needs itself is an input of the entry. A server that speaks by its standard input and output \
         is a part of the agent's image.\n\n\
         write it so:\n\n    integrations:\n      tickets:\n        container:\n          image: my-mcp-server:1\n          \
         port: 3000\n        inputs:\n          - name: TICKETS_TOKEN\n            datatype: string\n            secret: true\n",
    ),
    (
        "ollama",
        "ollama is not a built-in provider any more: a model server of your own is a model's container\n\n\
         The agent gets its address as MODEL_<NAME>_URL.\n\n\
         write it so:\n\n    models:\n      local:\n        container:\n          image: ollama/ollama:0.6.8\n          \
         port: 11434\n          volume: /models\n          environment:\n            OLLAMA_MODELS: /models\n",
    ),
    (
        "slack",
        "slack is an adapter of messaging, not an integration\n\n\
         Messaging is on unless `agent.interfaces` says otherwise. In a cluster its adapters are set in `ast.toml`, as \
         `adapters` under `[messaging]`, or by `--adapters`.\n\n\
         write it so:\n\n    dev:\n      interfaces:\n        messaging:\n          adapters: [slack]\n",
    ),
    (
        "pgvector",
        "pgvector is an extension of Postgres, which the image of the built-in provider has\n\n\
         The agent creates it in its database: CREATE EXTENSION vector.\n\n\
         write it so:\n\n    knowledge:\n      db:\n        provider: postgres\n",
    ),
];

/// Words that are nearly a key, with what is to be written.
const NEARLY: &[(&[&str], &str)] = &[
    (
        &["model", "llm", "llms", "embedding", "embeddings"],
        "a model that the agent calls is an entry of `models`: `ast add model NAME`",
    ),
    (
        &["tool", "tools", "plugin", "plugins"],
        "a tool or service is an entry of `integrations`: `ast add integration NAME`",
    ),
    (
        &["interface", "channel", "channels"],
        "how users reach the agent stands in `agent.interfaces`: `frontend` and `messaging`",
    ),
    (
        &["vector", "rag", "store", "index"],
        "what the agent keeps and looks up is an entry of `knowledge`: `ast add knowledge qdrant`",
    ),
    (
        &["key", "keys", "credential"],
        "a built-in provider asks for its key by itself; another is an input: `ast add input NAME --secret`",
    ),
    (
        &["config", "settings", "parameters"],
        "what the deployer says is an input: `ast add input NAME`; options of the project stand in `ast.toml`",
    ),
    (
        &["startup", "manual"],
        "what starts a job is its `trigger`: `ast add ingestion NAME --build FOLDER --on startup`",
    ),
    (
        &["compose", "docker"],
        "`ast generate compose` makes the files of a local run, `ast init --from compose.yaml` a spec of a compose file",
    ),
    (
        &["helm", "kubernetes", "k8s", "kustomize"],
        "`ast generate kubernetes` makes manifests, `ast generate helm` a chart; options stand under `[cluster]` in `ast.toml`",
    ),
];

/// What stands here for a word of neighbouring tools, beside the key that it may be here too.
pub(super) fn word(name: &str, is_key: bool) -> Option<Cow<'static, str>> {
    if let Some((_, text)) = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)) {
        return Some(Cow::Borrowed(text));
    }
    let places = elsewhere(name);
    if places.is_empty() {
        let folded = name.to_ascii_lowercase();
        let (_, help) = NEARLY.iter().find(|(words, _)| !is_key && words.contains(&folded.as_str()))?;
        return Some(Cow::Owned(format!("`{folded}` is not a key of this language\n\n{help}\n")));
    }
    let lines: String = places.iter().map(|(place, help)| format!("  {place}: {help}\n")).collect();
    let name = name.to_ascii_lowercase();
    Some(Cow::Owned(if is_key {
        format!("`{name}`, where it is no key:\n\n{lines}")
    } else {
        format!("`{name}` is not a key of this language\n\n{lines}")
    }))
}
