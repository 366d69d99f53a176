//! The program and all that it starts: signals go to it, and nothing of it outlives it.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;
use std::time::Duration;

use rustix::process::{
    Pid, Signal, WaitOptions, WaitStatus, kill_process, kill_process_group, test_kill_process_group, wait,
};
use tokio::time::{Instant, sleep};

use super::Program;

/// How long what the program left behind has to end.
const GRACE: Duration = Duration::from_secs(2);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(10);

/// The program and its children.
pub(super) struct Children {
    main: Pid,
    /// Whether it leads a process group of its own.
    leads: bool,
    status: Option<u8>,
    /// Whether it was asked to end.
    asked: bool,
}

impl Children {
    /// Starts the program. On a terminal it stays in the group that the terminal sends its keys to, so that it gets
    /// Ctrl-C, can be suspended, and can read; elsewhere it leads a group of its own.
    pub(super) fn start(program: &Program) -> io::Result<Self> {
        let mut command = command(program);
        if !program.on_terminal {
            command.process_group(0);
        }
        // Its orphans become children of this process, which ends them.
        #[cfg(target_os = "linux")]
        rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
        let child = command.spawn()?;
        let main = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let main = main.ok_or_else(|| io::Error::other("the system gave a process no number"))?;
        Ok(Self { main, leads: !program.on_terminal, status: None, asked: false })
    }

    /// Passes a signal on. A second request to end is no request any more.
    pub(super) fn pass(&mut self, signal: Signal) {
        let signal =
            if signal == Signal::TERM && std::mem::replace(&mut self.asked, true) { Signal::KILL } else { signal };
        if self.leads {
            let _ = kill_process_group(self.main, signal);
        } else if !matches!(signal, Signal::INT | Signal::QUIT) {
            // Keys of the terminal reach it by themselves.
            let _ = kill_process(self.main, signal);
        }
    }

    /// The status of the program, if it has ended; also takes note of other children that have.
    pub(super) fn ended(&mut self) -> Option<u8> {
        self.reap();
        self.status
    }

    /// Takes note of what has ended; gives whether there are children at all.
    fn reap(&mut self) -> bool {
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) if pid == self.main => self.status = Some(code(status)),
                Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }

    /// Ends what the program left behind: it is asked to, and killed where it doesn't.
    pub(super) async fn end(mut self) {
        let began = Instant::now();
        let mut asked: Vec<Pid> = Vec::new();
        let mut signal = Signal::TERM;
        if self.leads {
            let _ = kill_process_group(self.main, signal);
        }
        loop {
            let has_children = self.reap();
            let has_group = self.leads && test_kill_process_group(self.main).is_ok();
            if !has_children && !has_group {
                return;
            }
            if signal == Signal::TERM && began.elapsed() > GRACE {
                signal = Signal::KILL;
                asked.clear();
            } else if began.elapsed() > 2 * GRACE {
                return;
            }
            if self.leads && signal == Signal::KILL {
                let _ = kill_process_group(self.main, signal);
            }
            for orphan in orphans() {
                if !asked.contains(&orphan) {
                    let _ = kill_process(orphan, signal);
                    asked.push(orphan);
                }
            }
            sleep(LOOK).await;
        }
    }
}

/// The children of this process: once the program has ended, its orphans.
#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "what the kernel says of this process is in no other place")]
fn orphans() -> Vec<Pid> {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let pids = |line: String| -> Vec<Pid> {
        line.split_whitespace().filter_map(|pid| pid.parse().ok().and_then(Pid::from_raw)).collect()
    };
    children.flat_map(pids).collect()
}

#[cfg(not(target_os = "linux"))]
fn orphans() -> Vec<Pid> {
    Vec::new()
}

/// The command that becomes the program, with its environment and its folder.
pub(super) fn command(program: &Program) -> Command {
    let mut command = bare(program);
    for name in &program.without {
        command.env_remove(name);
    }
    command.envs(program.variables.iter().map(|(name, value)| (name, value)));
    if let Some(folder) = &program.folder {
        command.current_dir(folder);
    }
    command
}

/// On Linux by way of `ast` itself, which sees to it that the program ends when this process is killed.
#[cfg(target_os = "linux")]
fn bare(program: &Program) -> Command {
    if program.outlives {
        let mut command = Command::new(&program.name);
        command.args(&program.arguments);
        return command;
    }
    let mut command = Command::new("/proc/self/exe");
    let own = [super::enter::NAME.into(), std::process::id().to_string(), "--".into()];
    command.arg0("ast").args(own).arg(&program.name).args(&program.arguments);
    command
}

#[cfg(not(target_os = "linux"))]
fn bare(program: &Program) -> Command {
    let mut command = Command::new(&program.name);
    command.args(&program.arguments);
    command
}

/// The status to exit with, as a shell has it.
fn code(status: WaitStatus) -> u8 {
    let of_signal = || status.terminating_signal().map(|signal| 128 + signal);
    status.exit_status().or_else(of_signal).and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
