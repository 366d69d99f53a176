//! What typing costs: from a keystroke to its diagnostics, and the memory of a long day of them.
//!
//! `cargo bench --bench editor` prints the figures, and fails where one is over its bound.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program of its own, which stops at the first surprise"
)]

use std::fmt::Write as _;
use std::io::{PipeReader, PipeWriter, Write as _, pipe};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use ast::lsp::{Frame, Frames, serve};
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/astropods.yml";

/// Lines of a file, with what 95 of 100 keystrokes may take.
const BOUNDS: [(usize, Duration); 2] = [(200, Duration::from_millis(10)), (2000, Duration::from_millis(30))];

/// The edits of a long day, and how much more memory they may hold in the end than after the first thousand.
const EDITS: usize = 10_000;
const GROWTH: f64 = 1.1;

/// A spec of so many lines, of the kinds of entries that real ones have.
fn spec(lines: usize) -> String {
    let mut text = String::from("spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n");
    for number in 0..(lines.saturating_sub(5) * 4 / 5) / 5 {
        let _ = write!(
            text,
            "  value-{number}:\n    name: VALUE_{number}\n    datatype: string\n    description: What {number} is for\n    default: \"{number}\"\n"
        );
    }
    text.push_str("knowledge:\n  db: {provider: postgres}\n  own:\n    container: {image: \"store:1\", port: 8080}\n");
    text.push_str("integrations:\n");
    for number in 0.. {
        if text.lines().count() + 2 > lines {
            break;
        }
        let _ = write!(text, "  code-{number}:\n    provider: github\n");
    }
    text
}

struct Editor {
    input: PipeWriter,
    output: Frames<PipeReader>,
    version: i32,
}

impl Editor {
    fn open(text: &str) -> Self {
        let ((theirs, input), (output, answers)) = (pipe().unwrap(), pipe().unwrap());
        thread::spawn(move || serve(theirs, answers, SystemTime::now));
        let mut editor = Self { input, output: Frames::new(output), version: 0 };
        editor.ask("initialize", &json!({ "capabilities": { "textDocument": { "diagnostic": {} } } }));
        let document = json!({ "uri": URI, "languageId": "yaml", "version": 0, "text": text });
        editor.tell("textDocument/didOpen", &json!({ "textDocument": document }));
        editor
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
    }

    fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "method": method, "params": params }));
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.send(&json!({ "id": 1, "method": method, "params": params }));
        loop {
            let Some(Frame::Body(body)) = self.output.read().unwrap() else { panic!("no answer") };
            let mut message: Value = serde_json::from_slice(&body).unwrap();
            if message["id"] == 1 {
                return message["result"].take();
            }
        }
    }

    /// Types a character, or takes it back, and waits for the diagnostics.
    fn keystroke(&mut self, line: u32) -> Duration {
        self.version += 1;
        let (start, end, text) = if self.version % 2 == 1 { (4, 4, "x") } else { (4, 5, "") };
        let begin = Instant::now();
        let range = json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } });
        self.tell(
            "textDocument/didChange",
            &json!({ "textDocument": { "uri": URI, "version": self.version }, "contentChanges": [{ "range": range, "text": text }] }),
        );
        let report = self.ask("textDocument/diagnostic", &json!({ "textDocument": { "uri": URI } }));
        assert_eq!(report["kind"], "full");
        begin.elapsed()
    }
}

/// The memory that this process holds, in KiB, where the system says.
fn memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

fn main() {
    // `cargo test --all-targets` runs this too, and asks for no figures.
    let is_asked = std::env::args().any(|argument| argument == "--bench");
    let keystrokes = if is_asked { 400 } else { 2 };
    let mut over = Vec::new();
    for (lines, bound) in BOUNDS {
        let text = spec(lines);
        let mut editor = Editor::open(&text);
        let middle = u32::try_from(text.lines().position(|line| line.contains("value-1:")).unwrap()).unwrap();
        // The schema's validator is compiled once a process.
        editor.keystroke(middle);
        let mut times: Vec<Duration> = (0..keystrokes).map(|_| editor.keystroke(middle)).collect();
        times.sort_unstable();
        let (half, most) = (times[times.len() / 2], times[times.len() * 95 / 100]);
        println!(
            "{} lines: keystroke to diagnostics p50 {half:.2?}, p95 {most:.2?} (bound {bound:.0?})",
            text.lines().count()
        );
        if is_asked && most > bound {
            over.push(format!("{lines} lines: {most:.2?}"));
        }
    }
    if is_asked {
        let mut editor = Editor::open(&spec(200));
        let mut early = None;
        for number in 0..EDITS {
            editor.keystroke(6);
            if number == EDITS / 10 {
                early = memory();
            }
        }
        let (early, late) = (early.unwrap(), memory().unwrap());
        println!("memory after {} edits {early} KiB, after {EDITS} edits {late} KiB", EDITS / 10);
        if late > early * GROWTH {
            over.push(format!("memory: {early} KiB became {late} KiB"));
        }
    }
    assert!(over.is_empty(), "over the bounds: {over:?}");
}
