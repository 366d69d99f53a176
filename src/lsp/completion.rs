//! What can be written at the cursor.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse, Documentation,
    InsertTextFormat, InsertTextMode, MarkupContent, MarkupKind, TextEdit,
};

use super::file::{File, Role};
use super::state::Server;
use crate::assist::{Offer, OfferKind, offers, setting_offers};

pub(super) fn answer(server: &Server, params: &CompletionParams) -> Option<CompletionResponse> {
    let at = &params.text_document_position_params;
    let file = server.file(&at.text_document.uri)?;
    let (text, offset) = (file.text.as_str(), file.offset(at.position));
    let offers = match file.role() {
        Role::Spec => file.with_known((server.now)(), |known| offers(text, offset, Some(known))),
        Role::Options => {
            let of_project = |spec: &File| setting_offers(text, offset, Some(&spec.for_cluster()));
            let offers = server.with_spec_of(file, of_project);
            offers.unwrap_or_else(|| setting_offers(text, offset, None))
        }
        Role::Other => return None,
    };
    let items = offers.into_iter().enumerate().map(|(at, offer)| item(server, file, at, offer)).collect();
    Some(CompletionList { is_incomplete: false, items, ..CompletionList::default() }.into())
}

fn item(server: &Server, file: &File, at: usize, offer: Offer) -> CompletionItem {
    let kind = match offer.kind {
        OfferKind::Key => CompletionItemKind::Property,
        OfferKind::Word => CompletionItemKind::Value,
        OfferKind::Name => CompletionItemKind::Reference,
        OfferKind::Variable => CompletionItemKind::Variable,
        OfferKind::Entry => CompletionItemKind::Snippet,
    };
    let snippet = offer.snippet.filter(|_| server.client.snippets);
    let (format, new_text) = match snippet {
        Some(snippet) => (InsertTextFormat::Snippet, snippet),
        None => (InsertTextFormat::PlainText, offer.plain),
    };
    // Clients filter by the text that is replaced, quotes included.
    let typed = &file.text.as_str()[offer.word.start..offer.word.end];
    let quote = typed.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from).unwrap_or_default();
    CompletionItem {
        kind: Some(kind),
        detail: offer.detail,
        documentation: offer.text.map(|text| {
            let kind = if server.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
            Documentation::MarkupContent(MarkupContent { kind, value: text })
        }),
        sort_text: Some(format!("{}{at:04}", offer.rank)),
        filter_text: Some(format!("{quote}{}", offer.label)),
        insert_text_format: Some(format),
        insert_text_mode: Some(InsertTextMode::AdjustIndentation),
        text_edit: Some(TextEdit { range: file.range(offer.word), new_text }.into()),
        label: offer.label,
        ..CompletionItem::default()
    }
}
