//! What `initialize` is answered with: what the server can do for its client.

use gen_lsp_types::{
    InitializeResult, Save, SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::{Value, json};

use super::capability::CAPABILITIES;
use super::client::Client;

pub(super) fn answer(client: &Client) -> Value {
    let mut capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
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
        (row.announce)(&mut capabilities, client);
    }
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let result = InitializeResult { capabilities, server_info: Some(ServerInfo { name: "ast".into(), version }) };
    json!(result)
}
