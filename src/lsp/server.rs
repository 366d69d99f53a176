//! The server's loop: messages in their order, one at a time, with what is queued behind them in view.
//!
//! A text compiles in milliseconds, so nothing is done beside the loop but reading and writing, and looking
//! through the code of projects, whose answer is a word in the same queue. A request that was cancelled while it waited
//! is not worked on, nor one for what a client asks again after the edit that waits behind it.
//! Diagnostics are sent once nothing waits, one file at a time, so that fast typing is checked once.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, ErrorCodes, LspErrorCodes, MessageType, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::capability::handler;
use super::client::{Client, Preferences};
use super::code::Code;
use super::diagnostics;
use super::file::{ENVIRONMENT_FILE, File, Role};
use super::message::{self, Message};
use super::state::{Refusal, Server};
use super::wire::Wire;
use super::{uri, watch, welcome};
use crate::disk::{RealDisk, SharedDisk};
use crate::project::{Memory, OPTIONS_FILE, Workspace};

/// How a server ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The client said that it is done, and then `exit`.
    Done,
    /// The client went away.
    Lost,
    /// What the client sent can't be read any more; the reason.
    Broken(String),
}

/// Where a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    Open,
    ShutDown,
}

/// Serves one client until it goes: reads what it says from `input`, and answers to `output`. `now` tells the time.
pub fn serve(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    now: fn() -> SystemTime,
) -> Ending {
    serve_from(Arc::new(RealDisk::default()), input, output, now)
}

/// The same, with a disk that the caller brings.
pub fn serve_from(
    disk: SharedDisk,
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
    now: fn() -> SystemTime,
) -> Ending {
    let wire = match Wire::new(input, output) {
        Ok(wire) => wire,
        Err(error) => return Ending::Broken(format!("no thread could be started: {error}")),
    };
    let workspace = Rc::new(Workspace::new(Memory::of(Box::new(disk.clone())), PathBuf::new(), None));
    let mut server = Server::new(workspace, now);
    server.code = Code::new(disk, wire.inbox.clone());
    let mut conversation = Conversation {
        wire,
        server,
        phase: Phase::New,
        is_gone: false,
        stale: BTreeSet::new(),
        told: BTreeSet::new(),
        wrong: BTreeSet::new(),
        asked: 0,
    };
    let ending = conversation.run();
    match conversation.wire.end(!conversation.is_gone) {
        Some(why) if ending == Ending::Lost => Ending::Broken(why),
        _ => ending,
    }
}

struct Conversation {
    wire: Wire,
    server: Server,
    phase: Phase,
    /// Nobody takes what is said any more.
    is_gone: bool,
    /// The files whose diagnostics are to be sent.
    stale: BTreeSet<String>,
    /// The files whose diagnostics were sent.
    told: BTreeSet<String>,
    /// The methods whose parameters made no sense.
    wrong: BTreeSet<String>,
    /// How many requests were sent.
    asked: i32,
}

impl Conversation {
    fn run(&mut self) -> Ending {
        while !self.is_gone {
            let message = match self.wire.inbox.pop_now() {
                Some(message) => message,
                None if self.publish() => continue,
                None => {
                    self.server.rest();
                    let Some(message) = self.wire.inbox.pop() else { return Ending::Lost };
                    message
                }
            };
            match message {
                Message::Request { id, method, params } => {
                    let result = self.request(&method, params);
                    self.send(message::answer(&id, result));
                }
                Message::Wrong { id, why } => self.send(message::answer(&id, Err(why))),
                Message::Notification { method, .. } if method == "exit" => {
                    return if self.phase == Phase::ShutDown { Ending::Done } else { Ending::Lost };
                }
                Message::Notification { method, params } if self.phase == Phase::Open => self.notice(&method, params),
                Message::News => self.hear_of_code(),
                Message::Notification { .. } | Message::Answer => {}
            }
        }
        Ending::Lost
    }

    fn send(&mut self, text: String) {
        let weight = text.len();
        self.is_gone |= !self.wire.outbox.push(text, weight);
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(message::notification(method, params));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        self.send(message::request(self.asked, method, params));
    }

    fn request(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match (self.phase, method) {
            (Phase::New, "initialize") => Ok(self.initialize(&params)),
            (Phase::New, _) => Err(Refusal::new(ErrorCodes::ServerNotInitialized, "`initialize` comes first")),
            (Phase::Open, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Open, method) if method != "initialize" => match handler(method) {
                Some(_) if self.is_overtaken(method, &params) => Err(Refusal {
                    data: Some(json!({ "retriggerRequest": true })),
                    ..Refusal::new(LspErrorCodes::ServerCancelled, "the text has changed")
                }),
                Some(handler) => handler(&self.server, params),
                None => Err(Refusal::new(ErrorCodes::MethodNotFound, format!("no method is called `{method}`"))),
            },
            _ => Err(Refusal::new(ErrorCodes::InvalidRequest, format!("`{method}` comes too late"))),
        }
    }

    /// Whether a request asks for what the client asks again anyway, as an edit of its text is waiting. The protocol
    /// has an answer for these only: what else is asked of a text that has changed since may still be of use.
    fn is_overtaken(&self, method: &str, params: &Value) -> bool {
        let is_asked_again = match method {
            "textDocument/diagnostic" => true,
            "textDocument/semanticTokens/full" => self.server.client.asks_tokens_again,
            _ => false,
        };
        let uri = |params: &Value| params["textDocument"]["uri"].as_str().map(str::to_owned);
        let Some(asked) = uri(params).filter(|_| is_asked_again) else { return false };
        self.wire.inbox.settle();
        self.wire.inbox.any(|message| match message {
            Message::Notification { method, params } => {
                method == "textDocument/didChange" && params["textDocument"]["uri"].as_str() == Some(&asked)
            }
            _ => false,
        })
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Open;
        self.server.client = Client::new(params);
        self.server.preferences = Preferences::read(&params["initializationOptions"]);
        welcome::answer(&self.server.client)
    }

    fn notice(&mut self, method: &str, params: Value) {
        match method {
            "initialized" if self.server.client.watches => {
                self.server.workspace.disk().is_told();
                self.ask("client/registerCapability", watch::registration(self.server.preferences.audit));
            }
            "textDocument/didOpen" => {
                let Some(DidOpenTextDocumentParams { text_document: opened }) = self.read(method, params) else {
                    return;
                };
                let uri = opened.uri;
                let file = File::new(
                    uri.clone(),
                    opened.version,
                    opened.text,
                    self.server.client.encoding,
                    self.server.workspace.clone(),
                );
                self.server.code.want(&file);
                self.server.files.insert(uri.to_string(), file);
                self.changed(&uri);
            }
            "textDocument/didChange" => {
                let Some(DidChangeTextDocumentParams { text_document, content_changes }) = self.read(method, params)
                else {
                    return;
                };
                let uri = text_document.text_document_identifier.uri;
                if let Some(file) = self.server.files.get_mut(&uri.to_string()) {
                    file.change(text_document.version, content_changes);
                    self.changed(&uri);
                }
            }
            "textDocument/didClose" => {
                let Some(DidCloseTextDocumentParams { text_document }) = self.read(method, params) else { return };
                let key = text_document.uri.to_string();
                self.server.files.remove(&key);
                self.server.code.forget(&key);
                self.stale.remove(&key);
                self.retract(&key);
                self.changed(&text_document.uri);
            }
            "textDocument/didSave" => {
                let Some(DidSaveTextDocumentParams { text_document, .. }) = self.read(method, params) else { return };
                self.disk_changed([text_document.uri]);
            }
            "workspace/didChangeWatchedFiles" => {
                let Some(DidChangeWatchedFilesParams { changes }) = self.read(method, params) else { return };
                self.disk_changed(changes.into_iter().map(|change| change.uri));
            }
            "workspace/didChangeConfiguration" => {
                // Some clients only say that something changed.
                if !params["settings"].is_null() {
                    self.prefer(Preferences::read(&params["settings"]));
                }
                self.redraw();
            }
            _ => {}
        }
    }

    /// The user wants something else.
    fn prefer(&mut self, preferences: Preferences) {
        let before = std::mem::replace(&mut self.server.preferences, preferences);
        if before.audit != preferences.audit {
            let Server { code, files, .. } = &mut self.server;
            let mut uris: Vec<Uri> = Vec::new();
            for file in files.values() {
                code.want(file);
                uris.push(file.uri.clone());
            }
            self.renew(&uris);
        }
    }

    /// A text is another one now: its findings are told anew, and those of the files beside it, which name what is in it.
    fn changed(&mut self, uri: &Uri) {
        if self.server.client.pulls {
            return;
        }
        let beside: Vec<Uri> =
            [OPTIONS_FILE, ENVIRONMENT_FILE].iter().filter_map(|name| uri::sibling(uri, name)).collect();
        let keys = std::iter::once(uri).chain(&beside).map(ToString::to_string);
        self.stale.extend(keys.filter(|key| self.server.files.contains_key(key)));
    }

    /// Files on the disk are others now: what depends on them is told anew.
    fn disk_changed(&mut self, changed: impl IntoIterator<Item = Uri>) {
        let touched = self.server.touch(changed);
        self.renew(&touched);
        self.redraw();
    }

    /// The thread that reads code has found something.
    fn hear_of_code(&mut self) {
        let Server { code, files, .. } = &mut self.server;
        let (others, reasons) = code.take(files);
        let uris: Vec<Uri> = others.into_iter().map(Uri).collect();
        self.renew(&uris);
        for why in reasons {
            let message = format!("the code of a project is not read here: {why}; run `ast audit`");
            self.notify("window/logMessage", json!({ "type": MessageType::Info, "message": message }));
        }
    }

    /// What there is to say of files is another: it is told anew, or the client is to ask again.
    fn renew(&mut self, uris: &[Uri]) {
        if !uris.is_empty() && self.server.client.pulls && self.server.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
        for uri in uris {
            self.changed(uri);
        }
    }

    /// Has what stands in and above the lines asked for again.
    fn redraw(&mut self) {
        self.server.client.redraws.clone().into_iter().for_each(|request| self.ask(request, Value::Null));
    }

    /// Sends the diagnostics of a file that changed; false where there is none. One that is no spec any more has none.
    fn publish(&mut self) -> bool {
        let Some(key) = self.stale.pop_first() else { return false };
        match self.server.files.get(&key).filter(|file| file.role() != Role::Other) {
            Some(file) => {
                let diagnostics = diagnostics::of(&self.server, file);
                let params = json!({ "uri": key, "version": file.version, "diagnostics": diagnostics });
                self.notify("textDocument/publishDiagnostics", params);
                self.told.insert(key);
            }
            None => self.retract(&key),
        }
        true
    }

    /// Takes back what was sent of a file.
    fn retract(&mut self, key: &str) {
        if self.told.remove(key) {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": key, "diagnostics": [] }));
        }
    }

    /// The parameters of a notification. One that makes no sense is dropped, as nothing can be answered to it, and the
    /// client's log has a word of that, once for each method.
    fn read<T: DeserializeOwned>(&mut self, method: &str, params: Value) -> Option<T> {
        let read = serde_json::from_value(params).ok();
        if read.is_none() && self.wrong.insert(method.to_owned()) {
            let message = format!("a `{method}` was dropped: its parameters are not those of the protocol");
            self.notify("window/logMessage", json!({ "type": MessageType::Error, "message": message }));
        }
        read
    }
}
