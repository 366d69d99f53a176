//! What a few programs print that answer soon, asked side by side.

use std::io::{self, ErrorKind};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::task::spawn_local;
use tokio::time::timeout;

use super::Program;
use super::children::command;

/// The most that is read of what one prints.
const MOST: u64 = 8 << 20;

/// What a program printed, and how it ended.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Its status; 128 and the number of the signal that ended it.
    pub status: u8,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Output {
    /// What it printed, if it did what it was asked.
    pub fn good(&self) -> Option<&str> {
        (self.status == 0).then_some(self.stdout.as_str())
    }
}

/// Runs programs side by side, none of them longer than said.
pub fn outputs(programs: &[Program], patience: Duration) -> io::Result<Vec<io::Result<Output>>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tasks = tokio::task::LocalSet::new();
    let ended = tasks.block_on(&runtime, async {
        let running: Vec<_> = programs.iter().map(|program| spawn_local(output(program.clone(), patience))).collect();
        let mut ended = Vec::new();
        for one in running {
            ended.push(one.await.unwrap_or_else(|error| Err(io::Error::other(error))));
        }
        ended
    });
    Ok(ended)
}

async fn output(program: Program, patience: Duration) -> io::Result<Output> {
    let mut command = Command::from(command(&program));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    let out = spawn_local(text(child.stdout.take()));
    let err = spawn_local(text(child.stderr.take()));
    let Ok(status) = timeout(patience, child.wait()).await else {
        return Err(io::Error::new(ErrorKind::TimedOut, "it does not answer"));
    };
    let status = super::crew::code(status?);
    Ok(Output { status, stdout: out.await.unwrap_or_default(), stderr: err.await.unwrap_or_default() })
}

async fn text(pipe: Option<impl tokio::io::AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // What was read until something went wrong is all there is.
        let _ = pipe.take(MOST).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
