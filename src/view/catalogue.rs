//! The catalogue as lists: built-in providers and the gateway's models.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::render::json::Version;
use crate::plan::naming;
use crate::provider::{ModelKind, ModelOffer, Provider, Store, StorePort, catalogue, models};

/// `ast providers --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "providers")]
pub struct Providers {
    /// The version of the contract.
    version: Version,
    /// The built-in providers, by name.
    providers: Vec<BuiltIn>,
}

/// A built-in provider.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct BuiltIn {
    /// What entries call it.
    name: &'static str,
    /// The one section whose entries may use it.
    section: &'static str,
    /// What it is.
    summary: &'static str,
    /// The variables that a single entry of it gives the agent.
    variables: Vec<String>,
    /// What runs for it, where `ast` runs it.
    image: Option<&'static str>,
    /// How far that was tried, in words.
    proven: Option<&'static str>,
    /// What that listens on.
    ports: Vec<Served>,
    /// Where that keeps its data.
    data: Option<&'static str>,
}

/// A port of what runs for a provider.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Served {
    /// `http`, `grpc`, `web`, `bolt`, or the store's name.
    name: &'static str,
    /// Its number.
    #[schemars(range(min = 1))]
    port: u16,
    /// Whether it is the one that clients are given.
    client: bool,
}

/// `ast models --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "models")]
pub struct Models {
    /// The version of the contract.
    version: Version,
    /// The gateway's models, in the order of its reference.
    models: Vec<Model>,
}

/// A model of the gateway.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Model {
    /// The id that clients send.
    id: &'static str,
    /// What it makes.
    kind: ModelKind,
    /// Whether the gateway's reference lists it; else it is only known of.
    supported: bool,
    /// What it is good for.
    #[serde(rename = "use")]
    purpose: &'static str,
    /// What serves it in a local gateway.
    local: Local,
}

/// What serves a model in a local gateway.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Local {
    /// The provider's route and id.
    model: &'static str,
    /// The variables that hold the user's own keys.
    keys: Vec<&'static str>,
}

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

impl Providers {
    /// All that are built in.
    pub fn all() -> Self {
        let port = |port: &'static StorePort| Served { name: &port.name, port: port.port, client: port.client };
        let one = |provider: &'static Provider| {
            let store = provider.store.as_ref();
            BuiltIn {
                name: &provider.name,
                section: &provider.section,
                summary: &provider.summary,
                variables: variables(provider),
                image: store.map(|store| store.image.as_str()),
                proven: store.map(|store| store.proven.as_str()),
                ports: store.into_iter().flat_map(|store: &Store| &store.ports).map(port).collect(),
                data: store.map(|store| store.data.as_str()),
            }
        };
        Self { version: Version, providers: catalogue().iter().map(one).collect() }
    }

    /// As people read them, by section.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for section in ["models", "knowledge", "integrations"] {
            let _ = writeln!(text, "{}{section}", if text.is_empty() { "" } else { "\n" });
            for provider in self.providers.iter().filter(|provider| provider.section == section) {
                let _ = writeln!(text, "  {:10} {}", provider.name, provider.summary);
                let _ = writeln!(text, "  {:10} gives {}", "", provider.variables.join(", "));
                if let (Some(image), Some(proven)) = (provider.image, provider.proven) {
                    let _ = writeln!(text, "  {:10} runs {image} ({proven})", "");
                }
            }
        }
        text
    }
}

impl Models {
    /// All that are known.
    pub fn all() -> Self {
        let one = |model: &'static ModelOffer| Model {
            id: &model.id,
            kind: model.kind,
            supported: model.supported,
            purpose: &model.purpose,
            local: Local { model: &model.local.model, keys: model.local.variables().map(|(name, _)| name).collect() },
        };
        Self { version: Version, models: models().iter().map(one).collect() }
    }

    /// As people read them.
    pub fn text(&self) -> String {
        let width = self.models.iter().map(|model| model.id.len()).max().unwrap_or_default();
        let mut text = String::new();
        for model in &self.models {
            let known = if model.supported { "" } else { " (not in the supported set)" };
            let _ = writeln!(text, "{:width$}  {:9}  {}{known}", model.id, model.kind.as_str(), model.purpose);
        }
        text.push_str("\nList them under `models:` of an entry with `provider: gateway`, the default first.\n");
        text.push_str(
            "The gateway speaks the OpenAI API: chat, streaming and embeddings. It does not serve Anthropic's own\n",
        );
        text.push_str("messages API, vision, image generation or models that you bring.\n");
        text
    }
}
