//! The models of the AI Gateway: what they are for, and what stands in for them locally.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A model that the gateway serves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelOffer {
    /// The id that clients send.
    pub id: String,
    /// What it makes.
    pub kind: ModelKind,
    /// Whether the gateway's reference lists it; else it is only known of.
    #[serde(default)]
    pub supported: bool,
    /// Whether it is the one that client code takes where a spec names none.
    #[serde(default)]
    pub default: bool,
    /// What it is good for.
    #[serde(rename = "use")]
    pub purpose: String,
    /// How many numbers its vectors may have, the usual number first; nothing for a chat model.
    #[serde(default)]
    pub widths: Vec<usize>,
    /// What serves it in a local gateway.
    pub local: LocalModel,
}

/// What a model makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ModelKind {
    /// Answers in a conversation.
    Chat,
    /// Vectors.
    Embedding,
}

impl ModelKind {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Embedding => "embedding",
        }
    }
}

/// What serves a model in a local gateway.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalModel {
    /// The provider's route and id.
    pub model: String,
    /// The variables that hold the user's own keys.
    pub keys: Vec<String>,
    /// The variables beside them that may be shown.
    #[serde(default)]
    pub settings: Vec<String>,
    /// Where the provider speaks the OpenAI form by itself, for its one key.
    #[serde(default)]
    pub api: Option<ProviderApi>,
}

/// A provider's own API in the OpenAI form.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderApi {
    /// Its origin, without `/v1`.
    pub url: String,
    /// The variable of the environment that names another, as the provider's own clients read it.
    pub variable: String,
}

impl LocalModel {
    /// Every variable, and whether it is a secret.
    pub fn variables(&self) -> impl Iterator<Item = (&str, bool)> {
        let keys = self.keys.iter().map(|name| (name.as_str(), true));
        keys.chain(self.settings.iter().map(|name| (name.as_str(), false)))
    }
}

/// Every model that the gateway serves or is known to, in the order of its reference.
pub fn models() -> &'static [ModelOffer] {
    static MODELS: LazyLock<Vec<ModelOffer>> = LazyLock::new(|| super::facts("models"));
    &MODELS
}

/// The provider that serves models: the gateway where it has all of them, else whoever names the first so.
pub fn server<'a>(ids: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    let mut ids = ids.into_iter().peekable();
    let first = *ids.peek()?;
    if ids.all(|id| models().iter().any(|model| model.id == id)) {
        return Some("gateway");
    }
    let families = [("claude-", "anthropic"), ("gpt-", "openai"), ("gemini-", "gemini"), ("command-", "cohere")];
    families.into_iter().find(|(family, _)| first.starts_with(family)).map(|(_, provider)| provider)
}

/// What a model makes: as the catalogue says, else answers, as most do.
pub fn model_kind(id: &str) -> ModelKind {
    models().iter().find(|model| model.id == id).map_or(ModelKind::Chat, |model| model.kind)
}
