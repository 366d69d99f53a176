//! The messages of a request: whether they are a conversation, what was said last, and what a tool gave.

use serde_json::{Map, Value};

use super::super::answer::Refusal;
use super::token;

/// Who may say something.
const ROLES: [&str; 5] = ["system", "developer", "user", "assistant", "tool"];

/// What an answer depends on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Conversation {
    /// The text of the last message of the user's.
    pub(super) asked: String,
    /// What the last tool gave since then.
    pub(super) given: Option<String>,
    /// The tokens of everything.
    pub(super) tokens: u64,
}

/// Reads the messages.
pub(super) fn read(body: &Map<String, Value>) -> Result<Conversation, Refusal> {
    let messages = body.get("messages").and_then(Value::as_array).filter(|messages| !messages.is_empty());
    let Some(messages) = messages else {
        let message = "`messages` is missing: send a list with at least one message";
        return Err(Refusal::of("messages", message));
    };
    let mut conversation = Conversation::default();
    let mut open: Vec<&str> = Vec::new();
    for (at, message) in messages.iter().enumerate() {
        let refuse = |what: &str| Err(Refusal::of("messages", format!("`messages[{at}]`: {what}")));
        let role = message.get("role").and_then(Value::as_str).unwrap_or_default();
        if !ROLES.contains(&role) {
            return refuse(&format!("expected a `role` of {}", ROLES.join(", ")));
        }
        let called = message.get("tool_calls").and_then(Value::as_array).filter(|_| role == "assistant");
        let Some(text) = text(message.get("content")) else {
            return refuse("expected `content` as a text, or as a list of parts");
        };
        if role == "user" && message.get("content").is_none_or(Value::is_null) {
            return refuse("`content` is missing");
        }
        conversation.tokens += token::count(&text);
        if role == "tool" {
            let id = message.get("tool_call_id").and_then(Value::as_str).unwrap_or_default();
            let Some(place) = open.iter().position(|open| *open == id) else {
                return refuse("its `tool_call_id` is not that of a call before it that has no result yet");
            };
            open.remove(place);
            conversation.given = Some(text);
        } else if let Some(id) = open.first() {
            return refuse(&format!(
                "the call `{id}` before it has no result: a message of the role `tool` is missing"
            ));
        } else if role == "user" {
            (conversation.asked, conversation.given) = (text, None);
        }
        let ids = called.into_iter().flatten().filter_map(|call| call.get("id").and_then(Value::as_str));
        open.extend(ids);
    }
    if let Some(id) = open.first() {
        let message = format!("the call `{id}` has no result: a message of the role `tool` is missing");
        return Err(Refusal::of("messages", message));
    }
    Ok(conversation)
}

/// The text of a message: what its parts say, one after the other; pictures and the like say nothing here.
fn text(content: Option<&Value>) -> Option<String> {
    match content {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Array(parts)) => {
            let texts = parts.iter().filter_map(|part| part.get("text").and_then(Value::as_str));
            Some(texts.collect::<Vec<_>>().join("\n"))
        }
        Some(_) => None,
    }
}
