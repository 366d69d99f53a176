//! The one YAML emitter: from typed values to text that readers of YAML 1.1 and 1.2 take for the same.

use serde::Serialize;
use serde_json::Value;
use serde_yaml::{Commented, SpaceAfter};

/// A value with a comment above it.
pub type Noted<T> = Commented<T>;

/// A value with a comment above it and an empty line behind it: a paragraph of a file.
pub type Paragraph<T> = SpaceAfter<Commented<T>>;

/// A value with a comment above it; characters that a comment can't hold become spaces.
pub fn noted<T>(value: T, comment: &str) -> Noted<T> {
    Commented(value, one_line(comment))
}

/// A value with a comment above it and an empty line behind it.
pub fn paragraph<T>(value: T, comment: &str) -> Paragraph<T> {
    SpaceAfter(noted(value, comment))
}

/// A value as a YAML document, without a document marker.
///
/// Texts of several lines are blocks, as a person writes them. The writer gives the width of a block's indentation
/// only where its first line begins with a space; readers made of libyaml then refuse one that begins with a tab. A
/// document with such a text, which is rare, has its texts quoted.
///
/// # Errors
/// A value that YAML can't say: a fault of this program, in words.
pub fn to_yaml<T: Serialize>(value: &T) -> Result<String, String> {
    let texts = serde_json::to_value(value).map_err(|error| error.to_string())?;
    let options = serde_yaml::ser_options! {
        comment_position: serde_yaml::CommentPosition::Above,
        compact_list_indent: false,
        // Folding a long line changes what a person copies from the file.
        folded_wrap_chars: usize::MAX,
        prefer_block_scalars: !begins_with_a_tab(&texts),
    };
    serde_yaml::to_string_with_options(value, options).map_err(|error| error.to_string())
}

/// Whether the first line with anything in it begins with a tab, in any text of several lines.
fn begins_with_a_tab(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\n') && text.trim_start_matches('\n').starts_with('\t'),
        Value::Array(items) => items.iter().any(begins_with_a_tab),
        Value::Object(map) => map.values().any(begins_with_a_tab),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A text of the user's as a comment of a generated file can hold it: on one line.
pub fn one_line(text: &str) -> String {
    let fits =
        |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    text.chars().map(|c| if fits(c) { c } else { ' ' }).collect()
}
