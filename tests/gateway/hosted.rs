//! Another gateway behind the one in `ast`: a server of the test's that writes down what it is sent.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use super::client::{Run, SPEC};

/// The real key.
const KEY: &str = "sk-hunterX2-the-real-one";

/// A gateway, and what it was sent.
struct Server {
    url: String,
    requests: Receiver<String>,
    /// Lets it send the next piece.
    go_on: Sender<()>,
}

/// Answers each request by what its path says.
fn server() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let ((told, requests), (go_on, may_go_on)) = (channel(), channel());
    let may_go_on = Arc::new(Mutex::new(may_go_on));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, told, may_go_on) = (stream.unwrap(), told.clone(), may_go_on.clone());
            std::thread::spawn(move || {
                let Some(request) = read(&stream) else { return };
                let path = request.split(' ').nth(1).unwrap().to_owned();
                // Nobody asks any more where a test has ended.
                if told.send(request).is_ok() {
                    answer(&mut stream, &path, &may_go_on);
                }
            });
        }
    });
    Server { url, requests, go_on }
}

/// A request, its head in lower case.
fn read(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

fn answer(stream: &mut TcpStream, path: &str, may_go_on: &Mutex<Receiver<()>>) {
    let chunk = |stream: &mut TcpStream, text: &str| drop(write!(stream, "{:x}\r\n{text}\r\n", text.len()));
    let events =
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n";
    match path {
        "/v1/stream" => {
            stream.write_all(events.as_bytes()).unwrap();
            chunk(stream, "data: {\"n\":1}\n\n");
            may_go_on.lock().unwrap().recv_timeout(Duration::from_secs(20)).unwrap();
            chunk(stream, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n");
            drop(stream.write_all(b"0\r\n\r\n"));
        }
        "/v1/break" => {
            stream.write_all(events.as_bytes()).unwrap();
            chunk(stream, "data: {\"n\":1}\n\n");
        }
        "/v1/busy" => {
            let body = "{\"error\":{\"message\":\"busy\"}}";
            let head = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\nx-request-id: r1\r\nconnection: close, x-hop\r\nx-hop: 1";
            write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
        _ => {
            let body = "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":6,\"total_tokens\":11}}";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
    }
}

fn started(url: &str) -> Run {
    let env = format!("ASTRO_GATEWAY_URL={url}\nASTRO_GATEWAY_API_KEY={KEY}\n");
    Run::new(SPEC, &env).start(&["--gateway-log", "log.jsonl"])
}

#[test]
fn the_first_piece_is_there_before_the_last_is_sent() {
    let server = server();
    let run = started(&server.url);
    let mut response = run.post("/v1/stream", &json!({"model": "m"}));
    assert_eq!(response.chunk().unwrap().as_deref(), Some("data: {\"n\":1}\n\n"));
    server.go_on.send(()).unwrap();
    assert!(response.chunk().unwrap().unwrap().contains("usage"));
    assert_eq!(response.chunk(), Ok(None));
    let ended = run.end();
    assert!(
        ended.stderr.contains("gateway: m 200 in ") && ended.stderr.contains(", 3 + 4 tokens\n"),
        "{}",
        ended.stderr
    );
}

#[test]
fn the_program_never_has_the_real_key_and_the_gateway_never_the_other() {
    let server = server();
    let run = started(&server.url);
    let local = run.variable("ASTRO_GATEWAY_API_KEY");
    assert_eq!(run.post("/v1/chat/completions?a=b", &json!({"model": "m", "secret": "prompt"})).status, 200);
    let sent = server.requests.recv_timeout(Duration::from_secs(20)).unwrap();
    assert!(sent.starts_with("POST /v1/chat/completions?a=b HTTP/1.1\r\n"), "{sent}");
    assert!(sent.contains(&format!("authorization: Bearer {KEY}\r\n")) && !sent.contains(&local), "{sent}");
    assert!(sent.contains(&format!("host: {}\r\n", server.url.strip_prefix("http://").unwrap())), "{sent}");
    assert!(sent.ends_with("{\"model\":\"m\",\"secret\":\"prompt\"}"), "{sent}");
    let wrong = super::client::post(&run.variable("ASTRO_GATEWAY_URL"), KEY, "/v1/chat/completions", &json!({}));
    assert_eq!(wrong.status, 401);
    assert!(server.requests.try_recv().is_err());
    // What other users of this machine see, and what stays on the disk.
    let pid = fs::read_to_string(run.path("pid")).unwrap();
    let command = fs::read(format!("/proc/{}/cmdline", run.id())).unwrap_or_default();
    let environment = fs::read(format!("/proc/{}/environ", pid.trim())).unwrap_or_default();
    let (variables, log) = (fs::read(run.path("variables")).unwrap(), run.lines("log.jsonl", 2));
    let ended = run.end();
    for bytes in
        [&command[..], &environment, &variables, log.as_bytes(), ended.stderr.as_bytes(), ended.stdout.as_bytes()]
    {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(KEY) && !text.contains("prompt\""), "{text}");
    }
}

#[test]
fn what_the_gateway_refuses_is_passed_on() {
    let server = server();
    let run = started(&server.url);
    let busy = run.post("/v1/busy", &json!({"model": "m"}));
    assert_eq!((busy.status, busy.header("retry-after"), busy.header("x-request-id")), (429, Some("7"), Some("r1")));
    assert_eq!(busy.header("x-hop"), None);
    assert_eq!(busy.json()["error"]["message"], "busy");
    let mut broken = run.post("/v1/break", &json!({"model": "m"}));
    assert!(broken.chunk().unwrap().is_some() && broken.chunk().is_err());
    let stderr = run.end().stderr;
    assert!(stderr.contains("gateway: m 429 in ") && stderr.contains(": the gateway broke off\n"), "{stderr}");
}

#[test]
fn a_gateway_that_is_not_there_is_an_error_of_the_api() {
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let run = started(&url);
    let began = Instant::now();
    let response = run.post("/v1/chat/completions", &json!({"model": "m"}));
    assert_eq!(response.status, 502);
    let error = response.json()["error"].clone();
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(&format!("the gateway at {url} can't be reached: ")), "{message}");
    assert_eq!((&error["type"], &error["code"]), (&json!("server_error"), &json!("gateway_unreachable")));
    assert!(began.elapsed() < Duration::from_secs(5));
    assert!(run.end().stderr.contains("can't be reached"));
}

#[test]
fn many_requests_run_side_by_side() {
    let server = server();
    let run = started(&server.url);
    let mut streams: Vec<_> = (0..20).map(|_| run.post("/v1/stream", &json!({"model": "m"}))).collect();
    for stream in &mut streams {
        assert!(stream.chunk().unwrap().is_some());
    }
    assert_eq!(run.post("/v1/chat/completions", &json!({"model": "m"})).status, 200);
    // Whichever goes on first.
    for _ in &streams {
        server.go_on.send(()).unwrap();
    }
    for stream in &mut streams {
        assert!(stream.chunk().unwrap().is_some());
    }
    run.end();
}

#[test]
fn a_client_that_leaves_is_told() {
    let server = server();
    let run = started(&server.url);
    drop(run.post("/v1/stream", &json!({"model": "m"})));
    server.go_on.send(()).unwrap();
    let line = run.lines("log.jsonl", 1);
    assert!(line.contains("\"error\":\"the client left\""), "{line}");
    run.end();
}
