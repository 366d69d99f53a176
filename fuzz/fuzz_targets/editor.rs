//! Any edits and requests, in any order: the server answers each, and has the text that a reference has.

#![no_main]

use std::time::SystemTime;

use ast::lsp::{CAPABILITIES, Connection, Ending, Message, serve};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/astropods.yml";
const REFERENCE: &str = "file:///nowhere/else/astropods.yml";

const BEGIN: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\nmodels:\n  chat: {provider: gateway, models: [nova-pro]}\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - {name: TOKEN, datatype: string}\nintegrations:\n  a:\n    provider: jira\n";

const PIECES: [&str; 24] = [
    "", "\n", "\r\n", "\r", "é", "🪑", "  ", "- ", "provider: ", "[", "}", "\"", "'", "# ast: ignore[", "agent:\n", "&a ",
    "*a", "|\n", "\t", "\u{feff}", "knowledge:\n  db:\n    provider: postgres\n", "inputs:\n  x: {name: X, datatype: number}\n",
    "dev:\n  schedules:\n    a: \"* * * * *\"\n", "<<: *a",
];

/// The byte at a position, found the slow way.
fn offset(text: &str, line: u32, character: u32) -> usize {
    let mut at = 0;
    for _ in 0..line {
        let Some(next) = text[at..].find(['\n', '\r']) else { return text.len() };
        at += next + if text[at + next..].starts_with("\r\n") { 2 } else { 1 };
    }
    let mut units = 0;
    for (index, c) in text[at..].char_indices() {
        let width = u32::try_from(c.len_utf16()).unwrap();
        if matches!(c, '\n' | '\r') || character < units + width {
            return at + index;
        }
        units += width;
    }
    text.len()
}

fn message(value: Value) -> Message {
    serde_json::from_value(value).unwrap()
}

fuzz_target!(|bytes: &[u8]| {
    let (theirs, ours) = Connection::memory();
    let mut asked = 0;
    let mut send = |method: &str, params: Value, is_request: bool| {
        asked += i32::from(is_request);
        let id = if is_request { json!({ "id": asked, "method": method, "params": params }) } else { json!({ "method": method, "params": params }) };
        ours.sender.send(message(id)).unwrap();
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
            let start = offset(&text, line, character);
            let end = offset(&text, to_line, to_character).max(start);
            text.replace_range(start..end, new);
            let document = json!({ "uri": URI, "version": 1 });
            send("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": new }] }), false);
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
    assert_eq!(serve(&theirs, SystemTime::now), Ending::Done);
    drop(theirs);
    let mut answers = Vec::new();
    while let Ok(message) = ours.receiver.recv() {
        if let Message::Response(response) = message {
            answers.push(response);
        }
    }
    assert_eq!(answers.len(), usize::try_from(last).unwrap(), "every request has one answer");
    let answer = |id: i32| {
        let response = answers.iter().find(|response| response.id == id.into()).unwrap();
        let answer = response.response_result.as_ref().unwrap();
        answer.to_string().replace(REFERENCE, URI)
    };
    for pair in [first, first + 2, first + 4] {
        assert_eq!(answer(pair), answer(pair + 1), "{text:?}");
    }
});
