//! Edits of the compiler as edits of the protocol.

use std::collections::HashMap;

use gen_lsp_types::{
    DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    WorkspaceEdit,
};

use super::file::File;
use super::state::Server;
use crate::diagnostic;

/// Edits of one file.
pub(super) fn text_edits(file: &File, edits: &[diagnostic::Edit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit { range: file.range(edit.span), new_text: edit.text.clone() }).collect()
}

/// Edits of one file, for its version where the client can tell.
pub(super) fn workspace_edit(server: &Server, file: &File, edits: &[diagnostic::Edit]) -> WorkspaceEdit {
    let edits = text_edits(file, edits);
    if server.client.versioned_edits {
        let text_document = OptionalVersionedTextDocumentIdentifier {
            version: Some(file.version),
            text_document_identifier: TextDocumentIdentifier { uri: file.uri.clone() },
        };
        let edits = edits.into_iter().map(Edit::TextEdit).collect();
        let change = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
        return WorkspaceEdit { document_changes: Some(vec![change]), ..WorkspaceEdit::default() };
    }
    WorkspaceEdit { changes: Some(HashMap::from([(file.uri.clone(), edits)])), ..WorkspaceEdit::default() }
}
