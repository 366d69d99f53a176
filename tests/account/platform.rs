//! The stand-in: one server on the loopback that gives tokens, accounts and keys, and writes down what it is asked.
//!
//! Refresh tokens are good for once, as they may be: a second use ends the session.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// The platform, and what it was asked.
pub(crate) struct Platform {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

/// How the platform stands.
pub(crate) struct State {
    /// Each request: its method and path, its key, and its body.
    pub(crate) asked: Vec<Asked>,
    /// What a login is answered with before it is granted.
    pub(crate) before: VecDeque<Answer>,
    /// How many seconds a token and a key are good.
    pub(crate) token_life: u64,
    pub(crate) key_life: u64,
    /// Tokens that are good, and the one refresh token that is.
    pub(crate) tokens: Vec<String>,
    pub(crate) refresh: String,
    given: u32,
    /// How long a refresh takes.
    pub(crate) slow: Duration,
    /// What a refresh, an account and a key are answered with first.
    pub(crate) refreshes: VecDeque<Answer>,
    pub(crate) accounts: VecDeque<Answer>,
    pub(crate) keys: VecDeque<Answer>,
    /// Keys that the gateway refuses, though they have not ended.
    pub(crate) refused: Vec<String>,
    /// Keys that the gateway takes.
    pub(crate) good_keys: Vec<String>,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) key: String,
    pub(crate) body: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    Json(u16, Value),
    /// The connection ends without one.
    Dropped,
    /// More than anybody wants to read.
    Endless,
}

impl Platform {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            asked: Vec::new(),
            before: VecDeque::new(),
            token_life: 3600,
            key_life: 3600,
            tokens: Vec::new(),
            refresh: String::new(),
            given: 0,
            slow: Duration::ZERO,
            refreshes: VecDeque::new(),
            accounts: VecDeque::new(),
            keys: VecDeque::new(),
            refused: Vec::new(),
            good_keys: Vec::new(),
        }));
        let (shared, own) = (state.clone(), url.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (state, url) = (shared.clone(), own.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &state, &url));
            }
        });
        Self { url, state }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// How often a path was asked for.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.state().asked.iter().filter(|asked| asked.line.contains(path)).count()
    }

    /// The bodies that a path was sent.
    pub(crate) fn bodies(&self, path: &str) -> Vec<String> {
        self.state().asked.iter().filter(|asked| asked.line.contains(path)).map(|asked| asked.body.clone()).collect()
    }
}

impl State {
    /// New tokens, as a login or a refresh gives them.
    fn grant(&mut self, organization: Option<&str>) -> Value {
        self.given += 1;
        let organization = organization.map(|id| format!("-{id}")).unwrap_or_default();
        let token = format!("hunter2-access-{}{organization}", self.given);
        self.refresh = format!("hunter2-refresh-{}", self.given);
        self.tokens.push(token.clone());
        json!({"access_token": token, "refresh_token": self.refresh, "expires_in": self.token_life,
               "user": {"id": "user_1", "email": "jo@example.com"}})
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn serve(mut stream: TcpStream, state: &Mutex<State>, url: &str) {
    let Some(asked) = read(&stream) else { return };
    let path = asked.line.split(' ').nth(1).unwrap().to_owned();
    if path == "/v1/chat/completions" {
        let is_refused = {
            let mut state = state.lock().unwrap();
            state.asked.push(asked.clone());
            state.refused.contains(&asked.key)
        };
        if is_refused {
            let head = "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
            return drop(stream.write_all(head.as_bytes()));
        }
        return stream_slowly(&mut stream, &asked.key);
    }
    let answer = {
        let mut state = state.lock().unwrap();
        state.asked.push(asked.clone());
        if asked.body.contains("grant_type=refresh") && !state.slow.is_zero() {
            // It is held meanwhile: nobody else is answered, and a second refresh would come after it.
            std::thread::sleep(state.slow);
        }
        answer(&mut state, &path, &asked, url)
    };
    let (status, body) = match answer {
        Answer::Json(status, body) => (status, body.to_string()),
        Answer::Dropped => return,
        Answer::Endless => (200, "x".repeat(4 << 20)),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}");
    // Whoever has read enough leaves.
    drop(write!(stream, "{head}\r\nconnection: close\r\n\r\n{body}"));
}

fn answer(state: &mut State, path: &str, asked: &Asked, url: &str) -> Answer {
    let refused = |error: &str| Answer::Json(400, json!({"error": error, "error_description": "no\u{1b}[31m"}));
    let has_token = state.tokens.contains(&asked.key);
    let fields: Vec<_> = asked.body.split('&').filter_map(|field| field.split_once('=')).collect();
    let field = |name| fields.iter().find(|(found, _)| *found == name).map(|(_, value)| (*value).to_owned());
    match path {
        "/user_management/authorize/device" => Answer::Json(
            200,
            json!({"device_code": "hunter2-device", "user_code": "WXYZ-1234", "expires_in": 60, "interval": 0,
                   "verification_uri": format!("{url}/device"),
                   "verification_uri_complete": format!("{url}/device?user_code=WXYZ-1234")}),
        ),
        "/user_management/authenticate" if asked.body.contains("device_code") => match state.before.pop_front() {
            Some(answer) => answer,
            None => Answer::Json(200, state.grant(None)),
        },
        "/user_management/authenticate" => match state.refreshes.pop_front() {
            Some(answer) => answer,
            None if field("refresh_token").as_deref() == Some(&*state.refresh) => {
                Answer::Json(200, state.grant(field("organization_id").as_deref()))
            }
            None => {
                (state.refresh, state.tokens) = (String::new(), Vec::new());
                refused("invalid_grant")
            }
        },
        "/v1/models" if state.good_keys.contains(&asked.key) => Answer::Json(200, json!({"data": []})),
        _ if !has_token => Answer::Json(401, json!({"error": "unauthorized"})),
        "/api/v1/me" => state.accounts.pop_front().unwrap_or_else(|| {
            Answer::Json(
                200,
                json!({"user": {"id": "user_1", "email": "jo@example.com"}, "accounts": [
                    {"id": "a1", "name": "jo", "type": "user", "role": "owner"},
                    {"id": "a2", "name": "acme & co", "type": "organization", "role": "member", "workos_org_id": "org_1"}]}),
            )
        }),
        "/api/v1/accounts/acme%20%26%20co/ai-gateway-keys" if !asked.key.ends_with("-org_1") => {
            Answer::Json(403, json!({"error": "the token is for somebody else"}))
        }
        "/api/v1/accounts/jo/ai-gateway-keys" | "/api/v1/accounts/acme%20%26%20co/ai-gateway-keys" => {
            state.keys.pop_front().unwrap_or_else(|| {
                let key = format!("sk-hunter2-{}", state.asked.len());
                Answer::Json(
                    200,
                    json!({"key_id": "k", "api_key": key, "base_url": url, "expires_at": now() + state.key_life}),
                )
            })
        }
        _ => Answer::Json(404, json!({"error": "nothing is there"})),
    }
}

/// A stream that goes on for a while, and says with which key it began.
fn stream_slowly(stream: &mut TcpStream, key: &str) {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close";
    let key = key.rsplit('-').next().unwrap();
    let mut send = |text: &str| stream.write_all(text.as_bytes()).is_ok();
    send(&format!("{head}\r\n\r\n"));
    for number in 0..20 {
        let event = format!("data: {{\"n\":{number},\"key\":{key}}}\n\n");
        if !send(&format!("{:x}\r\n{event}\r\n", event.len())) {
            return;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    send("0\r\n\r\n");
}

fn read(stream: &TcpStream) -> Option<Asked> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let header = |name: &str| {
        let is_it = |line: &&str| line.to_lowercase().starts_with(&format!("{name}:"));
        head.lines().find(is_it).and_then(|line| Some(line.split_once(':')?.1.trim().to_owned()))
    };
    let mut body = vec![0; header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some(Asked {
        line: head.lines().next().unwrap().to_owned(),
        key: header("authorization").unwrap_or_default().trim_start_matches("Bearer ").to_owned(),
        body: String::from_utf8(body).unwrap(),
    })
}
