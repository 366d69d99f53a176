//! Many programs beside one loop: what they print, how they end, and what else happens comes to it one after the other.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{ExitStatus, Stdio};
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::task::spawn_local;
use tokio::time::{sleep, timeout};

use super::children::command;
use super::{Program, Tell, signals};

/// The longest line that is held; what is longer comes in parts.
const LONGEST: usize = 1 << 18;
/// How many pieces of output wait for the loop; programs that print more wait as well.
const QUEUE: usize = 256;
/// How long is waited for the last words of a program that has ended.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// How long what still runs at the end has, after it is asked to end.
const GRACE: Duration = Duration::from_secs(2);
/// How long an answer from this machine may take.
const ANSWER: Duration = Duration::from_secs(2);

/// A program that was started.
pub type Task = u32;

/// Where a program prints to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// What happens.
#[derive(Debug)]
pub enum Happening<T> {
    /// A program printed whole lines, or part of a very long one.
    Lines(Task, Stream, Vec<u8>),
    /// A program ended, all that it printed having come before.
    Ended(Task, u8),
    /// `ast` is asked to end.
    Signal,
    /// Something else that was asked for.
    Told(T),
}

/// The programs that run, and what waits beside them.
pub struct Crew<T> {
    shared: Rc<Shared<T>>,
}

struct Shared<T> {
    printed: mpsc::Sender<Happening<T>>,
    told: mpsc::UnboundedSender<Happening<T>>,
    running: RefCell<BTreeMap<Task, Pid>>,
    next: Cell<Task>,
}

impl<T: 'static> Crew<T> {
    /// Starts a program in a process group of its own, without an input.
    pub fn start(&self, program: &Program) -> io::Result<Task> {
        let mut command = Command::from(command(program));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn()?;
        let task = self.shared.next.replace(self.shared.next.get() + 1);
        if let Some(pid) = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw) {
            self.shared.running.borrow_mut().insert(task, pid);
        }
        let shared = self.shared.clone();
        let out = spawn_local(lines(child.stdout.take(), task, Stream::Out, shared.printed.clone()));
        let err = spawn_local(lines(child.stderr.take(), task, Stream::Err, shared.printed.clone()));
        spawn_local(async move {
            let status = child.wait().await.map_or(1, code);
            shared.running.borrow_mut().remove(&task);
            let spoken = async { (out.await.ok(), err.await.ok()) };
            // Something of it may hold its streams for longer.
            let _ = timeout(LAST_WORDS, spoken).await;
            // Nobody listens any more once the loop has ended.
            let _ = shared.printed.send(Happening::Ended(task, status)).await;
        });
        Ok(task)
    }

    /// Sends a signal to a program and all that it started.
    fn signal(&self, task: Task, signal: Signal) {
        if let Some(pid) = self.shared.running.borrow().get(&task) {
            let _ = kill_process_group(*pid, signal);
        }
    }

    /// Interrupts a program, as Ctrl-C does.
    pub fn interrupt(&self, task: Task) {
        self.signal(task, Signal::INT);
    }

    /// Kills a program.
    pub fn kill(&self, task: Task) {
        self.signal(task, Signal::KILL);
    }

    /// Leaves a program to itself: it goes on after the end.
    pub fn leave(&self, task: Task) {
        self.shared.running.borrow_mut().remove(&task);
    }

    /// Tells something after a time.
    pub fn after(&self, time: Duration, what: T) {
        let told = self.shared.told.clone();
        spawn_local(async move {
            sleep(time).await;
            drop(told.send(Happening::Told(what)));
        });
    }

    /// What tasks tell by that are no programs.
    pub fn tell(&self) -> Tell<T> {
        let told = self.shared.told.clone();
        Box::new(move |what| drop(told.send(Happening::Told(what))))
    }

    /// The same for other threads.
    pub fn teller(&self) -> impl Fn(T) + Send + 'static
    where
        T: Send,
    {
        let told = self.shared.told.clone();
        move |what| drop(told.send(Happening::Told(what)))
    }

    /// Asks a port of this machine for a path, by HTTP; `make` is given whether anything answered.
    pub fn ask(&self, port: u16, path: String, make: impl FnOnce(bool) -> T + 'static) {
        let told = self.shared.told.clone();
        spawn_local(async move {
            let answered = timeout(ANSWER, answers(port, &path)).await.is_ok_and(|answered| answered.is_ok());
            drop(told.send(Happening::Told(make(answered))));
        });
    }

    /// Ends what still runs.
    async fn end(&self) {
        for (signal, time) in [(Signal::TERM, GRACE), (Signal::KILL, GRACE / 4)] {
            let tasks: Vec<Task> = self.shared.running.borrow().keys().copied().collect();
            for task in tasks {
                self.signal(task, signal);
            }
            let gone = async {
                while !self.shared.running.borrow().is_empty() {
                    sleep(Duration::from_millis(5)).await;
                }
            };
            if timeout(time, gone).await.is_ok() {
                return;
            }
        }
    }
}

/// Whether anything is answered. An engine's own port takes every connection, and closes it where nobody listens.
async fn answers(port: u16, path: &str) -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect(address).await?;
    let path: String = path.chars().filter(char::is_ascii_graphic).collect();
    let request =
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path.trim_start_matches('/'));
    stream.write_all(request.as_bytes()).await?;
    let mut first = [0; 16];
    let count = stream.read(&mut first).await?;
    // A server that is starting may say that it can't answer yet.
    let is_late =
        first[..count].get(9..12).is_some_and(|status| [b"502", b"503", b"504"].iter().any(|code| status == *code));
    if count == 0 || is_late { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
}

/// Passes on what a program prints, in whole lines.
async fn lines<T>(pipe: Option<impl AsyncRead + Unpin>, task: Task, stream: Stream, to: mpsc::Sender<Happening<T>>) {
    let Some(mut pipe) = pipe else { return };
    let (mut buffer, mut open) = (vec![0; 1 << 16], Vec::new());
    loop {
        let count = pipe.read(&mut buffer).await.unwrap_or_default();
        open.extend_from_slice(&buffer[..count]);
        let end = open.iter().rposition(|byte| *byte == b'\n').map(|end| end + 1);
        let end = end.or_else(|| (count == 0 || open.len() > LONGEST).then_some(open.len()));
        if let Some(end) = end.filter(|end| *end > 0) {
            let rest = open.split_off(end);
            if to.send(Happening::Lines(task, stream, std::mem::replace(&mut open, rest))).await.is_err() {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

/// The status to exit with, as a shell has it.
pub(super) fn code(status: ExitStatus) -> u8 {
    use std::os::unix::process::ExitStatusExt as _;
    let of_signal = || status.signal().map(|signal| 128 + signal);
    status.code().or_else(of_signal).and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Runs a loop until it gives a result: `begin` starts what there is to start with, and `each` is given what happens.
/// Nothing that it started runs when this returns.
pub fn attend<T: 'static, R>(
    begin: impl FnOnce(&Crew<T>) -> io::Result<()>,
    mut each: impl FnMut(&Crew<T>, Happening<T>) -> Option<R>,
) -> io::Result<R> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    let (printed, mut printing) = mpsc::channel(QUEUE);
    let (told, mut telling) = mpsc::unbounded_channel();
    let shared = Shared { printed, told: told.clone(), running: RefCell::default(), next: Cell::new(0) };
    let crew = Crew { shared: Rc::new(shared) };
    let ended = tasks.block_on(&runtime, async {
        signals::watch(&[Signal::INT, Signal::TERM, Signal::HUP], move |_| drop(told.send(Happening::Signal)))?;
        begin(&crew)?;
        loop {
            let next = poll_fn(|context| match telling.poll_recv(context) {
                Poll::Ready(Some(next)) => Poll::Ready(Some(next)),
                _ => printing.poll_recv(context),
            });
            let Some(happening) = next.await else { return Err(io::Error::other("nothing is left to happen")) };
            if let Some(result) = each(&crew, happening) {
                return Ok(result);
            }
        }
    });
    tasks.block_on(&runtime, async {
        printing.close();
        crew.end().await;
    });
    ended
}
