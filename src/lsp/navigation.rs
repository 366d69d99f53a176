//! From a name to where it is declared and used.

use gen_lsp_types::{
    DefinitionParams, DefinitionResponse, DocumentHighlight, DocumentHighlightKind, DocumentHighlightParams, Location,
    ReferenceParams, TextDocumentPositionParams,
};

use super::file::File;
use super::state::Server;
use crate::assist::{Occurrence, declarations, name_at, occurrences};
use crate::source::Span;

/// The places of the name at a position, with the file that they are in.
fn places<'a>(server: &'a Server, at: &TextDocumentPositionParams) -> Option<(&'a File, Vec<Occurrence>)> {
    let file = server.spec(&at.text_document.uri)?;
    let compilation = &file.project().compilation;
    let (name, _) = name_at(compilation, file.offset(at.position))?;
    Some((file, occurrences(compilation, &name)))
}

fn location(file: &File, span: Span) -> Location {
    Location { uri: file.uri.clone(), range: file.range(span) }
}

pub(super) fn definition(server: &Server, params: &DefinitionParams) -> Option<DefinitionResponse> {
    let at = &params.text_document_position_params;
    let file = server.spec(&at.text_document.uri)?;
    let compilation = &file.project().compilation;
    let (name, _) = name_at(compilation, file.offset(at.position))?;
    let declared = declarations(compilation, &name).into_iter();
    let declared: Vec<Location> = declared.map(|span| location(file, span)).collect();
    Some(DefinitionResponse::Definition(declared.into()))
}

pub(super) fn references(server: &Server, params: &ReferenceParams) -> Option<Vec<Location>> {
    let (file, places) = places(server, &params.text_document_position_params)?;
    let wanted = places.into_iter().filter(|place| params.context.include_declaration || !place.is_declaration);
    Some(wanted.map(|place| location(file, place.span)).collect())
}

pub(super) fn highlight(server: &Server, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
    let (file, places) = places(server, &params.text_document_position_params)?;
    let one = |place: Occurrence| DocumentHighlight {
        range: file.range(place.span),
        kind: Some(if place.is_declaration { DocumentHighlightKind::Write } else { DocumentHighlightKind::Read }),
    };
    Some(places.into_iter().map(one).collect())
}
