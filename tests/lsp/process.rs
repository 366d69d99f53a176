//! The real program over real pipes, as an editor starts it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::Options;
use crate::project::GOOD;

struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    fn start(args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ast"));
        let command = command.arg("lsp").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, stdin, stdout }
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.stdin.as_mut().unwrap(), "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.stdout.read_line(&mut line).unwrap();
            match line.trim_end().split_once(": ") {
                Some((_, value)) => length = value.parse().unwrap(),
                None => break,
            }
        }
        let mut bytes = vec![0; length];
        self.stdout.read_exact(&mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    /// The exit status, and what was said beside the protocol.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.stdin.take());
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

#[test]
fn an_editor_starts_it_works_with_it_and_ends_it() {
    for args in [&[][..], &["--stdio"]] {
        let mut process = Process::start(args);
        process
            .send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": Options::default().params() }));
        let welcome = process.receive();
        assert_eq!((&welcome["id"], &welcome["result"]["serverInfo"]["name"]), (&1.into(), &"ast".into()));
        let document = json!({ "uri": "untitled:astropods.yml", "languageId": "yaml", "version": 1, "text": GOOD.replace("image", "imgae") });
        process.send(
            &json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
        );
        let params = json!({ "textDocument": { "uri": "untitled:astropods.yml" } });
        process.send(&json!({ "jsonrpc": "2.0", "id": "two", "method": "textDocument/diagnostic", "params": params }));
        let report = process.receive();
        assert_eq!((&report["id"], &report["result"]["items"][0]["code"]), (&"two".into(), &"unknown-key".into()));
        process.send(&json!({ "jsonrpc": "2.0", "id": 3, "method": "shutdown" }));
        assert_eq!(process.receive()["result"], Value::Null);
        process.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(process.end(), (Some(0), String::new()));
    }
}

#[test]
fn an_editor_that_dies_leaves_nothing_behind() {
    let mut process = Process::start(&[]);
    process.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {} }));
    process.receive();
    assert_eq!(process.end(), (Some(1), String::new()));
    assert_eq!(Process::start(&[]).end(), (Some(1), String::new()));
}
