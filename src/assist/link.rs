//! The parts of a spec that lead to files: what builds name.

use super::path::hit;
use crate::compile::Compilation;
use crate::source::Span;
use crate::spec::BuildPath;

/// A text that leads to a file or a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The text.
    pub span: Span,
    /// The path, relative to the spec's folder.
    pub path: String,
}

/// Every link of a spec; a path that leaves the project leads nowhere.
pub fn links(compilation: &Compilation) -> Vec<Link> {
    let Some(spec) = &compilation.spec else { return Vec::new() };
    let mut links = Vec::new();
    for site in spec.builds() {
        let context = (site.build.context.get().map(|text| text.place.span), site.build.context_path());
        let dockerfile = (site.build.dockerfile.get().map(|text| text.place.span), site.build.dockerfile_path());
        for (span, path) in [context, dockerfile] {
            if let (Some(span), BuildPath::Inside(path)) = (span, path) {
                links.push(Link { span, path });
            }
        }
    }
    links.sort_by_key(|link| link.span);
    links.dedup();
    links.retain(|link| hit(&compilation.document, link.span.start).is_some());
    links
}
