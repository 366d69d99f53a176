//! What there is to say of the place under the pointer.

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

use super::file::Role;
use super::state::Server;
use super::{beside, environment, plain};
use crate::assist::{about, setting_about};

pub(super) fn answer(server: &Server, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let file = server.file(&at.text_document.uri)?;
    let offset = file.offset(at.position);
    let about = match file.role() {
        Role::Spec => file.with_current((server.now)(), |known| {
            let mut about = about(known, offset)?;
            if let Some(read) = beside::about(server, file, known, offset) {
                about.text.push_str(&format!("\n\n---\n\n{read}"));
            }
            Some(about)
        }),
        Role::Options => setting_about(file.text.as_str(), offset, (server.now)()),
        Role::Environment => environment::about(server, file, offset),
        Role::Other => None,
    }?;
    let contents = Contents::MarkupContent(told(about.text, server.client.markdown));
    Some(Hover { contents, range: Some(file.range(about.span)) })
}

/// Markdown as it is, or its words for a client that doesn't show it.
pub(super) fn told(text: String, is_markdown: bool) -> MarkupContent {
    if is_markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: text }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain::prose(&text) }
    }
}
