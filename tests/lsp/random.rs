//! Edits and requests at random: every request is answered, and the text stays that of an editor. The fuzz target
//! `editor` goes deeper.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::utf16::{PIECES, edited};
use super::{Client, Options};
use crate::project::GOOD;

/// A spec, a file of options, one of values, and a text of each.
const FILES: [(&str, &str); 3] = [
    ("astropods.yml", "integrations:\n  a: {provider: jira}\nproviders:\n  jira: {scope: [integrations]}\n"),
    ("ast.toml", "targets = [\n  \"env\",\n]\n[cluster]\nhost = \"a.example\"\n[rules]\n"),
    (".env", "A=1\nB='x\ny'\n# C=\n"),
];

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned), 1 => any::<String>()]
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
    fn the_text_is_never_another_than_the_editors(kind in 0..FILES.len(), steps in vec(step(), 0..24)) {
        let (name, written) = FILES[kind];
        let (uri, copy) = (format!("file:///nowhere/{name}"), format!("file:///nowhere/else/{name}"));
        let methods: Vec<&str> = ast::lsp::CAPABILITIES.iter().flat_map(|row| row.methods).copied().collect();
        let mut client = Client::new(&Options::default());
        let mut text = if kind == 0 { format!("{GOOD}{written}") } else { written.to_owned() };
        client.open(&uri, &text);
        for step in steps {
            match step {
                Step::Edit { line, column, lines, to, text: new } => {
                    text = edited(&text, (line, column), (line + lines, to), &new);
                    let range = json!({ "start": { "line": line, "character": column }, "end": { "line": line + lines, "character": to } });
                    client.change(&uri, 1, json!([{ "range": range, "text": new }]));
                }
                Step::Ask { line, column, method } => {
                    let position = json!({ "line": line, "character": column });
                    let params = json!({
                        "textDocument": { "uri": uri }, "position": position, "positions": [position],
                        "range": { "start": position, "end": position }, "newName": "x", "command": "ast.showPlan", "arguments": [uri],
                        "context": { "triggerKind": 1, "diagnostics": [], "includeDeclaration": true },
                        "options": { "tabSize": 2, "insertSpaces": true }, "ch": "\n",
                    });
                    let answer = client.ask(methods[method % methods.len()], params);
                    prop_assert!(answer.is_ok() || answer.as_ref().is_err_and(|(code, _)| *code == -32803), "{answer:?}");
                }
            }
        }
        client.open(&copy, &text);
        let told = |client: &mut Client, at: &str| json!(client.pull(at)).to_string().replace(&copy, &uri);
        prop_assert_eq!(told(&mut client, &uri), told(&mut client, &copy));
        let end = |client: &mut Client, at: &str| {
            let params = json!({ "textDocument": { "uri": at }, "positions": [{ "line": 0, "character": 0 }] });
            client.ask("textDocument/selectionRange", params).unwrap()
        };
        prop_assert_eq!(end(&mut client, &uri), end(&mut client, &copy));
        client.leave();
    }
}
