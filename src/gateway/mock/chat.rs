//! From a request to chat to its answer: a call of a tool, an object that fits, or a text.

use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Refusal};
use super::super::script::Says;
use super::reply::{Reply, Said};
use super::tool::{self, Call};
use super::{conversation::Conversation, fit};

/// How much of what was said last an answer repeats, in characters.
const REPEATED: usize = 500;
/// How many answers one request may ask for.
const MOST: u64 = 16;

/// The answer to a request.
pub(super) fn answer(
    body: &Map<String, Value>,
    conversation: &Conversation,
    says: Option<Says>,
    model: &str,
    id: &str,
) -> Result<Answer, Refusal> {
    let said = match says {
        Some(Says::Text(text)) => Said::Text(text),
        Some(Says::Call(name, arguments)) => Said::Call(Call { name, arguments: arguments.to_string() }),
        Some(Says::Failure { .. }) | None => {
            let call = if conversation.given.is_some() { None } else { tool::call(body)? };
            call.map_or_else(|| text(body, model, conversation).map(Said::Text), |call| Ok(Said::Call(call)))?
        }
    };
    let count = |key: &'static str, most: u64| match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().filter(|number| (1..=most).contains(number)).map(Some).ok_or_else(|| {
            let most = if most == u64::MAX { "on".to_owned() } else { format!("to {most}") };
            Refusal::of(key, format!("`{key}`: expected a whole number from 1 {most}"))
        }),
    };
    let limit = count("max_completion_tokens", u64::MAX)?.or(count("max_tokens", u64::MAX)?);
    let reply = Reply {
        id: id.to_owned(),
        model: model.to_owned(),
        prompt: conversation.tokens,
        times: count("n", MOST)?.unwrap_or(1),
        ..Reply::of(said, limit, &stops(body)?)
    };
    let is_on = |value: Option<&Value>| value == Some(&Value::Bool(true));
    Ok(if is_on(body.get("stream")) {
        reply.streamed(is_on(body.get("stream_options").and_then(|options| options.get("include_usage"))))
    } else {
        reply.whole()
    })
}

/// What is said: that it is made up, and what it is an answer to.
fn text(body: &Map<String, Value>, model: &str, conversation: &Conversation) -> Result<String, Refusal> {
    let beginning = format!("This is a mock answer of {model}.");
    let cut = |text: &str| text.chars().take(REPEATED).collect::<String>();
    let text = match &conversation.given {
        Some(given) => format!("{beginning} The tool said: {}", cut(given)),
        None if conversation.asked.is_empty() => beginning,
        None => format!("{beginning} You said: {}", cut(&conversation.asked)),
    };
    let Some(format) = body.get("response_format").filter(|format| !format.is_null()) else { return Ok(text) };
    let refuse = |message: &str| Err(Refusal::of("response_format", message));
    match format.get("type").and_then(Value::as_str) {
        Some("text") => Ok(text),
        Some("json_object") => Ok(json!({ "answer": text }).to_string()),
        Some("json_schema") => match format.pointer("/json_schema/schema") {
            None => refuse("`response_format.json_schema.schema` is missing"),
            Some(schema) => match fit::smallest(schema) {
                Ok(object) => Ok(object.to_string()),
                Err(why) => refuse(&format!("the mock can't answer by this schema: {why}; script the answer")),
            },
        },
        _ => refuse("`response_format.type`: expected `text`, `json_object` or `json_schema`"),
    }
}

/// The texts that an answer ends before.
fn stops(body: &Map<String, Value>) -> Result<Vec<&str>, Refusal> {
    let found = match body.get("stop") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::String(stop)) => Some(vec![stop.as_str()]),
        Some(Value::Array(stops)) => stops.iter().map(Value::as_str).collect(),
        Some(_) => None,
    };
    let refusal = || Refusal::of("stop", "`stop`: expected a text, or a list of texts");
    Ok(found.ok_or_else(refusal)?.into_iter().filter(|stop| !stop.is_empty()).collect())
}
