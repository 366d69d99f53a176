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

/// What stands here for a word of neighbouring tools, beside the key that it may be here too.
pub(super) fn word(name: &str, is_key: bool) -> Option<Cow<'static, str>> {
    if let Some((_, text)) = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)) {
        return Some(Cow::Borrowed(text));
    }
    let places = elsewhere(name);
    if places.is_empty() {
        return None;
    }
    let title = if is_key { "is no key in other places" } else { "is not a key of this language" };
    let lines: String = places.iter().map(|(place, help)| format!("  {place}: {help}\n")).collect();
    Some(Cow::Owned(format!("`{}` {title}\n\n{lines}", name.to_ascii_lowercase())))
}
