//! Values to be written into a file, in lines, in braces or as JSON: whatever stands around them.

use super::{Node, NodeKind, Scalar, ScalarType, Style, quote};
use crate::source::Source;

/// A value that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// A string, put in quotes where it needs some.
    Text(String),
    /// A number, a flag, or a scalar as it stands in the file.
    Raw(String),
    /// A list.
    List(Vec<Form>),
    /// A mapping.
    Map(Vec<(String, Form)>),
}

impl Form {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A mapping.
    pub fn map<const COUNT: usize>(entries: [(&str, Self); COUNT]) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// What stands at a node, as it is written; none where an anchor, an alias or a tag is in it.
    pub fn of(source: &Source, node: &Node) -> Option<Self> {
        let written = source.slice(node.span);
        if has_marks(written) {
            return None;
        }
        match &node.kind {
            NodeKind::Broken => None,
            NodeKind::Scalar(scalar) if scalar.kind == ScalarType::String && scalar.style != Style::Quoted => {
                Some(Self::text(&scalar.text))
            }
            NodeKind::Scalar(scalar) if written.contains(['\n', '\r']) => Some(Self::text(&scalar.text)),
            NodeKind::Scalar(_) if written.is_empty() => Some(Self::Raw("null".into())),
            NodeKind::Scalar(_) => Some(Self::Raw(written.to_owned())),
            NodeKind::Sequence(items) => {
                items.iter().map(|item| Self::of(source, item)).collect::<Option<_>>().map(Self::List)
            }
            NodeKind::Mapping(entries) => {
                let entry = |entry: &super::Entry| Some((entry.key.clone(), Self::of(source, &entry.value)?));
                entries.iter().map(entry).collect::<Option<_>>().map(Self::Map)
            }
        }
    }

    /// The value on one line.
    pub fn in_braces(&self, is_json: bool) -> String {
        let text = |text: &str| if is_json { quote(text) } else { plain(text) };
        match self {
            Self::Text(word) => text(word),
            Self::Raw(written) => written.clone(),
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(|item| item.in_braces(is_json)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(entries) => {
                let entry = |(key, value): &(String, Self)| format!("{}: {}", text(key), value.in_braces(is_json));
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The value in lines, each with its indentation.
    pub fn in_lines(&self) -> Vec<String> {
        match self {
            Self::Map(entries) if !entries.is_empty() => {
                entries.iter().flat_map(|(key, value)| value.under(key)).collect()
            }
            Self::List(items) if items.iter().any(Self::is_large) => items.iter().flat_map(Self::as_item).collect(),
            _ => vec![self.in_braces(false)],
        }
    }

    /// The lines of an entry.
    pub fn under(&self, key: &str) -> Vec<String> {
        let key = plain(key);
        let is_long = match self {
            Self::Map(entries) => !entries.is_empty(),
            Self::List(items) => items.iter().any(Self::is_large),
            Self::Text(_) | Self::Raw(_) => false,
        };
        if !is_long {
            return vec![format!("{key}: {}", self.in_braces(false))];
        }
        let lines = self.in_lines().into_iter().map(|line| format!("  {line}"));
        std::iter::once(format!("{key}:")).chain(lines).collect()
    }

    fn as_item(&self) -> Vec<String> {
        let mark = |(at, line): (usize, String)| if at == 0 { format!("- {line}") } else { format!("  {line}") };
        self.in_lines().into_iter().enumerate().map(mark).collect()
    }

    fn is_large(&self) -> bool {
        matches!(self, Self::Map(_) | Self::List(_))
    }
}

/// Whether an anchor, an alias or a tag may be in a text.
pub fn has_marks(text: &str) -> bool {
    let begins = |at: usize| at == 0 || text[..at].ends_with([' ', '\t', '\n', '[', '{', ',']);
    let names = |at: usize| text[at + 1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '<'));
    text.match_indices(['&', '*', '!']).any(|(at, _)| begins(at) && names(at))
}

/// A string without quotes where every reader takes it for that string, within brackets too.
pub fn plain(text: &str) -> String {
    let scalar = Scalar { text: text.to_owned(), style: Style::Plain, kind: ScalarType::of_plain(text) };
    let is_string = scalar.kind == ScalarType::String && scalar.yaml11_type().is_none();
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ' | ':' | '=' | '+');
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.'));
    let ends = !text.ends_with([' ', ':']) && !text.contains(": ") && !text.contains(" -");
    if is_string && begins && ends && text.chars().all(is_word) { scalar.text } else { quote(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_in_lines_and_on_one() {
        let build = Form::map([("context", Form::text(".")), ("args", Form::map([("A", Form::text("1"))]))]);
        assert_eq!(build.under("build"), ["build:", "  context: .", "  args:", "    A: \"1\""]);
        assert_eq!(build.in_braces(true), r#"{"context": ".", "args": {"A": "1"}}"#);
        let list = Form::List(vec![build, Form::text("yes")]);
        assert_eq!(list.in_lines(), ["- context: .", "  args:", "    A: \"1\"", "- \"yes\""]);
        assert_eq!(Form::List(vec![Form::text("a, b")]).under("x"), ["x: [\"a, b\"]"]);
    }

    #[test]
    fn a_mark_is_told_from_a_text_with_its_sign() {
        for text in ["&a b", "[*b]", "x: !!int 1", "- !include x"] {
            assert!(has_marks(text), "{text}");
        }
        for text in ["0 2 * * *", "a & b", "Search!", "*/5 * * * *"] {
            assert!(!has_marks(text), "{text}");
        }
    }
}
