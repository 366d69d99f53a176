//! The real program over real pipes, as an editor starts it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::{Options, framed};
use crate::project::GOOD;

struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    fn start(args: &[&str]) -> Self {
        // What is waited for in vain ends the test, and not the run of all tests.
        let mut command = Command::new("timeout");
        let command = command
            .args(["120", env!("CARGO_BIN_EXE_ast"), "lsp"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, stdin, stdout }
    }

    fn send(&mut self, message: &Value) {
        self.write(framed(&message.to_string()).as_bytes());
    }

    /// Sends bytes as they are; a program that is gone takes none.
    fn write(&mut self, bytes: &[u8]) {
        let _ = self.stdin.as_mut().unwrap().write_all(bytes);
    }

    /// A program that knows what the editor can do.
    fn welcomed(options: &Options) -> Self {
        let mut process = Self::start(&[]);
        process.send(&json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": options.params() }));
        assert_eq!(process.receive()["id"], 0);
        process
    }

    /// The answer to the last request; everything that was said before it comes with it.
    fn until(&mut self, id: &Value) -> Vec<Value> {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|message: &Value| message["id"] != *id || message.get("method").is_some()) {
            heard.push(self.receive());
        }
        heard
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

const URI: &str = "untitled:astropods.yml";

fn open(text: &str) -> String {
    let document = json!({ "uri": URI, "languageId": "yaml", "version": 0, "text": text });
    notification("textDocument/didOpen", &json!({ "textDocument": document }))
}

fn notification(method: &str, params: &Value) -> String {
    framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string())
}

fn request(id: impl Into<Value>, method: &str) -> String {
    let position = json!({ "line": 0, "character": 0 });
    let params = json!({ "textDocument": { "uri": URI }, "position": position });
    framed(&json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params }).to_string())
}

/// An edit that puts an unknown key into the first line, and takes it back the next time.
fn edit(version: usize) -> String {
    let at = |character: usize| json!({ "line": 0, "character": character });
    let (end, text) = if version % 2 == 1 { (0, "x") } else { (1, "") };
    let change = json!({ "range": { "start": at(0), "end": at(end) }, "text": text });
    let document = json!({ "uri": URI, "version": version });
    notification("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }))
}

#[test]
fn a_burst_of_edits_is_checked_once_or_twice() {
    let mut process = Process::welcomed(&Options { pulls: false, ..Options::default() });
    let burst: String = std::iter::once(open(GOOD)).chain((1..=51).map(edit)).collect();
    process.write(burst.as_bytes());
    process.write(request("last", "textDocument/hover").as_bytes());
    let mut heard = process.until(&"last".into());
    // They may have come before the answer.
    let is_last = |message: &Value| message["params"]["version"] == 51;
    while !heard.iter().any(is_last) {
        heard.push(process.receive());
    }
    let is_published = |message: &&Value| message["method"] == "textDocument/publishDiagnostics";
    let published: Vec<_> = heard.iter().filter(is_published).collect();
    // One or two on a calm machine, where the burst is there when it is looked for.
    assert!((1..=8).contains(&published.len()), "{heard:?}");
    assert_eq!(published.last().unwrap()["params"]["diagnostics"][0]["code"], "unknown-key");
}

#[test]
fn what_is_taken_back_while_it_waits_is_answered_at_once_and_not_worked_on() {
    let mut process = Process::welcomed(&Options::default());
    let entries: String = (0..400).map(|number| format!("  m{number}: {{provider: openai}}\n")).collect();
    // The first one keeps it busy for longer than the rest takes to arrive.
    let mut text = open(&format!("{GOOD}models:\n{entries}")) + &request("first", "textDocument/diagnostic");
    for number in 0..50 {
        text += &request(number, "textDocument/completion");
    }
    text += &request("kept", "textDocument/completion");
    for number in 0..50 {
        text += &notification("$/cancelRequest", &json!({ "id": number }));
    }
    text += &notification("$/cancelRequest", &json!({ "id": "never asked" }));
    text += &request("bye", "shutdown");
    text += &notification("$/cancelRequest", &json!({ "id": "bye" }));
    process.write(text.as_bytes());
    let heard = process.until(&"bye".into());
    let codes = |code: i32| heard.iter().filter(|message| message["error"]["code"] == code).count();
    assert_eq!((codes(-32800), heard.iter().filter(|message| message.get("result").is_some()).count()), (50, 3));
    let place = |id: Value| heard.iter().position(|message| message["id"] == id).unwrap();
    assert!(place(49.into()) < place("first".into()), "nothing waits for the request before it");
}

#[test]
fn nothing_that_is_taken_back_within_a_burst_of_edits_is_worked_on() {
    let mut process = Process::welcomed(&Options::default());
    let entries: String = (0..400).map(|number| format!("  m{number}: {{provider: openai}}\n")).collect();
    let asked = ["hover", "completion", "documentSymbol", "foldingRange", "diagnostic"];
    // The first one keeps it busy for longer than the rest takes to arrive.
    let mut text = open(&format!("{GOOD}models:\n{entries}")) + &request("first", "textDocument/hover");
    let mut taken_back = Vec::new();
    for version in 1..=20 {
        text += &edit(version);
        for method in asked {
            let id = format!("{method} {version}");
            text += &request(id.as_str(), &format!("textDocument/{method}"));
            taken_back.push(id);
        }
    }
    for id in &taken_back {
        text += &notification("$/cancelRequest", &json!({ "id": id }));
    }
    text += &request("last", "textDocument/diagnostic");
    process.write(text.as_bytes());
    let heard = process.until(&"last".into());
    for id in &taken_back {
        let answers: Vec<_> = heard.iter().filter(|message| message["id"] == *id).collect();
        let [answer] = answers[..] else { panic!("{id}: {answers:?}") };
        assert!(answer.get("result").is_none() && answer["error"]["code"] == -32800, "{answer}");
    }
    // All edits were made: the last one took back the one before it.
    assert_eq!(heard.last().unwrap()["result"]["items"], json!([]));
}

#[test]
fn what_is_asked_again_after_an_edit_is_not_worked_on_before_it() {
    let mut process = Process::welcomed(&Options::default());
    let mut text = open(GOOD);
    for version in 1..=20 {
        text += &edit(version);
        text += &request(version, "textDocument/diagnostic");
        text += &request(100 + version, "textDocument/foldingRange");
    }
    process.write(text.as_bytes());
    let heard = process.until(&120.into());
    for version in 1..=20 {
        let answer = |id: usize| heard.iter().find(|message| message["id"] == id).unwrap();
        assert!(answer(100 + version)["result"].is_array());
        let (error, result) = (&answer(version)["error"], &answer(version)["result"]);
        if version == 20 {
            assert_eq!(result["items"], json!([]));
        } else {
            assert_eq!((&error["code"], &error["data"]), (&(-32802).into(), &json!({ "retriggerRequest": true })));
        }
    }
}

#[test]
fn what_makes_no_sense_is_answered_and_the_conversation_goes_on() {
    let mut process = Process::welcomed(&Options::default());
    let deep = "[".repeat(100_000);
    for (bytes, code) in [
        (framed("{"), -32700),
        (framed(""), -32700),
        (framed(&deep), -32700),
        (framed("{\"id\":\"\\u12\"}"), -32700),
        (framed("[{\"id\":1,\"method\":\"shutdown\"}]"), -32600),
        (framed("{\"id\":null,\"method\":\"shutdown\"}"), -32600),
        (framed("7"), -32600),
        (format!("Content-Length: {}\r\n\r\n{}", 40 << 20, " ".repeat(40 << 20)), -32600),
        ("X-Mine: 1\r\ncontent-length: 2\r\nContent-Type: x; charset=utf8\r\n\r\n{}".to_owned(), -32600),
    ] {
        process.write(bytes.as_bytes());
        let heard = process.receive();
        assert_eq!((&heard["id"], &heard["error"]["code"]), (&Value::Null, &code.into()), "{heard}");
        assert!(!heard["error"]["message"].as_str().unwrap().is_empty());
    }
    process.write(request("last", "textDocument/hover").as_bytes());
    assert_eq!(process.receive(), json!({ "jsonrpc": "2.0", "id": "last", "result": null }));
    process.write((request("bye", "shutdown") + &notification("exit", &Value::Null)).as_bytes());
    process.until(&"bye".into());
    assert_eq!(process.end(), (Some(0), String::new()));
}

#[test]
fn a_text_that_javascript_has_cut_in_two_keeps_its_columns() {
    let mut process = Process::welcomed(&Options::default());
    let text = open(&format!("{GOOD}knowledge: {{x: \"HALF\", wrong: 1}}\n")).replace("HALF", r"\ud83d-\udeff");
    let text = text.split_once("\r\n\r\n").unwrap().1;
    process.write((framed(text) + &request("last", "textDocument/diagnostic")).as_bytes());
    let heard = process.receive();
    let found = heard["result"]["items"].as_array().unwrap().iter().find(|found| found["range"]["start"]["line"] == 4);
    assert_eq!(found.unwrap()["range"]["start"], json!({ "line": 4, "character": 15 }), "{heard}");
    let last = heard["result"]["items"].as_array().unwrap().last().unwrap();
    assert_eq!(last["range"]["end"]["character"], 30, "{heard}");
}

#[test]
fn a_stream_that_cant_be_read_on_ends_it_with_a_reason() {
    for (bytes, why) in [
        ("hello\r\n", "found something else"),
        ("{\"jsonrpc\":\"2.0\"}\n", "found something else"),
        ("Content-Length: many\r\n\r\n", "is not a number"),
        ("Content-Length: -1\r\n\r\n{}", "is not a number"),
        ("Content-Type: x\r\n\r\n{}", "no `Content-Length`"),
        ("Content-Length: 2\r\n\r\n{", "ended within a message"),
        ("Content-Length: 4294967296\r\n\r\n{}", "ended within a message"),
        ("Content-Length: 999999999999999999\r\n\r\n{}", "ended within a message"),
        ("Content-Length: 99999999999999999999999\r\n\r\n{}", "ended within a message"),
    ] {
        let mut process = Process::welcomed(&Options::default());
        process.write(bytes.as_bytes());
        let (status, said) = process.end();
        assert_eq!(status, Some(1), "{bytes}: {said}");
        assert!(said.contains("error: the conversation can't go on: ") && said.contains(why), "{bytes}: {said}");
    }
}
