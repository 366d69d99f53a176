//! Any edits and requests, in any order: the server answers each, and has the text that a reference has.

#![no_main]

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use ast::lsp::{CAPABILITIES, Ending, Frame, Frames, serve};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/astropods.yml";
const REFERENCE: &str = "file:///nowhere/else/astropods.yml";

const BEGIN: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\nmodels:\n  chat: {provider: gateway, models: [nova-pro]}\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - {name: TOKEN, datatype: string}\nintegrations:\n  a:\n    provider: jira\n";

const PIECES: [&str; 24] = [
    "",
    "\n",
    "\r\n",
    "\r",
    "é",
    "🪑",
    "  ",
    "- ",
    "provider: ",
    "[",
    "}",
    "\"",
    "'",
    "# ast: ignore[",
    "agent:\n",
    "&a ",
    "*a",
    "|\n",
    "\t",
    "\u{feff}",
    "knowledge:\n  db:\n    provider: postgres\n",
    "inputs:\n  x: {name: X, datatype: number}\n",
    "dev:\n  schedules:\n    a: \"* * * * *\"\n",
    "<<: *a",
];

/// The unit of UTF-16 at a position, found the slow way.
fn offset(text: &[u16], line: u32, character: u32) -> usize {
    let is_break = |unit: &u16| [u16::from(b'\n'), u16::from(b'\r')].contains(unit);
    let mut at = 0;
    for _ in 0..line {
        let Some(next) = text[at..].iter().position(is_break) else { return text.len() };
        at += next + if text[at + next..].starts_with(&[u16::from(b'\r'), u16::from(b'\n')]) { 2 } else { 1 };
    }
    let end = text[at..].iter().position(is_break).map_or(text.len(), |next| at + next);
    end.min(at + usize::try_from(character).unwrap())
}

/// The text after an edit, as JavaScript makes it and then sends it: half a character becomes U+FFFD.
fn edited(text: &str, (line, character): (u32, u32), to: (u32, u32), new: &str) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let start = offset(&units, line, character);
    let end = offset(&units, to.0, to.1).max(start);
    units.splice(start..end, new.encode_utf16());
    String::from_utf16_lossy(&units)
}

/// What the server says, kept.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<u8>>>);

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut conversation = Vec::new();
    let mut asked = 0;
    let mut send = |method: &str, params: Value, is_request: bool| {
        asked += i32::from(is_request);
        let id = if is_request {
            json!({ "id": asked, "method": method, "params": params })
        } else {
            json!({ "method": method, "params": params })
        };
        let text = id.to_string();
        write!(conversation, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        asked
    };
    let snippets = bytes.first().is_some_and(|byte| byte % 2 == 0);
    let capabilities = json!({ "textDocument": { "diagnostic": {}, "completion": { "completionItem": { "snippetSupport": snippets } } } });
    send("initialize", json!({ "capabilities": capabilities }), true);
    let open = |uri: &str, text: &str| json!({ "textDocument": { "uri": uri, "languageId": "yaml", "version": 0, "text": text } });
    send("textDocument/didOpen", open(URI, BEGIN), false);
    let mut text = BEGIN.to_owned();
    let methods: Vec<&str> = CAPABILITIES.iter().flat_map(|row| row.methods.iter().copied()).collect();
    for step in bytes.chunks_exact(6).take(64) {
        let [kind, from_line, from_character, lines, to_character, piece] = *step else { unreachable!() };
        let (line, character) = (u32::from(from_line % 24), u32::from(from_character % 48));
        let (to_line, to_character) = (line + u32::from(lines % 3), u32::from(to_character % 48));
        let position = json!({ "line": line, "character": character });
        let range = json!({ "start": position, "end": { "line": to_line, "character": to_character } });
        if kind % 3 != 0 {
            let new = PIECES[usize::from(piece) % PIECES.len()];
            text = edited(&text, (line, character), (to_line, to_character), new);
            let document = json!({ "uri": URI, "version": 1 });
            send(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": new }] }),
                false,
            );
        } else {
            let params = json!({
                "textDocument": { "uri": URI }, "position": position, "positions": [position], "range": range,
                "context": { "triggerKind": 1, "diagnostics": [], "includeDeclaration": true }, "newName": PIECES[usize::from(piece) % PIECES.len()],
                "options": { "tabSize": 2, "insertSpaces": true }, "command": "ast.showPlan", "arguments": [URI],
            });
            let id = send(methods[usize::from(piece) % methods.len()], params, true);
            if kind == 0 {
                send("$/cancelRequest", json!({ "id": id }), false);
            }
        }
    }
    // What is said of the text is what is said of the reference, to the last column.
    send("textDocument/didOpen", open(REFERENCE, &text), false);
    let of = |uri: &str| json!({ "textDocument": { "uri": uri } });
    let ends = |uri: &str| json!({ "textDocument": { "uri": uri }, "positions": [{ "line": 0, "character": 0 }] });
    let first = send("textDocument/diagnostic", of(URI), true);
    send("textDocument/diagnostic", of(REFERENCE), true);
    send("textDocument/semanticTokens/full", of(URI), true);
    send("textDocument/semanticTokens/full", of(REFERENCE), true);
    send("textDocument/selectionRange", ends(URI), true);
    send("textDocument/selectionRange", ends(REFERENCE), true);
    let last = send("shutdown", Value::Null, true);
    send("exit", Value::Null, false);
    let said = Said::default();
    assert_eq!(serve(Cursor::new(conversation), said.clone(), SystemTime::now), Ending::Done);
    let said = said.0.lock().unwrap();
    let mut frames = Frames::new(said.as_slice());
    let mut answers = Vec::new();
    while let Some(Frame::Body(body)) = frames.read().unwrap() {
        let message: Value = serde_json::from_slice(&body).unwrap();
        if message.get("method").is_none() {
            answers.push(message);
        }
    }
    assert_eq!(answers.len(), usize::try_from(last).unwrap(), "every request has one answer");
    let answer = |id: i32| {
        let answer = answers.iter().find(|answer| answer["id"] == id).unwrap();
        answer["result"].to_string().replace(REFERENCE, URI)
    };
    for pair in [first, first + 2, first + 4] {
        assert_eq!(answer(pair), answer(pair + 1), "{text:?}");
    }
});
