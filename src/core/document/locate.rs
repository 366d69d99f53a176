//! From an offset, where an editor's cursor is, to the node that it is in.

use super::{Document, Node, NodeKind};
use crate::source::Pointer;

impl Document {
    /// The innermost node whose text, or whose key, is at a byte offset; the root for anything else.
    /// What an alias brings in is not at the alias: there, the node is the alias.
    pub fn pointer_at(&self, offset: usize) -> Pointer {
        let mut pointer = Pointer::root();
        let mut node = self.root.as_ref();
        while let Some((next, child)) = node.and_then(|node| step(node, offset, &pointer)) {
            pointer = next;
            // A child that an alias brings in has its text elsewhere.
            node = Some(child).filter(|child| child.span.touches(offset));
        }
        pointer
    }
}

fn step<'a>(node: &'a Node, offset: usize, pointer: &Pointer) -> Option<(Pointer, &'a Node)> {
    match &node.kind {
        NodeKind::Mapping(entries) => {
            let within = |entry: &&super::Entry| entry.key_span.touches(offset) || entry.value.span.touches(offset);
            entries.iter().find(within).map(|entry| (pointer.key(&entry.key), &entry.value))
        }
        NodeKind::Sequence(items) => {
            let index = items.iter().position(|item| item.span.touches(offset))?;
            Some((pointer.item(index), &items[index]))
        }
        NodeKind::Scalar(_) | NodeKind::Broken => None,
    }
}
