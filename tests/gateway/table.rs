//! The table of requests in `requests.json`, each with what is answered. It says nothing that belongs to one server alone,
//! but for what stands under a server's name.

use std::fs;

use ast::gateway::{Answer, Body, Mock, Request};
use ast::plan::ServedModel;
use ast::provider::models;
use serde_json::{Value, json};

/// A mock that serves the catalogue.
pub(super) fn mock() -> Mock {
    let route =
        |model: &ast::provider::ModelOffer| ServedModel { id: model.id.clone(), kind: model.kind, upstream: None };
    Mock::new(&models().iter().map(route).collect::<Vec<_>>(), "sk-right")
}

pub(super) fn ask(mock: &mut Mock, row: &Value) -> Answer {
    let text = |key: &str| row[key].as_str();
    let key = match text("key") {
        None => Some("Bearer sk-right"),
        Some("none") => None,
        Some(_) => Some("Bearer sk-other"),
    };
    let body = row.get("body").map(Value::to_string).unwrap_or_default();
    let (method, path) = (text("method").unwrap(), text("path").unwrap());
    mock.answer(&Request { method, path, authorization: key, body: body.as_bytes() })
}

/// What a stream says, put together as a client does.
pub(super) fn told(events: &str) -> Value {
    let (mut text, mut name, mut arguments) = (String::new(), String::new(), String::new());
    let (mut finish, mut usage) = (Value::Null, Value::Null);
    let chunks: Vec<&str> = events.split("\n\n").filter(|event| !event.is_empty()).collect();
    assert_eq!(chunks.last(), Some(&"data: [DONE]"));
    for chunk in &chunks[..chunks.len() - 1] {
        let chunk: Value = serde_json::from_str(chunk.strip_prefix("data: ").unwrap()).unwrap();
        assert_eq!(chunk["object"], "chat.completion.chunk");
        let delta = &chunk["choices"][0]["delta"];
        text.push_str(delta["content"].as_str().unwrap_or_default());
        name.push_str(delta["tool_calls"][0]["function"]["name"].as_str().unwrap_or_default());
        arguments.push_str(delta["tool_calls"][0]["function"]["arguments"].as_str().unwrap_or_default());
        if !chunk["choices"][0]["finish_reason"].is_null() {
            finish = chunk["choices"][0]["finish_reason"].clone();
        }
        if chunk["usage"].is_object() {
            usage = chunk["usage"].clone();
        }
    }
    if name.is_empty() {
        json!({"text": text, "finish": finish, "usage": usage})
    } else {
        json!({"call": {"name": name, "arguments": arguments}, "finish": finish, "usage": usage})
    }
}

#[test]
fn every_request_has_its_answer() {
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string("tests/gateway/requests.json").unwrap()).unwrap();
    assert!(rows.len() >= 40);
    for row in &rows {
        let name = row["name"].as_str().unwrap();
        let answer = ask(&mut mock(), row);
        assert_eq!(Value::from(answer.status), row["status"], "{name}: {answer:?}");
        let said = match &answer.body {
            Body::Whole(text) => serde_json::from_str::<Value>(text).unwrap(),
            Body::Pieces(pieces) => told(&pieces.events.concat()),
        };
        if let Some(stream) = row.get("stream") {
            assert_eq!(&said, stream, "{name}");
        }
        for (pointer, expected) in row["answer"].as_object().into_iter().flatten() {
            assert_eq!(said.pointer(pointer), Some(expected), "{name}: {pointer} of {said}");
        }
        for (pointer, expected) in row["length"].as_object().into_iter().flatten() {
            let found = said.pointer(pointer).unwrap();
            let length = found.as_array().map_or_else(|| found.as_str().unwrap().len(), Vec::len);
            assert_eq!(Value::from(length), *expected, "{name}: {pointer}");
        }
        if let Some(error) = row["error"].as_str() {
            let message = said["error"]["message"].as_str().unwrap();
            assert!(message.contains(error), "{name}: {message}");
            assert!(said["error"]["type"].is_string(), "{name}");
        }
        assert_eq!(ask(&mut mock(), row), answer, "{name}: the same request has the same answer");
    }
}
