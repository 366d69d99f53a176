//! What holds without being written, shown in the text.

use gen_lsp_types::{InlayHint, InlayHintParams, MarkupContent, MarkupKind, Tooltip};

use super::state::Server;
use crate::assist::{Hint, hints};

pub(super) fn answer(server: &Server, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let file = server.spec(&params.text_document.uri)?;
    if !server.preferences.hints {
        return Some(Vec::new());
    }
    let wanted = file.text.span(params.range);
    let one = |hint: Hint| InlayHint {
        position: file.text.position(hint.offset),
        label: hint.label.into(),
        kind: None,
        text_edits: None,
        tooltip: Some(Tooltip::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: hint.text })),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    let hints = file.with_current((server.now)(), |known| hints(known, wanted));
    Some(hints.into_iter().map(one).collect())
}
