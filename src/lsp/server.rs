//! The server's loop: messages in their order, one at a time, with what is queued behind them in view.
//!
//! A text compiles in milliseconds, so nothing is done beside the loop. A request that was cancelled while it waited is
//! not answered with work, and diagnostics are sent once the queue is empty, so that fast typing is checked once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::time::SystemTime;

use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, InitializeResult, Save,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::capability::{CAPABILITIES, handler};
use super::client::{Client, Preferences};
use super::diagnostics;
use super::file::{File, Role};
use super::state::{Refusal, Server};
use crate::disk::RealDisk;

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The client said that it is done, and then `exit`.
    Done,
    /// The client went away.
    Lost,
}

/// Where a conversation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Strange,
    Open,
    ShutDown,
}

/// Serves one client until it goes. `now` tells the time.
pub fn serve(connection: &Connection, now: fn() -> SystemTime) -> Ending {
    let client = Client::new(&Value::Null);
    let disk = Rc::new(RealDisk::default());
    let server = Server { client, preferences: Preferences::read(&Value::Null), files: BTreeMap::new(), disk, now };
    let conversation = Conversation {
        connection,
        server,
        phase: Phase::Strange,
        queue: VecDeque::new(),
        stale: BTreeSet::new(),
        told: BTreeSet::new(),
        asked: 0,
    };
    conversation.run()
}

struct Conversation<'a> {
    connection: &'a Connection,
    server: Server,
    phase: Phase,
    /// What was received and not looked at yet.
    queue: VecDeque<Message>,
    /// The files whose diagnostics are to be sent.
    stale: BTreeSet<String>,
    /// The files whose diagnostics were sent.
    told: BTreeSet<String>,
    /// How many requests were sent.
    asked: i32,
}

impl Conversation<'_> {
    fn run(mut self) -> Ending {
        loop {
            self.queue.extend(self.connection.receiver.try_iter());
            let message = match self.queue.pop_front() {
                Some(message) => message,
                None => {
                    self.publish();
                    match self.connection.receiver.recv() {
                        Ok(message) => message,
                        Err(_) => return Ending::Lost,
                    }
                }
            };
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(notification) if notification.method == "exit" => {
                    return if self.phase == Phase::ShutDown { Ending::Done } else { Ending::Lost };
                }
                Message::Notification(notification) if self.phase == Phase::Open => self.notice(notification),
                Message::Notification(_) | Message::Response(_) => {}
            }
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // A client that is gone is noticed when nothing more is received.
        let _ = self.connection.sender.send(message.into());
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        self.send(Request::new(RequestId::from(self.asked), method.to_owned(), params));
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let result = match (self.phase, method.as_str()) {
            (Phase::Strange, "initialize") => Ok(self.initialize(&params)),
            (Phase::Strange, _) => Err(Refusal {
                code: ErrorCode::ServerNotInitialized as i32,
                message: "`initialize` comes first".into(),
            }),
            (Phase::Open, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Open, _) if self.is_cancelled(&id) => {
                Err(Refusal { code: ErrorCode::RequestCanceled as i32, message: "cancelled".into() })
            }
            (Phase::Open, method) if method != "initialize" => match handler(method) {
                Some(handler) => handler(&self.server, params),
                None => Err(Refusal {
                    code: ErrorCode::MethodNotFound as i32,
                    message: format!("no method is called `{method}`"),
                }),
            },
            _ => Err(Refusal { code: ErrorCode::InvalidRequest as i32, message: format!("`{method}` comes too late") }),
        };
        self.send(match result {
            Ok(result) => Response::new_ok(id, result),
            Err(refusal) => Response::new_err(id, refusal.code, refusal.message),
        });
    }

    /// Whether the client took a request back while it waited.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        self.queue.iter().any(|message| match message {
            Message::Notification(notification) => {
                notification.method == "$/cancelRequest"
                    && serde_json::from_value::<RequestId>(notification.params["id"].clone())
                        .is_ok_and(|other| other == *id)
            }
            _ => false,
        })
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.phase = Phase::Open;
        self.server.client = Client::new(params);
        self.server.preferences = Preferences::read(&params["initializationOptions"]);
        let mut capabilities = ServerCapabilities {
            position_encoding: Some(self.server.client.encoding.kind()),
            text_document_sync: Some(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::Incremental),
                    save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
                    ..TextDocumentSyncOptions::default()
                }
                .into(),
            ),
            workspace: Some(WorkspaceOptions {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(true.into()),
                }),
                ..WorkspaceOptions::default()
            }),
            ..ServerCapabilities::default()
        };
        for row in CAPABILITIES {
            (row.announce)(&mut capabilities, &self.server.client);
        }
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        let result = InitializeResult { capabilities, server_info: Some(ServerInfo { name: "ast".into(), version }) };
        json!(result)
    }

    fn notice(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "initialized" if self.server.client.watches => self.watch(),
            "textDocument/didOpen" => {
                let Some(DidOpenTextDocumentParams { text_document: opened }) = read(params) else { return };
                let key = opened.uri.to_string();
                let file = File::new(
                    opened.uri,
                    opened.version,
                    opened.text,
                    self.server.client.encoding,
                    self.server.disk.clone(),
                );
                self.server.files.insert(key.clone(), file);
                self.changed(key);
            }
            "textDocument/didChange" => {
                let Some(DidChangeTextDocumentParams { text_document, content_changes }) = read(params) else { return };
                let key = text_document.text_document_identifier.uri.to_string();
                if let Some(file) = self.server.files.get_mut(&key) {
                    file.change(text_document.version, content_changes);
                    self.changed(key);
                }
            }
            "textDocument/didClose" => {
                let Some(DidCloseTextDocumentParams { text_document }) = read(params) else { return };
                let key = text_document.uri.to_string();
                self.server.files.remove(&key);
                self.stale.remove(&key);
                self.retract(&key);
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.disk_changed(),
            "workspace/didChangeConfiguration" => {
                // Some clients only say that something changed.
                if !params["settings"].is_null() {
                    self.server.preferences = Preferences::read(&params["settings"]);
                }
                if self.server.client.refreshes_hints {
                    self.ask("workspace/inlayHint/refresh", Value::Null);
                }
            }
            _ => {}
        }
    }

    /// Asks to hear of files that findings depend on: options, and what builds name.
    fn watch(&mut self) {
        let watchers: Vec<Value> = ["**/ast.toml", "**/astropods.yml", "**/astropods.yaml", "**/*Dockerfile*"]
            .iter()
            .map(|glob| json!({ "globPattern": glob }))
            .collect();
        let registration = json!({
            "id": "ast-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers },
        });
        self.ask("client/registerCapability", json!({ "registrations": [registration] }));
    }

    fn changed(&mut self, key: String) {
        if !self.server.client.pulls {
            self.stale.insert(key);
        }
    }

    /// What depends on the disk is looked at anew.
    fn disk_changed(&mut self) {
        for file in self.server.files.values_mut() {
            file.forget();
        }
        if !self.server.client.pulls {
            self.stale.extend(self.server.files.keys().cloned());
        } else if self.server.client.refreshes {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Sends the diagnostics of the files that changed. One that is no spec any more has none.
    fn publish(&mut self) {
        for key in std::mem::take(&mut self.stale) {
            match self.server.files.get(&key).filter(|file| file.role() != Role::Other) {
                Some(file) => {
                    let diagnostics = diagnostics::of(&self.server, file);
                    let params = json!({ "uri": key, "version": file.version, "diagnostics": diagnostics });
                    self.notify("textDocument/publishDiagnostics", params);
                    self.told.insert(key);
                }
                None => self.retract(&key),
            }
        }
    }

    /// Takes back what was sent of a file.
    fn retract(&mut self, key: &str) {
        if self.told.remove(key) {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": key, "diagnostics": [] }));
        }
    }
}

/// The parameters of a notification; one that makes no sense is dropped, as nothing can be answered to it.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}
