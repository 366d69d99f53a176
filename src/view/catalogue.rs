//! The catalogue as lists: built-in providers and the gateway's models.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::plan::naming;
use crate::provider::{Provider, catalogue, models};

/// The variables that a single entry of a provider gives the agent.
pub fn variables(provider: &Provider) -> Vec<String> {
    let prefix = naming::variable(&provider.name);
    let name = |suffix: &str| format!("{prefix}_{suffix}");
    let Some(store) = &provider.store else {
        if provider.gateway.is_some() {
            return vec![crate::plan::GATEWAY_URL.into(), crate::plan::GATEWAY_KEY.into(), "MODEL_<ENTRY>".into()];
        }
        return provider.credentials.iter().map(|credential| name(&credential.suffix)).collect();
    };
    let mut names = vec![name("HOST"), name("PORT")];
    names.extend(store.url.iter().map(|_| name("URL")));
    names.extend(
        store.credentials.iter().filter(|credential| !credential.private).map(|credential| name(&credential.suffix)),
    );
    names
}

/// The built-in providers, by section.
pub fn provider_list() -> String {
    let mut text = String::new();
    for section in ["models", "knowledge", "integrations"] {
        let _ = writeln!(text, "{}{section}", if text.is_empty() { "" } else { "\n" });
        for provider in catalogue().of(section) {
            let _ = writeln!(text, "  {:10} {}", provider.name, provider.summary);
            let _ = writeln!(text, "  {:10} gives {}", "", variables(provider).join(", "));
            if let Some(store) = &provider.store {
                let _ = writeln!(text, "  {:10} runs {} ({})", "", store.image, store.proven);
            }
        }
    }
    text
}

/// The built-in providers for programs.
pub fn providers_json() -> Value {
    let one = |provider: &Provider| {
        let ports = |store: &crate::provider::Store| -> Value {
            store
                .ports
                .iter()
                .map(|port| json!({ "name": port.name, "port": port.port, "client": port.client }))
                .collect()
        };
        let store = provider.store.as_ref();
        json!({
            "name": provider.name,
            "section": provider.section,
            "summary": provider.summary,
            "variables": variables(provider),
            "image": store.map(|store| &store.image),
            "proven": store.map(|store| &store.proven),
            "ports": store.map_or_else(|| json!([]), ports),
            "data": store.map(|store| &store.data),
        })
    };
    json!({ "version": 1, "providers": catalogue().iter().map(one).collect::<Vec<_>>() })
}

/// The gateway's models.
pub fn model_list() -> String {
    let width = models().iter().map(|model| model.id.len()).max().unwrap_or_default();
    let mut text = String::new();
    for model in models() {
        let kind = json!(model.kind);
        let known = if model.supported { "" } else { " (not in the supported set)" };
        let _ =
            writeln!(text, "{:width$}  {:9}  {}{known}", model.id, kind.as_str().unwrap_or_default(), model.purpose);
    }
    text.push_str("\nList them under `models:` of an entry with `provider: gateway`, the default first.\n");
    text.push_str(
        "The gateway speaks the OpenAI API: chat, streaming and embeddings. It does not serve Anthropic's own\n",
    );
    text.push_str("messages API, vision, image generation or models that you bring.\n");
    text
}

/// The gateway's models for programs.
pub fn models_json() -> Value {
    let one = |model: &crate::provider::ModelOffer| {
        json!({
            "id": model.id,
            "kind": model.kind,
            "supported": model.supported,
            "use": model.purpose,
            "local": { "model": model.local.model, "keys": model.local.keys },
        })
    };
    json!({ "version": 1, "models": models().iter().map(one).collect::<Vec<_>>() })
}
