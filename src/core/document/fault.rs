//! What stops the parser: the finding, and how to go on after it.

use crate::diagnostic::Diagnostic;

/// An error that ended a pass over the text.
pub(super) struct Fault {
    /// What is said of it.
    pub(super) diagnostic: Diagnostic,
    /// The byte whose section is left out of the next pass.
    pub(super) cause: usize,
    /// The character that a value can't begin with: it is masked, and only that value is lost.
    pub(super) mask: Option<usize>,
    /// Whether nothing can be read around it.
    pub(super) fatal: bool,
}

impl Fault {
    /// A fault that costs the section that the finding points at.
    pub(super) fn new(diagnostic: Diagnostic) -> Self {
        let cause = diagnostic.span.start;
        Self { diagnostic, cause, mask: None, fatal: false }
    }
}
