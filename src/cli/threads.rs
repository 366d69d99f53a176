//! Work on many items, by as many threads as there are cores; what comes of it is taken in the order of the items.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, Scope, available_parallelism, scope};

/// The most threads: each holds what it works on.
const MOST_THREADS: usize = 8;

/// How many items a thread works on before it gives away what came of them: who takes that is woken less often.
const MOST_AT_ONCE: usize = 4;

/// How often a thread may do so before somebody takes it.
const AHEAD: usize = 2;

/// What a thread has for its calls: as much as the first thread of a process has.
const STACK: usize = 8 << 20;

/// Makes something of each item, and gives it to `take` in their order.
///
/// Threads are started where there is more than one item. They take the items in turns, a few at once, so that who takes
/// what came of them knows whose turn it is. Without `is_shared`, nothing is begun before what came before is taken.
pub(super) fn in_order<T: Sync, U: Send>(
    items: &[T],
    is_shared: bool,
    make: impl Fn(&T) -> U + Sync,
    take: impl FnMut(U),
) {
    // How many cores there are is read from files, which one item is not worth.
    let cores = || available_parallelism().map_or(1, NonZero::get);
    by(if is_shared && items.len() > 1 { cores() } else { 1 }, items, make, take);
}

/// The same for work that mostly waits, for a disk that is to have what was written: as many at once as there may be.
pub(super) fn in_order_waiting<T: Sync, U: Send>(
    items: &[T],
    is_shared: bool,
    make: impl Fn(&T) -> U + Sync,
    take: impl FnMut(U),
) {
    by(if is_shared { MOST_THREADS } else { 1 }, items, make, take);
}

fn by<T: Sync, U: Send>(threads: usize, items: &[T], make: impl Fn(&T) -> U + Sync, mut take: impl FnMut(U)) {
    let threads = threads.min(MOST_THREADS).min(items.len());
    if threads < 2 {
        for item in items {
            take(make(item));
        }
        return;
    }
    let make = |part: &[T]| part.iter().map(&make).collect::<Vec<U>>();
    let parts = items.chunks(items.len().div_ceil(threads).min(MOST_AT_ONCE));
    let of_thread = |first| parts.clone().skip(first).step_by(threads);
    scope(|scope| {
        let made: Vec<_> = (0..threads).map(|first| start(scope, of_thread(first), &make)).collect();
        for (part, made) in parts.clone().zip(made.iter().cycle()) {
            let made = match made {
                // One that ended early panicked, and its scope says so.
                Some(made) => made.recv().unwrap_or_default(),
                None => make(part),
            };
            made.into_iter().for_each(&mut take);
        }
    });
}

/// A thread that works on some parts of the items; none where the system has no more threads.
fn start<'scope, T: Send + 'scope, U: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    parts: impl Iterator<Item = T> + Send + 'scope,
    make: &'scope (impl Fn(T) -> U + Sync),
) -> Option<Receiver<U>> {
    let (sender, receiver) = sync_channel(AHEAD);
    let work = move || {
        for part in parts {
            if sender.send(make(part)).is_err() {
                return;
            }
        }
    };
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok().then_some(receiver)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn work_that_waits_has_threads_beyond_the_cores_and_comes_in_order() {
        let items: Vec<usize> = (0..64).collect();
        let (at_once, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut taken = Vec::new();
        let wait = |item: &usize| {
            let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            // Until as many wait as may: nobody has to be fast.
            while most.load(Ordering::SeqCst) < MOST_THREADS {
                thread::yield_now();
            }
            at_once.fetch_sub(1, Ordering::SeqCst);
            *item
        };
        in_order_waiting(&items, true, wait, |item| taken.push(item));
        assert_eq!((taken, most.into_inner()), (items, MOST_THREADS));
    }

    #[test]
    fn results_come_in_the_order_of_the_items_however_long_each_takes() {
        for count in [0, 1, 2, 3, 100] {
            let items: Vec<usize> = (0..count).collect();
            for is_shared in [false, true] {
                let mut taken = Vec::new();
                let make = |item: &usize| {
                    thread::sleep(Duration::from_micros((item * 7919 % 11) as u64 * 100));
                    *item
                };
                in_order(&items, is_shared, make, |item| taken.push(item));
                assert_eq!(taken, items);
            }
        }
    }

    #[test]
    fn no_thread_is_started_for_one_item_or_for_items_that_wait_for_each_other() {
        let here = thread::current().id();
        for (items, is_shared) in [(&[1][..], true), (&[1, 2, 3], false)] {
            in_order(items, is_shared, |_| thread::current().id(), |made| assert_eq!(made, here));
        }
        let events = Mutex::new(Vec::new());
        let (make, take) = (|item: &i32| *item, |item| events.lock().unwrap().push(item));
        in_order(
            &[1, 2],
            false,
            |item| {
                events.lock().unwrap().push(-item);
                make(item)
            },
            take,
        );
        assert_eq!(events.into_inner().unwrap(), [-1, 1, -2, 2]);
    }

    #[test]
    fn no_more_is_made_than_a_window_ahead_of_what_is_taken() {
        let made = AtomicUsize::new(0);
        let items = [(); 1000];
        let mut taken = 0;
        in_order(
            &items,
            true,
            |()| made.fetch_add(1, Ordering::SeqCst),
            |_| {
                taken += 1;
                if taken % 100 == 1 {
                    thread::sleep(Duration::from_millis(20));
                }
                // What waits, and of each thread what it has in its hand.
                assert!(made.load(Ordering::SeqCst) <= taken + MOST_THREADS * (AHEAD + 2) * MOST_AT_ONCE);
            },
        );
        assert_eq!(taken, 1000);
    }
}
