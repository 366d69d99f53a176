//! From the parser's errors to findings in our words, at the place where the mistake was made.

use granit_parser::{ErrorKind, ScanError};

use super::fault::Fault;
use super::reserved::{unquoted, value_start};
use super::resolve::shown;
use super::section;
use super::spot::{boundary, character_at, indentation, line_end, line_start, starts_line, token_at};
use super::{codes, flow, mend, quote, tab};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use crate::source::{Pointer, Span};

/// The parser's error as a fault; `bracket` is the outermost open bracket.
pub(super) fn fault(error: &ScanError, text: &str, bracket: Option<usize>) -> Fault {
    let at = boundary(text, error.marker().byte_offset().unwrap_or_default());
    if let Some(opening) = forgotten_quote(error, text, at) {
        return Fault::new(unclosed_quote(text, opening));
    }
    if let Some(fault) = flow::fault(error, text, at) {
        return fault;
    }
    if let Some(bracket) =
        bracket.filter(|bracket| !matches_bracket(error) && section::lies_between(text, *bracket, at))
    {
        return flow::unclosed(text, bracket);
    }
    if let Some(fault) = of_quotes_and_brackets(error, text, at, bracket) {
        return fault;
    }
    if let Some(tab) = tab::near(text, at) {
        return Fault::new(tab::finding(text, tab));
    }
    let fault = of_keys(error, text, at, bracket).or_else(|| of_values(error, text, at, bracket));
    fault.unwrap_or_else(|| {
        Fault::new(
            say(token_at(text, at), "this is not valid YAML").help("check the quotes, colons and indentation here"),
        )
    })
}

/// A quote or a bracket that is open, closed by another, or closes nothing.
fn of_quotes_and_brackets(error: &ScanError, text: &str, at: usize, bracket: Option<usize>) -> Option<Fault> {
    let token = token_at(text, at);
    let syntax = |message: &str, help: &str| say(token, message).help(help);
    Some(Fault::new(match error.kind() {
        ErrorKind::RecursionLimitExceeded => return Some(Fault::too_deep(text, at)),
        ErrorKind::UnexpectedCharacter { character } if character.is_ascii() && text[at..].starts_with(*character) => {
            return Some(unquoted(text, at, bracket.is_some()));
        }
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => unclosed_quote(text, at),
        ErrorKind::InvalidTrailingSingleQuotedScalar => trailing(text, at, '\''),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => trailing(text, at, '"'),
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => return Some(flow::unclosed(text, bracket.unwrap_or(at))),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let diagnostic = syntax(&format!("`{open}` is closed by `{close}`"), "close each bracket by its own kind");
            mend::bracket(text, at, diagnostic)
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            let message = format!("{} closes nothing", shown(&text[at..character_at(text, at).end]));
            let diagnostic = say(character_at(text, at), &message).help("remove it, or open a bracket before it");
            diagnostic.fix("remove it", Applicability::Unsafe, character_at(text, at), "")
        }
        ErrorKind::ExpectedFlowMappingSeparator => syntax("expected `,` or `}`", "separate the entries by commas"),
        ErrorKind::ExpectedFlowSequenceSeparator => syntax("expected `,` or `]`", "separate the items by commas"),
        _ => return None,
    }))
}

/// A key without its colon or on a wrong column, or something else among keys.
fn of_keys(error: &ScanError, text: &str, at: usize, bracket: Option<usize>) -> Option<Fault> {
    let token = token_at(text, at);
    let syntax = |message: &str, help: &str| say(token, message).help(help);
    Some(Fault::new(match error.kind() {
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => return Some(colon(text, at)),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey | ErrorKind::UnexpectedEofBlockMapping => {
            return Some(no_colon(text, at));
        }
        ErrorKind::ExpectedBlockMappingKey if text[value_start(text, at)..].starts_with("*/") => {
            return Some(unquoted(text, value_start(text, at), bracket.is_some()));
        }
        ErrorKind::ExpectedBlockMappingKey if dash_before(text, at).is_some() => {
            say(dash_before(text, at).unwrap_or(token), "an item of a list stands among keys")
                .help("indent the list below a key of its own, or remove the `-`")
        }
        ErrorKind::ExpectedBlockMappingKey if starts_line(text, at) => {
            let message = "the indentation of this line fits none of the lines above";
            let diagnostic = syntax(message, "indent it like the entries that it belongs to");
            mend::indentation(text, at, mend::nearest_column(text, at), diagnostic)
        }
        ErrorKind::ExpectedBlockMappingKey => {
            syntax("unexpected text after a value", "put the whole value in quotes, or begin a new line")
        }
        _ => return None,
    }))
}

/// A list, a text, a comment or a mark that is not written as YAML wants it.
fn of_values(error: &ScanError, text: &str, at: usize, bracket: Option<usize>) -> Option<Fault> {
    let token = token_at(text, at);
    let syntax = |message: &str, help: &str| say(token, message).help(help);
    Some(Fault::new(match error.kind() {
        ErrorKind::InvalidIndentation
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::InvalidFlowScalarIndent
        | ErrorKind::InvalidBlockScalarIndent => {
            syntax("the indentation is wrong", "indent the line deeper than the key that it belongs to")
        }
        ErrorKind::ExpectedBlockSequenceEntry => {
            syntax("expected an item of the list, found something else", "begin it with `- `, or indent it differently")
        }
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            syntax("a list can't begin here", "begin it on a new line, or write it as `[a, b]`")
        }
        ErrorKind::InvalidBlockEntryWhitespace | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            syntax("expected a space after `-`", "write `- item`")
        }
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => {
            let message = "the text in double quotes has an escape that doesn't exist";
            mend::escapes(text, at, syntax(message, "double its backslash, or use single quotes"))
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            syntax("a block text can't begin like this", "write `|` or `>`, and the text on the lines below")
        }
        ErrorKind::CommentInterceptedScalar => {
            syntax("a comment stands inside of a text", "put the text in quotes, or move the comment")
        }
        ErrorKind::CommentNotSeparated => {
            mend::comment(text, at, syntax("expected a space before `#`", "write a space before the comment"))
        }
        ErrorKind::MissingAnchorOrAliasName => return Some(unquoted(text, value_start(text, at), bracket.is_some())),
        ErrorKind::UndeclaredTagHandle => {
            let message = format!("unknown tag {}", shown(&text[token.start..token.end]));
            Diagnostic::new(&codes::UNSUPPORTED_TAG, Pointer::root(), token, message).help("remove the tag")
        }
        ErrorKind::BomInsideDocument => byte_order_mark(text, at),
        ErrorKind::ExpectedDocumentStart | ErrorKind::MissingDocumentEndBeforeDirective => beginning(text, at),
        _ => return None,
    }))
}

pub(super) fn say(span: Span, message: &str) -> Diagnostic {
    Diagnostic::new(&codes::SYNTAX, Pointer::root(), span, message)
}

/// Whether the error itself says which bracket is wrong.
fn matches_bracket(error: &ScanError) -> bool {
    matches!(error.kind(), ErrorKind::MismatchedFlowCollectionEnd { .. } | ErrorKind::UnclosedQuotedScalar)
}

fn unclosed_quote(text: &str, at: usize) -> Diagnostic {
    let span = character_at(text, at);
    let quote = &text[span.start..span.end];
    let diagnostic = say(span, &format!("the quote {} is never closed", shown(quote)))
        .help(format!("close it with {} on the same line", shown(quote)));
    mend::quote_at_end(text, span.start, diagnostic)
}

/// The quote that was left open, where text stands after the next one: that was meant to open a text, in another
/// section or entry.
fn forgotten_quote(error: &ScanError, text: &str, at: usize) -> Option<usize> {
    let quote = match error.kind() {
        ErrorKind::InvalidTrailingSingleQuotedScalar => '\'',
        ErrorKind::InvalidTrailingDoubleQuotedScalar => '"',
        _ => return None,
    };
    let closing = text[..at].rfind(quote)?;
    let opening = text[..closing].rfind(quote)?;
    let runs_over = section::lies_between(text, opening, at) || runs_over_entry(text, opening, at);
    runs_over.then_some(opening)
}

/// Text after a closing quote.
fn trailing(text: &str, at: usize, quote: char) -> Diagnostic {
    let help = match quote {
        '\'' => "double the quotes that belong to the text, as in `'it''s'`, or use double quotes",
        _ => "put a backslash before the quotes that belong to the text",
    };
    mend::quotes_within(text, at, quote, say(token_at(text, at), "unexpected text after a closing quote").help(help))
}

/// Whether a line after that of `from` and up to that of `to` looks like an entry: a word and its colon.
pub(super) fn runs_over_entry(text: &str, from: usize, to: usize) -> bool {
    let lines = text[from..line_end(text, to)].lines().skip(1);
    lines.map(|line| line.trim_start_matches([' ', '-'])).any(|line| {
        let word = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(line.len());
        word > 0 && (line[word..].starts_with(": ") || line[word..].trim_end() == ":")
    })
}

fn byte_order_mark(text: &str, at: usize) -> Diagnostic {
    let mark = character_at(text, at);
    say(mark, "U+FEFF (byte order mark) stands inside of the text").help("remove the invisible character").fix(
        "remove it",
        Applicability::Unsafe,
        mark,
        "",
    )
}

/// Text after what the parser took for the whole document.
fn beginning(text: &str, at: usize) -> Diagnostic {
    let directive = text[..line_end(text, at)].rfind("\n%").map_or(0, |end| end + 1);
    if text[directive..].starts_with('%') {
        return say(token_at(text, directive), "expected `---` after the lines that begin with `%`")
            .help("remove the lines that begin with `%`");
    }
    match section::indented_beginning(text) {
        Some(first) => indented_beginning(text, first),
        None => say(token_at(text, at), "unexpected text after a value").help("write one mapping, as `key: value`"),
    }
}

/// The first keys of a file that are indented, unlike those below.
fn indented_beginning(text: &str, first: Span) -> Diagnostic {
    let section = section::section_at(text, first.start);
    let starts = section::lines(&text[..section.end], first.start).filter(|(_, line)| !line.trim().is_empty());
    // What stands in them keeps its own indentation.
    let indents = starts.map(|(at, line)| Span::new(at, at + indentation(line, 0).min(first.end - first.start)));
    let edits = indents.filter(|span| span.start < span.end).map(|span| Edit { span, text: String::new() }).collect();
    let mut diagnostic = say(first, "the first key is indented, and the keys below it aren't")
        .help("begin all of them in the same column");
    let title = "remove the indentation".into();
    diagnostic.fixes.push(Fix { title, applicability: Applicability::Unsafe, edits });
    diagnostic
}

/// A `:` where no value can begin.
fn colon(text: &str, at: usize) -> Fault {
    let start = line_start(text, at);
    let indent = indentation(text, start);
    let line = text.get(start + indent..at).unwrap_or_default();
    if let Some(first) = line.find(": ") {
        let value = start + indent + first + 2;
        let end = line_end(text, at);
        let written = text[value..end].trim();
        let from = value + (text[value..end].len() - text[value..end].trim_start().len());
        let span = Span::new(from, from + written.len());
        let diagnostic = say(character_at(text, at), "`: ` inside of a value without quotes");
        let diagnostic = diagnostic.help("put the value in quotes, or begin a new line");
        let fixable = !written.contains(['"', '\'', '#']);
        return Fault::new(if fixable {
            diagnostic.fix("put the value in quotes", Applicability::Unsafe, span, quote(written))
        } else {
            diagnostic
        });
    }
    // The line is fine by itself: the one before it swallowed it.
    let before = text[..start].trim_end();
    let previous = line_start(text, before.len());
    if start == 0 || before.is_empty() {
        return Fault::new(say(character_at(text, at), "`:` is not expected here").help("put the text in quotes"));
    }
    let line = before[previous..].trim_start_matches([' ', '\t', '-']);
    if line.contains(": ") {
        let span = Span::new(start + indent, at);
        let message = "this line is indented deeper than the entry above, which has a value already";
        let diagnostic = say(span, message).help("indent it like the entries that it belongs to");
        let diagnostic = mend::indentation(text, at, Some(before.len() - line.len() - previous), diagnostic);
        return Fault::new(diagnostic.related(character_at(text, before.len() - line.len()), "the entry above"));
    }
    no_colon(text, before.len() - line.len())
}

/// Text that should be a key with its colon.
fn no_colon(text: &str, at: usize) -> Fault {
    let line = text[at..line_end(text, at)].trim_end();
    let word = line.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).unwrap_or(line.len());
    let span = if line.is_empty() { token_at(text, at) } else { Span::new(at, at + line.len()) };
    if word > 0 && line[word..].starts_with(':') && word + 1 < line.len() {
        let colon = at + word;
        let value = line[word + 1..].trim_start();
        let blanks = line.len() - word - 1 - value.len();
        let after = Span::new(colon + 1, colon + 1 + blanks);
        let found = if line[word + 1..].starts_with('\u{a0}') { ", found U+00A0 (no-break space)" } else { "" };
        let diagnostic = say(Span::new(at, colon + 1), &format!("expected a space after `:`{found}"))
            .help(format!("write {}", shown(&format!("{}: {value}", &line[..word]))));
        return Fault::new(diagnostic.fix("insert a space", Applicability::Unsafe, after, " "));
    }
    if word > 0 && word == line.len() {
        let message = format!("expected `:` after {}", shown(line));
        let end = Span::new(span.end, span.end);
        let diagnostic = say(span, &message).help(format!("write {}", shown(&format!("{line}:"))));
        return Fault::new(diagnostic.fix("insert `:`", Applicability::Unsafe, end, ":"));
    }
    let diagnostic = say(span, "expected a key with `: ` after it").help("write `key: value`");
    let rest = line[word..].trim_start();
    if word > 0 && rest.starts_with("= ") {
        let sign = Span::new(at + word, at + line.len() - rest.len() + 1);
        return Fault::new(diagnostic.fix("write `:` instead", Applicability::Unsafe, sign, ":"));
    }
    Fault::new(diagnostic)
}

/// The dash that begins the line of an offset, where only that stands before it.
fn dash_before(text: &str, at: usize) -> Option<Span> {
    let dash = line_start(text, at) + indentation(text, line_start(text, at));
    let before = text.get(dash..at).unwrap_or_default();
    (before.trim_end() == "-").then(|| character_at(text, dash))
}
