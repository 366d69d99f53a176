//! Edits and requests at random: every request is answered, and the text stays that of an editor. The fuzz target
//! `editor` goes deeper.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::{Client, Options};
use crate::project::GOOD;

const URI: &str = "file:///nowhere/astropods.yml";
const COPY: &str = "file:///nowhere/else/astropods.yml";

/// The unit of UTF-16 at a position, found the slow way.
fn offset(text: &[u16], line: u32, column: u32) -> usize {
    let is_break = |unit: &u16| [u16::from(b'\n'), u16::from(b'\r')].contains(unit);
    let mut at = 0;
    for _ in 0..line {
        let Some(next) = text[at..].iter().position(is_break) else { return text.len() };
        at += next + if text[at + next..].starts_with(&[u16::from(b'\r'), u16::from(b'\n')]) { 2 } else { 1 };
    }
    let end = text[at..].iter().position(is_break).map_or(text.len(), |next| at + next);
    end.min(at + usize::try_from(column).unwrap())
}

/// The text after an edit, as JavaScript makes it and then sends it: half a character becomes U+FFFD.
fn edited(text: &str, (line, column): (u32, u32), to: (u32, u32), new: &str) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let start = offset(&units, line, column);
    let end = offset(&units, to.0, to.1).max(start);
    units.splice(start..end, new.encode_utf16());
    String::from_utf16_lossy(&units)
}

/// What is typed or pasted.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
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
        "# ast: ignore[",
        "agent:\n",
        "&a ",
        "*a",
        "|\n",
        "\t",
        "\u{feff}",
        "knowledge:\n  db: {provider: postgres}\n",
        "inputs:\n  x: {name: X}\n",
        "<<: *a",
    ];
    prop_oneof![4 => prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
}

#[derive(Debug, Clone)]
enum Step {
    Edit { line: u32, column: u32, lines: u32, to: u32, text: String },
    Ask { line: u32, column: u32, method: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..12u32, 0..30u32, 0..3u32, 0..30u32, piece()).prop_map(|(line, column, lines, to, text)| Step::Edit {
            line,
            column,
            lines,
            to,
            text
        }),
        (0..12u32, 0..30u32, any::<usize>()).prop_map(|(line, column, method)| Step::Ask { line, column, method }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(16) })]

    #[test]
    fn the_text_is_never_another_than_the_editors(steps in vec(step(), 0..24)) {
        let methods: Vec<&str> = ast::lsp::CAPABILITIES.iter().flat_map(|row| row.methods).copied().collect();
        let mut client = Client::new(&Options::default());
        let mut text = format!("{GOOD}integrations:\n  a: {{provider: jira}}\nproviders:\n  jira: {{scope: [integrations]}}\n");
        client.open(URI, &text);
        for step in steps {
            match step {
                Step::Edit { line, column, lines, to, text: new } => {
                    text = edited(&text, (line, column), (line + lines, to), &new);
                    let range = json!({ "start": { "line": line, "character": column }, "end": { "line": line + lines, "character": to } });
                    client.change(URI, 1, json!([{ "range": range, "text": new }]));
                }
                Step::Ask { line, column, method } => {
                    let position = json!({ "line": line, "character": column });
                    let params = json!({
                        "textDocument": { "uri": URI }, "position": position, "positions": [position],
                        "range": { "start": position, "end": position }, "newName": "x", "command": "ast.showPlan", "arguments": [URI],
                        "context": { "triggerKind": 1, "diagnostics": [], "includeDeclaration": true },
                        "options": { "tabSize": 2, "insertSpaces": true },
                    });
                    let answer = client.ask(methods[method % methods.len()], params);
                    prop_assert!(answer.is_ok() || answer.as_ref().is_err_and(|(code, _)| *code == -32803), "{answer:?}");
                }
            }
        }
        client.open(COPY, &text);
        let told = |client: &mut Client, uri: &str| json!(client.pull(uri)).to_string().replace(COPY, URI);
        prop_assert_eq!(told(&mut client, URI), told(&mut client, COPY));
        let end = |client: &mut Client, uri: &str| {
            let params = json!({ "textDocument": { "uri": uri }, "positions": [{ "line": 0, "character": 0 }] });
            client.ask("textDocument/selectionRange", params).unwrap()
        };
        prop_assert_eq!(end(&mut client, URI), end(&mut client, COPY));
        client.leave();
    }
}
