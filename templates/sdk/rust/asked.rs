{% from "sdk/rust/library.rs" import entry %}
// {{ header }}
//! Checks that the gateway answers, for the example `check` and for tests.

{% set chosen = factories.models | selectattr("provider", "eq", "gateway") | selectattr("choice") | list %}
{% set embeds = chosen | selectattr("kind", "eq", "embedding") | list %}
{% set chats = chosen | selectattr("kind", "eq", "chat") | list %}
{% set asks_chat = chats or not chosen %}
use async_openai::error::OpenAIError;
{% if asks_chat %}
use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
{% endif %}
{% if embeds %}
use async_openai::types::embeddings::CreateEmbeddingRequestArgs;
{% endif %}
use async_openai::{Client, config::OpenAIConfig};

use crate::{Settings, gateway};

/// What is wrong with the gateway or its models, a sentence each; nothing where all is well.
pub async fn run(settings: &Settings) -> Vec<String> {
    let client = match gateway(settings) {
        Ok(client) => client,
        Err(error) => return vec![error.to_string()],
    };
    let mut problems = Vec::new();
{% for factory in chosen %}
    {{ entry(factory) }}
    let id = &entry.{{ factory.held.MODEL.field }};
    let answer = {{ "embedded" if factory.kind == "embedding" else "answered" }}(&client, id).await;
    problems.extend(answer.err().map(|error| sentence(id, &error)));
{% endfor %}
{% if not chosen %}
    let id = {{ gateway.first | rust }};
    let answer = answered(&client, id).await;
    problems.extend(answer.err().map(|error| sentence(id, &error)));
{% endif %}
    problems.dedup();
    problems
}

fn sentence(id: &str, error: &OpenAIError) -> String {
    match error {
        OpenAIError::ApiError(error) if error.status_code.as_u16() == 401 => {
            "{{ gateway.key.variable }} is a key that the gateway refuses".to_owned()
        }
        OpenAIError::ApiError(error) => {
            let status = error.status_code.as_u16();
            format!("{id} is answered with status {status}")
        }
        OpenAIError::Reqwest(_) => "{{ gateway.url.variable }} leads to no gateway that answers".to_owned(),
        _ => format!("{id} is answered with what is not understood"),
    }
}
{% if asks_chat %}

async fn answered(client: &Client<OpenAIConfig>, id: &str) -> Result<(), OpenAIError> {
    let question = ChatCompletionRequestUserMessage::from("Say hello.");
    let request = CreateChatCompletionRequestArgs::default()
        .model(id)
        .messages([question.into()])
        .build()?;
    client.chat().create(request).await.map(drop)
}
{% endif %}
{% if embeds %}

async fn embedded(client: &Client<OpenAIConfig>, id: &str) -> Result<(), OpenAIError> {
    let request = CreateEmbeddingRequestArgs::default()
        .model(id)
        .input("hello")
        .build()?;
    client.embeddings().create(request).await.map(drop)
}
{% endif %}
