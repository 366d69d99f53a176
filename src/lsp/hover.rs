//! What there is to say of the place under the pointer.

use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

use super::file::Role;
use super::state::Server;
use crate::assist::{about, setting_about};

pub(super) fn answer(server: &Server, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let file = server.file(&at.text_document.uri)?;
    let offset = file.offset(at.position);
    let about = match file.role() {
        Role::Spec => file.with_current((server.now)(), |known| about(known, offset)),
        Role::Options => setting_about(file.text.as_str(), offset),
        Role::Other => None,
    }?;
    let kind = if server.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let contents = Contents::MarkupContent(MarkupContent { kind, value: about.text });
    Some(Hover { contents, range: Some(file.range(about.span)) })
}
