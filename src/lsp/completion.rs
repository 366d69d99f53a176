//! What can be written at the cursor.

use gen_lsp_types::{
    Command, CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionList, CompletionParams,
    CompletionResponse, Documentation, InsertTextFormat, InsertTextMode, TextEdit,
};

use super::environment;
use super::file::{File, Role};
use super::hover::told;
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
        Role::Environment => environment::offers(server, file, offset),
        Role::Other => return None,
    };
    let items = offers.into_iter().enumerate().map(|(at, offer)| item(server, file, at, offer)).collect();
    Some(CompletionList { is_incomplete: false, items, ..CompletionList::default() }.into())
}

/// What an editor of VS Code's kind does to open the list of what comes next.
fn next_list() -> Command {
    Command { title: "Suggest".to_owned(), command: "editor.action.triggerSuggest".to_owned(), ..Command::default() }
}

fn item(server: &Server, file: &File, at: usize, offer: Offer) -> CompletionItem {
    let kind = match offer.kind {
        OfferKind::Key => CompletionItemKind::Property,
        OfferKind::Word => CompletionItemKind::Value,
        OfferKind::Name => CompletionItemKind::Reference,
        OfferKind::Variable => CompletionItemKind::Variable,
        OfferKind::Entry => CompletionItemKind::Snippet,
    };
    let goes_on = offer.goes_on() && server.client.opens_lists && server.client.snippets;
    let beside = offer.brings.as_ref().or(offer.detail.as_ref()).filter(|_| server.client.label_details);
    let beside = beside.map(|text| CompletionItemLabelDetails { detail: None, description: Some(text.clone()) });
    let snippet = offer.snippet.filter(|_| server.client.snippets);
    let (format, new_text) = match snippet {
        Some(snippet) => (InsertTextFormat::Snippet, snippet),
        None => (InsertTextFormat::PlainText, offer.plain),
    };
    // Clients filter by the text that is replaced, quotes included.
    let filter = offer.filter.as_deref().unwrap_or(&offer.label);
    let typed = &file.text.as_str()[offer.word.start..offer.word.end];
    let quote = typed.chars().next().filter(|c| matches!(c, '"' | '\'')).map(String::from).unwrap_or_default();
    CompletionItem {
        kind: Some(kind),
        detail: offer.detail,
        documentation: offer.text.map(|text| Documentation::MarkupContent(told(text, server.client.markdown_items))),
        sort_text: Some(format!("{:04}{at:04}", offer.rank)),
        filter_text: Some(format!("{quote}{filter}")),
        label_details: beside,
        command: goes_on.then(next_list),
        insert_text_format: Some(format),
        insert_text_mode: Some(InsertTextMode::AdjustIndentation),
        text_edit: Some(TextEdit { range: file.range(offer.word), new_text }.into()),
        label: offer.label,
        ..CompletionItem::default()
    }
}
