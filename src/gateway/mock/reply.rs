//! What is said, as the API has it: whole, or in pieces of a token each.

use serde_json::{Value, json};

use super::super::answer::{Answer, Usage};
use super::tool::Call;
use super::{CREATED, id, token};

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// A text.
    Text(String),
    /// That a tool is to be called.
    Call(Call),
}

/// An answer, before it is laid out.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    /// Its id.
    pub(super) id: String,
    /// The model.
    pub(super) model: String,
    /// The tokens of the question.
    pub(super) prompt: u64,
    /// How often it is given.
    pub(super) times: u64,
    /// What it says.
    pub(super) said: Said,
    /// Why it ends.
    pub(super) end: &'static str,
}

impl Reply {
    /// What is said, up to a number of tokens, and to the first of the texts that it ends before.
    pub(super) fn of(said: Said, limit: Option<u64>, stops: &[&str]) -> Self {
        let (said, end) = match said {
            Said::Call(call) => (Said::Call(call), "tool_calls"),
            Said::Text(mut text) => {
                let stop = stops.iter().filter_map(|stop| text.find(stop)).min();
                text.truncate(stop.unwrap_or(text.len()));
                let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
                let tokens = token::tokens(&text);
                let is_cut = tokens.len() > limit;
                let text = if is_cut { tokens[..limit].concat() } else { text };
                (Said::Text(text), if is_cut { "length" } else { "stop" })
            }
        };
        Self { id: String::new(), model: String::new(), prompt: 0, times: 1, said, end }
    }

    fn usage(&self) -> Usage {
        let completion = match &self.said {
            Said::Text(text) => token::count(text),
            Said::Call(Call { arguments, .. }) => 1 + token::count(arguments),
        };
        Usage { prompt: self.prompt, completion: completion * self.times }
    }

    fn call_id(&self) -> String {
        id("call_", self.id.as_bytes())
    }

    /// All of it at once.
    pub(super) fn whole(&self) -> Answer {
        let message = match &self.said {
            Said::Text(text) => json!({"role": "assistant", "content": text, "refusal": null}),
            Said::Call(Call { name, arguments }) => {
                let function = json!({"name": name, "arguments": arguments});
                let call = json!({"id": self.call_id(), "type": "function", "function": function});
                json!({"role": "assistant", "content": null, "refusal": null, "tool_calls": [call]})
            }
        };
        let choice =
            |index: u64| json!({"index": index, "message": message, "logprobs": null, "finish_reason": self.end});
        let choices: Vec<Value> = (0..self.times).map(choice).collect();
        let usage = self.usage();
        let body = json!({
            "id": self.id, "object": "chat.completion", "created": CREATED, "model": self.model,
            "choices": choices, "usage": usage.json(),
        });
        Answer { usage: Some(usage), ..Answer::whole(200, &body) }
    }

    /// A piece at a time.
    pub(super) fn streamed(&self, with_usage: bool) -> Answer {
        let mut deltas = match &self.said {
            Said::Text(text) => {
                let role = json!({"role": "assistant", "content": "", "refusal": null});
                let pieces = token::tokens(text).into_iter().map(|piece| json!({ "content": piece }));
                std::iter::once(role).chain(pieces).collect::<Vec<_>>()
            }
            Said::Call(Call { name, arguments }) => {
                let function = json!({"name": name, "arguments": ""});
                let call = json!({"index": 0, "id": self.call_id(), "type": "function", "function": function});
                let first = json!({"role": "assistant", "content": null, "tool_calls": [call]});
                let piece = |piece| json!({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]});
                std::iter::once(first).chain(token::tokens(arguments).into_iter().map(piece)).collect()
            }
        };
        let last = deltas.len();
        deltas.push(json!({}));
        let mut events = Vec::new();
        for (at, delta) in deltas.iter().enumerate() {
            for index in 0..self.times {
                let end = if at == last { json!(self.end) } else { Value::Null };
                let choice = json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": end});
                events.push(self.chunk(&json!([choice]), with_usage.then_some(Value::Null)));
            }
        }
        let usage = self.usage();
        if with_usage {
            events.push(self.chunk(&json!([]), Some(usage.json())));
        }
        events.push("data: [DONE]\n\n".to_owned());
        Answer { usage: Some(usage), ..Answer::pieces(events) }
    }

    fn chunk(&self, choices: &Value, usage: Option<Value>) -> String {
        let mut chunk = json!({
            "id": self.id, "object": "chat.completion.chunk", "created": CREATED, "model": self.model,
            "choices": choices,
        });
        if let (Some(usage), Some(chunk)) = (usage, chunk.as_object_mut()) {
            chunk.insert("usage".to_owned(), usage);
        }
        format!("data: {chunk}\n\n")
    }
}
