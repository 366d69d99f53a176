//! A finding of the code as the spec's side tells it: at the entry that nearly gives what is read, or where its container is
//! built.

use super::holder::Holder;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::source::{Pointer, Span};

/// A finding of the code, for the spec's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    /// It, as it stands in the code.
    pub(crate) finding: Diagnostic,
    /// The containers that have the code.
    pub(crate) containers: Vec<String>,
    /// The variable that it is about.
    pub(crate) name: Option<String>,
    /// The input that it lacks, and whether the code works without it.
    pub(crate) wanted: Option<(String, bool)>,
    /// What nearly gives it, then where the containers are declared.
    pub(super) at: Vec<Pointer>,
}

impl Side {
    pub(super) fn of(finding: &Diagnostic, holders: &[&Holder<'_>], near: Option<Pointer>) -> Self {
        let containers = holders.iter().map(|holder| &holder.container);
        Self {
            finding: finding.clone(),
            containers: containers.clone().map(|container| container.id.clone()).collect(),
            name: None,
            wanted: None,
            at: near.into_iter().chain(containers.map(|container| container.place.clone())).collect(),
        }
    }

    /// The place of it in a spec, as that is now.
    pub(crate) fn place(&self, document: &Document) -> Option<(Pointer, Span)> {
        self.at.iter().find_map(|at| built(document, at).or_else(|| entry(document, at)))
    }
}

/// Where it is said how a container is built.
fn built(document: &Document, container: &Pointer) -> Option<(Pointer, Span)> {
    [container.key("build"), container.key("container").key("build")].iter().find_map(|build| {
        let place =
            [build.key("dockerfile"), build.clone()].iter().find_map(|at| document.at(at)).map(|at| at.place)?;
        Some((place.pointer, place.key))
    })
}

/// The name of an input, or the key of an entry.
fn entry(document: &Document, declared_by: &Pointer) -> Option<(Pointer, Span)> {
    if let Some(name) = document.at(&declared_by.key("name")) {
        return Some((name.place.pointer.clone(), name.node.span));
    }
    let entry = declared_by.tokens().take(2).fold(Pointer::root(), |at, token| at.key(&token));
    document.at(&entry).map(|at| (at.place.pointer, at.place.key))
}
