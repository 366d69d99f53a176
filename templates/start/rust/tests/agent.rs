//! The agent's own side of a conversation, with a gateway of this machine's.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use http_body_util::BodyExt as _;
use {{ crate }}::{Settings, models};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

async fn completion(headers: HeaderMap, Json(asked): Json<Value>) -> Response {
    if headers[header::AUTHORIZATION] != "Bearer sk-right" {
        let refusal =
            json!({"error": {"message": "wrong key", "type": "auth", "param": null, "code": null}});
        return (StatusCode::UNAUTHORIZED, Json(refusal)).into_response();
    }
    let question = asked["messages"][1]["content"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let chunk = |text: &str| {
        let choice = json!({"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": null});
        let chunk = json!({"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]});
        format!("data: {chunk}\n\n")
    };
    let body = format!(
        "{}{}data: [DONE]\n\n",
        chunk("You said: "),
        chunk(&question)
    );
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// The agent before a gateway that takes `sk-right`.
async fn app(key: &str) -> Router {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let gateway = Router::new().route("/v1/chat/completions", post(completion));
    tokio::spawn(async move { axum::serve(listener, gateway).await });
    let settings = Settings::example([
        ("ASTRO_GATEWAY_URL", url.as_str()),
        ("ASTRO_GATEWAY_API_KEY", key),
    ])
    .unwrap();
    agent::app(models::chat(&settings).unwrap())
}

async fn ask(app: Router, body: Value) -> (StatusCode, Vec<String>) {
    let request = Request::post("/chat").header(header::CONTENT_TYPE, "application/json");
    let response = app
        .oneshot(request.body(Body::from(body.to_string())).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let lines = String::from_utf8(body.to_vec()).unwrap();
    (
        status,
        lines
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(str::to_owned)
            .collect(),
    )
}

#[tokio::test]
async fn it_is_well() {
    let request = Request::get("/health").body(Body::empty()).unwrap();
    let response = app("sk-right").await.oneshot(request).await.unwrap();
    assert_eq!(
        response.into_body().collect().await.unwrap().to_bytes(),
        r#"{"status":"ok"}"#
    );
}

#[tokio::test]
async fn an_answer_comes_in_pieces_and_ends() {
    let (status, lines) = ask(app("sk-right").await, json!({"message": "grüezi"})).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        lines,
        [r#"{"text":"You said: "}"#, r#"{"text":"grüezi"}"#, "[DONE]"]
    );
}

#[tokio::test]
async fn a_model_that_refuses_is_told_without_its_reason() {
    let (_, lines) = ask(app("sk-wrong").await, json!({"message": "hi"})).await;
    assert_eq!(lines, [r#"{"error":"the model can't be asked"}"#, "[DONE]"]);
}

#[tokio::test]
async fn what_is_no_question_is_refused() {
    for body in [json!({}), json!({"message": ""}), json!({"message": 1})] {
        assert_eq!(
            ask(app("sk-right").await, body).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
}
