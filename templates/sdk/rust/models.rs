{% from "sdk/rust/library.rs" import entry, taken, taking %}
{% from "sdk/rust/section.rs" import quoted %}
// {{ header }}
//! The models that the agent declares, each bound to its id.

use async_openai::Client;
use async_openai::config::OpenAIConfig;

use crate::{ConfigError, Settings};

/// A model: the id to ask for, and a client that serves it.
#[derive(Debug, Clone)]
pub struct Model {
    /// The id.
    pub id: String,
    /// The client.
    pub client: Client<OpenAIConfig>,
}
{% for factory in factories.models %}
{% set own = factory.provider != "gateway" %}
{% set key = factory.held.API_KEY if own else none %}
{% set open = not factory.choice and not factory.models %}

/// The {{ factory.kind }} model of `{{ quoted(factory.path) }}`{{ ": `" ~ factory.choice.variable ~ "` chooses it" if factory.choice }}.
///
/// # Errors
/// The key is missing, or none that can be sent.
{{ fold("pub fn " ~ factory.name ~ "(", ["settings: &Settings"] + (["id: impl Into<String>"] if open else []), ") -> Result<Model, ConfigError> {", 0, "rust") }}
{% if own or factory.choice %}
    {{ entry(factory) }}
{% endif %}
{% if own %}
{{ taking("api_key", "entry." ~ key.field, key) -}}
{{ "    " ~ fold("let client = crate::openai::client(", ['"https://api.openai.com/v1"', taken("api_key", "entry." ~ key.field, key), key.variable | rust, key.path | rust], ")?;", 4, "rust-call") }}
{% else %}
    let client = crate::gateway(settings)?;
{% endif %}
{% if open %}
    let id = id.into();
{% elif factory.choice %}
    let id = entry.{{ factory.held.MODEL.field }}.clone();
{% else %}
    let id = {{ factory.models[0] | rust }}.to_owned();
{% endif %}
    Ok(Model { id, client })
}
{% endfor %}
