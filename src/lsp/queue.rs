//! A queue between two threads: it holds so much and no more, so that who brings more waits.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many items are held. Looking through all of them for each of them must stay cheap.
const MOST_ITEMS: usize = 4096;

/// How many bytes are held, in items after the first.
const MOST_BYTES: usize = 64 << 20;

/// How long something that is on its way is waited for: it may never come.
const PATIENCE: Duration = Duration::from_millis(20);

/// A queue between two threads.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The items with what each weighs.
    items: VecDeque<(T, usize)>,
    weight: usize,
    is_closed: bool,
    /// More is on its way.
    is_fed: bool,
}

impl<T> State<T> {
    fn is_full(&self) -> bool {
        self.items.len() >= MOST_ITEMS || self.weight >= MOST_BYTES
    }

    fn pop(&mut self) -> Option<T> {
        let (item, weight) = self.items.pop_front()?;
        self.weight -= weight;
        Some(item)
    }
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        let state = State { items: VecDeque::new(), weight: 0, is_closed: false, is_fed: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state, and tells who waits for that.
    fn change<U>(&self, change: impl FnOnce(&mut State<T>) -> U) -> U {
        let answer = change(&mut self.lock());
        self.changed.notify_all();
        answer
    }

    fn wait_while(&self, condition: impl FnMut(&mut State<T>) -> bool) -> MutexGuard<'_, State<T>> {
        self.changed.wait_while(self.lock(), condition).unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item that takes so many bytes, once there is room. False when nobody takes items any more.
    pub(super) fn push(&self, item: T, weight: usize) -> bool {
        let mut state = self.wait_while(|state| state.is_full() && !state.is_closed);
        if state.is_closed {
            return false;
        }
        state.items.push_back((item, weight));
        state.weight += weight;
        drop(state);
        self.changed.notify_all();
        true
    }

    /// The next item, when there is one; none when the queue was closed and is empty.
    pub(super) fn pop(&self) -> Option<T> {
        let item = self.wait_while(|state| state.items.is_empty() && !state.is_closed).pop();
        self.changed.notify_all();
        item
    }

    /// The next item that is there or on its way.
    pub(super) fn pop_now(&self) -> Option<T> {
        self.settle();
        self.change(State::pop)
    }

    /// Waits until what is on its way is there.
    pub(super) fn settle(&self) {
        let is_fed = |state: &mut State<T>| state.is_fed && !state.is_full() && !state.is_closed;
        drop(self.changed.wait_timeout_while(self.lock(), PATIENCE, is_fed));
    }

    /// Says whether more is on its way.
    pub(super) fn feed(&self, is_fed: bool) {
        self.change(|state| state.is_fed = is_fed);
    }

    /// Takes the first item out that is as wanted.
    pub(super) fn take(&self, mut is_wanted: impl FnMut(&T) -> bool) -> Option<T> {
        self.change(|state| {
            let at = state.items.iter().position(|(item, _)| is_wanted(item))?;
            let (item, weight) = state.items.remove(at)?;
            state.weight -= weight;
            Some(item)
        })
    }

    /// Whether an item is as wanted.
    pub(super) fn any(&self, mut is_wanted: impl FnMut(&T) -> bool) -> bool {
        self.lock().items.iter().any(|(item, _)| is_wanted(item))
    }

    /// Takes nothing more in; what is there can still be taken out.
    pub(super) fn close(&self) {
        self.change(|state| state.is_closed = true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn who_brings_too_much_waits_until_there_is_room() {
        for weight in [0, MOST_BYTES / 2, 2 * MOST_BYTES] {
            let queue = Arc::new(Queue::new());
            let fits = if weight == 0 { MOST_ITEMS } else { MOST_BYTES.div_ceil(weight) };
            for item in 0..fits {
                assert!(queue.push(item, weight));
            }
            let bringer = thread::spawn({
                let queue = Arc::clone(&queue);
                move || queue.push(fits, weight)
            });
            thread::sleep(Duration::from_millis(20));
            assert!(!bringer.is_finished() && !queue.any(|item| *item == fits));
            assert_eq!(queue.pop(), Some(0));
            assert!(bringer.join().unwrap());
            queue.close();
            assert_eq!((0..fits).map_while(|_| queue.pop()).collect::<Vec<_>>(), (1..=fits).collect::<Vec<_>>());
            assert_eq!((queue.pop(), queue.push(0, 0)), (None, false));
        }
    }

    #[test]
    fn what_is_taken_out_makes_room() {
        let queue = Queue::new();
        queue.push(1, MOST_BYTES);
        assert_eq!((queue.take(|item| *item == 2), queue.take(|item| *item == 1)), (None, Some(1)));
        assert!(queue.push(3, 1));
        assert_eq!((queue.pop_now(), queue.pop_now()), (Some(3), None));
    }

    #[test]
    fn what_is_on_its_way_is_waited_for_and_not_for_ever() {
        let queue = Arc::new(Queue::<u8>::new());
        queue.feed(true);
        assert_eq!(queue.pop_now(), None);
        let bringer = thread::spawn({
            let queue = Arc::clone(&queue);
            move || {
                queue.push(1, 1);
                queue.feed(false);
            }
        });
        assert_eq!(queue.pop(), Some(1));
        bringer.join().unwrap();
    }
}
