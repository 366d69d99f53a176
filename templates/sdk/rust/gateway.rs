{% from "sdk/rust/library.rs" import taken, taking %}
// {{ header }}
//! The AI Gateway: the models that it is known to serve, and a client of it.

/// The ids of chat models; others than these work too.
pub mod chat {
{% for id in gateway.chat %}
    /// A chat model.
    {{ wrap("pub const " ~ gateway.chat_names[loop.index0] ~ ": &str = ", id | rust ~ ";", 4, "rust") }}
{% endfor %}
}

/// The ids of embedding models; others than these work too.
pub mod embedding {
{% for id in gateway.embedding %}
    /// An embedding model.
    {{ wrap("pub const " ~ gateway.embedding_names[loop.index0] ~ ": &str = ", id | rust ~ ";", 4, "rust") }}
{% endfor %}
}

/// A client of the gateway for the settings of the agent, of a job, or of the gateway alone.
///
/// Timeouts and the like are those of an HTTP client: `gateway(&settings)?.with_http_client(…)`.
///
/// # Errors
/// The key is missing, or none that can be sent.
#[cfg(feature = "openai")]
pub fn gateway(
    settings: &impl AsRef<crate::settings::Gateway>,
) -> Result<async_openai::Client<async_openai::config::OpenAIConfig>, crate::ConfigError> {
    let settings = settings.as_ref();
{% set url = ["url", "settings." ~ gateway.held.URL.field, gateway.held.URL] %}
{% set key = ["api_key", "settings." ~ gateway.held.API_KEY.field, gateway.held.API_KEY] %}
{{ taking(*url) -}}
{{ taking(*key) -}}
{{ "    let base_url = crate::read::openai_base_url(" ~ taken(*url) ~ ");" }}
    {{ fold("crate::openai::client(", ["&base_url", taken(*key), gateway.key.variable | rust, gateway.key.path | rust], ")", 4, "rust-call") }}
}
