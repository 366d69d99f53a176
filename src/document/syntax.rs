//! From the parser's errors to findings in our words, with what to do about the common ones.

use granit_parser::{ErrorKind, ScanError};

use super::codes;
use crate::diagnostic::{Applicability, Code, Diagnostic};
use crate::source::{Pointer, Source, Span};

/// Why the parser stopped.
pub(super) struct Fault {
    /// What kind of fault.
    pub(super) code: &'static Code,
    /// Where it shows.
    pub(super) span: Span,
    /// The offset of what caused it, which may lie before.
    pub(super) cause: usize,
    /// What is wrong.
    pub(super) message: String,
    /// What to do.
    pub(super) help: Option<String>,
    /// A replacement of a span that resolves it.
    pub(super) fix: Option<(Span, String)>,
}

/// A fault as a finding.
pub(super) fn explain(fault: &Fault, source: &Source) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(fault.code, Pointer::root(), visible(fault.span, source.text()), &fault.message);
    if let Some(help) = &fault.help {
        diagnostic = diagnostic.help(help);
    }
    if let Some((span, text)) = &fault.fix {
        diagnostic = diagnostic.fix("put it in quotes", Applicability::Safe, *span, text);
    }
    diagnostic
}

/// A span that can be underlined: at the end of the file, the last character of its text.
fn visible(span: Span, text: &str) -> Span {
    if span.start < text.len() {
        return span;
    }
    match text.trim_end().char_indices().next_back() {
        Some((at, c)) => Span::new(at, at + c.len_utf8()),
        None => Span::default(),
    }
}

/// The parser's error as a fault; `open` is where the innermost open bracket stands.
pub(super) fn fault(error: &ScanError, text: &str, open: Option<usize>) -> Fault {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let token = token_at(text, at);
    let syntax =
        |message: &str, help: &str| Fault { help: Some(help.to_owned()), ..Fault::new(&codes::SYNTAX, token, message) };
    if let Some(open) = open.filter(|open| line_of(text, *open) != line_of(text, at)) {
        let bracket = Span::new(open, open + 1);
        let message = format!("`{}` is not closed before the next line that can't belong to it", &text[open..=open]);
        let help = "close it, or check the commas and quotes behind it".to_owned();
        return Fault { help: Some(help), ..Fault::new(&codes::SYNTAX, bracket, message) };
    }
    match error.kind() {
        ErrorKind::UnexpectedCharacter { character: '@' } => unquoted_at(text, at),
        ErrorKind::UnexpectedCharacter { character } => {
            syntax(&format!("a value can't begin with `{character}`"), "put the value in quotes")
        }
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation => tab(text, at),
        _ if in_tab_indentation(text, at) => tab(text, at),
        ErrorKind::UnclosedQuotedScalar => syntax("this quote is never closed", "close it on the same line"),
        ErrorKind::RecursionLimitExceeded => Fault {
            help: Some("flatten it".into()),
            ..Fault::new(&codes::NESTING_TOO_DEEP, token, "mappings and lists are nested more than 128 deep")
        },
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            syntax("a second `:` on one line can't be understood", "put the value in quotes, or begin a new line")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            syntax("expected a key with `:` behind it", "write `key: value`, with a space behind the colon")
        }
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => syntax(
            "this line is indented like none of the lines that it could belong to",
            "indent it like its siblings",
        ),
        ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::BlockSequenceEntryNotAllowed => {
            syntax("expected an item of a list, `- `, indented like the others", "indent it like its siblings")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => syntax("a bracket is never closed", "close it"),
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            syntax("this bracket closes nothing", "remove it, or open it before")
        }
        ErrorKind::ExpectedFlowMappingSeparator | ErrorKind::ExpectedFlowSequenceSeparator => {
            syntax("expected `,` or a closing bracket", "separate the items by commas")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => {
            syntax("an escape that double quotes do not have", "double the backslash, or use single quotes")
        }
        ErrorKind::UndeclaredTagHandle => Fault {
            help: Some("remove the tag".into()),
            ..Fault::new(&codes::UNSUPPORTED_TAG, token, "a tag with an unknown prefix")
        },
        kind => syntax(
            &format!("not YAML: {}", kind.to_string().replace(['\'', '`'], "")),
            "check the quotes, colons and indentation here",
        ),
    }
}

fn unquoted_at(text: &str, at: usize) -> Fault {
    let line = text[at..].lines().next().unwrap_or_default();
    let value = line.split(" #").next().unwrap_or_default().trim_end();
    let span = Span::new(at, at + value.len());
    let quoted = super::quote(value);
    Fault {
        help: Some(format!("put it in quotes: `{quoted}`")),
        fix: Some((span, quoted)),
        ..Fault::new(&codes::UNQUOTED_AT, span, "a value that begins with `@` has to be quoted")
    }
}

fn tab(text: &str, at: usize) -> Fault {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let indentation = text[start..].bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let span = if text[start..start + indentation].contains('\t') {
        Span::new(start, start + indentation)
    } else {
        token_at(text, at)
    };
    Fault {
        help: Some("indent by spaces".into()),
        ..Fault::new(&codes::TAB_INDENTATION, span, "a tab in the indentation")
    }
}

fn in_tab_indentation(text: &str, at: usize) -> bool {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = &text[start..];
    let indentation = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    line[..indentation].contains('\t') && at <= start + indentation
}

/// From an offset to the next white space, at least one character.
fn token_at(text: &str, at: usize) -> Span {
    let rest = &text[at..];
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let first = rest.chars().next().map_or(0, char::len_utf8);
    Span::new(at, at + length.max(first))
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].rfind('\n').map_or(0, |end| end + 1)
}
