//! The signals that reach `ast` while a program runs.

use std::io;

use rustix::process::Signal;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_local;

/// Tells of signals of this process. One that whoever started it has it ignore, as `nohup` does, stays ignored.
pub(super) fn watch(signals: &[Signal], tell: impl Fn(Signal) + Clone + 'static) -> io::Result<()> {
    let ignored = ignored();
    for passed in signals.iter().copied() {
        let number = passed.as_raw();
        if passed != Signal::CHILD && ignored & (1 << (number - 1)) != 0 {
            continue;
        }
        let mut stream = signal(SignalKind::from_raw(number))?;
        let tell = tell.clone();
        spawn_local(async move {
            while stream.recv().await.is_some() {
                tell(passed);
            }
        });
    }
    Ok(())
}

/// Calls something at the first signal that asks this process to end, on a thread of its own.
pub(super) fn at_end(tell: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let wait = async {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        watch(&[Signal::INT, Signal::TERM, Signal::HUP], move |signal| {
            // Nobody listens after the first.
            let _ = sender.send(signal);
        })?;
        // Where all are ignored, nobody is left to send one.
        if receiver.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
        io::Result::Ok(())
    };
    let run = move || {
        if tokio::task::LocalSet::new().block_on(&runtime, wait).is_ok() {
            tell();
        }
    };
    std::thread::Builder::new().spawn(run).map(drop)
}

/// The signals that this process ignores, a bit each, where the system tells.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "what the kernel says of this process is in no other place")]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}

#[cfg(not(target_os = "linux"))]
fn ignored() -> u64 {
    0
}
