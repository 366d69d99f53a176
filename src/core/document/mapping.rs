//! The entries of a mapping in their order, and the way to one by its key that is as short among thousands.

use std::cmp::Ordering;
use std::ops::Deref;
use std::sync::OnceLock;

use super::Entry;

/// Below this many it is quicker to look at each.
pub(super) const FEW: usize = 16;

/// The way to an item by its key. It is made when many items are first looked into, and is of those items for good.
#[derive(Debug, Clone, Default)]
pub struct Index(OnceLock<Box<[usize]>>);

impl Index {
    /// The first of `items`, always the same ones, whose `key` is as wanted.
    pub fn find<'a, T, K: Ord + ?Sized>(&self, items: &'a [T], key: impl Fn(&T) -> &K, wanted: &K) -> Option<&'a T> {
        if items.len() <= FEW {
            return items.iter().find(|item| key(item) == wanted);
        }
        let order = self.0.get_or_init(|| in_order(items.len(), &|a, b| key(&items[a]).cmp(key(&items[b]))));
        let at = order.partition_point(|at| key(&items[*at]) < wanted);
        order.get(at).and_then(|at| items.get(*at)).filter(|item| key(item) == wanted)
    }
}

/// The places of so many items in the order of their keys; of equal ones the first stays first. It is one for items of
/// all kinds, as the code that sorts is long.
fn in_order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Box<[usize]> {
    let mut order: Box<[usize]> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// The entries of a mapping, in source order; merged ones last.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    entries: Vec<Entry>,
    index: Index,
}

impl Mapping {
    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.index.find(&self.entries, |entry| entry.key.as_str(), key)
    }

    /// Puts an entry before another.
    pub(super) fn insert(&mut self, at: usize, entry: Entry) {
        self.index = Index::default();
        self.entries.insert(at, entry);
    }
}

impl From<Vec<Entry>> for Mapping {
    fn from(entries: Vec<Entry>) -> Self {
        Self { entries, index: Index::default() }
    }
}

impl Deref for Mapping {
    type Target = [Entry];

    fn deref(&self) -> &[Entry] {
        &self.entries
    }
}

impl IntoIterator for Mapping {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a> IntoIterator for &'a Mapping {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Node, NodeKind};
    use crate::source::Span;

    fn entry(key: String, at: usize) -> Entry {
        Entry { key, key_span: Span::new(at, at), value: Node { span: Span::default(), kind: NodeKind::Broken } }
    }

    #[test]
    fn the_first_entry_of_a_key_is_found_among_few_and_many() {
        for count in [0, 1, FEW, FEW + 1, 1000] {
            let entries = (0..count).map(|at| entry(format!("k{}", at * 7 % 11), at)).collect::<Vec<_>>();
            let mapping = Mapping::from(entries.clone());
            for key in (0..12).map(|number| format!("k{number}")) {
                let first = entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span);
                assert_eq!(mapping.get(&key).map(|entry| entry.key_span), first, "{key} of {count}");
            }
        }
    }

    #[test]
    fn an_entry_that_came_later_is_found_too() {
        let mut mapping = Mapping::from((0..100).map(|at| entry(format!("k{at}"), at)).collect::<Vec<_>>());
        assert!(mapping.get("new").is_none());
        mapping.insert(50, entry("new".into(), 7));
        assert_eq!(mapping.get("new").map(|entry| entry.key_span.start), Some(7));
        assert_eq!(mapping.get("k99").map(|entry| entry.key_span.start), Some(99));
    }
}
