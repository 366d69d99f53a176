//! Anchors and aliases, and the layout of a part of a text: what stands in the text and not in the tree.

use serde_json::{Value, json};

use super::requests::{ask, labels};
use super::{Client, Options, at};
use crate::project::GOOD;

const URI: &str = "file:///nowhere/astropods.yml";

/// `¦` is the cursor, as `|` means something in YAML.
const TEXT: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: \"a&b:*c\" # &base *base
ingestion:
  first:
    container: &base
      image: x:1
      environment: {A: b}
    trigger: {type: manual}
  second:
    container: *base
    trigger: {type: manual}
  third:
    container:
      <<: *base
      port: 1
    trigger: {type: manual}
";

/// The text with a cursor in the first of some words.
fn cursor(words: &str, within: usize) -> String {
    let at = TEXT.find(words).unwrap() + within;
    format!("{}|{}", &TEXT[..at], &TEXT[at..])
}

fn places(found: &Value) -> Vec<(u64, u64)> {
    let start = |place: &Value| {
        let start = &place["range"]["start"];
        (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap())
    };
    found.as_array().unwrap().iter().map(start).collect()
}

#[test]
fn an_alias_leads_to_its_anchor_and_the_anchor_to_its_aliases() {
    for cursor in [cursor("container: *base", 13), cursor("<<: *base", 5), cursor("container: &base", 12)] {
        let definition = ask("textDocument/definition", &cursor, &json!({})).unwrap();
        assert_eq!(places(&definition), [(6, 16)], "{cursor}");
        let context = json!({ "context": { "includeDeclaration": true } });
        let references = ask("textDocument/references", &cursor, &context).unwrap();
        assert_eq!(places(&references), [(6, 16), (11, 16), (15, 11)]);
    }
    // What is in a comment or in quotes is none.
    for cursor in [cursor("# &base", 4), cursor("a&b", 2)] {
        assert_eq!(ask("textDocument/definition", &cursor, &json!({})).unwrap(), Value::Null);
    }
}

#[test]
fn an_anchor_that_is_given_anew_has_the_aliases_after_it() {
    let text = format!("{GOOD}x: [&a 1, *a, &a 2, *|a]\n");
    let found = ask("textDocument/references", &text, &json!({ "context": { "includeDeclaration": true } })).unwrap();
    assert_eq!(places(&found), [(4, 15), (4, 21)]);
}

#[test]
fn a_hover_says_what_is_behind_an_anchor_and_no_value() {
    let hover = |cursor: &str| {
        let hover = ask("textDocument/hover", cursor, &json!({})).unwrap();
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let alias = hover(&cursor("container: *base", 13));
    assert_eq!(alias, "**`*base`** · what stands on line 7\n\nA mapping with `image`, `environment`.");
    let anchor = hover(&cursor("container: &base", 13));
    assert!(anchor.starts_with("**`&base`** · an anchor that 2 aliases refer to\n\nA mapping"), "{anchor}");
}

#[test]
fn an_anchor_is_renamed_with_its_aliases() {
    let (text, position) = at(&cursor("<<: *base", 6));
    let rename = |name: &str| {
        let mut client = Client::new(&Options::default());
        client.open(URI, &text);
        let place = json!({ "textDocument": { "uri": URI }, "position": position });
        let prepared = client.ask("textDocument/prepareRename", place).unwrap();
        assert_eq!(prepared["placeholder"], "base");
        let params = json!({ "textDocument": { "uri": URI }, "position": position, "newName": name });
        let answer = client.ask("textDocument/rename", params);
        client.leave();
        answer
    };
    let edit = rename("job").unwrap();
    let edits = &edit["documentChanges"][0]["edits"];
    assert_eq!(places(edits), [(6, 16), (11, 16), (15, 11)]);
    assert!(edits.as_array().unwrap().iter().all(|edit| edit["newText"] == "job"));
    assert!(rename("a b").unwrap_err().1.contains("not the name of an anchor"));
}

#[test]
fn an_alias_is_completed_from_the_anchors_above() {
    let head = "x: &one 1\ny: &two 2 # &three\n";
    assert_eq!(labels(&format!("{head}z: *|\nw: &four 4\n")), ["two", "one"]);
    assert_eq!(labels(&format!("{head}z:\n  <<: |\n")), ["*two", "*one"]);
    assert_eq!(labels(&format!("{head}z: [*o|]\n")), ["two", "one"]);
}

#[test]
fn the_bracket_that_closes_stays_where_whole_lines_fold() {
    let text =
        format!("{GOOD}  inputs: [\n    {{name: A, datatype: string}},\n    {{name: B, datatype: string}}\n  ]\n");
    let folds = |whole_lines: bool| {
        let mut client = Client::new(&Options { folds_lines: whole_lines, ..Options::default() });
        client.open(URI, &text);
        let folds = client.ask("textDocument/foldingRange", json!({ "textDocument": { "uri": URI } })).unwrap();
        client.leave();
        let folds = folds.as_array().unwrap().iter().map(|fold| (fold["startLine"].clone(), fold["endLine"].clone()));
        folds.filter(|(start, _)| *start == 4).map(|(_, end)| end).collect::<Vec<_>>()
    };
    assert_eq!(folds(false), [7]);
    assert_eq!(folds(true), [6]);
}

#[test]
fn only_the_lines_that_are_meant_are_laid_out() {
    let text = "spec:   blueprint/v1\nname:   my-agent\nagent:\n  image:   x:1\n";
    let ask = |method: &str, more: Value| {
        let mut client = Client::new(&Options::default());
        client.open(URI, text);
        let mut params = json!({ "textDocument": { "uri": URI }, "options": { "tabSize": 2, "insertSpaces": true } });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let edits = client.ask(method, params).unwrap();
        client.leave();
        let edits = edits.as_array().unwrap().clone();
        edits.iter().map(|edit| edit["newText"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let line = json!({ "range": { "start": { "line": 3, "character": 2 }, "end": { "line": 3, "character": 9 } } });
    assert_eq!(ask("textDocument/rangeFormatting", line), ["  image: x:1\n"]);
    let entered = json!({ "position": { "line": 3, "character": 0 }, "ch": "\n" });
    assert_eq!(ask("textDocument/onTypeFormatting", entered), Vec::<String>::new());
    let entered = json!({ "position": { "line": 4, "character": 0 }, "ch": "\n" });
    assert_eq!(ask("textDocument/onTypeFormatting", entered), ["  image: x:1\n"]);
}
