//! Asks a program something: what it is given goes in, what it prints comes out, in bounded time and length.
//!
//! Nothing of it is left: it leads a process group of its own, which is killed where it takes too long. Its name is
//! looked for on the absolute parts of the PATH alone, so that no folder that a stranger filled answers for it.

use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// How often is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(2);

/// A question to a program. It can't be printed: what goes in may be a secret.
pub struct Question<'a> {
    /// The program, as [`find`] found it.
    pub program: &'a Path,
    /// What it is given.
    pub arguments: &'a [&'a str],
    /// The folder that it runs in; the root where none is named, as a program may obey what lies in its folder.
    pub folder: Option<&'a Path>,
    /// What it reads; this is where a secret goes, and never among the arguments.
    pub input: &'a str,
    /// How long it may take.
    pub patience: Duration,
    /// How much it may print, on each of its streams.
    pub most: usize,
}

/// What a program printed, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its exit status; none where a signal ended it, or where another part of `ast` took note of its end.
    pub status: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Asks a program.
///
/// # Errors
/// That it can't be started, took too long, or printed too much.
pub fn ask(question: &Question<'_>) -> io::Result<Printed> {
    let end = Instant::now() + question.patience;
    let mut command = Command::new(question.program);
    command.current_dir(question.folder.unwrap_or(Path::new("/")));
    command.args(question.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let (stdout, stderr) = (read(child.stdout.take(), question.most), read(child.stderr.take(), question.most));
    if let Some(mut stdin) = child.stdin.take() {
        let input = question.input.to_owned();
        // One that reads nothing keeps nobody waiting.
        thread::spawn(move || stdin.write_all(input.as_bytes()));
    }
    let printed = (|| {
        let (stdout, stderr) = (text(&stdout, end)?, text(&stderr, end)?);
        Ok(Printed { status: ended(&mut child, end)?, stdout, stderr })
    })();
    if printed.is_err() {
        kill(&mut child);
    }
    printed
}

/// Starts a program that is on its own from then on, such as a browser.
///
/// # Errors
/// That it can't be started.
pub fn leave(program: &Path, arguments: &[&str]) -> io::Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    // Its end is taken note of, for as long as this process lives.
    thread::spawn(move || child.wait());
    Ok(())
}

/// Where a program is, by the PATH: in its absolute folders, but for those that may be a stranger's.
pub fn find(name: &str, path: Option<&OsStr>, is_strange: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let is_ours = |folder: &PathBuf| folder.is_absolute() && !is_strange(folder);
    let mut files = std::env::split_paths(path?).filter(is_ours).map(|folder| folder.join(name));
    files.find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    let Ok(at) = file.metadata() else { return false };
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&at.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = true;
    at.is_file() && runs
}

/// Reads a stream on a thread of its own, to its end or a byte more than it may have.
fn read(stream: Option<impl Read + Send + 'static>, most: usize) -> Receiver<io::Result<String>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stream.map_or(Ok(0), |stream| stream.take(most as u64 + 1).read_to_end(&mut bytes));
        let told = match read {
            Ok(length) if length > most => Err(io::Error::other("it printed too much")),
            Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => Err(error),
        };
        // Nobody waits any more where it took too long.
        drop(sender.send(told));
    });
    receiver
}

fn text(stream: &Receiver<io::Result<String>>, end: Instant) -> io::Result<String> {
    match stream.recv_timeout(end.saturating_duration_since(Instant::now())) {
        Ok(text) => text,
        Err(RecvTimeoutError::Timeout) => Err(late()),
        Err(RecvTimeoutError::Disconnected) => Err(ErrorKind::BrokenPipe.into()),
    }
}

/// Its exit status, once it has ended.
fn ended(child: &mut Child, end: Instant) -> io::Result<Option<i32>> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if Instant::now() < end => thread::sleep(LOOK),
            Ok(None) => return Err(late()),
            // Beside a run of the agent, its end is noted there.
            Err(_) => return Ok(None),
        }
    }
}

fn late() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "it took too long")
}

/// Ends it and what it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    // It may have ended by itself just now.
    let _ = child.kill().and_then(|()| child.wait());
}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "programs are made here to be asked")]
mod tests {
    use super::*;

    fn shell(script: &str, input: &str, patience: u64, most: usize) -> io::Result<Printed> {
        let program = find("sh", std::env::var_os("PATH").as_deref(), |_| false).unwrap();
        ask(&Question {
            program: &program,
            arguments: &["-c", script],
            folder: None,
            input,
            patience: Duration::from_millis(patience),
            most,
        })
    }

    #[test]
    fn what_a_program_prints_comes_back() {
        let printed = shell("cat; echo oh >&2; exit 3", "hello", 10_000, 100).unwrap();
        assert_eq!(printed, Printed { status: Some(3), stdout: "hello".into(), stderr: "oh\n".into() });
        assert_eq!(shell("kill -9 $$", "", 10_000, 100).unwrap().status, None);
        // More than a pipe holds, which it never reads.
        assert_eq!(shell("exit 0", &"x".repeat(1 << 20), 10_000, 100).unwrap().status, Some(0));
    }

    #[test]
    fn one_that_never_ends_is_killed_with_what_it_started() {
        let began = Instant::now();
        let marker = tempfile::tempdir().unwrap();
        let file = marker.path().join("pid");
        let script = format!("sleep 60 & echo $! >{}; wait", file.display());
        let error = shell(&script, "", 500, 100).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        let pid = std::fs::read_to_string(file).unwrap();
        let stat = || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        while !stat().is_empty() && !stat().contains(") Z") {
            assert!(began.elapsed() < Duration::from_secs(10));
            thread::sleep(LOOK);
        }
        assert_eq!(shell("yes", "", 10_000, 1000).unwrap_err().to_string(), "it printed too much");
    }

    #[test]
    fn no_folder_of_a_stranger_is_looked_into() {
        let folder = tempfile::tempdir().unwrap();
        let (bin, other) = (folder.path().join("bin"), folder.path().join("other"));
        for place in [&bin, &other] {
            std::fs::create_dir(place).unwrap();
            std::fs::write(place.join("tool"), "").unwrap();
            std::fs::set_permissions(place.join("tool"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        std::fs::write(other.join("text"), "").unwrap();
        let path = std::env::join_paths(["", ".", "bin", bin.to_str().unwrap(), other.to_str().unwrap()]).unwrap();
        let found = |strange: &Path| find("tool", Some(&path), |folder| folder.starts_with(strange));
        assert_eq!(found(Path::new("/nowhere")), Some(bin.join("tool")));
        assert_eq!(found(&bin), Some(other.join("tool")));
        assert_eq!(found(folder.path()), None);
        assert_eq!((find("text", Some(&path), |_| false), find("tool", None, |_| false)), (None, None));
    }
}
