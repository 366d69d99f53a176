//! What words of neighbouring tools are here, for whoever looks them up.

use std::borrow::Cow;

use crate::schema::{elsewhere, nearly};

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
    (
        "networkpolicy",
        "a NetworkPolicy is made of the plan for each container that `ast generate kubernetes` or `helm` deploys\n\n\
         It opens what the plan shows (`ast plan --for cluster`: `connects to`), name servers, and, to all but stores, port \
         443 of public addresses; private networks are shut. From outside it opens the port on which the agent is offered \
         and those of webhooks. `egress` and `ingress-from` in `ast.toml` say more, `connects` for containers of the \
         project: `ast explain egress`. `ast explain api.example.com` says who reaches an address.\n",
    ),
    (
        "sensitive",
        "sensitive is `secret: true` of an input: its value is shown nowhere, and stands in a Secret in a cluster\n",
    ),
    (
        "meta",
        "meta is a key of older specs, which is accepted with a warning\n\n\
         `description` and `tags` stand in the front matter of AGENT.md, and who may see the agent is said to the \
         platform: nothing is to be written here. `ast explain deprecated-meta` says more.\n",
    ),
];

/// Words for what opens and shuts the network of a cluster, without what stands between their parts.
const NETWORK: &[&str] = &["networkpolicy", "networkpolicies", "netpol", "firewall"];

/// What stands here for a word of neighbouring tools, beside the key that it may be here too.
pub(super) fn word(name: &str, is_key: bool) -> Option<Cow<'static, str>> {
    let is_meant = |word: &str| match word {
        "networkpolicy" => NETWORK.contains(&name.to_ascii_lowercase().replace([' ', '-', '_'], "").as_str()),
        _ => word.eq_ignore_ascii_case(name),
    };
    if let Some((_, text)) = WORDS.iter().find(|(word, _)| is_meant(word)) {
        return Some(Cow::Borrowed(text));
    }
    let places = elsewhere(name);
    if places.is_empty() {
        let folded = name.to_ascii_lowercase();
        let help = nearly(name).filter(|_| !is_key)?;
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
