//! How messages name values and lists of words.

use crate::document::{Node, NodeKind, ScalarType};
use crate::text::is_hidden;

/// User text in backticks, cut so that a message stays one readable line.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let line: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() { format!("`{line}…`") } else { format!("`{line}`") }
}

/// "`a`, `b` or `c`".
pub(crate) fn quoted_list(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., end] => {
            let rest: Vec<_> = rest.iter().map(|word| format!("`{word}`")).collect();
            format!("{} {last} `{end}`", rest.join(", "))
        }
    }
}

/// What a node is, for "expected X, found Y"; the text of a secret is left out.
pub(super) fn describe_type(node: &Node, is_secret: bool) -> String {
    match &node.kind {
        NodeKind::Mapping(_) => "a mapping".into(),
        NodeKind::Sequence(_) => "a list".into(),
        NodeKind::Broken => "something unreadable".into(),
        NodeKind::Scalar(scalar) => {
            let kind = match scalar.kind {
                ScalarType::Null => return format!("null ({})", quoted(&scalar.text)),
                ScalarType::Bool => "boolean",
                ScalarType::Integer | ScalarType::Float => "number",
                ScalarType::String => "string",
            };
            if is_secret {
                return format!("a {kind}");
            }
            format!("the {kind} {}", quoted(&scalar.text))
        }
    }
}
