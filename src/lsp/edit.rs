//! Edits of the compiler as edits of the protocol.

use std::collections::HashMap;
use std::path::PathBuf;

use gen_lsp_types::{
    CreateFile, CreateFileOptions, DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, Position, Range,
    SnippetTextEdit, StringValue, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};

use super::file::File;
use super::state::Server;
use super::uri;
use crate::assist::{Creation, Repair, escape};
use crate::diagnostic;

/// Edits of one file.
pub(super) fn text_edits(file: &File, edits: &[diagnostic::Edit]) -> Vec<TextEdit> {
    edits.iter().map(|edit| TextEdit { range: file.range(edit.span), new_text: edit.text.clone() }).collect()
}

/// Edits of one file, for its version where the client can tell.
pub(super) fn workspace_edit(server: &Server, file: &File, edits: &[diagnostic::Edit]) -> WorkspaceEdit {
    let edits = text_edits(file, edits);
    if server.client.versioned_edits {
        return of_version(file, edits.into_iter().map(Edit::TextEdit).collect());
    }
    WorkspaceEdit { changes: Some(HashMap::from([(file.uri.clone(), edits)])), ..WorkspaceEdit::default() }
}

fn of_version(file: &File, edits: Vec<Edit>) -> WorkspaceEdit {
    changed(vec![document_edit(&file.uri, Some(file.version), edits)])
}

fn changed(changes: Vec<DocumentChange>) -> WorkspaceEdit {
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

fn document_edit(uri: &Uri, version: Option<i32>, edits: Vec<Edit>) -> DocumentChange {
    let text_document_identifier = TextDocumentIdentifier { uri: uri.clone() };
    let text_document = OptionalVersionedTextDocumentIdentifier { version, text_document_identifier };
    DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits })
}

/// What a repair changes; none where the client can't do that.
pub(super) fn of_repair(server: &Server, file: &File, repair: &Repair<'_>) -> Option<WorkspaceEdit> {
    if let Some(creation) = &repair.creation {
        return server.client.creates.then(|| created(file, creation)).flatten();
    }
    let Some(word) = repair.placeholder.filter(|_| server.client.snippet_edits && server.client.versioned_edits) else {
        return Some(workspace_edit(server, file, &repair.edits));
    };
    let open = |edit: TextEdit| {
        let snippet = match edit.new_text.rsplit_once(word) {
            Some((before, after)) => format!("{}${{1:{word}}}{}", escape(before), escape(after)),
            None => escape(&edit.new_text),
        };
        let snippet = StringValue { value: snippet };
        Edit::SnippetTextEdit(SnippetTextEdit { range: edit.range, snippet, annotation_id: None })
    };
    Some(of_version(file, text_edits(file, &repair.edits).into_iter().map(open).collect()))
}

/// A file that is made with its text; one that is there by now stays as it is.
fn created(file: &File, creation: &Creation) -> Option<WorkspaceEdit> {
    let path = file.folder()?.join(&creation.path);
    let uri = uri::of(&path.components().collect::<PathBuf>());
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let start = Position { line: 0, character: 0 };
    let text = TextEdit { range: Range { start, end: start }, new_text: creation.text.to_owned() };
    Some(changed(vec![DocumentChange::CreateFile(create), document_edit(&uri, None, vec![Edit::TextEdit(text)])]))
}
