//! A small client, and `ast run` as a process with the test as its program.
//!
//! The program that `ast` runs is a shell that writes down what it was given and then waits for a file, so that the
//! test itself speaks to the gateway.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// How long anything may take.
const LONG: Duration = Duration::from_secs(20);

/// A spec with a gateway.
pub(super) const SPEC: &str =
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n";

/// `ast run` in a folder of its own.
pub(super) struct Run {
    folder: TempDir,
    child: Option<Child>,
    /// What `env` is told before it becomes `ast`.
    before: Vec<&'static str>,
}

/// What a run gave.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) status: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// An answer as it came over the wire.
pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    body: BufReader<TcpStream>,
}

impl Run {
    pub(super) fn new(spec: &str, env: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("astropods.yml"), spec).unwrap();
        fs::write(folder.path().join(".env"), env).unwrap();
        Self { folder, child: None, before: Vec::new() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.path(name), text).unwrap();
        self
    }

    pub(super) fn before(mut self, before: &'static str) -> Self {
        self.before.push(before);
        self
    }

    fn command(&self, args: &[&str], script: &str) -> Command {
        // Whoever runs the tests may have them ignore signals, as a shell does in the background.
        let mut command = Command::new("env");
        let signals = if cfg!(target_os = "linux") { &["--default-signal"][..] } else { &[] };
        command.args(signals).args(&self.before).arg(env!("CARGO_BIN_EXE_ast"));
        command.arg("run").args(args).args(["--", "sh", "-c", script]).current_dir(self.folder.path());
        for name in ["ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY", "ASTRO_ACCESS_TOKEN"] {
            command.env_remove(name);
        }
        // Whoever runs the tests may be logged in.
        command.env("XDG_CONFIG_HOME", self.path("no-config"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a script of a shell to its end.
    pub(super) fn shell(&self, args: &[&str], script: &str) -> Ended {
        let output = self.command(args, script).output().unwrap();
        Ended::of(output)
    }

    /// Starts a run whose program waits until it is told to end.
    pub(super) fn start(mut self, args: &[&str]) -> Self {
        let script = "echo $$ >pid; printenv >variables.part; mv variables.part variables; \
                      while [ ! -e end ]; do sleep 0.02; done; exit 5";
        self.child = Some(self.command(args, script).spawn().unwrap());
        self.wait_for("variables");
        self
    }

    /// Starts a run of another script, and waits for a file that it makes.
    pub(super) fn start_script(mut self, args: &[&str], script: &str, made: &str) -> Self {
        self.child = Some(self.command(args, script).spawn().unwrap());
        self.wait_for(made);
        self
    }

    pub(super) fn wait_for(&self, name: &str) {
        let began = Instant::now();
        while !self.path(name).exists() {
            assert!(began.elapsed() < LONG, "{name} never came");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// The text of a file, once it has so many lines: what is told of a request follows its answer.
    pub(super) fn lines(&self, name: &str, count: usize) -> String {
        let began = Instant::now();
        loop {
            let text = fs::read_to_string(self.path(name)).unwrap_or_default();
            if text.matches('\n').count() >= count {
                return text;
            }
            assert!(began.elapsed() < LONG, "{text}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the program was given.
    pub(super) fn variable(&self, name: &str) -> String {
        let text = fs::read_to_string(self.path("variables")).unwrap();
        let found = text.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
        found.unwrap().to_owned()
    }

    /// The number of the process of `ast`.
    pub(super) fn id(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Lets the program end.
    pub(super) fn end(self) -> Ended {
        fs::write(self.path("end"), "").unwrap();
        self.ended()
    }

    pub(super) fn ended(mut self) -> Ended {
        Ended::of(self.child.take().unwrap().wait_with_output().unwrap())
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Response {
        post(&self.variable("ASTRO_GATEWAY_URL"), &self.variable("ASTRO_GATEWAY_API_KEY"), path, body)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Ended {
    fn of(output: std::process::Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

pub(crate) fn post(url: &str, key: &str, path: &str, body: &Value) -> Response {
    let host = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let body = body.to_string();
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {key}\r\nx-api-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .unwrap();
    Response::read(stream)
}

impl Response {
    fn read(stream: TcpStream) -> Self {
        let mut body = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(body.read_line(&mut head).unwrap() > 0, "no answer: {head}");
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_lowercase(), body }
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(':')?.trim()))
    }

    /// The next chunk, none at the end; an error where it broke off.
    pub(crate) fn chunk(&mut self) -> Result<Option<String>, String> {
        let mut size = String::new();
        if self.body.read_line(&mut size).map_err(|error| error.to_string())? == 0 {
            return Err("broken off".to_owned());
        }
        let size = usize::from_str_radix(size.trim(), 16).map_err(|error| error.to_string())?;
        let mut chunk = vec![0; size + 2];
        self.body.read_exact(&mut chunk).map_err(|error| error.to_string())?;
        chunk.truncate(size);
        Ok((size > 0).then(|| String::from_utf8(chunk).unwrap()))
    }

    /// All of it, and whether it came to its end.
    pub(crate) fn text(mut self) -> (String, bool) {
        if let Some(length) = self.header("content-length") {
            let mut bytes = vec![0; length.parse().unwrap()];
            let read = self.body.read_exact(&mut bytes);
            return (String::from_utf8(bytes).unwrap(), read.is_ok());
        }
        let mut text = String::new();
        loop {
            match self.chunk() {
                Ok(Some(chunk)) => text.push_str(&chunk),
                end => return (text, end.is_ok()),
            }
        }
    }

    pub(super) fn json(self) -> Value {
        serde_json::from_str(&self.text().0).unwrap()
    }
}
