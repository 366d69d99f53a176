//! A name changed wherever it stands.

use gen_lsp_types::{PrepareRenameParams, PrepareRenamePlaceholder, PrepareRenameResult, RenameParams, WorkspaceEdit};

use super::edit::workspace_edit;
use super::state::{Refusal, Server};
use crate::assist::{name_at, rename};
use crate::compile::Compilation;
use crate::source::Span;
use crate::text::one_line;

pub(super) fn prepare(server: &Server, params: &PrepareRenameParams) -> Option<PrepareRenameResult> {
    let at = &params.text_document_position_params;
    let file = server.spec(&at.text_document.uri)?;
    let compilation = &file.project().compilation;
    let (_, span) = name_at(compilation, file.offset(at.position))?;
    let span = bare(compilation, span);
    let placeholder = one_line(compilation.source.slice(span), usize::MAX).into_owned();
    Some(PrepareRenamePlaceholder { range: file.range(span), placeholder }.into())
}

pub(super) fn answer(server: &Server, params: &RenameParams) -> Result<Option<WorkspaceEdit>, Refusal> {
    let at = &params.text_document_position_params;
    let Some(file) = server.spec(&at.text_document.uri) else { return Ok(None) };
    if !file.is_readable() {
        // A use in a part that can't be read would keep its name.
        return Err(Refusal::failed("the spec has errors of syntax; correct them first"));
    }
    let compilation = &file.project().compilation;
    let Some((name, _)) = name_at(compilation, file.offset(at.position)) else {
        return Err(Refusal::failed("nothing that has a name stands here"));
    };
    let edits = rename(compilation, &name, &params.new_name).map_err(Refusal::failed)?;
    Ok(Some(workspace_edit(server, file, &edits)))
}

/// A span without its quotes.
fn bare(compilation: &Compilation, span: Span) -> Span {
    let text = compilation.source.slice(span);
    let is_quoted = text.len() > 1 && text.starts_with(['"', '\'']);
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}
