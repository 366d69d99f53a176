//! An editor: it opens texts, changes them and asks, over two pipes.

use std::io::{PipeReader, PipeWriter, Write as _, pipe};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use ast::disk::SharedDisk;
use ast::lsp::{Ending, Frame, Frames, serve, serve_from};
use serde_json::{Value, json};

/// How long an answer may take before the test gives up.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the editor can do.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) encodings: Vec<&'static str>,
    pub(crate) pulls: bool,
    pub(crate) snippets: bool,
    /// Whether it tells of changes on the disk.
    pub(crate) watches: bool,
    /// Whether it makes files that an edit asks for.
    pub(crate) creates: bool,
    /// Whether it folds whole lines.
    pub(crate) folds_lines: bool,
    /// Whether edits can leave something to fill in.
    pub(crate) fills_in: bool,
    /// Whether it can be told to ask for lenses and hints again.
    pub(crate) redraws: bool,
    pub(crate) settings: Value,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encodings: vec!["utf-16"],
            pulls: true,
            snippets: true,
            watches: true,
            creates: false,
            folds_lines: false,
            fills_in: false,
            redraws: false,
            settings: Value::Null,
        }
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
                "workspace": { "workspaceEdit": {
                    "documentChanges": true, "snippetEditSupport": self.fills_in,
                    "resourceOperations": if self.creates { json!(["create"]) } else { json!([]) },
                }, "didChangeWatchedFiles": { "dynamicRegistration": self.watches }, "diagnostics": { "refreshSupport": true },
                    "codeLens": { "refreshSupport": self.redraws }, "inlayHint": { "refreshSupport": self.redraws } },
                "textDocument": {
                    "diagnostic": diagnostic,
                    "foldingRange": { "lineFoldingOnly": self.folds_lines },
                    "publishDiagnostics": { "relatedInformation": true },
                    "hover": { "contentFormat": ["markdown", "plaintext"] },
                    "completion": { "completionItem": { "snippetSupport": self.snippets, "labelDetailsSupport": true, "documentationFormat": ["markdown"] } },
                },
            },
        })
    }
}

/// An editor with its server.
pub(crate) struct Client {
    input: Option<PipeWriter>,
    output: Receiver<Value>,
    server: Option<JoinHandle<Ending>>,
    asked: i32,
    /// What the server said of its own accord.
    pub(crate) heard: Vec<Value>,
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
        Self::of(|input, output| serve(input, output, noon))
    }

    /// A server that reads a disk which the test made.
    pub(crate) fn on(disk: SharedDisk, options: &Options) -> Self {
        let mut client = Self::of(|input, output| serve_from(disk, input, output, noon));
        client.welcome = client.ask("initialize", options.params()).unwrap();
        client.tell("initialized", json!({}));
        client
    }

    fn of(serve: impl FnOnce(PipeReader, PipeWriter) -> Ending + Send + 'static) -> Self {
        let ((theirs, input), (output, answers)) = (pipe().unwrap(), pipe().unwrap());
        let server = std::thread::spawn(move || serve(theirs, answers));
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut frames = Frames::new(output);
            while let Some(Frame::Body(body)) = frames.read().unwrap() {
                // A test that is done listens no more.
                let _ = sender.send(serde_json::from_slice(&body).unwrap());
            }
        });
        Self {
            input: Some(input),
            output: receiver,
            server: Some(server),
            asked: 0,
            heard: Vec::new(),
            welcome: Value::Null,
        }
    }

    pub(crate) fn new(options: &Options) -> Self {
        let mut client = Self::stranger();
        client.welcome = client.ask("initialize", options.params()).unwrap();
        client.tell("initialized", json!({}));
        client
    }

    pub(crate) fn tell(&self, method: &str, params: Value) {
        self.send(&message(method, params));
    }

    pub(crate) fn send(&self, message: &Value) {
        self.write(framed(&message.to_string()).as_bytes());
    }

    /// Sends bytes as they are.
    pub(crate) fn write(&self, bytes: &[u8]) {
        self.input.as_ref().unwrap().write_all(bytes).unwrap();
    }

    /// The next thing that the server says.
    pub(crate) fn receive(&self) -> Value {
        self.output.recv_timeout(PATIENCE).unwrap()
    }

    /// Sends a request without waiting; its id.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i32 {
        self.asked += 1;
        let mut message = message(method, params);
        message["id"] = self.asked.into();
        self.send(&message);
        self.asked
    }

    /// The answer to a request: its result, or its error's code and message.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, (i64, String)> {
        loop {
            let message = self.receive();
            if message["id"] != id || message.get("method").is_some() {
                self.heard.push(message);
                continue;
            }
            return match message.get("error") {
                Some(error) => Err((error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().to_owned())),
                None => Ok(message["result"].clone()),
            };
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, (i64, String)> {
        let id = self.request(method, params);
        self.answer(id)
    }

    /// Waits for a notification, or a request of the server.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        if let Some(at) = self.heard.iter().position(|message| message["method"] == method) {
            return self.heard.remove(at)["params"].take();
        }
        loop {
            let mut message = self.receive();
            if message["method"] == method {
                return message["params"].take();
            }
            self.heard.push(message);
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

    /// Tells that something was made, changed or removed on the disk.
    pub(crate) fn watched(&self, path: &Path) {
        let change = json!({ "uri": format!("file://{}", path.display()), "type": 2 });
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": [change] }));
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
        drop(self.input.take());
        self.server.take().unwrap().join().unwrap()
    }
}

/// A message as it goes over a stream.
pub(crate) fn framed(text: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{text}", text.len())
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
