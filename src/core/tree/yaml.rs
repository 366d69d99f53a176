//! The one YAML emitter: from typed values to text that readers of YAML 1.1 and 1.2 take for the same.

use serde::Serialize;
use serde_json::Value;
use serde_yaml::{Commented, SpaceAfter};

use crate::text::{self, has_hidden};

/// A value with a comment above it.
pub type Noted<T> = Commented<T>;

/// A value with a comment above it and an empty line after it: a paragraph of a file.
pub type Paragraph<T> = SpaceAfter<Commented<T>>;

/// A value with a comment above it; characters that a comment can't hold become spaces.
pub fn noted<T>(value: T, comment: &str) -> Noted<T> {
    Commented(value, text::comment(comment))
}

/// A value with a comment above it and an empty line after it.
pub fn paragraph<T>(value: T, comment: &str) -> Paragraph<T> {
    SpaceAfter(noted(value, comment))
}

/// A value as a YAML document, without a document marker.
///
/// Texts of several lines are blocks, as a person writes them. The writer gives the width of a block's indentation
/// only where its first line begins with a space; readers made of libyaml then refuse one that begins with a tab. A
/// document with such a text, or with one that has something hidden in it, has its texts quoted; what is hidden is
/// escaped. Both are rare.
///
/// # Errors
/// A value that YAML can't say: a fault of this program, in words.
pub fn to_yaml<T: Serialize>(value: &T) -> Result<String, String> {
    written(value, None)
}

/// The same as a text that a template's actions stand in: an action eats the blanks before it, so a document with a text
/// of several lines that ends in more than one line break or in a blank has its texts quoted.
///
/// # Errors
/// Those of [`to_yaml`].
pub fn to_template<T: Serialize>(value: &T) -> Result<String, String> {
    written(
        value,
        Some(|text| {
            let end = text.strip_suffix('\n').unwrap_or(text);
            text.contains('\n') && (end.is_empty() || end.ends_with(char::is_whitespace))
        }),
    )
}

fn written<T: Serialize>(value: &T, is_spoilt: Option<fn(&str) -> bool>) -> Result<String, String> {
    let yaml = in_style(value, true)?;
    if is_plain(&yaml, is_spoilt.is_some()) {
        return Ok(yaml);
    }
    let texts = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let has_hidden = any_text(&texts, &has_hidden);
    let is_quoted = |text: &str| begins_with_a_tab(text) || is_spoilt.is_some_and(|is_spoilt| is_spoilt(text));
    if !has_hidden && !any_text(&texts, &is_quoted) {
        return Ok(yaml);
    }
    let yaml = in_style(value, false)?;
    Ok(if has_hidden { yaml.split_inclusive('\n').map(escaped).collect() } else { yaml })
}

fn in_style<T: Serialize>(value: &T, has_blocks: bool) -> Result<String, String> {
    let options = serde_yaml::ser_options! {
        comment_position: serde_yaml::CommentPosition::Above,
        compact_list_indent: false,
        // Folding a long line changes what a person copies from the file.
        folded_wrap_chars: usize::MAX,
        prefer_block_scalars: has_blocks,
    };
    serde_yaml::to_string_with_options(value, options).map_err(|error| error.to_string())
}

/// Whether the texts of a document need no look of their own, as most don't: nothing in it is hidden, escaped or a tab, and
/// nothing is a block where blocks can be spoilt.
fn is_plain(yaml: &str, blocks_spoil: bool) -> bool {
    yaml.bytes().all(|byte| matches!(byte, b'\n' | b' '..=b'~') && byte != b'\\' && !(blocks_spoil && byte == b'|'))
}

/// Whether the first line with anything in it begins with a tab, in a text of several lines.
fn begins_with_a_tab(text: &str) -> bool {
    text.contains('\n') && text.trim_start_matches('\n').starts_with('\t')
}

fn any_text(value: &Value, wanted: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::String(text) => wanted(text),
        Value::Array(items) => items.iter().any(|item| any_text(item, wanted)),
        Value::Object(map) => map.iter().any(|(key, value)| wanted(key) || any_text(value, wanted)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A line without blocks, in which a key or a value with something hidden stands in double quotes.
fn escaped(line: &str) -> String {
    if !has_hidden(line) {
        return line.to_owned();
    }
    let mut out = String::new();
    let mut rest = line;
    while let Some(begin) = rest.find(|c| c != ' ') {
        let after = rest[begin..].strip_prefix("- ");
        out.push_str(&rest[..begin]);
        if let Some(after) = after {
            out.push_str("- ");
            rest = after;
            continue;
        }
        let length = scalar(&rest[begin..]);
        out.push_str(&quoted(&rest[begin..begin + length]));
        rest = &rest[begin + length..];
        let colon = rest.len() - rest.strip_prefix(':').unwrap_or(rest).len();
        out.push_str(&rest[..colon]);
        rest = &rest[colon..];
        if length + colon == 0 {
            break;
        }
    }
    out + rest
}

/// How long the key or value is that a text begins with.
fn scalar(text: &str) -> usize {
    let bytes = text.as_bytes();
    let quote = bytes.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let Some(quote) = quote else {
        let end = text.find(": ").or_else(|| text.find(":\n")).or_else(|| text.find('\n'));
        return end.unwrap_or(text.len());
    };
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// A key or value in double quotes, if something is hidden in it.
fn quoted(written: &str) -> String {
    if !has_hidden(written) {
        return written.to_owned();
    }
    let inside = match written.strip_prefix('\'').and_then(|inside| inside.strip_suffix('\'')) {
        Some(inside) => inside.replace("\'\'", "\'").replace('\\', "\\\\").replace('"', "\\\""),
        None if written.starts_with('"') => written.get(1..written.len() - 1).unwrap_or_default().to_owned(),
        None => written.replace('\\', "\\\\").replace('"', "\\\""),
    };
    let mut out = String::from("\"");
    for c in inside.chars() {
        match u32::from(c) {
            code if !text::is_hidden(c) || c == '\t' => out.extend(char::from_u32(code)),
            code @ 0..=0xff => out.push_str(&format!("\\x{code:02x}")),
            code @ 0..=0xffff => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_is_hidden_is_escaped_and_read_back_by_every_reader() {
        let hostile = [
            "a\u{202e}b",
            "'\u{202e}'",
            "\"\u{2066}\\: x",
            "# \u{ad}: y",
            "\u{202e}\nb\u{2028}\u{85}\u{1b}\u{7f}\n",
            "- \u{feff}",
            "\tx\u{e0001}",
            "a: \u{200b}'b' \"c\"",
            "\\\u{202e}\"",
        ];
        let mut map = BTreeMap::new();
        for text in hostile {
            map.insert(text.to_owned(), noted(vec![vec![text.to_owned()], vec!["plain\nlines".to_owned()]], text));
        }
        let yaml = to_yaml(&map).unwrap();
        assert!(!has_hidden(&yaml), "{yaml:?}");
        let expected: BTreeMap<String, Vec<Vec<String>>> = map.into_iter().map(|(key, value)| (key, value.0)).collect();
        assert_eq!(serde_yaml_ng::from_str::<BTreeMap<String, Vec<Vec<String>>>>(&yaml).unwrap(), expected, "{yaml}");
    }
}
