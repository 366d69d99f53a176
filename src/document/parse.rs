//! From text to tree: reads what is well-formed, and goes around what isn't.
//!
//! A syntax error ends the parser. The top-level section that it stands in is then blanked out, so
//! that every other offset stays what it was, and the rest is read again; the section's key stays in the tree as
//! [`Kind::Broken`], so that nothing says that it is missing. Sections are how a spec is built, and an error
//! rarely reaches across them.

use super::build::build;
use super::codes;
use super::syntax::{Fault, explain};
use super::{Document, Entry, Kind, Node};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::{Pointer, Source, Span};

/// The longest text that is read, in bytes.
pub const LARGEST_FILE: usize = 4 * 1024 * 1024;
/// How many broken sections are gone around; reading again costs the whole text each time.
const MOST_FAULTS: usize = 16;

/// Reads a source.
pub fn parse(source: &Source) -> (Document, Report) {
    let mut report = Report::default();
    if let Some(refusal) = refuse(source) {
        report.push(refusal);
        return (Document::default(), report);
    }
    let mut text = source.text().to_owned();
    let mut broken: Vec<Entry> = Vec::new();
    for _ in 0..MOST_FAULTS {
        let mut attempt = Report::default();
        match build(&text, &mut attempt) {
            Ok(mut document) => {
                report.extend(attempt);
                finish(&mut document, broken, &mut report);
                return (document, report);
            }
            Err(fault) => {
                let section = section_of(&text, fault.cause);
                report.push(explain(&fault, source));
                if fault.code == &codes::NESTING_TOO_DEEP || fault.code == &codes::TOO_MANY_NODES {
                    break;
                }
                broken.extend(key_of(source, section));
                if text[section.start..section.end].trim().is_empty() {
                    break;
                }
                blank(&mut text, section);
            }
        }
    }
    let mut document = Document::default();
    finish(&mut document, broken, &mut report);
    (document, report)
}

/// Why the text is not read at all.
fn refuse(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    if text.len() > LARGEST_FILE {
        let message = "the file has more than 4 MiB";
        let at = Diagnostic::new(&codes::FILE_TOO_LARGE, Pointer::root(), Span::default(), message);
        return Some(at.help("move data out of the spec"));
    }
    if let Some(offset) = source.invalid() {
        let span = Span::new(offset, offset + char::REPLACEMENT_CHARACTER.len_utf8());
        let message = "the file is not text in UTF-8: this byte begins no character";
        let at = Diagnostic::new(&codes::INVALID_ENCODING, Pointer::root(), span, message);
        return Some(at.help("save the file as UTF-8"));
    }
    let control = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let (offset, c) = text.char_indices().find(|(_, c)| control(*c))?;
    let message = format!("the control character U+{:04X} is not allowed", c as u32);
    let span = Span::new(offset, offset + c.len_utf8());
    Some(
        Diagnostic::new(&codes::INVALID_ENCODING, Pointer::root(), span, message)
            .help("remove it, or write it as an escape in double quotes"),
    )
}

/// Puts the broken sections into the root, and says what the root has to be.
fn finish(document: &mut Document, broken: Vec<Entry>, report: &mut Report) {
    let is_empty = document.root.as_ref().is_none_or(Node::is_null);
    if is_empty && broken.is_empty() {
        if !report.has_errors() {
            let message = "the file is empty";
            let at = Diagnostic::new(&codes::EMPTY_FILE, Pointer::root(), Span::default(), message);
            report.push(at.help("start with `spec: blueprint/v1`, `name:` and `agent:`"));
        }
        document.root = None;
        return;
    }
    if is_empty {
        document.root = Some(Node { span: Span::default(), kind: Kind::Mapping(Vec::new()) });
    }
    match document.root.as_mut().map(|root| &mut root.kind) {
        Some(Kind::Mapping(entries)) => {
            for entry in broken {
                if !entries.iter().any(|other| other.key == entry.key) {
                    entries.push(entry);
                }
            }
            entries.sort_by_key(|entry| entry.key_span.start);
        }
        _ => {
            if !report.has_errors() {
                let span = document.root.as_ref().map_or(Span::default(), |root| root.span);
                let message = "the file is not a mapping";
                let at = Diagnostic::new(&codes::ROOT_NOT_MAPPING, Pointer::root(), span, message);
                report.push(at.help("start with `spec: blueprint/v1`, `name:` and `agent:`"));
            }
            document.root = None;
        }
    }
}

/// The lines from the last one at or before `offset` that begins a section to the next such line.
fn section_of(text: &str, offset: usize) -> Span {
    let begins = |line: &str| !line.starts_with([' ', '\t', '#', '\r', '\n']) && !line.is_empty();
    let mut section = Span::new(0, text.len());
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) {
            if at <= offset {
                section.start = at;
            } else {
                section.end = at;
                break;
            }
        }
        at += line.len();
    }
    section
}

/// The key of a section, as an entry of which nothing else is known.
fn key_of(source: &Source, section: Span) -> Option<Entry> {
    let line = source.slice(section).lines().next()?;
    let (key, _) = line.split_once(':')?;
    let bare = key.trim_start_matches('\u{feff}').trim_matches(['"', '\'']);
    if bare.is_empty() || bare.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')) {
        return None;
    }
    let span = Span::new(section.start, section.start + key.len());
    let value = Node { span: Span::new(span.end, section.end), kind: Kind::Broken };
    Some(Entry { key: bare.to_owned(), key_span: span, value })
}

/// Replaces a section by spaces, its line breaks aside, so that offsets stay.
fn blank(text: &mut String, section: Span) {
    let blanked: String = text[section.start..section.end]
        .bytes()
        .map(|byte| if matches!(byte, b'\n' | b'\r') { byte as char } else { ' ' })
        .collect();
    text.replace_range(section.start..section.end, &blanked);
}

/// A fault with the place that caused it, for the sections above.
impl Fault {
    pub(super) fn new(code: &'static crate::diagnostic::Code, span: Span, message: impl Into<String>) -> Self {
        Self { code, span, cause: span.start, message: message.into(), help: None, fix: None }
    }
}
