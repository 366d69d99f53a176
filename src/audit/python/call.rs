//! A call as it is written: what is given by place and by name.

use super::super::syntax::Node;

/// What a call is given.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'s>(Option<Node<'s>>);

impl<'s> Given<'s> {
    pub(super) fn of(call: Node<'s>) -> Self {
        Self(call.field("arguments"))
    }

    /// By place.
    pub(super) fn placed(self) -> impl Iterator<Item = Node<'s>> {
        let all = self.0.into_iter().flat_map(Node::named);
        all.take_while(|given| given.kind() != "list_splat")
            .filter(|given| !matches!(given.kind(), "keyword_argument" | "dictionary_splat"))
    }

    /// By name.
    pub(super) fn named(self, name: &str) -> Option<Node<'s>> {
        let all = self.0.into_iter().flat_map(Node::named).filter(|given| given.kind() == "keyword_argument");
        let mut all = all.filter(|given| given.field("name").is_some_and(|known| known.text() == name));
        all.next().and_then(|given| given.field("value"))
    }

    /// The names that are given by name, with their values.
    pub(super) fn names(self) -> impl Iterator<Item = Node<'s>> {
        let all = self.0.into_iter().flat_map(Node::named).filter(|given| given.kind() == "keyword_argument");
        all.filter_map(|given| given.field("name"))
    }

    /// Whether a list or a mapping brings more than what is written down.
    pub(super) fn is_open(self) -> bool {
        let mut all = self.0.into_iter().flat_map(Node::named);
        all.any(|given| matches!(given.kind(), "list_splat" | "dictionary_splat"))
    }

    /// By place, or else by name.
    pub(super) fn at(self, place: usize, name: &str) -> Option<Node<'s>> {
        self.placed().nth(place).or_else(|| self.named(name))
    }
}

/// Whether a value says that there is none.
pub(super) fn is_nothing(node: Node<'_>) -> bool {
    matches!(node.kind(), "none" | "ellipsis")
}
