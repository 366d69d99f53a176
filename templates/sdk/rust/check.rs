// {{ header }}
//! Checks by hand that the environment is complete{{ " and that the gateway answers" if gateway }}: `cargo run --example check`.
{% if gateway %}
//!
//! Against a mock gateway it costs nothing: `ast generate compose --gateway mock`, and
//! `docker compose up gateway`.

use std::error::Error;
use std::process::ExitCode;

use async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
{% if gateway.embedding %}
use async_openai::types::embeddings::CreateEmbeddingRequestArgs;
{% endif %}

use {{ module }}::{Settings, gateway};

#[tokio::main]
async fn main() -> ExitCode {
    match check().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn check() -> Result<(), Box<dyn Error>> {
    let settings = Settings::load()?;
    println!("the environment has everything");
    let client = gateway(&settings)?;
    let question = ChatCompletionRequestUserMessage::from("Say hello.");
    let request = CreateChatCompletionRequestArgs::default()
        .model({{ gateway.first | rust }})
        .messages([question.into()])
        .build()?;
    let answer = client.chat().create(request).await?;
    let text = answer.choices[0].message.content.as_deref();
    println!("{}: {}", answer.model, text.unwrap_or_default());
{% for id in gateway.embedding[:1] %}
    let request = CreateEmbeddingRequestArgs::default()
        .model({{ id | rust }})
        .input("hello")
        .build()?;
    let answer = client.embeddings().create(request).await?;
    let count = answer.data[0].embedding.len();
    println!("{}: {count} numbers", answer.model);
{% endfor %}
    Ok(())
}
{% else %}

use std::process::ExitCode;

use {{ module }}::Settings;

fn main() -> ExitCode {
    match Settings::load() {
        Ok(_) => {
            println!("the environment has everything");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
{% endif %}
