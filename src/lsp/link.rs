//! Texts that lead to files.

use gen_lsp_types::{DocumentLink, DocumentLinkParams};

use super::state::Server;
use super::uri;
use crate::assist::links;

pub(super) fn answer(server: &Server, params: &DocumentLinkParams) -> Option<Vec<DocumentLink>> {
    let file = server.spec(&params.text_document.uri)?;
    let Some(folder) = file.folder() else { return Some(Vec::new()) };
    let links = links(&file.project().compilation).into_iter();
    // One that leads nowhere is a finding, and no link.
    let links = links.map(|link| (link.span, folder.join(&link.path))).filter(|(_, path)| file.exists(path));
    let one = |(span, path): (_, std::path::PathBuf)| DocumentLink {
        range: file.range(span),
        target: Some(uri::of(&path.components().collect::<std::path::PathBuf>())),
        ..DocumentLink::default()
    };
    Some(links.map(one).collect())
}
