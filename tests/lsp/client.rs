//! An editor: it opens texts, changes them and asks, over a connection in memory.

use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use ast::lsp::{Connection, Ending, Message, serve};
use serde_json::{Value, json};

/// How long an answer may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the editor can do.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) encodings: Vec<&'static str>,
    pub(crate) pulls: bool,
    pub(crate) snippets: bool,
    pub(crate) settings: Value,
}

impl Default for Options {
    fn default() -> Self {
        Self { encodings: vec!["utf-16"], pulls: true, snippets: true, settings: Value::Null }
    }
}

impl Options {
    pub(crate) fn params(&self) -> Value {
        let diagnostic = if self.pulls {
            json!({ "relatedDocumentSupport": false, "relatedInformation": true })
        } else {
            Value::Null
        };
        json!({
            "processId": null,
            "rootUri": null,
            "initializationOptions": self.settings,
            "capabilities": {
                "general": { "positionEncodings": self.encodings },
                "workspace": { "workspaceEdit": { "documentChanges": true }, "didChangeWatchedFiles": { "dynamicRegistration": true }, "diagnostics": { "refreshSupport": true } },
                "textDocument": {
                    "diagnostic": diagnostic,
                    "publishDiagnostics": { "relatedInformation": true },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "completion": { "completionItem": { "snippetSupport": self.snippets } },
                },
            },
        })
    }
}

/// An editor with its server.
pub(crate) struct Client {
    connection: Option<Connection>,
    server: Option<JoinHandle<Ending>>,
    asked: i32,
    /// What the server said of its own accord.
    pub(crate) heard: Vec<Message>,
    /// What `initialize` was answered with.
    pub(crate) welcome: Value,
}

/// The clock of the tests: a Tuesday at noon.
fn noon() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(491_028)
}

impl Client {
    /// A server that nothing was said to.
    pub(crate) fn stranger() -> Self {
        let (theirs, ours) = Connection::memory();
        let server = std::thread::spawn(move || serve(&theirs, noon));
        Self { connection: Some(ours), server: Some(server), asked: 0, heard: Vec::new(), welcome: Value::Null }
    }

    pub(crate) fn new(options: &Options) -> Self {
        let mut client = Self::stranger();
        client.welcome = client.ask("initialize", options.params()).unwrap();
        client.tell("initialized", json!({}));
        client
    }

    fn connection(&self) -> &Connection {
        self.connection.as_ref().unwrap()
    }

    pub(crate) fn tell(&self, method: &str, params: Value) {
        self.send(message(method, params));
    }

    pub(crate) fn send(&self, message: Value) {
        self.connection().sender.send(serde_json::from_value(message).unwrap()).unwrap();
    }

    /// Sends a request without waiting; its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i32 {
        self.asked += 1;
        let mut message = message(method, params);
        message["id"] = self.asked.into();
        self.send(message);
        self.asked
    }

    /// The answer to a request: its result, or its error's code and message.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, (i64, String)> {
        loop {
            let message = self.connection().receiver.recv_timeout(PATIENCE).unwrap();
            match message {
                Message::Response(response) if response.id == id.into() => {
                    return response.response_result.map_err(|error| (i64::from(error.code), error.message));
                }
                other => self.heard.push(other),
            }
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i64, String)> {
        let id = self.request(method, params);
        self.answer(id)
    }

    /// Waits for a notification, or a request of the server.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        let is_it = |message: &Message| match message {
            Message::Notification(notification) => (notification.method == method).then(|| notification.params.clone()),
            Message::Request(request) => (request.method == method).then(|| request.params.clone()),
            Message::Response(_) => None,
        };
        if let Some(at) = self.heard.iter().position(|message| is_it(message).is_some()) {
            return is_it(&self.heard.remove(at)).unwrap();
        }
        loop {
            let message = self.connection().receiver.recv_timeout(PATIENCE).unwrap();
            match is_it(&message) {
                Some(params) => return params,
                None => self.heard.push(message),
            }
        }
    }

    pub(crate) fn open(&self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn change(&self, uri: &str, version: i32, changes: Value) {
        let mut params = json!({ "textDocument": { "uri": uri, "version": version } });
        params["contentChanges"] = changes;
        self.tell("textDocument/didChange", params);
    }

    /// The diagnostics that the server gives when it is asked.
    pub(crate) fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report = self.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
        assert_eq!(report["kind"], "full");
        report["items"].as_array().unwrap().clone()
    }

    /// Says good-bye as the protocol has it.
    pub(crate) fn leave(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        self.leave_now();
    }

    /// Ends what was shut down.
    pub(crate) fn leave_now(mut self) {
        self.tell("exit", Value::Null);
        assert_eq!(self.server.take().unwrap().join().unwrap(), Ending::Done);
    }

    /// Goes away without a word.
    pub(crate) fn vanish(mut self) -> Ending {
        drop(self.connection.take());
        self.server.take().unwrap().join().unwrap()
    }
}

fn message(method: &str, params: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "method": method });
    message["params"] = params;
    message
}

/// A text with its `|` taken out, and where that stood in UTF-16.
pub(crate) fn at(text: &str) -> (String, Value) {
    let offset = text.find('|').unwrap();
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before[before.rfind('\n').map_or(0, |at| at + 1)..].encode_utf16().count();
    (text.replacen('|', "", 1), json!({ "line": line, "character": column }))
}
