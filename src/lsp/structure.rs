//! The shape of a text: its outline, its folds, what a selection grows to.

use gen_lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, FoldingRange, FoldingRangeKind, FoldingRangeParams,
    SelectionRange, SelectionRangeParams, SymbolKind,
};

use super::file::File;
use super::state::Server;
use crate::assist::{Part, PartKind, folds, outline, selections};
use crate::source::Span;

pub(super) fn symbols(server: &Server, params: &DocumentSymbolParams) -> Option<DocumentSymbolResponse> {
    let file = server.spec(&params.text_document.uri)?;
    let parts = outline(&file.project().compilation);
    Some(DocumentSymbolResponse::DocumentSymbolList(parts.into_iter().map(|part| symbol(file, part)).collect()))
}

fn symbol(file: &File, part: Part) -> DocumentSymbol {
    let kind = match part.kind {
        PartKind::Section => SymbolKind::Namespace,
        PartKind::Entry => SymbolKind::Object,
        PartKind::Structure => SymbolKind::Property,
        PartKind::Value => SymbolKind::Field,
    };
    let children: Vec<_> = part.parts.into_iter().map(|part| symbol(file, part)).collect();
    #[expect(deprecated, reason = "the type has the field, and asks for it")]
    DocumentSymbol {
        name: if part.name.is_empty() { "\"\"".to_owned() } else { part.name },
        detail: part.detail,
        kind,
        tags: None,
        deprecated: None,
        range: file.range(part.span),
        selection_range: file.range(part.key),
        children: (!children.is_empty()).then_some(children),
    }
}

pub(super) fn folding(server: &Server, params: &FoldingRangeParams) -> Option<Vec<FoldingRange>> {
    let file = server.spec(&params.text_document.uri)?;
    let fold = |(span, is_comment): (Span, bool)| {
        let range = file.range(span);
        let (start_line, mut end_line) = (range.start.line, range.end.line);
        // Where whole lines go, the bracket that closes stays in sight.
        let last = file.text.as_str()[..span.end].rsplit('\n').next().unwrap_or_default().trim_start();
        if server.client.folds_lines && last.starts_with([']', '}']) {
            end_line = end_line.saturating_sub(1);
        }
        (start_line < end_line).then(|| FoldingRange {
            start_line,
            end_line,
            kind: if is_comment { Some(FoldingRangeKind::Comment) } else { None },
            ..FoldingRange::default()
        })
    };
    Some(folds(&file.project().compilation).into_iter().filter_map(fold).collect())
}

pub(super) fn selection(server: &Server, params: &SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let file = server.spec(&params.text_document.uri)?;
    let compilation = &file.project().compilation;
    let one = |position| {
        let spans = selections(compilation, file.offset(position));
        let outermost_first = spans.into_iter().rev();
        let nested = outermost_first.fold(None, |parent: Option<Box<SelectionRange>>, span| {
            Some(Box::new(SelectionRange { range: file.range(span), parent }))
        });
        nested.map_or_else(|| SelectionRange { range: file.range(Span::default()), parent: None }, |range| *range)
    };
    Some(params.positions.iter().copied().map(one).collect())
}
