//! What the gateway answers: a whole body or pieces, and the error that clients of the OpenAI API read.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

/// An answer, before any of it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// How long the client is told to wait before it tries again, in seconds.
    pub retry_after: Option<u64>,
    /// How long nothing is sent.
    pub delay: Duration,
    /// What is sent.
    pub body: Body,
    /// What it cost.
    pub usage: Option<Usage>,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// JSON, at once.
    Whole(String),
    /// Events, one after the other.
    Pieces(Pieces),
}

/// Events that a client reads while they come.
#[derive(Debug, Clone, PartialEq)]
pub struct Pieces {
    /// The events, as they stand on the wire.
    pub events: Vec<String>,
    /// How long nothing is sent between two of them.
    pub gap: Duration,
    /// Whether the connection breaks after the last of them.
    pub breaks: bool,
    /// Whether they are events; else parts of an answer that was to be whole.
    pub are_events: bool,
}

/// How many tokens went in and came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Usage {
    /// Those of the request.
    pub prompt: u64,
    /// Those of the answer.
    pub completion: u64,
}

impl Usage {
    /// As the API has it.
    pub fn json(self) -> Value {
        let Self { prompt, completion } = self;
        json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion})
    }

    /// From what the API has; a gateway may leave some of it out.
    pub fn of(usage: &Value) -> Option<Self> {
        let number = |key: &str| usage.get(key).and_then(Value::as_u64);
        let prompt = number("prompt_tokens").or_else(|| number("total_tokens"))?;
        Some(Self { prompt, completion: number("completion_tokens").unwrap_or_default() })
    }
}

impl Answer {
    /// A whole answer.
    pub fn whole(status: u16, body: &Value) -> Self {
        let body = Body::Whole(body.to_string());
        Self { status, retry_after: None, delay: Duration::ZERO, body, usage: None }
    }

    /// An answer in pieces.
    pub fn pieces(events: Vec<String>) -> Self {
        let pieces = Pieces { events, gap: Duration::ZERO, breaks: false, are_events: true };
        Self { body: Body::Pieces(pieces), ..Self::whole(200, &Value::Null) }
    }

    /// That the server is there.
    pub fn alive() -> Self {
        Self::whole(200, &json!("I'm alive!"))
    }
}

/// Why a request gets no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// Why, and what to do.
    pub message: String,
    /// The part of the request that is blamed.
    pub param: Option<&'static str>,
    /// A word for it.
    pub code: Option<&'static str>,
}

impl Refusal {
    /// For a reason that a status says best.
    pub fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), param: None, code: None }
    }

    /// A request that is wrong in one of its parts.
    pub fn of(param: &'static str, message: impl Into<String>) -> Self {
        Self { param: Some(param), ..Self::new(400, message) }
    }

    /// The same with a word for it.
    #[must_use]
    pub fn code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// A request without the key.
    pub fn unauthorized() -> Self {
        let message =
            "the key is wrong or missing: send the value of ASTRO_GATEWAY_API_KEY as `Authorization: Bearer …`";
        Self::new(401, message).code("invalid_api_key")
    }
}

/// An error, in the form of the API.
impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let Refusal { status, message, param, code } = refusal;
        let kind = match status {
            401 => "authentication_error",
            429 => "rate_limit_error",
            500.. => "server_error",
            _ => "invalid_request_error",
        };
        Self::whole(status, &json!({"error": {"message": message, "type": kind, "param": param, "code": code}}))
    }
}
