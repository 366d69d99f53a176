//! The mock over the wire: streams, scripts, many at once, and what is told of requests.

use std::time::Instant;

use serde_json::{Value, json};

use super::client::{Run, SPEC, post};
use super::table::told;

fn chat(text: &str) -> Value {
    json!({"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": text}]})
}

fn streamed(text: &str) -> Value {
    json!({"model": "claude-haiku-4-5", "stream": true, "messages": [{"role": "user", "content": text}]})
}

#[test]
fn a_stream_comes_in_pieces_and_is_told_without_what_was_said() {
    let run = Run::new(SPEC, "").start(&["--gateway", "mock", "--gateway-log", "log.jsonl"]);
    let mut response = run.post("/v1/chat/completions", &streamed("the hunter2 word"));
    assert_eq!((response.status, response.header("content-type")), (200, Some("text/event-stream; charset=utf-8")));
    let mut pieces = Vec::new();
    while let Some(piece) = response.chunk().unwrap() {
        pieces.push(piece);
    }
    assert!(pieces.len() > 5);
    assert_eq!(told(&pieces.concat())["text"], "This is a mock answer of claude-haiku-4-5. You said: the hunter2 word");
    assert_eq!(run.post("/v1/embeddings", &chat("x")).status, 400);
    let key = run.variable("ASTRO_GATEWAY_API_KEY");
    let text = run.lines("log.jsonl", 2);
    let ended = run.end();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    let first = &lines[0];
    assert_eq!(
        (&first["model"], &first["status"], &first["stream"]),
        (&json!("claude-haiku-4-5"), &json!(200), &json!(true))
    );
    assert_eq!((&first["prompt_tokens"], &first["completion_tokens"]), (&json!(3), &json!(12)));
    assert!(first["ms"].is_number() && first["first_ms"].is_number() && first["at"].is_u64());
    assert!(ended.stderr.contains(", 3 + 12 tokens\n"), "{}", ended.stderr);
    assert!(ended.stderr.contains("gateway: claude-haiku-4-5 400 in "), "{}", ended.stderr);
    for text in [&text, &ended.stderr] {
        assert!(!text.contains("hunter2") && !text.contains(&key), "{text}");
    }
}

#[test]
fn a_hundred_streams_run_at_once() {
    let script = "answers:\n  - gap: 20ms\n    text: one two three four five six seven eight nine ten\n";
    let run = Run::new(SPEC, "").file("script.yaml", script);
    let run = run.start(&["--gateway", "mock", "--gateway-script", "script.yaml"]);
    let (url, key) = (run.variable("ASTRO_GATEWAY_URL"), run.variable("ASTRO_GATEWAY_API_KEY"));
    let began = Instant::now();
    let texts: Vec<String> = std::thread::scope(|scope| {
        let start = |number| {
            let (url, key) = (&url, &key);
            scope.spawn(move || {
                let response = post(url, key, "/v1/chat/completions", &streamed(&format!("number {number}")));
                told(&response.text().0)["text"].as_str().unwrap().to_owned()
            })
        };
        let threads: Vec<_> = (0..100).map(start).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(texts.iter().all(|text| text.ends_with(" nine ten")) && texts.len() == 100);
    // One after the other they would take 100 times 12 pauses.
    assert!(began.elapsed().as_secs() < 12, "{:?}", began.elapsed());
    assert_eq!(run.end().stderr.matches("gateway: claude-haiku-4-5 200").count(), 100);
}

#[test]
fn a_script_answers_and_fails_as_it_says() {
    let script = "\
answers:
  - {when: {contains: busy}, times: 1, status: 429, message: slow down, retry-after: 2}
  - {when: {contains: down}, status: 500}
  - {when: {contains: slow}, delay: 300ms}
  - {when: {contains: broken}, break-after: 3}
  - {when: {contains: weather}, call: {tool: get_weather, arguments: {city: Rome}}}
  - {when: {contains: weather}, text: It rains.}
  - {when: {model: titan-embed-text-v2, contains: vectors}, status: 503}
";
    let run = Run::new(SPEC, "").file("script.yaml", script);
    let run = run.start(&["--gateway", "mock", "--gateway-script", "script.yaml"]);
    let ask = |text: &str| run.post("/v1/chat/completions", &chat(text));
    let busy = ask("busy");
    assert_eq!((busy.status, busy.header("retry-after")), (429, Some("2")));
    assert_eq!(busy.json()["error"]["message"], "slow down");
    assert_eq!(ask("busy").status, 200);
    assert_eq!((ask("down").status, ask("down").status), (500, 500));
    let began = Instant::now();
    assert_eq!(ask("slow").status, 200);
    assert!(began.elapsed().as_millis() >= 300);
    // Whole or in pieces, it is cut where no client takes it for the end.
    let (text, is_whole) = ask("broken").text();
    assert!(!is_whole && serde_json::from_str::<Value>(&text).is_err() && !text.is_empty(), "{text}");
    let mut broken = run.post("/v1/chat/completions", &streamed("broken"));
    let mut pieces = Vec::new();
    let end = loop {
        match broken.chunk() {
            Ok(Some(piece)) => pieces.push(piece),
            end => break end,
        }
    };
    assert!(end.is_err() && pieces.concat().matches("data: ").count() == 3, "{pieces:?}");
    let called = ask("weather").json();
    let call = &called["choices"][0]["message"]["tool_calls"][0];
    assert_eq!(call["function"], json!({"name": "get_weather", "arguments": "{\"city\":\"Rome\"}"}));
    let messages = json!([
        {"role": "user", "content": "weather"},
        {"role": "assistant", "content": null, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": call["id"], "content": "rain"},
    ]);
    let after = run.post("/v1/chat/completions", &json!({"model": "claude-haiku-4-5", "messages": messages})).json();
    assert_eq!(after["choices"][0]["message"]["content"], "It rains.");
    assert_eq!(run.post("/embeddings", &json!({"model": "titan-embed-text-v2", "input": "vectors"})).status, 503);
    let stderr = run.end().stderr;
    assert!(stderr.contains(": broken off, as scripted\n"), "{stderr}");
}

#[test]
fn a_wrong_script_is_told_with_its_place() {
    let run = Run::new(SPEC, "").file("script.yaml", "answers:\n  - {when: {contain: x}, text: y}\n");
    let ended = run.shell(&["--gateway", "mock", "--gateway-script", "script.yaml"], "touch ran");
    assert_eq!(ended.status, Some(2));
    for part in ["error[invalid-script]: unknown key `contain`", "script.yaml:2:13", "did you mean `contains`?"] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    assert!(!run.path("ran").exists());
    let hosted = run.shell(&["--gateway-script", "script.yaml"], "true");
    assert!(hosted.status == Some(2) && hosted.stderr.contains("is for the mock"), "{}", hosted.stderr);
}
