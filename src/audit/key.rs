//! What an expression says that names a variable.

use super::syntax::Node;
use crate::source::Span;

/// What a key of the environment is.
#[derive(Debug)]
pub(super) enum Key<'s> {
    /// These names, each with where it stands.
    Known(Vec<(String, Span)>),
    /// What the function is called with: the function, and which of its arguments.
    Given(Node<'s>, usize, &'s str),
    /// Nobody knows.
    Computed,
}
