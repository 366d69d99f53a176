//! Any edits and requests, in any order: the server answers each, and has the text that a reference has.

#![no_main]

#[path = "../../tests/lsp/utf16.rs"]
mod utf16;

use std::io::{Cursor, Write};
use std::time::SystemTime;

use ast::lsp::{CAPABILITIES, Ending, Frame, serve};
use ast_fuzz::Said;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};
use utf16::{PIECES, edited};

const URI: &str = "file:///nowhere/astropods.yml";
const REFERENCE: &str = "file:///nowhere/else/astropods.yml";

const BEGIN: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\nmodels:\n  chat: {provider: gateway, models: [nova-pro]}\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - {name: TOKEN, datatype: string}\nintegrations:\n  a:\n    provider: jira\n";

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
                "options": { "tabSize": 2, "insertSpaces": true }, "ch": "\n", "command": "ast.showPlan", "arguments": [URI],
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
    let (frames, end) = said.frames();
    assert_eq!(end, Ok(()));
    let mut answers = Vec::new();
    for frame in frames {
        let Frame::Body(body) = frame else { panic!("it says more than it reads") };
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
