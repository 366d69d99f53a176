// {{ header }}
//! What the agent `{{ agent }}` declares, as typed Rust.
#![allow(
    clippy::doc_markdown,
    clippy::enum_variant_names,
    clippy::module_name_repetitions,
    clippy::similar_names,
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    clippy::too_many_lines,
    reason = "names, texts and how many there are of them come from the spec"
)]

{% if gateway %}
#[cfg(feature = "openai")]
pub mod check;
pub mod gateway;
{% endif %}
{% if jobs %}
pub mod ingestion;
{% endif %}
{% if factories.knowledge %}
pub mod knowledge;
{% endif %}
{% if factories.models %}
#[cfg(feature = "openai")]
pub mod models;
{% endif %}
{% if "openai" in extras %}
#[cfg(feature = "openai")]
mod openai;
{% endif %}
mod read;
pub mod settings;

{% if "openai" in extras %}
/// The official types of requests and answers, in the version that clients here are made of.
#[cfg(feature = "openai")]
pub use async_openai;
{% endif %}
{% if gateway %}
#[cfg(feature = "openai")]
pub use gateway::gateway;
{% endif %}
pub use read::{ConfigError, Json, JsonObject, Problem, Secret};
pub use settings::Settings;
