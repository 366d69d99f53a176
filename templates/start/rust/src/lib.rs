//! Answers `POST /chat` with what a model says, as it says it.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use {{ crate }}::async_openai::error::OpenAIError;
use {{ crate }}::async_openai::types::chat::{
    ChatCompletionRequestSystemMessage, ChatCompletionRequestUserMessage,
    CreateChatCompletionRequestArgs,
};
use {{ crate }}::models::Model;
use serde::Deserialize;
use serde_json::{Value, json};

const INSTRUCTIONS: &str = "You are a helpful assistant. Answer in a few sentences.";

/// The most bytes of a question.
const LONGEST: usize = 32_000;

/// What a user asks.
#[derive(Debug, Deserialize)]
struct Question {
    message: String,
}

/// The agent, which asks a model.
pub fn app(model: Model) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/chat", post(chat))
        .with_state(model)
}

/// Whether this process can answer at all.
async fn health() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The answer as server-sent events: a `text` each, an `error` if it broke off, and `[DONE]` at its end.
async fn chat(
    State(model): State<Model>,
    Json(question): Json<Question>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    if question.message.is_empty() || question.message.len() > LONGEST {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(Sse::new(async_stream::stream! {
        let mut pieces = std::pin::pin!(answer(model, question.message));
        while let Some(piece) = pieces.next().await {
            yield Ok(event(&match piece {
                Ok(text) => json!({"text": text}),
                Err(error) => {
                    // What went wrong is for the log; users see that something did.
                    eprintln!("the model can't be asked: {error}");
                    json!({"error": "the model can't be asked"})
                }
            }));
        }
        yield Ok(Event::default().data("[DONE]"));
    }))
}

/// What the model says, piece by piece.
fn answer(model: Model, message: String) -> impl Stream<Item = Result<String, OpenAIError>> {
    async_stream::try_stream! {
        let request = CreateChatCompletionRequestArgs::default()
            .model(&model.id)
            .messages([
                ChatCompletionRequestSystemMessage::from(INSTRUCTIONS).into(),
                ChatCompletionRequestUserMessage::from(message).into(),
            ])
            .build()?;
        let mut chunks = model.client.chat().create_stream(request).await?;
        while let Some(chunk) = chunks.try_next().await? {
            for choice in chunk.choices {
                if let Some(text) = choice.delta.content.filter(|text| !text.is_empty()) {
                    yield text;
                }
            }
        }
    }
}

fn event(data: &Value) -> Event {
    Event::default().data(data.to_string())
}
